"""Backorders as they are looked at: who waits for what, and what is ready; it must not change anything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, case, func, select
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
from app.rules.dates import USUAL, Dates
from app.rules.money import ZERO
from app.services.counter import Counter
from app.services.within import backorder_columns as columns
from app.services.within import backorders_joined as joined
from app.services.within import found, handed, queue
from app.services.within.found import NOTHING
from app.services.within.shop import settings
from app.settings import ShopSettings

_SHOWN: Final[Select[*tuple[Any, ...]]] = (
    select(
        Backorder.id, Backorder.debtor_id, Backorder.part_id, Backorder.quantity, Backorder.filled, Backorder.cancelled,
        Backorder.open, Backorder.allocated, Backorder.price, Backorder.discount, Backorder.customer_order,
        Backorder.delivery_address, Backorder.queue_date, Backorder.priority, Backorder.held, Backorder.hold_reason,
        Backorder.promised, Backorder.special_order, Backorder.ordered_as, columns.READY.label("ready"),
        Debtor.code.label("debtor_code"), Debtor.name.label("debtor_name"), Debtor.phone.label("debtor_phone"),
        Invoice.id.label("invoice_id"), Invoice.name.label("buyer"), Invoice.phone.label("buyer_phone"), Invoice.kind,
        Invoice.number.label("document"), Invoice.reference, Invoice.status, Invoice.operator_id,
        Part.number, Part.description, Part.bin, Part.creditor_id, Part.gst_free, Stock.on_order,
        Creditor.name.label("creditor"), Deposit.held.label("deposit_ex"), Deposit.held_gst.label("deposit_gst"),
    )
    .join(Debtor, Debtor.id == Backorder.debtor_id)
    .join(InvoiceLine, InvoiceLine.begins_id == Backorder.id)
    .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
    .join(Part, Part.id == Backorder.part_id)
    .join(Stock, Stock.part_id == Backorder.part_id)
    .outerjoin(Creditor, Creditor.id == Part.creditor_id)
    .outerjoin(Deposit, Deposit.backorder_id == Backorder.id)
    .order_by(Part.number, Backorder.priority.desc(), Backorder.queue_date, Backorder.id)
)  # fmt: skip
_READY_NOW: Final = (
    joined.chosen(*joined.IS_READY)
    .with_only_columns(
        Backorder.id, Backorder.debtor_id, joined.BUYER, joined.ORIGIN.operator_id, Backorder.allocated.label("ready")
    )
    .order_by(joined.BUYER, Backorder.queue_date, Backorder.id)
)
_COUNTED: Final = joined.chosen(*joined.IS_READY).with_only_columns(
    func.count(), func.count(Backorder.debtor_id.distinct()), maintain_column_froms=True
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
    dates: Dates = USUAL
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
        day = self.dates.day(self.handed_at.astimezone().date())
        return f"{words.quantity(self.handed_over)}, {self.handed_by}, {day}"

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
        return f"{self.told_by}, {self.dates.day(self.told_at.astimezone().date())}" if self.told_at else ""


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
        return _lines(session, counter, _SHOWN.where(*conditions))


def ready(counter: Counter) -> tuple[BackorderLine, ...]:
    """Backorders Ready to Invoice – ALL DEBTORS: by debtor, the longest waiting first."""
    with counter.db.read() as session:
        lines = _lines(session, counter, _SHOWN.where(Backorder.open > NOTHING, Backorder.allocated > ZERO))
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
    with counter.db.read() as session:
        return ReadyCount(*session.execute(_COUNTED).one())


def count_of(counter: Counter, debtor_id: int) -> tuple[int, int]:
    """How many open backorders the debtor has, and how many of them are ready."""
    ready_lines = func.count(case((columns.READY > NOTHING, 1)))
    with counter.db.read() as session:
        counted = select(func.count(), ready_lines).where(Backorder.open > NOTHING, Backorder.debtor_id == debtor_id)
        lines, ready = session.execute(counted).one()
        return lines, ready


def these(counter: Counter, backorder_ids: Sequence[int]) -> tuple[BackorderLine, ...]:
    """These backorders as they stand now, in that order; unknown keys are left out."""
    with counter.db.read() as session:
        there = {line.id: line for line in of_keys(session, counter, backorder_ids)}
    return tuple(there[key] for key in backorder_ids if key in there)


def one(counter: Counter, backorder_id: int) -> BackorderLine:
    """One backorder as it stands now."""
    with counter.db.read() as session:
        return _lines(session, counter, _SHOWN.where(Backorder.id == backorder_id))[0]


def ready_of_invoices(session: Session, counter: Counter, invoice_ids: Sequence[int]) -> tuple[BackorderLine, ...]:
    """What is ready of the backorders that began on these documents, within a look-up."""
    wanted = _SHOWN.where(Invoice.id.in_(invoice_ids), Backorder.allocated > NOTHING, columns.READY > NOTHING)
    return _lines(session, counter, wanted)


def of_keys(session: Session, counter: Counter, backorder_ids: Sequence[int]) -> tuple[BackorderLine, ...]:
    """These backorders as they stand now, within a look-up."""
    return _lines(session, counter, _SHOWN.where(Backorder.id.in_(backorder_ids)))


def _lines(session: Session, counter: Counter, statement: Select[*tuple[Any, ...]]) -> tuple[BackorderLine, ...]:
    rows = bulk.read(session, statement).all()
    ids = [row.id for row in rows]
    told, taken_away = _told(session, ids), handed.of(session, ids)
    coming = {row.part_id for row in rows if row.on_order}
    due = found.due(session, coming) if coming else {}
    shop, today = settings(session), counter.today()
    return tuple(_line(row, told, taken_away, due, shop, today) for row in rows)


def _line(
    row: Row[*tuple[Any, ...]],
    told: Mapping[int, tuple[str, dt.datetime]],
    taken_away: Mapping[int, handed.Handed],
    due: Mapping[int, dt.date],
    shop: ShopSettings,
    today: dt.date,
) -> BackorderLine:
    since = row.queue_date.astimezone().date()
    opened = allocation.Open(row.id, row.invoice_id, row.open, row.allocated, row.held)
    told_by, told_at = told.get(row.id, ("", None))
    with_customer = taken_away.get(row.id)
    return BackorderLine(
        id=row.id,
        debtor_id=row.debtor_id,
        debtor_code=row.debtor_code,
        debtor=row.buyer or row.debtor_name,
        phone=row.buyer_phone or row.debtor_phone,
        origin=queue.document_called(row.kind, row.document, row.reference),
        origin_invoice_id=row.invoice_id,
        taken_by_id=row.operator_id,
        on_saved_order=row.status == "saved",
        since=since,
        days=(today - since).days,
        part_id=row.part_id,
        number=supersession.both(row.number, row.ordered_as),
        description=row.description,
        bin=row.bin,
        creditor_id=row.creditor_id,
        creditor=row.creditor or "",
        quantity=row.quantity,
        filled=row.filled,
        cancelled=row.cancelled,
        open=row.open,
        allocated=row.allocated,
        ready=row.ready,
        price=row.price,
        discount=row.discount,
        gst_rate=Decimal("0.00") if row.gst_free else shop.gst_rate,
        priority=row.priority,
        held=row.held,
        hold_reason=row.hold_reason,
        promised=row.promised,
        special_order=row.special_order,
        customer_order=row.customer_order,
        delivery_address=row.delivery_address,
        on_order=row.on_order,
        due=due.get(row.part_id),
        state=allocation.state(opened, row.ready, row.filled, row.on_order),
        dates=shop.dates,
        told_by=told_by,
        told_at=told_at,
        deposit=ZERO if row.deposit_ex is None else row.deposit_ex + row.deposit_gst,
        handed_over=min(with_customer.quantity, row.allocated) if with_customer else ZERO,
        handed_by=with_customer.by if with_customer else "",
        handed_at=with_customer.at if with_customer else None,
    )


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
