"""How a person finds suppliers and parts in the windows of buying; it must not know what is done with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Final

from PySide6.QtCore import Qt

from app.rules import entry
from app.rules.faults import Refused, Unavailable
from app.rules.found import CreditorFound, PartFound, PartHit
from app.services import lookup, search
from app.services.counter import Counter
from app.ui.kit.context import Context
from app.ui.kit.entry.finding import Finder
from app.ui.kit.entry.lookup_field import Hit
from app.ui.kit.grid.line_grid import LineGrid
from app.ui.kit.grid.line_model import StayInCell
from app.ui.kit.records import picker
from app.ui.windows.shared import part_hits

SHOWN: Final = 20
BARCODE: Final = "barcode"
MISSING: Final = "The supplier is missing. Type its code or name; F4 shows them all."


@dataclass(frozen=True, slots=True)
class PartGiven:
    """What a part cell has been given: the part, the quantity typed before a star, and whether it was scanned."""

    part: PartFound
    quantity: Decimal | None = None
    scanned: bool = False


def creditor_hits(context: Context) -> Finder[Hit]:
    """The search of a supplier's field: by code, name, phone or ABN; nothing typed shows them all."""
    return Finder(context.busy.look, lambda text: partial(_creditors, context.counter, text))


def _creditors(counter: Counter, text: str) -> list[Hit]:
    return [creditor_hit(each) for each in lookup.find_creditors(counter, text)]


def creditor_hit(creditor: CreditorFound) -> Hit:
    """A creditor as a supplier's field holds it."""
    return Hit(creditor.id, creditor.code, creditor.name, creditor.phone, creditor)


def part_given(context: Context, value: object, *, typed_fast: bool) -> PartGiven:
    """The part that a cell was given: a hit, a part, or a text that is resolved, asking where several parts fit.

    Raises Refused when there is no such part, StayInCell when the person goes back from choosing.
    """
    if isinstance(value, PartGiven):
        return value
    if isinstance(value, Hit):
        return PartGiven(lookup.part(context.counter, value.id))
    if isinstance(value, PartFound):
        return PartGiven(value)
    typed = entry.part(str(value))
    if not typed.text:
        raise Refused("The part is missing. Type its number; F3 finds by description, Ctrl+Del deletes the line.")
    found: Sequence[PartFound | PartHit] = lookup.exact_part(context.counter, typed.text)
    exact = bool(found)
    if not found:
        found = search.parts(context.counter, typed.text)
    if not found:
        raise Refused(f"There is no part {entry.quoted(typed.text)}. F3 finds by description.")
    one = found[0] if len(found) == 1 else choose_part(context, typed.text, (lambda _text: found) if exact else None)
    if one is None:
        raise StayInCell
    part = one if isinstance(one, PartFound) else lookup.part(context.counter, one.id)
    scanned = exact and typed.quantity is None and (part.why == BARCODE or entry.is_scan(typed.text, typed_fast))
    return PartGiven(part, typed.quantity, scanned)


def choose_part(
    context: Context, start: str = "", among: Callable[[str], Sequence[PartFound | PartHit]] | None = None
) -> PartFound | None:
    """F3: let the person find a part, `among` those or among all; None when they go back."""
    found: PartFound | PartHit | None = picker.pick(
        context,
        among or part_hits.finder(context),
        part_hits.columns(context, selling=False),
        "Find part",
        start,
        detail=part_hits.standing,
        empty="No part fits. Type less of it, or other words.",
        width=part_hits.WIDTH,
    )
    return lookup.part(context.counter, found.id) if isinstance(found, PartHit) else found


def choose_part_for(grid: LineGrid, context: Context) -> PartFound | None:
    """F3 over a grid: an open part cell begins the search and is given up; the focus is in the grid again."""
    start = ""
    if grid.editor is not None and grid.current_attribute() == "part":
        start = grid.editor.text()
        grid.cancel_open_cell()
    part = choose_part(context, start)
    grid.setFocus(Qt.FocusReason.OtherFocusReason)
    return part


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
