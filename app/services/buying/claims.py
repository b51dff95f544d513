"""Claims on suppliers as they are listed: billed and not received, until they are credited; it writes nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from app.services.counter import Counter
from app.services.within.buying import open_claims


@dataclass(frozen=True, slots=True)
class ClaimListed:
    """A claim in a list; `quantity` and `amount` (dollars ex GST) are what is not credited yet, `age` is in days."""

    id: int
    creditor_invoice_id: int
    creditor_id: int
    creditor: str
    their_number: str
    day: dt.date
    age: int
    part_id: int
    number: str
    description: str
    quantity: Decimal
    amount: Decimal


def listed(counter: Counter, creditor_id: int | None = None) -> tuple[ClaimListed, ...]:
    """The open claims of one creditor or of all, the oldest first."""
    today = counter.today()
    with counter.db.read() as session:
        return tuple(
            ClaimListed(
                id=each.id,
                creditor_invoice_id=each.creditor_invoice_id,
                creditor_id=each.creditor_id,
                creditor=each.creditor,
                their_number=each.their_number,
                day=each.day,
                age=(today - each.day).days,
                part_id=each.part_id,
                number=each.number,
                description=each.description,
                quantity=each.quantity,
                amount=each.amount,
            )
            for each in open_claims.read(session, creditor_id)
        )
