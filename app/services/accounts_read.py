"""The journal as it is looked at: its entries in a stretch of days, and the lines of one; it must not change anything.

Amounts are dollars in whole cents. Cost of sales stands in it, so it takes the right to see costs.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.models import Account, CreditorInvoiceUndo, JournalEntry, JournalLine, Operator
from app.rules.faults import Refused
from app.rules.money import ZERO, rounded
from app.rules.rights import Right
from app.services.counter import Counter
from app.services.within import entitled

MOST_ENTRIES: Final = 5_000
MOST_LINES: Final = 20_000
"""So many of the latest are listed at once."""
_NOTHING = rounded(ZERO)


@dataclass(frozen=True, slots=True)
class EntryListed:
    """An entry: the document it was posted for, and what it debits and credits, in all or on the account asked for."""

    id: int
    date: dt.date
    document: str
    """What a person calls it: *Invoice 10023*."""
    about: str
    debit: Decimal
    credit: Decimal
    """Above zero, like the debit."""
    operator: str
    document_kind: str
    document_id: int | None
    """None for opening stock."""


@dataclass(frozen=True, slots=True)
class LineListed:
    """A line of an entry; one of the two amounts is there."""

    id: int
    account_id: int
    code: str
    account: str
    debit: Decimal | None
    credit: Decimal | None


@dataclass(frozen=True, slots=True)
class LinePosted:
    """A line of an entry together with its entry, as accountants read a journal."""

    id: int
    date: dt.date
    document: str
    about: str
    account_id: int
    code: str
    account: str
    debit: Decimal | None
    credit: Decimal | None


def entries(
    counter: Counter, since: dt.date | None, until: dt.date | None, account_id: int | None = None
) -> tuple[EntryListed, ...]:
    """The entries of these days, the latest first, at most MOST_ENTRIES; of one account only those that touch it.

    Raises Refused without the right to see costs.
    """
    statement = (
        select(JournalEntry, Operator.name)
        .join(Operator, Operator.id == JournalEntry.operator_id)
        .where(*_days(since, until))
    )
    if account_id is not None:
        touched = select(JournalLine.id).where(
            JournalLine.entry_id == JournalEntry.id, JournalLine.account_id == account_id
        )
        statement = statement.where(touched.exists())
    statement = statement.order_by(JournalEntry.date.desc(), JournalEntry.id.desc()).limit(MOST_ENTRIES)
    with counter.db.read() as session:
        entitled.need(session, counter, Right.SEE_COST)
        rows = session.execute(statement).all()
        wanted = [] if account_id is None else [JournalLine.account_id == account_id]
        lowest = min((row.id for row, _ in rows), default=0)
        debits = _sums(session, lowest, JournalLine.amount > _NOTHING, *wanted)
        credits = _sums(session, lowest, JournalLine.amount < _NOTHING, *wanted)
    return tuple(
        EntryListed(
            row.id,
            row.date,
            *_named(row.narrative),
            debits.get(row.id, _NOTHING),
            -credits.get(row.id, _NOTHING),
            operator,
            row.document_kind,
            row.document_id,
        )
        for row, operator in rows
    )


def lines(counter: Counter, entry_id: int) -> tuple[LineListed, ...]:
    """The lines of an entry, in its order. Raises Refused without the right to see costs."""
    statement = (
        select(JournalLine, Account)
        .join(Account, Account.id == JournalLine.account_id)
        .where(JournalLine.entry_id == entry_id)
        .order_by(JournalLine.position)
    )
    with counter.db.read() as session:
        entitled.need(session, counter, Right.SEE_COST)
        return tuple(
            LineListed(line.id, account.id, account.code, account.name, *_sides(line))
            for line, account in session.execute(statement)
        )


def undone(counter: Counter, undo_id: int) -> int:
    """The creditor invoice that was undone; raises Refused when there is no such undo."""
    with counter.db.read() as session:
        row = session.get(CreditorInvoiceUndo, undo_id)
        if row is None:
            raise Refused("There is no such undo. Show the journal again.")
        return row.creditor_invoice_id


def every_line(
    counter: Counter, since: dt.date | None, until: dt.date | None, account_id: int | None = None
) -> tuple[LinePosted, ...]:
    """Every line posted in these days, the latest entry first, at most MOST_LINES; of one account only its own.

    Raises Refused without the right to see costs.
    """
    statement = (
        select(JournalLine, JournalEntry.date, JournalEntry.narrative, Account.code, Account.name)
        .join(JournalEntry, JournalEntry.id == JournalLine.entry_id)
        .join(Account, Account.id == JournalLine.account_id)
        .where(*_days(since, until))
    )
    if account_id is not None:
        statement = statement.where(JournalLine.account_id == account_id)
    statement = statement.order_by(JournalEntry.date.desc(), JournalEntry.id.desc(), JournalLine.position)
    with counter.db.read() as session:
        entitled.need(session, counter, Right.SEE_COST)
        return tuple(
            LinePosted(line.id, date, *_named(narrative), line.account_id, code, account, *_sides(line))
            for line, date, narrative, code, account in session.execute(statement.limit(MOST_LINES))
        )


def _days(since: dt.date | None, until: dt.date | None) -> list[ColumnElement[bool]]:
    first = [] if since is None else [JournalEntry.date >= since]
    return first if until is None else [*first, JournalEntry.date <= until]


def _sides(line: JournalLine) -> tuple[Decimal | None, Decimal | None]:
    return (line.amount, None) if line.amount > ZERO else (None, -line.amount)


def _sums(session: Session, lowest: int, *where: ColumnElement[bool]) -> dict[int, Decimal]:
    """The sums by entry of such lines, from this entry on."""
    statement = (
        select(JournalLine.entry_id, func.sum(JournalLine.amount))
        .where(JournalLine.entry_id >= lowest, *where)
        .group_by(JournalLine.entry_id)
    )
    return dict(session.execute(statement).all())


def _named(narrative: str) -> tuple[str, str]:
    document, _, about = narrative.partition(", ")
    return document, about
