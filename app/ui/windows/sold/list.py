"""The list of lines that were sold: its columns, and what it comes to in words; it must not know who reads it."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from app.rules import words
from app.rules.listing import Sums
from app.services.sales.sold import IN_FULL, SHORT, TAKEN_BACK
from app.ui.kit import dates
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.long_list import LongList

_TONES: Final = {IN_FULL: "good", SHORT: "waits", TAKEN_BACK: "waits"}


def made() -> LongList:
    """The list with its columns."""
    shown = LongList(
        "Lines sold",
        (
            Column("Date", "date", show=dates.full_day, width=11),
            Column("Document", "document", width=14),
            Column("Debtor", "debtor", width=22),
            Column("Part", "number", width=16),
            Column("Description", "description", width=0),
            Column("Ordered", "ordered", show=words.quantity, width=8, align="right"),
            Column("Supplied", "supplied", show=words.quantity, width=8, align="right"),
            Column("Amount ex GST", "amount", show=words.money, width=13, align="right"),
            Column("State", "state", width=11, tone=lambda row: _TONES.get(row.state, "")),
        ),
        empty="Nothing was sold in these days. Ctrl+2 writes an invoice.",
    )
    shown.table.setStatusTip("Type to filter; Enter opens the invoice or the credit, F11 the part's stock card.")
    return shown


def totals(sums: Sums | None, *, asked_for: bool) -> dict[str, str]:
    """What the rows come to, by its name; … while it is not known."""
    if sums is None:
        return dict.fromkeys(NAMES, "…")
    many, full = int(sums["lines"]), int(sums["in_full"])
    rate = words.percent(Decimal(full * 100) / many) if many else "–"
    told = {"Lines": f"{many:,}", "Quantity": words.quantity(Decimal(sums["quantity"]))}
    told["Amount ex GST"] = words.money(Decimal(sums["amount"]))
    told["In full at once"] = f"{full:,} ({rate}\N{NO-BREAK SPACE}%)" if asked_for else "–"
    return told


NAMES: Final = ("Lines", "In full at once", "Quantity", "Amount ex GST")
"""The figures at the foot, from left to right."""
