"""The list of a debtor's backorders to tick for an invoice; it must not know the invoice they are ticked for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

from app.rules import words
from app.services.backorder_lists import BackorderLine
from app.ui.kit import dates
from app.ui.kit.asking.prompts import Asks
from app.ui.kit.records.tick_list import TickColumn, TickLine

COLUMNS = (
    TickColumn("Part"),
    TickColumn("Description"),
    TickColumn("From"),
    TickColumn("Since"),
    TickColumn("Order no."),
    TickColumn("Price", right=True),
    TickColumn("Deposit", right=True),
    TickColumn("Open", right=True),
    TickColumn("State"),
)


def choose(
    asks: Asks,
    debtor: str,
    backorders: Sequence[BackorderLine],
    taken: Collection[int] = (),
    walk_in: str | None = None,
) -> list[tuple[int, Decimal]] | None:
    """Which of these are to be invoiced and how much of each: (id, quantity); None when the person goes back.

    Ready ones come ticked, what is allocated but not ready may be ticked, what waits is grey. `taken` are on the
    document already. Walk-ins share one debtor, so with `walk_in` – the name typed on the document, perhaps none yet –
    the list says who waits, and only that person's come ticked.
    """
    lines = [_line(each, walk_in) for each in backorders if each.id not in taken]
    columns = COLUMNS if walk_in is None else (TickColumn("For"), *COLUMNS)
    ready = sum(1 for each in backorders if each.ready and each.id not in taken)
    sentence = f"{debtor}: {words.counted(ready, 'backorder')} ready, {len(lines)} open. Tick what goes on the invoice."
    chosen = asks.tick("Back Orders", sentence, lines, columns)
    if chosen is None:
        return None
    return [(int(str(line.key)), line.quantity) for line in chosen if line.ticked and line.quantity]


def _line(each: BackorderLine, walk_in: str | None) -> TickLine:
    who = () if walk_in is None else (each.debtor,)
    return TickLine(
        key=each.id,
        cells=(
            *who,
            each.number,
            each.description,
            each.origin,
            dates.day(each.since),
            each.customer_order,
            words.price(each.price),
            words.money(each.deposit) if each.deposit else "",
            words.quantity(each.open),
            _state(each),
        ),
        ticked=bool(each.ready) and walk_in in (None, each.debtor),
        quantity=each.ready or each.allocated or None,
        most=each.allocated or None,
        offered=bool(each.allocated),
    )


def _state(each: BackorderLine) -> str:
    """In words: what is there of it, or when it is due."""
    if each.handed_over:
        return f"{words.quantity(each.handed_over)} handed over"
    if each.held:
        return "held"
    if each.ready:
        return f"{words.quantity(each.ready)} ready"
    if each.allocated:
        return f"{words.quantity(each.allocated)} allocated"
    if each.on_order:
        return f"on order, due {dates.day(each.due)}" if each.due else "on order"
    return "waiting"
