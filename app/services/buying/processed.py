"""A processed creditor invoice as it is looked at: what was billed and received, what is owed; it writes nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.models import (
    Creditor,
    CreditorEntry,
    CreditorInvoice,
    CreditorInvoiceUndo,
    Operator,
    Part,
    StockOrder,
    StockOrderLine,
)
from app.rules import supersession
from app.rules.faults import Refused
from app.rules.money import ZERO, rounded
from app.services.counter import Counter
from app.services.within import settling
from app.services.within.shop import settings


@dataclass(frozen=True, slots=True)
class ProcessedLine:
    """A line as it was processed; `order` is the stock order it was received against, empty when there was none.

    `cost` is for one unit ex GST with four decimals, `amount` as billed, `freight` its share of the freight, `claim`
    what was billed and not received.
    """

    id: int
    part_id: int
    number: str
    description: str
    order: str
    billed: Decimal
    received: Decimal
    cost: Decimal
    discount: Decimal
    amount: Decimal
    freight: Decimal
    claim: Decimal


@dataclass(frozen=True, slots=True)
class ProcessedInvoice:
    """A creditor invoice that is on the books for good. `undone` says in words when, by whom and why; else empty."""

    creditor_invoice_id: int
    number: int
    creditor_id: int
    creditor: str
    their_number: str
    day: dt.date
    due: dt.date | None
    processed: dt.datetime | None
    operator: str
    amount: Decimal
    freight: Decimal
    gst: Decimal
    total: Decimal
    owed: Decimal
    """What of the total is not settled yet."""
    lines: tuple[ProcessedLine, ...]
    undone: str


def shown(counter: Counter, creditor_invoice_id: int) -> ProcessedInvoice:
    """The invoice as it was processed, and what became of it; raises Refused when it was never processed."""
    with counter.db.read() as session:
        row = session.execute(
            select(CreditorInvoice, Creditor.name, Operator.name)
            .join(Creditor, Creditor.id == CreditorInvoice.creditor_id)
            .join(Operator, Operator.id == CreditorInvoice.operator_id)
            .where(CreditorInvoice.id == creditor_invoice_id, CreditorInvoice.number.is_not(None))
            .options(selectinload(CreditorInvoice.lines))
        ).one_or_none()
        if row is None:
            raise Refused("This creditor invoice is not processed. F9 shows those that are.")
        invoice, creditor, operator = row
        return ProcessedInvoice(
            creditor_invoice_id=invoice.id,
            number=invoice.number or 0,
            creditor_id=invoice.creditor_id,
            creditor=creditor,
            their_number=invoice.their_number,
            day=invoice.date,
            due=invoice.due,
            processed=invoice.processed_at,
            operator=operator,
            amount=sum((line.amount for line in invoice.lines), rounded(ZERO)),
            freight=invoice.freight,
            gst=invoice.gst,
            total=invoice.total,
            owed=_owed(session, invoice),
            lines=_lines(session, invoice),
            undone=_undone(session, invoice),
        )


def _lines(session: Session, invoice: CreditorInvoice) -> tuple[ProcessedLine, ...]:
    numbers = dict(
        session.execute(select(Part.id, Part.number).where(Part.id.in_([line.part_id for line in invoice.lines]))).all()
    )
    ordered = session.execute(
        select(StockOrderLine.id, StockOrder.number, Part.number.label("ordered_as"))
        .join(StockOrder, StockOrder.id == StockOrderLine.order_id)
        .join(Part, Part.id == StockOrderLine.part_id)
        .where(StockOrderLine.id.in_([line.order_line_id for line in invoice.lines if line.order_line_id]))
    ).all()
    orders = {row.id: str(row.number) for row in ordered}
    ordered_as = {row.id: row.ordered_as for row in ordered}
    return tuple(
        ProcessedLine(
            id=line.id,
            part_id=line.part_id,
            number=supersession.both(numbers[line.part_id], ordered_as.get(line.order_line_id or 0, "")),
            description=line.description,
            order=orders[line.order_line_id] if line.order_line_id else "",
            billed=line.billed,
            received=line.received,
            cost=line.cost,
            discount=line.discount,
            amount=line.amount,
            freight=line.freight,
            claim=line.claim,
        )
        for line in invoice.lines
    )


def _owed(session: Session, invoice: CreditorInvoice) -> Decimal:
    entry = session.scalar(
        select(CreditorEntry.id).where(CreditorEntry.creditor_invoice_id == invoice.id, CreditorEntry.kind == "invoice")
    )
    return settling.open_of_each(session, invoice.creditor_id, settling.CREDITORS).get(entry or 0, rounded(ZERO))


def _undone(session: Session, invoice: CreditorInvoice) -> str:
    row = session.execute(
        select(CreditorInvoiceUndo, Operator.name)
        .join(Operator, Operator.id == CreditorInvoiceUndo.operator_id)
        .where(CreditorInvoiceUndo.creditor_invoice_id == invoice.id)
    ).one_or_none()
    if row is None:
        return ""
    undo, operator = row
    return f"Undone on {settings(session).dates.full_day(undo.date)} by {operator}, number {undo.number}: {undo.reason}"
