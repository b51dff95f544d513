"""What there was after each of some entries or movements, inside a session; it must not know who looks at it.

What lies beyond the stretch that is looked at is one sum, and only within it each row is read: so a page deep in a long
list costs little more than its first.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from sqlalchemy import Date, func, literal, select, tuple_, type_coerce
from sqlalchemy.orm import Session

from app.models import Stock, StockMovement
from app.models.types import MONEY
from app.rules.money import ZERO
from app.services.within.settling import Ledger


def balances(session: Session, ledger: Ledger, owner_id: int, entry_ids: Collection[int]) -> dict[int, Decimal]:
    """By entry, what all entries of this debtor (or creditor) up to it come to, by day and key; dollars."""
    of = ledger.entry
    place = tuple_(of.date, of.id)
    asked = session.execute(select(of.date, of.id).where(of.id.in_(entry_ids), ledger.owner == owner_id)).all()
    if not asked:
        return {}
    first, last = (tuple_(literal(day, Date), literal(key)) for day, key in map(tuple, (min(asked), max(asked))))
    before = session.scalar(select(func.sum(of.amount)).where(ledger.owner == owner_id, place < first)) or ZERO
    so_far = type_coerce(func.sum(of.amount).over(order_by=(of.date, of.id)), MONEY)
    stretch = (
        select(of.id, so_far.label("so_far")).where(ledger.owner == owner_id, place >= first, place <= last).subquery()
    )
    found = session.execute(select(stretch.c.id, stretch.c.so_far).where(stretch.c.id.in_(entry_ids)))
    return {key: before + amount for key, amount in found}


def on_hand(session: Session, part_id: int, movement_ids: Collection[int]) -> dict[int, Decimal]:
    """By movement of this part, what lay on the shelf after it: what lies there now less all that came later."""
    moved = StockMovement
    if not movement_ids:
        return {}
    first, last = min(movement_ids), max(movement_ids)
    there = session.scalar(select(Stock.on_hand).where(Stock.part_id == part_id)) or ZERO
    later = select(func.sum(moved.quantity)).where(moved.part_id == part_id, moved.id > last)
    left = there - (session.scalar(later) or ZERO)
    found = {}
    stretch = select(moved.id, moved.quantity).where(moved.part_id == part_id, moved.id.between(first, last))
    for key, quantity in session.execute(stretch.order_by(moved.id.desc())):
        found[key] = left
        left -= quantity
    return found
