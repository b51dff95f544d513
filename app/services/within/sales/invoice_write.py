"""Writes a decided invoice: lines, stock, backorders, ledger, number – in the house's order; decides nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.db import bulk
from app.models import (
    Backorder,
    BackorderEvent,
    Base,
    DebtorEntry,
    Invoice,
    InvoiceLine,
    LostSale,
    Part,
    Settlement,
)
from app.rules.found import DebtorFound
from app.rules.money import ZERO, rounded
from app.rules.tender import Paid
from app.services.counter import Counter
from app.services.within import numbers, posting, queue, shelf, tills
from app.services.within.queue import Gift
from app.services.within.sales import deposit_write, new_line
from app.services.within.sales.invoice_plan import Facts, Plan, PlannedLine, buyer_name
from app.services.within.sales.new_line import LineRow, NewLine
from app.services.within.shelf import Shelves, Source

NO_QUANTITY = Decimal("0.000")

_BACKORDERS: Final = Base.metadata.tables[Backorder.__tablename__]
_BEGUN: Final = insert(_BACKORDERS).returning(_BACKORDERS.c.id, sort_by_parameter_order=True)


class _Was(NamedTuple):
    """A line as it stood on the books before."""

    supplied: Decimal
    backordered: Decimal
    filled_here: Decimal


def write(
    session: Session, counter: Counter, facts: Facts, plan: Plan, *, finalise: bool
) -> tuple[Invoice, list[Gift]]:
    """Put the decided document on the books; returns it and what other backorders got of what became free."""
    reserves = facts.draft.kind == "invoice"
    before = _available(facts)
    as_it_was = {row.id: _Was(row.supplied, row.backordered, row.filled_here) for row in facts.rows.values()}
    invoice = _head(session, counter, facts, plan)
    session.flush()
    source = Source("invoice", invoice.id)
    if reserves:
        _give_back(session, counter, facts, source)
    rows = _lines(session, counter, facts, plan, invoice)
    if reserves:
        _own_backorders(session, counter, facts, as_it_was, rows, invoice)
        _take(session, counter, facts, rows, source, finalise=finalise)
    goods = [row for _, row in rows]
    origins = [line.draft.fills.origin if line.draft.fills else "" for line in plan.lines]
    deposit_lines = deposit_write.lines(
        session, goods, plan.amounts, facts.deposits, facts.debtor.deposits, origins, finalise=finalise
    )
    _write_new(session, facts, invoice, [*goods, *deposit_lines])
    free = {line.draft.part.id for line in plan.lines if line.free_left and line.draft.part}
    typed = {
        row.begins_id
        for line, row in rows
        if row.begins_id
        and line.draft.split_typed
        and as_it_was.get(_key(row)) != _Was(line.split.supplied, line.split.backordered, row.filled_here)
    }
    gifts = queue.serve(session, counter, _freed(facts, before, free), source, besides=typed)
    if finalise:
        _lost_sales(session, counter, facts, plan, invoice)
        _post(session, counter, facts.debtor, plan, invoice)
    return invoice, gifts


def _write_new(session: Session, facts: Facts, invoice: Invoice, rows: Iterable[LineRow]) -> None:
    """The lines that are not on the books yet, all at once, each with everything that became of it.

    Whoever looks at the invoice's lines from now on reads them from there.
    """
    new_line.write(session, invoice.id, (row for row in rows if isinstance(row, NewLine)))
    if facts.invoice is not None:
        session.flush()
        session.expire(invoice, ["lines"])


def take_off_the_books(session: Session, counter: Counter, facts: Facts, reason: str) -> list[Gift]:
    """Delete a saved document: everything it held is given back, its own backorders are cancelled with the reason."""
    invoice = facts.invoice
    assert invoice is not None
    source = Source("invoice", invoice.id, reason)
    before = _available(facts)
    if invoice.kind == "invoice":
        _give_back(session, counter, facts, source)
    for row in invoice.lines:
        if row.begins_id:
            _strike(session, counter, facts, row, source)
        elif row.fills_id:
            row.fills_id = None
            row.supplied, row.cancelled = NO_QUANTITY, row.ordered
    invoice.status = "deleted"
    invoice.version += 1
    return queue.serve(session, counter, _freed(facts, before), source)


def _available(facts: Facts) -> dict[int, Decimal]:
    return {part_id: shelf.available(stock) for part_id, stock in facts.shelves.items()}


def _freed(facts: Facts, before: dict[int, Decimal], besides: Collection[int] = ()) -> Shelves:
    """The shelves on which more is available now than before, and those named."""
    return {
        part_id: stock
        for part_id, stock in facts.shelves.items()
        if part_id in besides or shelf.available(stock) > before[part_id]
    }


def _head(session: Session, counter: Counter, facts: Facts, plan: Plan) -> Invoice:
    draft, debtor = facts.draft, facts.debtor
    invoice = facts.invoice
    if invoice is None:
        invoice = Invoice(
            draft_key=draft.key,
            kind=draft.kind,
            status="saved",
            reference=numbers.take(session, f"{draft.kind} reference"),
            saved_at=counter.now(),
            version=0,
        )
        session.add(invoice)
    invoice.version += 1
    invoice.debtor_id = debtor.id
    invoice.date = counter.today()
    invoice.expires = counter.today() + timedelta(days=facts.settings.quote_days) if draft.kind == "quote" else None
    invoice.name = buyer_name(debtor, draft)
    invoice.phone = draft.phone or debtor.phone
    invoice.address = draft.address if debtor.kind == "cash" else debtor.address
    invoice.abn = debtor.abn
    invoice.customer_order = draft.customer_order
    invoice.delivery_address = draft.delivery_address
    invoice.salesperson = draft.salesperson
    invoice.gst_per_line = facts.settings.gst_per_line
    invoice.amount, invoice.gst, invoice.total = plan.amounts.amount, plan.amounts.gst, plan.amounts.total
    invoice.operator_id = counter.operator.id
    return invoice


def _give_back(session: Session, counter: Counter, facts: Facts, source: Source) -> None:
    """Undo what the document holds on the books."""
    invoice = facts.invoice
    if invoice is None or invoice.status != "saved":
        return
    for row in invoice.lines:
        stock = facts.shelves.get(row.part_id) if row.part_id and row.kind == "part" else None
        if stock is None:
            continue
        stock.committed -= row.supplied
        if row.fills_id and row.supplied:
            queue.fill(session, counter, stock, facts.fills[row.fills_id], -row.supplied, source)
        if row.begins_id and row.filled_here:
            queue.fill(session, counter, stock, facts.fills[row.begins_id], -row.filled_here, source)


def _lines(
    session: Session, counter: Counter, facts: Facts, plan: Plan, invoice: Invoice
) -> list[tuple[PlannedLine, LineRow]]:
    source = Source("invoice", invoice.id, "line taken off the order")
    existing = facts.rows
    kept = {line.draft.line_id for line in plan.lines}
    for gone in existing.values():
        if gone.id not in kept:
            if gone.begins_id:
                _strike(session, counter, facts, gone, source)
            else:
                invoice.lines.remove(gone)
    rows: list[tuple[PlannedLine, LineRow]] = []
    for position, line in enumerate(plan.lines, start=1):
        row: LineRow = existing.get(line.draft.line_id or 0) or NewLine()
        _write_line(row, line, position, counter)
        row.amount = plan.amounts.lines[position - 1]
        row.gst = plan.amounts.gst_shares[position - 1]
        rows.append((line, row))
    return rows


def _write_line(row: LineRow, line: PlannedLine, position: int, counter: Counter) -> None:
    draft, split = line.draft, line.split
    row.position = position
    row.kind = draft.kind
    row.part_id = draft.part.id if draft.part else None
    row.number = draft.number
    row.description = draft.description
    row.unit = draft.part.unit if draft.part else ""
    row.note = draft.note
    row.ordered = draft.ordered
    row.supplied, row.backordered, row.cancelled = split.supplied, split.backordered, split.cancelled
    row.filled_here = line.filled_here
    row.lost_because = line.lost_because if split.cancelled else ""
    row.price, row.discount = draft.price, draft.discount
    row.price_from, row.price_was = draft.price_from, draft.price_was
    row.priced_by_id = counter.operator.id if draft.price_was is not None else None
    row.gst_rate = draft.gst_rate
    row.fills_id = draft.fills.backorder_id if draft.fills else None
    if draft.fills and draft.fills.deposit:
        row.gst_rate = draft.fills.deposit.gst_rate


def _strike(session: Session, counter: Counter, facts: Facts, row: InvoiceLine, source: Source) -> None:
    """Take a line off that a backorder began on: the line stays, struck, and what is open is cancelled."""
    assert row.begins_id is not None
    backorder = facts.fills[row.begins_id]
    cancel(session, counter, facts, backorder, backorder.open, source)
    row.struck = True
    row.supplied = row.backordered = row.filled_here = NO_QUANTITY
    row.cancelled = row.ordered
    row.amount = row.gst = rounded(ZERO)


def cancel(
    session: Session, counter: Counter, facts: Facts, backorder: Backorder, quantity: Decimal, source: Source
) -> None:
    """Cancel so much of a backorder of this document, and write down why."""
    if quantity <= ZERO:
        return
    queue.cancel(session, counter, facts.shelves[backorder.part_id], backorder, quantity, source)
    session.add(
        BackorderEvent(
            backorder_id=backorder.id,
            kind="cancelled",
            quantity=quantity,
            reason=source.reason,
            operator_id=counter.operator.id,
            at=counter.now(),
        )
    )


def _own_backorders(
    session: Session,
    counter: Counter,
    facts: Facts,
    as_it_was: Mapping[int, _Was],
    rows: list[tuple[PlannedLine, LineRow]],
    invoice: Invoice,
) -> None:
    """Bring the backorders that begin on this document's lines to what the lines say; make the new ones."""
    changed = Source("invoice", invoice.id, "changed on the order")
    made: list[tuple[LineRow, dict[str, object]]] = []
    for line, row in rows:
        if row.begins_id:
            backorder = facts.fills[row.begins_id]
            stock = facts.shelves[backorder.part_id]
            if line.filled_here:
                queue.fill(session, counter, stock, backorder, line.filled_here, changed)
            by_hand = _moved_by_hand(line, backorder, as_it_was[_key(row)])
            if by_hand:
                # of what lies there for it already, held or not, no more stays promised than goes on waiting
                waiting = backorder.open - backorder.allocated
                if waiting:
                    queue.give(session, counter, stock, backorder, min(by_hand, waiting), changed, "by hand")
                queue.fill(session, counter, stock, backorder, by_hand, changed)
                row.filled_here += by_hand
            more = line.split.backordered - backorder.open
            if more > ZERO:
                backorder.quantity += more
                backorder.open += more
            else:
                cancel(session, counter, facts, backorder, -more, changed)
            for name, value in _agreed(facts, line, invoice).items():
                setattr(backorder, name, value)
        elif line.split.backordered:
            made.append((row, _new_backorder(counter, facts, line, invoice)))
    if made:
        keys = session.connection().scalars(_BEGUN, [values for _, values in made])
        for (row, _), key in zip(made, keys, strict=True):
            row.begins_id = key


