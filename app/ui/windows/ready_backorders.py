"""The list of a debtor's backorders to tick for an invoice; it must not know the invoice they are ticked for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

from app.rules import words
from app.services.backorder_lists import BackorderLine
from app.ui.kit.prompts import Asks
from app.ui.kit.tick_list import TickColumn, TickLine

COLUMNS = (
    TickColumn("Part"),
    TickColumn("Description"),
    TickColumn("From"),
    TickColumn("Since"),
    TickColumn("Order no."),
    TickColumn("Price", right=True),
    TickColumn("Open", right=True),
    TickColumn("State"),
)


def choose(
    asks: Asks, debtor: str, backorders: Sequence[BackorderLine], taken: Collection[int] = ()
) -> list[tuple[int, Decimal]] | None:
    """Which of these are to be invoiced and how much of each: (id, quantity); None when the person goes back.

    Ready ones come ticked, what is allocated but not ready may be ticked, what waits is grey. `taken` are on the
    document already.
    """
    lines = [_line(each) for each in backorders if each.id not in taken]
    ready = sum(1 for line in lines if line.ticked)
    sentence = f"{debtor}: {words.counted(ready, 'backorder')} ready, {len(lines)} open. Tick what goes on the invoice."
    chosen = asks.tick("Back Orders", sentence, lines, COLUMNS)
    if chosen is None:
        return None
    return [(int(str(line.key)), line.quantity) for line in chosen if line.ticked and line.quantity]


def _line(each: BackorderLine) -> TickLine:
    return TickLine(
        key=each.id,
        cells=(
            each.number,
            each.description,
            each.origin,
            words.day(each.since),
            each.customer_order,
            words.price(each.price),
            words.quantity(each.open),
            _state(each),
        ),
        ticked=bool(each.ready),
        quantity=each.ready or each.allocated or None,
        most=each.allocated or None,
        offered=bool(each.allocated),
    )


def _state(each: BackorderLine) -> str:
    """In words: what is there of it, or when it is due."""
    if each.held:
        return "held"
    if each.ready:
        return f"{words.quantity(each.ready)} ready"
    if each.allocated:
        return f"{words.quantity(each.allocated)} allocated"
    if each.on_order:
        return f"on order, due {words.day(each.due)}" if each.due else "on order"
    return "waiting"
