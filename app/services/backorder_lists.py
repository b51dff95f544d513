"""Backorders as they are looked at: who waits for what, and what is ready; it must not change anything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from app.db import bulk
from app.models import (
    Backorder,
    BackorderEvent,
    Creditor,
    Debtor,
    Deposit,
    Invoice,
    InvoiceLine,
    Operator,
    Part,
    Stock,
)
from app.rules import allocation, gst, supersession, words
from app.rules.allocation import State
from app.rules.money import ZERO
from app.services.counter import Counter
from app.services.within import backorder_columns as columns
from app.services.within import found, handed, queue
from app.services.within.found import NOTHING
from app.services.within.shop import settings

Statement = Select[Backorder, Debtor, Invoice, Part, Stock, str, Decimal]

_DEBTOR: Final = func.coalesce(func.nullif(Invoice.name, ""), Debtor.name)
_READY_NOW: Final = (
    select(Backorder.id, Backorder.debtor_id, _DEBTOR, Invoice.operator_id, columns.READY)
    .join(Debtor, Debtor.id == Backorder.debtor_id)
    .join(InvoiceLine, InvoiceLine.begins_id == Backorder.id)
    .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
    .where(Backorder.open > NOTHING, Backorder.allocated > NOTHING, columns.READY > NOTHING)
    .order_by(_DEBTOR, Backorder.queue_date, Backorder.id)
)


@dataclass(frozen=True, slots=True)
class BackorderLine:
    """One backorder with everything a list shows of it. Quantities in the part's unit, money in dollars."""

    id: int
    debtor_id: int
    debtor_code: str
    debtor: str
    phone: str
    origin: str
    origin_invoice_id: int
    taken_by_id: int
    """The operator who took the order."""
    on_saved_order: bool
    """It began on an order that is still on the books, and is filled there."""
    since: dt.date
    days: int
    part_id: int
    number: str
    description: str
    bin: str
    creditor_id: int | None
    creditor: str
    quantity: Decimal
    filled: Decimal
    cancelled: Decimal
    open: Decimal
    allocated: Decimal
    ready: Decimal
    price: Decimal
    discount: Decimal
    gst_rate: Decimal
    priority: int
    held: bool
    hold_reason: str
    promised: dt.date | None
    special_order: bool
    customer_order: str
    delivery_address: str
    on_order: Decimal
    due: dt.date | None
    state: State
    told_by: str = ""
    told_at: dt.datetime | None = None
    deposit: Decimal = ZERO
    """What is held for it, inc. GST."""
    handed_over: Decimal = ZERO
    """With the customer already, and not invoiced yet."""
    handed_by: str = ""
    handed_at: dt.datetime | None = None

    @property
    def to_hand_over(self) -> Decimal:
        """Ready, and not with the customer yet."""
        return max(ZERO, self.ready - self.handed_over)

    @property
    def handed(self) -> str:
        """How many the customer has, who handed them over and when; empty while none are."""
        if self.handed_at is None:
            return ""
        return f"{words.quantity(self.handed_over)}, {self.handed_by}, {words.day(self.handed_at.astimezone().date())}"

    @property
    def still_waiting(self) -> Decimal:
        """Open and not ready."""
        return self.open - self.ready

    @property
    def ready_value(self) -> Decimal:
        """What is ready comes to so much inc. GST, at the agreed price."""
        amount = gst.line_amount(self.ready, self.price, self.discount)
        return amount + gst.shares([gst.Taxable(amount, self.gst_rate)])[0]

    @property
    def told(self) -> str:
        """By whom and when the customer was called; empty when nobody has."""
        return f"{self.told_by}, {words.day(self.told_at.astimezone().date())}" if self.told_at else ""


@dataclass(frozen=True, slots=True)
class ReadyCount:
    """How much is ready to invoice, for the status line and Home."""

    lines: int
    debtors: int


