"""Which invoices still hold deposits, how old these are and what could be invoiced; it must not change anything."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from sqlalchemy import func, or_, select

from app.models import Account, Debtor, Deposit, Invoice, InvoiceLine, JournalLine
from app.rules import words
from app.rules.deposits import Pair, Treatment, on_paper
from app.rules.journal import Role
from app.rules.money import ZERO, rounded
from app.services import backorder_lists
from app.services.counter import Counter
from app.services.within import queue

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
    wanted = (
        select(Deposit, Invoice, Debtor)
        .join(InvoiceLine, InvoiceLine.begins_id == Deposit.backorder_id)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .join(Debtor, Debtor.id == Invoice.debtor_id)
        .where(or_(Deposit.held > _NO_MONEY, Deposit.held_gst > _NO_MONEY))
        .order_by(Invoice.date, Invoice.id)
    )
    today = counter.today()
    with counter.db.read() as session:
        rows = session.execute(wanted).all()
        held: dict[int, Pair] = {}
        for deposit, invoice, _ in rows:
            amount = on_paper(Pair(deposit.held, deposit.held_gst), cast(Treatment, deposit.treatment))
            held[invoice.id] = held.get(invoice.id, Pair()) + amount
        heads = {
            invoice.id: (debtor.id, invoice.name or debtor.name, invoice.phone or debtor.phone, invoice.date)
            for _, invoice, debtor in rows
        }
        names = {invoice.id: queue.document_name(invoice) for _, invoice, _ in rows}
    ready = backorder_lists.ready(counter) if held else ()
    found = []
    for invoice_id, (debtor_id, debtor, phone, day) in heads.items():
        lines = [line for line in ready if line.origin_invoice_id == invoice_id]
        found.append(
            InvoiceHeld(
                invoice_id=invoice_id,
                debtor_id=debtor_id,
                debtor=debtor,
                phone=phone,
                document=names[invoice_id],
                date=day,
                days=(today - day).days,
                held=held[invoice_id],
                ready_lines=len(lines),
                ready=sum((line.ready for line in lines), ZERO),
                ready_value=sum((line.ready_value for line in lines), _NO_MONEY),
            )
        )
    return tuple(found)


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
    """What is held ex GST beside the account that has to say the same (domain 5), in a sentence."""
    held = sum((each.held.ex for each in every(counter)), _NO_MONEY)
    owed = liability(counter)
    said = f"Customer deposits account {words.money(owed)}"
    if held == owed:
        return f"{said}: agrees"
    return f"{said}: differs by {words.money(abs(held - owed))}, the command check names the rows"
