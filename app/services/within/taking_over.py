"""Backorders go over from an old number to the part that has superseded it, inside a unit of work.

It must not decide whether they shall. A backorder that has gone over waits for the new part like any other, in its old
place, at its agreed price; `ordered_as` keeps the number that was ordered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Allocation, Backorder, BackorderEvent, Invoice, InvoiceLine, Part
from app.rules import allocation, supersession, words
from app.rules.drafts import InvoiceLine as DraftLine
from app.rules.money import ZERO
from app.rules.supersession_questions import WaitsForOld
from app.services.counter import Counter
from app.services.within import queue, shelf, shop, superseding
from app.services.within.found import NOTHING
from app.services.within.queue import Gift
from app.services.within.shelf import Shelves, Source

IN_PLACE: Final = "superseded"
"""The rule by which a backorder got goods of the new number; also what is written into its history."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who may go over, by the part that has superseded theirs, and the saved orders they began on, locked."""

    takers: Mapping[int, Sequence[Backorder]] = field(default_factory=dict)
    shelves: Shelves = field(default_factory=dict)
    """Of the old numbers."""


def old_numbers(session: Session, part_ids: Collection[int]) -> dict[int, int]:
    """The numbers that these parts supersede and for which somebody waits, each with the part that holds today."""
    olds = superseding.predecessors(session, part_ids)
    if not olds:
        return {}
    waited_for = session.scalars(
        select(Backorder.part_id).where(
            Backorder.part_id.in_(olds), Backorder.open > NOTHING, Backorder.open > Backorder.allocated
        )
    )
    wanted = set(waited_for)
    return {old: new for old, new in olds.items() if old in wanted}


def lock_orders(session: Session, backorder_ids: Collection[int]) -> set[int]:
    """The orders on the books that these began on, locked before everything else: their lines go over too."""
    began = select(InvoiceLine.invoice_id).where(InvoiceLine.begins_id.in_(backorder_ids))
    statement = (
        select(Invoice.id)
        .where(Invoice.id.in_(began), Invoice.status == "saved")
        .order_by(Invoice.id)
        .with_for_update(key_share=True)
    )
    return set(session.scalars(statement)) if backorder_ids else set()


def of_parts(session: Session, part_ids: Iterable[int]) -> list[int]:
    """The open backorders of these parts, by their keys; they are not locked."""
    return list(session.scalars(select(Backorder.id).where(Backorder.part_id.in_(part_ids), Backorder.open > NOTHING)))


def free_to_go(
    session: Session, backorders: Iterable[Backorder], orders: Collection[int], parts: Collection[int]
) -> list[Backorder]:
    """Those of these that may go over to (one of) these parts now, in the order of the queue.

    Not who is on hold, nor who has something of the old number already: that is invoiced first. Nor a part of a unit to
    what is sold in whole ones. They and their parts' shelves are locked.
    """
    waiting = [each for each in backorders if not each.held and each.open > ZERO]
    if any(not _fits(each, True) for each in waiting) and _sold_whole(session, parts):
        waiting = [each for each in waiting if _fits(each, True)]
    stuck = why_not(session, waiting, orders)
    by_id = {each.id: each for each in waiting if each.id not in stuck}
    return [by_id[place.id] for place in allocation.queue([queue.place(each) for each in by_id.values()])]


def fits(session: Session, backorder: Backorder, part_id: int) -> bool:
    """Whether so much can be sold of the part: no part of a unit of what is sold in whole ones."""
    return _fits(backorder, _sold_whole(session, [part_id]))


def _fits(backorder: Backorder, whole_units: bool) -> bool:
    return not whole_units or backorder.open == backorder.open.to_integral_value()


def _sold_whole(session: Session, part_ids: Collection[int]) -> bool:
    return bool(session.scalar(select(Part.id).where(Part.id.in_(part_ids), Part.whole_units).limit(1)))


def why_not(session: Session, backorders: Collection[Backorder], orders: Collection[int]) -> dict[int, str]:
    """By backorder, in words, what keeps it with its number for now; `orders` are the locked ones."""
    lying = {
        each.id: f"{words.quantity(each.allocated)} of it lie there for this customer. Invoice these first"
        for each in backorders
        if each.allocated > ZERO
    }
    return {**lying, **why_not_its_documents(session, backorders, orders)}


def why_not_its_documents(
    session: Session, backorders: Collection[Backorder], orders: Collection[int]
) -> dict[int, str]:
    """The same for who may lose what lies there: only what saved orders have of it."""
    result: dict[int, str] = {}
    ids = [each.id for each in backorders]
    filling = session.execute(
        select(InvoiceLine.fills_id, Invoice)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(InvoiceLine.fills_id.in_(ids), Invoice.status == "saved")
    )
    for key, invoice in filling:
        result[key or 0] = f"{queue.document_name(invoice)} supplies some of it. Finalise that one first"
    beginning = session.execute(
        select(InvoiceLine, Invoice)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(InvoiceLine.begins_id.in_(ids), Invoice.status == "saved")
    )
    for line, invoice in beginning:
        if invoice.id not in orders or line.supplied or line.cancelled:
            name = queue.document_name(invoice)
            result[line.begins_id or 0] = f"some of its line on {name} does not wait. Change that with F9"
    return result


def told(session: Session, backorders: Sequence[Backorder]) -> tuple[WaitsForOld, ...]:
    """Who waits for an old number, for a question, in the order given."""
    named = {each.backorder_id: each for each in queue.said(session, [(each, ZERO) for each in backorders])}
    return tuple(
        WaitsForOld(each.id, named[each.id].debtor, named[each.id].number, each.open - each.allocated)
        for each in backorders
    )


