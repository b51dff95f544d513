"""What the world does to a database, locked, full or gone, in sentences; it must not know what is stored."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, Protocol

from sqlalchemy.exc import DBAPIError

from app.rules.faults import Unavailable

DAMAGED: Final = "The database {name} is damaged. Restore the last backup."


@dataclass(slots=True)
class Progress:
    """How far a unit of work has come."""

    saving: bool = False
    """The store has been told to keep it: whoever loses the store now does not know whether it did."""


class FaultOf(Protocol):
    """Tells of an error of a server's driver like `as_told`."""

    def __call__(self, error: Any, name: str, *, saving: bool) -> Unavailable | None:
        """None when it is a bug, or a race that was lost."""


_learnt: dict[type[Exception], FaultOf] = {}


def learn(errors: type[Exception], fault_of: FaultOf) -> None:
    """From now on these errors of a driver are faults of the world too; whoever loads the driver says so."""
    _learnt[errors] = fault_of


def _of_stores() -> tuple[type[Exception], ...]:
    return DBAPIError, sqlite3.DatabaseError, *_learnt


@contextmanager
def said_for_a_person(name: str) -> Iterator[Progress]:
    """Turn what the world does to a database into Unavailable; everything else stays the bug it is."""
    progress = Progress()
    try:
        yield progress
    except UnicodeDecodeError as error:
        raise Unavailable(DAMAGED.format(name=name)) from error
    except _of_stores() as error:
        unavailable = as_told(error, name, saving=progress.saving)
        if unavailable is None:
            raise
        raise unavailable from error


def as_told(error: BaseException, name: str, *, saving: bool = False) -> Unavailable | None:
    """The fault of the world that this error of a database is; None when it is a bug, or a race that was lost."""
    cause = getattr(error, "orig", None) or error
    for errors, fault_of in _learnt.items():
        if isinstance(cause, errors):
            return fault_of(cause, name, saving=saving)
    for sign, sentence in _FILE:
        if sign in str(cause):
            return Unavailable(sentence.format(name=name))
    return None


def lost_a_race(error: BaseException) -> bool:
    """Whether another counter made or removed a row at the very moment at which this one counted on it.

    Only a server has two at once, and it says which kind of error it is by its state.
    """
    return getattr(getattr(error, "orig", None), "sqlstate", None) in _RACES


_RACES: Final = ("23505", "23503")
"""A key that is there already, and a reference to a row that is gone."""
_FILE = (
    ("database is locked", "The database {name} is being written by somebody else. Try again in a moment."),
    ("database table is locked", "The database {name} is being written by somebody else. Try again in a moment."),
    ("database or disk is full", "The disk with {name} is full. Make room and try again; nothing was saved."),
    ("readonly database", "The database {name} cannot be written: it is read-only. Make it writable and try again."),
    ("unable to open database file", "The database {name} cannot be opened. Is the folder still there?"),
    ("disk I/O error", "The disk with {name} is full or failing. Nothing was saved: make room and try again."),
    ("no such table", "The database {name} is damaged: a table is missing. Restore the last backup."),
    ("no such column", "The database {name} is damaged: a column is missing. Restore the last backup."),
    ("malformed", DAMAGED),
    ("Could not decode", DAMAGED),
    ("file is not a database", "{name} is not a database of Parts Counter. Choose another file."),
)
