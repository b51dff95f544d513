"""Receipts of debtors: what they pay on account and what it pays for; it must not know the window it is typed in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Debtor, DebtorEntry, DebtorReceipt, Operator, Settlement, Tender
from app.rules import settling as matching
from app.rules import tender, words
from app.rules.entry import one_line
from app.rules.facts import BuyerFacts, TenderFacts
from app.rules.faults import Refused
from app.rules.found import DebtorFound
from app.rules.money import ZERO, rounded
from app.rules.money_facts import PaidItemFacts, ReceiptFacts
from app.rules.money_questions import ReceivePayment
from app.rules.questions import Answers
from app.rules.settling import NEW, Match, OpenItem
from app.services.counter import Counter
from app.services.within import entries, found, numbers, papers, posting, settling, tills
from app.services.within.asking import Asking, store
from app.services.within.shop import settings

LONGEST_NOTE = 200


@dataclass(frozen=True, slots=True)
class LedgerItem:
    """An open item as it is shown: its document, since when, and what is open; what takes off is negative."""

    entry_id: int
    document: str
    reference: str
    item: OpenItem
    days: int
    """How many days ago it was written."""
    receipt_id: int | None = None
    """The receipt it came with, where it is one."""


@dataclass(frozen=True, slots=True)
class OpenAccount:
    """A debtor's account as a receipt needs it: who, every open item with the oldest first, what is owed in all."""

    debtor: DebtorFound
    items: tuple[LedgerItem, ...]
    balance: Decimal

    @property
    def open_items(self) -> tuple[OpenItem, ...]:
        """The items as the rules know them."""
        return tuple(each.item for each in self.items)


@dataclass(frozen=True, slots=True)
class DebtorPays:
    """A receipt being typed. `applied` says of open items (by entry) how much of each is matched, as positive amounts.

    `amount` is what comes off the account; 0 only matches what was paid or credited before.
    """

    debtor_id: int
    amount: Decimal
    applied: tuple[tuple[int, Decimal], ...] = ()
    day: dt.date | None = None
    note: str = ""
    key: str = field(default_factory=lambda: uuid4().hex)


@dataclass(frozen=True, slots=True)
class Received:
    """A receipt that is on the books; `unallocated` is what of it pays nothing yet, `change` what is handed back."""

    receipt_id: int
    number: int
    debtor: str
    amount: Decimal
    unallocated: Decimal
    change: Decimal

    @property
    def sentence(self) -> str:
        """For the status line: “Receipt 10004 – 440.00 from Miller Motors – 40.00 unallocated”."""
        said = [f"Receipt {self.number}", f"{words.money(self.amount)} from {self.debtor}"]
        if self.unallocated:
            said.append(f"{words.money(self.unallocated)} unallocated")
        if self.change:
            said.append(f"change {words.money(self.change)}")
        return " – ".join(said)


def account(counter: Counter, debtor_id: int) -> OpenAccount:
    """What is open of the debtor's account now.

    Raises Refused for a cash debtor who has nothing open from earlier, and when the debtor is gone.
    """
    with counter.db.read() as session:
        debtor = found.debtors(session, (debtor_id,)).get(debtor_id)
        if debtor is None:
            raise Refused("This debtor is no longer there. Look it up again.", field="debtor")
        _refuse_cash(session, debtor.id, debtor.name, debtor.kind)
        names = entries.named(session, debtor_id)
        today = counter.today()
        items = tuple(
            LedgerItem(
                each.id,
                names[each.id].document,
                names[each.id].reference,
                each,
                (today - each.date).days,
                names[each.id].receipt_id,
            )
            for each in settling.open_items(session, debtor_id)
        )
        return OpenAccount(debtor, items, debtor.balance)


