"""The columns of the Stock Order window: its lines, its lists, what is ticked; it must not know who shows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from PySide6.QtWidgets import QWidget

from app.rules import entry, gst, words
from app.rules.drafts import OrderLine
from app.rules.money import ZERO
from app.services.buying.ordering import BackorderProposal, OrderLineListed, OrderListed
from app.ui.kit import dates
from app.ui.kit.context import Context
from app.ui.kit.entry.fields import LookupField
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.tick_list import TickColumn, TickLine
from app.ui.windows.shared import buying_find, part_hits

_TO_SEND: Final = ("saved", "not sent")
"""What a list says of an order that no supplier has yet."""


def amount(line: OrderLine) -> Decimal:
    """What a line comes to ex GST."""
    return gst.line_amount(line.quantity, line.cost)


def broken_pack(line: OrderLine) -> bool:
    """Whether the quantity is not a number of whole packs, which the supplier may not like."""
    return line.pack > ZERO and line.quantity % line.pack != ZERO


def lines(context: Context, scanned: Callable[[str], None]) -> tuple[Column, ...]:
    """The columns that are typed into: the cursor runs Part, Qty, next line."""

    counter, seen = context.counter, context.sees_costs

    def part_editor(parent: QWidget) -> LookupField:
        return LookupField("Part", part_hits.part_hits(context), parent=parent, free=True)

    def filled(line: OrderLine) -> bool:
        return not line.blank

    return (
        Column("Order", "wanted", tick=True, editable=filled, width=5, prompt="Space ticks what is ordered."),
        Column(
            "Part", "part", get=lambda line: line.number, show=str, width=17, editable=True, stop=True,
            editor=part_editor, prompt="Part number, barcode or words; 12*ABC orders 12. F5 gets what is waited for.",
        ),
        Column(
            "Supplier's number", "supplier_number", lambda text, _line: text.strip()[:60], str, 17, editable=filled,
            prompt="What the supplier calls this part.",
        ),
        Column("Description", "description", width=0),
        Column(
            "Qty", "quantity",
            lambda text, line: entry.quantity(text, part=line.number, whole_units=_whole(line)),
            words.quantity, 8, "right", filled, True, "How many? Ctrl+Del takes the line off.",
            lambda line: "waits" if not line.blank and broken_pack(line) else "",
            known_code=buying_find.known_barcode(counter), scanned=scanned,
        ),
        Column("Pack", "pack", get=lambda line: line.pack, show=words.quantity, width=6, align="right"),
        Column(
            "Cost", "cost", lambda text, _line: entry.unit_price(text), words.price, 10, "right", filled,
            prompt="What one costs ex GST, as far as is known.", scanned=scanned, seen=seen,
        ),
        Column("Total", "total", get=_total, show=words.money, width=11, align="right", seen=seen),
        Column("For", "who_waits", width=28, tone=lambda line: "" if line.wanted else "quiet"),
    )  # fmt: skip


def _whole(line: OrderLine) -> bool:
    return line.part is None or line.part.whole_units


def _total(line: OrderLine) -> Decimal:
    return amount(line) if line.wanted else ZERO


def sent(context: Context) -> tuple[Column, ...]:
    """An order that was sent: what became of its lines."""
    seen = context.sees_costs
    return (
        Column("Part", "number", width=17),
        Column("Supplier's number", "supplier_number", width=17),
        Column("Description", "description", width=0),
        Column("Qty", "quantity", show=words.quantity, width=8, align="right"),
        Column("Received", "received", show=words.quantity, width=9, align="right"),
        Column("Closed", "closed", show=words.quantity, width=8, align="right"),
        Column(
            "Outstanding", "outstanding", show=words.quantity, width=11, align="right",
            tone=lambda line: "waits" if line.outstanding > ZERO else "quiet",
        ),
        Column("Cost", "cost", show=words.price, width=10, align="right", seen=seen),
        Column(
            "Total", "total", get=lambda line: gst.line_amount(line.quantity, line.cost), show=words.money, width=11,
            align="right", seen=seen,
        ),
    )  # fmt: skip


def order_number(order: OrderListed) -> str:
    """Its number, or the reference of what is not sent yet."""
    return str(order.number) if order.number is not None else f"ref. {order.reference}"


def orders(context: Context) -> tuple[Column, ...]:
    """The stock orders to choose from."""
    return (
        Column("Order", "number", get=order_number, show=str, width=10),
        Column("Supplier", "creditor", width=0),
        Column("Status", "status", width=13, tone=lambda order: "waits" if order.status in _TO_SEND else ""),
        Column("Date", "day", show=dates.full_day, width=12),
        Column("Expected", "expected", show=dates.full_day, width=12),
        Column("Their reference", "their_reference", width=14),
        Column("Amount ex GST", "amount", show=words.money, width=12, align="right", seen=context.sees_costs),
    )


def fits(order: OrderListed, text: str) -> bool:
    """Whether all the words stand somewhere in the list's row."""
    row = f"{order_number(order)} {order.creditor} {order.status} {order.their_reference}".casefold()
    return all(word in row for word in text.casefold().split())


_PROPOSED: Final = (
    TickColumn("Part"),
    TickColumn("Description"),
    TickColumn("Waiting", right=True),
    TickColumn("Available", right=True),
    TickColumn("On order", right=True),
    TickColumn("Need", right=True),
    TickColumn("Pack", right=True),
    TickColumn("Who waits"),
)
_WORDS: Final = 30
_NAME: Final = 16
"""Letters of a list to tick: what is longer ends in … so that the quantities stay on the screen."""


def proposed(proposals: Sequence[BackorderProposal]) -> tuple[list[TickLine], tuple[TickColumn, ...]]:
    """What *Get Back Orders* proposes, to tick: what is needed is ticked; without a need it is one pack.

    Parts of another supplier are marked with its name, in a column that is there only when there are any.
    """
    others = any(each.other_supplier for each in proposals)
    lines = [
        TickLine(
            key=each,
            cells=(
                each.number,
                _short(each.part.description, _WORDS),
                words.quantity(each.waiting),
                words.quantity(each.available),
                _on_order(each),
                words.quantity(each.need),
                words.quantity(each.pack),
                _short(each.for_whom, _WORDS),
                *((f"! {_short(each.other_supplier, _NAME)}" if each.other_supplier else "",) if others else ()),
            ),
            ticked=each.ticked,
            quantity=each.quantity or each.pack,
            most=entry.LARGEST_QUANTITY,
            whole_units=each.part.whole_units,
        )
        for each in proposals
    ]
    return lines, (*_PROPOSED, TickColumn("Of another supplier")) if others else _PROPOSED


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _on_order(each: BackorderProposal) -> str:
    more = each.outstanding - each.on_order
    return words.quantity(each.on_order) + (f" + {words.quantity(more)} not sent" if more > ZERO else "")


OUTSTANDING: Final = (
    TickColumn("Part"),
    TickColumn("Description"),
    TickColumn("Ordered", right=True),
    TickColumn("Received", right=True),
    TickColumn("Outstanding", right=True),
)


def outstanding(of: Sequence[OrderLineListed]) -> list[TickLine]:
    """The lines of a sent order on which something is to come, all ticked."""
    return [
        TickLine(
            key=line.line_id,
            cells=(
                line.number,
                line.description,
                words.quantity(line.quantity),
                words.quantity(line.received),
                words.quantity(line.outstanding),
            ),
            ticked=True,
        )
        for line in of
        if line.outstanding > ZERO
    ]
