"""Goods that have come are given to those who wait (domain 3.5), inside a unit of work; it must not know their cost.

What was bought for somebody goes to them first, held or not, the rest along the queue.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy.orm import Session

from app.models import Backorder, MeantFor, Part
from app.rules import allocation, ordering
from app.rules.drafts import ReceiptLine
from app.rules.found import BackorderFilled
from app.rules.money import ZERO
from app.services.counter import Counter
from app.services.within import queue, shelf, shop, taking_over
from app.services.within.queue import Gift
from app.services.within.shelf import Shelves, Source

SPECIAL_ORDER = "special order"


@dataclass(frozen=True, slots=True)
class Goods:
    """What has come and who waits for it, all locked: the shelves and open backorders by part.

    `meant` says for whom an order line was written, by its key; `olds` are those who wait for old numbers of these
    parts and shall get what is left.
    """

    lines: Sequence[ReceiptLine]
    shelves: Shelves
    waiting: Mapping[int, Sequence[Backorder]]
    meant: Mapping[int, Sequence[MeantFor]]
    source: Source
    olds: taking_over.Waiting


def give_out(session: Session, counter: Counter, goods: Goods) -> tuple[list[BackorderFilled], list[BackorderFilled]]:
    """Give the goods out; returns who got something, and who still waits for all of it."""
    bought = _to_whom_it_was_bought_for(session, counter, goods)
    gifts = bought + queue.serve(session, counter, goods.shelves, goods.source, waiting=goods.waiting)
    gifts += taking_over.give_over(session, counter, goods.olds, goods.shelves, goods.source)
    return _filled(session, gifts, {backorder.id for backorder, _ in bought}), _waiting(session, gifts, goods)


def _to_whom_it_was_bought_for(session: Session, counter: Counter, goods: Goods) -> list[Gift]:
    """What was bought for a customer is nobody else's, as long as the backorder is open.

    A shop that allocates by hand gives nothing here, so nothing counts as delivered: what comes next is theirs first.
    """
    if not shop.settings(session).allocate_automatically:
        return []
    queues = (*goods.waiting.values(), *goods.olds.takers.values())
    special = {each.id: each for queued in queues for each in queued if each.special_order}
    gifts: list[Gift] = []
    for line in goods.lines:
        if line.part is None or line.order_line_id is None:
            continue
        bought_for = {
            each.backorder_id: each for each in goods.meant.get(line.order_line_id, ()) if each.backorder_id in special
        }
        stock = goods.shelves[line.part.id]
        ties = [ordering.Tie(each.backorder_id, each.quantity, each.delivered) for each in bought_for.values()]
        for backorder_id, quantity in ordering.to_ties(line.received, ties):
            backorder = special[backorder_id]
            given = min(quantity, backorder.open - backorder.allocated, max(ZERO, shelf.available(stock)))
            if given <= ZERO:
                continue
            bought_for[backorder_id].delivered += given
            rank, others = _rank(backorder, [*goods.waiting[line.part.id], *goods.olds.takers.get(line.part.id, ())])
            rule = SPECIAL_ORDER
            if backorder.part_id != line.part.id:
                rule = taking_over.IN_PLACE
                part = session.get_one(Part, line.part.id)
                taking_over.move(session, counter, backorder, part, {**goods.olds.shelves, **goods.shelves})
            queue.give(session, counter, stock, backorder, given, goods.source, rule, rank, others)
            gifts.append((backorder, given))
    return gifts


def _rank(backorder: Backorder, backorders: Sequence[Backorder]) -> tuple[int, int]:
    """The place it would have had in the queue, and how many others waited."""
    ids = [place.id for place in allocation.queue([queue.place(each) for each in backorders]) if place.wants > ZERO]
    return ids.index(backorder.id) + 1, len(ids) - 1


def _filled(session: Session, gifts: Sequence[Gift], bought_for: set[int]) -> list[BackorderFilled]:
    return [
        replace(each, reason=SPECIAL_ORDER) if each.backorder_id in bought_for else each
        for each in queue.said(session, gifts)
    ]


def _waiting(session: Session, gifts: Sequence[Gift], goods: Goods) -> list[BackorderFilled]:
    """Who got nothing and waits still, in the order of the queue; whoever is on hold is told apart."""
    given = {backorder.id for backorder, _ in gifts}
    by_id = {backorder.id: backorder for queued in goods.waiting.values() for backorder in queued}
    places = allocation.queue([queue.place(each) for each in by_id.values() if each.id not in given])
    left: list[tuple[Backorder, Decimal]] = [(by_id[place.id], ZERO) for place in places if place.wants > ZERO]
    return [
        replace(each, reason="held") if by_id[each.backorder_id].held else each for each in queue.said(session, left)
    ]