@dataclass(frozen=True, slots=True)
class ReadyNow:
    """A backorder of which something is ready: how much, whose it is, and the operator who took the order."""

    id: int
    debtor_id: int
    debtor: str
    taken_by_id: int
    ready: Decimal


def every(
    counter: Counter,
    *,
    debtor_id: int | None = None,
    part_id: int | None = None,
    closed: bool = False,
) -> tuple[BackorderLine, ...]:
    """All open backorders – with `closed` the filled and cancelled ones too –, in the order of their queues."""
    conditions: list[ColumnElement[bool]] = [] if closed else [Backorder.open > NOTHING]
    if debtor_id is not None:
        conditions.append(Backorder.debtor_id == debtor_id)
    if part_id is not None:
        conditions.append(Backorder.part_id == part_id)
    with counter.db.read() as session:
        return _lines(session, counter, _statement().where(*conditions))


def ready(counter: Counter) -> tuple[BackorderLine, ...]:
    """Backorders Ready to Invoice – ALL DEBTORS: by debtor, the longest waiting first."""
    with counter.db.read() as session:
        lines = _lines(session, counter, _statement().where(Backorder.open > NOTHING, Backorder.allocated > ZERO))
    return tuple(sorted((line for line in lines if line.ready), key=lambda line: (line.debtor, line.since, line.id)))


def ready_now(counter: Counter) -> tuple[ReadyNow, ...]:
    """The same lines in their order, with no more than a status line needs of each."""
    with counter.db.read() as session:
        return tuple(ReadyNow(*row) for row in bulk.read(session, _READY_NOW))


def for_debtor(counter: Counter, debtor_id: int) -> tuple[BackorderLine, ...]:
    """What a new invoice of this debtor may include: ready first, then allocated, then what still waits.

    What began on an order that is still on the books is filled there, and left out here.
    """
    lines = [line for line in every(counter, debtor_id=debtor_id) if not line.on_saved_order]
    return tuple(sorted(lines, key=lambda line: (not line.ready, not line.allocated, line.since, line.id)))


def count_ready(counter: Counter) -> ReadyCount:
    """How many lines of how many debtors are ready."""
    statement = select(func.count(), func.count(Backorder.debtor_id.distinct())).where(
        Backorder.open > NOTHING, Backorder.allocated > NOTHING, columns.READY > NOTHING
    )
    with counter.db.read() as session:
        return ReadyCount(*session.execute(statement).one())


def count_of(counter: Counter, debtor_id: int) -> tuple[int, int]:
    """How many open backorders the debtor has, and how many of them are ready."""
    ready_lines = func.count(case((columns.READY > NOTHING, 1)))
    with counter.db.read() as session:
        counted = select(func.count(), ready_lines).where(Backorder.open > NOTHING, Backorder.debtor_id == debtor_id)
        lines, ready = session.execute(counted).one()
        return lines, ready


def one(counter: Counter, backorder_id: int) -> BackorderLine:
    """One backorder as it stands now."""
    with counter.db.read() as session:
        return _lines(session, counter, _statement().where(Backorder.id == backorder_id))[0]


def ready_of_invoices(session: Session, counter: Counter, invoice_ids: Sequence[int]) -> tuple[BackorderLine, ...]:
    """What is ready of the backorders that began on these documents, within a look-up."""
    wanted = _statement().where(Invoice.id.in_(invoice_ids), Backorder.allocated > NOTHING, columns.READY > NOTHING)
    return _lines(session, counter, wanted)


def of_keys(session: Session, counter: Counter, backorder_ids: Sequence[int]) -> tuple[BackorderLine, ...]:
    """These backorders as they stand now, within a look-up."""
    return _lines(session, counter, _statement().where(Backorder.id.in_(backorder_ids)))


