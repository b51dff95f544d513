"""What was handed over of backorders and is not invoiced yet, with who did it; it must not change anything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.db import bulk
from app.models import Allocation, Backorder, BackorderEvent, Operator
from app.rules import handing_over, words
from app.rules.faults import Refused
from app.rules.handing_over import Step
from app.rules.money import ZERO

HANDED_OVER = "handed over"
TAKEN_BACK = "taken back"
"""The kinds of the marks, as they are kept with a backorder."""
_BY_INVOICE = ("filled", "given back")
_MARKS: Final = (
    select(
        BackorderEvent.id,
        BackorderEvent.backorder_id,
        BackorderEvent.kind,
        BackorderEvent.quantity,
        BackorderEvent.at,
        Operator.name,
    )
    .join(Operator, Operator.id == BackorderEvent.operator_id)
    .where(
        BackorderEvent.backorder_id.in_(bindparam("keys", expanding=True)),
        BackorderEvent.kind.in_((HANDED_OVER, TAKEN_BACK)),
    )
    .order_by(BackorderEvent.id)
)
_INVOICED: Final = select(
    Allocation.id,
    Allocation.backorder_id,
    Allocation.rule,
    Allocation.quantity,
    Allocation.document_id,
    Allocation.at,
).where(
    Allocation.backorder_id.in_(bindparam("keys", expanding=True)),
    Allocation.rule.in_(_BY_INVOICE),
    Allocation.document_kind == "invoice",
)


@dataclass(frozen=True, slots=True)
class Handed:
    """So much is with the customer and waits for its invoice; by whom and when it was handed over last."""

    quantity: Decimal
    by: str
    at: dt.datetime


def refuse_lost(session: Session, backorders: Mapping[int, Backorder], numbers: Mapping[int, str]) -> None:
    """Raises Refused when one of these holds less than its customer has in hand and no invoice charges.

    Both are by backorder; `numbers` are those of the parts. Call it when everything about them is written.
    """
    if not backorders:
        return
    for backorder_id, has in of(session, list(backorders)).items():
        if has.quantity > backorders[backorder_id].allocated:
            raise Refused(
                f"{numbers[backorder_id]}: {words.quantity(has.quantity)} handed over already. Leave them on the order "
                "and finalise it with F12, or take that mark back with Ctrl+O."
            )


def of(session: Session, backorder_ids: Collection[int]) -> dict[int, Handed]:
    """By backorder, what of it is handed over and not invoiced yet; nothing of it where that is all settled."""
    marks = bulk.read(session, _MARKS, {"keys": backorder_ids}).all() if backorder_ids else ()
    if not marks:
        return {}
    # a mark goes before what is invoiced at the same moment: that is the invoice made for it
    steps: dict[int, list[tuple[dt.datetime, int, int, Step]]] = {}
    last: dict[int, tuple[str, dt.datetime]] = {}
    for mark in marks:
        kind: handing_over.StepKind = "handed over" if mark.kind == HANDED_OVER else "taken back"
        steps.setdefault(mark.backorder_id, []).append((mark.at, 0, mark.id, Step(kind, mark.quantity)))
        if mark.kind == HANDED_OVER:
            last[mark.backorder_id] = (mark.name, mark.at)
    for row in bulk.read(session, _INVOICED, {"keys": list(steps)}):
        step = Step("invoiced" if row.rule == "filled" else "given back", abs(row.quantity), row.document_id or 0)
        steps[row.backorder_id].append((row.at, 1, row.id, step))
    found = {}
    for backorder_id, taken in steps.items():
        quantity = handing_over.not_invoiced(step for *_, step in sorted(taken, key=lambda each: each[:3]))
        if quantity > ZERO:
            found[backorder_id] = Handed(quantity, *last[backorder_id])
    return found
