"""Credits: what was invoiced and is taken back, at its own price, GST and cost (domain 8); it must not know a window.

A credit is posted at once and never changed. Amounts are dollars, positive: what the customer gets back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.models import Credit, Debtor, Invoice
from app.rules import crediting as rules
from app.rules import words
from app.rules.deposits import Pair
from app.rules.drafts import CreditDraft, LineKind
from app.rules.drafts import CreditLine as DraftLine
from app.rules.entry import one_line
from app.rules.faults import Refused
from app.rules.found import BackorderFilled
from app.rules.money import QUANTITY_PLACES, ZERO, rounded
from app.rules.money_questions import LiveAgain
from app.rules.questions import Answers
from app.services.counter import Counter
from app.services.within import found, queue
from app.services.within.asking import Asking, store
from app.services.within.sales import credit_read, credit_write, crediting
from app.services.within.sales.credit_read import Creditable
from app.services.within.sales.credit_write import Back

LIMIT = 200
_LONGEST_REASON = 200
_NO_QUANTITY = rounded(ZERO, QUANTITY_PLACES)


@dataclass(frozen=True, slots=True)
class InvoiceToCredit:
    """A finalised invoice in the list to choose from; the total is inc. GST."""

    id: int
    name: str
    date: dt.date
    debtor_code: str
    debtor: str
    customer_order: str
    total: Decimal
    parts: str
    """The numbers on its lines."""
    supplied: bool
    """Whether it has supplied something that may be credited."""


@dataclass(frozen=True, slots=True)
class CreditSums:
    """What a draft comes to: ex GST, GST and inc. GST, deposits that live again taken off."""

    amount: Decimal
    gst: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class CreditPosted:
    """A credit that is on the books; `refunded` of its total went back in money."""

    credit_id: int
    number: int
    total: Decimal
    refunded: Decimal
    sentence: str
    filled: tuple[BackorderFilled, ...] = ()


@dataclass(frozen=True, slots=True)
class CreditListed:
    """A posted credit, to look at or print again."""

    id: int
    number: int
    date: dt.date
    invoice: str
    debtor: str
    reason: str
    total: Decimal
    refunded: Decimal


def find_invoices(counter: Counter, typed: str, limit: int = LIMIT) -> tuple[InvoiceToCredit, ...]:
    """Finalised invoices, the newest first. Every word typed must fit: number, debtor, a part's number or barcode."""
    with counter.db.read() as session:
        statement = (
            select(Invoice, Debtor)
            .join(Debtor, Debtor.id == Invoice.debtor_id)
            .where(Invoice.status == "finalised", *credit_read.of_invoice(session, typed))
            .options(selectinload(Invoice.lines))
            .order_by(Invoice.id.desc())
            .limit(limit)
        )
        return tuple(
            InvoiceToCredit(
                id=invoice.id,
                name=queue.document_name(invoice),
                date=invoice.date,
                debtor_code=debtor.code,
                debtor=invoice.name or debtor.name,
                customer_order=invoice.customer_order,
                total=invoice.total,
                parts=", ".join(dict.fromkeys(row.number for row in invoice.lines if row.number)),
                supplied=any(row.supplied for row in invoice.lines),
            )
            for invoice, debtor in session.execute(statement)
        )


def begin(counter: Counter, invoice_id: int) -> CreditDraft:
    """A credit of this invoice with nothing taken back yet. Raises Refused when it is not finalised, or all credited.

    Goods come back to stock unless somebody says otherwise; charges have no shelf.
    """
    with counter.db.read() as session:
        invoice = credit_read.finalised(session, invoice_id)
        lines = credit_read.lines(session, invoice)
        name = queue.document_name(invoice)
        if not lines:
            raise Refused(f"{name} has supplied nothing yet. What waits is cancelled in Backorders (Ctrl+6).")
        if not any(line.left for line in lines):
            raise Refused(f"{name}: everything on it has been credited already.")
        return CreditDraft(
            invoice_id=invoice.id,
            invoice=name,
            debtor=found.debtors(session, [invoice.debtor_id])[invoice.debtor_id],
            name=invoice.name,
            lines=[_draft_line(line) for line in lines],
        )


def sums(counter: Counter, draft: CreditDraft) -> CreditSums:
    """What the draft comes to while it is typed, as if no backorder lived again; refuses nothing."""
    with counter.db.read() as session:
        invoice = credit_read.finalised(session, draft.invoice_id)
        lines = {line.row.id: line for line in credit_read.lines(session, invoice)}
        taken = [
            rules.take_back(lines[line.line_id].charged, lines[line.line_id].credited, line.quantity)
            for line in draft.filled_lines
            if line.line_id in lines and ZERO < line.quantity <= lines[line.line_id].left
        ]
    comes_to = rules.total(taken)
    return CreditSums(comes_to.ex, comes_to.gst, comes_to.inc)


