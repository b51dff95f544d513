"""Goods arrive inside a unit of work: onto the shelf, onto their orders, and to those who wait.

It must not know whether what it does is kept: the preview takes it back, the process keeps it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.orm import Session

from app.db import bulk
from app.models import (
    Backorder,
    Base,
    Creditor,
    CreditorEntry,
    CreditorInvoice,
    CreditorInvoiceLine,
    MeantFor,
    Part,
    StockOrder,
    StockOrderLine,
)
from app.rules import costing, pricing, receiving, words
from app.rules.drafts import ReceiptDraft, ReceiptLine
from app.rules.faults import Refused
from app.rules.found import BackorderFilled
from app.rules.money import QUANTITY_PLACES, ZERO, rounded
from app.rules.questions import ReceiveMoreThanOrdered, UseLinesTotal
from app.rules.receiving import DocumentSums, LineSums, OrderReceipt
from app.services.counter import Counter
from app.services.masters import cards
from app.services.within import queue, shelf, superseding, taking_over
from app.services.within.asking import Asking
from app.services.within.buying import buying, giving_out, old_numbers
from app.services.within.shelf import Shelf, Shelves, Source
from app.settings import ShopSettings

KIND = "creditor invoice"
_NOTHING = rounded(ZERO, QUANTITY_PLACES)

_ORDERED_LOCKED: Final = (
    select(
        StockOrderLine.id,
        StockOrderLine.order_id,
        StockOrderLine.part_id,
        StockOrder.number,
        StockOrderLine.received,
        StockOrderLine.closed,
        StockOrderLine.outstanding,
    )
    .join(StockOrder, StockOrder.id == StockOrderLine.order_id)
    .where(
        StockOrderLine.id.in_(bindparam("lines", expanding=True)),
        StockOrder.creditor_id == bindparam("creditor"),
        StockOrder.number.is_not(None),
    )
    .order_by(StockOrderLine.id)
    .with_for_update(key_share=True)
)
_ORDERS: Final = (
    select(StockOrder)
    .where(StockOrder.id.in_(bindparam("orders", expanding=True)))
    .order_by(StockOrder.id)
    .execution_options(populate_existing=True)
)
_MEANT: Final = (
    select(MeantFor).where(MeantFor.order_line_id.in_(bindparam("lines", expanding=True))).order_by(MeantFor.id)
)
_CARDS: Final = select(Part.id, Part.number, Part.kind).where(Part.id.in_(bindparam("parts", expanding=True)))
_CARDS_LOCKED: Final = _CARDS.order_by(Part.id).with_for_update(key_share=True)
_LINES: Final = Base.metadata.tables[StockOrderLine.__tablename__]
_OFF_ORDER: Final = (
    update(_LINES)
    .where(_LINES.c.id == bindparam("line"))
    .values(received=bindparam("has"), closed=bindparam("never"), outstanding=bindparam("left"))
)


@dataclass(frozen=True, slots=True)
class CostMoved:
    """A part's average cost before and after the goods came, four decimals."""

    part_id: int
    number: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class Claim:
    """Billed and not received: to be had back from the supplier, in dollars ex GST."""

    line: int
    number: str
    quantity: Decimal
    amount: Decimal | None
    """None for who may not see costs."""


@dataclass(frozen=True, slots=True)
class OrderMoved:
    """A stock order after the receipt, and what is outstanding on it still."""

    order_id: int
    number: int
    status: str
    outstanding: Decimal


@dataclass(slots=True)
class Arrival:
    """What one receipt does, collected while it is done."""

    orders: list[OrderMoved] = field(default_factory=list)
    filled: list[BackorderFilled] = field(default_factory=list)
    waiting: list[BackorderFilled] = field(default_factory=list)
    costs: list[CostMoved] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    to_cost_of_sales: Decimal = rounded(ZERO)
    notices: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Ordered:
    """A line of a stock order as the receipt finds it and, when the goods are off it, as it is to be written."""

    id: int
    order_id: int
    part_id: int
    number: int | None
    """Of the stock order."""
    received: Decimal
    closed: Decimal
    outstanding: Decimal


