"""Posted sales as accounting is to have them, read from their rows; it must not know a format or change anything."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload

from app.models import Account, Credit, CreditLine, Debtor, Deposit, Invoice, InvoiceLine, Tender
from app.rules.faults import Refused
from app.rules.journal import Role
from app.rules.money import ZERO, rounded
from app.rules.posted import Party, Sale, SaleLine, SaleLineKind

T = TypeVar("T")

_AT_ONCE: Final = 500
"""So many documents are read by one statement: databases bound how many values it may have."""
_ROLES: Final[Mapping[str, Role]] = {"part": Role.SALES, "charge": Role.CHARGES, "deposit": Role.DEPOSITS}
_KINDS: Final[Mapping[str, SaleLineKind]] = {"part": "part", "charge": "charge", "deposit": "deposit"}
_NOTHING: Final = rounded(ZERO)


def codes(session: Session) -> Mapping[str, str]:
    """The code of the account of every role."""
    rows = session.execute(select(Account.role, Account.code).where(Account.role.is_not(None)))
    return {role: code for role, code in rows if role}


def code_of(codes: Mapping[str, str], role: Role) -> str:
    """The code of the account of this role; raises Refused when the chart has none."""
    if role not in codes:
        raise Refused(f"No account is for {role}. Give one that purpose: menu Accounts, Journal, page Accounts.")
    return codes[role]


def in_parts(ids: Collection[T]) -> Iterator[list[T]]:
    """The keys in parts that one statement can take."""
    every = list(ids)
    for start in range(0, len(every), _AT_ONCE):
        yield every[start : start + _AT_ONCE]


def sales(session: Session, invoice_ids: Collection[int], credit_ids: Collection[int]) -> tuple[Sale, ...]:
    """These invoices and credits, in the order of their days; invoices first, then by number."""
    accounts = codes(session)
    found = [*_invoices(session, invoice_ids, accounts), *_credits(session, credit_ids, accounts)]
    return tuple(sorted(found, key=lambda each: (each.dated, each.kind != "invoice", int(each.number))))


def _invoices(session: Session, ids: Collection[int], accounts: Mapping[str, str]) -> Iterator[Sale]:
    for some in in_parts(ids):
        rows = session.scalars(select(Invoice).where(Invoice.id.in_(some)).options(selectinload(Invoice.lines))).all()
        debtors = _debtors(session, {row.debtor_id for row in rows})
        secured = _secured(session, (line for row in rows for line in row.lines))
        paid = _paid(session, Tender.invoice_id, some)
        for row in rows:
            yield Sale(
                kind="invoice",
                key=f"invoice-{row.number}",
                number=str(row.number),
                dated=row.date,
                due=row.due or row.date,
                buyer=_buyer(row, debtors[row.debtor_id]),
                lines=tuple(_lines(row.lines, accounts, secured)),
                amount=row.amount,
                gst=row.gst,
                total=row.total,
                reference=row.customer_order,
                paid=paid.get(row.id, _NOTHING),
            )


def _credits(session: Session, ids: Collection[int], accounts: Mapping[str, str]) -> Iterator[Sale]:
    for some in in_parts(ids):
        rows = session.scalars(select(Credit).where(Credit.id.in_(some)).options(selectinload(Credit.lines))).all()
        wanted = select(Invoice).where(Invoice.id.in_({row.invoice_id for row in rows}))
        of = {row.id: row for row in session.scalars(wanted)}
        lines = _lines_of(session, (line for row in rows for line in row.lines))
        debtors = _debtors(session, {row.debtor_id for row in rows})
        secured = _secured(session, lines.values())
        paid = _paid(session, Tender.credit_id, some)
        for row in rows:
            invoice = of[row.invoice_id]
            yield Sale(
                kind="credit",
                key=f"credit-{row.number}",
                number=str(row.number),
                dated=row.date,
                due=row.date,
                buyer=_buyer(invoice, debtors[row.debtor_id]),
                lines=tuple(_credited(line, lines[line.invoice_line_id], accounts, secured) for line in row.lines),
                amount=row.amount,
                gst=row.gst,
                total=row.total,
                reference=row.reason,
                adjusts=str(invoice.number),
                adjusts_dated=invoice.date,
                paid=-paid.get(row.id, _NOTHING),
            )


def _lines(rows: Iterable[InvoiceLine], accounts: Mapping[str, str], secured: Collection[int]) -> list[SaleLine]:
    """What was charged: lines of words, and those of which nothing was supplied, are no part of a bill.

    Where nothing at all was supplied the lines stay, each of nothing: every number that was posted gets through.
    """
    lines = [
        _line(row, row.deposited if row.kind == "deposit" else row.supplied, row.amount, row.gst, accounts, secured)
        for row in rows
        if row.kind != "comment" and not row.struck
    ]
    return [line for line in lines if line.quantity or line.amount or line.gst] or lines


def _credited(row: CreditLine, of: InvoiceLine, accounts: Mapping[str, str], secured: Collection[int]) -> SaleLine:
    return _line(of, row.quantity, row.amount, row.gst, accounts, secured, kind=row.kind)


def _line(
    row: InvoiceLine,
    quantity: Decimal,
    amount: Decimal,
    gst: Decimal,
    accounts: Mapping[str, str],
    secured: Collection[int],
    kind: str = "",
) -> SaleLine:
    what = kind or row.kind
    return SaleLine(
        kind=_KINDS[what],
        number=row.number,
        description=row.description,
        quantity=quantity,
        price=row.price,
        amount=amount,
        gst=gst,
        gst_rate=row.gst_rate,
        account=code_of(accounts, _ROLES[what]),
        discount=row.discount,
        unit=row.unit,
        security=what == "deposit" and row.deposit_id in secured,
    )


def _secured(session: Session, rows: Iterable[InvoiceLine]) -> set[int]:
    """Which deposits of these lines are security deposits."""
    ids = {row.deposit_id for row in rows if row.deposit_id is not None}
    found: set[int] = set()
    for some in in_parts(ids):
        found.update(session.scalars(select(Deposit.id).where(Deposit.id.in_(some), Deposit.treatment == "security")))
    return found


def _lines_of(session: Session, rows: Iterable[CreditLine]) -> dict[int, InvoiceLine]:
    ids = {row.invoice_line_id for row in rows}
    found: dict[int, InvoiceLine] = {}
    for some in in_parts(ids):
        found.update((row.id, row) for row in session.scalars(select(InvoiceLine).where(InvoiceLine.id.in_(some))))
    return found


def _debtors(session: Session, ids: Collection[int]) -> dict[int, Debtor]:
    return {row.id: row for row in session.scalars(select(Debtor).where(Debtor.id.in_(ids)))}


def _paid(session: Session, of: InstrumentedAttribute[int | None], ids: Collection[int]) -> dict[int, Decimal]:
    """What the tenders of these documents settle: without what cash rounding put on top of them."""
    rows = session.execute(
        select(of, func.sum(Tender.amount), func.sum(Tender.rounding)).where(of.in_(ids)).group_by(of)
    )
    return {document: amount - rounding for document, amount, rounding in rows if document is not None}


def _buyer(row: Invoice, debtor: Debtor) -> Party:
    """As the document has it; an ABN that was not known then may have been found since."""
    return Party(
        name=row.name or debtor.name,
        code=debtor.code,
        address=row.address,
        email=debtor.email,
        phone=row.phone or debtor.phone,
        abn="".join((row.abn or (debtor.abn if debtor.kind == "account" else "")).split()),
    )
