"""The queues of backorders inside a unit of work: giving stock and taking it back, with why; it must not decide who."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final, cast

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.db import bulk
from app.models import Allocation, Backorder, Debtor, Invoice, InvoiceLine, Part
from app.rules import allocation, supersession, words
from app.rules.faults import Refused
from app.rules.found import BackorderFilled, ShipRule
from app.rules.money import ZERO
from app.services.counter import Counter
from app.services.within import handed, shelf, shop
from app.services.within.found import NOTHING
from app.services.within.shelf import Shelf, Shelves, Source

Gift = tuple[Backorder, Decimal]

_LOCKED: Final = (
    select(Backorder).order_by(Backorder.id).with_for_update(key_share=True).execution_options(populate_existing=True)
)
_LOCKED_OF_PARTS: Final = _LOCKED.where(
    Backorder.part_id.in_(bindparam("parts", expanding=True)), Backorder.open > NOTHING
)
_LOCKED_BY_KEY: Final = _LOCKED.where(Backorder.id.in_(bindparam("keys", expanding=True)))
_OPEN_OF_DEBTORS: Final = (
    select(
        Backorder.id,
        Backorder.debtor_id,
        Backorder.open,
        Backorder.allocated,
        Backorder.held,
        Debtor.ship_rule,
        InvoiceLine.invoice_id,
    )
    .join(Debtor, Debtor.id == Backorder.debtor_id)
    .join(InvoiceLine, InvoiceLine.begins_id == Backorder.id)
    .where(Backorder.debtor_id.in_(bindparam("debtors", expanding=True)), Backorder.open > NOTHING)
)
_SAID: Final = (
    select(
        Backorder.id,
        Debtor.id.label("debtor_id"),
        Debtor.name,
        Debtor.phone,
        Part.number,
        Part.description,
        Part.bin,
        Backorder.ordered_as,
        Invoice.name.label("own_name"),
        Invoice.phone.label("own_phone"),
        Invoice.kind,
        Invoice.number.label("invoice_number"),
        Invoice.reference,
    )
    .join(Debtor, Debtor.id == Backorder.debtor_id)
    .join(Part, Part.id == Backorder.part_id)
    .join(InvoiceLine, InvoiceLine.begins_id == Backorder.id)
    .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
    .where(Backorder.id.in_(bindparam("keys", expanding=True)))
)


def lock(session: Session, part_ids: Iterable[int]) -> dict[int, list[Backorder]]:
    """The open backorders of these parts, locked in the house's order (by id) and read afresh."""
    found: dict[int, list[Backorder]] = {part_id: [] for part_id in part_ids}
    if found:
        for backorder in session.scalars(_LOCKED_OF_PARTS, {"parts": list(found)}):
            found[backorder.part_id].append(backorder)
    return found


def locked(session: Session, backorder_ids: Iterable[int]) -> dict[int, Backorder]:
    """These backorders, locked in the house's order and read afresh."""
    keys = set(backorder_ids)
    return {backorder.id: backorder for backorder in session.scalars(_LOCKED_BY_KEY, {"keys": keys})} if keys else {}


def locked_on_the_shelf(session: Session, backorder_ids: Collection[int]) -> dict[int, Backorder]:
    """The same for who holds no shelf yet: the shelves of their parts first, as the house's order has it."""
    parts = session.scalars(select(Backorder.part_id).where(Backorder.id.in_(backorder_ids)).distinct())
    shelf.lock(session, parts.all())
    return locked(session, backorder_ids)


def ready(session: Session, backorders: Sequence[Backorder]) -> dict[int, Decimal]:
    """What of each of these may be invoiced now, by the ship rules of their debtors; nothing for those not open.

    A rule of complete orders looks at all that is open of the order, so what was not asked for is looked up too.
    """
    debtors = {backorder.debtor_id for backorder in backorders}
    by_debtor: dict[tuple[int, str], list[allocation.Open]] = {}
    for key, debtor_id, waits, allocated, held, rule, order in bulk.read(
        session, _OPEN_OF_DEBTORS, {"debtors": debtors}
    ):
        each = allocation.Open(key, order, waits, allocated, held)
        by_debtor.setdefault((debtor_id, rule), []).append(each)
    found: dict[int, Decimal] = {}
    for (_, rule), opens in by_debtor.items():
        found.update(allocation.ready(opens, cast(ShipRule, rule)))
    return {backorder.id: found.get(backorder.id, ZERO) for backorder in backorders}