def post(counter: Counter, draft: CreditDraft, answers: Answers) -> CreditPosted:
    """Take back what the draft says: the customer is credited, goods go back to the shelf, backorders may live again.

    Asks LiveAgain for each line that had filled a backorder, and GiveBack where something may go back in money. Raises
    Refused for more than can be credited, a missing reason, and a refund beyond what was paid; writes everything or
    nothing. The same draft is posted once.
    """
    with counter.work() as session:
        invoice = credit_read.finalised(session, draft.invoice_id)
        session.scalar(select(Debtor.id).where(Debtor.id == invoice.debtor_id).with_for_update(key_share=True))
        before = session.scalar(select(Credit).where(Credit.draft_key == draft.key))
        if before is not None:
            return _posted(before, ())
        lines = {line.row.id: line for line in credit_read.lines(session, invoice)}
        locked = credit_write.lock(session, list(lines.values()))
        asking = Asking({**draft.answers, **answers})
        backs = [_back(line, lines, asking) for line in _checked(draft, lines)]
        asking.settle()
        debtor = found.debtors(session, [invoice.debtor_id])[invoice.debtor_id]
        paid = crediting.ask_how(session, asking, invoice, debtor, _total(backs).inc)
        asking.settle()
        head = crediting.Head(draft.key, invoice, debtor, one_line(draft.reason), paid)
        credit, gifts = credit_write.write(session, counter, head, backs, locked)
        store(session, counter, crediting.KIND, credit.id, (draft.answers, asking.used))
        session.flush()
        return _posted(credit, queue.said(session, gifts))


def posted(counter: Counter, typed: str = "", limit: int = LIMIT) -> tuple[CreditListed, ...]:
    """Credits on the books, the newest first; every word typed must fit number, invoice, debtor or reason."""
    with counter.db.read() as session:
        statement = (
            select(Credit, Invoice, Debtor)
            .join(Invoice, Invoice.id == Credit.invoice_id)
            .join(Debtor, Debtor.id == Credit.debtor_id)
            .where(*credit_read.of_credit(typed))
            .order_by(Credit.id.desc())
            .limit(limit)
        )
        return tuple(
            CreditListed(
                id=credit.id,
                number=credit.number,
                date=credit.date,
                invoice=queue.document_name(invoice),
                debtor=invoice.name or debtor.name,
                reason=credit.reason,
                total=credit.total,
                refunded=credit.refunded,
            )
            for credit, invoice, debtor in session.execute(statement)
        )


def mail_address(counter: Counter, credit_id: int) -> str:
    """Where the debtor of a credit wants e-mail; empty when none is known."""
    with counter.db.read() as session:
        of = select(Debtor.email).join(Credit, Credit.debtor_id == Debtor.id).where(Credit.id == credit_id)
        return session.scalar(of) or ""


def _checked(draft: CreditDraft, lines: dict[int, Creditable]) -> list[DraftLine]:
    """What is taken back; raises Refused where something cannot be."""
    taken = draft.filled_lines
    if not taken:
        raise Refused("Nothing is taken back yet. Type a quantity on a line.", field="lines")
    if not one_line(draft.reason):
        raise Refused("Why is it credited? Type a reason.", field="reason")
    if len(draft.reason) > _LONGEST_REASON:
        raise Refused(f"The reason is longer than {_LONGEST_REASON} letters. Say it shorter.", field="reason")
    for line in taken:
        _check(line, lines.get(line.line_id))
    return taken


def _check(line: DraftLine, now: Creditable | None) -> None:
    if now is None:
        raise Refused(
            f"{line.number} is not on this invoice. Choose the invoice again.", field="quantity", line=line.key
        )
    if not ZERO < line.quantity <= now.left:
        raise Refused(
            f"{line.number}: 0 to {words.quantity(now.left)} can be credited; "
            f"{words.quantity(now.row.supplied)} were supplied.",
            field="quantity",
            line=line.key,
        )
    in_whole_units = now.row.supplied == now.row.supplied.to_integral_value()
    if line.quantity != rounded(line.quantity, 0 if in_whole_units and now.whole_units else QUANTITY_PLACES):
        raise Refused(
            f"{line.number}: {words.quantity(line.quantity)} cannot be taken back. Type a quantity as it is sold.",
            field="quantity",
            line=line.key,
        )


def _back(line: DraftLine, lines: dict[int, Creditable], asking: Asking) -> Back:
    """What becomes of a line: where its goods go, and whether the backorder that it had filled lives again."""
    now = lines[line.line_id]
    to_stock = line.back_to_stock and now.row.kind == "part"
    again = line.quantity
    if now.row.fills_id is None:
        again = rules.filled_of(now.row.filled_here, now.credited, line.quantity)
    if now.backorder_id is None or not again:
        return Back(now, line.quantity, to_stock)
    answer = asking.ask(LiveAgain(line.line_id, line.number, again, now.origin))
    return Back(now, line.quantity, to_stock, again if answer == "yes" else _NO_QUANTITY)


def _total(backs: Sequence[Back]) -> Pair:
    deposits = (back.deposit.stated for back in backs if back.deposit)
    return sum((-pair for pair in deposits), rules.total(back.taken for back in backs))


def _draft_line(line: Creditable) -> DraftLine:
    stocked = line.row.kind == "part"
    return DraftLine(
        line_id=line.row.id,
        kind=cast(LineKind, line.row.kind),
        number=line.row.number,
        description=line.row.description,
        supplied=line.row.supplied,
        credited=line.credited,
        inc=line.row.amount + line.row.gst,
        stocked=stocked,
        origin=line.origin,
        back_to_stock=stocked,
    )


def _posted(credit: Credit, filled: tuple[BackorderFilled, ...]) -> CreditPosted:
    back = f" – {words.money(credit.refunded)} refunded" if credit.refunded else ""
    return CreditPosted(
        credit_id=credit.id,
        number=credit.number,
        total=credit.total,
        refunded=credit.refunded,
        sentence=f"Credit {credit.number} – {words.money(credit.total)}{back}",
        filled=filled,
    )
