"""Payments to creditors: what they are paid and which of their documents it pays; it must not know the window.

Amounts are dollars in whole cents inc. GST.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Creditor, CreditorEntry, CreditorPayment, CreditorSettlement, Tender
from app.rules import settling as matching
from app.rules import tender, words
from app.rules.facts import CreditorFacts
from app.rules.faults import Refused
from app.rules.found import CreditorFound
from app.rules.money import ZERO, rounded
from app.rules.money_facts import PaidItemFacts, RemittanceFacts
from app.rules.questions import Payment
from app.rules.settling import NEW, Match, OpenItem
from app.rules.supplier_drafts import PAID_BY, CreditorPays
from app.services.counter import Counter
from app.services.masters import cards
from app.services.money.receipts import LedgerItem
from app.services.within import numbers, papers, posting, settling, tills
from app.services.within.buying import buying, creditor_entries
from app.services.within.settling import CREDITORS
from app.services.within.shop import settings

KIND: Final = "creditor payment"
LONGEST_REFERENCE: Final = 60


@dataclass(frozen=True, slots=True)
class CreditorAccount:
    """A creditor's account as a payment needs it: who, every open item with the oldest first, what we owe in all."""

    creditor: CreditorFound
    items: tuple[LedgerItem, ...]
    balance: Decimal


@dataclass(frozen=True, slots=True)
class CreditorPaid:
    """A payment that is on the books; `unallocated` is what of it pays nothing yet.

    `handed_over` is what leaves the till or the bank: in cash it is rounded to 5 c.
    """

    payment_id: int
    number: int
    creditor: str
    amount: Decimal
    unallocated: Decimal
    paid_by: str
    handed_over: Decimal

    @property
    def sentence(self) -> str:
        """For the status line: “Creditor payment 10004 – 440.00 to Repco by cheque – 40.00 unallocated”."""
        said = [f"Creditor payment {self.number}", f"{words.money(self.amount)} to {self.creditor} by {self.paid_by}"]
        if self.handed_over != self.amount:
            said.append(f"{words.money(self.handed_over)} out of the till")
        if self.unallocated:
            said.append(f"{words.money(self.unallocated)} unallocated")
        return " – ".join(said)


@dataclass(frozen=True, slots=True)
class CreditorPaymentListed:
    """A payment in a list."""

    payment_id: int
    number: int
    creditor_id: int
    creditor: str
    day: dt.date
    paid_by: str
    reference: str
    amount: Decimal


def account(counter: Counter, creditor_id: int) -> CreditorAccount:
    """What is open of the creditor's account now. Raises Refused when the creditor is gone."""
    with counter.db.read() as session:
        creditor = buying.creditor(session, creditor_id)
        names = creditor_entries.named(session, creditor_id)
        today = counter.today()
        items = tuple(
            LedgerItem(each.id, names[each.id].document, names[each.id].reference, each, (today - each.date).days)
            for each in settling.open_items(session, creditor_id, CREDITORS)
        )
        return CreditorAccount(creditor, items, _owed([each.item for each in items]))


def post(counter: Counter, draft: CreditorPays) -> CreditorPaid:
    """Post the payment: the creditor is owed less, items are matched as `applied` says, the rest stays unallocated.

    Raises Refused (fields `creditor`, `amount`, `paid_by`, `day`, `reference`, `matched`) for nothing, more than is
    owed, more than is open. Writes everything or nothing; the same draft never makes two payments.
    """
    with counter.work() as session:
        creditor = _locked(session, draft.creditor_id)
        there = session.scalar(select(CreditorPayment).where(CreditorPayment.draft_key == draft.key))
        if there is not None:
            return _paid(session, there)
        day, reference = _head(session, counter, draft)
        items = settling.open_items(session, creditor.id, CREDITORS)
        _refuse_amount(creditor, draft.amount, items)
        matches = matching.divide(items, dict(draft.applied), draft.amount)
        out = _out_of_the_till(session, draft)
        payment = CreditorPayment(
            draft_key=draft.key,
            number=numbers.take(session, KIND),
            creditor_id=creditor.id,
            date=day,
            amount=draft.amount,
            paid_by=draft.paid_by,
            reference=reference,
            operator_id=counter.operator.id,
            at=counter.now(),
        )
        session.add(payment)
        session.flush()
        _enter(session, payment, matches)
        if out is not None:
            tills.put(session, counter, out, creditor_payment_id=payment.id)
        session.flush()
        posting.post(session, counter, KIND, payment.id, date=day)
        return _paid(session, payment)


