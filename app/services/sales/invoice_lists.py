"""Invoices, orders and quotes as they are looked for and looked at; it must not change anything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, String, cast, func, or_, select
from sqlalchemy.orm import Session, aliased, selectinload

from app.models import Backorder, CreditLine, Debtor, Invoice, InvoiceLine
from app.rules import words
from app.rules.drafts import InvoiceDraft
from app.rules.faults import Refused
from app.rules.invoicing import Amounts
from app.rules.money import ZERO
from app.services.counter import Counter
from app.services.within import matching, queue
from app.services.within.found import NOTHING
from app.services.within.sales import invoice_read

LIMIT = 200


@dataclass(frozen=True, slots=True)
class Invoiced:
    """How far a document, or a line of it, has come: invoiced on itself and by fills, less what was credited."""

    ordered: Decimal
    invoiced: Decimal
    open: Decimal = ZERO
    ready: Decimal = ZERO

    @property
    def sentence(self) -> str:
        """“2 of 5 invoiced, 3 ready”."""
        said = f"{words.quantity(self.invoiced)} of {words.quantity(self.ordered)} invoiced"
        if self.ready:
            return f"{said}, {words.quantity(self.ready)} ready"
        return f"{said}, {words.quantity(self.open)} waiting" if self.open else said


@dataclass(frozen=True, slots=True)
class DocumentFound:
    """One document in the list that F9 shows; the total is dollars inc. GST."""

    id: int
    name: str
    kind: str
    status: str
    date: dt.date
    debtor_id: int
    debtor_code: str
    debtor: str
    customer_order: str
    total: Decimal
    lines: int
    expired: bool = False
    progress: Invoiced | None = None
    """Only where something went on backorder."""

    @property
    def saved(self) -> bool:
        """Whether it is on the books and can still be changed."""
        return self.status == "saved"

    @property
    def state(self) -> str:
        """What a list says of it."""
        if self.kind == "quote":
            return "Quote, expired" if self.expired else "Quote"
        state = "Saved order" if self.saved else "Finalised"
        return f"{state} – {self.progress.sentence}" if self.progress else state


@dataclass(frozen=True, slots=True)
class InvoiceSeen:
    """A document to look at: its lines as a draft that nobody changes, its stored amounts, and how far it has come."""

    invoice_id: int
    name: str
    status: str
    date: dt.date
    draft: InvoiceDraft
    amounts: Amounts
    """In the order of the draft's lines."""
    progress: Invoiced | None
    by_line: dict[int, Invoiced]
    """By the id of a line on which a backorder began."""


def recallable(counter: Counter, typed: str = "", limit: int = LIMIT) -> tuple[DocumentFound, ...]:
    """What is on the books first – saved orders and quotes –, then finalised invoices, each the newest first.

    Every word typed must fit: number or reference, debtor's code or name, the customer's order number, a part's number.
    """
    statement = (
        select(Invoice, Debtor)
        .join(Debtor, Debtor.id == Invoice.debtor_id)
        .where(Invoice.status.in_(("saved", "finalised")), *matching.each_word(typed, _fits))
        .order_by(Invoice.status != "saved", Invoice.id.desc())
        .limit(limit)
    )
    with counter.db.read() as session:
        rows = session.execute(statement).all()
        ids = [invoice.id for invoice, _ in rows]
        progress, counts = _progress(session, ids), _counts(session, ids)
        return tuple(
            DocumentFound(
                id=invoice.id,
                name=queue.document_name(invoice),
                kind=invoice.kind,
                status=invoice.status,
                date=invoice.date,
                debtor_id=debtor.id,
                debtor_code=debtor.code,
                debtor=invoice.name or debtor.name,
                customer_order=invoice.customer_order,
                total=invoice.total,
                lines=counts.get(invoice.id, 0),
                expired=bool(invoice.expires and invoice.expires < counter.today()),
                progress=_sum(progress.get(invoice.id, {})),
            )
            for invoice, debtor in rows
        )


def seen(counter: Counter, invoice_id: int) -> InvoiceSeen:
    """A document as it stands, finalised or not. Raises Refused when there is none."""
    with counter.db.read() as session:
        invoice = session.get(Invoice, invoice_id, options=[selectinload(Invoice.lines)])
        if invoice is None:
            raise Refused("This document does not exist. F9 shows those that do.")
        rows = invoice_read.shown(invoice)
        by_line = _progress(session, [invoice_id]).get(invoice_id, {})
        return InvoiceSeen(
            invoice_id=invoice.id,
            name=queue.document_name(invoice),
            status=invoice.status,
            date=invoice.date,
            draft=invoice_read.draft(session, invoice),
            amounts=Amounts(tuple(row.amount for row in rows), tuple(row.gst for row in rows)),
            progress=_sum(by_line),
            by_line=by_line,
        )