def post(counter: Counter, draft: DebtorPays, answers: Answers) -> Received:
    """Post the receipt: the account is paid, items are matched as `applied` says, the rest stays unallocated.

    Raises Unanswered for how it is paid; Refused (fields `debtor`, `amount`, `day`, `note`, `matched`, `given`) for
    nothing, more than is owed, more than is open. Writes everything or nothing; the same draft never makes two.
    """
    with counter.work() as session:
        debtor = _locked(session, draft.debtor_id)
        there = session.scalar(select(DebtorReceipt).where(DebtorReceipt.draft_key == draft.key))
        if there is not None:
            return _received(session, there, debtor)
        _refuse_cash(session, debtor.id, debtor.name, debtor.kind)
        day, note = _head(session, counter, draft)
        items = settling.open_items(session, debtor.id)
        _refuse_amount(debtor, draft.amount, items)
        matches = matching.divide(items, dict(draft.applied), draft.amount)
        round_cash = settings(session).round_cash
        asking = Asking(answers)
        answer = asking.ask(ReceivePayment(draft.amount, round_cash, debtor=debtor.name))
        asking.settle()
        if not isinstance(answer, tuple):
            raise Refused("A receipt is answered with what changes hands.", field="given")
        paid = tender.pay(draft.amount, answer, round_cash=round_cash)
        receipt = DebtorReceipt(
            draft_key=draft.key,
            number=numbers.take(session, "receipt"),
            debtor_id=debtor.id,
            date=day,
            amount=draft.amount,
            note=note,
            operator_id=counter.operator.id,
            at=counter.now(),
        )
        session.add(receipt)
        session.flush()
        _enter(session, receipt, ", ".join(each.kind for each in paid.tenders), matches)
        tills.put(session, counter, paid, receipt_id=receipt.id)
        store(session, counter, "receipt", receipt.id, (asking.used,))
        posting.post(session, counter, "receipt", receipt.id, date=day)
        return _received(session, receipt, debtor)


def match(counter: Counter, debtor_id: int, applied: Sequence[tuple[int, Decimal]]) -> Decimal:
    """Match what was paid or credited before to what is owed, without new money; returns how much was matched.

    `applied` is as in DebtorPays. Raises Refused when there is nothing to match, or more than is open.
    """
    with counter.work() as session:
        debtor = _locked(session, debtor_id)
        _refuse_cash(session, debtor.id, debtor.name, debtor.kind)
        matches = matching.divide(settling.open_items(session, debtor.id), dict(applied), ZERO)
        if not matches:
            raise Refused("There is nothing to match. Type an amount, or how much of which item.", field="amount")
        settling.settle(session, debtor.id, matches)
        return sum((each.amount for each in matches), rounded(ZERO))


def receipt_facts(counter: Counter, receipt_id: int) -> ReceiptFacts:
    """What stands on the paper of a receipt: what it paid when it was posted, not what it was matched to later."""
    with counter.db.read() as session:
        receipt = session.get(DebtorReceipt, receipt_id)
        if receipt is None:
            raise Refused("This receipt does not exist.")
        debtor = session.get_one(Debtor, receipt.debtor_id)
        entry_id = _entry_id(session, receipt)
        lines = _paid(session, receipt, entry_id)
        tenders = session.scalars(select(Tender).where(Tender.receipt_id == receipt_id).order_by(Tender.id)).all()
        balance = session.scalar(
            select(func.sum(DebtorEntry.amount)).where(DebtorEntry.debtor_id == debtor.id, DebtorEntry.id <= entry_id)
        )
        return ReceiptFacts(
            seller=settings(session).seller,
            buyer=BuyerFacts(debtor.name, debtor.code, debtor.address, debtor.phone, debtor.abn),
            number=str(receipt.number),
            dated=receipt.date,
            amount=receipt.amount,
            lines=lines,
            unallocated=receipt.amount - sum((each.paid for each in lines), ZERO),
            tenders=tuple(TenderFacts(each.kind, each.given) for each in tenders),
            rounding=sum((each.rounding for each in tenders), rounded(ZERO)),
            change=sum((each.given - each.amount for each in tenders), rounded(ZERO)),
            balance=balance,
            note=receipt.note,
            served_by=session.get_one(Operator, receipt.operator_id).name,
            copy=papers.went_out(session, "receipt", receipt_id, "receipt"),
        )


def mail_address(counter: Counter, receipt_id: int) -> str:
    """Where the debtor of a receipt gets e-mail; empty when nowhere."""
    of = select(Debtor.email).join(DebtorReceipt, DebtorReceipt.debtor_id == Debtor.id)
    with counter.db.read() as session:
        return session.scalar(of.where(DebtorReceipt.id == receipt_id)) or ""


