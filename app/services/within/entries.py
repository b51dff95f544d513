"""What a person calls the entries of a debtor's ledger, inside a unit of work; it must not know what is open."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Credit, DebtorEntry, DebtorReceipt, Invoice
from app.services.within import queue


@dataclass(frozen=True, slots=True)
class EntryNamed:
    """An entry's document in words, what else tells it to the customer, and the keys by which it is opened."""

    document: str
    reference: str
    invoice_id: int | None = None
    credit_id: int | None = None
    receipt_id: int | None = None


def named(session: Session, debtor_id: int, entry_ids: Collection[int] | None = None) -> dict[int, EntryNamed]:
    """Every entry of this debtor, or these of them: *Invoice 10023*, *Credit 10004*, *Receipt 10002*.

    The reference is the customer's own order number, or what was paid with.
    """
    statement = (
        select(DebtorEntry, Invoice, Credit.number, DebtorReceipt.number)
        .outerjoin(Invoice, Invoice.id == DebtorEntry.invoice_id)
        .outerjoin(Credit, Credit.id == DebtorEntry.credit_id)
        .outerjoin(DebtorReceipt, DebtorReceipt.id == DebtorEntry.receipt_id)
        .where(DebtorEntry.debtor_id == debtor_id)
    )
    if entry_ids is not None:
        statement = statement.where(DebtorEntry.id.in_(entry_ids))
    found = {}
    for entry, invoice, credit, receipt in session.execute(statement):
        document, reference = "", entry.reference
        if entry.invoice_id is not None:
            document = queue.document_name(invoice)
            reference = reference or invoice.customer_order
        elif entry.credit_id is not None:
            document = f"Credit {credit}"
        elif entry.receipt_id is not None:
            document = f"Receipt {receipt}"
        found[entry.id] = EntryNamed(document, reference, entry.invoice_id, entry.credit_id, entry.receipt_id)
    return found
