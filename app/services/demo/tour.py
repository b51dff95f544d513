"""The small shop of the tour: a debtor, a supplier and a part that is short, and how far somebody has come in it; it
must not know what is on the screen."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from sqlalchemy import select

from app.db import Database
from app.models import Backorder, StockOrder
from app.rules.dates import DateOrder
from app.services import settings, setup
from app.services.counter import Counter
from app.services.masters import creditors, debtors, parts
from app.services.within import posting, shelf

SHOP_NAME: Final = "The tour"
DEBTOR, CREDITOR, PART = "MILLER", "REPCO", "CAB-220"
BEGUN, WAITS, ORDERED, READY, DONE = range(5)
"""How far the backorder of the tour has come: not begun, waiting, on order, ready to invoice, invoiced."""
_ON_HAND: Final = Decimal(2)
_COST: Final = Decimal(60)


def opened(db: Database, order: DateOrder = "day/month/year") -> Counter:
    """The counter of the tour's shop, which writes dates in this order; one that is empty is given what it needs."""
    counter = _filled(db) if setup.is_new(db) else setup.open_counter(db)
    if settings.load(counter).date_order != order:
        settings.save(counter, {"date_order": order})
    return counter


def _filled(db: Database) -> Counter:
    counter = setup.begin(db, setup.SetupFacts(SHOP_NAME, operator_name="You"))
    supplier = creditors.save(counter, creditors.CreditorCard(code=CREDITOR, name="Repco Wholesale"), None)
    debtors.save(counter, debtors.DebtorCard(code=DEBTOR, name="Miller Motors", use_backorders=True), None)
    card = parts.PartCard(number=PART, description="Cab filter", list_price=Decimal(100), creditor_id=supplier.id)
    part_id = parts.save(counter, card, None).id
    assert part_id is not None
    with counter.work() as session:
        part = shelf.lock(session, [part_id])[part_id]
        part.last_cost = _COST
        shelf.set_opening(session, counter, part, _ON_HAND, _ON_HAND * _COST, shelf.Source("opening"))
        posting.opening(session, counter)
    return counter


def how_far(counter: Counter) -> int:
    """One of BEGUN to DONE, by what is on the books: whoever comes back goes on where they were."""
    with counter.db.read() as session:
        newest = session.scalars(select(Backorder).order_by(Backorder.id.desc()).limit(1)).one_or_none()
        if newest is None:
            return BEGUN
        if newest.filled + newest.cancelled >= newest.quantity:
            return DONE
        if newest.allocated > 0:
            return READY
        sent = session.scalar(select(StockOrder.id).where(StockOrder.status == "finalised").limit(1))
        return WAITS if sent is None else ORDERED