def _new_backorder(counter: Counter, facts: Facts, line: PlannedLine, invoice: Invoice) -> dict[str, object]:
    assert line.draft.part is not None
    return {
        "part_id": line.draft.part.id,
        "quantity": line.split.backordered,
        "open": line.split.backordered,
        "queue_date": counter.now(),
        **_agreed(facts, line, invoice),
    }


def _key(row: LineRow) -> int:
    """Of its row on the books; 0 while it has none."""
    return row.id if isinstance(row, InvoiceLine) else 0


def _moved_by_hand(line: PlannedLine, backorder: Backorder, was: _Was) -> Decimal:
    """How much somebody moved from Back Order to Supplied with what is free on the shelf: it fills the backorder."""
    more_from_shelf = (line.split.supplied - line.filled_here) - (was.supplied - was.filled_here)
    return max(NO_QUANTITY, min(backorder.open - line.split.backordered, more_from_shelf))


def _agreed(facts: Facts, line: PlannedLine, invoice: Invoice) -> dict[str, object]:
    """What was agreed on the line goes with the backorder until it is filled."""
    return {
        "debtor_id": facts.debtor.id,
        "price": line.draft.price,
        "discount": line.draft.discount,
        "customer_order": invoice.customer_order,
        "delivery_address": invoice.delivery_address,
    }


