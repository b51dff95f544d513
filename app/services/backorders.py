"""What is done to a backorder after it was made: hold, cancel, allocate, tell the customer; it must not fill any.

Every function writes everything or nothing, and raises Refused with a sentence when the thing cannot be done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import (
    Backorder,
    BackorderEvent,
    Credit,
    Debtor,
    Invoice,
    InvoiceLine,
    MeantFor,
    StockOrder,
    StockOrderLine,
)
from app.rules import entry, invoicing, words
from app.rules.faults import Refused
from app.rules.found import BackorderFilled
from app.rules.money import ZERO
from app.rules.questions import Answers
from app.rules.rights import Right
from app.services.counter import Counter
from app.services.within import entitled, found, handed, queue, shelf
from app.services.within.asking import NO_ANSWERS, Asking, store
from app.services.within.found import NOTHING
from app.services.within.sales import deposit_refund
from app.services.within.shelf import Shelf, Shelves, Source
from app.services.within.shop import settings

_LONGEST_REASON: Final = 200


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it: a sentence for the status line, and who got what became free."""

    sentence: str
    filled: tuple[BackorderFilled, ...] = ()
    credit_id: int | None = None
    """The credit for a deposit that was given back, to be printed."""


def hold(counter: Counter, backorder_id: int, reason: str) -> Done:
    """Put it on hold until somebody lifts it: it keeps what it has, gets nothing more, and is not ready."""
    reason = _kept(reason)
    with counter.work() as session:
        held = _open(session, backorder_id)
        held.row.held, held.row.hold_reason = True, reason
        _event(session, counter, held.row, "held", reason=reason)
    return Done(f"{held.number} is on hold.")


def lift(counter: Counter, backorder_id: int) -> Done:
    """Lift the hold; what lies free goes along the queue at once."""
    with counter.work() as session:
        lifted = _open(session, backorder_id)
        if not lifted.row.held:
            raise Refused(f"{lifted.number} is not on hold.")
        lifted.row.held, lifted.row.hold_reason = False, ""
        _event(session, counter, lifted.row, "hold lifted")
        gifts = queue.serve(session, counter, lifted.shelves, Source("backorder", backorder_id, "hold lifted"))
        return Done(f"The hold on {lifted.number} is lifted.", queue.said(session, gifts))


def set_priority(counter: Counter, backorder_id: int, priority: int) -> Done:
    """Give it another priority, larger is more urgent; what is allocated already stays where it is."""
    if not -99 <= priority <= 99:
        raise Refused(
            f"{priority} is no priority. Type a number from −99 to 99; larger is more urgent.", field="priority"
        )
    with counter.work() as session:
        changed = _open(session, backorder_id)
        changed.row.priority = priority
        _event(session, counter, changed.row, "priority", reason=str(priority))
    return Done(f"{changed.number} has priority {priority}.")


def promise(counter: Counter, backorder_id: int, day: date | None) -> Done:
    """Write down until when it was promised, or that there is no promise."""
    with counter.work() as session:
        promised = _open(session, backorder_id)
        promised.row.promised = day
        dates = settings(session).dates
        _event(session, counter, promised.row, "promised", reason=dates.full_day(day) if day else "no day")
    return Done(f"{promised.number} is promised for {dates.day(day)}." if day else f"{promised.number} has no promise.")


def mark_special(counter: Counter, backorder_id: int, special: bool) -> Done:
    """Flag it as a special order: what is bought for it is tied to it until it closes."""
    with counter.work() as session:
        marked = _open(session, backorder_id)
        marked.row.special_order = special
        _event(session, counter, marked.row, "special order" if special else "no special order")
    return Done(f"{marked.number} is {'a' if special else 'no'} special order.")


def tell(counter: Counter, backorder_ids: Sequence[int]) -> Done:
    """Call done: the customer knows. Kept with who and when."""
    with counter.work() as session:
        for backorder in queue.locked_on_the_shelf(session, backorder_ids).values():
            _event(session, counter, backorder, "told")
    return Done(f"Call done for {words.counted(len(backorder_ids), 'backorder')}.")


