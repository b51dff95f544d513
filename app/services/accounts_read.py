"""The journal as it is looked at: its entries in a stretch of days, and the lines of one; it must not change anything.

Amounts are dollars in whole cents. Cost of sales stands in it, so it takes the right to see costs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter

from sqlalchemy import BigInteger, ColumnElement, case, func, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.models import Account, CreditorInvoiceUndo, JournalEntry, JournalLine, Operator
from app.models.types import MONEY
from app.rules.faults import Refused
from app.rules.listing import Listing, Sums
from app.rules.money import ZERO, rounded
from app.rules.rights import Right
from app.services.counter import Counter
from app.services.within import entitled, listed_fields
from app.services.within.found import NOTHING
from app.services.within.listed import Listed

_NOTHING = rounded(ZERO)
_DEBIT, _CREDIT = _SIDES = (JournalLine.amount > NOTHING, JournalLine.amount < NOTHING)


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
) -> Listing[EntryListed]:
    """The entries of these days, the latest first; of one account only those that touch it.

    Its sums are `debit` and `credit`. Reading it raises Refused without the right to see costs.
    """
    on_account = [] if account_id is None else [JournalLine.account_id == account_id]
    of_entry = (JournalLine.entry_id == JournalEntry.id, *on_account)
    conditions = _days(since, until)
    if account_id is not None:
        conditions.append(select(JournalLine.id).where(*of_entry).exists())

    def read(session: Session, keys: Sequence[int]) -> Iterator[EntryListed]:
        wanted = select(JournalEntry, Operator.name).join(Operator, Operator.id == JournalEntry.operator_id)
        debits = _by_entry(session, keys, _DEBIT, *on_account)
        credits = _by_entry(session, keys, _CREDIT, *on_account)
        for row, operator in session.execute(wanted.where(JournalEntry.id.in_(keys))):
            yield EntryListed(
                row.id,
                row.date,
                *_named(row.narrative),
                debits.get(row.id, _NOTHING),
                -credits.get(row.id, _NOTHING),
                operator,
                row.document_kind,
                row.document_id,
            )

    def amount(side: ColumnElement[bool], sign: int) -> ColumnElement[Decimal]:
        of_side = select(func.sum(JournalLine.amount)).where(*of_entry, side).scalar_subquery()
        return type_coerce(type_coerce(func.coalesce(of_side, NOTHING), BigInteger) * sign, MONEY)

    fields = {
        "date": listed_fields.day(JournalEntry.date),
        "document": listed_fields.text(JournalEntry.narrative),
        "about": listed_fields.worked_out(attrgetter("about")),
        "debit": listed_fields.money(amount(_DEBIT, 1)),
        "credit": listed_fields.money(amount(_CREDIT, -1)),
    }
    return Listed(
        counter,
        select(JournalEntry.id).where(*conditions),
        (JournalEntry.date.desc(), JournalEntry.id.desc()),
        fields,
        read,
        right=Right.SEE_COST,
        sums=lambda session, fitting: _both_sides(session, JournalLine.entry_id.in_(fitting), *on_account),
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
) -> Listing[LinePosted]:
    """Every line posted in these days, the latest entry first; of one account only its own.

    Its sums are `debit` and `credit`. Reading it raises Refused without the right to see costs.
    """
    conditions = _days(since, until)
    if account_id is not None:
        conditions.append(JournalLine.account_id == account_id)

    def read(session: Session, keys: Sequence[int]) -> Iterator[LinePosted]:
        wanted = (
            select(JournalLine, JournalEntry.date, JournalEntry.narrative, Account.code, Account.name)
            .join(JournalEntry, JournalEntry.id == JournalLine.entry_id)
            .join(Account, Account.id == JournalLine.account_id)
            .where(JournalLine.id.in_(keys))
        )
        for line, date, narrative, code, account in session.execute(wanted):
            yield LinePosted(line.id, date, *_named(narrative), line.account_id, code, account, *_sides(line))

    def account(what: InstrumentedAttribute[str]) -> ColumnElement[str]:
        return select(what).where(Account.id == JournalLine.account_id).scalar_subquery()

    amount = type_coerce(JournalLine.amount, BigInteger)
    fields = {
        "date": listed_fields.day(JournalEntry.date),
        "document": listed_fields.text(JournalEntry.narrative),
        "about": listed_fields.worked_out(attrgetter("about")),
        "code": listed_fields.text(account(Account.code)),
        "account": listed_fields.text(account(Account.name)),
        "debit": listed_fields.money(case((_DEBIT, amount))),
        "credit": listed_fields.money(case((_CREDIT, -amount))),
    }
    return Listed(
        counter,
        select(JournalLine.id).join(JournalEntry, JournalEntry.id == JournalLine.entry_id).where(*conditions),
        (JournalEntry.date.desc(), JournalEntry.id.desc(), JournalLine.position),
        fields,
        read,
        right=Right.SEE_COST,
        sums=lambda session, fitting: _both_sides(session, JournalLine.id.in_(fitting)),
    )


def _days(since: dt.date | None, until: dt.date | None) -> list[ColumnElement[bool]]:
    first = [] if since is None else [JournalEntry.date >= since]
    return first if until is None else [*first, JournalEntry.date <= until]


def _sides(line: JournalLine) -> tuple[Decimal | None, Decimal | None]:
    return (line.amount, None) if line.amount > ZERO else (None, -line.amount)


def _by_entry(session: Session, entry_ids: Sequence[int], *where: ColumnElement[bool]) -> dict[int, Decimal]:
    """The sums of such lines by entry."""
    statement = (
        select(JournalLine.entry_id, func.sum(JournalLine.amount))
        .where(JournalLine.entry_id.in_(entry_ids), *where)
        .group_by(JournalLine.entry_id)
    )
    return dict(session.execute(statement).all())


def _both_sides(session: Session, *where: ColumnElement[bool]) -> Sums:
    """What such lines debit and credit in all, both above zero."""
    debit, credit = (session.scalar(select(func.sum(JournalLine.amount)).where(side, *where)) for side in _SIDES)
    return {"debit": debit or _NOTHING, "credit": -(credit or _NOTHING)}


def _named(narrative: str) -> tuple[str, str]:
    document, _, about = narrative.partition(", ")
    return document, about
