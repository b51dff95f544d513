"""Who waits for an old number when goods of the new one come, inside a unit of work; it must not give them any.

Their own number's backorders are served before them; what is left is offered (domain 3.11).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Backorder, MeantFor, Part
from app.rules.drafts import ReceiptDraft
from app.rules.money import ZERO
from app.rules.supersession_questions import GiveToOldNumbers
from app.services.within import shelf, shop, taking_over
from app.services.within.asking import Asking
from app.services.within.shelf import Shelves
from app.services.within.taking_over import Waiting


@dataclass(frozen=True, slots=True)
class OldNumbers:
    """The old numbers that somebody waits for, each with the part that came, and the saved orders that wait, locked."""

    instead: Mapping[int, int]
    orders: Collection[int] = frozenset()


def locked(session: Session, draft: ReceiptDraft) -> OldNumbers:
    """The old numbers of what comes; the orders on the books that wait for them are locked, before everything else."""
    if not taking_over.offered(session):
        return OldNumbers({})
    instead = taking_over.old_numbers(session, {line.part.id for line in draft.filled_lines if line.part})
    if not instead:
        return OldNumbers({})
    return OldNumbers(instead, taking_over.lock_orders(session, taking_over.of_parts(session, instead)))


def decide(
    session: Session,
    draft: ReceiptDraft,
    olds: OldNumbers,
    shelves: Shelves,
    waiting: Mapping[int, Sequence[Backorder]],
    meant: Mapping[int, Sequence[MeantFor]],
    asked: Asking,
) -> Waiting:
    """Who goes over to the number that came: asked of each part of which something will be left, or by the setting.

    `shelves` and `waiting` are those of the new parts and the old ones, by part, locked.
    """
    by_part: dict[int, list[Backorder]] = {}
    for old, new in olds.instead.items():
        by_part.setdefault(new, []).extend(waiting.get(old, ()))
    always = shop.settings(session).backorders_of_old_numbers == "always"
    takers: dict[int, list[Backorder]] = {}
    for part_id, backorders in by_part.items():
        may = taking_over.free_to_go(session, backorders, olds.orders, [part_id])
        tied = _tied(draft, part_id, meant)
        if not may or not (_left(draft, part_id, shelves, waiting) > ZERO or any(each.id in tied for each in may)):
            continue
        number = session.scalars(select(Part.number).where(Part.id == part_id)).one()
        if always or asked.ask(GiveToOldNumbers(number, taking_over.told(session, may))) == "yes":
            takers[part_id] = may
    return Waiting(takers, {old: shelves[old] for old in olds.instead})


def _left(draft: ReceiptDraft, part_id: int, shelves: Shelves, waiting: Mapping[int, Sequence[Backorder]]) -> Decimal:
    """What will be free of the part when everybody who waits for its own number has theirs."""
    comes = sum((line.received for line in draft.filled_lines if line.part and line.part.id == part_id), ZERO)
    wanted = sum((each.open - each.allocated for each in waiting.get(part_id, ()) if not each.held), ZERO)
    return shelf.available(shelves[part_id]) + comes - wanted


def _tied(draft: ReceiptDraft, part_id: int, meant: Mapping[int, Sequence[MeantFor]]) -> set[int]:
    """For whom the order lines were written on which the part came."""
    lines = [line.order_line_id for line in draft.filled_lines if line.part and line.part.id == part_id]
    return {each.backorder_id for line_id in lines if line_id for each in meant.get(line_id, ())}
