"""F1: what this screen is for and the live map of its keys, to read or to print; it must not know any window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.rules.facts import ListColumnFacts, ListFacts
from app.ui.kit import key_map
from app.ui.kit.commands import DESK, FIELD_KEYS, Command, for_scope
from app.ui.kit.foot.help_page import HelpPage, Parts, tips
from app.ui.kit.window import TaskWindow

if TYPE_CHECKING:
    from app.ui.kit.sheets.paper import Paper


class KeyPage(HelpPage):
    """The keys of the window in front, of the fields, and of the desk. P prints them, T begins the `tour`."""

    def __init__(
        self, front: TaskWindow | None, paper: Paper, parent: QWidget | None, tour: Callable[[], object] | None = None
    ) -> None:
        heading = front.heading if front else "The desk"
        keys = key_map.current()
        own = [command for command in for_scope(front.name) if keys.keys_of(command)] if front else []
        desk = [command for command in for_scope(DESK) if keys.keys_of(command)]
        parts: Parts = (
            (heading, [_row(command) for command in own]),
            ("Its fields", [(name, keys.live(tip, front.name)) for name, tip in tips(front)] if front else []),
            ("Fields and grids", list(FIELD_KEYS)),
            ("Everywhere", [_row(command) for command in desk]),
        )
        about = keys.live(front.help, front.name) if front is not None else ""
        super().__init__(f"{heading} – keys", heading, about, parts, parent)
        self._heading, self._paper, self._tour = heading, paper, tour
        self._leads_to_the_tour = False
        prints = self.button("&Print")
        prints.clicked.connect(self._print)
        begins = [self.button("&Tour: a backorder, step by step")] if tour is not None else []
        for each in begins:
            each.clicked.connect(self._take_the_tour)
        self.offer(*begins, prints)
        self.resize(880, 600)

    def show_once(self) -> None:
        """Until somebody closes it; then it is gone, and the tour begins where that was chosen."""
        self.exec()
        if self._leads_to_the_tour and self._tour is not None:
            self._tour()

    def _take_the_tour(self) -> None:
        self._leads_to_the_tour = True
        self.accept()

    def _print(self) -> None:
        rows = tuple((key, words) for title, part in self.parts if part for key, words in (("", title.upper()), *part))
        columns = (ListColumnFacts("Key"), ListColumnFacts("What it does"))
        self._paper.preview(ListFacts(heading=f"Keys – {self._heading}", columns=columns, rows=rows), self)


def _row(command: Command) -> tuple[str, str]:
    words = command.words if command.opens else command.tip or command.words
    return key_map.shown(key_map.current().keys_of(command)), words