@dataclass(frozen=True, slots=True)
class OnOrder:
    """The order lines that a receipt is for, locked, with their orders and those they were meant for."""

    lines: dict[int, Ordered]
    orders: dict[int, StockOrder]
    meant: dict[int, list[MeantFor]]


@dataclass(frozen=True, slots=True)
class OfParts:
    """The parts that come, locked: what of their cards is needed, their shelves, and who waits for them.

    `besides` are the shelves of other numbers of these parts: ordered by them, or waited for.
    """

    cards: dict[int, Row[int, str, str]]
    """Key, number and kind."""
    shelves: Shelves
    waiting: dict[int, list[Backorder]]
    besides: Shelves
    olds: taking_over.Waiting


def sums(draft: ReceiptDraft, settings: ShopSettings) -> DocumentSums:
    """What the document comes to, freight spread as the shop does it; pure."""
    billed = [
        receiving.BilledLine(line.billed, line.received, line.cost, line.discount, line.gst_rate)
        for line in draft.filled_lines
    ]
    return receiving.document_sums(
        billed, draft.freight, draft.gst, settings.gst_rate, settings.freight_into_cost, settings.gst_per_line
    )


def lock_orders(session: Session, draft: ReceiptDraft, creditor: Creditor) -> OnOrder:
    """The order lines of the draft, locked and read afresh; raises Refused when one is not this creditor's."""
    wanted = {line.order_line_id for line in draft.filled_lines if line.order_line_id}
    if not wanted:
        return OnOrder({}, {}, {})
    given = {"lines": wanted, "creditor": creditor.id}
    lines = {row.id: Ordered(*row) for row in bulk.read(session, _ORDERED_LOCKED, given)}
    orders = {
        order.id: order for order in session.scalars(_ORDERS, {"orders": {row.order_id for row in lines.values()}})
    }
    for line in draft.filled_lines:
        row_of = lines.get(line.order_line_id or 0)
        if line.order_line_id and (row_of is None or line.part is None or not _is_of(session, line.part.id, row_of)):
            raise Refused(
                f"{line.number} is on no sent order to {creditor.name} any more. Take the line off and type it anew.",
                field="part",
                line=line.key,
            )
    meant: dict[int, list[MeantFor]] = {}
    for each in session.scalars(_MEANT, {"lines": wanted}):
        meant.setdefault(each.order_line_id, []).append(each)
    return OnOrder(lines, orders, meant)


def _is_of(session: Session, part_id: int, row: Ordered) -> bool:
    """Whether the part was ordered on this line, by its own number or one that it supersedes."""
    return row.part_id == part_id or superseding.replaces(session, part_id, row.part_id)


def lock_parts(
    session: Session, draft: ReceiptDraft, on_order: OnOrder, olds: old_numbers.OldNumbers, asked: Asking
) -> OfParts:
    """The parts of the draft in the house's order: shelves, cards, open backorders, each by id.

    A new list price is a change like one in the master file, so those cards are locked too, after the shelves: the
    store itself notes on the card where a part stands when its shelf changes, so nobody may take the two the other way.
    Asks what becomes of those who wait for an old number (`old_numbers.decide`).
    """
    part_ids = {line.part.id for line in draft.filled_lines if line.part}
    priced = {line.part.id for line in draft.filled_lines if line.part and line.new_list_price is not None}
    besides = ({row.part_id for row in on_order.lines.values()} | set(olds.instead)) - part_ids
    shelves = shelf.lock(session, part_ids | besides)
    if priced:
        bulk.read(session, _CARDS_LOCKED, {"parts": priced})
    cards = {card.id: card for card in bulk.read(session, _CARDS, {"parts": part_ids})}
    waiting = queue.lock(session, part_ids | set(olds.instead))
    return OfParts(
        cards,
        {part_id: stock for part_id, stock in shelves.items() if part_id in part_ids},
        {part_id: queued for part_id, queued in waiting.items() if part_id in part_ids},
        {part_id: shelves[part_id] for part_id in besides},
        old_numbers.decide(session, draft, olds, shelves, waiting, on_order.meant, asked),
    )


