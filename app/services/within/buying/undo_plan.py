"""What undoing a processed creditor invoice would do, worked out inside a unit of work; it must not do any of it.

The rules are domain 4: allocations are withdrawn from the back of the queue as far as needed, tied ones last; refused,
naming the documents, when on hand would fall below what is committed and allocated after that.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import (
    Backorder,
    CreditorCredit,
    CreditorCreditLine,
    CreditorInvoice,
    CreditorInvoiceLine,
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
from app.services.within import found, queue, shelf, shop, taking_over
from app.services.within.buying.arriving import KIND
from app.services.within.shelf import Shelf, Shelves, Source

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
    came: frozenset[int] = frozenset()
    """The backorders that this invoice brought over to another number: they lose theirs first."""
    back: Mapping[int, int] = field(default_factory=dict)
    """By those of them that are left with nothing: the part that they waited for before."""
    order_lines: dict[int, StockOrderLine] = field(default_factory=dict)
    orders: dict[int, StockOrder] = field(default_factory=dict)

    @property
    def variance(self) -> Decimal:
        """What the stock value cannot give back, all parts together."""
        return sum((each.variance for each in self.goods), rounded(ZERO))


def parted(backorders: Sequence[Backorder], came: Collection[int]) -> tuple[list[Backorder], list[Backorder]]:
    """Who loses theirs before everybody else, and the others.

    The first would have nothing without this invoice; but what was bought for somebody alone is taken last.
    """
    first = [each for each in backorders if each.id in came and not each.special_order]
    return first, [each for each in backorders if each not in first]


def tied(backorders: Sequence[Backorder]) -> set[int]:
    """Those for whom goods were bought alone: they lose theirs last."""
    return {backorder.id for backorder in backorders if backorder.special_order}


def lock_orders(session: Session, creditor_invoice_id: int) -> set[int]:
    """The orders on the books whose lines would get their old number back, locked before everything else."""
    parts = select(CreditorInvoiceLine.part_id).where(CreditorInvoiceLine.invoice_id == creditor_invoice_id)
    came = taking_over.came_over(session, Source(KIND, creditor_invoice_id), session.scalars(parts).all())
    return taking_over.lock_orders(session, came)


def of(session: Session, invoice: CreditorInvoice, saved_orders: Collection[int]) -> Plan:
    """What undoing this invoice would do now; raises Refused where it cannot be.

    Locks its order lines, its parts and their open backorders, in the house's order; the creditor and the
    `saved_orders` (see `lock_orders`) are locked.
    """
    _refuse_credited(session, invoice)
    order_lines, orders = _lock_orders(session, invoice)
    quantities: dict[int, Decimal] = {}
    amounts: dict[int, Decimal] = {}
    for line in invoice.lines:
        quantities[line.part_id] = quantities.get(line.part_id, rounded(ZERO, QUANTITY_PLACES)) + line.received
        amounts[line.part_id] = amounts.get(line.part_id, rounded(ZERO)) + line.stock_value
    source = Source(KIND, invoice.id)
    olds = {*taking_over.came_over(session, source, quantities).values()}
    shelves = shelf.lock(session, {*quantities, *olds, *(row.part_id for row in order_lines.values())})
    waiting = queue.lock(session, {*quantities, *olds})
    came = {key: old for key, old in taking_over.came_over(session, source, quantities).items() if old in olds}
    numbers = dict(session.execute(select(Part.id, Part.number).where(Part.id.in_(quantities))).all())
    goods = []
    refused = []
    for part_id, quantity in quantities.items():
        stock = shelves[part_id]
        short = stock.committed + stock.allocated - (stock.on_hand - quantity)
        lost = _losing(session, waiting[part_id], short, came) if quantity else ()
        short -= sum((each for _, each in lost), ZERO)
        if quantity and short > ZERO and not shop.settings(session).allow_issue_below_zero:
            refused.append(_why_not(session, invoice, stock, numbers[part_id], quantity, short))
        returned = costing.take_back(stock.on_hand, stock.value, quantity, amounts[part_id])
        goods.append(GoesBack(part_id, numbers[part_id], quantity, amounts[part_id], returned.variance, lost))
    if refused:
        raise Refused(f"Creditor invoice {invoice.number} cannot be undone. {' '.join(refused)}")
    goods.sort(key=lambda each: each.number)
    back = _goes_back(session, came, goods, saved_orders)
    return Plan(goods, shelves, waiting, frozenset(came), back, order_lines, orders)


def _goes_back(
    session: Session, came: Mapping[int, int], goods: Sequence[GoesBack], saved_orders: Collection[int]
) -> dict[int, int]:
    """Those of whom came over that lose all they have, and whose documents have nothing of the new number."""
    bare = [backorder for each in goods for backorder, quantity in each.lost if quantity == backorder.allocated]
    mine = [backorder for backorder in bare if backorder.id in came]
    stuck = taking_over.why_not_its_documents(session, mine, saved_orders)
    return {
        each.id: came[each.id]
        for each in mine
        if each.id not in stuck and taking_over.fits(session, each, came[each.id])
    }


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


def _losing(
    session: Session, backorders: Sequence[Backorder], short: Decimal, came: Collection[int]
) -> tuple[tuple[Backorder, Decimal], ...]:
    by_id = {backorder.id: backorder for backorder in backorders}
    lost: list[tuple[Backorder, Decimal]] = []
    for some in parted(backorders, came):
        taken = queue.losing(session, some, short, tied(some))
        lost += [(by_id[each.id], each.quantity) for each in taken]
        short -= sum((each.quantity for each in taken), ZERO)
    return tuple(lost)


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
