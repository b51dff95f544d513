"""The bar along the foot: the live keys of the screen in front, each a button; it must not know what they do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from app.ui.kit import actions, style

_HEIGHT: Final = 30
_PADDING: Final = 8
_BETWEEN: Final = 6


class KeyBar(QWidget):
    """One row of keys, or two when the window is narrow; it takes no focus, so a click never leaves the field."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("key-bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        style.named(self, "Keys of this screen")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._keys: list[_Key] = []

    def show_actions(self, shown: Iterable[QAction]) -> None:
        """Show these actions: function keys by their number, then the others as they come."""
        for old in self._keys:
            old.follow(None)
            old.hide()
            old.deleteLater()
        self._keys = [_Key(action, self) for action in sorted(shown, key=_place_on_the_keyboard)]
        for key in self._keys:
            key.show()
        self.arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find the rows anew."""
        super().resizeEvent(event)
        self.arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Larger letters want more room."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_keys"):
            self.arrange()

    def sizeHint(self) -> QSize:
        """As high as its rows."""
        return QSize(320, self.height())

    def arrange(self) -> None:
        """Put the keys into as few rows as they fit."""
        left, top = _BETWEEN, 0
        for key in self._keys:
            width = key.wanted_width()
            if left + width > self.width() and left > _BETWEEN:
                left, top = _BETWEEN, top + _HEIGHT
            key.setGeometry(left, top, width, _HEIGHT)
            left += width
        self.setFixedHeight(top + _HEIGHT + 1)


class _Key(QPushButton):
    """A key and what it does, the key in the accent colour."""

    def __init__(self, action: QAction, bar: KeyBar) -> None:
        super().__init__(bar)
        self._bar = bar
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._key = style.label(role="key")
        self._words = style.label()
        across = QHBoxLayout(self)
        across.setContentsMargins(_PADDING, 0, _PADDING, 0)
        across.setSpacing(_BETWEEN)
        for part in (self._key, self._words):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            across.addWidget(part)
        across.addStretch()
        self._action: QAction | None = None
        self.follow(action)

    def follow(self, action: QAction | None) -> None:
        """Say and do what the action does; None lets go of it."""
        if self._action is not None:
            self._action.changed.disconnect(self._tell)
            self.clicked.disconnect(self._action.trigger)
        self._action = action
        if action is not None:
            action.changed.connect(self._tell)
            self.clicked.connect(action.trigger)
            self._tell()

    def wanted_width(self) -> int:
        """Room for the key and its words."""
        strong = QFontMetrics(style.font(strong=True)).horizontalAdvance(self._key.text())
        plain = QFontMetrics(style.font()).horizontalAdvance(self._words.text())
        return strong + plain + _BETWEEN + 2 * _PADDING + 4

    def _tell(self) -> None:
        assert self._action is not None
        key = actions.key(self._action)
        if (self._key.text(), self._words.text()) != (key, self._action.text()):
            self._key.setText(key)
            self._words.setText(self._action.text())
            QTimer.singleShot(0, self._bar, self._bar.arrange)
        self.setEnabled(self._action.isEnabled())
        self.setToolTip(self._action.toolTip())
        self.setStatusTip(self._action.statusTip())
        style.named(self, f"{key} {self._action.text()}".strip())


def _place_on_the_keyboard(action: QAction) -> tuple[int, int]:
    key = actions.key(action)
    return (0, int(key[1:])) if key[:1] == "F" and key[1:].isdigit() else (1, 0)
