"""Stock orders: what those who wait need, written down and sent to a creditor; it must not know how one is printed.

Quantities are in the part's unit, costs are dollars ex GST for one unit. Lists of orders, their paper and their rows
for the supplier come from purchases_read.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.models import Backorder, StockOrder, StockOrderLine, StoredAnswer
from app.rules import gst, words
from app.rules.drafts import OrderDraft, OrderLine
from app.rules.faults import Refused
from app.rules.found import CreditorFound, PartFound
from app.rules.money import QUANTITY_PLACES, ZERO, rounded
from app.rules.questions import Answers, DeleteSaved
from app.services.buying.purchases_read import (
    OrderLineListed,
    OrderListed,
    facts,
    list_orders,
    order_lines,
    supplier_rows,
)
from app.services.counter import Counter
from app.services.masters import cards
from app.services.within import asking, audit, found, numbers, shelf
from app.services.within.asking import Asking
from app.services.within.buying import buying, filling_up, order_needs, order_write
from app.services.within.buying.order_needs import BackorderProposal, Waits
from app.services.within.buying.order_write import KIND

__all__ = [
    "BackorderProposal",
    "OrderClosed",
    "OrderLineListed",
    "OrderListed",
    "OrderSaved",
    "OrderSent",
    "Waits",
    "close_short",
    "delete",
    "facts",
    "finalise",
    "line_for",
    "line_from",
    "list_orders",
    "new",
    "order_lines",
    "proposals",
    "recall",
    "save",
    "suggest",
    "supplier_rows",
]

_NOTHING = rounded(ZERO, QUANTITY_PLACES)


@dataclass(frozen=True, slots=True)
class OrderSaved:
    """The order stands on the books; it may be recalled by its reference."""

    order_id: int
    reference: int


@dataclass(frozen=True, slots=True)
class OrderSent:
    """The order is final and counts as on order; `amount` is what its lines come to ex GST."""

    order_id: int
    number: int
    creditor: str
    lines: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class OrderClosed:
    """What was outstanding is not expected any more; `waiting` are those it was meant for who still wait."""

    order_id: int
    status: str
    closed: Decimal
    waiting: tuple[str, ...]


def new(counter: Counter, creditor_id: int) -> OrderDraft:
    """An empty order to this creditor, expected after its usual days; raises Refused for an unknown creditor."""
    with counter.db.read() as session:
        creditor = buying.creditor(session, creditor_id)
    return OrderDraft(creditor=creditor, expected=counter.today() + timedelta(days=creditor.lead_days))


def proposals(
    counter: Counter, creditor_id: int, only_suppliers_parts: bool, draft: OrderDraft | None = None
) -> tuple[BackorderProposal, ...]:
    """*Get Back Orders*: every part that somebody waits for, by number; what `draft` orders already is outstanding.

    Asked twice, or from two counters, it proposes nothing new the second time (domain 3.4).
    """
    with counter.db.read() as session:
        return order_needs.proposals(session, creditor_id, only_suppliers_parts, draft)


def suggest(counter: Counter, creditor_id: int, draft: OrderDraft | None = None) -> tuple[OrderLine, ...]:
    """Lines to add that bring this creditor's parts from their minimum up to their maximum (domain 4).

    Of a number that is superseded the current one is ordered; the description says for which.
    """
    with counter.db.read() as session:
        return filling_up.suggest(session, creditor_id, draft)


def line_for(
    counter: Counter, creditor: CreditorFound, part: PartFound, quantity: Decimal, draft: OrderDraft | None = None
) -> OrderLine:
    """A line for this part as the supplier knows it, at its last cost, with who waits for it; raises Refused."""
    with counter.db.read() as session:
        return order_needs.line_for(session, creditor, part, quantity, draft)


def line_from(proposal: BackorderProposal) -> OrderLine:
    """The order line that a ticked proposal becomes; ticked without a need, it orders one pack."""
    return OrderLine(
        part=proposal.part,
        supplier_number=proposal.supplier_number,
        description=proposal.part.description,
        quantity=proposal.quantity or proposal.pack,
        cost=proposal.cost,
        meant_for=proposal.meant_for,
        who_waits=proposal.for_whom,
    )


def save(counter: Counter, draft: OrderDraft) -> OrderSaved:
    """Put the ticked lines on the books; their quantities are outstanding, but not on order yet.

    The same draft never makes a second order. Raises Refused for what cannot be ordered, and when
    somebody else has changed, sent or deleted the order since it was recalled.
    """
    with counter.work() as session:
        order = order_write.write(session, counter, draft)
        session.flush()
        return OrderSaved(order.id, order.reference)


def finalise(counter: Counter, draft: OrderDraft, answers: Answers) -> OrderSent:
    """Send the order: its ticked lines count as on order from now on, and it has its number.

    The same draft is sent once, however often it is called. Raises Refused like `save`.
    """
    with counter.work() as session:
        if draft.creditor is not None:
            # before it is looked for: somebody may be sending it at this moment
            buying.lock_creditor(session, draft.creditor)
        order = order_write.written(session, draft)
        if order is None or order.status == "saved":
            order = order_write.write(session, counter, draft)
            shelves = shelf.lock(session, [line.part_id for line in order.lines])
            for line in order.lines:
                shelves[line.part_id].on_order += line.quantity
            session.flush()
            asking.store(session, counter, KIND, order.id, [draft.answers, answers])
            order.number = numbers.take(session, KIND)
            order.status = "finalised"
            order.finalised_at = counter.now()
            session.flush()
            audit.posted(session, KIND, order.id, f"Stock order {order.number}")
        return _sent(session, order)


def recall(counter: Counter, order_id: int) -> OrderDraft:
    """A saved order as a draft, with its parts as they are now; raises Refused when it is not on the books any more."""
    with counter.db.read() as session:
        order = order_write.saved(session, order_id, lock=False)
        parts = found.parts(session, {line.part_id for line in order.lines})
        meant = {line.id: tuple((each.backorder_id, each.quantity) for each in line.meant_for) for line in order.lines}
        named = buying.names(session, {backorder_id for pairs in meant.values() for backorder_id, _ in pairs})
        return OrderDraft(
            creditor=buying.creditor(session, order.creditor_id),
            their_reference=order.their_reference,
            expected=order.expected,
            delivery=order.delivery,
            notes=order.notes,
            lines=[
                OrderLine(
                    part=parts[line.part_id],
                    supplier_number=line.supplier_number,
                    description=line.description,
                    quantity=line.quantity,
                    cost=line.cost,
                    meant_for=meant[line.id],
                    who_waits=buying.who_waits(meant[line.id], named),
                    line_id=line.id,
                )
                for line in order.lines
            ],
            order_id=order.id,
            reference=order.reference,
            version=order.version,
        )


def delete(counter: Counter, order_id: int, answers: Answers) -> None:
    """Take a saved order off the books; asks DeleteSaved first. Raises Refused when it is not saved any more."""
    with counter.work() as session:
        order_write.lock_creditor_of(session, order_id)
        order = order_write.saved(session, order_id)
        asked = Asking(answers)
        answer = asked.ask(DeleteSaved(document=buying.order_name(order)))
        asked.settle()
        if answer != "yes":
            raise Refused(f"Nothing was deleted: {buying.order_name(order)} stays on the books.")
        for line in order.lines:
            line.closed, line.outstanding = line.closed + line.outstanding, _NOTHING
        order.status = "deleted"
        order.version += 1
        asking.store(session, counter, KIND, order.id, [asked.used])


def close_short(counter: Counter, order_id: int, line_ids: Collection[int], reason: str) -> OrderClosed:
    """Stop expecting what is outstanding on these lines of a sent order; its backorders need ordering again.

    Raises Refused without a reason, and when nothing is outstanding on them.
    """
    why = cards.line(reason, "The reason", "reason", 200, required=True)
    with counter.work() as session:
        order_write.lock_creditor_of(session, order_id)
        order = session.get(StockOrder, order_id, with_for_update={"key_share": True}, populate_existing=True)
        if order is None or order.status != "finalised":
            raise Refused("Nothing is outstanding on this stock order. Show the list again.")
        statement = (
            select(StockOrderLine)
            .where(
                StockOrderLine.order_id == order_id,
                StockOrderLine.id.in_(line_ids),
                StockOrderLine.outstanding > found.NOTHING,
            )
            .options(selectinload(StockOrderLine.meant_for))
        )
        lines = session.scalars(statement).all()
        if not lines:
            raise Refused(f"Nothing is outstanding on these lines of {buying.order_name(order)}. Show it again.")
        shelves = shelf.lock(session, {line.part_id for line in lines})
        parts = found.parts(session, set(shelves))
        closed = ZERO
        for line in lines:
            rest = line.outstanding
            shelves[line.part_id].on_order -= rest
            line.closed, line.outstanding = line.closed + rest, _NOTHING
            closed += rest
            sentence = f"{parts[line.part_id].number}: {words.quantity(rest)} not expected any more."
            session.add(_note(counter, order.id, sentence, why))
        order.version += 1
        buying.settle_status(session, [order])
        meant = {each.backorder_id for line in lines for each in line.meant_for}
        waiting = _waiting_names(session, meant)
        return OrderClosed(order.id, order.status, closed, waiting)


def _note(counter: Counter, order_id: int, sentence: str, reason: str) -> StoredAnswer:
    return StoredAnswer(
        document_kind=KIND,
        document_id=order_id,
        question="CloseShort",
        sentence=sentence,
        answer=reason,
        operator_id=counter.operator.id,
        at=counter.now(),
    )


def _waiting_names(session: Session, backorder_ids: Collection[int]) -> tuple[str, ...]:
    still = session.scalars(
        select(Backorder.id).where(Backorder.id.in_(backorder_ids), Backorder.open > Backorder.allocated)
    ).all()
    return tuple(dict.fromkeys(buying.names(session, still).values()))


def _sent(session: Session, order: StockOrder) -> OrderSent:
    if order.number is None:
        raise Refused("This stock order was deleted. Write another one.")
    amount = sum((gst.line_amount(line.quantity, line.cost) for line in order.lines), rounded(ZERO))
    creditor = buying.creditor(session, order.creditor_id)
    return OrderSent(order.id, order.number, creditor.name, len(order.lines), amount)
