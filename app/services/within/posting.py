"""Posting inside a unit of work: the balanced entry of a document, and its row for accounting; it decides no amounts.

`post` is the last call of the unit of work that makes a document: it reads the rows that were written, asks
app/rules/journal.py what they come to, and writes that. So every movement of stock value is in exactly one entry.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Final, cast

from sqlalchemy import Select, and_, bindparam, func, insert, select
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload

from app.db import bulk
from app.models import (
    Account,
    Base,
    Credit,
    CreditLine,
    Creditor,
    CreditorCredit,
    CreditorInvoice,
    CreditorInvoiceLine,
    CreditorInvoiceUndo,
    CreditorPayment,
    DayEnd,
    Debtor,
    DebtorReceipt,
    Handover,
    Invoice,
    InvoiceLine,
    JournalEntry,
    JournalLine,
    StockAdjustment,
    StockMovement,
    Tender,
)
from app.rules import journal
from app.rules.journal import DocumentKind, Line, Moved, Role, Tendered
from app.rules.money import ZERO, rounded
from app.rules.questions import TenderKind
from app.services.counter import Counter
from app.services.within import audit, chart

OPENING: Final = "opening"
_NOTHING = rounded(ZERO)

_ENTRY: Final = Base.metadata.tables[JournalEntry.__tablename__]
_ENTERED: Final = insert(_ENTRY).returning(_ENTRY.c.id)
_OF_DOCUMENT: Final = and_(
    StockMovement.document_kind == bindparam("kind"), StockMovement.document_id == bindparam("document")
)
_MOVED: Final = select(
    func.sum(StockMovement.value), func.sum(StockMovement.value).filter(StockMovement.kind == "value")
).where(_OF_DOCUMENT)
_INVOICED: Final = (
    select(InvoiceLine.kind, func.sum(InvoiceLine.amount))
    .where(InvoiceLine.invoice_id == bindparam("document"))
    .group_by(InvoiceLine.kind)
)
_CREDITED: Final = (
    select(CreditLine.kind, func.sum(CreditLine.amount))
    .where(CreditLine.credit_id == bindparam("document"))
    .group_by(CreditLine.kind)
)
_CREDITOR: Final = select(Creditor.name).where(Creditor.id == bindparam("creditor"))
_BILLED: Final = select(func.sum(CreditorInvoiceLine.claim), func.sum(CreditorInvoiceLine.freight)).where(
    CreditorInvoiceLine.invoice_id == bindparam("document")
)


@dataclass(frozen=True, slots=True)
class _Read:
    """A posted document as the journal needs it."""

    number: int
    about: str
    """Whom or what it concerns, behind its name."""
    lines: tuple[Line, ...]


def post(session: Session, counter: Counter, kind: DocumentKind, document_id: int, *, date: dt.date) -> None:
    """Write the journal entry of a document that has its number, and the row by which accounting will get it.

    Raises Refused when the chart of accounts lacks an account that it needs.
    """
    session.flush()
    read = _READERS[kind](session, document_id)
    narrative = ", ".join(filter(None, (f"{kind.capitalize()} {read.number}", read.about)))
    _write(session, counter, kind, document_id, date, narrative, read.lines)
    key = f"{kind.replace(' ', '-')}-{read.number}"
    bulk.append(session, Handover, key=key, document_kind=kind, document_id=document_id, date=date)
    session.flush()
    audit.posted(session, kind, document_id, f"{kind.capitalize()} {read.number}")


def opening(session: Session, counter: Counter, *, date: dt.date | None = None) -> None:
    """Write the entry for opening stock that none has been written for yet; nothing when there is none.

    Call it last in the unit of work, like `post`. `date` is today unless it is given.
    """
    session.flush()
    stock = chart.account_of(chart.roles(session), Role.STOCK)
    # two counters may bring stock in at once: the second waits here until it can see what the first has posted
    session.execute(select(Account.id).where(Account.id == stock).with_for_update(key_share=True))
    moved = _total(session, StockMovement.value, StockMovement.document_kind == OPENING)
    posted = session.scalar(
        select(func.coalesce(func.sum(JournalLine.amount), _NOTHING))
        .join(JournalEntry, JournalEntry.id == JournalLine.entry_id)
        .where(JournalEntry.document_kind == OPENING, JournalLine.position == 1)
    )
    if moved != posted:
        lines = journal.opening(moved - (posted or _NOTHING))
        _write(session, counter, OPENING, None, date or counter.today(), "Opening stock", lines)
        session.flush()


def _write(
    session: Session,
    counter: Counter,
    kind: str,
    document_id: int | None,
    date: dt.date,
    narrative: str,
    lines: tuple[Line, ...],
) -> None:
    session.flush()
    roles = chart.roles(session)
    entry_id = session.connection().scalar(
        _ENTERED,
        {
            "document_kind": kind,
            "document_id": document_id,
            "date": date,
            "narrative": narrative[:200],
            "operator_id": counter.operator.id,
            "at": counter.now(),
        },
    )
    if kind == OPENING:
        audit.opened(session, entry_id)
    for position, line in enumerate(lines, start=1):
        bulk.append(
            session,
            JournalLine,
            entry_id=entry_id,
            position=position,
            account_id=_account(roles, line.account),
            amount=line.amount,
        )


def _account(roles: Mapping[str, int], account: Role | int) -> int:
    return chart.account_of(roles, account) if isinstance(account, Role) else account


# ---- what was written of each kind of document ----


def _invoice(session: Session, document_id: int) -> _Read:
    row = session.get_one(Invoice, document_id)
    sold = _sold(session, row, "invoice", _INVOICED, Tender.invoice_id)
    return _Read(row.number or 0, row.name or _debtor(session, row.debtor_id), journal.invoice(sold))


def _credit(session: Session, document_id: int) -> _Read:
    row = session.get_one(Credit, document_id)
    sold = _sold(session, row, "credit", _CREDITED, Tender.credit_id)
    name = session.scalar(select(Invoice.name).where(Invoice.id == row.invoice_id))
    return _Read(row.number, name or _debtor(session, row.debtor_id), journal.credit(sold))


def _sold(
    session: Session,
    row: Invoice | Credit,
    kind: str,
    lines: Select[str, Decimal],
    tender_of: InstrumentedAttribute[int | None],
) -> journal.Sold:
    amounts = dict(bulk.read(session, lines, {"document": row.id}).all())
    return journal.Sold(
        goods=amounts.get("part", _NOTHING),
        charges=amounts.get("charge", _NOTHING),
        deposits=amounts.get("deposit", _NOTHING),
        gst=row.gst,
        total=row.total,
        moved=_moved(session, kind, row.id),
        tenders=_tenders(session, tender_of, row.id),
    )


def _receipt(session: Session, document_id: int) -> _Read:
    row = session.get_one(DebtorReceipt, document_id)
    lines = journal.receipt(_tenders(session, Tender.receipt_id, row.id))
    return _Read(row.number, _debtor(session, row.debtor_id), lines)


def _creditor_invoice(session: Session, document_id: int) -> _Read:
    row = session.get_one(CreditorInvoice, document_id)
    bought = _bought(session, row, _moved(session, "creditor invoice", row.id))
    about = f"{_creditor(session, row.creditor_id)} {row.their_number}"
    return _Read(row.number or 0, about, journal.creditor_invoice(bought))


def _creditor_invoice_undo(session: Session, document_id: int) -> _Read:
    undo = session.get_one(CreditorInvoiceUndo, document_id)
    row = session.get_one(CreditorInvoice, undo.creditor_invoice_id)
    bought = _bought(session, row, _moved(session, "creditor invoice undo", undo.id))
    about = f"of {row.number}, {_creditor(session, row.creditor_id)} {row.their_number}"
    return _Read(undo.number, about, journal.creditor_invoice_undo(bought))


def _bought(session: Session, row: CreditorInvoice, moved: Moved) -> journal.Bought:
    claims, freight = bulk.read(session, _BILLED, {"document": row.id}).one()
    return journal.Bought(
        claims=claims or _NOTHING,
        freight_expense=row.freight - (freight or _NOTHING),
        gst=row.gst,
        gst_rounding=row.gst_rounding,
        total=row.total,
        moved=moved,
    )


def _creditor_credit(session: Session, document_id: int) -> _Read:
    row = session.get_one(CreditorCredit, document_id, options=[selectinload(CreditorCredit.lines)])
    back = journal.GoneBack(
        claims=sum((line.amount for line in row.lines if line.kind == "claim"), _NOTHING),
        gst=row.gst,
        total=row.total,
        moved=_moved(session, "creditor credit", row.id),
    )
    about = f"{_creditor(session, row.creditor_id)} {row.their_number}"
    return _Read(row.number, about, journal.creditor_credit(back))


def _creditor_payment(session: Session, document_id: int) -> _Read:
    row = session.get_one(CreditorPayment, document_id)
    lines = journal.creditor_payment(row.amount, _tenders(session, Tender.creditor_payment_id, row.id))
    return _Read(row.number, _creditor(session, row.creditor_id), lines)


def _stock_adjustment(session: Session, document_id: int) -> _Read:
    row = session.get_one(StockAdjustment, document_id)
    lines = journal.stock_adjustment(_moved(session, "stock adjustment", row.id), row.account_id)
    return _Read(row.number, row.reason, lines)


def _day_end(session: Session, document_id: int) -> _Read:
    row = session.get_one(DayEnd, document_id, options=[selectinload(DayEnd.counts)])
    counts = [journal.Counted(cast(TenderKind, each.kind), each.taken, each.counted) for each in row.counts]
    about = "; ".join(f"{each.kind}: {each.reason}" for each in row.counts if each.reason)
    return _Read(row.number, about, journal.day_end(counts))


_READERS: Final[Mapping[DocumentKind, Callable[[Session, int], _Read]]] = {
    "invoice": _invoice,
    "credit": _credit,
    "receipt": _receipt,
    "creditor invoice": _creditor_invoice,
    "creditor invoice undo": _creditor_invoice_undo,
    "creditor credit": _creditor_credit,
    "creditor payment": _creditor_payment,
    "stock adjustment": _stock_adjustment,
    "day end": _day_end,
}


def _moved(session: Session, kind: str, document_id: int) -> Moved:
    """What the document's movements did to the stock value; value-only ones took off what had been sold before."""
    total, settled = bulk.read(session, _MOVED, {"kind": kind, "document": document_id}).one()
    return Moved(total or _NOTHING, -(settled or _NOTHING))


def _total(session: Session, column: Any, *where: Any) -> Decimal:
    return session.scalar(select(func.coalesce(func.sum(column), _NOTHING)).where(*where)) or _NOTHING


def _tenders(session: Session, tender_of: InstrumentedAttribute[int | None], document_id: int) -> tuple[Tendered, ...]:
    rows = bulk.read(session, _tendered_for(tender_of.key), {"document": document_id})
    return tuple(Tendered(cast(TenderKind, kind), amount, rounding) for kind, amount, rounding in rows)


@cache
def _tendered_for(column: str) -> Select[str, Decimal, Decimal]:
    document: InstrumentedAttribute[int | None] = getattr(Tender, column)
    tendered = select(Tender.kind, Tender.amount, Tender.rounding)
    return tendered.where(document == bindparam("document")).order_by(Tender.id)


def _debtor(session: Session, debtor_id: int) -> str:
    return session.scalar(select(Debtor.name).where(Debtor.id == debtor_id)) or ""


def _creditor(session: Session, creditor_id: int) -> str:
    return bulk.read(session, _CREDITOR, {"creditor": creditor_id}).scalar() or ""
