"""Writing a stock order inside a unit of work: from a draft onto the books, and under lock from there.

It must not know whether the order is sent with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.models import Creditor, MeantFor, Part, StockOrder, StockOrderLine
from app.rules.drafts import OrderDraft, OrderLine
from app.rules.faults import Refused
from app.rules.found import PartFound
from app.services.counter import Counter
from app.services.masters import cards
from app.services.within import found, numbers, shelf
from app.services.within.buying import buying
from app.services.within.buying.buying import MeantPairs

KIND = "stock order"


def saved(session: Session, order_id: int, *, lock: bool = True) -> StockOrder:
    """The saved order with its lines, locked and read afresh; raises Refused when it is saved no longer.

    A look-up, which changes nothing, does without the `lock`.
    """
    statement = (
        select(StockOrder)
        .where(StockOrder.id == order_id)
        .options(selectinload(StockOrder.lines).selectinload(StockOrderLine.meant_for))
        .execution_options(populate_existing=True)
    )
    order = session.scalar(statement.with_for_update(key_share=True) if lock else statement)
    if order is None or order.status == "deleted":
        raise Refused("This stock order was deleted by somebody else. Show the list again.")
    if order.status != "saved":
        raise Refused(f"Stock order {order.number} has been sent and cannot be changed. Write another one.")
    return order


def written(session: Session, draft: OrderDraft) -> StockOrder | None:
    """The order that was already written from this very draft; None when there is none."""
    return session.scalar(
        select(StockOrder).where(StockOrder.draft_key == draft.key).execution_options(populate_existing=True)
    )


def write(session: Session, counter: Counter, draft: OrderDraft) -> StockOrder:
    """Put the draft's ticked lines on the books as a saved order; whom each is meant for is decided here, under lock.

    Locks the creditor, the order and the parts. Raises Refused for what cannot be ordered, and when somebody else has
    changed, sent or deleted the order meanwhile.
    """
    lines = _checked(draft)
    creditor = buying.lock_creditor(session, draft.creditor)
    order = _order_of(session, counter, draft)
    part_ids = {line.part.id for line in lines if line.part}
    shelf.lock(session, part_ids)
    parts = found.parts(session, part_ids)
    standings = buying.standings(session, part_ids, without_order=order.id)
    meant = buying.meant_for_lines(lines, parts, standings)
    _keep_in_stock(session, parts)
    order.draft_key = draft.key
    order.version += 1
    order.creditor_id = creditor.id
    order.date = counter.today()
    order.their_reference = cards.line(draft.their_reference, "Their reference", "their_reference", 60)
    order.expected = draft.expected
    order.delivery = cards.lines(draft.delivery, "The delivery", "delivery")
    order.notes = cards.lines(draft.notes, "The notes", "notes")
    order.operator_id = counter.operator.id
    order.lines = [_row(line, position, meant[line.key]) for position, line in enumerate(lines, start=1)]
    if order not in session:
        order.reference = numbers.take(session, f"{KIND} reference")
        session.add(order)
    return order


def _keep_in_stock(session: Session, parts: Mapping[int, PartFound]) -> None:
    """What was only in the catalogue is kept in stock from its first order on; parts come after their shelves."""
    first = [key for key, part in parts.items() if part.kind == "catalogue"]
    if first:
        rows = select(Part).where(Part.id.in_(first)).order_by(Part.id).with_for_update(key_share=True)
        for row in session.scalars(rows.execution_options(populate_existing=True)):
            row.kind = "stock"


def _checked(draft: OrderDraft) -> Sequence[OrderLine]:
    lines = [line for line in draft.filled_lines if line.wanted]
    if not lines:
        raise Refused("There is nothing to order. Type a part, or tick the lines that are wanted.", field="lines")
    for line in lines:
        buying.check_line(line, ("quantity", line.quantity))
    return lines


def _order_of(session: Session, counter: Counter, draft: OrderDraft) -> StockOrder:
    """The order that the draft was recalled from or saved as before, or a new one."""
    own = written(session, draft)
    order_id = own.id if own else draft.order_id
    if order_id is None:
        return StockOrder(draft_key=draft.key, status="saved", saved_at=counter.now(), version=0)
    order = saved(session, order_id)
    if own is None and order.version != draft.version:
        raise Refused(
            f"{buying.order_name(order).capitalize()} was changed by somebody else meanwhile. Recall it again."
        )
    return order


def _row(line: OrderLine, position: int, meant: MeantPairs) -> StockOrderLine:
    assert line.part is not None
    return StockOrderLine(
        position=position,
        part_id=line.part.id,
        supplier_number=cards.line(line.supplier_number, "The supplier's number", "supplier_number", 60),
        description=cards.line(line.description, "The description", "lines", 500) or line.part.description,
        quantity=line.quantity,
        outstanding=line.quantity,
        cost=line.cost,
        meant_for=[MeantFor(backorder_id=backorder_id, quantity=quantity) for backorder_id, quantity in meant],
    )


def lock_creditor_of(session: Session, order_id: int) -> None:
    """Lock the creditor of this order, before the order itself."""
    creditor_id = select(StockOrder.creditor_id).where(StockOrder.id == order_id).scalar_subquery()
    session.execute(select(Creditor.id).where(Creditor.id == creditor_id).with_for_update(key_share=True))
