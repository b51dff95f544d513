"""A restore that is under way, noted at this computer: a start after a crash in the middle of it can say what is so.

The note holds SQLite's lock for as long as its program runs. So whoever finds one that is free knows that nobody will
finish it. It must not know how a backup is put in its place.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from app import paths


@dataclass(frozen=True, slots=True)
class Note:
    """A restore that was begun: the store, the moment of the backup, and what is to take the store's place.

    `identity` is that of the new books, on a disk or on a server; empty until they are ready to change places.
    """

    file: Path
    place: str
    at: datetime
    beside: str
    identity: str


class UnderWay:
    """The note of a restore that is going on."""

    def __init__(self, note: sqlite3.Connection) -> None:
        self._note = note

    def changes_places(self, identity: str) -> None:
        """From now on the new books may be those of the store. Raises sqlite3.Error when that cannot be noted."""
        self._note.execute("UPDATE restoring SET identity = ?", (identity,))


@contextmanager
def noted(place: str, at: datetime, beside: str) -> Iterator[UnderWay]:
    """Note that a backup is being restored for as long as this lasts. Raises OSError or sqlite3.Error."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{uuid4().hex}.db"
    try:
        with closing(sqlite3.connect(file, isolation_level=None, timeout=0, check_same_thread=False)) as note:
            note.execute("PRAGMA locking_mode = EXCLUSIVE")
            note.execute("CREATE TABLE restoring AS SELECT ? AS place, ? AS at, ? AS beside, '' AS identity",
                         (place, at.isoformat(), beside))  # fmt: skip
            yield UnderWay(note)
    finally:
        forget(file)


def broken_off(place: str) -> tuple[Note, ...]:
    """The restores into this store that nobody is going to finish, the oldest first."""
    found = []
    for file in _folder().glob("*.db"):
        # taken by whoever is at it, or not written yet
        with suppress(sqlite3.Error), closing(sqlite3.connect(file, timeout=0)) as note:
            for store, at, beside, identity in note.execute("SELECT place, at, beside, identity FROM restoring"):
                if store == place:
                    found.append(
                        (file.stat().st_mtime_ns, Note(file, store, datetime.fromisoformat(at), beside, identity))
                    )
    return tuple(note for _when, note in sorted(found, key=lambda each: each[0]))


def forget(file: Path) -> None:
    """The note is done with. A folder that cannot be written keeps it."""
    for ending in ("", "-journal"):
        with suppress(OSError):
            file.with_name(f"{file.name}{ending}").unlink(missing_ok=True)


def _folder() -> Path:
    return paths.data_folder() / "restoring"