def place(backorder: Backorder) -> allocation.Place:
    """The backorder as the rule of allocation sees it."""
    return allocation.Place(
        id=backorder.id,
        queue_date=backorder.queue_date,
        open=backorder.open,
        allocated=backorder.allocated,
        priority=backorder.priority,
        held=backorder.held,
    )


def serve(
    session: Session,
    counter: Counter,
    shelves: Shelves,
    source: Source,
    *,
    besides: Collection[int] = (),
    waiting: Mapping[int, Sequence[Backorder]] | None = None,
) -> list[Gift]:
    """Give what is available of these parts along their queues, when the shop allocates automatically.

    To be called after every increase of available. The shelves must be locked. `besides` are backorders that get
    nothing this time: whoever lowers Supplied by hand does not want it allocated to the same line (domain 1).
    `waiting` are the open backorders of the parts, by part, where they were locked before and none has come since.
    """
    with_stock = [part_id for part_id, stock in shelves.items() if shelf.available(stock) > ZERO]
    if not with_stock or not shop.settings(session).allocate_automatically:
        return []
    if waiting is None:
        session.flush()
        waiting = lock(session, with_stock)
    gifts: list[Gift] = []
    for part_id in with_stock:
        backorders = waiting[part_id]
        stock = shelves[part_id]
        by_id = {backorder.id: backorder for backorder in backorders}
        places = [place(backorder) for backorder in backorders if backorder.id not in besides]
        for given in allocation.allocate(shelf.available(stock), places):
            backorder = by_id[given.id]
            give(session, counter, stock, backorder, given.quantity, source, "queue", given.rank, given.others)
            gifts.append((backorder, given.quantity))
    return gifts


def give(
    session: Session,
    counter: Counter,
    stock: Shelf,
    backorder: Backorder,
    quantity: Decimal,
    source: Source,
    rule: str,
    rank: int = 0,
    others: int = 0,
) -> None:
    """Allocate so much to the backorder, and write down why; a negative quantity takes it back."""
    stock.allocated += quantity
    backorder.allocated += quantity
    bulk.append(
        session,
        Allocation,
        backorder_id=backorder.id,
        quantity=quantity,
        rule=rule,
        rank=rank,
        others=others,
        document_kind=source.kind,
        document_id=source.id,
        reason=source.reason,
        operator_id=counter.operator.id,
        at=counter.now(),
    )


def withdraw(
    session: Session,
    counter: Counter,
    stock: Shelf,
    backorders: Sequence[Backorder],
    quantity: Decimal,
    source: Source,
    *,
    last: Collection[int] = (),
) -> list[Gift]:
    """Take so much back from who has it, from the back of the queue; those in `last` lose theirs last of all.

    Returns who lost what, which may be less than `quantity` when not so much is allocated. `backorders` are the open
    ones of this part, locked (see `lock`). Nobody loses the place in the queue: the queue date stays. Raises Refused
    when it cannot be had without what customers were handed over already.
    """
    by_id = {backorder.id: backorder for backorder in backorders}
    lost: list[Gift] = []
    for taken in losing(session, backorders, quantity, last):
        backorder = by_id[taken.id]
        give(session, counter, stock, backorder, -taken.quantity, source, "withdrawn", taken.rank, taken.others)
        lost.append((backorder, taken.quantity))
    kept = min(quantity - sum((part for _, part in lost), ZERO), sum((each.allocated for each in backorders), ZERO))
    if kept > ZERO:
        number = session.scalars(select(Part.number).where(Part.id == stock.part_id)).one()
        raise Refused(
            f"{number}: {words.quantity(kept)} of what would be taken away are with a customer already, handed over "
            "and not invoiced. Invoice them first, or take the hand-over mark back."
        )
    return lost


