"""What buying and receiving share inside a unit of work: who waits, what is outstanding, how an order stands.

It must not know which window asks, nor write anything but the standing of an order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from app.db import bulk
from app.models import Backorder, Creditor, MeantFor, PartNumber, StockOrder, StockOrderLine
from app.rules import allocation, invoicing, ordering, words
from app.rules.drafts import OrderLine, ReceiptLine
from app.rules.entry import LARGEST_PRICE
from app.rules.faults import Refused
from app.rules.found import CreditorFound, PartFound
from app.rules.money import COST_PLACES, ZERO, rounded
from app.rules.ordering import Tie, WaitingBackorder
from app.services.within import found, queue

PartIds = Collection[int] | Select[int]
MeantPairs = tuple[tuple[int, Decimal], ...]

_CREDITOR_LOCKED: Final = select(Creditor).where(Creditor.id == bindparam("creditor")).with_for_update(key_share=True)
_LEFT: Final = (
    select(StockOrderLine.order_id, func.sum(StockOrderLine.outstanding), func.sum(StockOrderLine.closed))
    .where(StockOrderLine.order_id.in_(bindparam("orders", expanding=True)))
    .group_by(StockOrderLine.order_id)
)


@dataclass(slots=True)
class Standing:
    """How a part stands with those who wait for it: the backorders in queue order, and what is outstanding.

    `untied` is what is outstanding on stock orders, saved ones included, for nobody in particular.
    """

    waiting: list[WaitingBackorder] = field(default_factory=list)
    open: Decimal = ZERO
    outstanding: Decimal = ZERO
    untied: Decimal = ZERO

    def order(self, quantity: Decimal, available: Decimal) -> MeantPairs:
        """For whom an order line of `quantity` is meant; from then on it counts as outstanding."""
        meant = ordering.meant_for(quantity, self.waiting, max(ZERO, available) + self.untied)
        given = dict(meant)
        tied = ZERO
        for place, each in enumerate(self.waiting):
            if each.special_order and each.id in given:
                tied += given[each.id]
                self.waiting[place] = replace(each, tied_outstanding=each.tied_outstanding + given[each.id])
        self.outstanding += quantity
        self.untied += quantity - tied
        return meant


def standings(session: Session, part_ids: PartIds, *, without_order: int | None = None) -> dict[int, Standing]:
    """How each of these parts stands, in three queries; lines of the order `without_order` do not count."""
    result: dict[int, Standing] = {}
    backorders = session.scalars(
        select(Backorder).where(Backorder.part_id.in_(part_ids), Backorder.open > found.NOTHING)
    ).all()
    ties = _ties(session, part_ids, without_order)
    tied_to: dict[int, Decimal] = {}
    lines = session.execute(
        select(StockOrderLine.id, StockOrderLine.part_id, StockOrderLine.outstanding).where(
            StockOrderLine.part_id.in_(part_ids),
            StockOrderLine.outstanding > found.NOTHING,
            StockOrderLine.order_id != (without_order or 0),
        )
    )
    for line_id, part_id, outstanding in lines:
        standing = result.setdefault(part_id, Standing())
        tied = ordering.to_ties(outstanding, ties.get(line_id, ()))
        for backorder_id, quantity in tied:
            tied_to[backorder_id] = tied_to.get(backorder_id, ZERO) + quantity
        standing.outstanding += outstanding
        standing.untied += outstanding - sum((quantity for _, quantity in tied), ZERO)
    by_id = {backorder.id: backorder for backorder in backorders}
    for place in allocation.queue([queue.place(backorder) for backorder in backorders]):
        backorder = by_id[place.id]
        standing = result.setdefault(backorder.part_id, Standing())
        standing.open += place.open
        standing.waiting.append(
            WaitingBackorder(
                id=place.id,
                waiting=place.wants,
                tied_outstanding=tied_to.get(place.id, ZERO),
                held=place.held,
                special_order=backorder.special_order,
            )
        )
    return result


def _ties(session: Session, part_ids: PartIds, without_order: int | None) -> dict[int, list[Tie]]:
    """By order line, what of it is tied: bought for a special order that is still open (domain 3.4)."""
    rows = session.execute(
        select(MeantFor.order_line_id, MeantFor.backorder_id, MeantFor.quantity, MeantFor.delivered)
        .join(StockOrderLine, StockOrderLine.id == MeantFor.order_line_id)
        .join(Backorder, (Backorder.id == MeantFor.backorder_id) & (Backorder.part_id == StockOrderLine.part_id))
        .where(
            StockOrderLine.part_id.in_(part_ids),
            StockOrderLine.outstanding > found.NOTHING,
            StockOrderLine.order_id != (without_order or 0),
            Backorder.special_order,
            Backorder.open > found.NOTHING,
        )
        .order_by(MeantFor.id)
    )
    result: dict[int, list[Tie]] = {}
    for line_id, backorder_id, quantity, delivered in rows:
        result.setdefault(line_id, []).append(Tie(backorder_id, quantity, delivered))
    return result


def meant_for_lines(
    lines: Iterable[OrderLine], parts: dict[int, PartFound], at: dict[int, Standing]
) -> dict[int, MeantPairs]:
    """For whom each ordered line is meant, by the line's key; a second line of a part sees what the first covers."""
    result: dict[int, MeantPairs] = {}
    for line in lines:
        if line.part is not None and line.wanted and line.quantity > ZERO:
            part = parts[line.part.id]
            result[line.key] = at.setdefault(part.id, Standing()).order(line.quantity, part.available)
    return result


