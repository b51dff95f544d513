"""Sends what waits in the outbox by itself, while people go on working; it must not know what is sent."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Final

from PySide6.QtCore import QObject, QTimer

from app.rules.faults import Refused, Unavailable
from app.services import mailing
from app.services.mailing import MailRun
from app.ui.kit.context import Context

EVERY: Final = 120_000
"""Milliseconds between two looks into the outbox; after something was put there it is looked into at once."""


class Sender(QObject):
    """One for each desk; several desks share one outbox and never take the same e-mail."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._running = False
        self._asked = False
        self._telling = False
        self._told = ""
        self._every = QTimer(self, interval=EVERY)
        self._every.timeout.connect(self.look)
        self._every.start()
        context.changes.told.connect(self._on_changed)

    @property
    def running(self) -> bool:
        """Whether something is being sent at this moment."""
        return self._running

    def look(self) -> None:
        """Send what is due, on another thread; while that is still going on, once more when it has ended."""
        counter = self._context.counter
        if self._running:
            self._asked = True
            return
        self._asked = False
        try:
            if not mailing.something_due(counter):
                return
        except Unavailable:
            return  # the next look is soon enough
        self._running = True
        self._context.busy.aside(
            lambda closing: mailing.send_waiting(counter, mailing.transport(counter), closing), self._ended
        )

    def _on_changed(self, words: frozenset[str]) -> None:
        if "mail" in words and not self._telling:
            self.look()

    def _ended(self, future: Future[MailRun]) -> None:
        self._running = False
        try:
            run = future.result()
        except (Refused, Unavailable) as fault:
            self._say(fault.sentence)
            return
        self._say(run.said)
        self._telling = True
        try:
            self._context.changes.tell("mail")
        finally:
            self._telling = False
        if self._asked:
            self.look()

    def _say(self, sentence: str) -> None:
        """Each trouble once, without a beep: nobody is waiting for it."""
        if sentence and sentence != self._told:
            self._context.desk.say(sentence, "waits")
        self._told = sentence
