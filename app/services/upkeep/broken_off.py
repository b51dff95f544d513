"""What became of a restore in the middle of which the program or the computer went down, for the next start to say.

It must not know who is told.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Final

from app.db import Database
from app.db.sqlite_file import identity
from app.services.upkeep import backups_folder
from app.services.within.shop import settings
from app.services.within.upkeep import backup_file, backup_server, restoring_note
from app.services.within.upkeep.restoring_note import Note

_HEADER: Final = 100
"""Bytes at the beginning of a database file in which it counts its changes."""
_CHUNK: Final = 1 << 20


def what_became(db: Database) -> str:
    """What is to be said of restores into this store that were broken off, once; empty when there were none.

    What they left beside a file is taken away. The store was opened before. Raises Unavailable.
    """
    notes = restoring_note.broken_off(backups_folder.place_of(db))
    said = ""
    for note in notes:
        begins = f"The program or the computer went down while a backup was put in the place of {db.name}. "
        if _is_done(db, note):
            when = note.at.astimezone()
            with db.read() as session:
                dates = settings(session).dates
            said = f"{begins}It was done by then: the books are those of {dates.full_day(when.date())}, {when:%H:%M}."
        else:
            said = f"{begins}The books are as they were before; restore it again if you still want it."
        with suppress(OSError):
            if not db.on_server:
                backup_file.away_with(Path(note.beside))
            restoring_note.forget(note.file)
    return said


def _is_done(db: Database, note: Note) -> bool:
    if not note.identity:
        return False
    if db.on_server:
        return backup_server.identity(db) == note.identity
    place = str(db.engine.url.database)
    return str(identity(place)) == note.identity or _same(Path(place), Path(note.beside))


def _same(one: Path, other: Path) -> bool:
    """Whether two files have the same pages, but for the header. A file that is not there is no other's like."""
    try:
        with one.open("rb") as first, other.open("rb") as second:
            first.seek(_HEADER)
            second.seek(_HEADER)
            while (chunk := first.read(_CHUNK)) == second.read(_CHUNK):
                if not chunk:
                    return True
    except OSError:
        pass
    return False
