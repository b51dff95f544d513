"""What undoing a processed creditor invoice would do, worked out inside a unit of work; it must not do any of it.

The rules are domain 4: allocations are withdrawn from the back of the queue as far as needed, tied ones last; refused,
naming the documents, when on hand would fall below what is committed and allocated after that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import (
    Backorder,
    CreditorCredit,
    CreditorCreditLine,
    CreditorInvoice,
    Invoice,
    InvoiceLine,
    Part,
    StockMovement,
    StockOrder,
    StockOrderLine,
)
from app.rules import costing, words
from app.rules.faults import Refused
from app.rules.money import QUANTITY_PLACES, ZERO, rounded
from app.services.within import found, queue, shelf, shop
from app.services.within.buying.arriving import KIND
from app.services.within.shelf import Shelf, Shelves

_MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class GoesBack:
    """A part of the invoice: what of it leaves the shelf again, for what amount, and who loses how much.

    `lost` is in the order in which they lose it; `variance` is what the stock value cannot give back.
    """

    part_id: int
    number: str
    quantity: Decimal
    amount: Decimal
    variance: Decimal
    lost: tuple[tuple[Backorder, Decimal], ...] = ()


@dataclass(slots=True)
class Plan:
    """Everything that an undo touches, locked: parts, backorders, order lines with their orders."""

    goods: list[GoesBack]
    shelves: Shelves
    waiting: dict[int, list[Backorder]]
    order_lines: dict[int, StockOrderLine] = field(default_factory=dict)
    orders: dict[int, StockOrder] = field(default_factory=dict)

    @property
    def variance(self) -> Decimal:
        """What the stock value cannot give back, all parts together."""
        return sum((each.variance for each in self.goods), rounded(ZERO))


def tied(backorders: Sequence[Backorder]) -> set[int]:
    """Those for whom goods were bought alone: they lose theirs last."""
    return {backorder.id for backorder in backorders if backorder.special_order}


def of(session: Session, invoice: CreditorInvoice) -> Plan:
    """What undoing this invoice would do now; raises Refused where it cannot be.

    Locks its order lines, its parts and their open backorders, in the house's order; the creditor is locked.
    """
    _refuse_credited(session, invoice)
    order_lines, orders = _lock_orders(session, invoice)
    quantities: dict[int, Decimal] = {}
    amounts: dict[int, Decimal] = {}
    for line in invoice.lines:
        quantities[line.part_id] = quantities.get(line.part_id, rounded(ZERO, QUANTITY_PLACES)) + line.received
        amounts[line.part_id] = amounts.get(line.part_id, rounded(ZERO)) + line.stock_value
    shelves = shelf.lock(session, {*quantities, *(row.part_id for row in order_lines.values())})
    waiting = queue.lock(session, quantities)
    numbers = dict(session.execute(select(Part.id, Part.number).where(Part.id.in_(quantities))).all())
    goods = []
    refused = []
    for part_id, quantity in quantities.items():
        stock = shelves[part_id]
        short = stock.committed + stock.allocated - (stock.on_hand - quantity)
        lost = _losing(session, waiting[part_id], short) if quantity else ()
        short -= sum((each for _, each in lost), ZERO)
        if quantity and short > ZERO and not shop.settings(session).allow_issue_below_zero:
            refused.append(_why_not(session, invoice, stock, numbers[part_id], quantity, short))
        returned = costing.take_back(stock.on_hand, stock.value, quantity, amounts[part_id])
        goods.append(GoesBack(part_id, numbers[part_id], quantity, amounts[part_id], returned.variance, lost))
    if refused:
        raise Refused(f"Creditor invoice {invoice.number} cannot be undone. {' '.join(refused)}")
    return Plan(sorted(goods, key=lambda each: each.number), shelves, waiting, order_lines, orders)


def _refuse_credited(session: Session, invoice: CreditorInvoice) -> None:
    """A claim that was credited cannot be taken back with its invoice: the supplier has paid for it."""
    credit = session.scalar(
        select(CreditorCredit)
        .join(CreditorCreditLine, CreditorCreditLine.credit_id == CreditorCredit.id)
        .where(CreditorCreditLine.creditor_invoice_line_id.in_([line.id for line in invoice.lines]))
        .limit(1)
    )
    if credit is not None:
        raise Refused(
            f"Creditor invoice {invoice.number} cannot be undone: creditor credit {credit.number} "
            f"({credit.their_number}) has credited a claim of it. Send the goods back with another creditor credit."
        )


def _lock_orders(session: Session, invoice: CreditorInvoice) -> tuple[dict[int, StockOrderLine], dict[int, StockOrder]]:
    wanted = {line.order_line_id for line in invoice.lines if line.order_line_id}
    if not wanted:
        return {}, {}
    rows = session.execute(
        select(StockOrderLine, StockOrder)
        .join(StockOrder, StockOrder.id == StockOrderLine.order_id)
        .where(StockOrderLine.id.in_(wanted))
        .order_by(StockOrderLine.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()
    return {line.id: line for line, _ in rows}, {order.id: order for _, order in rows}


def _losing(session: Session, backorders: Sequence[Backorder], short: Decimal) -> tuple[tuple[Backorder, Decimal], ...]:
    by_id = {backorder.id: backorder for backorder in backorders}
    taken = queue.losing(session, backorders, short, tied(backorders))
    return tuple((by_id[each.id], each.quantity) for each in taken)


def _why_not(
    session: Session, invoice: CreditorInvoice, stock: Shelf, number: str, quantity: Decimal, short: Decimal
) -> str:
    """In words, with the documents that hold what is missing."""
    holding = _holding(session, invoice, stock.part_id)
    named = ", ".join(holding[:_MOST_NAMED])
    if len(holding) > _MOST_NAMED:
        named += f" and {words.counted(len(holding) - _MOST_NAMED, 'other document')}"
    by = f" by {named}" if named else ""
    return (
        f"{number}: {words.quantity(quantity)} came with it, {words.quantity(stock.on_hand)} are on hand, and "
        f"{words.quantity(short)} of what would leave are sold or promised{by}. Credit or change these first, or send "
        "back what is left with a creditor credit."
    )


def _holding(session: Session, invoice: CreditorInvoice, part_id: int) -> list[str]:
    """The saved orders that commit the part, and the documents by which it left since the invoice was processed."""
    saved = session.scalars(
        select(Invoice)
        .where(
            Invoice.status == "saved",
            Invoice.kind == "invoice",
            Invoice.id.in_(
                select(InvoiceLine.invoice_id).where(
                    InvoiceLine.part_id == part_id, InvoiceLine.kind == "part", InvoiceLine.supplied > found.NOTHING
                )
            ),
        )
        .order_by(Invoice.id)
    )
    came = select(func.min(StockMovement.id)).where(
        StockMovement.document_kind == KIND,
        StockMovement.document_id == invoice.id,
        StockMovement.part_id == part_id,
    )
    left = session.execute(
        select(StockMovement.document_kind, StockMovement.document_id)
        .where(
            StockMovement.part_id == part_id,
            StockMovement.quantity < found.NOTHING,
            StockMovement.id > came.scalar_subquery(),
        )
        .order_by(StockMovement.id)
    ).all()
    sold = session.scalars(
        select(Invoice).where(Invoice.id.in_([key for kind, key in left if kind == "invoice"])).order_by(Invoice.id)
    )
    names = [queue.document_name(each) for each in (*saved, *sold)]
    others = dict.fromkeys(f"a {kind}" for kind, _ in left if kind not in ("invoice", ""))
    return [*names, *others]
