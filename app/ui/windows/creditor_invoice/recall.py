"""F9: one of the creditor invoices, saved or processed; it must not know what is done with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.rules import words
from app.services.buying.receiving import ReceiptListed
from app.ui.kit import dates
from app.ui.kit.context import Context
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.picker import pick

_TONES: Final = {"saved": "waits", "undone": "quiet"}
_COLUMNS: Final = (
    Column("Number", "number", show=str, width=8, align="right"),
    Column("Reference", "reference", show=str, width=9, align="right"),
    Column("Supplier", "creditor", width=0),
    Column("Their invoice", "their_number", width=16),
    Column("Date", "day", show=dates.full_day, width=12),
    Column("Total", "total", show=words.money, width=12, align="right"),
    Column("State", "status", width=10, tone=lambda receipt: _TONES.get(receipt.status, "")),
)


def choose(context: Context, listed: Sequence[ReceiptListed]) -> ReceiptListed | None:
    """The invoice somebody picks, those that are only saved first; None when they go back."""
    in_order = sorted(listed, key=lambda each: each.status != "saved")
    chosen: ReceiptListed | None = pick(
        context,
        lambda text: [each for each in in_order if _fits(each, text)],
        _COLUMNS,
        "Recall a creditor invoice",
        detail=_next_step,
        empty="No creditor invoice is on the books. F2 keeps one that cannot be processed yet.",
        hint="Number, reference, supplier or their invoice number",
    )
    return chosen


def _fits(receipt: ReceiptListed, text: str) -> bool:
    """Whether all the words stand somewhere in the list's row."""
    row = f"{receipt.number or ''} {receipt.reference} {receipt.creditor} {receipt.their_number} {receipt.status}"
    return all(word in row.casefold() for word in text.casefold().split())


def _next_step(receipt: ReceiptListed) -> str:
    if receipt.status == "saved":
        return f"Enter opens {receipt.their_number} to be changed or processed."
    return f"Enter shows {receipt.their_number} as it was processed" + (
        "." if receipt.status == "undone" else "; Ctrl+Shift+U takes it back."
    )
