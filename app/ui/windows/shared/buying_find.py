"""How a person finds suppliers and parts in the windows of buying; it must not know what is done with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from PySide6.QtCore import Qt

from app.rules import entry, words
from app.rules.faults import Refused, Unavailable
from app.rules.found import CreditorFound, PartFound
from app.services import lookup
from app.services.counter import Counter
from app.ui.kit.context import Context
from app.ui.kit.entry.lookup_field import Hit, Search
from app.ui.kit.grid.line_grid import LineGrid
from app.ui.kit.grid.line_model import Column, StayInCell
from app.ui.kit.records import picker

SHOWN: Final = 20
BARCODE: Final = "barcode"


def _columns(context: Context) -> tuple[Column, ...]:
    return (
        Column("Part", "number", width=18),
        Column("Description", "description", width=0),
        Column("Available", "available", show=words.quantity, width=9, align="right"),
        Column("On order", "on_order", show=words.quantity, width=9, align="right"),
        Column("Last cost", "last_cost", show=words.price, width=10, align="right", seen=context.sees_costs),
    )


@dataclass(frozen=True, slots=True)
class PartGiven:
    """What a part cell has been given: the part, the quantity typed before a star, and whether it was scanned."""

    part: PartFound
    quantity: Decimal | None = None
    scanned: bool = False


def creditor_hits(counter: Counter) -> Search:
    """The search of a supplier's field: by code, name, phone or ABN; nothing typed shows them all."""
    return lambda text: [creditor_hit(each) for each in lookup.find_creditors(counter, text)]


def creditor_hit(creditor: CreditorFound) -> Hit:
    """A creditor as a supplier's field holds it."""
    return Hit(creditor.id, creditor.code, creditor.name, creditor.phone, creditor)


def part_hits(counter: Counter) -> Search:
    """The search of a part cell; while the store does not answer nothing is proposed, and Enter tells why."""

    def search(text: str) -> list[Hit]:
        try:
            wanted = entry.part(text).text
            found = lookup.find_parts(counter, wanted, limit=SHOWN) if wanted else ()
        except (Refused, Unavailable):
            return []
        return [_part_hit(part) for part in found]

    return search


def _part_hit(part: PartFound) -> Hit:
    there = f"{words.quantity(part.available)} available"
    if part.on_order:
        there += f", {words.quantity(part.on_order)} on order"
    return Hit(part.id, part.number, part.description, there, part)


def part_given(context: Context, value: object, *, typed_fast: bool) -> PartGiven:
    """The part that a cell was given: a hit, a part, or a text that is resolved, asking where several parts fit.

    Raises Refused when there is no such part, StayInCell when the person goes back from choosing.
    """
    if isinstance(value, PartGiven):
        return value
    if isinstance(value, Hit):
        value = value.record
    if isinstance(value, PartFound):
        return PartGiven(value)
    typed = entry.part(str(value))
    found = lookup.exact_part(context.counter, typed.text)
    exact = bool(found)
    if not found:
        found = lookup.find_parts(context.counter, typed.text, limit=SHOWN) if typed.text else ()
    if not typed.text:
        raise Refused("The part is missing. Type its number; F3 finds by description, Ctrl+Del deletes the line.")
    if not found:
        raise Refused(f"There is no part {entry.quoted(typed.text)}. F3 finds by description.")
    if len(found) == 1:
        part = found[0]
    else:
        chosen = choose_part(context, typed.text, (lambda _text: found) if exact else None)
        if chosen is None:
            raise StayInCell
        part = chosen
    scanned = exact and typed.quantity is None and (part.why == BARCODE or entry.is_scan(typed.text, typed_fast))
    return PartGiven(part, typed.quantity, scanned)


def choose_part(
    context: Context, start: str = "", search: Callable[[str], tuple[PartFound, ...]] | None = None
) -> PartFound | None:
    """F3: let the person find a part; None when they go back."""
    found: PartFound | None = picker.pick(
        context,
        search or (lambda text: lookup.find_parts(context.counter, text)),
        _columns(context),
        "Find part",
        start,
        detail=standing,
        empty="No part fits. Type less of it, or other words.",
    )
    return found


def choose_part_for(grid: LineGrid, context: Context) -> PartFound | None:
    """F3 over a grid: an open part cell begins the search and is given up; the focus is in the grid again."""
    start = ""
    if grid.editor is not None and grid.current_attribute() == "part":
        start = grid.editor.text()
        grid.cancel_open_cell()
    part = choose_part(context, start)
    grid.setFocus(Qt.FocusReason.OtherFocusReason)
    return part


def standing(part: PartFound) -> str:
    """How a part stands, in a line: what is there, what is free, what is coming, where it lies."""
    pieces = [f"{words.quantity(part.on_hand)} on hand", f"{words.quantity(part.available)} available"]
    if part.on_order:
        due = f", due {words.day(part.due)}" if part.due else ""
        pieces.append(f"{words.quantity(part.on_order)} on order{due}")
    if part.pack != 1:
        pieces.append(f"packs of {words.quantity(part.pack)}")
    if part.bin:
        pieces.append(f"bin {part.bin}")
    return f"{part.number}  {part.description}  –  {', '.join(pieces)}"


def known_barcode(counter: Counter) -> Callable[[str], bool]:
    """Whether a value is a barcode of the shop: then it is a scan, in whatever cell it lands."""

    def known(text: str) -> bool:
        try:
            return any(part.why == BARCODE for part in lookup.exact_part(counter, text))
        except Unavailable:
            return False

    return known


def scanned(context: Context, text: str) -> PartGiven:
    """What was scanned into another cell than the part's; raises Refused for a barcode that nobody knows."""
    found = lookup.exact_part(context.counter, text)
    if not found:
        raise Refused(f"There is no part with the barcode {entry.quoted(text)}. F3 finds by description.")
    return PartGiven(found[0], scanned=True)
