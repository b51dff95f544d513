"""F9: one of the creditor invoices that are saved and not processed; it must not know what is done with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.rules import words
from app.services.buying.receiving import ReceiptListed
from app.ui.kit.context import Context
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.picker import pick

_COLUMNS: Final = (
    Column("Reference", "reference", show=str, width=9),
    Column("Supplier", "creditor", width=0),
    Column("Their invoice", "their_number", width=16),
    Column("Date", "day", show=words.full_day, width=12),
    Column("Total", "total", show=words.money, width=12, align="right"),
)


def choose(context: Context, saved: Sequence[ReceiptListed]) -> ReceiptListed | None:
    """The invoice somebody picks; None when they go back."""
    chosen: ReceiptListed | None = pick(
        context,
        lambda text: [each for each in saved if _fits(each, text)],
        _COLUMNS,
        "Recall a creditor invoice",
        empty="No creditor invoice is saved. F2 keeps one that cannot be processed yet.",
        hint="Reference, supplier or their invoice number",
    )
    return chosen


def _fits(receipt: ReceiptListed, text: str) -> bool:
    """Whether all the words stand somewhere in the list's row."""
    row = f"{receipt.reference} {receipt.creditor} {receipt.their_number}".casefold()
    return all(word in row for word in text.casefold().split())
