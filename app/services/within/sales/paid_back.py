"""What of the money that was paid may still go back, inside a unit of work; it must not know what is credited for.

Invoices that share deposits share money: what a final invoice gives back may have been paid on the first one.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.models import Credit, DebtorEntry, Invoice, InvoiceLine, Settlement
from app.rules.money import ZERO, rounded
from app.rules.paid_back import InvoiceMoney, may_go_back

_NO_MONEY = rounded(ZERO)
_MONEY = ("payment", "receipt")
"""Entries of a ledger that are money, not credits."""


def refundable(session: Session, invoice: Invoice) -> Decimal:
    """What was paid for an invoice and has not been given back: in money, or out of deposits that were paid."""
    used = _deposits_used(session, invoice.id)
    ids = {invoice.id, *used, *(origin for origins in used.values() for origin in origins)}
    money, back = _paid(session, ids), _refunded(session, ids)
    family = {
        each: InvoiceMoney(money.get(each, _NO_MONEY), back.get(each, _NO_MONEY), used.get(each, {}))
        for each in sorted(ids)
    }
    return may_go_back(family, invoice.id)


def paid_at_once(session: Session, invoice: Invoice) -> bool:
    """Whether nothing of it was ever on an account: it was paid when it was finalised, or there was nothing to pay."""
    charge = select(DebtorEntry.amount).where(DebtorEntry.invoice_id == invoice.id, DebtorEntry.kind == "invoice")
    payment = select(DebtorEntry.id).where(DebtorEntry.invoice_id == invoice.id, DebtorEntry.kind == "payment")
    return not session.scalar(charge) or session.scalar(payment) is not None


def _deposits_used(session: Session, invoice_id: int) -> dict[int, dict[int, Decimal]]:
    """By final invoice, what it took out of deposits by the invoice that had taken them: all that hang together."""
    taking, using = aliased(InvoiceLine), aliased(InvoiceLine)
    links = (
        select(using.invoice_id, taking.invoice_id, using.amount, using.gst)
        .join(taking, taking.deposit_id == using.deposit_id)
        .join(Invoice, Invoice.id == using.invoice_id)
        .where(using.amount < _NO_MONEY, taking.amount > _NO_MONEY, Invoice.status == "finalised")
    )
    found: dict[int, dict[int, Decimal]] = {}
    known: set[int] = set()
    new = {invoice_id}
    while new:
        rows = session.execute(links.where(using.invoice_id.in_(new) | taking.invoice_id.in_(new))).all()
        reached = set()
        for fill, origin, amount, gst in rows:
            reached |= {fill, origin}
            if fill in known or origin in known:
                continue  # this link was counted in an earlier round
            of_fill = found.setdefault(fill, {})
            of_fill[origin] = of_fill.get(origin, _NO_MONEY) - amount - gst
        known |= new
        new = reached - known
    return found


def _paid(session: Session, invoice_ids: Iterable[int]) -> dict[int, Decimal]:
    """The money that is settled with the charge of each invoice."""
    charge, payment = aliased(DebtorEntry), aliased(DebtorEntry)
    statement = (
        select(charge.invoice_id, func.sum(Settlement.amount))
        .join(charge, charge.id == Settlement.charge_id)
        .join(payment, payment.id == Settlement.payment_id)
        .where(charge.invoice_id.in_(invoice_ids), charge.kind == "invoice", payment.kind.in_(_MONEY))
        .group_by(charge.invoice_id)
    )
    return {key: amount for key, amount in session.execute(statement) if key is not None}


def _refunded(session: Session, invoice_ids: Iterable[int]) -> dict[int, Decimal]:
    statement = (
        select(Credit.invoice_id, func.sum(Credit.refunded))
        .where(Credit.invoice_id.in_(invoice_ids))
        .group_by(Credit.invoice_id)
    )
    return dict(session.execute(statement).all())
