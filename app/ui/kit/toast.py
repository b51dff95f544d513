"""A small notice above the status line that goes by itself and takes no focus; it must not know what it tells."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QWidget

from app.ui.kit import style

STAYS: Final = 10_000
"""Milliseconds for which it is there; a click takes it away earlier."""


class Toast(QFrame):
    """One for each desk; what comes later takes the place of what is still there."""

    clicked = Signal()

    def __init__(self, over: QWidget, above: QWidget) -> None:
        super().__init__(over)
        self._over, self._above = over, above
        self.setObjectName("toast")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        page = style.column(self, margin=style.SIZES.margin)
        self._words = style.label("", "strong")
        page.addWidget(self._words)
        self._until = QTimer(self, singleShot=True, interval=STAYS)
        self._until.timeout.connect(self.hide)
        over.installEventFilter(self)
        self.hide()

    @property
    def sentence(self) -> str:
        """What it tells; empty while it is not there."""
        return self._words.text() if not self.isHidden() else ""

    def tell(self, sentence: str) -> None:
        """Be there with this for a while; a screen reader says it."""
        self._words.setText(sentence)
        style.named(self, sentence)
        self._place()
        self.show()
        self.raise_()
        self._until.start()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """It has been read, and is to be opened."""
        event.accept()
        self.hide()
        self.clicked.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in its corner when the desk changes its size."""
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        corner = self._above.mapTo(self._over, self._above.rect().topLeft())
        self.setMaximumWidth(self._over.width() // 2)
        self.adjustSize()
        # at the left: totals and actions are at the right
        self.move(corner.x() + style.SIZES.gap, corner.y() - self.height() - style.SIZES.gap)
