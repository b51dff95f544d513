"""From an entry of the journal to its document, on the screen or on paper; it must not know what was posted for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from app.services import accounts_read
from app.services.accounts_read import EntryListed
from app.services.money import day_end
from app.ui.kit.window import TaskWindow
from app.ui.windows.creditor_credit import posted
from app.ui.windows.creditor_payments.earlier import show_remittance
from app.ui.windows.credits import paper as credit_paper
from app.ui.windows.parts_invoicing import paper as invoice_paper
from app.ui.windows.receipts.paper import show_receipt


def show(window: TaskWindow, entry: EntryListed) -> None:
    """Show the document of an entry where there is something to show; else a sentence says so."""
    way = _WAYS.get(entry.document_kind)
    if way is None or entry.document_id is None:
        window.say(f"{entry.document}: everything that it did stands in the lines beside it.")
    else:
        way(window, entry.document_id, entry.document)


def _invoice(window: TaskWindow, invoice_id: int, document: str) -> None:
    window.read(lambda: invoice_paper.again(window, invoice_id, document, on_books=False))


def _credit(window: TaskWindow, credit_id: int, _document: str) -> None:
    window.read(lambda: credit_paper.again(window, credit_id))


def _receipt(window: TaskWindow, receipt_id: int, _document: str) -> None:
    show_receipt(window, receipt_id)


def _payment(window: TaskWindow, payment_id: int, _document: str) -> None:
    show_remittance(window, payment_id)


def _bill(window: TaskWindow, creditor_invoice_id: int, _document: str) -> None:
    window.context.desk.open("creditor_invoice", creditor_invoice_id=creditor_invoice_id)


def _undo(window: TaskWindow, undo_id: int, document: str) -> None:
    creditor_invoice_id = window.read(lambda: accounts_read.undone(window.context.counter, undo_id))
    if creditor_invoice_id is not None:
        _bill(window, creditor_invoice_id, document)


def _creditor_credit(window: TaskWindow, credit_id: int, _document: str) -> None:
    posted.show(window, credit_id)


def _adjustment(window: TaskWindow, adjustment_id: int, _document: str) -> None:
    window.context.desk.open("stock_adjustment", adjustment_id=adjustment_id)


def _day_end(window: TaskWindow, day_end_id: int, _document: str) -> None:
    facts = window.read(lambda: day_end.facts(window.context.counter, day_end_id))
    if facts is not None:
        window.context.paper.preview(facts, window)


_WAYS: Final[Mapping[str, Callable[[TaskWindow, int, str], None]]] = {
    "invoice": _invoice,
    "credit": _credit,
    "receipt": _receipt,
    "creditor credit": _creditor_credit,
    "creditor payment": _payment,
    "creditor invoice": _bill,
    "creditor invoice undo": _undo,
    "stock adjustment": _adjustment,
    "day end": _day_end,
}
