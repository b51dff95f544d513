"""Releases backorders into invoices, and marks what is handed over before; it must not know the lists they are in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from sqlalchemy import select

from app.models import BackorderEvent, Invoice, InvoiceLine
from app.rules import invoicing as rules
from app.rules import words
from app.rules.drafts import InvoiceDraft
from app.rules.faults import Refused, Unanswered
from app.rules.money import ZERO
from app.rules.questions import Answers
from app.services import backorder_lists, lookup
from app.services.backorder_lists import BackorderLine
from app.services.counter import Counter
from app.services.sales import invoicing
from app.services.sales.invoicing import Written
from app.services.within import found, handed, queue, shop

NO_ANSWERS: Final[Answers] = MappingProxyType({})
Wanted = tuple[tuple[int, Decimal], ...]
"""Backorders with how much of each."""


@dataclass(frozen=True, slots=True)
class ReadyOf:
    """All that is ready of one customer, for one invoice; walk-ins share a debtor and are told apart by their names.

    With an `order_id` it waits on that order, which is still on the books, and is filled there.
    """

    debtor_id: int
    debtor: str
    phone: str
    documents: tuple[str, ...]
    wanted: Wanted
    value: Decimal
    """Inc. GST, at the agreed prices."""
    deposit: Decimal
    """What is held for these backorders, inc. GST."""
    order_id: int | None = None


@dataclass(frozen=True, slots=True)
class Finalised:
    """An invoice that was made by itself, and how its debtor wants it: *print* or *email*."""

    written: Written
    invoice_by: str


@dataclass(frozen=True, slots=True)
class Undecided:
    """Handed over, but somebody has to decide something before it is invoiced: what to open, and why.

    `order_id` is an order on the books that is to be finalised instead of a new invoice with `wanted`.
    """

    wanted: Wanted
    because: str
    order_id: int | None = None


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What came of handing over: a sentence, invoices that were made by themselves, and what has to be decided."""

    sentence: str
    finalised: tuple[Finalised, ...] = ()
    undecided: tuple[Undecided, ...] = ()


def ready(counter: Counter, debtor_id: int | None = None) -> tuple[ReadyOf, ...]:
    """What can be released, customer by customer: of everybody, or of one debtor."""
    lines = [each for each in backorder_lists.ready(counter) if debtor_id in (None, each.debtor_id)]
    by_customer: dict[tuple[int, str, int | None], list[BackorderLine]] = {}
    for line in lines:
        order_id = line.origin_invoice_id if line.on_saved_order else None
        by_customer.setdefault((line.debtor_id, line.debtor, order_id), []).append(line)
    return tuple(
        ReadyOf(
            debtor_id=debtor,
            debtor=name,
            phone=each[0].phone,
            documents=tuple(dict.fromkeys(line.origin for line in each)),
            wanted=tuple((line.id, line.ready) for line in each),
            value=sum((line.ready_value for line in each), Decimal("0.00")),
            deposit=sum((line.deposit for line in each), Decimal("0.00")),
            order_id=order_id,
        )
        for (debtor, name, order_id), each in by_customer.items()
    )


def ready_on(counter: Counter, invoice_id: int) -> int:
    """How many backorders that began on this document have something ready."""
    return sum(1 for each in backorder_lists.ready(counter) if each.origin_invoice_id == invoice_id)


def draft(counter: Counter, wanted: Sequence[tuple[int, Decimal]], answers: Answers = NO_ANSWERS) -> InvoiceDraft:
    """An invoice that fills these backorders of one debtor, with the head that they agree on.

    Raises Refused where they are of several customers or not allocated any more, and Unanswered where the price at
    filling is to be asked.
    """
    ids = [backorder_id for backorder_id, _ in wanted]
    with counter.db.read() as session:
        origins = session.scalars(
            select(Invoice)
            .join(InvoiceLine, InvoiceLine.invoice_id == Invoice.id)
            .where(InvoiceLine.begins_id.in_(ids))
            .order_by(Invoice.id)
        ).all()
        customers = {(origin.debtor_id, origin.name) for origin in origins}
        if not origins:
            raise Refused("Nothing of this is ready any more. Ctrl+6 shows what waits.")
        first = origins[0]
        debtor = found.debtors(session, [first.debtor_id])[first.debtor_id]
        walk_in = debtor.kind == "cash"
        if len(customers if walk_in else {each for each, _ in customers}) > 1:
            raise Refused("These wait for several customers. Invoice each of them apart.")
        made = InvoiceDraft(
            debtor=debtor,
            name=first.name if walk_in else "",
            phone=first.phone if walk_in else "",
            address=first.address if walk_in else "",
            customer_order=_agreed(each.customer_order for each in origins),
            delivery_address=_agreed(each.delivery_address for each in origins),
            salesperson=counter.operator.name,
        )
    made.answers = dict(answers)
    made.lines = list(invoicing.fill_lines(counter, debtor, wanted, answers))
    return made


