"""Posting what was found and lost inside a unit of work: stock, queues, journal; it must not know who typed it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Account, Allocation, Backorder, Part, StockAdjustment, StockAdjustmentLine
from app.rules import words
from app.rules.entry import quoted
from app.rules.faults import Refused
from app.rules.journal import PROVED_ROLES, Role
from app.rules.money import ZERO
from app.services.counter import Counter
from app.services.within import found, numbers, opening, posting, queue, shelf
from app.services.within.queue import Gift
from app.services.within.shelf import Shelf, Shelves, Source

KIND: Final = "stock adjustment"
"""Accounts that must equal a ledger or a till: nothing else is ever posted to them."""


@dataclass(frozen=True, slots=True)
class Change:
    """So many of a part are found (positive) or lost; `line` is the key of the line it was typed on."""

    part_id: int
    quantity: Decimal
    note: str = ""
    line: int | None = None


@dataclass(slots=True)
class Told:
    """Who got something of what was found, and who lost what had been put aside."""

    filled: list[Gift] = field(default_factory=list)
    withdrawn: list[Gift] = field(default_factory=list)


def written(session: Session, draft_key: str) -> StockAdjustment | None:
    """The adjustment that was already posted from this very draft; None when there is none."""
    return session.scalar(select(StockAdjustment).where(StockAdjustment.draft_key == draft_key))


def account(session: Session, code: str) -> Account:
    """The account an adjustment goes to: by its code, "" for the usual one.

    Raises Refused (field `account`) for a code that is not in the chart, one that is no longer used, and for accounts
    that only documents of their own are posted to.
    """
    if not code:
        return session.scalars(select(Account).where(Account.role == Role.ADJUSTMENTS)).one()
    row = session.scalar(select(Account).where(Account.code == code))
    if row is None:
        raise Refused(f"There is no account {quoted(code)}. F4 shows them all.", field="account")
    if not row.active:
        raise Refused(f"Account {row.code} {row.name} is not used any more. F4 shows the others.", field="account")
    if row.role in PROVED_ROLES:
        raise Refused(
            f"Account {row.code} {row.name} is posted to by its own documents only. F4 shows the others.",
            field="account",
        )
    return row


def accounts(session: Session) -> list[Account]:
    """The accounts an adjustment may go to, by code."""
    rows = session.scalars(select(Account).where(Account.active).order_by(Account.code))
    return [row for row in rows if row.role not in PROVED_ROLES]


def post(
    session: Session,
    counter: Counter,
    adjustment: StockAdjustment,
    changes: Sequence[Change],
    shelves: Shelves,
    *,
    mend: str = "Correct the quantity.",
) -> Told:
    """Write the adjustment with its lines, move the stock, take back and give along the queues, post it.

    The shelves of all its parts must be locked. `adjustment` comes without id and number. Raises Refused, naming the
    part and the line, when less would be left than is committed; `mend` is the next step where no order is in the way.
    """
    _refuse_what_is_promised(session, changes, shelves, mend)
    backorders = _lock_backorders(session, shelves)
    adjustment.number = numbers.take(session, KIND)
    session.add(adjustment)
    session.flush()
    source = Source(KIND, adjustment.id, adjustment.reason)
    told = Told()
    for position, change in enumerate(changes, start=1):
        stock = shelves[change.part_id]
        if change.quantity > ZERO:
            value = shelf.gain(session, counter, stock, change.quantity, source)
        else:
            short = -change.quantity - max(shelf.available(stock), ZERO)
            if short > ZERO:
                owners = backorders.get(change.part_id, [])
                told.withdrawn += _taken_back(session, counter, change, stock, owners, short, source)
            value = -shelf.lose(session, counter, stock, -change.quantity, source)
        adjustment.lines.append(
            StockAdjustmentLine(
                position=position,
                part_id=change.part_id,
                quantity=change.quantity,
                value=value,
                note=change.note,
            )
        )
    gained = {change.part_id: shelves[change.part_id] for change in changes if change.part_id in backorders}
    told.filled = queue.serve(session, counter, gained, source) if gained else []
    session.flush()
    posting.post(session, counter, KIND, adjustment.id, date=adjustment.date)
    return told


def told_again(session: Session, adjustment: StockAdjustment) -> Told:
    """Who got and who lost something by an adjustment, from the books."""
    rows = session.execute(
        select(Backorder, Allocation.quantity)
        .join(Allocation, Allocation.backorder_id == Backorder.id)
        .where(Allocation.document_kind == KIND, Allocation.document_id == adjustment.id)
        .order_by(Allocation.id)
    ).all()
    return Told(
        filled=[(backorder, quantity) for backorder, quantity in rows if quantity > ZERO],
        withdrawn=[(backorder, -quantity) for backorder, quantity in rows if quantity < ZERO],
    )


def _refuse_what_is_promised(session: Session, changes: Sequence[Change], shelves: Shelves, mend: str) -> None:
    left = {part_id: stock.on_hand for part_id, stock in shelves.items()}
    for change in changes:
        left[change.part_id] += change.quantity
        committed = shelves[change.part_id].committed
        if change.quantity < ZERO and left[change.part_id] < committed:
            number = session.scalars(select(Part.number).where(Part.id == change.part_id)).one()
            there = words.quantity(left[change.part_id] - change.quantity)
            why = f"{words.quantity(committed)} are promised on saved orders. Change those first, or: "
            raise Refused(
                f"{number}: of {there} on hand {words.quantity(-change.quantity)} cannot be missing"
                f"{f'; {why}' if committed else '. '}{mend}",
                field="change",
                line=change.line,
            )


def _taken_back(
    session: Session,
    counter: Counter,
    change: Change,
    stock: Shelf,
    owners: Sequence[Backorder],
    short: Decimal,
    source: Source,
) -> list[Gift]:
    """What is short is taken from the back of the queue; a refusal names the line it was typed on."""
    try:
        return queue.withdraw(session, counter, stock, owners, short, source)
    except Refused as fault:
        raise Refused(fault.sentence, field="change", line=change.line) from fault


def _lock_backorders(session: Session, shelves: Shelves) -> dict[int, list[Backorder]]:
    """The open backorders of these parts, by part; those without any are left out."""
    open_ones = set(session.scalars(select(Backorder.part_id).where(Backorder.open > found.NOTHING).distinct()))
    locked: dict[int, list[Backorder]] = {}
    for some in opening.chunks(sorted(open_ones & set(shelves))):
        locked |= queue.lock(session, some)
    return locked
