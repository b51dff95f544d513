"""Proves that the books hold: every statement about data of the house, with its figures; it must not mend anything.

Each statement names the rows that break it, so a shop with a million lines is proved in seconds. A new subject adds its
STATEMENTS here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.services.check import accounts, catalogue, counts, documents, ledgers, money, stock
from app.services.check.statement import Found, Special, Statement
from app.services.counter import Counter


@dataclass(frozen=True, slots=True)
class Proved:
    """One thing that must always hold: what it says, its figures now, and the rows that break it."""

    says: str
    figures: str
    broken: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing breaks it."""
        return not self.broken


def prove(counter: Counter) -> tuple[Proved, ...]:
    """Every statement as it stands now, all read from one and the same state of the books."""
    return _proved(counter, (*_BOOKS, *_FILE))


def remarks(counter: Counter) -> tuple[str, ...]:
    """What somebody may want to mend and what breaks no books."""
    with counter.db.read() as session:
        return catalogue.remarks(session)


def books(counter: Counter) -> tuple[Proved, ...]:
    """The same without a look at the file itself, for whoever has to know before a day is closed."""
    return _proved(counter, _BOOKS)


def books_in(session: Session) -> tuple[Proved, ...]:
    """The same as this session sees them, for a backup that is taken of the very same moment."""
    found = [(statement.says, statement.prove(session)) for statement in _BOOKS]
    return tuple(Proved(says, each.figures, each.broken) for says, each in found)


def _proved(counter: Counter, statements: Sequence[Statement | Special]) -> tuple[Proved, ...]:
    with counter.db.read() as session:
        found = [(statement.says, statement.prove(session)) for statement in statements]
    return tuple(Proved(says, each.figures, each.broken) for says, each in found)


def _references(session: Session) -> Found:
    if session.get_bind().dialect.name != "sqlite":
        return Found("the server keeps them itself")
    missing = session.execute(text("PRAGMA foreign_key_check")).all()
    return Found(
        "every row that is named exists",
        tuple(f"{table} row {row} names a missing {to}" for table, row, to, _ in missing),
    )


def _file(session: Session) -> Found:
    if session.get_bind().dialect.name != "sqlite":
        return Found("the server keeps it itself")
    said = [row[0] for row in session.execute(text("PRAGMA integrity_check"))]
    return Found("every page can be read", tuple(line for line in said if line != "ok"))


_BOOKS = (
    *stock.STATEMENTS,
    *counts.STATEMENTS,
    *documents.STATEMENTS,
    *ledgers.STATEMENTS,
    *money.STATEMENTS,
    *accounts.STATEMENTS,
)
_FILE = (
    Special("no row names another that is missing", _references),
    Special("the database file is whole", _file),
)
