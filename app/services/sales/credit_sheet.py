"""What stands on an adjustment note, read from the stored figures of its credit; it must not lay it out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.models import Credit, CreditLine, Debtor, Invoice, InvoiceLine, Operator, Tender
from app.rules import words
from app.rules.facts import BuyerFacts, TenderFacts
from app.rules.faults import Refused
from app.rules.money import ZERO
from app.rules.money_facts import CreditFacts, CreditLineFacts
from app.services.counter import Counter
from app.services.within import papers
from app.services.within.shop import settings

SHEET = "adjustment note"
"""Under which name it is kept that the sheet went out."""


def credit_facts(counter: Counter, credit_id: int) -> CreditFacts:
    """The adjustment note of a posted credit; one that went out before is a copy. Raises Refused when there is none."""
    with counter.db.read() as session:
        credit = session.get(Credit, credit_id, options=[selectinload(Credit.lines)])
        if credit is None:
            raise Refused("This credit does not exist. F9 shows those that do.")
        invoice = session.get_one(Invoice, credit.invoice_id)
        debtor = session.get_one(Debtor, credit.debtor_id)
        tenders = session.scalars(select(Tender).where(Tender.credit_id == credit_id).order_by(Tender.id)).all()
        return CreditFacts(
            seller=settings(session).seller,
            buyer=BuyerFacts(
                invoice.name,
                debtor.code if debtor.kind == "account" else "",
                invoice.address,
                invoice.phone,
                invoice.abn,
            ),
            number=str(credit.number),
            dated=credit.date,
            invoice=str(invoice.number),
            invoiced=invoice.date,
            reason=credit.reason,
            lines=_lines(session, credit),
            ex=credit.amount,
            gst=credit.gst,
            inc=credit.total,
            tenders=tuple(TenderFacts(each.kind, -each.amount) for each in tenders),
            rounding=-sum((each.rounding for each in tenders), ZERO),
            on_account=credit.total - credit.refunded,
            customer_order=invoice.customer_order,
            served_by=session.get_one(Operator, credit.operator_id).name,
            copy=papers.went_out(session, "credit", credit_id, SHEET),
        )


def _lines(session: Session, credit: Credit) -> tuple[CreditLineFacts, ...]:
    ids = [line.invoice_line_id for line in credit.lines]
    rows = {row.id: row for row in session.scalars(select(InvoiceLine).where(InvoiceLine.id.in_(ids)))}
    goods = _goods(session, rows.values())
    return tuple(_line(line, rows[line.invoice_line_id], goods) for line in credit.lines)


def _goods(session: Session, rows: Iterable[InvoiceLine]) -> dict[tuple[int, int], InvoiceLine]:
    """The lines of goods that Deposit lines belong to, by invoice and position."""
    places = {(row.invoice_id, row.deposit_of) for row in rows if row.deposit_of is not None}
    statement = select(InvoiceLine).where(InvoiceLine.invoice_id.in_({invoice_id for invoice_id, _ in places}))
    every = {(row.invoice_id, row.position): row for row in session.scalars(statement)}
    return {place: row for place, row in every.items() if place in places}


def _line(line: CreditLine, row: InvoiceLine, goods: Mapping[tuple[int, int], InvoiceLine]) -> CreditLineFacts:
    if line.kind == "deposit":
        what = goods[row.invoice_id, row.deposit_of or 0]
        became = "Deposit given back" if line.amount >= ZERO else "Deposit held again"
        return CreditLineFacts(
            number=what.number,
            description=f"{became}: {words.quantity(line.quantity)} × {what.number} {what.description}".strip(),
            quantity=line.quantity,
            amount=line.amount,
            gst=line.gst,
            kind="deposit",
        )
    return CreditLineFacts(
        number=row.number,
        description=row.description,
        quantity=line.quantity,
        unit_price=row.price,
        discount=row.discount,
        amount=line.amount,
        gst=line.gst,
    )