def names(session: Session, backorder_ids: Collection[int]) -> dict[int, str]:
    """Who waits, by backorder: the debtor's name, or the walk-in's own."""
    if not backorder_ids:
        return {}
    rows = session.scalars(select(Backorder).where(Backorder.id.in_(backorder_ids)))
    told = queue.said(session, [(backorder, ZERO) for backorder in rows])
    return {each.backorder_id: each.debtor for each in told}


def who_waits(meant: MeantPairs, named: dict[int, str]) -> str:
    """For whom a line is, in words: *Miller Motors 3, Jones 2*."""
    return ", ".join(f"{named[each]} {words.quantity(quantity)}" for each, quantity in meant if each in named)


def creditor(session: Session, creditor_id: int) -> CreditorFound:
    """The creditor; raises Refused when there is none."""
    known = found.creditors(session, [creditor_id]).get(creditor_id)
    if known is None:
        raise Refused("This supplier is not in the Creditor Master File. Choose one that is.", field="creditor")
    return known


def lock_creditor(session: Session, of: CreditorFound | None) -> Creditor:
    """The creditor's row, locked first of all; one counter at a time writes its orders and invoices."""
    row = session.scalar(_CREDITOR_LOCKED, {"creditor": of.id}) if of else None
    if row is None:
        raise Refused("The supplier is missing. Type its code or name.", field="creditor")
    return row


def supplier_numbers(session: Session, parts: Collection[PartFound], creditor_id: int) -> dict[int, str]:
    """The supplier's own numbers of these parts; a part of another supplier has none here."""
    ours = [part.id for part in parts if part.creditor_id in (None, creditor_id)]
    rows = session.execute(
        select(PartNumber.part_id, PartNumber.number)
        .where(PartNumber.part_id.in_(ours), PartNumber.kind == "supplier")
        .order_by(PartNumber.id.desc())
    )
    return dict(rows.all())


def usual_cost(part: PartFound) -> Decimal:
    """What one costs ex GST, as far as is known: the last cost, else the average."""
    return part.last_cost or part.average_cost


def check_line(line: OrderLine | ReceiptLine, *quantities: tuple[str, Decimal]) -> None:
    """Raises Refused unless the line's part lies on a shelf, its quantities can be bought and its cost can be paid."""
    part = line.part
    if part is not None and not part.stocked:
        raise Refused(
            f"{part.number} is a charge and lies on no shelf. Order and receive parts only; freight has its own field.",
            field="part",
            line=line.key,
        )
    for name, quantity in quantities:
        invoicing.check_quantity(part, quantity, key=line.key, field=name)
    if not ZERO <= line.cost <= LARGEST_PRICE or line.cost != rounded(line.cost, COST_PLACES):
        raise Refused(
            f"{line.number}: {line.cost} is no cost. Type dollars with at most four decimals, for instance 12.50.",
            field="cost",
            line=line.key,
        )


def settle_status(session: Session, orders: Sequence[StockOrder]) -> dict[int, Decimal]:
    """Orders with nothing outstanding any more are complete, or closed short when something was closed.

    Returns what is outstanding on each, by its key.
    """
    if not orders:
        return {}
    sums = bulk.read(session, _LEFT, {"orders": [order.id for order in orders]})
    left = {order_id: (outstanding, closed) for order_id, outstanding, closed in sums}
    for order in orders:
        outstanding, closed = left[order.id]
        if outstanding == ZERO:
            order.status = "closed short" if closed > ZERO else "complete"
    return {order_id: outstanding for order_id, (outstanding, _) in left.items()}


def order_name(order: StockOrder) -> str:
    """What a person calls it: *stock order 10001*, *saved stock order 17*."""
    return f"saved stock order {order.reference}" if order.number is None else f"stock order {order.number}"
