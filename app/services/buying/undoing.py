"""Undo of a processed creditor invoice, in one step; it must not know which window asks for it.

Its goods leave the shelf again, its orders wait for them again, who was given some of them waits in the old place and
for the old number, and nothing is owed for it (domain 4). Quantities are in the part's unit, amounts whole cents.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import (
    Allocation,
    Backorder,
    Creditor,
    CreditorEntry,
    CreditorInvoice,
    CreditorInvoiceLine,
    CreditorInvoiceUndo,
    CreditorSettlement,
    MeantFor,
    StockOrder,
    StockOrderLine,
)
from app.rules import pricing, words
from app.rules.faults import Refused
from app.rules.found import BackorderFilled
from app.rules.money import ZERO, rounded
from app.rules.money_questions import UndoCreditorInvoice
from app.rules.questions import Answers
from app.rules.rights import Right
from app.services.counter import Counter
from app.services.masters import cards
from app.services.within import asking, entitled, numbers, posting, queue, settling, shelf, taking_over
from app.services.within.asking import Asking
from app.services.within.buying import receipt_write, undo_plan
from app.services.within.buying.undo_plan import Plan
from app.services.within.shelf import Shelf, Source

KIND: Final = "creditor invoice undo"


@dataclass(frozen=True, slots=True)
class UndoOutcome:
    """What an undo has done. `lost` tells who has to wait again, with how much in `quantity`.

    `orders` are the stock orders that wait for goods again, `credit` what had been paid and is left with the creditor.
    """

    undo_id: int
    number: int
    creditor_invoice_id: int
    creditor_invoice_number: int
    their_number: str
    total: Decimal
    lost: tuple[BackorderFilled, ...]
    orders: tuple[int, ...]
    credit: Decimal


def undo(counter: Counter, creditor_invoice_id: int, reason: str, answers: Answers) -> UndoOutcome:
    """Take a processed creditor invoice back, all or nothing; asks UndoCreditorInvoice first.

    Calling it again tells what was done. Needs a reason, and without the right to undo the approval of somebody who has
    it. Raises Refused when goods of it are sold or promised (naming the documents), when a claim of it was credited,
    and when it is not processed.
    """
    with counter.work() as session:
        saved_orders = undo_plan.lock_orders(session, creditor_invoice_id)
        invoice = _locked(session, creditor_invoice_id)
        done = session.scalar(select(CreditorInvoiceUndo).where(CreditorInvoiceUndo.creditor_invoice_id == invoice.id))
        if done is not None:
            return _outcome(session, invoice, done)
        reason = cards.line(reason, "The reason", "reason", 200, required=True)
        plan = undo_plan.of(session, invoice, saved_orders)
        asked = Asking(answers)
        question = _question(session, invoice, plan)
        answer = asked.ask(question)
        bill = f"{question.number} ({question.creditor}, {words.money(question.total)})"
        what = f"Undo creditor invoice {bill}: {reason}."
        if answer in (None, "yes"):
            entitled.approved(session, counter, asked, Right.UNDO_RECEIPTS, what)
        asked.settle()
        if answer != "yes":
            raise Refused(f"Nothing was undone: creditor invoice {invoice.number} stands as it is.")
        row = CreditorInvoiceUndo(
            creditor_invoice_id=invoice.id,
            number=numbers.take(session, KIND),
            date=counter.today(),
            reason=reason,
            operator_id=counter.operator.id,
            at=counter.now(),
        )
        session.add(row)
        session.flush()
        source = Source(KIND, row.id, reason)
        _give_back(session, invoice, plan)
        _take_goods(session, counter, invoice, plan, source)
        taking_over.give_back(session, counter, plan.back, plan.shelves)
        _owe_no_more(session, counter, invoice)
        invoice.status = "undone"
        invoice.version += 1
        asking.store(session, counter, KIND, row.id, [asked.used])
        session.flush()
        posting.post(session, counter, KIND, row.id, date=row.date)
        return _outcome(session, invoice, row)


def _locked(session: Session, creditor_invoice_id: int) -> CreditorInvoice:
    """The invoice with its lines, its creditor locked before it; raises Refused when it was never processed."""
    creditor_id = select(CreditorInvoice.creditor_id).where(CreditorInvoice.id == creditor_invoice_id)
    session.execute(
        select(Creditor.id).where(Creditor.id == creditor_id.scalar_subquery()).with_for_update(key_share=True)
    )
    invoice = receipt_write.locked(session, creditor_invoice_id)
    if invoice.status == "saved":
        raise Refused(f"Creditor invoice {invoice.their_number} is only saved. Ctrl+Shift+Del deletes it.")
    return invoice


def _question(session: Session, invoice: CreditorInvoice, plan: Plan) -> UndoCreditorInvoice:
    creditor = session.get_one(Creditor, invoice.creditor_id)
    lost = [(backorder, quantity) for each in plan.goods for backorder, quantity in each.lost]
    return UndoCreditorInvoice(
        number=invoice.number or 0,
        creditor=creditor.name,
        their_number=invoice.their_number,
        total=invoice.total,
        goods=tuple((each.number, each.quantity) for each in plan.goods if each.quantity),
        lost=tuple((each.debtor, each.number, each.quantity) for each in queue.said(session, lost)),
        orders=_orders(session, invoice),
        variance=plan.variance,
        credit=_paid(session, invoice),
    )


def _give_back(session: Session, invoice: CreditorInvoice, plan: Plan) -> None:
    """The orders wait again for what it received and closed; what was bought for somebody is still to come to them."""
    for line in invoice.lines:
        if line.order_line_id is None:
            continue
        row = plan.order_lines[line.order_line_id]
        row.received -= line.applied
        row.closed -= line.closed
        row.outstanding += line.applied + line.closed
        plan.shelves[row.part_id].on_order += line.applied + line.closed
        if row.outstanding > ZERO:
            plan.orders[row.order_id].status = "finalised"
    left = {backorder.id: quantity for each in plan.goods for backorder, quantity in each.lost}
    wanted = {line.order_line_id for line in invoice.lines if line.order_line_id}
    meant = session.scalars(
        select(MeantFor)
        .where(MeantFor.order_line_id.in_(wanted), MeantFor.backorder_id.in_(left))
        .order_by(MeantFor.id.desc())
    )
    for each in meant:
        gone = min(each.delivered, left[each.backorder_id])
        each.delivered -= gone
        left[each.backorder_id] -= gone


def _take_goods(session: Session, counter: Counter, invoice: CreditorInvoice, plan: Plan, source: Source) -> None:
    for each in plan.goods:
        stock = plan.shelves[each.part_id]
        if not each.quantity:
            continue
        lost = {backorder.id: quantity for backorder, quantity in each.lost}
        for some in undo_plan.parted(plan.waiting[each.part_id], plan.came):
            taken = sum((lost.get(backorder.id, ZERO) for backorder in some), ZERO)
            queue.withdraw(session, counter, stock, some, taken, source, last=undo_plan.tied(some))
        shelf.take_back(session, counter, stock, each.quantity, each.amount, source)
        _last_cost(session, invoice, stock)


def _last_cost(session: Session, invoice: CreditorInvoice, stock: Shelf) -> None:
    """The last cost is again that of the receipt before, when it was this one's and there is one before."""

    def unit(line: CreditorInvoiceLine) -> Decimal:
        return pricing.net(line.cost, line.discount)

    if stock.last_cost not in [unit(line) for line in invoice.lines if line.part_id == stock.part_id]:
        return
    before = session.scalars(
        select(CreditorInvoiceLine)
        .join(CreditorInvoice, CreditorInvoice.id == CreditorInvoiceLine.invoice_id)
        .where(
            CreditorInvoiceLine.part_id == stock.part_id,
            CreditorInvoiceLine.received > ZERO,
            CreditorInvoice.status == "processed",
            CreditorInvoice.id != invoice.id,
        )
        .order_by(CreditorInvoice.number.desc(), CreditorInvoiceLine.position.desc())
    )
    stock.last_cost = next((unit(line) for line in before if unit(line) > ZERO), stock.last_cost)


