"""Short look-ups for the counter: parts, debtors and creditors as they are at this moment; it must not change anything.

Each answers in a fixed number of queries, so a list of fifty costs hardly more than a list of one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import (
    Creditor,
    Debtor,
    Invoice,
    InvoiceLine,
    StockOrder,
    StockOrderLine,
)
from app.rules import pricing
from app.rules.faults import Refused
from app.rules.found import CreditorFound, DebtorFound, PartFound
from app.rules.money import ZERO
from app.services.counter import Counter
from app.services.within import found, matching, searching
from app.services.within.sales import prices

T = TypeVar("T")

LIMIT = 50


@dataclass(frozen=True, slots=True)
class LastSale:
    """One line of a finalised invoice: what was charged for a part. The price is dollars ex GST before the discount."""

    invoice_id: int
    number: int
    date: dt.date
    debtor_code: str
    debtor_name: str
    quantity: Decimal
    price: Decimal
    discount: Decimal
    price_from: str


@dataclass(frozen=True, slots=True)
class OnOrder:
    """What is still to come of a part on one stock order that was sent."""

    order_id: int
    number: int
    creditor_code: str
    creditor_name: str
    date: dt.date
    expected: dt.date | None
    quantity: Decimal
    outstanding: Decimal


def exact_part(counter: Counter, typed: str) -> tuple[PartFound, ...]:
    """Every part that bears this number, its own or another one or a barcode; empty when there is none."""
    with counter.db.read() as session:
        return _parts(session, searching.exact_parts(session, typed))


def part(counter: Counter, part_id: int) -> PartFound:
    """The part as it is now; raises Refused when it is gone."""
    return _one(parts(counter, (part_id,)), "part")


def parts(counter: Counter, part_ids: Collection[int]) -> dict[int, PartFound]:
    """These parts as they are now, by their keys."""
    with counter.db.read() as session:
        return found.parts(session, part_ids)


def price_for(counter: Counter, debtor: DebtorFound | None, part: PartFound, quantity: Decimal) -> pricing.Priced:
    """What a unit of `quantity` of the part costs this debtor today, dollars ex GST; nobody pays the list price."""
    return prices_for(counter, debtor, [(part, quantity)])[0]


def prices_for(
    counter: Counter, debtor: DebtorFound | None, wanted: Sequence[tuple[PartFound, Decimal]]
) -> tuple[pricing.Priced, ...]:
    """The same for many parts at once, in their order."""
    with counter.db.read() as session:
        terms = prices.terms(session, debtor, [part for part, _ in wanted])
    return tuple(pricing.price_for(part, terms[part.id], quantity) for part, quantity in wanted)


def find_debtors(counter: Counter, typed: str, limit: int = LIMIT, *, retired: bool = False) -> tuple[DebtorFound, ...]:
    """The debtors that fit by code, words of the name, phone or ABN, the closest first; nothing typed fits all."""
    with counter.db.read() as session:
        ids = matching.debtors(session, typed, limit, retired=retired)
        return tuple(found.debtors(session, ids).values())


def debtor(counter: Counter, debtor_id: int) -> DebtorFound:
    """The debtor as it is now; raises Refused when it is gone."""
    with counter.db.read() as session:
        return _one(found.debtors(session, (debtor_id,)), "debtor")


def find_creditors(
    counter: Counter, typed: str, limit: int = LIMIT, *, retired: bool = False
) -> tuple[CreditorFound, ...]:
    """The creditors that fit by code, words of the name, phone or ABN, the closest first; nothing typed fits all."""
    with counter.db.read() as session:
        ids = matching.creditors(session, typed, limit, retired=retired)
        return tuple(found.creditors(session, ids).values())


def creditor(counter: Counter, creditor_id: int) -> CreditorFound:
    """The creditor as it is now; raises Refused when it is gone."""
    with counter.db.read() as session:
        return _one(found.creditors(session, (creditor_id,)), "creditor")


def last_sales(counter: Counter, part_id: int, debtor_id: int | None = None, limit: int = 10) -> tuple[LastSale, ...]:
    """The latest sales of a part on finalised invoices, to this debtor or to anybody, the newest first."""
    statement = (
        select(InvoiceLine, Invoice, Debtor)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .join(Debtor, Debtor.id == Invoice.debtor_id)
        .where(InvoiceLine.part_id == part_id, InvoiceLine.supplied > ZERO, Invoice.status == "finalised")
        .order_by(Invoice.date.desc(), InvoiceLine.id.desc())
        .limit(limit)
    )
    if debtor_id is not None:
        statement = statement.where(Invoice.debtor_id == debtor_id)
    with counter.db.read() as session:
        return tuple(
            LastSale(
                invoice_id=invoice.id,
                number=invoice.number or 0,
                date=invoice.date,
                debtor_code=debtor.code,
                debtor_name=invoice.name or debtor.name,
                quantity=line.supplied,
                price=line.price,
                discount=line.discount,
                price_from=line.price_from,
            )
            for line, invoice, debtor in session.execute(statement)
        )


def on_order_due(counter: Counter, part_id: int) -> tuple[OnOrder, ...]:
    """What is still to come of a part on stock orders that were sent, the earliest first, without a day last."""
    statement = (
        select(StockOrderLine, StockOrder, Creditor)
        .join(StockOrder, StockOrder.id == StockOrderLine.order_id)
        .join(Creditor, Creditor.id == StockOrder.creditor_id)
        .where(
            StockOrderLine.part_id == part_id,
            StockOrderLine.outstanding > found.NOTHING,
            StockOrder.status == "finalised",
        )
        .order_by(StockOrder.expected.is_(None), StockOrder.expected, StockOrderLine.id)
    )
    with counter.db.read() as session:
        return tuple(
            OnOrder(
                order_id=order.id,
                number=order.number or 0,
                creditor_code=creditor.code,
                creditor_name=creditor.name,
                date=order.date,
                expected=order.expected,
                quantity=line.quantity,
                outstanding=line.outstanding,
            )
            for line, order, creditor in session.execute(statement)
        )


def _parts(session: Session, matches: Sequence[searching.Match]) -> tuple[PartFound, ...]:
    why = {match.part_id: match.why for match in matches}
    return tuple(replace(part, why=why[part.id]) for part in found.parts(session, list(why)).values())


def _one(found: dict[int, T], what: str) -> T:
    for each in found.values():
        return each
    raise Refused(f"This {what} is no longer there. Look it up again.")
