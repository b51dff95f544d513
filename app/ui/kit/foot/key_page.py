"""F1: what this screen is for and the live map of its keys, to read or to print; it must not know any window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from app.rules.facts import ListColumnFacts, ListFacts
from app.ui.kit import style
from app.ui.kit.asking.dialog import Dialog
from app.ui.kit.commands import DESK, FIELD_KEYS, Command, for_scope, key_words
from app.ui.kit.window import TaskWindow

if TYPE_CHECKING:
    from app.ui.kit.sheets.paper import Paper

_KEYS = 18
"""Letters of room for the keys, the same in every part of the map."""


class KeyPage(Dialog):
    """The keys of the window in front, of the fields, and of the desk. P prints them, Esc closes."""

    def __init__(self, front: TaskWindow | None, paper: Paper, parent: QWidget | None) -> None:
        heading = front.heading if front else "The desk"
        super().__init__(f"{heading} – keys", parent, guard=0)
        self._heading, self._paper = heading, paper
        own = [command for command in for_scope(front.name) if command.keys] if front else []
        desk = [command for command in for_scope(DESK) if command.keys]
        self._parts = (
            (heading, [_row(command) for command in own]),
            ("Fields and grids", list(FIELD_KEYS)),
            ("Everywhere", [_row(command) for command in desk]),
        )
        page = style.column(self, margin=style.SIZES.step * 5, gap=style.SIZES.step * 3)
        page.addWidget(style.label(heading, "heading"))
        if front is not None and front.help:
            page.addWidget(style.label(front.help, wrap=True))
        page.addWidget(self._map(), 1)
        close, prints = self.button("&Close", primary=True), self.button("&Print")
        close.clicked.connect(self.accept)
        prints.clicked.connect(self._print)
        page.addLayout(self.foot(prints, close))
        self.resize(880, 600)
        close.setFocus()

    def _map(self) -> QScrollArea:
        scroll, inside = QScrollArea(widgetResizable=True), QWidget()
        style.named(scroll, "Keys")
        across = style.row(inside, gap=style.SIZES.column_gap)
        left, right = style.column(margin=0, gap=16), style.column(margin=0, gap=16)
        for (title, rows), side in zip(self._parts, (left, right, right), strict=True):
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


def _row(command: Command) -> tuple[str, str]:
    words = command.words if command.opens else command.tip or command.words
    return ", ".join(dict.fromkeys(key_words(key) for key in command.keys)), words


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