def _owe_no_more(session: Session, counter: Counter, invoice: CreditorInvoice) -> None:
    """The ledger takes the whole invoice off; of it as much as is open is settled, what was paid stays a credit."""
    charge = session.scalars(
        select(CreditorEntry).where(CreditorEntry.creditor_invoice_id == invoice.id, CreditorEntry.kind == "invoice")
    ).one()
    entry = CreditorEntry(
        creditor_id=invoice.creditor_id,
        creditor_invoice_id=invoice.id,
        kind="undo",
        date=counter.today(),
        amount=-invoice.total,
        reference=invoice.their_number,
    )
    session.add(entry)
    session.flush()
    settling.settle_on(session, invoice.creditor_id, entry.id, [charge.id], settling.CREDITORS)


def _paid(session: Session, invoice: CreditorInvoice) -> Decimal:
    """What payments and credits have settled of the invoice."""
    return session.scalar(
        select(func.coalesce(func.sum(CreditorSettlement.amount), rounded(ZERO)))
        .join(CreditorEntry, CreditorEntry.id == CreditorSettlement.charge_id)
        .where(CreditorEntry.creditor_invoice_id == invoice.id)
    ) or rounded(ZERO)


def _orders(session: Session, invoice: CreditorInvoice) -> tuple[int, ...]:
    """The numbers of the stock orders of which the invoice received or closed something."""
    given_back = [line.order_line_id for line in invoice.lines if line.applied or line.closed]
    numbered = (
        select(StockOrder.number)
        .join(StockOrderLine, StockOrderLine.order_id == StockOrder.id)
        .where(StockOrderLine.id.in_(given_back), StockOrder.number.is_not(None))
        .distinct()
        .order_by(StockOrder.number)
    )
    return tuple(number for number in session.scalars(numbered) if number is not None)


def _outcome(session: Session, invoice: CreditorInvoice, row: CreditorInvoiceUndo) -> UndoOutcome:
    """What was done, from the books: the same the first time and every time after."""
    lost = session.execute(
        select(Backorder, Allocation.quantity)
        .join(Allocation, Allocation.backorder_id == Backorder.id)
        .where(Allocation.document_kind == KIND, Allocation.document_id == row.id)
        .order_by(Allocation.id)
    ).all()
    entry = session.scalars(
        select(CreditorEntry).where(CreditorEntry.creditor_invoice_id == invoice.id, CreditorEntry.kind == "undo")
    ).one()
    used = session.scalar(
        select(func.coalesce(func.sum(CreditorSettlement.amount), rounded(ZERO))).where(
            CreditorSettlement.payment_id == entry.id
        )
    )
    return UndoOutcome(
        undo_id=row.id,
        number=row.number,
        creditor_invoice_id=invoice.id,
        creditor_invoice_number=invoice.number or 0,
        their_number=invoice.their_number,
        total=invoice.total,
        lost=queue.said(session, [(backorder, -quantity) for backorder, quantity in lost]),
        orders=_orders(session, invoice),
        credit=invoice.total - (used or rounded(ZERO)),
    )
