"""What happened to a backorder, and why it got stock or did not; it must not change anything."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Allocation, Backorder, BackorderEvent, Operator, Stock, StoredAnswer
from app.rules import allocation, words
from app.rules.money import ZERO
from app.services.backorder_lists import BackorderLine, one
from app.services.counter import Counter
from app.services.within import queue
from app.services.within.found import NOTHING
from app.services.within.shop import settings
from app.services.within.taking_over import IN_PLACE


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to a backorder, for its history."""

    at: dt.datetime
    who: str
    what: str


def history(counter: Counter, backorder_id: int) -> tuple[Happening, ...]:
    """Everything that happened to a backorder, the latest first."""
    with counter.db.read() as session:
        given = session.execute(
            select(Allocation, Operator.name)
            .join(Operator, Operator.id == Allocation.operator_id)
            .where(Allocation.backorder_id == backorder_id)
        )
        done = session.execute(
            select(BackorderEvent, Operator.name)
            .join(Operator, Operator.id == BackorderEvent.operator_id)
            .where(BackorderEvent.backorder_id == backorder_id)
        )
        approved = session.execute(
            select(StoredAnswer, Operator.name)
            .join(Operator, Operator.id == StoredAnswer.operator_id)
            .where(StoredAnswer.document_kind == "backorder", StoredAnswer.document_id == backorder_id)
        ).all()
        happenings = [(each.at, each.id, who, _allocated(each)) for each, who in given]
        happenings += [(each.at, each.id, who, _done(each)) for each, who in done]
        happenings += [(each.at, each.id, who, each.answer) for each, who in approved]
    happenings.sort(key=lambda each: each[:2], reverse=True)
    return tuple(Happening(at, who, what) for at, _, who, what in happenings)


def why(counter: Counter, backorder_id: int) -> str:
    """One sentence: why this line got stock, or did not."""
    line = one(counter, backorder_id)
    if line.open <= ZERO:
        return f"{line.number} for {line.debtor} is closed: it was {line.state}."
    if line.held:
        kept = f" It keeps the {words.quantity(line.allocated)} it has." if line.allocated else ""
        return f"{line.number} for {line.debtor} is on hold: {line.hold_reason or 'no reason was given'}.{kept}"
    if line.allocated:
        return _why_given(counter, line)
    return _why_not(counter, line)


def _why_given(counter: Counter, line: BackorderLine) -> str:
    with counter.db.read() as session:
        last = session.scalar(
            select(Allocation)
            .where(Allocation.backorder_id == line.id, Allocation.quantity > ZERO)
            .order_by(Allocation.id.desc())
        )
        dates = settings(session).dates
    got = f"{line.debtor} got {words.quantity(line.allocated)} of {words.quantity(line.open)} {line.number}"
    because = f": {_allocated(last)}, {dates.day(last.at.astimezone().date())}" if last else ""
    if line.ready:
        return f"{got}{because}."
    rest = "the rest of the order" if line.state == "goods here" else "the rest"
    return f"{got}{because}. It is not ready: the ship rule of the debtor waits for {rest}."


def _why_not(counter: Counter, line: BackorderLine) -> str:
    with counter.db.read() as session:
        places = [queue.place(each) for each in _waiting(session, line.part_id)]
        stock = session.get_one(Stock, line.part_id)
        free = stock.on_hand - stock.committed - stock.allocated
        shop = settings(session)
    ordered = [place.id for place in allocation.queue(places) if not place.held]
    rank = ordered.index(line.id) + 1
    due = f", due {shop.dates.day(line.due)}" if line.due else ""
    coming = f"{words.quantity(line.on_order)} on order{due}" if line.on_order else "nothing is on order"
    if free > ZERO:
        how = "Allocate gives it to this line" if shop.allocate_automatically else "the shop allocates by hand"
        return f"{line.debtor} waits beside {words.quantity(free)} free {line.number}: {how}."
    return f"{line.debtor} is number {rank} of {len(ordered)} waiting for {line.number}; nothing is free, {coming}."


def _waiting(session: Session, part_id: int) -> list[Backorder]:
    return list(session.scalars(select(Backorder).where(Backorder.part_id == part_id, Backorder.open > NOTHING)))


def _allocated(each: Allocation) -> str:
    quantity = words.quantity(abs(each.quantity))
    said = {
        "queue": f"{quantity} allocated as number {each.rank} of {each.others + 1} in the queue",
        "special order": f"{quantity} allocated, bought for this customer",
        "by hand": f"{quantity} allocated by hand",
        "given back": f"{quantity} given back from an invoice",
        "filled": f"{quantity} invoiced",
        "withdrawn": f"{quantity} withdrawn, because they are not there any more",
        "cancelled": f"{quantity} set free",
        "taken back": f"{quantity} taken back",
        IN_PLACE: f"{quantity} allocated in place of the old number, as number {each.rank} of {each.others + 1}",
        "handed over": f"{quantity} {'received from' if each.quantity > ZERO else 'handed to'} another backorder",
    }.get(each.rule, f"{quantity} {each.rule}")
    return f"{said} ({each.reason})" if each.reason else said


def _done(each: BackorderEvent) -> str:
    quantity = f" {words.quantity(each.quantity)}" if each.quantity else ""
    return f"{each.kind}{quantity}" + (f": {each.reason}" if each.reason else "")
