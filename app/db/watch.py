"""Watches a store on a thread of its own for what other desks write; it must not know what is stored."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from typing import Final

from app.db.told import Told

LOOK_EVERY: Final = 1 / 2
"""Seconds between two looks at a file."""


class Watch:
    """A thread that tells what it hears until it is closed."""

    def __init__(self, tell: Callable[[Told], object]) -> None:
        self._tell = tell
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=type(self).__name__, daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def close(self) -> None:
        """Stop telling; returns when the thread has ended."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        raise NotImplementedError


class FileWatch(Watch):
    """Looks at a file's own count of changes; what was written by this desk is known by its number."""

    def __init__(self, file: str, own: set[int], tell: Callable[[Told], object]) -> None:
        super().__init__(tell)
        self._own = own
        self._pinned = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._seen = self._look() or (0, 0)

    def _run(self) -> None:
        while not self._stop.wait(LOOK_EVERY):
            now = self._look()
            if now is None or now == self._seen:
                continue
            if now[0] == self._seen[0] or self._others(self._seen[0], now[0]):
                self._tell(Told(everything=True))
            self._seen = now
        self._pinned.close()

    def _others(self, before: int, now: int) -> bool:
        """Whether one of the numbers since then is not this desk's; a file put back from a backup counts as such."""
        since = set(range(before + 1, now + 1)) if now > before else {now}
        theirs = since - self._own
        self._own.difference_update(since)
        return bool(theirs)

    def _look(self) -> tuple[int, int] | None:
        """The number of the last unit of work and the file's count of changes, both of one moment.

        None while the file cannot be read: whoever works with it is told.
        """
        try:
            self._pinned.execute("BEGIN")
            try:
                number = self._pinned.execute("PRAGMA user_version").fetchone()[0]
                changes = self._pinned.execute("PRAGMA data_version").fetchone()[0]
            finally:
                self._pinned.execute("COMMIT")
        except sqlite3.Error:
            return None
        return int(number), int(changes)
