"""A credit inside a unit of work: how much may go back in money, and writing it; it must not decide what is credited.

Whoever calls has locked the debtor, the parts and the backorders, and has settled every question before it writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Credit, CreditLine, DebtorEntry, Invoice, Settlement
from app.rules import tender, words
from app.rules.faults import Refused
from app.rules.found import DebtorFound
from app.rules.money import ZERO, rounded
from app.rules.money_questions import ON_ACCOUNT, GiveBack
from app.rules.tender import Paid
from app.services.counter import Counter
from app.services.within import numbers, posting, shop, tills
from app.services.within.asking import Asking
from app.services.within.sales import paid_back

KIND: Final = "credit"
_NOTHING = rounded(ZERO)


@dataclass(frozen=True, slots=True)
class Head:
    """What a credit is about, decided: whose it is, why, and how its total goes back."""

    draft_key: str
    invoice: Invoice
    debtor: DebtorFound
    reason: str
    refund: Paid | None

    @property
    def refunded(self) -> Decimal:
        """What of its total goes back in money."""
        return -tender.settles(self.refund) if self.refund else _NOTHING


def ask_how(session: Session, asking: Asking, invoice: Invoice, debtor: DebtorFound, total: Decimal) -> Paid | None:
    """How `total` goes back: in money as far as the invoice was paid, else on the account (domain 5).

    Nothing is asked where there is nothing to decide. Who pays cash now may have bought on account before: what was not
    paid stays on it. Raises Refused for more than was paid, and for a cash debtor who would not get everything back.
    """
    most = min(total, paid_back.refundable(session, invoice))
    account = debtor.kind == "account" or debtor.balance > ZERO or not paid_back.paid_at_once(session, invoice)
    if not total or (account and not most):
        return None
    if not account and most < total:
        raise Refused(f"Only {words.money(most)} was paid and not given back yet. Credit less.", field="quantity")
    round_cash = shop.settings(session).round_cash
    answer = asking.ask(GiveBack(f"Credit of invoice {invoice.number}", total, most, account, round_cash))
    if isinstance(answer, tuple):
        paid = tender.refund(most, answer, round_cash=round_cash)
        if not account and -tender.settles(paid) != total:
            raise Refused(f"A cash customer gets all of it back: {words.money(total)}.", field="given")
        return paid
    if answer == ON_ACCOUNT and not account:
        raise Refused("A cash customer has no account. Give the money back.", field="given")
    return None


def begin(session: Session, counter: Counter, head: Head, lines: Sequence[CreditLine]) -> Credit:
    """Write the credit with its lines and its number; goods, deposits and the ledger come after it."""
    amount = sum((line.amount for line in lines), _NOTHING)
    gst = sum((line.gst for line in lines), _NOTHING)
    session.flush()
    credit = Credit(
        draft_key=head.draft_key,
        number=numbers.take(session, KIND),
        invoice_id=head.invoice.id,
        debtor_id=head.debtor.id,
        date=counter.today(),
        reason=head.reason,
        amount=amount,
        gst=gst,
        total=amount + gst,
        refunded=head.refunded,
        operator_id=counter.operator.id,
        at=counter.now(),
        lines=list(lines),
    )
    session.add(credit)
    session.flush()
    return credit


def charge_back(session: Session, counter: Counter, head: Head, credit: Credit) -> None:
    """The debtor's ledger, the till and the journal: the refund first, then what is open of the invoice itself."""
    taken_off = _entry(credit, "credit", -credit.total)
    session.add(taken_off)
    if head.refund:
        paid_out = _entry(credit, "refund", head.refunded)
        paid_out.reference = ", ".join(each.kind for each in head.refund.tenders)
        session.add(paid_out)
        session.flush()
        session.add(Settlement(charge_id=paid_out.id, payment_id=taken_off.id, amount=head.refunded))
        tills.put(session, counter, head.refund, credit_id=credit.id)
    session.flush()
    _settle_the_invoice(session, credit, taken_off, credit.total - head.refunded)
    session.flush()
    posting.post(session, counter, KIND, credit.id, date=credit.date)


def _entry(credit: Credit, kind: str, amount: Decimal) -> DebtorEntry:
    return DebtorEntry(
        debtor_id=credit.debtor_id, credit_id=credit.id, kind=kind, date=credit.date, due=credit.date, amount=amount
    )


def _settle_the_invoice(session: Session, credit: Credit, entry: DebtorEntry, most: Decimal) -> None:
    """Match the credit with what is open of its invoice; `settling` would read the whole ledger of all walk-ins."""
    charge = session.scalar(
        select(DebtorEntry).where(DebtorEntry.invoice_id == credit.invoice_id, DebtorEntry.kind == "invoice")
    )
    if charge is None or most <= ZERO:
        return
    settled = session.scalar(select(func.sum(Settlement.amount)).where(Settlement.charge_id == charge.id))
    amount = min(most, charge.amount - (settled or _NOTHING))
    if amount > ZERO:
        session.add(Settlement(charge_id=charge.id, payment_id=entry.id, amount=amount))