def match(counter: Counter, creditor_id: int, applied: Sequence[tuple[int, Decimal]]) -> Decimal:
    """Match what was credited or paid before to what is owed, without new money; returns how much was matched.

    `applied` is as in CreditorPays. Raises Refused when there is nothing to match, or more than is open.
    """
    with counter.work() as session:
        creditor = _locked(session, creditor_id)
        matches = matching.divide(settling.open_items(session, creditor.id, CREDITORS), dict(applied), ZERO)
        if not matches:
            raise Refused("There is nothing to match. Type an amount, or how much of which item.", field="amount")
        settling.settle(session, creditor.id, matches, CREDITORS)
        return sum((each.amount for each in matches), rounded(ZERO))


def listed(counter: Counter, creditor_id: int | None = None, limit: int = 500) -> tuple[CreditorPaymentListed, ...]:
    """The latest payments, to one creditor or to all, newest first."""
    wanted = select(CreditorPayment, Creditor.name).join(Creditor, Creditor.id == CreditorPayment.creditor_id)
    if creditor_id is not None:
        wanted = wanted.where(CreditorPayment.creditor_id == creditor_id)
    with counter.db.read() as session:
        rows = session.execute(wanted.order_by(CreditorPayment.id.desc()).limit(limit)).all()
    return tuple(
        CreditorPaymentListed(
            payment_id=payment.id,
            number=payment.number,
            creditor_id=payment.creditor_id,
            creditor=name,
            day=payment.date,
            paid_by=payment.paid_by,
            reference=payment.reference,
            amount=payment.amount,
        )
        for payment, name in rows
    )


def remittance(counter: Counter, payment_id: int) -> RemittanceFacts:
    """What stands on the remittance advice: what the payment paid when it was posted, with the credits used then.

    Credits that were used stand on it with amounts below zero, so that its lines add up to what was paid.
    """
    with counter.db.read() as session:
        payment = session.get(CreditorPayment, payment_id)
        if payment is None:
            raise Refused("This payment does not exist. Show the list again.")
        creditor = session.get_one(Creditor, payment.creditor_id)
        lines = _paid_items(session, payment)
        return RemittanceFacts(
            seller=settings(session).seller,
            creditor=CreditorFacts(
                name=creditor.name,
                code=creditor.code,
                address=creditor.address,
                phone=creditor.phone,
                email=creditor.email,
                our_account=creditor.our_account,
            ),
            number=str(payment.number),
            dated=payment.date,
            amount=payment.amount,
            paid_by=payment.paid_by,
            lines=lines,
            unallocated=payment.amount - sum((each.paid for each in lines), ZERO),
            reference=payment.reference,
            copy=papers.went_out(session, KIND, payment_id, "remittance"),
        )


def _locked(session: Session, creditor_id: int) -> Creditor:
    creditor = session.get(Creditor, creditor_id, with_for_update={"key_share": True})
    if creditor is None:
        raise Refused("This supplier is no longer there. Look it up again.", field="creditor")
    return creditor


def _head(session: Session, counter: Counter, draft: CreditorPays) -> tuple[dt.date, str]:
    today = counter.today()
    day = draft.day or today
    if day > today:
        raise Refused(
            f"{settings(session).dates.full_day(day)} is still to come. Type the day on which it was paid.", field="day"
        )
    cards.one_of(draft.paid_by, PAID_BY, "Paid by", "paid_by")
    return day, cards.line(draft.reference, "The reference", "reference", LONGEST_REFERENCE)


def _owed(items: Sequence[OpenItem]) -> Decimal:
    return sum((each.open for each in items), rounded(ZERO))


