"""The stock card of a part: how much there is, who waits, what comes, what came and went; it changes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, String, case, cast, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.models import (
    Backorder,
    CreditorInvoice,
    Debtor,
    Invoice,
    InvoiceLine,
    Operator,
    Stock,
    StockAdjustment,
    StockMovement,
)
from app.rules.faults import Refused
from app.rules.found import PartFound
from app.rules.listing import Listing
from app.rules.rights import Right
from app.services import lookup
from app.services.counter import Counter
from app.services.within import entitled, found, listed_fields, listed_names, queue, running
from app.services.within.listed import Listed

_NOTHING = Decimal("0.000")


@dataclass(frozen=True, slots=True)
class Waiting:
    """One open backorder of a part: who, since when, and how much of it is allocated or still to come."""

    backorder_id: int
    debtor_id: int
    debtor_code: str
    debtor_name: str
    phone: str
    origin: str
    open: Decimal
    allocated: Decimal
    queue_date: dt.datetime
    priority: int
    held: bool
    special_order: bool
    promised: dt.date | None

    @property
    def waiting(self) -> Decimal:
        """Open − allocated."""
        return self.open - self.allocated


@dataclass(frozen=True, slots=True)
class StockCard:
    """Everything about the shelf of one part; `value` is what it is worth in dollars, cost by right."""

    part: PartFound
    value: Decimal
    orders: tuple[lookup.OnOrder, ...]
    who_waits: tuple[Waiting, ...]

    @property
    def waiting(self) -> Decimal:
        """What backorders still wait for: open − allocated."""
        return sum((each.waiting for each in self.who_waits), _NOTHING)


@dataclass(frozen=True, slots=True)
class Movement:
    """So much came or went; `on_hand` is what lay there afterwards. A value-only movement has quantity 0.

    `value` is None for who may not see costs.
    """

    id: int
    at: dt.datetime
    kind: str
    document: str
    document_kind: str
    document_id: int | None
    quantity: Decimal
    value: Decimal | None
    on_hand: Decimal
    reason: str
    operator: str


def of(counter: Counter, part_id: int) -> StockCard:
    """The stock card of the part at this moment; raises Refused when the part is gone."""
    orders = lookup.on_order_due(counter, part_id)
    with counter.db.read() as session:
        part = found.parts(session, (part_id,)).get(part_id)
        if part is None:
            raise Refused("This part is no longer there. Look it up again.")
        value = session.get_one(Stock, part_id).value
        return StockCard(part, value, orders, _who_waits(session, part_id))


def who_waits(counter: Counter, part_id: int) -> tuple[Waiting, ...]:
    """The open backorders of the part as they stand in the queue: urgent first, then the oldest; held ones last."""
    with counter.db.read() as session:
        return _who_waits(session, part_id)


def movements(counter: Counter, part_id: int) -> Listing[Movement]:
    """What came and went of the part, the newest first."""
    moved = StockMovement

    def read(session: Session, keys: Sequence[int]) -> Iterator[Movement]:
        statement = select(moved, Operator.name).join(Operator, Operator.id == moved.operator_id)
        sees_cost = entitled.may(session, counter, Right.SEE_COST)
        rows = session.execute(statement.where(moved.id.in_(keys))).all()
        names = _document_names(session, [row for row, _ in rows])
        left = running.on_hand(session, part_id, keys)
        for row, operator in rows:
            yield Movement(
                id=row.id,
                at=row.at,
                kind=row.kind,
                document=names.get((row.document_kind, row.document_id), row.document_kind.capitalize()),
                document_kind=row.document_kind,
                document_id=row.document_id,
                quantity=row.quantity,
                value=row.value if sees_cost else None,
                on_hand=left[row.id],
                reason=row.reason,
                operator=operator,
            )

    fields = {
        "at": listed_fields.moment(moved.at),
        "document": listed_fields.text(_document()),
        "kind": listed_fields.text(moved.kind),
        "quantity": listed_fields.quantity(moved.quantity),
        "on_hand": listed_fields.worked_out(attrgetter("on_hand")),
        "value": listed_fields.money(moved.value, Right.SEE_COST),
        "reason": listed_fields.text(moved.reason),
        "operator": listed_fields.text(listed_names.operator(moved.operator_id)),
    }
    return Listed(counter, select(moved.id).where(moved.part_id == part_id), (moved.id.desc(),), fields, read)


def _who_waits(session: Session, part_id: int) -> tuple[Waiting, ...]:
    origin = aliased(InvoiceLine)
    statement = (
        select(Backorder, Debtor, Invoice)
        .join(Debtor, Debtor.id == Backorder.debtor_id)
        .join(origin, origin.begins_id == Backorder.id)
        .join(Invoice, Invoice.id == origin.invoice_id)
        .where(Backorder.part_id == part_id, Backorder.open > found.NOTHING)
        .order_by(Backorder.held, Backorder.priority.desc(), Backorder.queue_date, Backorder.id)
    )
    return tuple(
        Waiting(
            backorder_id=backorder.id,
            debtor_id=debtor.id,
            debtor_code=debtor.code,
            debtor_name=invoice.name or debtor.name,
            phone=invoice.phone or debtor.phone,
            origin=queue.document_name(invoice),
            open=backorder.open,
            allocated=backorder.allocated,
            queue_date=backorder.queue_date,
            priority=backorder.priority,
            held=backorder.held,
            special_order=backorder.special_order,
            promised=backorder.promised,
        )
        for backorder, debtor, invoice in session.execute(statement)
    )


def _document() -> ColumnElement[str]:
    """What a person calls the document of a movement, as `_document_names` does."""
    moved = StockMovement

    def told(kind: str, called: ColumnElement[str], key: InstrumentedAttribute[int]) -> tuple[ColumnElement[bool], Any]:
        found = select(called).where(key == moved.document_id).scalar_subquery()
        return moved.document_kind == kind, func.coalesce(found, moved.document_kind)

    bill, adjusted = CreditorInvoice, StockAdjustment
    return case(
        told("invoice", listed_names.of_invoice(Invoice), Invoice.id),
        told("creditor invoice", literal("Creditor invoice ") + cast(bill.number, String), bill.id),
        told("stock adjustment", literal("Stock adjustment ") + cast(adjusted.number, String), adjusted.id),
        else_=moved.document_kind,
    )


def _document_names(session: Session, rows: Sequence[StockMovement]) -> dict[tuple[str, int | None], str]:
    """What a person calls the documents of these movements."""

    def ids(kind: str) -> Collection[int]:
        return {row.document_id for row in rows if row.document_kind == kind and row.document_id is not None}

    names: dict[tuple[str, int | None], str] = {}
    for invoice in session.scalars(select(Invoice).where(Invoice.id.in_(ids("invoice")))):
        names["invoice", invoice.id] = queue.document_name(invoice)
    for bill in session.scalars(select(CreditorInvoice).where(CreditorInvoice.id.in_(ids("creditor invoice")))):
        names["creditor invoice", bill.id] = f"Creditor invoice {bill.number}"
    for adjusted in session.scalars(select(StockAdjustment).where(StockAdjustment.id.in_(ids("stock adjustment")))):
        names["stock adjustment", adjusted.id] = f"Stock adjustment {adjusted.number}"
    return names
