"""The balance of a ledger after each of some of its entries, inside a session; it must not know who looks at it."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from sqlalchemy import Date, func, literal, select, tuple_, type_coerce
from sqlalchemy.orm import Session

from app.models.types import MONEY
from app.rules.money import ZERO
from app.services.within.settling import Ledger


def balances(session: Session, ledger: Ledger, owner_id: int, entry_ids: Collection[int]) -> dict[int, Decimal]:
    """By entry, what all entries of this debtor (or creditor) up to it come to, by day and key; dollars.

    What lies before the first of them is one sum, and only from there on each entry is looked at: so the last page of a
    ledger costs little more than its first.
    """
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
