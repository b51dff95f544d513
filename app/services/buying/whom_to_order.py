"""Whom to order from: the suppliers of what debtors wait for and nobody has ordered; it must not change anything."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.models import Backorder, Part, Stock
from app.rules import ordering
from app.rules.found import CreditorFound
from app.rules.money import ZERO
from app.services.counter import Counter
from app.services.within import found
from app.services.within.buying import buying


@dataclass(frozen=True, slots=True)
class SupplierWanted:
    """A supplier, and how many backorders wait for parts of it that are still to be ordered."""

    creditor: CreditorFound
    backorders: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """The suppliers, the one with the most backorders first; `of_nobody` wait for parts that have no supplier."""

    suppliers: tuple[SupplierWanted, ...]
    of_nobody: int


def wanted(counter: Counter) -> Wanted:
    """What has to be ordered for those who wait, by the usual supplier of the part (domain 3.4).

    What is on order or on a saved stock order already covers a part, and so does what lies free on its shelf; a held
    backorder waits for nothing. A fixed number of queries, however many wait.
    """
    waits = (Backorder.open > found.NOTHING, Backorder.open > Backorder.allocated, ~Backorder.held)
    part_ids = select(Backorder.part_id).where(*waits).distinct()
    with counter.db.read() as session:
        standings = buying.standings(session, part_ids)
        shelves = session.execute(
            select(Part.id, Part.creditor_id, Stock.on_hand - Stock.committed - Stock.allocated)
            .join(Stock, Stock.part_id == Part.id)
            .where(Part.id.in_(part_ids))
        )
        counted: dict[int | None, int] = {}
        for part_id, creditor_id, available in shelves:
            standing = standings[part_id]
            if ordering.net_need(standing.waiting, standing.untied, available) > ZERO:
                waiting = sum(each.waiting > ZERO and not each.held for each in standing.waiting)
                counted[creditor_id] = counted.get(creditor_id, 0) + waiting
        of_nobody = counted.pop(None, 0)
        creditors = found.creditors(session, [each for each in counted if each is not None])
    suppliers = [SupplierWanted(each, counted[each.id]) for each in creditors.values() if each.active]
    suppliers.sort(key=lambda each: (-each.backorders, each.creditor.name.casefold()))
    return Wanted(tuple(suppliers), of_nobody)
