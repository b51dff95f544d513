"""Brings what other desks write to the windows of this one, and says when the server goes and is back.

It must not know any single window. What was heard waits while something is being saved or asked, and is told together.
"""

from __future__ import annotations

import gc
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from app.db.told import Told
from app.services import heard
from app.ui.kit.busy import TIDY_EVERY, garbage_waits

if TYPE_CHECKING:
    from app.db import Database
    from app.ui.main_window import MainWindow
    from app.ui.ready import Ready

TOGETHER: Final = 250
"""Milliseconds for which what is heard is gathered, so that a busy shop does not reload each window all the time."""
WHOLE: Final = 60
"""After so many small collections of garbage comes a whole one."""


class Live(QObject):
    """One for each desk; from when it is made until `close`. `ready` is what the desk's status line counts.

    Another thread listens meanwhile, so garbage is collected here, on the main thread, and nowhere else.
    """

    _heard = Signal(object)

    def __init__(self, window: MainWindow, db: Database, ready: Ready) -> None:
        super().__init__(window)
        self._window, self._db, self._ready = window, db, ready
        self._words: frozenset[str] = frozenset()
        self._away = False
        self._collected = 0
        self._still = ExitStack()
        self._still.enter_context(garbage_waits())
        tidying = QTimer(self, interval=TIDY_EVERY)
        tidying.timeout.connect(self._tidy)
        tidying.start()
        self._together = QTimer(self, singleShot=True, interval=TOGETHER)
        self._together.timeout.connect(self._tell)
        self._heard.connect(self._hear, Qt.ConnectionType.QueuedConnection)
        self._watch = db.watch(self._heard.emit)

    def close(self) -> None:
        """Stop listening."""
        self._watch.close()
        self._together.stop()
        self._still.close()

    def _hear(self, told: Told) -> None:
        if not told.there:
            self._away = True
            self._window.say(
                f"The server of {self._db.name} does not answer. What is typed stays; this desk tries again by itself.",
                "waits",
            )
            return
        if self._away:
            self._away = False
            self._window.say(f"The server of {self._db.name} is back.", "good")
            self._window.changes.back.emit()
        self._words |= heard.words(told)
        if self._words and not self._together.isActive():
            self._together.start()

    def _tell(self) -> None:
        if self._window.busy.waiting or QApplication.activeModalWidget() is not None:
            self._together.start()
            return
        words, self._words = self._words, frozenset()
        before = self._ready.quantities
        self._window.changes.tell_of_others(words)
        served = {debtor_id for window in self._window.windows() if (debtor_id := window.serving()) is not None}
        sentence = self._ready.news(before, served, self._window.context.counter.operator.id)
        if sentence:
            self._window.toast.tell(sentence)

    def _tidy(self) -> None:
        self._collected += 1
        gc.collect(2 if self._collected % WHOLE == 0 else 1)