def _refuse_amount(creditor: Creditor, amount: Decimal, items: Sequence[OpenItem]) -> None:
    owed = _owed(items)
    if amount <= ZERO:
        raise Refused("A payment of nothing cannot be posted. Type what is paid.", field="amount")
    if amount != rounded(amount):
        raise Refused("An amount has whole cents. Type dollars and cents.", field="amount")
    if amount > owed:
        says = f"is owed {words.money(owed)}" if owed > ZERO else "is owed nothing"
        raise Refused(
            f"{words.money(amount)} is more than we owe. {creditor.name} {says}: pay at most that.", field="amount"
        )


def _out_of_the_till(session: Session, draft: CreditorPays) -> tender.Paid | None:
    """Cash leaves the till, rounded to 5 c where the shop does so; a cheque and a transfer leave the bank account."""
    if draft.paid_by != "cash":
        return None
    round_cash = settings(session).round_cash
    cash = tender.due(draft.amount, "cash", round_cash=round_cash)
    if not cash:
        raise Refused(
            f"{words.money(draft.amount)} cannot be paid in cash: the smallest coin is 5 c. Pay it by bank transfer.",
            field="paid_by",
        )
    return tender.refund(draft.amount, (Payment("cash", cash),), round_cash=round_cash)


def _enter(session: Session, payment: CreditorPayment, matches: Sequence[Match]) -> None:
    """The entry in the ledger, and what it and earlier credits pay."""
    said = f"{payment.paid_by} {payment.reference}".strip()
    entry = CreditorEntry(
        creditor_id=payment.creditor_id,
        creditor_payment_id=payment.id,
        kind="payment",
        date=payment.date,
        amount=-payment.amount,
        reference=said[:LONGEST_REFERENCE],
    )
    session.add(entry)
    session.flush()
    made = [replace(each, payment_id=entry.id) if each.payment_id == NEW else each for each in matches]
    settling.settle(session, payment.creditor_id, made, CREDITORS, creditor_payment_id=payment.id)


def _paid(session: Session, payment: CreditorPayment) -> CreditorPaid:
    """What was posted, from the books: the same the first time and every time after."""
    lines = _paid_items(session, payment)
    till = session.scalar(select(func.sum(Tender.amount)).where(Tender.creditor_payment_id == payment.id))
    return CreditorPaid(
        payment_id=payment.id,
        number=payment.number,
        creditor=session.get_one(Creditor, payment.creditor_id).name,
        amount=payment.amount,
        unallocated=payment.amount - sum((each.paid for each in lines), ZERO),
        paid_by=payment.paid_by,
        handed_over=payment.amount if till is None else -till,
    )


def _paid_items(session: Session, payment: CreditorPayment) -> tuple[PaidItemFacts, ...]:
    """What the payment and the credits used with it paid, item by item, and what was left of each then."""
    own = session.scalars(select(CreditorEntry.id).where(CreditorEntry.creditor_payment_id == payment.id)).one()
    names = creditor_entries.named(session, payment.creditor_id)
    settlements = session.scalars(
        select(CreditorSettlement).where(CreditorSettlement.creditor_payment_id == payment.id)
    ).all()
    amounts: dict[int, Decimal] = {}
    for each in settlements:
        amounts[each.charge_id] = amounts.get(each.charge_id, ZERO) + each.amount
        if each.payment_id != own:
            amounts[each.payment_id] = amounts.get(each.payment_id, ZERO) - each.amount
    last = max((each.id for each in settlements), default=0)
    entries = session.scalars(
        select(CreditorEntry).where(CreditorEntry.id.in_(amounts)).order_by(CreditorEntry.date, CreditorEntry.id)
    )
    return tuple(
        PaidItemFacts(
            document=names[entry.id].document,
            dated=entry.date,
            amount=entry.amount,
            paid=amounts[entry.id],
            left=_left(session, entry, last),
        )
        for entry in entries
    )


def _left(session: Session, entry: CreditorEntry, last: int) -> Decimal:
    """What of the entry was open after the settlement `last`, signed as the entry is."""
    side = CreditorSettlement.charge_id if entry.amount > ZERO else CreditorSettlement.payment_id
    settled = session.scalar(
        select(func.coalesce(func.sum(CreditorSettlement.amount), rounded(ZERO))).where(
            side == entry.id, CreditorSettlement.id <= last
        )
    ) or rounded(ZERO)
    return entry.amount - settled if entry.amount > ZERO else entry.amount + settled