def _locked(session: Session, debtor_id: int) -> Debtor:
    debtor = session.get(Debtor, debtor_id, with_for_update={"key_share": True})
    if debtor is None:
        raise Refused("This debtor is no longer there. Look it up again.", field="debtor")
    return debtor


def _refuse_cash(session: Session, debtor_id: int, name: str, kind: str) -> None:
    """Who pays cash now may still owe what was bought on account before."""
    if kind == "cash" and not settling.open_items(session, debtor_id):
        raise Refused(f"{name} pays each invoice at once and has no account. Choose an account debtor.", field="debtor")


def _head(session: Session, counter: Counter, draft: DebtorPays) -> tuple[dt.date, str]:
    today = counter.today()
    day, note = draft.day or today, one_line(draft.note)
    if day > today:
        raise Refused(
            f"{settings(session).dates.full_day(day)} is still to come. Type the day on which it was paid.", field="day"
        )
    if len(note) > LONGEST_NOTE:
        raise Refused(f"The note holds {LONGEST_NOTE} letters; this is {len(note)}. Shorten it.", field="note")
    return day, note


def _refuse_amount(debtor: Debtor, amount: Decimal, items: Sequence[OpenItem]) -> None:
    owed = sum((each.open for each in items), rounded(ZERO))
    if amount <= ZERO:
        raise Refused("A receipt of nothing cannot be posted. Type what was paid.", field="amount")
    if amount != rounded(amount):
        raise Refused("An amount has whole cents. Type dollars and cents.", field="amount")
    if amount > owed:
        much = f"{words.money(amount)} is more than the {words.money(owed)} that {debtor.name} owes. Type at most that."
        nothing = f"{debtor.name} owes nothing. Choose the debtor who pays."
        raise Refused(much if owed > ZERO else nothing, field="amount")


def _enter(session: Session, receipt: DebtorReceipt, paid_by: str, matches: Sequence[Match]) -> None:
    """The entry in the ledger, and what it and earlier credits pay."""
    entry = DebtorEntry(
        debtor_id=receipt.debtor_id,
        receipt_id=receipt.id,
        kind="receipt",
        date=receipt.date,
        amount=-receipt.amount,
        reference=paid_by,
    )
    session.add(entry)
    session.flush()
    named = [replace(each, payment_id=entry.id) if each.payment_id == NEW else each for each in matches]
    settling.settle(session, receipt.debtor_id, named, receipt_id=receipt.id)


def _received(session: Session, receipt: DebtorReceipt, debtor: Debtor) -> Received:
    entry_id = _entry_id(session, receipt)
    tenders = session.scalars(select(Tender).where(Tender.receipt_id == receipt.id)).all()
    paid = sum((each.paid for each in _paid(session, receipt, entry_id)), ZERO)
    return Received(
        receipt_id=receipt.id,
        number=receipt.number,
        debtor=debtor.name,
        amount=receipt.amount,
        unallocated=receipt.amount - paid,
        change=sum((each.given - each.amount for each in tenders), rounded(ZERO)),
    )


def _entry_id(session: Session, receipt: DebtorReceipt) -> int:
    return session.scalars(select(DebtorEntry.id).where(DebtorEntry.receipt_id == receipt.id)).one()


def _paid(session: Session, receipt: DebtorReceipt, entry_id: int) -> tuple[PaidItemFacts, ...]:
    """What the receipt paid when it was posted, and what was left of each item then."""
    names = entries.named(session, receipt.debtor_id)
    statement = (
        select(Settlement, DebtorEntry)
        .join(DebtorEntry, DebtorEntry.id == Settlement.charge_id)
        .where(Settlement.payment_id == entry_id, Settlement.receipt_id == receipt.id)
        .order_by(DebtorEntry.date, DebtorEntry.id)
    )
    lines = []
    for settlement, charge in session.execute(statement):
        so_far = session.scalar(
            select(func.sum(Settlement.amount)).where(Settlement.charge_id == charge.id, Settlement.id <= settlement.id)
        )
        lines.append(
            PaidItemFacts(
                document=names[charge.id].document,
                dated=charge.date,
                amount=charge.amount,
                paid=settlement.amount,
                left=charge.amount - (so_far or ZERO),
            )
        )
    return tuple(lines)
