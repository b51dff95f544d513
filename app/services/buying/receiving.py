"""Creditor invoices: the supplier's bill and its goods in one step; it must not know who calls the customers.

Quantities are in the part's unit, unit costs dollars ex GST with four decimals, amounts whole cents. Lists of what is
saved, processed or outstanding are in purchases_read.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import (
    Allocation,
    Backorder,
    Creditor,
    CreditorInvoice,
    Part,
    StockMovement,
    StockOrder,
    StockOrderLine,
)
from app.rules.drafts import ReceiptDraft, ReceiptLine
from app.rules.faults import Refused
from app.rules.found import BackorderFilled, PartFound
from app.rules.money import ZERO, rounded
from app.rules.questions import Answers, DeleteSaved
from app.rules.receiving import out_of_balance
from app.rules.rights import Right
from app.services.buying.purchases_read import (
    OrderListed,
    ReceiptListed,
    list_receipts,
    outstanding_orders,
    receipt,
)
from app.services.counter import Counter
from app.services.within import asking, entitled, found, numbers, posting, queue, shop
from app.services.within.asking import Asking
from app.services.within.buying import arriving, buying, old_numbers, receipt_write
from app.services.within.buying.arriving import KIND, Arrival, Claim, CostMoved, OrderMoved

__all__ = [
    "Claim",
    "CostMoved",
    "OrderListed",
    "OrderMoved",
    "ReceiptListed",
    "ReceiptOutcome",
    "ReceiptSaved",
    "ReceiptSums",
    "delete",
    "line_for",
    "list_receipts",
    "listed",
    "new",
    "outstanding_orders",
    "preview",
    "process",
    "recall",
    "save",
    "sums",
]

listed = receipt


@dataclass(frozen=True, slots=True)
class ReceiptSums:
    """What the foot of the window shows: `total` = `lines` + `freight` + `gst_billed`.

    `line_totals` are the lines ex GST in their order. `out_of_balance` is what the typed total says beyond that; 0 when
    no total was typed. `claim` is billed and not received.
    """

    line_totals: tuple[Decimal, ...]
    lines: Decimal
    freight: Decimal
    gst_ours: Decimal
    gst_billed: Decimal
    total: Decimal
    out_of_balance: Decimal
    claim: Decimal


@dataclass(frozen=True, slots=True)
class ReceiptSaved:
    """The invoice stands on the books with nothing received yet."""

    creditor_invoice_id: int
    reference: int


@dataclass(frozen=True, slots=True)
class ReceiptOutcome:
    """What processing does. `filled`: who got something, still waiting or not; `waiting`: who got nothing.

    `to_cost_of_sales` is what was issued short before and is costed now. `costs` is empty when an invoice that was
    processed before is only told of again.
    """

    creditor_invoice_id: int
    number: int
    total: Decimal
    filled: tuple[BackorderFilled, ...] = ()
    waiting: tuple[BackorderFilled, ...] = ()
    orders: tuple[OrderMoved, ...] = ()
    costs: tuple[CostMoved, ...] = ()
    claims: tuple[Claim, ...] = ()
    to_cost_of_sales: Decimal = rounded(ZERO)
    notices: tuple[str, ...] = ()


def new(counter: Counter, creditor_id: int, order_ids: Collection[int]) -> ReceiptDraft:
    """An invoice of this creditor with what is outstanding on these of its orders, as if all had come and been billed.

    Raises Refused for an unknown creditor. Without orders the draft is empty.
    """
    with counter.db.read() as session:
        creditor = buying.creditor(session, creditor_id)
        rows = session.execute(
            select(StockOrderLine, StockOrder.number)
            .join(StockOrder, StockOrder.id == StockOrderLine.order_id)
            .where(
                StockOrder.id.in_(order_ids),
                StockOrder.creditor_id == creditor_id,
                StockOrder.status == "finalised",
                StockOrderLine.outstanding > found.NOTHING,
            )
            .order_by(StockOrder.number, StockOrderLine.position)
        ).all()
        parts = found.parts(session, {line.part_id for line, _ in rows})
    lines = [_from_order(line, number or 0, parts[line.part_id]) for line, number in rows]
    return ReceiptDraft(creditor=creditor, day=counter.today(), lines=lines)


def line_for(part: PartFound, quantity: Decimal = Decimal(1)) -> ReceiptLine:
    """A line for a part that was on no order, at its last cost; raises Refused for what lies on no shelf."""
    line = ReceiptLine(
        part=part,
        description=part.description,
        billed=quantity,
        received=quantity,
        cost=buying.usual_cost(part),
        gst_rate=part.gst_rate,
    )
    buying.check_line(line, ("received", quantity))
    return line


def sums(counter: Counter, draft: ReceiptDraft) -> ReceiptSums:
    """What the draft comes to while it is typed; refuses nothing."""
    with counter.db.read() as session:
        comes_to = arriving.sums(draft, shop.settings(session))
    typed = comes_to.total if draft.total is None else draft.total
    return ReceiptSums(
        line_totals=tuple(line.amount for line in comes_to.lines),
        lines=comes_to.amount,
        freight=comes_to.freight,
        gst_ours=comes_to.gst_reckoned,
        gst_billed=comes_to.gst,
        total=comes_to.total,
        out_of_balance=out_of_balance(typed, comes_to.amount, comes_to.freight, comes_to.gst),
        claim=comes_to.claim,
    )


def preview(counter: Counter, draft: ReceiptDraft, answers: Answers) -> ReceiptOutcome:
    """Exactly what `process` would do now, with nothing written; asks and refuses the same."""
    with counter.db.rehearsal() as session:
        return _to_be_seen(session, counter, _process(session, counter, draft, answers))


def process(counter: Counter, draft: ReceiptDraft, answers: Answers) -> ReceiptOutcome:
    """Receive the goods, record the bill, and give what came to those who wait; all or nothing.

    Asks ReceiveMoreThanOrdered, UseLinesTotal and GiveToOldNumbers. The same draft is processed once, however often it
    is called; then the outcome is told from the books. Raises Refused for what cannot be received, a
    supplier's number used before, a GST more than 5 c from ours, and a saved invoice changed by somebody else.
    """
    with counter.work() as session:
        return _to_be_seen(session, counter, _process(session, counter, draft, answers))


def save(counter: Counter, draft: ReceiptDraft) -> ReceiptSaved:
    """Put the invoice on the books without receiving anything; the same draft never makes a second. Raises Refused."""
    with counter.work() as session:
        comes_to = receipt_write.checked(session, draft)
        creditor = buying.lock_creditor(session, draft.creditor)
        invoice = receipt_write.opened(session, counter, draft, creditor)
        receipt_write.write(session, counter, invoice, draft, creditor, comes_to, {})
        invoice.total = draft.total or rounded(ZERO)
        session.flush()
        return ReceiptSaved(invoice.id, invoice.reference)


def recall(counter: Counter, creditor_invoice_id: int) -> ReceiptDraft:
    """A saved invoice as a draft, its orders as they are now; raises Refused when it is saved no longer.

    GST that was ours to the cent is worked out again, as if it had not been typed.
    """
    with counter.db.read() as session:
        invoice = receipt_write.saved(session, creditor_invoice_id, lock=False)
        order_line_ids = {line.order_line_id for line in invoice.lines if line.order_line_id}
        ordered = {
            row.id: (row, number or 0)
            for row, number in session.execute(
                select(StockOrderLine, StockOrder.number)
                .join(StockOrder, StockOrder.id == StockOrderLine.order_id)
                .where(StockOrderLine.id.in_(order_line_ids))
            )
        }
        wanted = {line.part_id for line in invoice.lines} | {line.part_id for line, _ in ordered.values()}
        parts = found.parts(session, wanted)
        lines = []
        for row in invoice.lines:
            part = parts[row.part_id]
            line = _from_order(*ordered[row.order_line_id], part) if row.order_line_id else ReceiptLine(part=part)
            line.description, line.billed, line.received = row.description, row.billed, row.received
            line.cost, line.discount, line.gst_rate = row.cost, row.discount, row.gst_rate
            line.new_list_price, line.close_remainder = row.new_list_price, row.close_remainder
            line.line_id = row.id
            if row.order_line_id and ordered[row.order_line_id][0].part_id != part.id:
                line.ordered_as = parts[ordered[row.order_line_id][0].part_id].number
            lines.append(line)
        return ReceiptDraft(
            creditor=buying.creditor(session, invoice.creditor_id),
            their_number=invoice.their_number,
            day=invoice.date,
            total=invoice.total or None,
            freight=invoice.freight,
            gst=invoice.gst if invoice.gst_rounding else None,
            lines=lines,
            creditor_invoice_id=invoice.id,
            reference=invoice.reference,
            version=invoice.version,
        )


def delete(counter: Counter, creditor_invoice_id: int, answers: Answers) -> None:
    """Take a saved invoice off the books; asks DeleteSaved first. Raises Refused when it is saved no longer."""
    with counter.work() as session:
        creditor_id = (
            select(CreditorInvoice.creditor_id).where(CreditorInvoice.id == creditor_invoice_id).scalar_subquery()
        )
        session.execute(select(Creditor.id).where(Creditor.id == creditor_id).with_for_update(key_share=True))
        invoice = receipt_write.saved(session, creditor_invoice_id)
        asked = Asking(answers)
        name = f"saved creditor invoice {invoice.their_number}"
        answer = asked.ask(DeleteSaved(document=name))
        asked.settle()
        if answer != "yes":
            raise Refused(f"Nothing was deleted: {name} stays on the books.")
        invoice.status = "deleted"
        invoice.version += 1
        asking.store(session, counter, KIND, invoice.id, [asked.used])


def _process(session: Session, counter: Counter, draft: ReceiptDraft, answers: Answers) -> ReceiptOutcome:
    before = receipt_write.written(session, draft)
    olds = old_numbers.OldNumbers({})
    if before is None or before.status == "saved":
        olds = old_numbers.locked(session, draft)
        comes_to = receipt_write.checked(session, draft)
        creditor = buying.lock_creditor(session, draft.creditor)
        # somebody may have processed it while this one waited for the creditor
        before = receipt_write.written(session, draft)
    if before is not None and before.status != "saved":
        return _told_again(session, before)
    invoice = receipt_write.opened(session, counter, draft, creditor)
    on_order = arriving.lock_orders(session, draft, creditor)
    asked = Asking({**draft.answers, **answers})
    receipts = arriving.on_orders(draft, on_order, asked)
    arriving.check_total(draft, comes_to, asked, sees_costs=entitled.may(session, counter, Right.SEE_COST))
    of_parts = arriving.lock_parts(session, draft, on_order, olds, asked)
    asked.settle()
    receipt_write.write(session, counter, invoice, draft, creditor, comes_to, receipts)
    arrival = arriving.arrive(session, counter, invoice, draft, comes_to, on_order, of_parts, receipts)
    due = arriving.charge(session, invoice, creditor)
    asking.store(session, counter, KIND, invoice.id, [draft.answers, asked.used])
    session.flush()
    number = numbers.take(session, KIND)
    invoice.status, invoice.number = "processed", number
    invoice.processed_at, invoice.due = counter.now(), due
    posting.post(session, counter, "creditor invoice", invoice.id, date=invoice.date)
    return _outcome(invoice, arrival)


def _to_be_seen(session: Session, counter: Counter, outcome: ReceiptOutcome) -> ReceiptOutcome:
    """What happened, without any cost for who may not see them."""
    if entitled.may(session, counter, Right.SEE_COST):
        return outcome
    claims = tuple(replace(claim, amount=None) for claim in outcome.claims)
    return replace(outcome, costs=(), claims=claims, to_cost_of_sales=rounded(ZERO))


def _outcome(invoice: CreditorInvoice, arrival: Arrival) -> ReceiptOutcome:
    return ReceiptOutcome(
        creditor_invoice_id=invoice.id,
        number=invoice.number or 0,
        total=invoice.total,
        filled=tuple(arrival.filled),
        waiting=tuple(arrival.waiting),
        orders=tuple(arrival.orders),
        costs=tuple(arrival.costs),
        claims=tuple(arrival.claims),
        to_cost_of_sales=arrival.to_cost_of_sales,
        notices=tuple(arrival.notices),
    )


def _told_again(session: Session, invoice: CreditorInvoice) -> ReceiptOutcome:
    """What a processed invoice has done, from the books: whom it filled, what is claimed, what it cost."""
    if invoice.number is None:
        raise Refused("This creditor invoice was deleted. Type another one.")
    gifts = session.execute(
        select(Backorder, Allocation.quantity)
        .join(Allocation, Allocation.backorder_id == Backorder.id)
        .where(
            Allocation.document_kind == KIND,
            Allocation.document_id == invoice.id,
            Allocation.quantity > found.NOTHING,
        )
        .order_by(Allocation.id)
    )
    settled = session.scalars(
        select(StockMovement.value).where(
            StockMovement.document_kind == KIND,
            StockMovement.document_id == invoice.id,
            StockMovement.kind == "value",
        )
    )
    short = [line for line in invoice.lines if line.billed > line.received]
    part_ids = {line.part_id for line in short}
    part_numbers = dict(session.execute(select(Part.id, Part.number).where(Part.id.in_(part_ids))).all())
    claims = [Claim(line.id, part_numbers[line.part_id], line.billed - line.received, line.claim) for line in short]
    return ReceiptOutcome(
        creditor_invoice_id=invoice.id,
        number=invoice.number,
        total=invoice.total,
        filled=queue.said(session, list(gifts)),
        claims=tuple(claims),
        to_cost_of_sales=-sum(settled, rounded(ZERO)),
        notices=(f"Creditor invoice {invoice.number} has been processed before; nothing was received twice.",),
    )


def _from_order(line: StockOrderLine, number: int, part: PartFound) -> ReceiptLine:
    return ReceiptLine(
        part=part,
        description=line.description,
        order_line_id=line.id,
        order_number=str(number),
        ordered=line.quantity,
        outstanding=line.outstanding,
        billed=line.outstanding,
        received=line.outstanding,
        cost=line.cost,
        gst_rate=part.gst_rate,
    )
