"""Finalised invoices as a credit sees them, inside a unit of work: what of each line can still be taken back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, String, cast, func, or_, select
from sqlalchemy.orm import Session, selectinload

from app.models import Credit, CreditLine, Debtor, Invoice, InvoiceLine, Part
from app.rules.crediting import ChargedLine, DepositUsed
from app.rules.deposits import Pair
from app.rules.faults import Refused
from app.rules.money import QUANTITY_PLACES, ZERO, rounded
from app.services.within import matching, searching
from app.services.within.sales import invoice_read

_NOTHING = rounded(ZERO, QUANTITY_PLACES)


@dataclass(frozen=True, slots=True)
class Creditable:
    """A line that was charged, with its Deposit line, its backorder, and what came back of it before."""

    row: InvoiceLine
    whole_units: bool
    deposit: InvoiceLine | None
    credited: Decimal
    charged: ChargedLine
    backorder_id: int | None
    """That it had filled, as a fill or on its own saved order."""
    origin: str
    """Where that backorder began; empty when the line had filled none."""

    @property
    def left(self) -> Decimal:
        """What can still be credited: supplied − credited."""
        return self.row.supplied - self.credited


def finalised(session: Session, invoice_id: int) -> Invoice:
    """The finalised invoice with its lines; raises Refused when it is none."""
    invoice = session.get(Invoice, invoice_id, options=[selectinload(Invoice.lines)])
    if invoice is None or invoice.status != "finalised":
        raise Refused("Only a finalised invoice can be credited. A saved order is recalled with F9 and changed.")
    return invoice


def lines(session: Session, invoice: Invoice) -> list[Creditable]:
    """The lines of goods and charges of which something was supplied, in their order."""
    rows = [row for row in invoice.lines if row.kind in ("part", "charge") and row.supplied > ZERO]
    before = credited(session, [row.id for row in rows])
    deposits = {row.deposit_of: row for row in invoice.lines if row.kind == "deposit" and row.amount <= ZERO}
    filled = {row.id: row.fills_id or (row.begins_id if row.filled_here else None) for row in rows}
    whole = _whole_units(session, {row.part_id for row in rows if row.part_id})
    origins = invoice_read.origins(session, [each for each in filled.values() if each])
    return [
        Creditable(
            row=row,
            whole_units=whole.get(row.part_id or 0, False),
            deposit=deposits.get(row.position),
            credited=before.get(row.id, _NOTHING),
            charged=_charged(row, deposits.get(row.position)),
            backorder_id=filled[row.id],
            origin=origins.get(filled[row.id] or 0, ""),
        )
        for row in rows
    ]


def _whole_units(session: Session, part_ids: Collection[int]) -> dict[int, bool]:
    return dict(session.execute(select(Part.id, Part.whole_units).where(Part.id.in_(part_ids))).all())


def credited(session: Session, line_ids: Sequence[int]) -> dict[int, Decimal]:
    """What came back of these invoice lines before, by line; a line of which nothing did is left out."""
    statement = (
        select(CreditLine.invoice_line_id, func.sum(CreditLine.quantity))
        .where(CreditLine.invoice_line_id.in_(line_ids), CreditLine.kind != "deposit")
        .group_by(CreditLine.invoice_line_id)
    )
    return dict(session.execute(statement).all())


def of_invoice(session: Session, typed: str) -> list[ColumnElement[bool]]:
    """That each word typed fits an invoice: its number, its debtor, or a part on it by any number or barcode."""
    return matching.each_word(typed, lambda word: _fits(session, word))


def _fits(session: Session, word: str) -> ColumnElement[bool]:
    bears_it = [match.part_id for match in searching.exact_parts(session, word, retired=True)]
    of_a_line = select(InvoiceLine.id).where(
        InvoiceLine.invoice_id == Invoice.id,
        or_(InvoiceLine.number.istartswith(word, autoescape=True), InvoiceLine.part_id.in_(bears_it)),
    )
    return or_(
        cast(Invoice.number, String).startswith(word, autoescape=True),
        Debtor.code.istartswith(word, autoescape=True),
        Debtor.name.icontains(word, autoescape=True),
        Invoice.name.icontains(word, autoescape=True),
        Invoice.customer_order.icontains(word, autoescape=True),
        of_a_line.exists(),
    )


def of_credit(typed: str) -> list[ColumnElement[bool]]:
    """That each word typed fits a credit: its number or its invoice's, its debtor, its reason."""
    return matching.each_word(typed, _fits_credit)


def _fits_credit(word: str) -> ColumnElement[bool]:
    return or_(
        cast(Credit.number, String).startswith(word, autoescape=True),
        cast(Invoice.number, String).startswith(word, autoescape=True),
        Debtor.code.istartswith(word, autoescape=True),
        Debtor.name.icontains(word, autoescape=True),
        Invoice.name.icontains(word, autoescape=True),
        Credit.reason.icontains(word, autoescape=True),
    )


def _charged(row: InvoiceLine, deposit: InvoiceLine | None) -> ChargedLine:
    used = None
    if deposit is not None:
        stated = Pair(-deposit.amount, -deposit.gst)
        inside = Pair(stated.ex - deposit.gst_inside, stated.gst + deposit.gst_inside)
        used = DepositUsed(deposit.deposited, stated, inside)
    return ChargedLine(row.supplied, Pair(row.amount, row.gst), row.cost, used)
