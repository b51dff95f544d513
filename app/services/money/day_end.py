"""The end of the day: what is in the till is counted, differences are posted, the till is closed (domain 7).

It must not know the window in which amounts are typed. Amounts are dollars; what a tender *took* is net of refunds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, cast
from uuid import uuid4

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, selectinload

from app.models import (
    Account,
    Credit,
    CreditorCredit,
    CreditorInvoice,
    CreditorInvoiceUndo,
    CreditorPayment,
    DayEnd,
    DayEndCount,
    DayEndTender,
    DebtorReceipt,
    Deposit,
    Invoice,
    JournalEntry,
    JournalLine,
    Operator,
    StockAdjustment,
    StockAdjustmentLine,
    Tender,
)
from app.rules import words
from app.rules.deposits import Pair, Treatment, on_paper
from app.rules.entry import LARGEST_AMOUNT, one_line
from app.rules.faults import Refused
from app.rules.journal import Role
from app.rules.money import MONEY_PLACES, ZERO, rounded
from app.rules.money_facts import DayEndCountFacts, DayEndDocumentsFacts, DayEndFacts
from app.rules.questions import TENDERS, Answers, TenderKind
from app.rules.rights import Right
from app.services import accounts
from app.services.counter import Counter
from app.services.within import entitled, numbers, papers, posting, standings
from app.services.within.asking import NO_ANSWERS, Asking, store
from app.services.within.shop import settings

KIND: Final = "day end"
LONGEST_REASON = 200
_NOTHING = rounded(ZERO)


@dataclass(frozen=True, slots=True)
class TenderTaken:
    """One way of paying: what it took since the till was closed last, by how many tenders."""

    kind: TenderKind
    taken: Decimal
    tenders: int


@dataclass(frozen=True, slots=True)
class DayToClose:
    """How the day stands: takings by tender, its documents, deposits against their account."""

    taken: tuple[TenderTaken, ...]
    documents: tuple[DayEndDocumentsFacts, ...]
    deposits_held: Decimal
    deposits_account: Decimal
    closed_last: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Count:
    """What was counted of one kind of tender, and why it is not what was taken."""

    kind: TenderKind
    counted: Decimal
    reason: str = ""
    seen: Decimal | None = None
    """What it had taken when it was counted; None: nobody looked."""


@dataclass(frozen=True, slots=True)
class DayEndDraft:
    """An end of day being typed: one count for each kind of tender. The same draft closes once."""

    counts: tuple[Count, ...]
    key: str = field(default_factory=lambda: uuid4().hex)


@dataclass(frozen=True, slots=True)
class DayClosed:
    """The till is closed; `difference` is what was counted beyond what was taken, below zero for what is missing."""

    day_end_id: int
    number: int
    difference: Decimal

    @property
    def sentence(self) -> str:
        """For the status line: “Day End 10004 – the till agrees”."""
        if not self.difference:
            return f"Day End {self.number} – the till agrees"
        how = "over" if self.difference > ZERO else "short"
        return f"Day End {self.number} – {words.money(abs(self.difference))} {how}"


@dataclass(frozen=True, slots=True)
class DayEndListed:
    """An earlier end of day, to look at or print again."""

    id: int
    number: int
    date: dt.date
    at: dt.datetime
    operator: str
    taken: Decimal
    counted: Decimal


def today(counter: Counter) -> DayToClose:
    """How the day stands now; whether the books agree is for `accounts.differences` to say."""
    with counter.db.read() as session:
        last = session.scalar(select(DayEnd).order_by(DayEnd.id.desc()).limit(1))
        return DayToClose(
            taken=_taken(_open_tenders(session)),
            documents=_documents(session, _entry(session, last)),
            deposits_held=_deposits_held(session),
            deposits_account=_deposits_account(session),
            closed_last=last.at if last else None,
        )


def close(counter: Counter, draft: DayEndDraft, answers: Answers = NO_ANSWERS) -> DayClosed:
    """Close the till: every tender since the last time is counted once, what differs goes to over/short.

    Without the right somebody who has it is asked to approve. Raises Refused (fields: the kinds of tender, `reason`)
    while the books do not agree, for an amount that cannot be, for one that was counted before more was taken, and for
    a difference without its reason. Writes everything or nothing. Then parts that were not sold for a year no longer
    count as sold lately.
    """
    apart = accounts.differences(counter)
    if apart:
        raise Refused(f"The books do not agree, so the day is not closed. {apart[0]} Have it looked at first.")
    closed = _close(counter, draft, answers)
    with counter.work() as session:
        standings.settle(session, counter)
    return closed


def _close(counter: Counter, draft: DayEndDraft, answers: Answers) -> DayClosed:
    with counter.work() as session:
        # one after the other: whoever closes second finds every tender counted already
        session.execute(select(Operator.id).order_by(Operator.id).limit(1).with_for_update(key_share=True))
        before = session.scalar(
            select(DayEnd).where(DayEnd.draft_key == draft.key).options(selectinload(DayEnd.counts))
        )
        if before is not None:
            return _closed(before)
        # read once: what is paid in this moment is neither taken nor closed, it belongs to the next day
        tenders = _open_tenders(session)
        taken = {each.kind: each for each in _taken(tenders)}
        counts = [_checked(each, taken[each.kind].taken) for each in _complete(draft, taken)]
        asked = Asking(answers)
        _need_approval(session, counter, asked, counts)
        row = DayEnd(
            draft_key=draft.key,
            number=numbers.take(session, KIND),
            date=counter.today(),
            operator_id=counter.operator.id,
            at=counter.now(),
            counts=[
                DayEndCount(kind=each.kind, taken=taken[each.kind].taken, counted=each.counted, reason=each.reason)
                for each in counts
            ],
        )
        session.add(row)
        session.flush()
        session.add_all(DayEndTender(tender_id=each.id, day_end_id=row.id) for each in tenders)
        session.flush()
        store(session, counter, KIND, row.id, (asked.used,))
        posting.post(session, counter, KIND, row.id, date=row.date)
        return _closed(row)


def earlier(counter: Counter, limit: int = 400) -> tuple[DayEndListed, ...]:
    """The ends of day on the books, the newest first."""
    with counter.db.read() as session:
        rows = session.execute(
            select(DayEnd, Operator.name)
            .join(Operator, Operator.id == DayEnd.operator_id)
            .options(selectinload(DayEnd.counts))
            .order_by(DayEnd.id.desc())
            .limit(limit)
        )
        return tuple(
            DayEndListed(
                id=row.id,
                number=row.number,
                date=row.date,
                at=row.at,
                operator=name,
                taken=sum((each.taken for each in row.counts), _NOTHING),
                counted=sum((each.counted for each in row.counts), _NOTHING),
            )
            for row, name in rows
        )


def facts(counter: Counter, day_end_id: int) -> DayEndFacts:
    """The sheet of an end of day, as it was: takings, counts, its documents, deposits at that moment."""
    with counter.db.read() as session:
        row = session.get(DayEnd, day_end_id, options=[selectinload(DayEnd.counts)])
        if row is None:
            raise Refused("There is no such end of day. Choose one from the list.")
        before = session.scalar(select(DayEnd).where(DayEnd.id < row.id).order_by(DayEnd.id.desc()).limit(1))
        until = _entry(session, row)
        # it is not closed unless the deposits are what their account says
        held = _deposits_account(session, until)
        return DayEndFacts(
            seller=settings(session).seller,
            number=str(row.number),
            dated=row.date,
            closed_at=row.at.astimezone(),
            closed_by=session.get_one(Operator, row.operator_id).name,
            counts=tuple(DayEndCountFacts(each.kind, each.taken, each.counted, each.reason) for each in row.counts),
            documents=_documents(session, _entry(session, before), until),
            deposits_held=held,
            deposits_account=held,
            copy=papers.went_out(session, KIND, day_end_id, KIND),
        )


def _closed(row: DayEnd) -> DayClosed:
    difference = sum((each.counted - each.taken for each in row.counts), _NOTHING)
    return DayClosed(row.id, row.number, difference)


def _open_tenders(session: Session) -> Sequence[Tender]:
    """The tenders that no end of day has counted yet."""
    counted = exists().where(DayEndTender.tender_id == Tender.id)
    return session.scalars(select(Tender).where(~counted).order_by(Tender.id)).all()


def _taken(tenders: Sequence[Tender]) -> tuple[TenderTaken, ...]:
    """Every kind of tender with what it took."""
    found: dict[str, list[Decimal]] = {kind: [] for kind in TENDERS}
    for each in tenders:
        found[each.kind].append(each.amount)
    return tuple(TenderTaken(kind, sum(found[kind], _NOTHING), len(found[kind])) for kind in TENDERS)


def _complete(draft: DayEndDraft, taken: Mapping[TenderKind, TenderTaken]) -> list[Count]:
    """A count for each kind that took something, or was counted all the same."""
    typed = {each.kind: each for each in draft.counts}
    missing = [each.kind for each in taken.values() if each.tenders and each.kind not in typed]
    if missing:
        raise Refused(f"{words.begun(missing[0])} is not counted yet. Type what there is.", field=missing[0])
    return [typed[kind] for kind in TENDERS if kind in typed and (taken[kind].tenders or typed[kind].counted)]


def _need_approval(session: Session, counter: Counter, asked: Asking, counts: Sequence[Count]) -> None:
    """Who may not close the day needs somebody who may, for just these counts."""
    counted = tuple(f"{each.kind} {words.money(each.counted)} of {words.money(each.seen or ZERO)}" for each in counts)
    what = f"Close the day: {'; '.join(counted) or 'nothing was taken'}."
    entitled.approved(session, counter, asked, Right.CLOSE_DAY, what)
    asked.settle()


def _checked(count: Count, taken: Decimal) -> Count:
    name = words.begun(count.kind)
    if abs(count.counted) > LARGEST_AMOUNT or count.counted != rounded(count.counted, MONEY_PLACES):
        raise Refused(f"{name}: {count.counted} is no amount. Type dollars and cents.", field=count.kind)
    if count.seen is not None and count.seen != taken:
        since = taken - count.seen
        how = "taken" if since > ZERO else "paid out"
        raise Refused(
            f"{name}: {words.money(abs(since))} more was {how} since it was counted. Count it again.",
            field=count.kind,
        )
    reason = one_line(count.reason)
    if len(reason) > LONGEST_REASON:
        said = f"{name}: the reason holds {LONGEST_REASON} letters; this is {len(reason)}. Shorten it."
        raise Refused(said, field=f"{count.kind} reason")
    apart = count.counted - taken
    if apart and not reason:
        how = "too much" if apart > ZERO else "missing"
        raise Refused(
            f"{name}: {words.money(abs(apart))} {how}. Count again, or type the reason.",
            field=f"{count.kind} reason",
        )
    return Count(count.kind, count.counted, reason if apart else "", taken)


def _of_undone(column: Any) -> Any:
    """A column of the creditor invoice that was undone."""
    of = select(column).where(CreditorInvoice.id == CreditorInvoiceUndo.creditor_invoice_id)
    return of.correlate(CreditorInvoiceUndo).scalar_subquery()


_OF_ADJUSTMENT: Final = (
    select(func.sum(StockAdjustmentLine.value))
    .where(StockAdjustmentLine.adjustment_id == StockAdjustment.id)
    .correlate(StockAdjustment)
    .scalar_subquery()
)
_DOCUMENTS: Final[Sequence[tuple[str, str, Any, Any, Any]]] = (
    ("Invoices", "invoice", Invoice, Invoice.gst, Invoice.total),
    ("Credits", "credit", Credit, Credit.gst, Credit.total),
    ("Receipts", "receipt", DebtorReceipt, None, DebtorReceipt.amount),
    ("Creditor invoices", "creditor invoice", CreditorInvoice, CreditorInvoice.gst, CreditorInvoice.total),
    (
        "Creditor invoices undone",
        "creditor invoice undo",
        CreditorInvoiceUndo,
        _of_undone(CreditorInvoice.gst),
        _of_undone(CreditorInvoice.total),
    ),
    ("Creditor credits", "creditor credit", CreditorCredit, CreditorCredit.gst, CreditorCredit.total),
    ("Creditor payments", "creditor payment", CreditorPayment, None, CreditorPayment.amount),
    ("Stock adjustments", "stock adjustment", StockAdjustment, None, _OF_ADJUSTMENT),
)
"""Of each kind of document: its name here and in the journal, its table, and what it comes to."""


def _documents(session: Session, after: int, until: int | None = None) -> tuple[DayEndDocumentsFacts, ...]:
    """What was posted between two ends of day, by kind; `after` and `until` are entries of the journal."""
    found = []
    for named, kind, of, gst, total in _DOCUMENTS:
        statement = (
            select(func.min(of.number), func.max(of.number), func.count(), func.sum(total))
            .join_from(of, JournalEntry, JournalEntry.document_id == of.id)
            .where(JournalEntry.document_kind == kind, JournalEntry.id > after)
        )
        if gst is not None:
            statement = statement.add_columns(func.sum(gst))
        if until is not None:
            statement = statement.where(JournalEntry.id < until)
        first, last, count, amount, *tax = session.execute(statement).one()
        if count:
            in_all = _NOTHING if amount is None else amount
            found.append(DayEndDocumentsFacts(named, first, last, count, tax[0] if tax else _NOTHING, in_all))
    return tuple(found)


def _entry(session: Session, row: DayEnd | None) -> int:
    """The entry of an end of day: what comes after it belongs to the next day; 0 before the first."""
    if row is None:
        return 0
    statement = select(JournalEntry.id).where(JournalEntry.document_kind == KIND, JournalEntry.document_id == row.id)
    return session.scalar(statement) or 0


def _deposits_held(session: Session) -> Decimal:
    """What all deposits hold, as their account should say it: of security deposits the gross amount."""
    rows = session.execute(
        select(Deposit.treatment, func.sum(Deposit.held), func.sum(Deposit.held_gst)).group_by(Deposit.treatment)
    )
    return sum((on_paper(Pair(ex, gst), cast(Treatment, how)).ex for how, ex, gst in rows), _NOTHING)


def _deposits_account(session: Session, until: int | None = None) -> Decimal:
    """What the liability account says, positive; `until` an entry of the journal, or now."""
    statement = (
        select(func.sum(JournalLine.amount))
        .join(Account, Account.id == JournalLine.account_id)
        .where(Account.role == Role.DEPOSITS.value)
    )
    if until is not None:
        statement = statement.where(JournalLine.entry_id < until)
    return -(session.scalar(statement) or _NOTHING)
