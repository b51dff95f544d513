"""Watches a server for what other desks write; it must not know what is stored."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Final

import psycopg
from sqlalchemy import Engine

from app.db import server
from app.db.patience import patience
from app.db.told import CHANNEL, Told, understood
from app.db.watch import Watch
from app.db.wire import Wire

LISTEN: Final = 1 / 5
"""Seconds of listening to a server after which it is seen whether the desk is being closed."""
BEAT: Final = 2
"""Seconds after which a silent server is asked whether it is there."""
ANSWER: Final = 3
AGAIN_AFTER: Final = 1
"""Seconds between two tries to reach a server that is gone."""


class ServerWatch(Watch):
    """Listens on a connection of its own; when that is lost it tries again and, back, tells that all may be new."""

    def __init__(self, engine: Engine, desk: str, tell: Callable[[Told], object]) -> None:
        super().__init__(tell)
        self._facts = server.facts_of(engine)
        self._desk = desk

    def _run(self) -> None:
        there = True
        with patience(ANSWER):
            while not self._stop.is_set():
                try:
                    with server.connect({**self._facts, "autocommit": True}) as wire:
                        wire.execute(f"LISTEN {CHANNEL}")
                        self._tell(Told(everything=True))
                        there = True
                        self._listen(wire)
                except psycopg.Error:
                    if there:
                        self._tell(Told(there=False))
                    there = False
                    self._stop.wait(AGAIN_AFTER)

    def _listen(self, wire: Wire) -> None:
        asked = monotonic()
        while not self._stop.is_set():
            for heard in wire.notifies(timeout=LISTEN):
                news = understood(heard.payload, self._desk)
                if news is not None:
                    self._tell(news)
            if monotonic() - asked > BEAT:
                wire.execute("SELECT 1")
                asked = monotonic()
