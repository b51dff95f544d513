"""Which claims a supplier's credit is for; it must not know what becomes of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from app.rules import words
from app.services.buying.claims import ClaimListed
from app.ui.kit import dates
from app.ui.kit.context import Context
from app.ui.kit.records.tick_list import TickColumn, TickLine

_COLUMNS: Final = (
    TickColumn("Their invoice"),
    TickColumn("Date"),
    TickColumn("Days", right=True),
    TickColumn("Part"),
    TickColumn("Description"),
    TickColumn("Billed, not received", right=True),
    TickColumn("Open ex GST", right=True),
)


def choose(
    context: Context, supplier: str, claims: Sequence[ClaimListed], chosen: Collection[int | None]
) -> list[int] | None:
    """The keys of the claims that are ticked; None when the person goes back. Those in `chosen` come ticked."""
    sentence = f"What {supplier} has billed and never sent. Which claims does the credit settle?"
    lines = [
        TickLine(
            key=claim.id,
            cells=(
                claim.their_number,
                dates.full_day(claim.day),
                str(claim.age),
                claim.number,
                claim.description,
                words.quantity(claim.quantity),
                words.money(claim.amount),
            ),
            ticked=claim.id in chosen or len(claims) == 1,
        )
        for claim in claims
    ]
    ticked = context.prompter.tick("Claims", sentence, lines, _COLUMNS)
    if ticked is None:
        return None
    return [line.key for line in ticked if line.ticked and isinstance(line.key, int)]
