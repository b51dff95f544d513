"""Proves that the books hold: every statement about data of the house, with its figures; it must not mend anything.

Each statement is one or two questions to the database that name the rows which break it, so a shop with a million
lines is proved in seconds. Later subjects add their statements to STATEMENTS.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.services import check_ledgers, check_paper, check_stock
from app.services.check_kit import Found
from app.services.counter import Counter


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that must always hold: what it says, its figures now, and the rows that break it."""

    says: str
    figures: str
    broken: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing breaks it."""
        return not self.broken


def prove(counter: Counter) -> tuple[Statement, ...]:
    """Every statement as it stands now, all read from one and the same state of the books."""
    with counter.db.read() as session:
        return tuple(
            Statement(says, *_of(prover(session)))
            for says, prover in (
                *check_stock.STATEMENTS,
                *check_paper.STATEMENTS,
                *check_ledgers.STATEMENTS,
                *_FILE,
            )
        )


def _of(found: Found) -> tuple[str, tuple[str, ...]]:
    return found.figures, found.broken


def _references(session: Session) -> Found:
    if session.get_bind().dialect.name != "sqlite":
        return Found("the server keeps them itself")
    rows = session.execute(text("PRAGMA foreign_key_check")).all()
    return Found(
        "every row that is named exists", tuple(f"{table} row {row} names a missing {to}" for table, row, to, _ in rows)
    )


def _file(session: Session) -> Found:
    if session.get_bind().dialect.name != "sqlite":
        return Found("the server keeps it itself")
    said = [row[0] for row in session.execute(text("PRAGMA integrity_check"))]
    return Found("every page can be read", tuple(line for line in said if line != "ok"))


_FILE: tuple[tuple[str, Callable[[Session], Found]], ...] = (
    ("no row names another that is missing", _references),
    ("the database file is whole", _file),
)
