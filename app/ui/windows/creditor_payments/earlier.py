"""Payments to creditors that are posted: found by F9, their remittance advice on paper; it must not know the books."""

from __future__ import annotations

from typing import Final

from app.rules import words
from app.services.money import creditor_payments
from app.services.money.creditor_payments import CreditorPaymentListed
from app.services.sales import documents
from app.ui.kit import dates
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.picker import pick
from app.ui.kit.window import TaskWindow

_COLUMNS: Final = (
    Column("Number", "number", show=str, width=8, align="right"),
    Column("Supplier", "creditor", width=0),
    Column("Date", "day", show=dates.full_day, width=12),
    Column("Paid by", "paid_by", width=14),
    Column("Reference", "reference", width=20),
    Column("Amount", "amount", show=words.money, width=12, align="right"),
)


def choose(window: TaskWindow) -> CreditorPaymentListed | None:
    """The payment somebody picks; None when they go back."""
    listed = window.read(lambda: creditor_payments.listed(window.context.counter))
    if listed is None:
        return None
    chosen: CreditorPaymentListed | None = pick(
        window.context,
        lambda text: [each for each in listed if _fits(each, text)],
        _COLUMNS,
        "Remittance advice of an earlier payment",
        empty="No creditor was paid yet. F12 posts a payment.",
        hint="Number, supplier, how it was paid or its reference",
    )
    return chosen


def show_remittance(window: TaskWindow, payment_id: int) -> None:
    """Show a remittance advice on paper; from there it is printed or saved, and that is kept."""
    context = window.context
    facts = window.read(lambda: creditor_payments.remittance(context.counter, payment_id))
    if facts is None:
        return
    counter = context.counter
    context.paper.preview(
        facts,
        window,
        keep=lambda how: documents.printed(counter, creditor_payments.KIND, payment_id, "remittance", how),
    )


def _fits(payment: CreditorPaymentListed, text: str) -> bool:
    row = f"{payment.number} {payment.creditor} {payment.paid_by} {payment.reference}".casefold()
    return all(word in row for word in text.casefold().split())
