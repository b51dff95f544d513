"""What other desks have written, in the words that windows listen to; it must not know any window."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.db.told import Told

_OWED: Final = ("debtors",)
_BILLED: Final = ("creditors", "receipts")
_WAITING: Final = ("backorders",)
_SOLD: Final = ("invoices",)
_TERMS: Final = ("parts", "settings")

WORDS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "account": ("journal",),
    "allocation": _WAITING,
    "answer": (),
    "audit": (),
    "audit_head": (),
    "backorder": _WAITING,
    "backorder_event": _WAITING,
    "backup_made": ("backups",),
    "credit": ("invoices", "debtors"),
    "credit_line": ("invoices", "debtors"),
    "creditor": ("creditors",),
    "creditor_credit": _BILLED,
    "creditor_credit_line": _BILLED,
    "creditor_entry": ("creditors",),
    "creditor_invoice": _BILLED,
    "creditor_invoice_line": _BILLED,
    "creditor_invoice_undo": _BILLED,
    "creditor_payment": ("creditors",),
    "creditor_settlement": ("creditors",),
    "day_end": ("tenders",),
    "day_end_count": ("tenders",),
    "day_end_tender": ("tenders",),
    "debtor": _OWED,
    "debtor_entry": _OWED,
    "debtor_receipt": _OWED,
    "delivery_address": _OWED,
    "deposit": ("invoices", "backorders", "debtors"),
    "handover": ("journal",),
    "handover_batch": ("journal",),
    "handover_file": ("journal",),
    "handover_item": ("journal",),
    "invoice": _SOLD,
    "invoice_line": _SOLD,
    "journal_entry": ("journal",),
    "journal_line": ("journal",),
    "lost_sale": _SOLD,
    "mail": ("mail",),
    "mail_attempt": ("mail",),
    "mail_file": ("mail",),
    "meant_for": ("orders",),
    "next_number": (),
    "operator": ("operators",),
    "paper_run": (),
    "part": ("parts",),
    "part_number": ("parts",),
    "price_group": _TERMS,
    "price_import": ("parts",),
    "price_import_change": (),
    "price_import_made": (),
    "price_matching": (),
    "pricing_rule": _TERMS,
    "pricing_structure": _TERMS,
    "quantity_break": _TERMS,
    "role_right": ("operators",),
    "setting": ("settings",),
    "settlement": _OWED,
    "special_price": ("debtors", "parts"),
    "stock": ("stock",),
    "stock_adjustment": ("stock",),
    "stock_adjustment_line": ("stock",),
    "stock_movement": ("stock",),
    "stock_order": ("orders",),
    "stock_order_line": ("orders",),
    "stocktake": ("counts",),
    "stocktake_line": ("counts",),
    "tender": ("tenders",),
}
"""What each table is shown as; nothing for those that no window shows by themselves."""
EVERY_WORD: Final = frozenset(word for words in WORDS_OF.values() for word in words)


def words(told: Told) -> frozenset[str]:
    """What windows are to be told of it; of a table that is not known here, everything."""
    if told.everything or not WORDS_OF.keys() >= told.tables:
        return EVERY_WORD
    return frozenset(word for table in told.tables for word in WORDS_OF[table])
