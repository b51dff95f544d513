"""Opening stock inside a unit of work: what lies on unmoved shelves is set; it must not know what told the figures."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Literal, TypeVar

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.models import Backorder, Part, Stock, StockMovement
from app.rules import codes, words
from app.rules.faults import Refused
from app.rules.money import COST_PLACES, rounded
from app.rules.rows import OpeningStockRow
from app.services.counter import Counter
from app.services.within import queue, shelf
from app.services.within.shelf import Shelf, Shelves, Source

T = TypeVar("T")

CHUNK = 500
"""Rows that are written between two looks at the clock; no statement names more keys than this."""

_SOURCE = Source("opening")


def chunks(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    """The rows in pieces that one statement can name."""
    return (rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK))


def parts(session: Session, numbers: Collection[str]) -> dict[str, Part]:
    """The parts with these numbers, by number in lower case; one written the same way wins over another letter case."""
    found: dict[str, Part] = {}
    exact = set(numbers)
    statement = select(Part).where(Part.key.in_({codes.part_key(number) for number in numbers})).order_by(Part.id)
    for part in session.scalars(statement):
        if part.number.casefold() not in found or part.number in exact:
            found[part.number.casefold()] = part
    return found


def locked(session: Session, part_ids: Iterable[int]) -> Shelves:
    """The shelves of these parts, locked in the order of their ids, however many there are."""
    shelves: Shelves = {}
    for some in chunks(sorted(set(part_ids))):
        shelves |= shelf.lock(session, some)
    return shelves


def moved_otherwise(session: Session, part_ids: Sequence[int]) -> set[int]:
    """Which of these parts have movements other than opening ones."""
    moved: set[int] = set()
    for some in chunks(part_ids):
        statement = select(StockMovement.part_id).where(
            StockMovement.part_id.in_(some), StockMovement.kind != "opening"
        )
        moved.update(session.scalars(statement.distinct()))
    return moved


def set_to(
    session: Session, counter: Counter, part: Part, stock: Shelf, row: OpeningStockRow
) -> tuple[Literal["first", "again", ""], bool]:
    """Set what lies on the shelf and what it is worth; returns whether that is new, another figure or no change (""),
    and whether its cost is known.

    Raises Refused for a charge, a part of a unit where whole ones are sold, and less than is promised already.
    """
    if part.kind == "charge":
        raise Refused(f"{part.number} is a charge and lies on no shelf.")
    if part.whole_units and row.quantity != row.quantity.to_integral_value():
        raise Refused(
            f"{part.number} is sold in whole units; {words.quantity(row.quantity)} of it cannot be on hand. "
            "Correct the quantity, or the part."
        )
    promised = stock.committed + stock.allocated
    if row.quantity < promised:
        raise Refused(
            f"{words.quantity(promised)} of {part.number} are promised already; "
            f"{words.quantity(row.quantity)} on hand would not do."
        )
    value = _value(stock, row)
    costed = not row.quantity or bool(value)
    before = (stock.on_hand, stock.value)
    if before == (row.quantity, value):
        return "", costed
    if not stock.last_cost and row.quantity:
        stock.last_cost = rounded(value / row.quantity, COST_PLACES) if row.cost is None else row.cost
    shelf.set_opening(session, counter, stock, row.quantity, value, _SOURCE)
    return ("again" if any(before) else "first"), costed


def _value(stock: Shelf, row: OpeningStockRow) -> Decimal:
    """What the quantity is worth in whole cents: as the row says, else as it lies there, else at the last cost."""
    if row.value is not None:
        return row.value
    if row.cost is not None:
        return rounded(row.quantity * row.cost)
    if row.quantity == stock.on_hand and stock.value:
        return stock.value
    return rounded(row.quantity * stock.last_cost)


def serve_who_waits(session: Session, counter: Counter, shelves: Shelves) -> None:
    """What has come to lie there goes to the backorders that wait for it (domain 3.5)."""
    waiting = exists().where(Backorder.part_id == Stock.part_id, Backorder.open > Backorder.allocated)
    served = {part_id for part_id in session.scalars(select(Stock.part_id).where(waiting)) if part_id in shelves}
    if served:
        queue.serve(session, counter, {part_id: shelves[part_id] for part_id in sorted(served)}, _SOURCE)
