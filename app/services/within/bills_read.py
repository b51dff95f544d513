"""Creditors' documents as accounting is to have them, read from their rows; it must not know a format."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.models import Creditor, CreditorCredit, CreditorInvoice, CreditorInvoiceLine, CreditorInvoiceUndo, Part
from app.rules import gst
from app.rules.journal import Role
from app.rules.money import ZERO, rounded
from app.rules.posted import Bill, BillLine, Party
from app.services.within import shop
from app.services.within.posted_read import code_of, codes, in_parts

_NOTHING = rounded(ZERO)
_ONE = Decimal(1)


def bills(
    session: Session, invoice_ids: Collection[int], undo_ids: Collection[int], credit_ids: Collection[int]
) -> tuple[Bill, ...]:
    """These creditors' invoices, the undoing of some, and creditors' credits, in the order of their days."""
    accounts = codes(session)
    found = [
        *(bill for _, bill in _invoices(session, invoice_ids, accounts)),
        *_undone(session, undo_ids, accounts),
        *_credits(session, credit_ids, accounts),
    ]
    return tuple(sorted(found, key=lambda each: (each.dated, each.key)))


def _invoices(session: Session, ids: Collection[int], accounts: Mapping[str, str]) -> Iterator[tuple[int, Bill]]:
    for some in in_parts(ids):
        wanted = select(CreditorInvoice).where(CreditorInvoice.id.in_(some))
        rows = session.scalars(wanted.options(selectinload(CreditorInvoice.lines))).all()
        creditors = _creditors(session, {row.creditor_id for row in rows})
        numbers = _numbers(session, {line.part_id for row in rows for line in row.lines})
        for row in rows:
            yield (
                row.id,
                Bill(
                    kind="bill",
                    key=f"creditor-invoice-{row.number}",
                    number=row.their_number,
                    dated=row.date,
                    due=row.due or row.date,
                    seller=creditors[row.creditor_id],
                    lines=tuple(_with_gst(session, _lines(session, row, numbers, accounts), row.gst)),
                    amount=row.total - row.gst,
                    gst=row.gst,
                    total=row.total,
                ),
            )


def _lines(
    session: Session, row: CreditorInvoice, numbers: Mapping[int, str], accounts: Mapping[str, str]
) -> list[BillLine]:
    """Goods that came, goods that did not (a claim), freight that they carry and freight that they do not."""
    lines = []
    for each in row.lines:
        number = numbers.get(each.part_id, "")
        words = each.description or number
        came = each.amount - each.claim
        if came:
            lines.append(_line("goods", number, words, each, came, code_of(accounts, Role.STOCK)))
        if each.claim:
            account = code_of(accounts, Role.CLAIMS)
            lines.append(_line("claim", number, f"Not received: {words}", each, each.claim, account))
    carried = sum((each.freight for each in row.lines), _NOTHING)
    rate = shop.settings(session).gst_rate
    for words, amount, role in (
        ("Freight of the goods", carried, Role.STOCK),
        ("Freight", row.freight - carried, Role.FREIGHT),
    ):
        if amount:
            lines.append(BillLine("freight", "", words, _ONE, amount, _NOTHING, rate, code_of(accounts, role)))
    return lines


def _line(kind: str, number: str, words: str, row: CreditorInvoiceLine, amount: Decimal, account: str) -> BillLine:
    quantity = row.billed - min(row.billed, row.received) if kind == "claim" else min(row.billed, row.received)
    return BillLine(
        "claim" if kind == "claim" else "goods", number, words, quantity, amount, _NOTHING, row.gst_rate, account
    )


def _with_gst(session: Session, lines: Sequence[BillLine], billed: Decimal) -> list[BillLine]:
    """The lines with their shares of GST; the odd cents between ours and theirs are the largest taxed line's."""
    per_line = shop.settings(session).gst_per_line
    shares = list(gst.shares([gst.Taxable(line.amount, line.gst_rate) for line in lines], per_line))
    odd = billed - sum(shares, _NOTHING)
    if odd and lines:
        largest = max(range(len(lines)), key=lambda at: (lines[at].gst_rate > ZERO, abs(lines[at].amount), -at))
        shares[largest] += odd
    return [replace(line, gst=share) for line, share in zip(lines, shares, strict=True)]


def _undone(session: Session, ids: Collection[int], accounts: Mapping[str, str]) -> Iterator[Bill]:
    """A bill that was undone takes off the very lines that it had put on."""
    for some in in_parts(ids):
        undos = session.scalars(select(CreditorInvoiceUndo).where(CreditorInvoiceUndo.id.in_(some))).all()
        was = dict(_invoices(session, {undo.creditor_invoice_id for undo in undos}, accounts))
        for undo in undos:
            bill = was[undo.creditor_invoice_id]
            key = f"creditor-invoice-undo-{undo.number}"
            number = f"{bill.number} undone"
            yield replace(bill, kind="credit", key=key, number=number, dated=undo.date, due=undo.date)


def _credits(session: Session, ids: Collection[int], accounts: Mapping[str, str]) -> Iterator[Bill]:
    roles = {"claim": Role.CLAIMS, "goods": Role.STOCK, "other": Role.VARIANCE}
    for some in in_parts(ids):
        wanted = select(CreditorCredit).where(CreditorCredit.id.in_(some))
        rows = session.scalars(wanted.options(selectinload(CreditorCredit.lines))).all()
        creditors = _creditors(session, {row.creditor_id for row in rows})
        numbers = _numbers(session, {line.part_id for row in rows for line in row.lines if line.part_id})
        for row in rows:
            lines = []
            for each in row.lines:
                number = numbers.get(each.part_id or 0, "")
                worth = each.stock_value if each.kind == "goods" else each.amount
                for amount, role in ((worth, roles[each.kind]), (each.amount - worth, Role.VARIANCE)):
                    if amount:
                        words = each.description or number
                        account = code_of(accounts, role)
                        line = BillLine("other", number, words, each.quantity, amount, _NOTHING, each.gst_rate, account)
                        lines.append(line)
            yield Bill(
                kind="credit",
                key=f"creditor-credit-{row.number}",
                number=row.their_number,
                dated=row.date,
                due=row.date,
                seller=creditors[row.creditor_id],
                lines=tuple(_with_gst(session, lines, row.gst)),
                amount=row.amount,
                gst=row.gst,
                total=row.total,
            )


def _creditors(session: Session, ids: Collection[int]) -> dict[int, Party]:
    return {
        row.id: Party(row.name, row.code, row.address, row.email, row.phone, "".join(row.abn.split()))
        for row in session.scalars(select(Creditor).where(Creditor.id.in_(ids)))
    }


def _numbers(session: Session, ids: Collection[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for some in in_parts(ids):
        found.update(session.execute(select(Part.id, Part.number).where(Part.id.in_(some))).all())
    return found
