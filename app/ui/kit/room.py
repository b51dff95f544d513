"""Room for what may be higher than its place: it scrolls and follows the focus; it must not know what is in it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QSizePolicy, QStackedWidget, QWidget

from app.ui.kit import style

_BAR: Final = 12
"""Pixels of a scroll bar, as the style sheet has it."""
_MARGIN: Final = 8
"""Pixels that stay free around what has the focus."""
_NARROWEST: Final = 760
"""Pixels: what is wider than this scrolls sideways on a screen that is narrower still."""

_COMES, _GOES = QEvent.Type.ShowToParent, QEvent.Type.HideToParent


class Room(QScrollArea):
    """Asks for all the height its inner widget wants, and makes do with `least` pixels, and with `_NARROWEST`."""

    def __init__(self, inner: QWidget, least: int) -> None:
        super().__init__(widgetResizable=True)
        self._inner, self._least, self._gone = inner, least, False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, inner.sizePolicy().verticalPolicy())
        style.named(self, inner.accessibleName())
        self.setWidget(inner)
        QApplication.instance().focusChanged.connect(self._follow)  # type: ignore[union-attr]

    def sizeHint(self) -> QSize:
        """What the inner widget wants."""
        return self._inner.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """As much of what the inner widget needs as it makes do with, with a scroll bar beside it."""
        needed = self._inner.minimumSizeHint()
        scrolls = needed.height() > self._least
        return QSize(min(needed.width() + _BAR * scrolls, _NARROWEST), min(needed.height(), self._least))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A field that comes or goes within asks for another size; with the inner widget its room goes and comes."""
        if watched is self._inner and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        elif watched is self._inner and event.type() == (_COMES if self._gone else _GOES):
            self._gone = not self._gone
            self.setVisible(not self._gone)
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What has the focus stays in sight."""
        super().resizeEvent(event)
        self._follow(None, QApplication.focusWidget())

    def showEvent(self, event: QShowEvent) -> None:
        """What has the focus already is seen at once."""
        super().showEvent(event)
        self._follow(None, QApplication.focusWidget())

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and self.isVisible() and self._inner.isAncestorOf(new):
            self.ensureWidgetVisible(new, _MARGIN, _MARGIN)
            self._show_its_width(new)

    def _show_its_width(self, field: QWidget) -> None:
        """Qt is content when the place where one types is seen; a field is to be seen from end to end."""
        left = field.mapTo(self._inner, QPoint(0, 0)).x() - _MARGIN
        right = left + field.width() + 2 * _MARGIN - self.viewport().width()
        bar = self.horizontalScrollBar()
        bar.setValue(min(max(bar.value(), right), left))


class Stack(QStackedWidget):
    """Pages of which one is shown: only that one asks for room."""

    def __init__(self) -> None:
        super().__init__()
        self._every: list[QWidget] = []
        self.currentChanged.connect(self._turned)

    def addWidget(self, page: QWidget) -> int:
        """Lay a page behind those that are there, or in front when it is the first."""
        self._every.append(page)
        at = super().addWidget(page)
        self._turned(self.currentIndex())
        return at

    def _turned(self, shown: int) -> None:
        for at, page in enumerate(self._every):
            policy = QSizePolicy.Policy.Preferred if at == shown else QSizePolicy.Policy.Ignored
            page.setSizePolicy(policy, policy)
