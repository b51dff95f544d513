"""What a person calls the entries of a creditor's ledger, inside a unit of work; it must not know what is open."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import CreditorCredit, CreditorEntry, CreditorInvoice, CreditorPayment


@dataclass(frozen=True, slots=True)
class CreditorEntryNamed:
    """An entry's document in words, our own number or what else tells it, and the keys by which it is opened."""

    document: str
    reference: str
    creditor_invoice_id: int | None = None
    creditor_credit_id: int | None = None
    creditor_payment_id: int | None = None


def named(
    session: Session, creditor_id: int, entry_ids: Collection[int] | None = None
) -> dict[int, CreditorEntryNamed]:
    """Every entry of this creditor, or these of them: *Invoice A1*, *Undo of A1*, *Credit C7*; *Payment 10002*.

    The numbers are their own. The reference is our number, or what the payment was paid with.
    """
    statement = (
        select(CreditorEntry, CreditorInvoice, CreditorCredit, CreditorPayment.number)
        .outerjoin(CreditorInvoice, CreditorInvoice.id == CreditorEntry.creditor_invoice_id)
        .outerjoin(CreditorCredit, CreditorCredit.id == CreditorEntry.creditor_credit_id)
        .outerjoin(CreditorPayment, CreditorPayment.id == CreditorEntry.creditor_payment_id)
        .where(CreditorEntry.creditor_id == creditor_id)
    )
    if entry_ids is not None:
        statement = statement.where(CreditorEntry.id.in_(entry_ids))
    found = {}
    for entry, invoice, credit, payment in session.execute(statement):
        document, reference = entry.kind.capitalize(), entry.reference
        if entry.creditor_invoice_id is not None:
            document = f"{'Undo of' if entry.kind == 'undo' else 'Invoice'} {invoice.their_number}"
            reference = f"our {invoice.number}"
        elif entry.creditor_credit_id is not None:
            document, reference = f"Credit {credit.their_number}", f"our {credit.number}"
        elif entry.creditor_payment_id is not None:
            document = f"Payment {payment}"
        found[entry.id] = CreditorEntryNamed(
            document, reference, entry.creditor_invoice_id, entry.creditor_credit_id, entry.creditor_payment_id
        )
    return found
