"""Numbers that took the place of others: what is offered instead of one, and who waits for the new one from now on.

It must not know in which window a number was typed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Backorder, Part
from app.rules import pricing, supersession, words
from app.rules.drafts import OrderDraft, ReceiptDraft, ReceiptLine
from app.rules.faults import Refused
from app.rules.found import DebtorFound, PartFound
from app.rules.money import ZERO
from app.rules.questions import Answers, Question
from app.rules.supersession_questions import (
    CurrentPartHasCome,
    OrderCurrentPart,
    OrderForOldNumbers,
    ReceivedForOldNumber,
    TakeCurrentBeforeOld,
    TakeCurrentPart,
)
from app.services.backorders import Done
from app.services.counter import Counter
from app.services.within import found, handed, queue, searching, shelf, shop, superseding, taking_over
from app.services.within.asking import NO_ANSWERS, Asking, store
from app.services.within.buying import order_needs
from app.services.within.sales import prices
from app.services.within.shelf import Source

Where = Literal["order", "receipt"]


@dataclass(frozen=True, slots=True)
class Offer:
    """What to ask before a number is taken, and the part that is taken for a Yes."""

    question: Question
    part: PartFound


def offer(counter: Counter, part: PartFound, debtor: DebtorFound | None, quantity: Decimal) -> Offer | None:
    """The current part instead of one that is entered on a sale; None where it is the current one itself.

    While the old number is still on the shelf, keeping it is the safe answer: what is old is sold first.
    """
    with counter.db.read() as session:
        current = _current(session, part.id)
        if current is None:
            return None
        price = pricing.price_for(current, prices.terms(session, debtor, [current])[current.id], quantity).price
    kind = TakeCurrentBeforeOld if part.available > ZERO else TakeCurrentPart
    asked = kind(part.number, current.number, max(ZERO, current.available), price, max(ZERO, part.available))
    return Offer(asked, current)


def gone(counter: Counter, typed: str) -> tuple[PartFound, ...]:
    """The parts with this number that are not in use any more and that one in use has superseded."""
    with counter.db.read() as session:
        ids = [match.part_id for match in searching.exact_parts(session, typed, retired=True)]
        today = superseding.currents(session, ids)
        wanted = [each for each in ids if each in today and today[each].part_id is not None]
        return tuple(each for each in found.parts(session, wanted).values() if not each.active)


def instead_of_waiting(counter: Counter, part: PartFound, debtor: DebtorFound | None, quantity: Decimal) -> str:
    """What a person should know before somebody waits for so many of a number that is superseded; else nothing."""
    offered = offer(counter, part, debtor, quantity)
    if offered is None or offered.part.available <= ZERO:
        return ""
    return f"{offered.part.number} takes its place, {words.quantity(offered.part.available)} available. F8 takes it."


def offer_bought(counter: Counter, part: PartFound, where: Where) -> Offer | None:
    """The current part instead of one that is entered on a stock order or a supplier's invoice; None where it is it."""
    with counter.db.read() as session:
        current = _current(session, part.id)
    if current is None:
        return None
    if where == "receipt":
        return Offer(CurrentPartHasCome(part.number, current.number), current)
    return Offer(OrderCurrentPart(part.number, current.number, max(ZERO, current.available)), current)


def ordered_before(
    counter: Counter, draft: ReceiptDraft, part: PartFound
) -> tuple[ReceivedForOldNumber, ReceiptLine] | None:
    """The line of the draft by which an old number of this part is outstanding on a stock order, and what to ask."""
    lines = [line for line in draft.filled_lines if line.order_line_id and line.part and line.part.id != part.id]
    with counter.db.read() as session:
        for line in lines:
            if line.part and line.outstanding and superseding.replaces(session, part.id, line.part.id):
                asked = ReceivedForOldNumber(part.number, line.number, line.order_number, line.outstanding)
                return asked, line
    return None


def received_as(line: ReceiptLine, part: PartFound) -> ReceiptLine:
    """The line of an ordered number when the part that has superseded it has come: for the same order, at its cost."""
    return replace(
        line, part=part, description=part.description, gst_rate=part.gst_rate, ordered_as=line.ordered_as or line.number
    )


def take_other(counter: Counter, backorder_id: int) -> Done:
    """The new number where one in the books supersedes its part, else the one that was ordered. Raises Refused."""
    with counter.db.read() as session:
        part_id, _ = _its_part(session, backorder_id)
        now = superseding.currents(session, [part_id]).get(part_id)
        went_over = session.scalar(select(Backorder.ordered_as).where(Backorder.id == backorder_id))
    return (take_old if went_over and (now is None or now.part_id is None) else take_new)(counter, backorder_id)


def take_new(counter: Counter, backorder_id: int) -> Done:
    """The backorder waits for the part that is sold today instead of its own, in its old place, at its agreed price.

    What lies free of that goes along its queue at once. Raises Refused when nothing in the books supersedes its part,
    and when something of the old number lies there for the customer.
    """
    with counter.work() as session:
        part_id, number = _its_part(session, backorder_id)
        now = superseding.currents(session, [part_id]).get(part_id)
        if now is None or now.part_id is None:
            named = f" but {now.number}, which is not in the books" if now else ""
            raise Refused(f"Nothing takes the place of {number}{named}. The part's card says what does.")
        return _gone_over(session, counter, backorder_id, part_id, now.part_id)


