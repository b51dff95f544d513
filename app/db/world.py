"""What the world does to a database, locked, full or gone, in sentences; it must not know what is stored."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, OperationalError

from app.rules.faults import Unavailable


@contextmanager
def said_for_a_person(name: str) -> Iterator[None]:
    """Turn what the world does to a database into Unavailable; everything else stays the bug it is."""
    try:
        yield
    except (OperationalError, DatabaseError, sqlite3.DatabaseError) as error:
        sentence = sentence_of(str(getattr(error, "orig", error)), name)
        if sentence is None:
            raise
        raise Unavailable(sentence) from error


_WORLD = (
    ("database is locked", "The database {name} is being written by somebody else. Try again in a moment."),
    ("database table is locked", "The database {name} is being written by somebody else. Try again in a moment."),
    ("database or disk is full", "The disk with {name} is full. Make room and try again; nothing was saved."),
    ("readonly database", "The database {name} cannot be written: it is read-only. Make it writable and try again."),
    ("unable to open database file", "The database {name} cannot be opened. Is the folder still there?"),
    ("disk I/O error", "The disk with {name} is full or failing. Nothing was saved: make room and try again."),
    ("no such table", "The database {name} is damaged: a table is missing. Restore the last backup."),
    ("malformed", "The database {name} is damaged. Restore the last backup."),
    ("file is not a database", "{name} is not a database of Parts Counter. Choose another file."),
    ("connection", "The server of {name} does not answer. Nothing was saved; try again."),
)


def sentence_of(message: str, name: str) -> str | None:
    """What a person is told of this fault of a database; None when it is no fault of the world."""
    for sign, sentence in _WORLD:
        if sign in message:
            return sentence.format(name=name)
    return None
