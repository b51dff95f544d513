"""Which of the supplier's orders came with the invoice; it must not know what becomes of their lines."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from app.rules import words
from app.services.buying.receiving import OrderListed
from app.ui.kit import dates
from app.ui.kit.context import Context
from app.ui.kit.records.tick_list import TickColumn, TickLine

_COLUMNS: Final = (
    TickColumn("Order"),
    TickColumn("Sent"),
    TickColumn("Expected"),
    TickColumn("Status"),
    TickColumn("Their reference"),
    TickColumn("Lines", right=True),
    TickColumn("Outstanding", right=True),
)
_VALUE: Final = TickColumn("Value ex GST", right=True)


def choose(
    context: Context, supplier: str, outstanding: Sequence[OrderListed], chosen: Collection[str]
) -> list[int] | None:
    """The keys of the orders that are ticked; None when the person goes back.

    At first those with a number in `chosen` are ticked, or else the only one there is.
    """
    sentence = f"What is outstanding from {supplier}. Which orders came with this invoice?"
    seen = context.sees_costs()
    lines = _ticks(outstanding, chosen, values=seen)
    ticked = context.prompter.tick("Orders to receive", sentence, lines, (*_COLUMNS, _VALUE) if seen else _COLUMNS)
    if ticked is None:
        return None
    return [line.key for line in ticked if line.ticked and isinstance(line.key, int)]


def _ticks(outstanding: Sequence[OrderListed], chosen: Collection[str], *, values: bool) -> list[TickLine]:
    return [
        TickLine(
            key=order.order_id,
            cells=(
                str(order.number),
                dates.full_day(order.day),
                dates.full_day(order.expected) if order.expected else "",
                order.status,
                order.their_reference,
                str(order.lines),
                words.quantity(order.outstanding),
                *((words.money(order.outstanding_amount),) if values else ()),
            ),
            ticked=str(order.number) in chosen if chosen else len(outstanding) == 1,
        )
        for order in outstanding
    ]
