"""Which invoices still hold deposits, how old these are and what could be invoiced; it must not change anything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Account, Debtor, Deposit, Invoice, InvoiceLine, JournalLine
from app.rules import words
from app.rules.deposits import Pair, Treatment, on_paper
from app.rules.journal import Role
from app.rules.money import ZERO, rounded
from app.services import backorder_lists
from app.services.backorder_lists import BackorderLine
from app.services.counter import Counter
from app.services.within import queue
from app.services.within.sales import deposit_read

_NO_MONEY = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class InvoiceHeld:
    """An invoice on which deposits were taken and something is held still. Money in dollars.

    Of a security deposit the gross amount is held, without GST: `held` is as it stands on the invoice and in the books.
    """

    invoice_id: int
    debtor_id: int
    debtor: str
    phone: str
    document: str
    date: dt.date
    days: int
    """Since the invoice."""
    held: Pair
    ready_lines: int
    ready: Decimal
    """What of its backorders can be invoiced now, all together."""
    ready_value: Decimal
    """That, inc. GST, at the agreed prices."""


def every(counter: Counter) -> tuple[InvoiceHeld, ...]:
    """Invoices with deposits held, the oldest first."""
    with counter.db.read() as session:
        return of_invoices(session, counter, session.scalars(deposit_read.invoices_with_some_held()).all())


def of_invoices(session: Session, counter: Counter, invoice_ids: Sequence[int]) -> tuple[InvoiceHeld, ...]:
    """What is held on these invoices, within a look-up, the oldest first."""
    wanted = (
        select(Deposit, Invoice, Debtor)
        .join(InvoiceLine, InvoiceLine.begins_id == Deposit.backorder_id)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .join(Debtor, Debtor.id == Invoice.debtor_id)
        .where(deposit_read.IS_HELD, Invoice.id.in_(invoice_ids))
        .order_by(Invoice.date, Invoice.id)
    )
    today, held = counter.today(), dict[int, Pair]()
    heads: dict[int, tuple[Invoice, Debtor]] = {}
    for deposit, invoice, debtor in session.execute(wanted):
        amount = on_paper(Pair(deposit.held, deposit.held_gst), cast(Treatment, deposit.treatment))
        held[invoice.id] = held.get(invoice.id, Pair()) + amount
        heads[invoice.id] = (invoice, debtor)
    ready: dict[int, list[BackorderLine]] = {}
    for line in backorder_lists.ready_of_invoices(session, counter, list(heads)):
        ready.setdefault(line.origin_invoice_id, []).append(line)
    return tuple(
        InvoiceHeld(
            invoice_id=invoice_id,
            debtor_id=debtor.id,
            debtor=invoice.name or debtor.name,
            phone=invoice.phone or debtor.phone,
            document=queue.document_name(invoice),
            date=invoice.date,
            days=(today - invoice.date).days,
            held=held[invoice_id],
            ready_lines=len(ready.get(invoice_id, ())),
            ready=sum((line.ready for line in ready.get(invoice_id, ())), ZERO),
            ready_value=sum((line.ready_value for line in ready.get(invoice_id, ())), _NO_MONEY),
        )
        for invoice_id, (invoice, debtor) in heads.items()
    )


def liability(counter: Counter) -> Decimal:
    """What the account *Customer deposits* says is owed to customers, in dollars."""
    balance = (
        select(func.sum(JournalLine.amount))
        .join(Account, Account.id == JournalLine.account_id)
        .where(Account.role == Role.DEPOSITS)
    )
    with counter.db.read() as session:
        return -rounded(session.scalar(balance) or ZERO)


def against_the_books(counter: Counter) -> str:
    """What is held ex GST beside the account that has to say the same (domain 5), in a sentence; "" without any."""
    found = every(counter)
    if not found:
        return ""
    held = sum((each.held.ex for each in found), _NO_MONEY)
    owed = liability(counter)
    said = f"Customer deposits account {words.money(owed)}"
    if held == owed:
        return f"{said}: agrees"
    return f"{said}: differs by {words.money(abs(held - owed))}, the command check names the rows"
