"""What a part may become while something of it lies on the shelf or is promised; it must not know who changes it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from app.rules import words
from app.rules.faults import Refused


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is there and what was promised of a part."""

    on_hand: Decimal
    committed: Decimal
    allocated: Decimal
    on_order: Decimal


def need_no_goods(number: str, shelf: Shelf) -> None:
    """A charge lies on no shelf. Raises Refused (kind) for what has stock or is on an open document."""
    if shelf.on_hand or shelf.committed or shelf.allocated or shelf.on_order:
        raise Refused(
            f"{number} has stock or open documents and cannot become a charge. Make a new part for the charge.",
            field="kind",
        )


def need_whole_units(number: str, shelf: Shelf) -> None:
    """Raises Refused (whole_units) where the half of a unit lies on the shelf or is promised."""
    if any(amount % 1 for amount in (shelf.on_hand, shelf.committed, shelf.allocated, shelf.on_order)):
        raise Refused(
            f"{number} has {words.quantity(shelf.on_hand)} on hand or part units on open documents. "
            "Bring them to whole units first.",
            field="whole_units",
        )