def cancel(
    counter: Counter, backorder_id: int, quantity: Decimal, reason: str, answers: Answers = NO_ANSWERS, key: str = ""
) -> Done:
    """No longer wanted, in full or part: what still waits goes before what is allocated; nothing is deleted.

    Freed stock goes to the next in the queue; an order already with the supplier is left alone and named. What is held
    of its deposit is credited: GiveBack asks how, where it was paid. With the same `key` it is cancelled once.
    """
    reason = _kept(reason)
    if not reason:
        raise Refused("Why is it cancelled? Type a reason.", field="reason")
    with counter.work() as session:
        _lock_its_order(session, backorder_id)
        _lock_the_debtor(session, backorder_id)
        before = _cancelled_before(session, key) if key else None
        if before is not None:
            return before
        gone = _open(session, backorder_id)
        if not ZERO < quantity <= gone.row.open:
            raise Refused(f"{gone.number}: 1 to {words.quantity(gone.row.open)} can be cancelled.", field="quantity")
        _refuse_handed_over(session, gone, gone.row.open - quantity)
        _check(session, gone, quantity)
        asking = Asking(answers)
        deposit = deposit_refund.decide(session, gone.row, quantity, asking)
        asking.settle()
        source = Source("backorder", backorder_id, reason)
        queue.cancel(session, counter, gone.stock, gone.row, quantity, source)
        _event(session, counter, gone.row, "cancelled", quantity=quantity, reason=reason, key=key)
        _lower_on_saved_order(session, gone.row, quantity)
        gifts = queue.serve(session, counter, gone.shelves, source)
        sentence = f"{words.quantity(quantity)} {gone.number} cancelled.{_still_coming(session, gone.row)}"
        filled = queue.said(session, gifts)
        if deposit is None:
            return Done(sentence, filled)
        credit = deposit_refund.write(session, counter, deposit, key or uuid4().hex, reason)
        store(session, counter, "credit", credit.id, [asking.used])
        return Done(f"{sentence} {_given(credit)}", filled, credit.id)


def allocate(counter: Counter, backorder_id: int, quantity: Decimal, reason: str = "") -> Done:
    """Give free stock to this backorder by hand, whatever the queue says."""
    reason = _kept(reason)
    with counter.work() as session:
        chosen = _open(session, backorder_id)
        if chosen.row.held:
            raise Refused(f"{chosen.number} is on hold. Lift the hold first.")
        most = min(shelf.available(chosen.stock), chosen.row.open - chosen.row.allocated)
        if not ZERO < quantity <= most:
            raise Refused(f"{chosen.number}: {words.quantity(max(ZERO, most))} can be allocated now.", field="quantity")
        _check(session, chosen, quantity)
        source = Source("backorder", backorder_id, reason)
        queue.give(session, counter, chosen.stock, chosen.row, quantity, source, "by hand")
        return Done(
            f"{words.quantity(quantity)} {chosen.number} allocated.", queue.said(session, [(chosen.row, quantity)])
        )


def unallocate(
    counter: Counter,
    backorder_id: int,
    quantity: Decimal,
    reason: str,
    answers: Answers = NO_ANSWERS,
    *,
    to: int | None = None,
) -> Done:
    """Take allocated stock away: the backorder goes on hold, or its stock to another one of the same part.

    It takes a right; without it somebody who has it is asked to approve.
    """
    reason = _kept(reason)
    if not reason:
        raise Refused("Why is the stock taken away? Type a reason.", field="reason")
    with counter.work() as session:
        loser = _open(session, backorder_id)
        if not ZERO < quantity <= loser.row.allocated:
            raise Refused(f"{loser.number}: {words.quantity(loser.row.allocated)} is allocated.", field="quantity")
        _refuse_handed_over(session, loser, loser.row.allocated - quantity)
        _check(session, loser, quantity)
        winner = loser.queue.get(to or 0)
        if to is not None:
            _refuse_winner(loser.row, winner, quantity)
        asked = Asking(answers)
        whose = queue.said(session, [(each, quantity) for each in (loser.row, winner) if each is not None])
        goes_to = f", give it to {whose[1].debtor}" if len(whose) > 1 else ""
        entitled.approved(
            session,
            counter,
            asked,
            Right.UNALLOCATE,
            f"Take {words.quantity(quantity)} {loser.number} from {whose[0].debtor}{goes_to}: {reason}.",
            facts=(str(backorder_id), str(to)),
        )
        asked.settle()
        store(session, counter, "backorder", backorder_id, (asked.used,))
        source = Source("backorder", backorder_id, reason)
        if winner is None:
            queue.give(session, counter, loser.stock, loser.row, -quantity, source, "taken back")
            loser.row.held, loser.row.hold_reason = True, reason
            _event(session, counter, loser.row, "held", reason=reason)
            gifts = queue.serve(session, counter, loser.shelves, source)
            return Done(f"{loser.number} is on hold; its stock is free.", queue.said(session, gifts))
        queue.give(session, counter, loser.stock, loser.row, -quantity, source, "handed over")
        queue.give(session, counter, loser.stock, winner, quantity, source, "handed over")
        return Done(
            f"{words.quantity(quantity)} {loser.number} handed over.", queue.said(session, [(winner, quantity)])
        )


def _refuse_winner(loser: Backorder, winner: Backorder | None, quantity: Decimal) -> None:
    if winner is None or winner.id == loser.id or winner.held:
        raise Refused("Choose an open backorder of the same part that is not on hold.", field="to")
    if quantity > winner.open - winner.allocated:
        most = words.quantity(winner.open - winner.allocated)
        raise Refused(f"The other backorder waits for {most} only.", field="quantity")


def _kept(reason: str) -> str:
    """A reason as it can be kept: one line of at most 200 letters; raises Refused for a longer one."""
    return entry.line(reason, "The reason", _LONGEST_REASON)


