"""F1: what this screen is for and the live map of its keys, to read or to print; it must not know any window."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QCheckBox, QGridLayout, QScrollArea, QWidget

from app.rules.facts import ListColumnFacts, ListFacts
from app.ui.kit import key_map, style, tab_order
from app.ui.kit.asking.dialog import Dialog
from app.ui.kit.commands import DESK, FIELD_KEYS, Command, for_scope
from app.ui.kit.grid.line_cursor import CursorTable
from app.ui.kit.window import TaskWindow

if TYPE_CHECKING:
    from app.ui.kit.sheets.paper import Paper

_KEYS = 18
"""Letters of room for the keys, the same in every part of the map."""
_SCROLLS: dict[int, QAbstractSlider.SliderAction] = {
    Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
    Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
    Qt.Key.Key_Home: QAbstractSlider.SliderAction.SliderToMinimum,
    Qt.Key.Key_End: QAbstractSlider.SliderAction.SliderToMaximum,
}


class KeyPage(Dialog):
    """The keys of the window in front, of the fields, and of the desk. P prints them, T begins the `tour`."""

    def __init__(
        self, front: TaskWindow | None, paper: Paper, parent: QWidget | None, tour: Callable[[], object] | None = None
    ) -> None:
        heading = front.heading if front else "The desk"
        super().__init__(f"{heading} – keys", parent, guard=0)
        self._heading, self._paper, self._tour = heading, paper, tour
        self._leads_to_the_tour = False
        keys = key_map.current()
        own = [command for command in for_scope(front.name) if keys.keys_of(command)] if front else []
        desk = [command for command in for_scope(DESK) if keys.keys_of(command)]
        self._parts: tuple[tuple[str, list[tuple[str, str]]], ...] = (
            (heading, [_row(command) for command in own]),
            ("Its fields", [(name, keys.live(tip, front.name)) for name, tip in tips(front)] if front else []),
            ("Fields and grids", list(FIELD_KEYS)),
            ("Everywhere", [_row(command) for command in desk]),
        )
        page = style.column(self, margin=style.SIZES.step * 5, gap=style.SIZES.step * 3)
        page.addWidget(style.label(heading, "heading"))
        if front is not None and front.help:
            page.addWidget(style.label(keys.live(front.help, front.name), wrap=True))
        self._scroll = self._map()
        page.addWidget(self._scroll, 1)
        close, prints = self.button("&Close", primary=True), self.button("&Print")
        close.clicked.connect(self.accept)
        prints.clicked.connect(self._print)
        begins = [self.button("&Tour: a backorder, step by step")] if tour is not None else []
        for each in begins:
            each.clicked.connect(self._take_the_tour)
        page.addLayout(self.foot(*begins, prints, close))
        self.resize(880, 600)
        close.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page Down, Page Up, Home and End move the map, whichever button has the focus."""
        action = _SCROLLS.get(event.key())
        if action is None:
            super().keyPressEvent(event)
        else:
            self._scroll.verticalScrollBar().triggerAction(action)

    def show_once(self) -> None:
        """Until somebody closes it; then it is gone, and the tour begins where that was chosen."""
        self.exec()
        if self._leads_to_the_tour and self._tour is not None:
            self._tour()

    def _take_the_tour(self) -> None:
        self._leads_to_the_tour = True
        self.accept()

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """Every key and every field with what it does, in the order in which they are shown."""
        return tuple(row for _title, rows in self._parts for row in rows)

    def _map(self) -> QScrollArea:
        scroll, inside = QScrollArea(widgetResizable=True), QWidget()
        style.named(scroll, "Keys")
        across = style.row(inside, gap=style.SIZES.column_gap)
        left, right = style.column(margin=0, gap=16), style.column(margin=0, gap=16)
        for (title, rows), side in zip(self._parts, (left, left, right, right), strict=True):
            if rows:
                side.addWidget(_table(title, rows))
        for side in (left, right):
            side.addStretch()
            across.addLayout(side, 1)
        scroll.setWidget(inside)
        return scroll

    def _print(self) -> None:
        rows = tuple((key, words) for title, part in self._parts if part for key, words in (("", title.upper()), *part))
        columns = (ListColumnFacts("Key"), ListColumnFacts("What it does"))
        self._paper.preview(ListFacts(heading=f"Keys – {self._heading}", columns=columns, rows=rows), self)


def tips(window: TaskWindow) -> Iterator[tuple[str, str]]:
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


def _row(command: Command) -> tuple[str, str]:
    words = command.words if command.opens else command.tip or command.words
    return key_map.shown(key_map.current().keys_of(command)), words


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
