"""The lists of invoices of the Query tab: orders on the books, and those with deposits held; it changes none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from sqlalchemy import Select, func, select, type_coerce
from sqlalchemy.orm import Session, aliased

from app.models import Backorder, Debtor, Invoice, InvoiceLine
from app.models.types import QUANTITY
from app.rules.listing import Listing, Sums
from app.services.counter import Counter
from app.services.queries.declared import QueryRow, query
from app.services.sales import deposits_held as held
from app.services.within import listed_fields, listed_names, queue
from app.services.within.listed import Listed
from app.services.within.listed_fields import Expression, Field
from app.services.within.sales import deposit_read

_NO_MONEY = Decimal("0.00")
_debtor = aliased(Debtor)


def saved(counter: Counter) -> Listing[QueryRow]:
    """Orders on the books, the oldest first."""

    def read(session: Session, keys: Sequence[int]) -> Iterator[QueryRow]:
        today, lines = counter.today(), _lines_of(session, keys)
        wanted = select(Invoice, Debtor.code, Debtor.name, Debtor.phone).join(Debtor, Debtor.id == Invoice.debtor_id)
        for invoice, code, name, phone in session.execute(wanted.where(Invoice.id.in_(keys))):
            count, on_backorder = lines.get(invoice.id, (0, None))
            cells = (
                queue.document_name(invoice),
                invoice.date,
                code,
                invoice.name or name,
                invoice.phone or phone,
                invoice.customer_order,
                count,
                invoice.total,
                on_backorder,
                (today - invoice.date).days,
            )
            yield QueryRow(invoice.id, cells, invoice.debtor_id, invoice.id)

    def sums(session: Session, fitting: Select[int]) -> Sums:
        return {"Total inc. GST": session.scalar(fitting.with_only_columns(func.sum(Invoice.total))) or _NO_MONEY}

    lines = _beside(func.count(InvoiceLine.id))
    waiting = type_coerce(_beside(func.sum(Backorder.open)), QUANTITY)
    fields = (
        listed_fields.text(listed_names.of_invoice(Invoice)),
        listed_fields.day(Invoice.date),
        listed_fields.text(_of_debtor("code")),
        listed_fields.text(listed_names.filled(Invoice.name, _of_debtor("name"))),
        listed_fields.text(listed_names.filled(Invoice.phone, _of_debtor("phone"))),
        listed_fields.text(Invoice.customer_order),
        listed_fields.whole(lines),
        listed_fields.money(Invoice.total),
        listed_fields.quantity(waiting),
        listed_fields.days_since(Invoice.date),
    )
    return Listed(
        counter,
        select(Invoice.id).where(Invoice.status == "saved", Invoice.kind == "invoice"),
        (Invoice.date, Invoice.id),
        _by_cell(fields),
        read,
        sums=sums,
    )


def deposits_held(counter: Counter) -> Listing[QueryRow]:
    """Invoices with deposits held, the oldest first."""

    def read(session: Session, keys: Sequence[int]) -> Iterator[QueryRow]:
        for each in held.of_invoices(session, counter, keys):
            cells = (
                each.debtor,
                each.phone,
                each.document,
                each.date,
                each.days,
                each.held.ex,
                each.held.gst,
                each.held.inc,
                each.ready_lines or None,
                each.ready or None,
                each.ready_value or None,
            )
            yield QueryRow(each.invoice_id, cells, each.debtor_id, each.invoice_id, ready=bool(each.ready))

    def sums(session: Session, fitting: Select[int]) -> Sums:
        rows = list(read(session, session.scalars(fitting).all()))
        columns = query("deposits_held").columns
        return {
            column.heading: sum((row.cells[at] or _NO_MONEY for row in rows), _NO_MONEY)  # type: ignore[misc]
            for at, column in enumerate(columns)
            if column.total
        }

    known = (
        listed_fields.text(listed_names.filled(Invoice.name, _of_debtor("name"))),
        listed_fields.text(listed_names.filled(Invoice.phone, _of_debtor("phone"))),
        listed_fields.text(listed_names.of_invoice(Invoice)),
        listed_fields.day(Invoice.date),
        listed_fields.days_since(Invoice.date),
    )
    fields = (*known, *(_worked_out(at) for at in range(len(known), len(query("deposits_held").columns))))
    return Listed(
        counter, deposit_read.invoices_with_some_held(), (Invoice.date, Invoice.id), _by_cell(fields), read, sums=sums
    )


def _worked_out(at: int) -> Field:
    return listed_fields.worked_out(lambda row: row.cells[at])


def _by_cell(fields: Sequence[Field]) -> dict[str, Field]:
    return {f"cell_{at}": field for at, field in enumerate(fields)}


def _of_debtor(what: str) -> Expression:
    return select(getattr(_debtor, what)).where(_debtor.id == Invoice.debtor_id).scalar_subquery()


def _beside(what: Expression) -> Expression:
    """Of an order, something about its lines and what of them is on backorder."""
    return (
        select(what)
        .select_from(InvoiceLine)
        .outerjoin(Backorder, Backorder.id == InvoiceLine.begins_id)
        .where(InvoiceLine.invoice_id == Invoice.id, InvoiceLine.struck.is_(False))
        .scalar_subquery()
    )


def _lines_of(session: Session, invoice_ids: Sequence[int]) -> dict[int, tuple[int, Decimal | None]]:
    """Of each order, how many lines it has and how much of it is still on backorder."""
    statement = (
        select(InvoiceLine.invoice_id, func.count(InvoiceLine.id), func.sum(Backorder.open))
        .outerjoin(Backorder, Backorder.id == InvoiceLine.begins_id)
        .where(InvoiceLine.invoice_id.in_(invoice_ids), InvoiceLine.struck.is_(False))
        .group_by(InvoiceLine.invoice_id)
    )
    return {invoice_id: (count, on_backorder) for invoice_id, count, on_backorder in session.execute(statement)}