def on_orders(draft: ReceiptDraft, on_order: OnOrder, asked: Asking) -> dict[int, OrderReceipt]:
    """What each line does to its order line, by the line's key; asks where more came than is outstanding.

    A second line for the same order line sees what the first has left.
    """
    left = {line_id: row.outstanding for line_id, row in on_order.lines.items()}
    result: dict[int, OrderReceipt] = {}
    for line in draft.filled_lines:
        if line.order_line_id is None:
            continue
        outstanding = left[line.order_line_id]
        if line.received > outstanding:
            question = ReceiveMoreThanOrdered(
                line=line.key, number=line.number, outstanding=outstanding, received=line.received
            )
            if asked.ask(question) == "no":
                raise Refused(
                    f"{line.number}: type what is accepted, at most {words.quantity(outstanding)}.",
                    field="received",
                    line=line.key,
                )
        result[line.key] = receiving.receipt_on_order(outstanding, line.received, line.close_remainder)
        left[line.order_line_id] = result[line.key].outstanding
    return result


def check_total(draft: ReceiptDraft, comes_to: DocumentSums, asked: Asking, *, sees_costs: bool) -> None:
    """GST as billed is ours but for 5 c, and the total typed is what the document comes to; else asks UseLinesTotal.

    Of who may not see costs nothing is asked that tells them: raises Refused, because prices want somebody who may.
    """
    if not sees_costs and not (comes_to.gst_agrees and draft.total in (None, comes_to.total)):
        raise Refused(
            "The total or the GST is not what the lines come to at the prices we know. Look whether it is typed as on "
            "the paper; else F2 saves the invoice, and somebody who may see costs goes on with it.",
            field="total" if comes_to.gst_agrees else "gst",
        )
    receiving.refuse_wrong_gst(comes_to)
    if draft.total is None or draft.total == comes_to.total:
        return
    if asked.ask(UseLinesTotal(entered=draft.total, lines_come_to=comes_to.total)) == "back":
        raise Refused("Type the total that the document says, or correct its lines, freight or GST.", field="total")


def arrive(
    session: Session,
    counter: Counter,
    invoice: CreditorInvoice,
    draft: ReceiptDraft,
    comes_to: DocumentSums,
    on_order: OnOrder,
    of_parts: OfParts,
    receipts: dict[int, OrderReceipt],
) -> Arrival:
    """What processing does with the goods: stock, cost, orders, backorders, list prices. `charge` owes the bill.

    The creditor, the orders and the parts are locked, the invoice is in the session.
    """
    source = Source(KIND, invoice.id)
    lines = draft.filled_lines
    shelves, parts = of_parts.shelves, of_parts.cards
    arrival = Arrival()
    before = {part_id: costing.average(stock.on_hand, stock.value) for part_id, stock in shelves.items()}
    for line, line_sums in zip(lines, comes_to.lines, strict=True):
        assert line.part is not None
        stock = shelves[line.part.id]
        arrival.to_cost_of_sales += shelf.receive(session, counter, stock, line.received, line_sums.stock_value, source)
        if line.received > ZERO and parts[line.part.id].kind == "catalogue":
            session.get_one(Part, line.part.id).kind = "stock"
        _price(session, line, stock, arrival)
        _claim(line, line_sums, arrival)
        if line.key in receipts:
            ordered = on_order.lines[line.order_line_id or 0].part_id
            _off_order(line, receipts[line.key], shelves.get(ordered) or of_parts.besides[ordered], on_order, arrival)
    _write_orders(session, on_order)
    goods = giving_out.Goods(lines, shelves, of_parts.waiting, on_order.meant, source, of_parts.olds)
    arrival.filled, arrival.waiting = giving_out.give_out(session, counter, goods)
    left = buying.settle_status(session, list(on_order.orders.values()))
    _say_costs(before, shelves, parts, arrival)
    _say_orders(on_order, left, arrival)
    if comes_to.freight_expense:
        arrival.notices.append(f"Freight of {words.money(comes_to.freight_expense)} is an expense, not in the cost.")
    if comes_to.gst_rounding:
        arrival.notices.append(f"GST is billed {words.money(comes_to.gst_rounding)} off ours: taken as rounding.")
    return arrival


