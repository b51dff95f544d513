"""The counter's day in a few figures: what is ready, late, to send and to come, and how well the shop supplies.

It must not know how they are shown, and changes nothing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.orm import Session

from app.models import Backorder, Invoice, InvoiceLine, Part, StockOrder
from app.rules.money import RATE_PLACES, rounded
from app.services import backorder_lists
from app.services.backorder_lists import ReadyCount
from app.services.buying import purchases_read
from app.services.buying.purchases_read import OrderListed
from app.services.counter import Counter
from app.services.queries import of_backorders
from app.services.sales import sold
from app.services.within import ages
from app.services.within.ages import AGES
from app.services.within.buying import gone_out
from app.services.within.found import NOTHING

WEEKS = 8
_WEEK = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class LateCount:
    """Open backorders whose promised day is over, or comes before the goods do."""

    lines: int
    debtors: int


@dataclass(frozen=True, slots=True)
class OrdersCount:
    """Stock orders, and to how many suppliers; `overdue` of them were expected before today."""

    orders: int
    creditors: int
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class WeekFilled:
    """How many lines of parts were sold in the week that begins on `monday`, and how many supplied in full at once."""

    monday: dt.date
    lines: int
    filled: int

    @property
    def rate(self) -> Decimal:
        """The share supplied in full at once, in per cent."""
        return rounded(Decimal(self.filled * 100) / self.lines, RATE_PLACES)

    @property
    def sunday(self) -> dt.date:
        """Its last day."""
        return self.monday + dt.timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Aged:
    """So many open backorders wait so many weeks: one of AGES."""

    weeks: str
    lines: int


@dataclass(frozen=True, slots=True)
class CountersDay:
    """The figures that Home shows."""

    ready: ReadyCount
    late: LateCount
    to_send: OrdersCount
    due: OrdersCount
    has_parts: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """What Home's pictures show. `weeks` are those with something sold, the oldest first; `ages` are all or none."""

    weeks: tuple[WeekFilled, ...]
    ages: tuple[Aged, ...]


def day(counter: Counter) -> CountersDay:
    """The figures of this moment."""
    ready = backorder_lists.count_ready(counter)
    late, today = of_backorders.count_late(counter), counter.today()
    with counter.db.read() as session:
        return CountersDay(
            ready=ready,
            late=LateCount(*late),
            to_send=_orders(session, gone_out.no_supplier_has()),
            due=_orders(session, StockOrder.status == "finalised", StockOrder.expected <= today, overdue_on=today),
            has_parts=session.scalar(select(Part.id).where(Part.kind != "charge").limit(1)) is not None,
        )


def drawn(counter: Counter) -> Drawn:
    """What the pictures show; every line sold in these weeks is counted, which takes longer than `day`."""
    today = counter.today()
    with counter.db.read() as session:
        return Drawn(_weeks(session, today), _ages(session, today))


def orders_to_send(counter: Counter) -> tuple[OrderListed, ...]:
    """Stock orders on the books that no supplier has yet, saved or final, the newest first."""
    return purchases_read.to_send(counter)


def deliveries_due(counter: Counter) -> tuple[OrderListed, ...]:
    """Sent stock orders with goods outstanding that were expected by today, the longest overdue first."""
    today = counter.today()
    due = [each for each in purchases_read.outstanding_orders(counter) if each.expected and each.expected <= today]
    return tuple(sorted(due, key=lambda each: (_expected(each), each.order_id)))


def _expected(order: OrderListed) -> dt.date:
    return order.expected or order.day


def _orders(session: Session, *which: ColumnElement[bool], overdue_on: dt.date | None = None) -> OrdersCount:
    counted = select(
        func.count(),
        func.count(StockOrder.creditor_id.distinct()),
        func.count().filter(StockOrder.expected < overdue_on) if overdue_on else literal(0),
    ).where(*which)
    return OrdersCount(*session.execute(counted).one())


def _weeks(session: Session, today: dt.date) -> tuple[WeekFilled, ...]:
    first = _monday(today) - (WEEKS - 1) * _WEEK
    asked_for = (
        select(Invoice.date, func.count(), func.count().filter(sold.AT_ONCE))
        .join(InvoiceLine, InvoiceLine.invoice_id == Invoice.id)
        .where(Invoice.date >= first, *sold.ASKED_FOR)
        .group_by(Invoice.date)
    )
    weeks: dict[dt.date, WeekFilled] = {}
    for when, lines, filled in session.execute(asked_for):
        monday = _monday(when)
        before = weeks.get(monday, WeekFilled(monday, 0, 0))
        weeks[monday] = WeekFilled(monday, before.lines + lines, before.filled + filled)
    return tuple(weeks[monday] for monday in sorted(weeks))


def _monday(when: dt.date) -> dt.date:
    return when - dt.timedelta(days=when.weekday())


def _ages(session: Session, today: dt.date) -> tuple[Aged, ...]:
    counts = (func.count().filter(ages.waits(weeks, today)) for weeks in AGES)
    found = session.execute(select(*counts).where(Backorder.open > NOTHING)).one()
    return tuple(Aged(weeks, lines) for weeks, lines in zip(AGES, found, strict=True)) if any(found) else ()
