"""Purchases as they are listed, printed and sent: stock orders and creditor invoices; it writes nothing.

Quantities are in the part's unit, costs are dollars ex GST for one unit, amounts whole cents.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from app.models import Creditor, CreditorInvoice, Operator, Part, StockOrder, StockOrderLine
from app.rules import gst, words
from app.rules.facts import CreditorFacts, StockOrderFacts, StockOrderLineFacts
from app.rules.faults import Refused
from app.rules.money import QUANTITY_PLACES, ZERO, rounded
from app.rules.rights import Right
from app.services.counter import Counter
from app.services.within import entitled, papers, shop
from app.services.within.buying import gone_out
from app.services.within.buying.order_write import KIND

SUPPLIER_HEADINGS = (
    "Order",
    "Your number",
    "Our number",
    "Description",
    "Quantity",
    "Unit",
    "Unit cost ex GST",
    "Total ex GST",
)
_LATEST = 500
_NOTHING = rounded(ZERO, QUANTITY_PLACES)


@dataclass(frozen=True, slots=True)
class OrderListed:
    """A stock order in a list. `amount` is what its lines come to ex GST, `outstanding_amount` what of it is to come.

    `number` is None until it is final. `status` is for a person: saved, not sent, sent, part received, complete,
    closed short; it is sent when it went out in whatever way.
    """

    order_id: int
    reference: int
    number: int | None
    creditor_id: int
    creditor: str
    status: str
    day: date
    expected: date | None
    their_reference: str
    lines: int
    outstanding: Decimal
    amount: Decimal
    outstanding_amount: Decimal


@dataclass(frozen=True, slots=True)
class OrderLineListed:
    """A line of a stock order with what became of it: quantity = received + closed + outstanding."""

    line_id: int
    part_id: int
    number: str
    supplier_number: str
    description: str
    quantity: Decimal
    received: Decimal
    closed: Decimal
    outstanding: Decimal
    cost: Decimal


@dataclass(frozen=True, slots=True)
class ReceiptListed:
    """A creditor invoice in a list; `number` is None until it is processed, `total` is inc. GST."""

    creditor_invoice_id: int
    reference: int
    number: int | None
    creditor_id: int
    creditor: str
    their_number: str
    status: str
    day: date
    due: date | None
    total: Decimal


@dataclass(slots=True)
class _Sums:
    lines: int = 0
    moved: bool = False
    gone: bool = False
    outstanding: Decimal = _NOTHING
    amount: Decimal = field(default_factory=lambda: rounded(ZERO))
    outstanding_amount: Decimal = field(default_factory=lambda: rounded(ZERO))


def to_send(counter: Counter) -> tuple[OrderListed, ...]:
    """The orders that no supplier has yet: saved, or final and never gone out; newest first."""
    return _list(counter, gone_out.no_supplier_has())


def outstanding_orders(counter: Counter, creditor_id: int | None = None) -> tuple[OrderListed, ...]:
    """The sent orders on which something is to come, oldest first."""
    return tuple(reversed(list_orders(counter, ("finalised",), creditor_id)))


def list_orders(
    counter: Counter, statuses: Collection[str] = (), creditor_id: int | None = None, limit: int = _LATEST
) -> tuple[OrderListed, ...]:
    """The latest orders, newest first: of these statuses (saved, finalised, complete, closed short), else of all.

    Deleted ones are listed only when they are asked for.
    """
    which = [StockOrder.status.in_(statuses) if statuses else StockOrder.status != "deleted"]
    if creditor_id is not None:
        which.append(StockOrder.creditor_id == creditor_id)
    return _list(counter, *which, limit=limit)


def _list(counter: Counter, *which: ColumnElement[bool], limit: int = _LATEST) -> tuple[OrderListed, ...]:
    wanted = select(StockOrder, Creditor.name).join(Creditor, Creditor.id == StockOrder.creditor_id).where(*which)
    with counter.db.read() as session:
        rows = session.execute(wanted.order_by(StockOrder.id.desc()).limit(limit)).all()
        sums = _sums(session, [order.id for order, _ in rows])
    return tuple(_listed(order, name, sums.get(order.id, _Sums())) for order, name in rows)


def order_lines(counter: Counter, order_id: int) -> tuple[OrderLineListed, ...]:
    """The lines of one order in their order, with what became of each."""
    with counter.db.read() as session:
        return tuple(
            OrderLineListed(
                line_id=line.id,
                part_id=part.id,
                number=part.number,
                supplier_number=line.supplier_number,
                description=line.description,
                quantity=line.quantity,
                received=line.received,
                closed=line.closed,
                outstanding=line.outstanding,
                cost=line.cost,
            )
            for line, part in session.execute(_lines_of(order_id))
        )


def list_receipts(
    counter: Counter, statuses: Collection[str] = (), creditor_id: int | None = None, limit: int = _LATEST
) -> tuple[ReceiptListed, ...]:
    """The latest creditor invoices, newest first: of these statuses (saved, processed, undone), else of all."""
    wanted = select(CreditorInvoice, Creditor.name).join(Creditor, Creditor.id == CreditorInvoice.creditor_id)
    wanted = wanted.where(CreditorInvoice.status.in_(statuses) if statuses else CreditorInvoice.status != "deleted")
    if creditor_id is not None:
        wanted = wanted.where(CreditorInvoice.creditor_id == creditor_id)
    with counter.db.read() as session:
        rows = session.execute(wanted.order_by(CreditorInvoice.id.desc()).limit(limit)).all()
    return tuple(_receipt(invoice, name) for invoice, name in rows)


def receipt(counter: Counter, creditor_invoice_id: int) -> ReceiptListed:
    """One creditor invoice as it is listed; raises Refused when it is not on the books."""
    wanted = select(CreditorInvoice, Creditor.name).join(Creditor, Creditor.id == CreditorInvoice.creditor_id)
    with counter.db.read() as session:
        row = session.execute(
            wanted.where(CreditorInvoice.id == creditor_invoice_id, CreditorInvoice.status != "deleted")
        ).one_or_none()
        if row is None:
            raise Refused("This creditor invoice was deleted by somebody else. Show the list again.")
        return _receipt(*row)


def facts(counter: Counter, order_id: int) -> StockOrderFacts:
    """What stands on the paper that goes to the supplier; raises Refused when there is no such order.

    Whoever may not see costs sends it without: the supplier knows its prices.
    """
    with counter.db.read() as session:
        row = session.execute(
            select(StockOrder, Creditor, Operator.name)
            .join(Creditor, Creditor.id == StockOrder.creditor_id)
            .join(Operator, Operator.id == StockOrder.operator_id)
            .where(StockOrder.id == order_id, StockOrder.status != "deleted")
        ).one_or_none()
        if row is None:
            raise Refused("This stock order is not on the books. Show the list again.")
        order, creditor, operator = row
        seller = shop.settings(session).seller
        sees_costs = entitled.may(session, counter, Right.SEE_COST)
        copy = order.number is not None and papers.went_out(session, KIND, order_id, KIND)
        lines = tuple(
            StockOrderLineFacts(
                number=part.number,
                description=line.description,
                quantity=line.quantity,
                suppliers_number=line.supplier_number,
                unit=part.unit,
                pack=part.pack,
                cost=line.cost if sees_costs else ZERO,
                total=gst.line_amount(line.quantity, line.cost) if sees_costs else ZERO,
            )
            for line, part in session.execute(_lines_of(order_id))
        )
    return StockOrderFacts(
        seller=seller,
        creditor=CreditorFacts(
            name=creditor.name,
            code=creditor.code,
            address=creditor.address,
            phone=creditor.phone,
            email=creditor.email,
            our_account=creditor.our_account,
        ),
        number=str(order.number) if order.number is not None else f"saved {order.reference}",
        dated=order.date,
        lines=lines,
        ex=sum((line.total for line in lines), rounded(ZERO)),
        their_reference=order.their_reference,
        expected=order.expected,
        delivery_address=order.delivery,
        ordered_by=operator,
        note=order.notes,
        copy=copy,
        show_costs=sees_costs,
    )


def supplier_rows(counter: Counter, order_id: int) -> tuple[tuple[str, ...], ...]:
    """The order as rows of a CSV file for the supplier, the headings first; raises Refused like `facts`."""
    order = facts(counter, order_id)
    return (
        SUPPLIER_HEADINGS,
        *(
            (
                order.number,
                line.suppliers_number or line.number,
                line.number,
                line.description,
                words.quantity(line.quantity).replace(",", ""),
                line.unit,
                words.price(line.cost).replace(",", "") if order.show_costs else "",
                f"{line.total:.2f}" if order.show_costs else "",
            )
            for line in order.lines
        ),
    )


def _receipt(invoice: CreditorInvoice, creditor: str) -> ReceiptListed:
    return ReceiptListed(
        creditor_invoice_id=invoice.id,
        reference=invoice.reference,
        number=invoice.number,
        creditor_id=invoice.creditor_id,
        creditor=creditor,
        their_number=invoice.their_number,
        status=invoice.status,
        day=invoice.date,
        due=invoice.due,
        total=invoice.total,
    )


def _lines_of(order_id: int) -> Select[StockOrderLine, Part]:
    return (
        select(StockOrderLine, Part)
        .join(Part, Part.id == StockOrderLine.part_id)
        .where(StockOrderLine.order_id == order_id)
        .order_by(StockOrderLine.position)
    )


def _sums(session: Session, order_ids: Collection[int]) -> dict[int, _Sums]:
    # a table's whole numbers are only compared and summed in SQL, so quantity × cost is worked out here
    result: dict[int, _Sums] = {}
    lines = session.execute(
        select(
            StockOrderLine.order_id,
            StockOrderLine.quantity,
            StockOrderLine.received,
            StockOrderLine.outstanding,
            StockOrderLine.cost,
        ).where(StockOrderLine.order_id.in_(order_ids))
    )
    for order_id, quantity, received, outstanding, cost in lines:
        sums = result.setdefault(order_id, _Sums())
        sums.lines += 1
        sums.moved |= received > ZERO
        sums.outstanding += outstanding
        sums.amount += gst.line_amount(quantity, cost)
        sums.outstanding_amount += gst.line_amount(outstanding, cost)
    for order_id in gone_out.which(session, order_ids):
        result.setdefault(order_id, _Sums()).gone = True
    return result


def _listed(order: StockOrder, creditor: str, sums: _Sums) -> OrderListed:
    status = order.status
    if status == "finalised":
        status = "part received" if sums.moved else "sent" if sums.gone else "not sent"
    return OrderListed(
        order_id=order.id,
        reference=order.reference,
        number=order.number,
        creditor_id=order.creditor_id,
        creditor=creditor,
        status=status,
        day=order.date,
        expected=order.expected,
        their_reference=order.their_reference,
        lines=sums.lines,
        outstanding=sums.outstanding,
        amount=sums.amount,
        outstanding_amount=sums.outstanding_amount,
    )
