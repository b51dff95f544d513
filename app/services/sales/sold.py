"""The lines that were sold, and what they come to by month: what lies behind the pictures; it must not know how they
are drawn, and changes nothing.

Quantities in the part's unit, amounts in dollars ex GST. What was taken back counts with a minus, in the month in which
it came back; deposits are no sales until the goods are supplied.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    String,
    Subquery,
    case,
    cast,
    extract,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from app.models import Credit, CreditLine, Debtor, Invoice, InvoiceLine
from app.models.types import QUANTITY
from app.rules.listing import Listing, Sums
from app.services.counter import Counter
from app.services.within import listed_fields, listed_names
from app.services.within.found import NOTHING
from app.services.within.listed import Listed

MONTHS: Final = 12
"""So many months are drawn, the one of today included and last."""
IN_FULL, SHORT = "in full", "short"
SOLD, TAKEN_BACK = "sold", "taken back"
_GOODS: Final = ("part", "charge")
_NO_MONEY: Final = Decimal("0.00")
_NONE: Final = Decimal("0.000")

AT_ONCE: Final[ColumnElement[bool]] = (InvoiceLine.supplied == InvoiceLine.ordered) & (
    InvoiceLine.filled_here == NOTHING
)
"""Supplied in full when it was asked for: it left nothing for a backorder and lost nothing."""
ASKED_FOR: Final[tuple[ColumnElement[bool], ...]] = (
    Invoice.status == "finalised",
    InvoiceLine.kind == "part",
    # most lines fill nothing, so an index of what they fill is no way to those of some weeks
    func.coalesce(InvoiceLine.fills_id, NOTHING) == NOTHING,
    InvoiceLine.ordered > NOTHING,
)
"""The lines that the fill rate counts: what fills a backorder was counted when it was asked for."""


@dataclass(frozen=True, slots=True)
class Which:
    """The lines of these days, both included; of one part or one debtor, where one is named.

    With `asked_for` those that the fill rate counts, each in full or short; else what was sold and taken back.
    """

    first: dt.date
    last: dt.date
    part_id: int | None = None
    debtor_id: int | None = None
    asked_for: bool = False


@dataclass(frozen=True, slots=True)
class SoldLine:
    """One line of an invoice, or of a credit: then its key, `supplied` and `amount` are below zero.

    `state` is IN_FULL or SHORT where what was asked for is listed, else SOLD or TAKEN_BACK. A credit has no `ordered`.
    """

    id: int
    date: dt.date
    document: str
    invoice_id: int
    credit_id: int | None
    debtor_id: int
    debtor: str
    part_id: int
    number: str
    description: str
    ordered: Decimal | None
    supplied: Decimal
    amount: Decimal
    state: str


@dataclass(frozen=True, slots=True)
class Month:
    """What was sold in the month that begins on `first`, less what was taken back in it."""

    first: dt.date
    quantity: Decimal
    amount: Decimal

    @property
    def last(self) -> dt.date:
        """Its last day."""
        return month_after(self.first) - dt.timedelta(days=1)


def lines(counter: Counter, which: Which) -> Listing[SoldLine]:
    """These lines, the oldest first, on each day what was sold before what came back.

    Its sums: `lines`, `in_full` of them, `quantity` and `amount`.
    """
    rows = _rows(which)

    def read(session: Session, keys: Sequence[int]) -> Iterator[SoldLine]:
        found = session.execute(select(rows).where(rows.c.key.in_(keys)))
        return (SoldLine(*row) for row in found)

    def sums(session: Session, fitting: Select[int]) -> Sums:
        in_full = func.count().filter(rows.c.state == IN_FULL)
        wanted = fitting.with_only_columns(
            func.count(), in_full, func.sum(rows.c.supplied), func.sum(rows.c.amount), maintain_column_froms=True
        )
        many, full, quantity, amount = session.execute(wanted).one()
        return {"lines": many, "in_full": full, "quantity": quantity or _NONE, "amount": amount or _NO_MONEY}

    fields = {
        "date": listed_fields.day(rows.c.date),
        "document": listed_fields.text(rows.c.document),
        "debtor": listed_fields.text(rows.c.debtor),
        "number": listed_fields.text(rows.c.number),
        "description": listed_fields.text(rows.c.description),
        "ordered": listed_fields.quantity(rows.c.ordered),
        "supplied": listed_fields.quantity(rows.c.supplied),
        "amount": listed_fields.money(rows.c.amount),
        "state": listed_fields.text(rows.c.state),
    }
    order = (rows.c.date, func.coalesce(rows.c.credit_id, NOTHING), rows.c.invoice_id, rows.c.key)
    return Listed(counter, select(rows.c.key), order, fields, read, sums=sums)


def by_month(session: Session, which: Which) -> tuple[Month, ...]:
    """What `lines` lists, month by month, with the empty ones; from the month of the first day to that of the last."""
    rows = _rows(which)
    year, month = extract("year", rows.c.date), extract("month", rows.c.date)
    summed = select(year, month, func.sum(rows.c.supplied), func.sum(rows.c.amount)).group_by(year, month)
    sold = {
        dt.date(int(in_year), int(in_month), 1): (quantity, amount)
        for in_year, in_month, quantity, amount in session.execute(summed)
    }
    months, first = [], which.first.replace(day=1)
    while first <= which.last:
        months.append(Month(first, *sold.get(first, (_NONE, _NO_MONEY))))
        first = month_after(first)
    return tuple(months)


def months_before(first_day: dt.date, back: int) -> dt.date:
    """The first day of the month so many months before; of the months after it, when that is below zero."""
    year, month = divmod(first_day.year * 12 + first_day.month - 1 - back, 12)
    return dt.date(year, month + 1, 1)


def month_after(first_day: dt.date) -> dt.date:
    """The first day of the next month."""
    return months_before(first_day, -1)


def _rows(which: Which) -> Subquery:
    invoiced = _invoiced(which)
    return (invoiced if which.asked_for else union_all(invoiced, _credited(which))).subquery()


def _invoiced(which: Which) -> Select[Any]:
    sales = (Invoice.status == "finalised", InvoiceLine.kind.in_(_GOODS), InvoiceLine.supplied > NOTHING)
    in_full: ColumnElement[str] = case((AT_ONCE, literal(IN_FULL)), else_=literal(SHORT))
    state = in_full if which.asked_for else literal(SOLD)
    chosen: Any = (
        select(
            InvoiceLine.id.label("key"),
            Invoice.date,
            listed_names.of_invoice(Invoice).label("document"),
            Invoice.id.label("invoice_id"),
            cast(null(), BigInteger).label("credit_id"),
            Invoice.debtor_id,
            listed_names.filled(Invoice.name, Debtor.name).label("debtor"),
            InvoiceLine.part_id,
            InvoiceLine.number,
            InvoiceLine.description,
            InvoiceLine.ordered,
            InvoiceLine.supplied,
            InvoiceLine.amount,
            state.label("state"),
        )
        .join_from(InvoiceLine, Invoice, Invoice.id == InvoiceLine.invoice_id)
        .join(Debtor, Debtor.id == Invoice.debtor_id)
        .where(*(ASKED_FOR if which.asked_for else sales), Invoice.date.between(which.first, which.last))
    )
    return _of(chosen, which, Invoice.debtor_id)


def _credited(which: Which) -> Select[Any]:
    chosen: Any = (
        select(
            (-CreditLine.id).label("key"),
            Credit.date,
            (literal("Credit ") + cast(Credit.number, String)).label("document"),
            Credit.invoice_id,
            Credit.id.label("credit_id"),
            Credit.debtor_id,
            listed_names.filled(Invoice.name, Debtor.name).label("debtor"),
            InvoiceLine.part_id,
            InvoiceLine.number,
            InvoiceLine.description,
            cast(null(), QUANTITY).label("ordered"),
            (-CreditLine.quantity).label("supplied"),
            (-CreditLine.amount).label("amount"),
            literal(TAKEN_BACK).label("state"),
        )
        .join_from(CreditLine, Credit, Credit.id == CreditLine.credit_id)
        .join(InvoiceLine, InvoiceLine.id == CreditLine.invoice_line_id)
        .join(Invoice, Invoice.id == Credit.invoice_id)
        .join(Debtor, Debtor.id == Credit.debtor_id)
        .where(CreditLine.kind.in_(_GOODS), Credit.date.between(which.first, which.last))
    )
    return _of(chosen, which, Credit.debtor_id)


def _of(chosen: Any, which: Which, debtor: Any) -> Select[Any]:
    if which.part_id is not None:
        chosen = chosen.where(InvoiceLine.part_id == which.part_id)
    if which.debtor_id is not None:
        chosen = chosen.where(debtor == which.debtor_id)
    found: Select[Any] = chosen
    return found
