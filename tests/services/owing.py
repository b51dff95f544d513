"""Debtors who owe something, made by the services: charges without goods, and what is paid of them."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from app import models
from app.rules.drafts import InvoiceDraft
from app.rules.found import DebtorFound
from app.rules.money_questions import ReceivePayment
from app.rules.questions import Answer, Payment, Question, TenderKind
from app.rules.settling import auto_pay
from app.services import lookup
from app.services.counter import Counter
from app.services.money import receipts
from app.services.money.receipts import DebtorPays, Received
from app.services.sales import invoicing
from tests import make


def sold(counter: Counter, debtor: DebtorFound, amount: str, order: str = "") -> int:
    """An invoice over so many dollars without GST, of a charge line; returns its entry in the ledger."""
    fee = next(iter(lookup.exact_part(counter, "FEE")), None)
    fee = fee or make.a_part(counter, "FEE", 0, kind="charge", gst_free=True)
    line = invoicing.line_for(counter, fee, debtor, Decimal(1))
    line.price = Decimal(amount)
    draft = InvoiceDraft(debtor=lookup.debtor(counter, debtor.id), lines=[line], customer_order=order)
    written = invoicing.finalise(counter, draft, {})
    entry = select(models.DebtorEntry.id).where(models.DebtorEntry.invoice_id == written.invoice_id)
    with counter.db.read() as session:
        return session.scalars(entry).one()


def ways(debtor: DebtorFound, amount: str, *given: tuple[TenderKind, str]) -> dict[Question, Answer]:
    """How a receipt over `amount` is paid: by EFTPOS, unless it is said."""
    payments = given or (("EFTPOS", amount),)
    question = ReceivePayment(Decimal(amount), debtor=debtor.name)
    return {question: tuple(Payment(kind, Decimal(each)) for kind, each in payments)}


def pay(
    counter: Counter,
    debtor: DebtorFound,
    amount: str,
    *applied: tuple[int, str],
    answers: dict[Question, Answer] | None = None,
) -> Received:
    """A receipt over so many dollars, matched as `applied` says."""
    draft = DebtorPays(debtor.id, Decimal(amount), tuple((key, Decimal(each)) for key, each in applied))
    return receipts.post(counter, draft, ways(debtor, amount) if answers is None else answers)


def pay_oldest(counter: Counter, debtor: DebtorFound, amount: str) -> Received:
    """A receipt over so many dollars, matched by AutoPay."""
    proposed = auto_pay(receipts.account(counter, debtor.id).open_items, Decimal(amount))
    return pay(counter, debtor, amount, *((key, str(part)) for key, part in proposed.items()))
