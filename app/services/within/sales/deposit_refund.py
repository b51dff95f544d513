"""The credit for a deposit whose backorder is cancelled, inside a unit of work; it must not cancel the backorder."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Backorder, Credit, CreditLine, Deposit, Invoice, InvoiceLine
from app.rules import deposits
from app.rules.deposits import Pair
from app.rules.entry import one_line
from app.rules.found import DebtorFound
from app.rules.money import ZERO
from app.rules.tender import Paid
from app.services.counter import Counter
from app.services.within import found
from app.services.within.asking import Asking
from app.services.within.sales import crediting, deposit_read, deposit_write


@dataclass(frozen=True, slots=True)
class Refund:
    """What goes back of a deposit, decided; `stated` as on paper."""

    deposit: Deposit
    units: Decimal
    line: InvoiceLine
    invoice: Invoice
    debtor: DebtorFound
    stated: Pair
    paid: Paid | None


def decide(session: Session, backorder: Backorder, quantity: Decimal, asking: Asking) -> Refund | None:
    """What is to be given back when so much of the backorder is cancelled; None when nothing is held for that.

    Units that were never deposited (a sale that was credited and lives again) are cancelled first. Asks GiveBack.
    """
    row = deposit_read.of(session, [backorder.id], lock=True).get(backorder.id)
    if row is None:
        return None
    standing = deposit_read.as_it_stands(row)
    units = deposits.units_to_refund(standing.units_left, backorder.open - quantity, _on_saved(session, backorder.id))
    if not units:
        return None
    line, invoice = session.execute(
        select(InvoiceLine, Invoice)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(InvoiceLine.deposit_id == row.id, InvoiceLine.amount > found.NOTHING)
    ).one()
    debtor = found.debtors(session, [invoice.debtor_id])[invoice.debtor_id]
    stated = deposits.on_paper(standing.of_next(units), standing.treatment)
    paid = crediting.ask_how(session, asking, invoice, debtor, stated.inc)
    return Refund(row, units, line, invoice, debtor, stated, paid)


def write(session: Session, counter: Counter, refund: Refund, draft_key: str, reason: str) -> Credit:
    """The credit for it, posted; the backorder is cancelled by whoever calls."""
    deposit_write.give_back(refund.deposit, refund.units)
    head = crediting.Head(draft_key, refund.invoice, refund.debtor, one_line(reason)[:200], refund.paid)
    line = CreditLine(
        position=1,
        kind="deposit",
        invoice_line_id=refund.line.id,
        quantity=refund.units,
        amount=refund.stated.ex,
        gst=refund.stated.gst,
    )
    credit = crediting.begin(session, counter, head, [line])
    crediting.charge_back(session, counter, head, credit)
    return credit


def _on_saved(session: Session, backorder_id: int) -> Decimal:
    """What orders on the books supply of the backorder: it will use up the deposit when they are finalised."""
    statement = (
        select(func.sum(InvoiceLine.supplied))
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(InvoiceLine.fills_id == backorder_id, Invoice.status == "saved")
    )
    return session.scalar(statement) or ZERO
