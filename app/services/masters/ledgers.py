"""The ledgers of debtors and creditors as long lists, the oldest entry first; it must not know how they are shown.

Money in dollars. A debtor's charges and what we owe a creditor are positive.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter

from sqlalchemy import String, case, cast, literal, select
from sqlalchemy.orm import Session

from app.models import (
    Credit,
    CreditorCredit,
    CreditorEntry,
    CreditorInvoice,
    CreditorPayment,
    DebtorEntry,
    DebtorReceipt,
    Invoice,
)
from app.rules.listing import Listing
from app.services.counter import Counter
from app.services.within import entries, listed_fields, listed_names, running, settling
from app.services.within.buying import creditor_entries
from app.services.within.listed import Listed
from app.services.within.listed_fields import Expression


@dataclass(frozen=True, slots=True)
class DebtorLedgerRow:
    """One entry of a debtor's ledger. `open` is what is not settled, `balance` the sum so far.

    `reference` is the document for a person, and what it was paid with.
    """

    id: int
    date: dt.date
    kind: str
    reference: str
    invoice_id: int | None
    due: dt.date | None
    amount: Decimal
    open: Decimal
    balance: Decimal
    credit_id: int | None = None
    receipt_id: int | None = None


@dataclass(frozen=True, slots=True)
class CreditorLedgerRow:
    """One entry of a creditor's ledger. `balance` is the sum so far, `open` what is not settled yet.

    `document` is in words by their own numbers: *Invoice A1*, *Credit C7*, *Payment 10002*.
    """

    id: int
    date: dt.date
    document: str
    reference: str
    creditor_invoice_id: int | None
    creditor_credit_id: int | None
    creditor_payment_id: int | None
    due: dt.date | None
    amount: Decimal
    open: Decimal
    balance: Decimal


def of_debtor(counter: Counter, debtor_id: int) -> Listing[DebtorLedgerRow]:
    """All entries of the debtor's ledger, with what of each is open and the balance after it."""
    entry, open_now = DebtorEntry, settling.open_now(settling.DEBTORS)

    def read(session: Session, keys: Sequence[int]) -> list[DebtorLedgerRow]:
        named = entries.named(session, debtor_id, keys)
        balances = running.balances(session, settling.DEBTORS, debtor_id, keys)
        return [
            DebtorLedgerRow(
                id=row.id,
                date=row.date,
                kind=row.kind,
                reference=", ".join(each for each in (named[row.id].document, named[row.id].reference) if each),
                invoice_id=row.invoice_id,
                due=row.due,
                amount=row.amount,
                open=left,
                balance=balances[row.id],
                credit_id=row.credit_id,
                receipt_id=row.receipt_id,
            )
            for row, left in session.execute(select(entry, open_now).where(entry.id.in_(keys)))
        ]

    return Listed(
        counter,
        select(entry.id).where(entry.debtor_id == debtor_id),
        (entry.date, entry.id),
        {
            "date": listed_fields.day(entry.date),
            "kind": listed_fields.text(entry.kind),
            "reference": listed_fields.text(_debtors_reference()),
            "due": listed_fields.day(entry.due),
            "amount": listed_fields.money(entry.amount),
            "open": listed_fields.money(open_now),
            "balance": listed_fields.worked_out(attrgetter("balance")),
        },
        read,
    )


def of_creditor(counter: Counter, creditor_id: int) -> Listing[CreditorLedgerRow]:
    """All entries of the creditor's ledger, with their documents and the balance after each."""
    entry, open_now = CreditorEntry, settling.open_now(settling.CREDITORS)

    def read(session: Session, keys: Sequence[int]) -> list[CreditorLedgerRow]:
        named = creditor_entries.named(session, creditor_id, keys)
        balances = running.balances(session, settling.CREDITORS, creditor_id, keys)
        return [
            CreditorLedgerRow(
                id=row.id,
                date=row.date,
                document=named[row.id].document,
                reference=named[row.id].reference,
                creditor_invoice_id=row.creditor_invoice_id,
                creditor_credit_id=row.creditor_credit_id,
                creditor_payment_id=row.creditor_payment_id,
                due=row.due,
                amount=row.amount,
                open=left,
                balance=balances[row.id],
            )
            for row, left in session.execute(select(entry, open_now).where(entry.id.in_(keys)))
        ]

    document, reference = _creditors_document()
    return Listed(
        counter,
        select(entry.id).where(entry.creditor_id == creditor_id),
        (entry.date, entry.id),
        {
            "date": listed_fields.day(entry.date),
            "document": listed_fields.text(document),
            "reference": listed_fields.text(reference),
            "due": listed_fields.day(entry.due),
            "amount": listed_fields.money(entry.amount),
            "open": listed_fields.money(open_now),
            "balance": listed_fields.worked_out(attrgetter("balance")),
        },
        read,
    )


def _debtors_reference() -> Expression:
    """As `entries.named` tells it."""
    entry = DebtorEntry
    document = listed_names.of_invoice(Invoice)
    order = listed_names.filled(entry.reference, _there(Invoice.customer_order, Invoice.id, entry.invoice_id))
    credit = literal("Credit ") + cast(_there(Credit.number, Credit.id, entry.credit_id), String)
    receipt = literal("Receipt ") + cast(_there(DebtorReceipt.number, DebtorReceipt.id, entry.receipt_id), String)
    return case(
        (entry.invoice_id.is_not(None), listed_names.joined(_there(document, Invoice.id, entry.invoice_id), order)),
        (entry.credit_id.is_not(None), listed_names.joined(credit, entry.reference)),
        (entry.receipt_id.is_not(None), listed_names.joined(receipt, entry.reference)),
        else_=entry.reference,
    )


def _creditors_document() -> tuple[Expression, Expression]:
    """The document and the reference, as `creditor_entries.named` tells them."""
    entry, bill, credit = CreditorEntry, CreditorInvoice, CreditorCredit
    of_bill, of_credit = entry.creditor_invoice_id, entry.creditor_credit_id
    called = case((entry.kind == "undo", "Undo of "), else_="Invoice ")
    paid = cast(_there(CreditorPayment.number, CreditorPayment.id, entry.creditor_payment_id), String)
    document = case(
        (of_bill.is_not(None), called + _there(bill.their_number, bill.id, of_bill)),
        (of_credit.is_not(None), literal("Credit ") + _there(credit.their_number, credit.id, of_credit)),
        (entry.creditor_payment_id.is_not(None), literal("Payment ") + paid),
        else_=entry.kind,
    )
    reference = case(
        (of_bill.is_not(None), literal("our ") + cast(_there(bill.number, bill.id, of_bill), String)),
        (of_credit.is_not(None), literal("our ") + cast(_there(credit.number, credit.id, of_credit), String)),
        else_=entry.reference,
    )
    return document, reference


def _there(what: Expression, key: Expression, of: Expression) -> Expression:
    """Of the document that the entry was written for."""
    return select(what).where(key == of).scalar_subquery()
