"""What the proofs of the books share: a query that returns what breaks a statement; it must not know any statement."""

from __future__ import annotations

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