def charge(session: Session, invoice: CreditorInvoice, creditor: Creditor) -> date:
    """What is owed for the document now stands in the creditor's ledger; returns the day on which it is due."""
    due = invoice.date + timedelta(days=creditor.terms_days)
    bulk.append(
        session,
        CreditorEntry,
        creditor_id=creditor.id,
        creditor_invoice_id=invoice.id,
        kind="invoice",
        date=invoice.date,
        due=due,
        amount=invoice.total,
    )
    return due


def write_lines(
    session: Session,
    invoice: CreditorInvoice,
    draft: ReceiptDraft,
    comes_to: DocumentSums,
    receipts: Mapping[int, OrderReceipt],
) -> None:
    """The draft's lines as they are kept, with what each comes to, and what it does to its order line."""
    for position, (line, line_sums) in enumerate(zip(draft.filled_lines, comes_to.lines, strict=True), start=1):
        receipt = receipts.get(line.key)
        bulk.append(
            session,
            CreditorInvoiceLine,
            invoice_id=invoice.id,
            position=position,
            part_id=line.part.id if line.part else 0,
            order_line_id=line.order_line_id,
            description=cards.line(line.description, "The description", "lines", 500)
            or (line.part.description if line.part else ""),
            billed=line.billed,
            received=line.received,
            cost=line.cost,
            discount=line.discount,
            gst_rate=line.gst_rate,
            new_list_price=line.new_list_price,
            close_remainder=line.close_remainder,
            applied=receipt.applied if receipt else _NOTHING,
            closed=receipt.closed if receipt else _NOTHING,
            amount=line_sums.amount,
            freight=line_sums.freight,
            stock_value=line_sums.stock_value,
            claim=line_sums.claim,
        )


def _price(session: Session, line: ReceiptLine, stock: Shelf, arrival: Arrival) -> None:
    """The last cost is what one was billed at, without freight; agreed prices of backorders do not move."""
    unit = pricing.net(line.cost, line.discount)
    if line.received > ZERO and unit > ZERO:
        stock.last_cost = unit
    if line.new_list_price is None:
        return
    part = session.get_one(Part, stock.part_id)
    if line.new_list_price != part.list_price:
        arrival.notices.append(
            f"{part.number}: list price {words.price(part.list_price)} is now {words.price(line.new_list_price)}."
        )
        part.list_price = line.new_list_price
        part.version += 1


def _claim(line: ReceiptLine, line_sums: LineSums, arrival: Arrival) -> None:
    if line.billed > line.received:
        arrival.claims.append(Claim(line.key, line.number, line.billed - line.received, line_sums.claim))


def _off_order(line: ReceiptLine, receipt: OrderReceipt, stock: Shelf, on_order: OnOrder, arrival: Arrival) -> None:
    row = on_order.lines[line.order_line_id or 0]
    row.received += receipt.applied
    row.closed += receipt.closed
    row.outstanding = receipt.outstanding
    stock.on_order -= receipt.applied + receipt.closed
    number = row.number
    if receipt.closed:
        again = "; who waits for them needs ordering again" if on_order.meant.get(row.id) else ""
        closed = words.quantity(receipt.closed)
        arrival.notices.append(f"{line.number}: {closed} of stock order {number} are not expected any more{again}.")
    if receipt.over:
        arrival.notices.append(
            f"{line.number}: {words.quantity(receipt.over)} more than stock order {number} asked for."
        )


def _write_orders(session: Session, on_order: OnOrder) -> None:
    if on_order.lines:
        session.connection().execute(
            _OFF_ORDER,
            [
                {"line": row.id, "has": row.received, "never": row.closed, "left": row.outstanding}
                for row in on_order.lines.values()
            ],
        )


def _say_costs(
    before: dict[int, Decimal], shelves: Shelves, parts: dict[int, Row[int, str, str]], arrival: Arrival
) -> None:
    for part_id, stock in shelves.items():
        after = costing.average(stock.on_hand, stock.value)
        arrival.costs.append(CostMoved(part_id, parts[part_id].number, before[part_id], after))
    arrival.costs.sort(key=lambda each: each.number)


def _say_orders(on_order: OnOrder, left: Mapping[int, Decimal], arrival: Arrival) -> None:
    for order in on_order.orders.values():
        assert order.number is not None
        arrival.orders.append(OrderMoved(order.id, order.number, order.status, left[order.id]))