def _statement() -> Statement:
    return (
        select(Backorder, Debtor, Invoice, Part, Stock, Creditor.name, columns.READY)
        .join(Debtor, Debtor.id == Backorder.debtor_id)
        .join(InvoiceLine, InvoiceLine.begins_id == Backorder.id)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .join(Part, Part.id == Backorder.part_id)
        .join(Stock, Stock.part_id == Backorder.part_id)
        .outerjoin(Creditor, Creditor.id == Part.creditor_id)
        .order_by(Part.number, Backorder.priority.desc(), Backorder.queue_date, Backorder.id)
    )


def _lines(session: Session, counter: Counter, statement: Statement) -> tuple[BackorderLine, ...]:
    rows = session.execute(statement).all()
    ids = [row[0].id for row in rows]
    told, taken_away, deposits = _told(session, ids), handed.of(session, ids), _deposits(session, ids)
    due = found.due(session, {row[0].part_id for row in rows})
    rate = settings(session).gst_rate
    today = counter.today()
    lines = []
    for backorder, debtor, invoice, part, stock, creditor, ready_now in rows:
        since = backorder.queue_date.astimezone().date()
        opened = allocation.Open(backorder.id, invoice.id, backorder.open, backorder.allocated, backorder.held)
        state = allocation.state(opened, ready_now, backorder.filled, stock.on_order)
        told_by, told_at = told.get(backorder.id, ("", None))
        with_customer = taken_away.get(backorder.id)
        lines.append(
            BackorderLine(
                id=backorder.id,
                debtor_id=debtor.id,
                debtor_code=debtor.code,
                debtor=invoice.name or debtor.name,
                phone=invoice.phone or debtor.phone,
                origin=queue.document_name(invoice),
                origin_invoice_id=invoice.id,
                taken_by_id=invoice.operator_id,
                on_saved_order=invoice.status == "saved",
                since=since,
                days=(today - since).days,
                part_id=part.id,
                number=supersession.both(part.number, backorder.ordered_as),
                description=part.description,
                bin=part.bin,
                creditor_id=part.creditor_id,
                creditor=creditor or "",
                quantity=backorder.quantity,
                filled=backorder.filled,
                cancelled=backorder.cancelled,
                open=backorder.open,
                allocated=backorder.allocated,
                ready=ready_now,
                price=backorder.price,
                discount=backorder.discount,
                gst_rate=Decimal("0.00") if part.gst_free else rate,
                priority=backorder.priority,
                held=backorder.held,
                hold_reason=backorder.hold_reason,
                promised=backorder.promised,
                special_order=backorder.special_order,
                customer_order=backorder.customer_order,
                delivery_address=backorder.delivery_address,
                on_order=stock.on_order,
                due=due.get(part.id),
                state=state,
                told_by=told_by,
                told_at=told_at,
                deposit=deposits.get(backorder.id, ZERO),
                handed_over=min(with_customer.quantity, backorder.allocated) if with_customer else ZERO,
                handed_by=with_customer.by if with_customer else "",
                handed_at=with_customer.at if with_customer else None,
            )
        )
    return tuple(lines)


def _told(session: Session, backorder_ids: list[int]) -> dict[int, tuple[str, dt.datetime]]:
    latest = (
        select(func.max(BackorderEvent.id))
        .where(BackorderEvent.kind == "told", BackorderEvent.backorder_id.in_(backorder_ids))
        .group_by(BackorderEvent.backorder_id)
    )
    rows = session.execute(
        select(BackorderEvent, Operator.name)
        .join(Operator, Operator.id == BackorderEvent.operator_id)
        .where(BackorderEvent.id.in_(latest))
    )
    return {event.backorder_id: (who, event.at) for event, who in rows}


def _deposits(session: Session, backorder_ids: list[int]) -> dict[int, Decimal]:
    """What is held for each, inc. GST."""
    held = select(Deposit).where(Deposit.backorder_id.in_(backorder_ids))
    return {each.backorder_id: each.held + each.held_gst for each in session.scalars(held)}
