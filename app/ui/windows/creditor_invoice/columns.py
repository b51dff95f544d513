"""The columns of the Creditor Invoice window: its lines, the orders to receive; it must not know who shows them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from decimal import Decimal
from typing import Final

from PySide6.QtWidgets import QWidget

from app.rules import entry, words
from app.rules.drafts import ReceiptLine
from app.rules.money import ZERO
from app.rules.receiving import line_sums
from app.services.buying.receiving import OrderListed, ReceiptListed
from app.services.counter import Counter
from app.ui.kit.entry.fields import LookupField
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.tick_list import TickColumn, TickLine
from app.ui.windows.shared import buying_find


def lines(counter: Counter, scanned: Callable[[str], None]) -> tuple[Column, ...]:
    """The columns that are typed into: the cursor runs Part, Billed, Received, Unit cost, next line."""
    known = buying_find.known_barcode(counter)

    def part_editor(parent: QWidget) -> LookupField:
        return LookupField("Part", buying_find.part_hits(counter), parent=parent, free=True)

    def quantity(text: str, line: ReceiptLine) -> Decimal:
        return entry.quantity(text, part=line.number, whole_units=_whole(line), allow_zero=True)

    return (
        Column(
            "Part", "part", get=lambda line: line.number, show=str, width=17, stop=True, editor=part_editor,
            editable=lambda line: line.order_line_id is None,
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
            "What one is billed at, ex GST, before the discount.", known_code=known, scanned=scanned,
        ),
        Column(
            "Disc %", "discount", lambda text, _line: entry.rate(text), _unless_zero, 7, "right", _filled,
            prompt="Per cent off the unit cost.", typed=words.percent, scanned=scanned,
        ),
        Column(
            "New list price", "new_list_price", _list_price, words.price, 11, "right", _filled,
            prompt="A new list price ex GST, if it changes; empty keeps the old one.", scanned=scanned,
        ),
        Column("Total", "total", get=_total, show=words.money, width=11, align="right"),
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


ORDERS: Final = (
    TickColumn("Order"),
    TickColumn("Sent"),
    TickColumn("Expected"),
    TickColumn("Status"),
    TickColumn("Their reference"),
    TickColumn("Lines", right=True),
    TickColumn("Outstanding", right=True),
    TickColumn("Value ex GST", right=True),
)


def orders(outstanding: Sequence[OrderListed], chosen: Collection[str]) -> list[TickLine]:
    """The supplier's orders on which something is to come; those on the invoice, or else the only one, are ticked."""
    return [
        TickLine(
            key=order.order_id,
            cells=(
                str(order.number),
                words.full_day(order.day),
                words.full_day(order.expected) if order.expected else "",
                order.status,
                order.their_reference,
                str(order.lines),
                words.quantity(order.outstanding),
                words.money(order.outstanding_amount),
            ),
            ticked=str(order.number) in chosen if chosen else len(outstanding) == 1,
        )
        for order in outstanding
    ]


RECEIPTS: Final = (
    Column("Reference", "reference", show=str, width=9),
    Column("Supplier", "creditor", width=0),
    Column("Their invoice", "their_number", width=16),
    Column("Date", "day", show=words.full_day, width=12),
    Column("Total", "total", show=words.money, width=12, align="right"),
)


def fits(receipt: ReceiptListed, text: str) -> bool:
    """Whether all the words stand somewhere in the list's row."""
    row = f"{receipt.reference} {receipt.creditor} {receipt.their_number}".casefold()
    return all(word in row for word in text.casefold().split())


def balance(typed: Decimal | None, out: Decimal) -> tuple[str, bool]:
    """How the document total stands against its lines, in words with a sign, and whether it agrees."""
    if typed is None:
        return "! no total typed", False
    if out == ZERO:
        return "✓ 0.00 balanced", True
    return f"! {words.money(abs(out))} {'missing' if out > ZERO else 'too much'}", False
