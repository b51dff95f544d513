"""A page of help: what a window is for, its fields and its keys, read by the keyboard; it must not know any window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QCheckBox,
    QGridLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.ui.kit import style, tab_order
from app.ui.kit.asking.dialog import Dialog
from app.ui.kit.grid.line_cursor import CursorTable

Parts = Sequence[tuple[str, Sequence[tuple[str, str]]]]
"""By their headings rows of two: a key and what it does, or a field and what it is for."""
_KEYS = 18
"""Letters of room for the keys, the same in every part of the map."""
_SCROLLS: dict[int, QAbstractSlider.SliderAction] = {
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
    Qt.Key.Key_Home: QAbstractSlider.SliderAction.SliderToMinimum,
    Qt.Key.Key_End: QAbstractSlider.SliderAction.SliderToMaximum,
}


class HelpPage(Dialog):
    """A heading, what there is to say `about` it, and beneath it the `parts`, half of them in each of two columns."""

    def __init__(self, title: str, heading: str, about: str, parts: Parts, parent: QWidget | None) -> None:
        super().__init__(title, parent, guard=0)
        self.parts = parts
        self._page: QVBoxLayout = style.column(self, margin=style.SIZES.step * 5, gap=style.SIZES.step * 3)
        self._page.addWidget(style.label(heading, "heading"))
        if about:
            self._page.addWidget(style.label(about, wrap=True))
        self._scroll = self._map()
        self._page.addWidget(self._scroll, 1)

    def offer(self, *buttons: QPushButton) -> None:
        """The foot: these buttons, and the one that closes the page, which Enter means."""
        close = self.button("&Close", primary=True)
        close.clicked.connect(self.accept)
        self._page.addLayout(self.foot(*buttons, close))
        close.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page Down, Page Up, Home and End move the map, whichever button has the focus."""
        action = _SCROLLS.get(event.key())
        if action is None:
            super().keyPressEvent(event)
        else:
            self._scroll.verticalScrollBar().triggerAction(action)

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """Every key and every field with what it does, in the order in which they are shown."""
        return tuple(row for _title, rows in self.parts for row in rows)

    def _map(self) -> QScrollArea:
        scroll, inside = QScrollArea(widgetResizable=True), QWidget()
        style.named(scroll, "Keys")
        across = style.row(inside, gap=style.SIZES.column_gap)
        left, right = style.column(margin=0, gap=16), style.column(margin=0, gap=16)
        for at, (title, rows) in enumerate(self.parts):
            if rows:
                (left if 2 * at < len(self.parts) else right).addWidget(_table(title, rows))
        for side in (left, right):
            side.addStretch()
            across.addLayout(side, 1)
        scroll.setWidget(inside)
        return scroll


def tips(window: QWidget) -> Iterator[tuple[str, str]]:
    """What each field and each column of a window is called and wants, in the order of Tab; those of pages that lie
    behind come too, and what may not be seen does not."""
    told: set[tuple[str, str]] = set()
    for widget in tab_order.stops(window):
        if isinstance(widget, CursorTable):
            found = [(each.heading, each.prompt) for each in widget.rows.columns if each.prompt and each.is_seen]
        elif isinstance(widget, QAbstractButton) and not isinstance(widget, QCheckBox):
            continue
        else:
            found = [(widget.accessibleName(), widget.statusTip())]
        for name, tip in found:
            if name and tip and (name, tip) not in told:
                told.add((name, tip))
                yield name, tip


def _table(title: str, rows: Sequence[tuple[str, str]]) -> QWidget:
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(style.SIZES.gap * 2)
    grid.setVerticalSpacing(style.SIZES.step)
    grid.addWidget(style.label(title, "strong"), 0, 0, 1, 2)
    for at, (key, words) in enumerate(rows, start=1):
        grid.addWidget(style.label(key, "key"), at, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(style.label(words, wrap=True), at, 1)
    grid.setColumnMinimumWidth(0, _KEYS * table.fontMetrics().averageCharWidth())
    grid.setColumnStretch(1, 1)
    return table
