"""What customers have taken away before it was invoiced; it must not know who handed it over, or where that is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from app.rules.money import ZERO

StepKind = Literal["handed over", "taken back", "invoiced", "given back"]


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to one backorder, in the part's unit and above zero.

    *Given back* is what an invoice returns that held it, because it is changed or deleted before it is final. It gives
    back what it took itself: `document` is its key.
    """

    kind: StepKind
    quantity: Decimal
    document: int = 0


def not_invoiced(steps: Iterable[Step]) -> Decimal:
    """How much of a backorder is handed over and not invoiced yet, after these steps in their order (domain 5).

    An invoice takes first what was handed over; when it gives that back, the customer still has it.
    """
    waits, covered = ZERO, dict[int, Decimal]()
    for step in steps:
        match step.kind:
            case "handed over":
                waits += step.quantity
            case "taken back":
                waits -= min(step.quantity, waits)
            case "invoiced":
                taken = min(step.quantity, waits)
                waits -= taken
                covered[step.document] = covered.get(step.document, ZERO) + taken
            case "given back":
                again = min(step.quantity, covered.get(step.document, ZERO))
                waits += again
                covered[step.document] = covered.get(step.document, ZERO) - again
    return waits
