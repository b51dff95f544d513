"""Ctrl+K's records: debtors, parts and creditors, each opening its window; it must not know how they are found."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from app.rules.faults import Unavailable
from app.services import lookup, search
from app.services.counter import Counter
from app.ui.kit.context import Desk
from app.ui.palette import Found
from app.ui.windows.shared import part_hits

SHORTEST = 2
"""Fewer letters say nothing yet."""
EACH = 8


def records(counter: Counter, desk: Desk, typed: str) -> Sequence[Found]:
    """The records that fit what was typed; nothing while the store does not answer."""
    if len(typed.strip()) < SHORTEST:
        return ()
    try:
        debtors = lookup.find_debtors(counter, typed, EACH)
        parts = search.parts(counter, typed, limit=EACH)
        creditors = lookup.find_creditors(counter, typed, EACH)
    except Unavailable:
        return ()
    return [
        *(
            Found(f"{each.code}  {each.name}", "debtor", partial(desk.open, "debtors", debtor_id=each.id))
            for each in debtors
        ),
        *(
            Found(
                f"{each.number}  {part_hits.described(each)}",
                f"part, {part_hits.beside(each)}",
                partial(desk.open, "parts", part_id=each.id),
            )
            for each in parts
        ),
        *(
            Found(f"{each.code}  {each.name}", "creditor", partial(desk.open, "creditors", creditor_id=each.id))
            for each in creditors
        ),
    ]
