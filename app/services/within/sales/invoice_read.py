"""Documents of sale as drafts again, with where their backorders began; it must not change anything or ask anybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Backorder, Invoice, InvoiceLine
from app.rules.deposits import Deposit
from app.rules.drafts import DocumentKind, Fills, InvoiceDraft, LineKind
from app.rules.drafts import InvoiceLine as DraftLine
from app.rules.found import PartFound
from app.rules.money import ZERO
from app.services.within import found, queue
from app.services.within.sales import deposit_read
from app.services.within.sales.invoice_plan import held_on_books


@dataclass(frozen=True, slots=True)
class _Around:
    """What the lines of a document name: parts, backorders, where those began, and what of them is ready."""

    parts: dict[int, PartFound]
    backorders: dict[int, Backorder]
    origins: dict[int, str]
    ready: dict[int, Decimal]
    deposits: dict[int, Deposit]


def kind(invoice: Invoice) -> DocumentKind:
    """Whether it is an invoice or a quote."""
    return "quote" if invoice.kind == "quote" else "invoice"


def draft(session: Session, invoice: Invoice) -> InvoiceDraft:
    """The document as a draft, without struck lines; on an order on the books its own stock is available to it."""
    debtor = found.debtors(session, [invoice.debtor_id])[invoice.debtor_id]
    walk_in = debtor.kind == "cash"
    rows = shown(invoice)
    around = _around(session, rows)
    return InvoiceDraft(
        kind=kind(invoice),
        debtor=debtor,
        name=invoice.name if walk_in else "",
        phone=invoice.phone if walk_in else "",
        address=invoice.address if walk_in else "",
        customer_order=invoice.customer_order,
        delivery_address=invoice.delivery_address,
        salesperson=invoice.salesperson,
        lines=[_line(row, around) for row in rows],
        key=invoice.draft_key,
        invoice_id=invoice.id,
        reference=invoice.reference,
        version=invoice.version,
        on_books=held_on_books(invoice),
    )


def shown(invoice: Invoice) -> list[InvoiceLine]:
    """The lines to look at: not those that were struck, nor the provisional Deposit lines of an order on the books."""
    return [row for row in invoice.lines if not row.struck and (row.kind != "deposit" or invoice.status != "saved")]


def origins(session: Session, backorder_ids: Iterable[int]) -> dict[int, str]:
    """The documents that these backorders began on, for a person."""
    statement = (
        select(InvoiceLine.begins_id, Invoice)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(InvoiceLine.begins_id.in_(list(backorder_ids)))
    )
    return {begins: queue.document_name(invoice) for begins, invoice in session.execute(statement) if begins}


def _around(session: Session, rows: list[InvoiceLine]) -> _Around:
    parts = found.parts(session, {row.part_id for row in rows if row.part_id})
    ids = {row.fills_id for row in rows if row.fills_id} | {row.begins_id for row in rows if row.begins_id}
    backorders = {each.id: each for each in session.scalars(select(Backorder).where(Backorder.id.in_(ids)))}
    ready = queue.ready(session, [each for each in backorders.values() if each.open])
    return _Around(parts, backorders, origins(session, backorders), ready, deposit_read.standing(session, backorders))


def _line(row: InvoiceLine, around: _Around) -> DraftLine:
    fills = None
    if row.fills_id:
        backorder = around.backorders[row.fills_id]
        fills = Fills(
            backorder_id=backorder.id,
            origin=around.origins.get(backorder.id, ""),
            most=backorder.allocated + row.supplied,
            agreed_price=backorder.price,
            agreed_discount=backorder.discount,
            deposit=around.deposits.get(backorder.id),
        )
    return DraftLine(
        kind=cast(LineKind, row.kind),
        part=around.parts.get(row.part_id) if row.part_id else None,
        description=row.description,
        note=row.note,
        ordered=row.ordered,
        supplied=row.supplied,
        backordered=row.backordered,
        cancelled=row.cancelled,
        price=row.price,
        discount=row.discount,
        price_from=row.price_from,
        price_was=row.price_was,
        gst_rate=row.gst_rate,
        fills=fills,
        split_typed=True,
        line_id=row.id,
        filled_here=row.filled_here,
        lost_because=row.lost_because,
        ready_here=around.ready.get(row.begins_id, ZERO) if row.begins_id else ZERO,
    )