def take_old(counter: Counter, backorder_id: int) -> Done:
    """The backorder waits again for the number that was ordered; what it has of the new one is free again.

    Raises Refused when it never went over, and when the old number is in the books no more.
    """
    with counter.work() as session:
        part_id, number = _its_part(session, backorder_id)
        ordered_as = session.scalar(select(Backorder.ordered_as).where(Backorder.id == backorder_id))
        old_id = session.scalar(select(Part.id).where(Part.number == ordered_as)) if ordered_as else None
        if not ordered_as:
            raise Refused(f"{number} is the number that was ordered.")
        if old_id is None:
            raise Refused(f"{ordered_as} is not in the books any more.")
        return _gone_over(session, counter, backorder_id, part_id, old_id, back=True)


def for_ordering(
    counter: Counter,
    creditor_id: int,
    only_suppliers_parts: bool,
    draft: OrderDraft | None = None,
    answers: Answers = NO_ANSWERS,
) -> Done:
    """Before *Get Back Orders*: who lacks a number that is superseded waits for the current one, so that is ordered.

    Whom an order by the old number covers goes on waiting for it. Raises Unanswered by the setting; nothing is said
    when nobody goes over.
    """
    with counter.work() as session:
        how = shop.settings(session).backorders_of_old_numbers
        lacking = _lacking(session, creditor_id, only_suppliers_parts, draft) if how != "never" else {}
        if not lacking:
            return Done("")
        orders = taking_over.lock_orders(session, lacking)
        shelves = shelf.lock(session, {each for pair in lacking.values() for each in pair})
        rows = queue.locked(session, lacking)
        may = [
            each
            for each in taking_over.free_to_go(session, rows.values(), orders, {new for _, new in lacking.values()})
            if each.part_id == lacking[each.id][0]
        ]
        if not may:
            return Done("")
        parts = {part.id: part for part in session.scalars(select(Part).where(Part.id.in_(shelves)))}
        told = taking_over.told(session, may)
        current = [parts[lacking[each.id][1]].number for each in may]
        asking = Asking(answers)
        if how == "ask":
            answer = asking.ask(OrderForOldNumbers(tuple(zip(told, current, strict=True))))
            asking.settle()
            if answer != "yes":
                return Done("")
        for each in may:
            taking_over.move(session, counter, each, parts[lacking[each.id][1]], shelves)
            store(session, counter, "backorder", each.id, (asking.used,))
        gifts = queue.serve(session, counter, shelves, Source("backorder", None, taking_over.IN_PLACE))
        numbers = words.some(tuple(dict.fromkeys(current)))
        counted = words.counted(len(may), "backorder waits", "backorders wait")
        return Done(f"{counted} for {numbers} now.", queue.said(session, gifts))


def _current(session: Session, part_id: int) -> PartFound | None:
    now = superseding.currents(session, [part_id]).get(part_id)
    if now is None or now.part_id is None:
        return None
    return found.parts(session, [now.part_id]).get(now.part_id)


def _its_part(session: Session, backorder_id: int) -> tuple[int, str]:
    row = session.execute(
        select(Part.id, Part.number).join(Backorder, Backorder.part_id == Part.id).where(Backorder.id == backorder_id)
    ).one_or_none()
    if row is None:
        raise Refused("This backorder does not exist.")
    return row.id, row.number


def _gone_over(
    session: Session, counter: Counter, backorder_id: int, from_id: int, to_id: int, *, back: bool = False
) -> Done:
    orders = taking_over.lock_orders(session, [backorder_id])
    shelves = shelf.lock(session, {from_id, to_id})
    backorder = queue.locked(session, [backorder_id])[backorder_id]
    old, new = session.get_one(Part, from_id), session.get_one(Part, to_id)
    if backorder.part_id != from_id:
        raise Refused(f"Somebody else has changed this backorder of {old.number}. F5 shows it as it is now.")
    if backorder.open <= ZERO:
        raise Refused(f"{old.number}: this backorder is closed, nothing of it is open any more.")
    stuck = taking_over.why_not(session, [backorder], orders).get(backorder_id)
    if back and backorder.allocated and not handed.of(session, [backorder_id]):
        stuck = taking_over.why_not_its_documents(session, [backorder], orders).get(backorder_id)
    if stuck:
        raise Refused(f"{old.number}: {stuck}.")
    if not taking_over.fits(session, backorder, to_id):
        waits = f"{words.quantity(backorder.open)} of {old.number} wait"
        raise Refused(f"{new.number} is sold in whole units, and {waits}. Cancel a part of it first.")
    taking_over.move(session, counter, backorder, new, shelves)
    gifts = queue.serve(session, counter, shelves, Source("backorder", backorder_id, taking_over.IN_PLACE))
    name = supersession.both(new.number, backorder.ordered_as)
    return Done(
        f"{words.quantity(backorder.open)} wait for {name} now, in their old place.", queue.said(session, gifts)
    )


def _lacking(
    session: Session, creditor_id: int, only_suppliers_parts: bool, draft: OrderDraft | None
) -> dict[int, tuple[int, int]]:
    """By backorder that lacks an old number of parts to be ordered: that part and the one that holds today."""
    proposed = [each for each in order_needs.proposals(session, creditor_id, False, draft) if each.need > ZERO]
    today = superseding.currents(session, [each.part.id for each in proposed])
    instead = {old: now.part_id for old, now in today.items() if now.part_id is not None}
    wanted = _of_supplier(session, creditor_id, instead) if only_suppliers_parts else instead
    return {
        backorder_id: (each.part.id, wanted[each.part.id])
        for each in proposed
        if each.part.id in wanted
        for backorder_id, _ in each.meant_for
    }


def _of_supplier(session: Session, creditor_id: int, instead: dict[int, int]) -> dict[int, int]:
    """Those of which the old number or the current one is this supplier's."""
    both: Collection[int] = {*instead, *instead.values()}
    ours = set(session.scalars(select(Part.id).where(Part.id.in_(both), Part.creditor_id == creditor_id)))
    return {old: new for old, new in instead.items() if old in ours or new in ours}