def _take(
    session: Session,
    counter: Counter,
    facts: Facts,
    rows: list[tuple[PlannedLine, LineRow]],
    source: Source,
    *,
    finalise: bool,
) -> None:
    """Commit what is supplied, or take it off the shelf when the document is finalised."""
    for line, row in rows:
        if row.kind != "part" or row.part_id is None:
            continue
        if facts.parts[row.part_id].kind == "catalogue" and (line.split.supplied or line.split.backordered):
            session.get_one(Part, row.part_id).kind = "stock"
        if not line.split.supplied:
            continue
        stock = facts.shelves[row.part_id]
        if row.fills_id:
            queue.fill(session, counter, stock, facts.fills[row.fills_id], line.split.supplied, source)
        if finalise:
            row.cost = shelf.issue(session, counter, stock, line.split.supplied, source)
        else:
            stock.committed += line.split.supplied


def _lost_sales(session: Session, counter: Counter, facts: Facts, plan: Plan, invoice: Invoice) -> None:
    for line in plan.lines:
        if line.lost_because not in ("", "none") and line.draft.part and line.split.cancelled:
            bulk.append(
                session,
                LostSale,
                part_id=line.draft.part.id,
                debtor_id=facts.debtor.id,
                invoice_id=invoice.id,
                quantity=line.split.cancelled,
                price=line.draft.price,
                reason=line.lost_because,
                operator_id=counter.operator.id,
                at=counter.now(),
            )


