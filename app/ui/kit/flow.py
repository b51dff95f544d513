"""Buttons or fields in a line, and in several where the window is narrow; it must not know what they do."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem

from app.ui.kit import style


class Flow(QLayout):
    """From left to right, at the right edge unless `left`; what does not fit begins the next line. None is cut off."""

    def __init__(self, *, left: bool = False) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._left = left
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(style.SIZES.gap)

    def addItem(self, item: QLayoutItem) -> None:
        """One more at the end."""
        self._items.append(item)

    def count(self) -> int:
        """How many there are, hidden ones too."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The item at this place; None behind the last."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """The same, taken out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """It wants no more than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Pixels for the lines that this width makes."""
        lines = self._lines(width)
        return sum(_height(line) for line in lines) + self.spacing() * max(0, len(lines) - 1)

    def sizeHint(self) -> QSize:
        """All of them in one line."""
        shown = self._shown()
        return QSize(self._width(shown), _height(shown))

    def minimumSize(self) -> QSize:
        """The widest of them."""
        shown = self._shown()
        return QSize(max((each.sizeHint().width() for each in shown), default=0), _height(shown))

    def setGeometry(self, place: QRect) -> None:
        """Put them there, each line at its edge."""
        super().setGeometry(place)
        top = place.top()
        for line in self._lines(place.width()):
            left = place.left() if self._left else place.right() + 1 - self._width(line)
            for each in line:
                size = each.sizeHint()
                each.setGeometry(QRect(left, top, size.width(), size.height()))
                left += size.width() + self.spacing()
            top += _height(line) + self.spacing()

    def _shown(self) -> list[QLayoutItem]:
        return [each for each in self._items if not each.isEmpty()]

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        for each in self._shown():
            if lines and self._width([*lines[-1], each]) <= width:
                lines[-1].append(each)
            else:
                lines.append([each])
        return lines

    def _width(self, line: list[QLayoutItem]) -> int:
        return sum(each.sizeHint().width() for each in line) + self.spacing() * max(0, len(line) - 1)


def _height(line: list[QLayoutItem]) -> int:
    return max((each.sizeHint().height() for each in line), default=0)