def losing(
    session: Session, backorders: Sequence[Backorder], quantity: Decimal, last: Collection[int] = ()
) -> tuple[allocation.Given, ...]:
    """Who would lose what by `withdraw`; nothing is done. What a customer was handed over already is not taken back."""
    if quantity <= ZERO:
        return ()
    gone = handed.of(session, [backorder.id for backorder in backorders if backorder.allocated > ZERO])
    places = [place(backorder) for backorder in backorders]
    left = [
        replace(each, allocated=max(ZERO, each.allocated - gone[each.id].quantity)) if each.id in gone else each
        for each in places
    ]
    return allocation.withdraw(quantity, left, last)


def fill(
    session: Session, counter: Counter, stock: Shelf, backorder: Backorder, quantity: Decimal, source: Source
) -> None:
    """Turn so much of what is allocated into filled; a negative quantity turns it back, ahead of the queue."""
    # taking back raises open before allocated, filling lowers allocated before open: never more allocated than open
    if quantity < ZERO:
        _reopen(backorder, -quantity)
        give(session, counter, stock, backorder, -quantity, source, "given back")
    else:
        give(session, counter, stock, backorder, -quantity, source, "filled")
        _reopen(backorder, -quantity)


def reopen(
    session: Session,
    counter: Counter,
    stock: Shelf,
    backorder: Backorder,
    quantity: Decimal,
    there: Decimal,
    source: Source,
) -> None:
    """A fill is void: so much waits again in its old place, and gets at once what is `there` of it."""
    _reopen(backorder, quantity)
    if there:
        give(session, counter, stock, backorder, there, source, "given back")


def _reopen(backorder: Backorder, quantity: Decimal) -> None:
    backorder.filled -= quantity
    backorder.open += quantity


def cancel(
    session: Session, counter: Counter, stock: Shelf, backorder: Backorder, quantity: Decimal, source: Source
) -> None:
    """Cancel so much of what is open: what still waits first, then what is allocated, which is free again."""
    freed = quantity - (backorder.open - backorder.allocated)
    if freed > ZERO:
        give(session, counter, stock, backorder, -freed, source, "cancelled")
    backorder.open -= quantity
    backorder.cancelled += quantity


def said(session: Session, gifts: Sequence[Gift]) -> tuple[BackorderFilled, ...]:
    """The gifts as the operator is told of them, one for each backorder, in the order they were given."""
    if not gifts:
        return ()
    backorders = {backorder.id: backorder for backorder, _ in gifts}
    quantities: dict[int, Decimal] = {}
    for backorder, quantity in gifts:
        quantities[backorder.id] = quantities.get(backorder.id, ZERO) + quantity
    by_id = {
        row.id: BackorderFilled(
            backorder_id=row.id,
            debtor_id=row.debtor_id,
            debtor=row.own_name or row.name,
            phone=row.own_phone or row.phone,
            origin=document_called(row.kind, row.invoice_number, row.reference),
            number=supersession.both(row.number, row.ordered_as),
            description=row.description,
            quantity=quantities[row.id],
            still_waiting=backorders[row.id].open - backorders[row.id].allocated,
            bin=row.bin,
        )
        for row in bulk.read(session, _SAID, {"keys": list(quantities)})
    }
    return tuple(by_id[backorder_id] for backorder_id in quantities)


def document_name(invoice: Invoice) -> str:
    """What a person calls the document: *Invoice 10023*, *Order 17*, *Quote 4*."""
    return document_called(invoice.kind, invoice.number, invoice.reference)


def document_called(kind: str, number: int | None, reference: int) -> str:
    """The same of what its row says."""
    if number is not None:
        return f"Invoice {number}"
    return f"{'Quote' if kind == 'quote' else 'Order'} {reference}"
