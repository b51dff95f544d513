"""The small shop of the tour: a debtor, a supplier and a part that is short, and how far somebody has come in it; it
must not know what is on the screen."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy import select

from app.db import Database
from app.models import Backorder, StockOrder
from app.rules import gst
from app.rules.dates import DateOrder
from app.rules.money import MONEY_PLACES, rounded
from app.services import lookup, settings, setup
from app.services.counter import Counter
from app.services.masters import creditors, debtors, parts
from app.services.within import posting, shelf

SHOP_NAME: Final = "The tour"
DEBTOR, CREDITOR, PART = "MILLER", "REPCO", "CAB-220"
BEGUN, WAITS, ORDERED, READY, DONE = range(5)
"""How far the backorder of the tour has come: not begun, waiting, on order, ready to invoice, invoiced."""
_ON_HAND: Final = Decimal(2)
_COST: Final = Decimal(60)
_GST_RATE: Final = Decimal(10)


@dataclass(frozen=True, slots=True)
class SoFar:
    """One of BEGUN to DONE; how much waits, and how much of the part is available."""

    far: int
    waiting: Decimal
    available: Decimal

    @property
    def bill(self) -> Decimal:
        """What the supplier bills for what waits, in dollars inc GST."""
        return gst.inc(rounded(self.waiting * _COST, MONEY_PLACES), _GST_RATE)


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


def so_far(counter: Counter) -> SoFar:
    """How far it is, by what is on the books: whoever comes back goes on where they were."""
    (part,) = lookup.exact_part(counter, PART)
    with counter.db.read() as session:
        newest = session.scalars(select(Backorder).order_by(Backorder.id.desc()).limit(1)).one_or_none()
        if newest is None:
            return SoFar(BEGUN, Decimal(0), part.available)
        if newest.filled + newest.cancelled >= newest.quantity:
            return SoFar(DONE, Decimal(0), part.available)
        if newest.allocated > 0:
            return SoFar(READY, newest.allocated, part.available)
        sent = session.scalar(select(StockOrder.id).where(StockOrder.status == "finalised").limit(1))
        return SoFar(WAITS if sent is None else ORDERED, newest.open, part.available)