def move(session: Session, counter: Counter, backorder: Backorder, part: Part, shelves: Shelves) -> None:
    """From now on it waits for `part`; what was allocated to it is free again.

    The backorder, the shelves of both parts and the order it began on, when that is on the books, are locked. Call
    `queue.serve` for what became free, and for the new part.
    """
    source = Source("backorder", backorder.id, IN_PLACE)
    old = session.get_one(Part, backorder.part_id)
    if backorder.allocated:
        queue.give(session, counter, shelves[old.id], backorder, -backorder.allocated, source, "taken back")
    ordered_as = backorder.ordered_as or old.number
    backorder.ordered_as = "" if part.number == ordered_as else ordered_as
    backorder.part_id = part.id
    backorder.version += 1
    if part.kind == "catalogue":
        part.kind = "stock"
    _on_its_order(session, backorder, part, ordered_as)
    session.add(
        BackorderEvent(
            backorder_id=backorder.id,
            kind=IN_PLACE,
            reason=_from_to(old.number, part.number),
            operator_id=counter.operator.id,
            at=counter.now(),
        )
    )


def give_over(session: Session, counter: Counter, waiting: Waiting, shelves: Shelves, source: Source) -> list[Gift]:
    """What is left of the new parts goes along the queue of those who wait for their old numbers; they go over."""
    gifts: list[Gift] = []
    for part_id, takers in waiting.takers.items():
        stock = shelves[part_id]
        # some may have got what came of their own number, or what was bought for them
        by_id = {each.id: each for each in takers if each.part_id != part_id and not each.allocated}
        places = [queue.place(each) for each in by_id.values()]
        for given in allocation.allocate(shelf.available(stock), places):
            backorder = by_id[given.id]
            move(session, counter, backorder, session.get_one(Part, part_id), {**waiting.shelves, **shelves})
            queue.give(session, counter, stock, backorder, given.quantity, source, IN_PLACE, given.rank, given.others)
            gifts.append((backorder, given.quantity))
    return gifts


def came_over(session: Session, document: Source, part_ids: Collection[int]) -> dict[int, int]:
    """By open backorder of these parts that went over when this document gave it goods: the part it waited for before.

    Left out is who has another number since, or was invoiced some, and whose old number is called otherwise now.
    """
    given = session.execute(
        select(Allocation.backorder_id, Part.number, func.max(Allocation.id), func.max(Allocation.at))
        .join(Backorder, Backorder.id == Allocation.backorder_id)
        .join(Part, Part.id == Backorder.part_id)
        .where(Backorder.part_id.in_(part_ids), Backorder.open > NOTHING)
        .where(Allocation.rule == IN_PLACE, Allocation.quantity > NOTHING)
        .where(Allocation.document_kind == document.kind, Allocation.document_id == document.id)
        .group_by(Allocation.backorder_id, Part.number)
    ).all()
    ids = [each[0] for each in given]
    filled: dict[int, int] = dict(
        session.execute(
            select(Allocation.backorder_id, func.max(Allocation.id))
            .where(Allocation.backorder_id.in_(ids), Allocation.rule == "filled")
            .group_by(Allocation.backorder_id)
        ).all()
    )
    moved = select(BackorderEvent).where(BackorderEvent.backorder_id.in_(ids), BackorderEvent.kind == IN_PLACE)
    last = {each.backorder_id: each for each in session.scalars(moved.order_by(BackorderEvent.id))}
    before: dict[int, str] = {}
    for key, number, allocation_id, at in given:
        event, end = last.get(key), _from_to("", number)
        if event and event.at <= at and event.reason.endswith(end) and filled.get(key, 0) < allocation_id:
            before[key] = event.reason.removesuffix(end)
    rows = session.execute(select(Part.number, Part.id).where(Part.number.in_(set(before.values()))))
    parts: dict[str, int] = dict(rows.all())
    return {key: parts[number] for key, number in before.items() if number in parts}


def give_back(session: Session, counter: Counter, back: Mapping[int, int], shelves: Shelves) -> None:
    """These backorders wait again for the part they waited for before, and get at once what lies free of it.

    By their keys; they have nothing of the other part. They, their orders and all these shelves are locked.
    """
    for backorder_id, part_id in back.items():
        backorder = session.get_one(Backorder, backorder_id)
        move(session, counter, backorder, session.get_one(Part, part_id), shelves)
    olds = {part_id: shelves[part_id] for part_id in back.values()}
    queue.serve(session, counter, olds, Source("backorder", None, IN_PLACE))


def _from_to(old: str, new: str) -> str:
    """What a history says of a number that took the place of another."""
    return f"{old} → {new}"


def noted(line: DraftLine, backorder: Backorder) -> DraftLine:
    """A line that fills the backorder, with the number that was ordered in its note, for screen and paper."""
    return replace(line, note=supersession.noted(line.note, line.number, backorder.ordered_as))


def offered(session: Session) -> bool:
    """Whether old numbers' backorders are looked at at all when goods come: not where a person allocates."""
    settings = shop.settings(session)
    return settings.allocate_automatically and settings.backorders_of_old_numbers != "never"


def _on_its_order(session: Session, backorder: Backorder, part: Part, ordered_as: str) -> None:
    """On an order that is still on the books its line goes over with it, so that it is filled there as the new part."""
    row = session.execute(
        select(InvoiceLine, Invoice)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(InvoiceLine.begins_id == backorder.id, Invoice.status == "saved")
    ).one_or_none()
    if row is None:
        return
    line, invoice = row
    line.part_id, line.number, line.description, line.unit = part.id, part.number, part.description, part.unit
    line.gst_rate = ZERO if part.gst_free else shop.settings(session).gst_rate
    line.note = supersession.noted(line.note, part.number, ordered_as)
    invoice.version += 1
