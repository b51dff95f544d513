"""The shelf inside a unit of work: locking parts, moving stock with its value; it must not know why stock moves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.db import bulk
from app.models import Stock, StockMovement
from app.rules import costing
from app.rules.money import ZERO
from app.rules.standing import standing, was_sold
from app.services.counter import Counter
from app.services.within.audit_digest import OPENING


@dataclass(slots=True)
class Shelf:
    """What lies on the shelf of one part, locked; what is changed of it is written with the next flush."""

    part_id: int
    on_hand: Decimal
    value: Decimal
    committed: Decimal
    allocated: Decimal
    on_order: Decimal
    last_cost: Decimal
    standing: int


Shelves = dict[int, Shelf]

_NONE: Final = Decimal("0.000")
_LOCKED: Final = (
    select(
        Stock.part_id,
        Stock.on_hand,
        Stock.value,
        Stock.committed,
        Stock.allocated,
        Stock.on_order,
        Stock.last_cost,
        Stock.standing,
    )
    .where(Stock.part_id.in_(bindparam("parts", expanding=True)))
    .order_by(Stock.part_id)
    .with_for_update(key_share=True)
)


@dataclass(frozen=True, slots=True)
class Source:
    """The document on whose account something happens."""

    kind: str
    id: int | None = None
    reason: str = ""


def lock(session: Session, part_ids: Iterable[int]) -> Shelves:
    """The shelves of these parts, locked in the house's one order (by part id) and read afresh."""
    wanted = set(part_ids)
    held = bulk.hold(session, Stock, Shelf, _LOCKED, {"parts": wanted}) if wanted else ()
    return {stock.part_id: stock for stock in held}


def available(stock: Shelf) -> Decimal:
    """On hand − committed − allocated."""
    return stock.on_hand - stock.committed - stock.allocated


def issue(session: Session, counter: Counter, stock: Shelf, quantity: Decimal, source: Source) -> Decimal:
    """Take goods off the shelf; returns what they cost in whole cents."""
    cost = costing.issue(stock.on_hand, stock.value, quantity).cost
    _move(session, counter, stock, "sale", -quantity, -cost, source)
    return cost


def receive(
    session: Session,
    counter: Counter,
    stock: Shelf,
    quantity: Decimal,
    amount: Decimal,
    source: Source,
    kind: str = "receipt",
) -> Decimal:
    """Put goods on the shelf that are worth `amount`; returns what of it is cost of goods issued short before."""
    received = costing.receive(stock.on_hand, stock.value, quantity, amount)
    if quantity:
        _move(session, counter, stock, kind, quantity, amount, source, settle=received.to_cost_of_sales)
    return received.to_cost_of_sales


def gain(session: Session, counter: Counter, stock: Shelf, quantity: Decimal, source: Source) -> Decimal:
    """Put on the shelf what was found, at the average, onto an empty shelf at the last cost; returns what it is worth.

    What was issued short before is cost of goods sold, by a value-only movement.
    """
    found = costing.gain(stock.on_hand, stock.value, quantity, stock.last_cost)
    _move(session, counter, stock, "gain", quantity, found.value_in, source, settle=found.to_cost_of_sales)
    return found.value_in


def lose(session: Session, counter: Counter, stock: Shelf, quantity: Decimal, source: Source) -> Decimal:
    """Take off the shelf what is missing; returns what it was worth. No less than what is promised may be left."""
    cost = costing.issue(stock.on_hand, stock.value, quantity).cost
    _move(session, counter, stock, "loss", -quantity, -cost, source)
    return cost


def take_back(
    session: Session, counter: Counter, stock: Shelf, quantity: Decimal, amount: Decimal, source: Source
) -> Decimal:
    """Take off what an undone receipt had put there for `amount`; returns what of that is not in the value any more."""
    returned = costing.take_back(stock.on_hand, stock.value, quantity, amount)
    _move(session, counter, stock, "undo", -quantity, -returned.cost, source)
    return returned.variance


def send_back(session: Session, counter: Counter, stock: Shelf, quantity: Decimal, source: Source) -> Decimal:
    """Send goods back to their supplier, at the average as it is now; returns what they were worth."""
    cost = costing.issue(stock.on_hand, stock.value, quantity).cost
    _move(session, counter, stock, "to supplier", -quantity, -cost, source)
    return cost


def set_opening(
    session: Session, counter: Counter, stock: Shelf, quantity: Decimal, amount: Decimal, source: Source
) -> None:
    """Bring an unmoved shelf to this quantity and value; the difference is an opening movement."""
    _move(session, counter, stock, "opening", quantity - stock.on_hand, amount - stock.value, source)


def _move(
    session: Session,
    counter: Counter,
    stock: Shelf,
    kind: str,
    quantity: Decimal,
    value: Decimal,
    source: Source,
    settle: Decimal = ZERO,
) -> None:
    stock.on_hand += quantity
    stock.value += value - settle
    sold = kind == "sale" or was_sold(stock.standing)
    stock.standing = standing(in_stock=stock.on_hand > 0, sold=sold)
    _note(session, counter, stock.part_id, kind, quantity, value, source)
    if settle:
        _note(session, counter, stock.part_id, "value", _NONE, -settle, source)


def _note(
    session: Session,
    counter: Counter,
    part_id: int,
    kind: str,
    quantity: Decimal,
    value: Decimal,
    source: Source,
) -> None:
    """The movement itself. Opening stock has no document by which the chain finds it, so its row has to be known."""
    facts = {
        "part_id": part_id,
        "kind": kind,
        "quantity": quantity,
        "value": value,
        "document_kind": source.kind,
        "document_id": source.id,
        "reason": source.reason,
        "operator_id": counter.operator.id,
        "at": counter.now(),
    }
    if source.kind == OPENING:
        session.add(StockMovement(**facts))
    else:
        bulk.append(session, StockMovement, **facts)