def hand_over(
    counter: Counter,
    backorder_ids: Sequence[int],
    answers: Answers = NO_ANSWERS,
    *,
    quantity: Decimal | None = None,
) -> HandedOver:
    """Write down that customers have what is ready of these backorders; of a single one perhaps only `quantity`.

    Where the shop invoices automatically, it is invoiced and finalised at once (domain 5); what somebody has to decide
    first comes back as undecided, and stays marked. Raises Refused when nothing is ready, or more than is ready.
    """
    lines = _marked(counter, backorder_ids, quantity)
    took = sum((each for _, each in lines), ZERO)
    several = f"{words.counted(len(lines), 'backorder')}: {words.quantity(took)}"
    line, _ = lines[0]
    said = several if len(lines) > 1 else f"{words.quantity(took)} {line.number}"
    sentence = f"{said} handed over{f' to {line.debtor}' if len({each.debtor for each, _ in lines}) == 1 else ''}."
    with counter.db.read() as session:
        automatic = shop.settings(session).when_handed_over == "invoice automatically"
    if not automatic:
        return HandedOver(sentence)
    outcomes = [_invoiced(counter, order_id, wanted, answers) for order_id, wanted in _by_invoice(lines)]
    return HandedOver(
        sentence,
        tuple(each for each in outcomes if isinstance(each, Finalised)),
        tuple(each for each in outcomes if isinstance(each, Undecided)),
    )


def take_mark_back(counter: Counter, backorder_id: int) -> HandedOver:
    """It was not handed over after all: the mark goes, and stays in the history. Raises Refused when there is none."""
    with counter.work() as session:
        row = queue.locked_on_the_shelf(session, [backorder_id])[backorder_id]
        number = found.parts(session, [row.part_id])[row.part_id].number
        marked = handed.of(session, [backorder_id]).get(backorder_id)
        if marked is None:
            raise Refused(f"{number}: nothing of it is marked as handed over.")
        row.version += 1
        session.add(_event(counter, backorder_id, handed.TAKEN_BACK, marked.quantity))
    return HandedOver(f"{words.quantity(marked.quantity)} {number}: not handed over.")


def _agreed(each: Iterable[str]) -> str:
    """What all of them say; nothing when they differ."""
    said = set(each)
    return said.pop() if len(said) == 1 else ""


def _marked(
    counter: Counter, backorder_ids: Sequence[int], quantity: Decimal | None
) -> list[tuple[BackorderLine, Decimal]]:
    """The mark on each of them, and how much of each was handed over now."""
    lines = {each.id: each for each in backorder_lists.every(counter) if each.id in backorder_ids}
    if not backorder_ids:
        raise Refused("Choose a backorder first: what is ready of it is handed over.")
    if len(lines) < len(set(backorder_ids)):
        raise Refused("A backorder that was chosen is closed by now. F5 shows what is still open.")
    with counter.work() as session:
        rows = queue.locked_on_the_shelf(session, backorder_ids)
        ready_now = queue.ready(session, list(rows.values()))
        before = handed.of(session, list(rows))
        parts = found.parts(session, {row.part_id for row in rows.values()})
        marked = []
        for backorder_id, row in rows.items():
            has = before[backorder_id].quantity if backorder_id in before else ZERO
            most = max(ZERO, ready_now[backorder_id] - has)
            wanted = most if quantity is None else quantity
            if quantity is not None:
                rules.check_quantity(parts[row.part_id], quantity, field="quantity")
            if wanted > most or not most:
                raise Refused(_too_much(lines[backorder_id], most, has), field="quantity")
            row.version += 1
            session.add(_event(counter, backorder_id, handed.HANDED_OVER, wanted))
            marked.append((lines[backorder_id], wanted))
    return marked


def _too_much(line: BackorderLine, most: Decimal, has: Decimal) -> str:
    if most:
        return f"{line.number} for {line.debtor}: {words.quantity(most)} can be handed over now. Type that or less."
    if has:
        return f"{line.debtor} has all {line.number} that is ready. F12 invoices it."
    return f"{line.number} for {line.debtor}: nothing is ready. F7 tells why."


def _event(counter: Counter, backorder_id: int, kind: str, quantity: Decimal) -> BackorderEvent:
    return BackorderEvent(
        backorder_id=backorder_id, kind=kind, quantity=quantity, operator_id=counter.operator.id, at=counter.now()
    )


def _by_invoice(lines: Sequence[tuple[BackorderLine, Decimal]]) -> list[tuple[int | None, Wanted]]:
    """What goes on one invoice: of one customer, one order number, one delivery; an order on the books by itself."""
    groups: dict[tuple[object, ...], list[tuple[int, Decimal]]] = {}
    for line, quantity in lines:
        order_id = line.origin_invoice_id if line.on_saved_order else None
        key = (order_id, line.debtor_id, line.debtor, line.customer_order, line.delivery_address)
        groups.setdefault(key, []).append((line.id, quantity))
    return [(key[0] if isinstance(key[0], int) else None, tuple(wanted)) for key, wanted in groups.items()]


def _invoiced(counter: Counter, order_id: int | None, wanted: Wanted, answers: Answers) -> Finalised | Undecided:
    if order_id is not None:
        return Undecided(wanted, "it waits on an order that is on the books: finalise that one", order_id)
    try:
        made = draft(counter, wanted, answers)
        written = invoicing.finalise(counter, made, answers)
    except Unanswered as undecided:
        return Undecided(wanted, undecided.questions[0].sentence)
    except Refused as refused:
        return Undecided(wanted, refused.sentence)
    assert made.debtor is not None
    return Finalised(written, lookup.debtor(counter, made.debtor.id).invoice_by)
