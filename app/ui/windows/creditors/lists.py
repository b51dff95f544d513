"""The lists of the Creditor Master File: their columns and what an empty one says; it must not know who reads them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.rules import words
from app.services.buying.purchases_read import OrderListed, ReceiptListed
from app.ui.kit import dates
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.lists import RecordList
from app.ui.kit.records.long_list import LongList

_STATES = {
    "saved": "waits", "not sent": "waits", "complete": "quiet", "processed": "", "closed short": "quiet",
    "undone": "quiet",
}  # fmt: skip


def _state(row: OrderListed | ReceiptListed) -> str:
    return _STATES.get(row.status, "")


def _list(name: str, columns: Sequence[Column], empty: str, enter: str, key: str = "id") -> RecordList:
    made = RecordList(name, columns, empty=empty, key=lambda row: getattr(row, key))
    made.table.setStatusTip(f"Type to filter. {enter}")
    return made


def _long_list(name: str, columns: Sequence[Column], empty: str, enter: str) -> LongList:
    made = LongList(name, columns, empty=empty)
    made.table.setStatusTip(f"Type to filter. {enter}")
    return made


def orders_list(seen: Callable[[], bool]) -> RecordList:
    """The stock orders sent to them; amounts for those only who may see costs."""
    return _list(
        "Stock orders",
        (
            Column("Order", "number", show=str, width=9, align="right"),
            Column("Reference", "reference", show=str, width=9, align="right"),
            Column("Date", "day", show=dates.full_day, width=14),
            Column("Expected", "expected", show=dates.full_day, width=14),
            Column("Their reference", "their_reference", width=0),
            Column("State", "status", width=14, tone=_state),
            Column("Lines", "lines", show=str, width=6, align="right"),
            Column("Total ex GST", "amount", show=words.money, width=14, align="right", seen=seen),
            Column("To come ex GST", "outstanding_amount", show=words.money, width=14, align="right", seen=seen),
        ),
        "Nothing was ordered here yet. Ctrl+5 writes a stock order.",
        "Enter opens the stock order.",
        "order_id",
    )


def invoices_list() -> RecordList:
    """What they billed, saved or processed."""
    return _list(
        "Creditor invoices",
        (
            Column("Number", "number", show=str, width=9, align="right"),
            Column("Their invoice", "their_number", width=0),
            Column("Date", "day", show=dates.full_day, width=14),
            Column("Due", "due", show=dates.full_day, width=14),
            Column("State", "status", width=14, tone=_state),
            Column("Total inc. GST", "total", show=words.money, width=14, align="right"),
        ),
        "They have billed nothing yet. Ctrl+4 receives a creditor invoice.",
        "Enter opens the creditor invoice.",
        "creditor_invoice_id",
    )


def ledger_list() -> LongList:
    """What we owe them, entry by entry."""
    return _long_list(
        "Ledger",
        (
            Column("Date", "date", show=dates.full_day, width=14),
            Column("Document", "document", width=22),
            Column("Reference", "reference", width=0),
            Column("Due", "due", show=dates.full_day, width=14),
            Column("Amount", "amount", show=words.money, width=14, align="right"),
            Column("Open", "open", show=lambda amount: words.money(amount) if amount else "", width=14, align="right"),
            Column("Balance", "balance", show=words.money, width=14, align="right"),
        ),
        "We owe them nothing. Processing a creditor invoice (Ctrl+4) writes an entry.",
        "Enter opens the creditor invoice, the credit, or the remittance advice. F12 pays what is open.",
    )


def claims_list(seen: Callable[[], bool]) -> RecordList:
    """What was billed and never came, of all suppliers; amounts for those only who may see costs."""
    return _list(
        "Claims on suppliers",
        (
            Column("Supplier", "creditor", width=17),
            Column("Their invoice", "their_number", width=11),
            Column("Date", "day", show=dates.full_day, width=11),
            Column("Days", "age", show=str, width=5, align="right"),
            Column("Part", "number", width=11),
            Column("Description", "description", width=0),
            Column("Never came", "quantity", show=words.quantity, width=10, align="right"),
            Column("Open ex GST", "amount", show=words.money, width=11, align="right", seen=seen),
        ),
        "Nothing is claimed from any supplier: all that was billed has come, or was credited.",
        "Enter shows the creditor invoice, F12 writes the supplier's credit.",
    )


def parts_list(seen: Callable[[], bool]) -> LongList:
    """What is bought from them; costs for those only who may see them."""
    return _long_list(
        "Parts",
        (
            Column("Part", "number", width=16),
            Column("Their number", "supplier_number", width=16),
            Column("Description", "description", width=0),
            Column("Bin", "bin", width=9),
            Column("Available", "available", show=words.quantity, width=10, align="right"),
            Column("Minimum", "minimum", show=words.quantity, width=9, align="right"),
            Column("On order", "on_order", show=words.quantity, width=9, align="right"),
            Column("Last cost", "last_cost", show=words.price, width=11, align="right", seen=seen),
            Column("List price", "list_price", show=words.price, width=11, align="right"),
        ),
        "No part names them as its supplier. Ctrl+7 opens a part, where Supplier says whom it is bought from.",
        "Enter opens the part.",
    )


def every_creditor() -> LongList:
    """All creditors, by name, with what we owe them."""
    return _long_list(
        "All creditors",
        (
            Column("Code", "code", width=12),
            Column("Name", "name", width=0),
            Column("Phone", "phone", width=16),
            Column("E-mail", "email", width=24),
            Column("Our account", "our_account", width=14),
            Column("We owe", "owed", show=words.money, width=14, align="right"),
            Column("State", "state", width=11, tone=lambda _row: "quiet"),
        ),
        "There are no creditors yet. Ctrl+N begins one, Import brings many.",
        "Enter opens the creditor.",
    )
