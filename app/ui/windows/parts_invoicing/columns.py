"""The columns of a parts invoice and the words about a line; it must not know what becomes of what is typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from app.rules import entry, gst, words
from app.rules.drafts import InvoiceLine
from app.ui.kit.entry.fields import Hit, LookupField
from app.ui.kit.grid.line_model import Column
from app.ui.windows.shared.part_hits import shelf

PART_PROMPT = "Number, barcode or words; 12*ABC is 12 of ABC; a line that begins with ; is a comment."

_WORDS = frozenset({"comment", "deposit"})
"""Lines of words: they have no quantity and no price of their own."""
_BESIDES = "\u2002– "
"""Before a note and before where a line stands: what is typed into the cell ends here."""


@dataclass(frozen=True, slots=True)
class Sees:
    """What the columns have to know of the document around a line."""

    inc: Callable[[], bool]
    """Whether prices are shown and typed inc. GST."""
    locked: Callable[[], bool]
    quote: Callable[[], bool]
    undecided: Callable[[InvoiceLine], bool]
    gst: Callable[[InvoiceLine], Decimal]
    total: Callable[[InvoiceLine], Decimal]
    about: Callable[[InvoiceLine], str]
    search: Callable[[str], Sequence[Hit]]
    is_barcode: Callable[[str], bool]
    scanned: Callable[[str], None]


def columns(sees: Sees) -> tuple[Column, ...]:
    """Part · Description · Ordered · Supplied · Back Order · Unit price · Disc % · GST · Total inc."""
    inc = sees.inc()

    def goods(line: InvoiceLine) -> bool:
        return not sees.locked() and line.kind not in _WORDS and line.part is not None

    def stocked(line: InvoiceLine) -> bool:
        return goods(line) and line.part is not None and line.part.stocked and not sees.quote()

    def wide_text(line: InvoiceLine) -> str:
        return _BESIDES.join(part for part in (line.description, line.note, sees.about(line)) if part)

    def shown_price(line: InvoiceLine) -> Decimal | None:
        if line.kind in _WORDS:
            return None
        return gst.inc(line.price, line.gst_rate) if inc else line.price

    def part_editor(parent: QWidget) -> LookupField:
        return LookupField("Part", sees.search, PART_PROMPT, parent, free=True)

    return (
        Column(
            "Part",
            "number",
            width=17,
            editable=lambda _line: not sees.locked(),
            stop=True,
            prompt=PART_PROMPT,
            editor=part_editor,
        ),
        Column(
            "Description",
            "description",
            get=wide_text,
            typed=lambda text: text.partition(_BESIDES)[0],
            width=0,
            editable=lambda line: not sees.locked() and line.kind != "part",
            prompt="The words on the invoice. Ctrl+M puts a note on the line.",
        ),
        Column(
            "Ordered",
            "ordered",
            get=lambda line: None if line.kind in _WORDS else line.ordered,
            parse=_quantity,
            width=9,
            align="right",
            editable=goods,
            stop=True,
            prompt="How many? A scan is a new line, or one more of its part.",
            known_code=sees.is_barcode,
            scanned=sees.scanned,
        ),
        Column(
            "Supplied",
            "supplied",
            get=lambda line: None if line.kind in _WORDS else line.supplied,
            parse=_quantity_or_none,
            width=9,
            align="right",
            editable=stocked,
            prompt="How many are handed over now? The rest goes on backorder.",
            known_code=sees.is_barcode,
            scanned=sees.scanned,
            tone=lambda line: "waits" if sees.undecided(line) else "",
        ),
        Column(
            "Back Order",
            "backordered",
            get=lambda line: line.backordered or None,
            typed=words.quantity,
            parse=_quantity_or_none,
            width=11,
            align="right",
            editable=lambda line: stocked(line) and line.fills is None,
            prompt="How many wait? What is neither supplied nor on backorder is cancelled.",
            known_code=sees.is_barcode,
            scanned=sees.scanned,
            tone=lambda line: "waits" if line.backordered else "",
        ),
        Column(
            "Price inc" if inc else "Unit price",
            "price",
            get=shown_price,
            show=_money_price if inc else words.price,
            typed=words.price,
            parse=lambda text, _line: entry.price(text),
            width=12,
            align="right",
            editable=goods,
            prompt=f"{'Inc.' if inc else 'Ex'} GST; +20 is a margin of 20 %, -10 a discount of 10 %. Ctrl+I changes "
            f"to {'ex' if inc else 'inc.'} GST.",
            scanned=sees.scanned,
        ),
        Column(
            "Disc %",
            "discount",
            get=lambda line: line.discount or None,
            show=words.percent,
            parse=lambda text, _line: entry.rate(text),
            width=8,
            align="right",
            editable=goods,
            prompt="Per cent off the price: 10, or 7.5.",
            scanned=sees.scanned,
        ),
        Column(
            "GST",
            "gst",
            get=lambda line: None if line.kind == "comment" else sees.gst(line),
            show=words.money,
            width=11,
            align="right",
        ),
        Column(
            "Total inc",
            "total",
            get=lambda line: None if line.kind == "comment" else sees.total(line),
            show=words.money,
            width=13,
            align="right",
        ),
    )


def line_words(line: InvoiceLine) -> str:
    """Everything worth knowing of the line with the cursor, in one line."""
    if line.part is None:
        return {"comment": "Comment line", "deposit": "Deposit line: it never changes again"}.get(line.kind, "")
    said = [f"{line.number}: {shelf(line.part)}"]
    if line.fills:
        said.append(f"{words.quantity(line.fills.most)} allocated to the backorder of {line.fills.origin}")
        if line.fills.deposit:
            held = words.money(line.fills.deposit.held.inc)
            said.append(f"deposit of {held} held, so the price is locked")
    if line.ready_here:
        said.append(f"{words.quantity(line.ready_here)} of its backorder ready")
    if line.cancelled:
        said.append(f"{words.quantity(line.cancelled)} cancelled")
    if line.price_from:
        was = f", was {words.price(line.price_was)}" if line.price_was is not None else ""
        said.append(f"price: {line.price_from}{was}")
    return " · ".join(said)


def _money_price(amount: Decimal) -> str:
    """An inc. price is worked out: to the cent it reads like the shelf label, the open cell has all four decimals."""
    return words.money(amount)


def _quantity(text: str, line: InvoiceLine) -> Decimal:
    whole = line.part is not None and line.part.whole_units
    return entry.quantity(text, part=line.number, whole_units=whole)


def _quantity_or_none(text: str, line: InvoiceLine) -> Decimal:
    whole = line.part is not None and line.part.whole_units
    return entry.quantity(text or "0", part=line.number, whole_units=whole, allow_zero=True)