def _fits(word: str) -> ColumnElement[bool]:
    of_a_line = select(InvoiceLine.id).where(
        InvoiceLine.invoice_id == Invoice.id, InvoiceLine.number.istartswith(word, autoescape=True)
    )
    return or_(
        cast(Invoice.number, String).startswith(word, autoescape=True),
        Invoice.number.is_(None) & cast(Invoice.reference, String).startswith(word, autoescape=True),
        Debtor.code.istartswith(word, autoescape=True),
        Debtor.name.icontains(word, autoescape=True),
        Invoice.name.icontains(word, autoescape=True),
        Invoice.kind.istartswith(word, autoescape=True),
        Invoice.customer_order.icontains(word, autoescape=True),
        of_a_line.exists(),
    )


def _counts(session: Session, ids: Collection[int]) -> dict[int, int]:
    statement = (
        select(InvoiceLine.invoice_id, func.count())
        .where(InvoiceLine.invoice_id.in_(ids), ~InvoiceLine.struck)
        .group_by(InvoiceLine.invoice_id)
    )
    return dict(session.execute(statement).all())


def _progress(session: Session, ids: Collection[int]) -> dict[int, dict[int, Invoiced]]:
    """By document and line: the lines on which a backorder began, and how far each has come."""
    fill, filling = aliased(InvoiceLine), aliased(Invoice)
    filled = (
        select(fill.fills_id, func.sum(fill.supplied).label("supplied"))
        .join(filling, filling.id == fill.invoice_id)
        .where(filling.status == "finalised", fill.fills_id.is_not(None))
        .group_by(fill.fills_id)
        .subquery()
    )
    statement = (
        select(InvoiceLine, Invoice.status, Backorder, filled.c.supplied)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .join(Backorder, Backorder.id == InvoiceLine.begins_id)
        .outerjoin(filled, filled.c.fills_id == Backorder.id)
        .where(InvoiceLine.invoice_id.in_(ids), ~InvoiceLine.struck, InvoiceLine.begins_id > NOTHING)
    )
    rows = session.execute(statement).all()
    ready = queue.ready(session, [row[2] for row in rows if row[2].open])
    back = _credited(session, [row[0] for row in rows])
    found: dict[int, dict[int, Invoiced]] = {}
    for line, status, backorder, supplied in rows:
        own = line.supplied if status == "finalised" else ZERO
        found.setdefault(line.invoice_id, {})[line.id] = Invoiced(
            ordered=line.ordered - line.cancelled,
            invoiced=own + (supplied or ZERO) - back.get(line.id, ZERO),
            open=backorder.open,
            ready=ready.get(backorder.id, ZERO),
        )
    return found


def _credited(session: Session, lines: Collection[InvoiceLine]) -> dict[int, Decimal]:
    """By line on which a backorder began: what was credited of it, and of what filled its backorder."""
    by_backorder = {line.begins_id: line.id for line in lines}
    statement = (
        select(InvoiceLine.id, InvoiceLine.fills_id, func.sum(CreditLine.quantity))
        .join(CreditLine, CreditLine.invoice_line_id == InvoiceLine.id)
        .where(
            or_(InvoiceLine.id.in_([line.id for line in lines]), InvoiceLine.fills_id.in_(by_backorder)),
            InvoiceLine.kind == "part",
        )
        .group_by(InvoiceLine.id, InvoiceLine.fills_id)
    )
    found: dict[int, Decimal] = {}
    for line_id, fills_id, quantity in session.execute(statement):
        origin = by_backorder[fills_id] if fills_id else line_id
        found[origin] = found.get(origin, ZERO) + quantity
    return found


def _sum(by_line: dict[int, Invoiced]) -> Invoiced | None:
    if not by_line:
        return None
    each = by_line.values()
    return Invoiced(
        ordered=sum((one.ordered for one in each), ZERO),
        invoiced=sum((one.invoiced for one in each), ZERO),
        open=sum((one.open for one in each), ZERO),
        ready=sum((one.ready for one in each), ZERO),
    )
