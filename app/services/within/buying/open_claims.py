"""Claims on suppliers inside a unit of work: billed, not received, and not credited yet; it must not change them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Creditor, CreditorCreditLine, CreditorInvoice, CreditorInvoiceLine, Part
from app.rules.money import ZERO
from app.services.within.found import NOTHING


@dataclass(frozen=True, slots=True)
class OpenClaim:
    """What a creditor billed and never sent, as far as it is not credited: `amount` is dollars ex GST."""

    id: int
    """The line of the creditor invoice."""
    creditor_invoice_id: int
    creditor_id: int
    creditor: str
    their_number: str
    day: dt.date
    part_id: int
    number: str
    description: str
    quantity: Decimal
    amount: Decimal
    gst_rate: Decimal


def read(session: Session, creditor_id: int | None = None, ids: Collection[int] | None = None) -> tuple[OpenClaim, ...]:
    """The open claims, the oldest first: of one creditor, with these keys, or all there are."""
    statement = (
        select(CreditorInvoiceLine, CreditorInvoice, Creditor.name, Part.number)
        .join(CreditorInvoice, CreditorInvoice.id == CreditorInvoiceLine.invoice_id)
        .join(Creditor, Creditor.id == CreditorInvoice.creditor_id)
        .join(Part, Part.id == CreditorInvoiceLine.part_id)
        .where(CreditorInvoice.status == "processed", CreditorInvoiceLine.claim > NOTHING)
        .order_by(CreditorInvoice.date, CreditorInvoice.id, CreditorInvoiceLine.position)
    )
    if creditor_id is not None:
        statement = statement.where(CreditorInvoice.creditor_id == creditor_id)
    if ids is not None:
        statement = statement.where(CreditorInvoiceLine.id.in_(ids))
    rows = session.execute(statement).all()
    credited = _credited(session, [line.id for line, *_ in rows])
    found = []
    for line, invoice, creditor, number in rows:
        quantity, amount = credited.get(line.id, (ZERO, ZERO))
        if line.claim > amount:
            found.append(
                OpenClaim(
                    id=line.id,
                    creditor_invoice_id=invoice.id,
                    creditor_id=invoice.creditor_id,
                    creditor=creditor,
                    their_number=invoice.their_number,
                    day=invoice.date,
                    part_id=line.part_id,
                    number=number,
                    description=line.description,
                    quantity=max(line.billed - line.received - quantity, ZERO),
                    amount=line.claim - amount,
                    gst_rate=line.gst_rate,
                )
            )
    return tuple(found)


def _credited(session: Session, line_ids: Collection[int]) -> dict[int, tuple[Decimal, Decimal]]:
    """By line of a creditor invoice, the quantity and the amount that credits have given for its claim."""
    rows = session.execute(
        select(
            CreditorCreditLine.creditor_invoice_line_id,
            func.sum(CreditorCreditLine.quantity),
            func.sum(CreditorCreditLine.amount),
        )
        .where(CreditorCreditLine.creditor_invoice_line_id.in_(line_ids))
        .group_by(CreditorCreditLine.creditor_invoice_line_id)
    )
    return {line_id: (quantity, amount) for line_id, quantity, amount in rows if line_id is not None}
