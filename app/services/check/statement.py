"""What the proofs of the books share: a statement, its figures, the rows that break it; it must know none of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

MOST_NAMED = 50
"""So many broken rows are named; more do not help anybody."""


@dataclass(frozen=True, slots=True)
class Found:
    """The figures of a statement, and the rows that break it."""

    figures: str
    broken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """Something that must always hold, as two queries: one for its figures, one for the rows that break it.

    Plain SQL on the whole numbers in the tables, so that a mistake in the program's own types cannot hide one in the
    data. `figures` and `names` say what the columns of the two queries mean.
    """

    says: str
    total: str
    figures: Callable[..., str]
    breaks: str
    names: Callable[..., str]

    def prove(self, session: Session) -> Found:
        """Its figures now, and what breaks it."""
        figures = self.figures(*one(session, self.total))
        return Found(figures, tuple(self.names(*row) for row in rows(session, self.breaks)))


@dataclass(frozen=True, slots=True)
class Special:
    """A statement that two queries cannot say."""

    says: str
    prove: Callable[[Session], Found]


def scaled(value: Any, places: int) -> str:
    """A whole number of smallest units as a person writes it."""
    units = int(value or 0)
    sign, digits = ("−" if units < 0 else ""), f"{abs(units):0{places + 1}d}"
    return f"{sign}{int(digits[:-places]):,}.{digits[-places:]}"


def money(value: Any) -> str:
    """Cents as dollars."""
    return scaled(value, 2)


def quantity(value: Any) -> str:
    """Thousandths as a quantity."""
    return scaled(value, 3).rstrip("0").rstrip(".")


def one(session: Session, query: str) -> Any:
    """The only row of a query."""
    return session.execute(text(query)).one()


def rows(session: Session, query: str) -> list[Any]:
    """The first rows of a query that finds what breaks a statement."""
    return list(session.execute(text(f"{query} LIMIT {MOST_NAMED}")))
