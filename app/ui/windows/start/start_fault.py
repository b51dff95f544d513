"""Why the shop cannot be opened, and what can be done about it; it must not know how a shop is opened."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PySide6.QtWidgets import QFileDialog

from app.services.upkeep import backups_folder
from app.ui.kit import style
from app.ui.kit.asking.dialog import GUARD, Dialog


@dataclass(frozen=True, slots=True)
class RestoreFrom:
    """Put this backup in the place of the shop."""

    backup: Path


Next = Literal["again", "new", "server"] | Path | RestoreFrom


def ask(sentence: str, place: str, *, new: bool) -> Next | None:
    """Tell why; what to do next: try again, open another file, choose a server, restore, or with `new` begin a shop.

    None: give up.
    """
    window = StartFault(sentence, place, new=new)
    window.exec()
    return window.chosen


class StartFault(Dialog):
    """One sentence and the ways on; Enter tries again, Esc closes the program."""

    def __init__(self, sentence: str, place: str, *, new: bool, guard: int = GUARD) -> None:
        super().__init__("Parts Counter cannot open the shop", None, guard)
        self.chosen: Next | None = None
        self.sentence = sentence
        self._place = place
        page = style.column(self, margin=style.SIZES.step * 5, gap=style.SIZES.step * 5)
        page.addWidget(style.label(sentence, wrap=True, name="Why"))
        again, other = self.button("&Try again", primary=True), self.button("&Other file…")
        leave, server = self.button("&Close"), self.button("On a &server…")
        again.clicked.connect(lambda: self._choose("again"))
        other.clicked.connect(self._choose_file)
        server.clicked.connect(lambda: self._choose("server"))
        leave.clicked.connect(self.reject)
        foot = style.row()
        foot.addStretch()
        foot.addWidget(leave)
        if new:
            begins = self.button("Begin a &new shop…")
            begins.clicked.connect(lambda: self._choose("new"))
            foot.addWidget(begins)
        if "://" not in place:
            restores = self.button("&Restore a backup…")
            restores.clicked.connect(self._choose_backup)
            foot.addWidget(restores)
        foot.addWidget(server)
        foot.addWidget(other)
        foot.addWidget(again)
        page.addLayout(foot)
        again.setFocus()

    def _choose(self, what: Next) -> None:
        self.chosen = what
        self.accept()

    def _choose_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self,
            "The shop's database",
            "" if "://" in self._place else str(Path(self._place).parent),
            "Database (*.db);;All files (*)",
        )
        if name:
            self._choose(Path(name))

    def _choose_backup(self) -> None:
        folder = str(backups_folder.of_this_desk().first)
        name, _ = QFileDialog.getOpenFileName(self, "A backup", folder, "Backups (*.db);;All files (*)")
        if name:
            self._choose(RestoreFrom(Path(name)))
