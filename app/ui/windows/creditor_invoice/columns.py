"""The columns of a creditor invoice's lines; it must not know who shows them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from app.rules import entry, words
from app.rules.drafts import ReceiptLine
from app.rules.receiving import line_sums
from app.rules.supersession import both
from app.ui.kit.context import Context
from app.ui.kit.entry.fields import LookupField
from app.ui.kit.grid.line_model import Column
from app.ui.windows.shared import buying_find, part_hits


def lines(context: Context, scanned: Callable[[str], None]) -> tuple[Column, ...]:
    """The columns that are typed into: the cursor runs Part, Billed, Received, Unit cost, next line."""
    counter, seen = context.counter, context.sees_costs
    known = buying_find.known_barcode(counter)

    def part_editor(parent: QWidget) -> LookupField:
        return LookupField("Part", part_hits.part_hits(context), parent=parent, free=True)

    def quantity(text: str, line: ReceiptLine) -> Decimal:
        return entry.quantity(text, part=line.number, whole_units=_whole(line), allow_zero=True)

    return (
        Column(
            "Part", "part", get=lambda line: both(line.number, line.ordered_as), show=str, width=17, stop=True,
            editor=part_editor, editable=lambda line: line.order_line_id is None,
            prompt="Part number, barcode or words; 12*ABC receives 12. F5 takes in what was ordered.",
        ),
        Column("Description", "description", width=0, tone=lambda _line: "quiet"),
        Column("Ordered", "ordered", show=_of_order, width=8, align="right"),
        Column("Outstanding", "outstanding", show=_of_order, width=9, align="right"),
        Column(
            "Billed", "billed", quantity, words.quantity, 8, "right", _filled, True,
            "How many does the supplier charge? Received follows.", known_code=known, scanned=scanned,
        ),
        Column(
            "Received", "received", quantity, words.quantity, 8, "right", _filled, True,
            "How many have come? A scanned barcode adds one.", _received_tone, known_code=known, scanned=scanned,
        ),
        Column(
            "Unit cost", "cost", lambda text, _line: entry.unit_price(text), words.price, 10, "right", _filled, True,
            "What one is billed at, ex GST, before the discount.", known_code=known, scanned=scanned, seen=seen,
        ),
        Column(
            "Disc %", "discount", lambda text, _line: entry.rate(text), _unless_zero, 7, "right", _filled,
            prompt="Per cent off the unit cost: 10, or 7.5.", typed=words.percent, scanned=scanned, seen=seen,
        ),
        Column(
            "New list price", "new_list_price", _list_price, words.price, 11, "right", _filled,
            prompt="A new list price ex GST, if it changes; empty keeps the old one.", scanned=scanned,
        ),
        Column("Total", "total", get=_total, show=words.money, width=11, align="right", seen=seen),
        Column(
            "Close", "close_remainder", tick=True, editable=may_close, width=5,
            prompt="Space: what is still to come of this order line is not expected any more.",
        ),
    )  # fmt: skip


def may_close(line: ReceiptLine) -> bool:
    """Whether something of its order line is still to come."""
    return line.order_line_id is not None and line.received < line.outstanding


def _filled(line: ReceiptLine) -> bool:
    return not line.blank


def _whole(line: ReceiptLine) -> bool:
    return line.part is None or line.part.whole_units


def _of_order(amount: Decimal) -> str:
    return words.quantity(amount) if amount else "–"


def _unless_zero(rate: Decimal) -> str:
    return words.percent(rate) if rate else ""


def _total(line: ReceiptLine) -> Decimal:
    return line_sums(line.billed, line.received, line.cost, line.discount).amount


def _list_price(text: str, _line: ReceiptLine) -> Decimal | None:
    return entry.unit_price(text) if text.strip() else None


def _received_tone(line: ReceiptLine) -> str:
    short = line.received != line.billed or line.received < line.outstanding
    over = line.order_line_id is not None and line.received > line.outstanding
    return "waits" if not line.blank and (short or over) else ""