def _post(session: Session, counter: Counter, debtor: DebtorFound, plan: Plan, invoice: Invoice) -> None:
    """The ledger, the tender and – last, it locks the sequence – the number."""
    cash = debtor.kind == "cash"
    due = counter.today() if cash else counter.today() + timedelta(days=debtor.terms_days)
    charge: dict[str, Any] = {
        "debtor_id": debtor.id,
        "invoice_id": invoice.id,
        "kind": "invoice",
        "date": invoice.date,
        "due": due,
        "amount": invoice.total,
    }
    if plan.paid:
        _pay(session, counter, DebtorEntry(**charge), plan.paid)
    else:
        bulk.append(session, DebtorEntry, **charge)
    session.flush()
    number = numbers.take(session, "invoice")
    invoice.status, invoice.number = "finalised", number
    invoice.finalised_at, invoice.due = counter.now(), due
    posting.post(session, counter, "invoice", invoice.id, date=invoice.date)


def _pay(session: Session, counter: Counter, charge: DebtorEntry, paid: Paid) -> None:
    """What is charged is paid at once: both stand in the ledger, each settled with the other."""
    payment = DebtorEntry(
        debtor_id=charge.debtor_id,
        invoice_id=charge.invoice_id,
        kind="payment",
        date=charge.date,
        amount=-charge.amount,
        reference=", ".join(each.kind for each in paid.tenders),
    )
    session.add_all((charge, payment))
    tills.put(session, counter, paid, invoice_id=charge.invoice_id)
    session.flush()
    bulk.append(session, Settlement, charge_id=charge.id, payment_id=payment.id, amount=charge.amount)
