"""Makes the shop's backups by itself, in a quiet moment and while people go on working; it must not know how.

A moment is quiet when nobody has moved the cursor to another field for a while. What is due is asked of the shop, so it
does not matter which desk makes it.
"""

from __future__ import annotations

from concurrent.futures import Future
from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.rules.faults import Refused, Unavailable
from app.services.upkeep import backups
from app.services.upkeep.backups import BackupDone
from app.ui.kit.context import Context

QUIET: Final = 60_000
"""Milliseconds without another field that make a quiet moment."""
EVERY: Final = 600_000
"""Milliseconds between two looks at a desk where nothing moves."""


class Keeper(QObject):
    """One for each desk; of several desks at one shop one makes the backup."""

    def __init__(self, context: Context, parent: QObject | None = None, *, quiet: int = QUIET) -> None:
        super().__init__(parent)
        self._context = context
        self._running = False
        self._told = ""
        self._quiet = quiet
        self._waiting = QTimer(self, singleShot=True)
        self._waiting.timeout.connect(self.look)
        self._waiting.start(quiet)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._moved)  # with the keeper its connection goes, which a lambda's would not
        context.changes.told.connect(self._hear)

    @property
    def running(self) -> bool:
        """Whether a backup is being made at this moment."""
        return self._running

    def look(self) -> None:
        """Make what is due, on another thread; then look again in a while."""
        self._waiting.start(EVERY)
        if self._running:
            return
        counter = self._context.counter
        try:
            if backups.due(counter) is None:
                return
        except Unavailable:
            return  # the next look is soon enough
        self._running = True
        self._context.busy.aside(lambda closing: backups.make_if_due(counter, cancelled=closing), self._ended)

    def at_the_end(self) -> None:
        """The desk is closed: what is due is made now, if nothing speaks against it; the next start tells the rest."""
        try:
            backups.make_if_due(self._context.counter)
        except (Refused, Unavailable):
            return

    def _moved(self, _old: QWidget | None, _new: QWidget | None) -> None:
        if self._waiting.remainingTime() < self._quiet:
            self._waiting.start(self._quiet)

    def _hear(self, words: frozenset[str]) -> None:
        """A day may have been closed, or a day's business been done: the next quiet moment is soon enough."""
        if words - {"backups"}:
            self._waiting.start(self._quiet)

    def _ended(self, future: Future[BackupDone | None]) -> None:
        self._running = False
        try:
            done = future.result()
        except (Refused, Unavailable) as fault:
            self._say(fault.sentence)
            return
        if done is not None:
            self._say(" ".join(done.remarks))
            self._context.changes.tell("backups")

    def _say(self, sentence: str) -> None:
        """Each trouble once, without a beep: nobody is waiting for it."""
        if sentence and sentence != self._told:
            self._context.desk.say(f"Backup: {sentence}", "waits")
        self._told = sentence