def _cancelled_before(session: Session, key: str) -> Done | None:
    """What came of a cancel with this key; None when there was none."""
    event = session.execute(
        select(BackorderEvent.quantity, InvoiceLine.number)
        .join(InvoiceLine, InvoiceLine.begins_id == BackorderEvent.backorder_id)
        .where(BackorderEvent.draft_key == key)
    ).one_or_none()
    if event is None:
        return None
    quantity, number = event
    sentence = f"{words.quantity(quantity)} {number} cancelled before."
    credit = session.scalar(select(Credit).where(Credit.draft_key == key))
    return Done(f"{sentence} {_given(credit)}", credit_id=credit.id) if credit is not None else Done(sentence)


def _given(credit: Credit) -> str:
    return f"Credit {credit.number} over {words.money(credit.total)} for its deposit."


def _lock_its_order(session: Session, backorder_id: int) -> None:
    """The document it began on, before everything else: while that is on the books, its line changes too."""
    of = select(InvoiceLine.invoice_id).where(InvoiceLine.begins_id == backorder_id).scalar_subquery()
    session.scalar(select(Invoice.id).where(Invoice.id == of).with_for_update(key_share=True))


def _lock_the_debtor(session: Session, backorder_id: int) -> None:
    """Then the debtor, in the house's order, because its ledger may be written."""
    of = select(Backorder.debtor_id).where(Backorder.id == backorder_id).scalar_subquery()
    session.scalar(select(Debtor.id).where(Debtor.id == of).with_for_update(key_share=True))


@dataclass(frozen=True, slots=True)
class _Opened:
    row: Backorder
    stock: Shelf
    shelves: Shelves
    queue: dict[int, Backorder]
    number: str


def _open(session: Session, backorder_id: int) -> _Opened:
    """An open backorder with its part's shelf and queue, locked in the house's order: part, then backorders."""
    line = session.execute(
        select(Backorder.part_id, InvoiceLine.number)
        .join(InvoiceLine, InvoiceLine.begins_id == Backorder.id)
        .where(Backorder.id == backorder_id)
    ).one_or_none()
    if line is None:
        raise Refused("This backorder does not exist.")
    part_id, number = line
    shelves = shelf.lock(session, [part_id])
    waiting = {each.id: each for each in queue.lock(session, [part_id])[part_id]}
    if backorder_id not in waiting:
        raise Refused(f"{number}: this backorder is closed, nothing of it is open any more.")
    return _Opened(waiting[backorder_id], shelves[part_id], shelves, waiting, number)


def _check(session: Session, opened: _Opened, quantity: Decimal) -> None:
    part_id = opened.row.part_id
    invoicing.check_quantity(found.parts(session, [part_id])[part_id], quantity, field="quantity")


def _refuse_handed_over(session: Session, opened: _Opened, left: Decimal) -> None:
    """What the customer has taken away already is neither cancelled nor given to somebody else."""
    has = handed.of(session, [opened.row.id]).get(opened.row.id)
    if has is not None and left < has.quantity:
        raise Refused(
            f"{opened.number}: {words.quantity(has.quantity)} handed over already. Invoice them with F12, "
            "or take that mark back with Ctrl+O.",
            field="quantity",
        )


def _event(
    session: Session,
    counter: Counter,
    backorder: Backorder,
    kind: str,
    *,
    quantity: Decimal = Decimal("0.000"),
    reason: str = "",
    key: str = "",
) -> None:
    backorder.version += 1
    session.add(
        BackorderEvent(
            backorder_id=backorder.id,
            kind=kind,
            quantity=quantity,
            reason=reason,
            operator_id=counter.operator.id,
            at=counter.now(),
            draft_key=key or None,
        )
    )


def _lower_on_saved_order(session: Session, backorder: Backorder, quantity: Decimal) -> None:
    """While the order it began on is still on the books, its line says the same as the backorder."""
    row = session.execute(
        select(InvoiceLine, Invoice)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(InvoiceLine.begins_id == backorder.id, Invoice.status == "saved")
    ).one_or_none()
    if row is not None:
        line, invoice = row
        line.backordered -= quantity
        line.cancelled += quantity
        invoice.version += 1


def _still_coming(session: Session, backorder: Backorder) -> str:
    orders = session.execute(
        select(StockOrder.number, StockOrderLine.outstanding)
        .join(StockOrderLine, StockOrderLine.order_id == StockOrder.id)
        .join(MeantFor, MeantFor.order_line_id == StockOrderLine.id)
        .where(
            MeantFor.backorder_id == backorder.id,
            StockOrder.status == "finalised",
            StockOrderLine.outstanding > NOTHING,
        )
    ).all()
    named = " and ".join(f"stock order {number} ({words.quantity(left)} outstanding)" for number, left in orders)
    return f" Left alone with the supplier: {named}." if named else ""
