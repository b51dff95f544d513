"""What stands on the sheets of a sale, read from its stored figures, and that they went out; it must not lay out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.models import Backorder, Debtor, Invoice, InvoiceLine, PaperRun, Part, Tender
from app.rules import words
from app.rules.facts import (
    BackorderLineFacts,
    BackorderNoteFacts,
    BuyerFacts,
    InvoiceFacts,
    InvoiceKind,
    InvoiceLineFacts,
    LineKind,
    PackingLineFacts,
    PackingSlipFacts,
    PickLineFacts,
    PickListFacts,
    TenderFacts,
)
from app.rules.faults import Refused
from app.rules.money import ZERO
from app.rules.pricing import net
from app.services import backorder_lists
from app.services.counter import Counter
from app.services.within import papers, queue
from app.services.within.sales import invoice_read
from app.services.within.shop import settings


def invoice_facts(counter: Counter, invoice_id: int) -> InvoiceFacts:
    """The tax invoice, quote or confirmation of a saved order; a finalised one that was printed before is a copy."""
    with counter.db.read() as session:
        invoice, debtor = _document(session, invoice_id)
        shop = settings(session)
        tenders = session.scalars(select(Tender).where(Tender.invoice_id == invoice_id)).all()
        fills = _fills(session, _shown(invoice))
        finalised = invoice.status == "finalised"
        kind: InvoiceKind = "quote" if invoice.kind == "quote" else "tax invoice" if finalised else "saved order"
        return InvoiceFacts(
            seller=shop.seller,
            buyer=_buyer(invoice, debtor),
            number=str(invoice.number if invoice.number is not None else invoice.reference),
            dated=invoice.date,
            lines=tuple(_line(row, fills.get(row.fills_id or 0, "")) for row in _shown(invoice)),
            ex=invoice.amount,
            gst=invoice.gst,
            inc=invoice.total,
            kind=kind,
            customer_order=invoice.customer_order,
            delivery_address=invoice.delivery_address,
            salesperson=invoice.salesperson,
            terms=words.counted(debtor.terms_days, "day") if debtor.kind == "account" else "",
            due=invoice.due if debtor.kind == "account" else None,
            valid_until=invoice.expires,
            tenders=tuple(TenderFacts(each.kind, each.given) for each in tenders),
            rounding=sum((each.rounding for each in tenders), ZERO),
            change=sum((each.given - each.amount for each in tenders), ZERO),
            show_unsupplied=shop.include_backorder_in_invoice,
            copy=finalised and papers.went_out(session, "invoice", invoice_id, "tax invoice"),
        )


def pick_list(counter: Counter, invoice_id: int) -> PickListFacts:
    """What to fetch for a document, with the bins."""
    with counter.db.read() as session:
        invoice, debtor = _document(session, invoice_id)
        bins = _bins(session, invoice)
        return PickListFacts(
            seller=settings(session).seller,
            buyer=_buyer(invoice, debtor),
            document=queue.document_name(invoice),
            dated=invoice.date,
            lines=tuple(
                PickLineFacts(
                    row.number, row.description, row.supplied, bins.get(row.part_id or 0, ""), row.unit, row.note
                )
                for row in _shown(invoice)
                if row.kind == "part" and row.supplied
            ),
            customer_order=invoice.customer_order,
            delivery_address=invoice.delivery_address,
            salesperson=invoice.salesperson,
            copy=papers.went_out(session, "invoice", invoice_id, "pick list"),
        )


def ready_pick_list(counter: Counter, backorder_ids: tuple[int, ...]) -> PickListFacts:
    """What to fetch for backorders that are ready, of one debtor or of all."""
    wanted = set(backorder_ids)
    lines = [line for line in backorder_lists.ready(counter) if line.id in wanted]
    if not lines:
        raise Refused("None of these backorders is ready any more.")
    debtors = {line.debtor for line in lines}
    with counter.db.read() as session:
        seller = settings(session).seller
    return PickListFacts(
        seller=seller,
        buyer=BuyerFacts(lines[0].debtor, lines[0].debtor_code) if len(debtors) == 1 else BuyerFacts("All debtors"),
        document="Backorders ready",
        dated=counter.today(),
        lines=tuple(
            PickLineFacts(line.number, line.description, line.ready, line.bin, note=f"{line.debtor}, {line.origin}")
            for line in lines
        ),
    )


def packing_slip(counter: Counter, invoice_id: int) -> PackingSlipFacts:
    """What travels with the goods of a document; no prices."""
    with counter.db.read() as session:
        invoice, debtor = _document(session, invoice_id)
        return PackingSlipFacts(
            seller=settings(session).seller,
            buyer=_buyer(invoice, debtor),
            document=queue.document_name(invoice),
            dated=invoice.date,
            lines=tuple(
                PackingLineFacts(
                    row.number,
                    row.description,
                    row.ordered,
                    row.supplied,
                    row.backordered,
                    row.note,
                    "comment" if row.kind == "comment" else "goods",
                )
                for row in _shown(invoice)
                if row.kind in ("part", "comment")
            ),
            customer_order=invoice.customer_order,
            delivery_address=invoice.delivery_address,
            copy=papers.went_out(session, "invoice", invoice_id, "packing slip"),
        )


def backorder_note(counter: Counter, invoice_id: int) -> BackorderNoteFacts:
    """What is still to come of a document, for the debtor to take home. Raises Refused when nothing is."""
    with counter.db.read() as session:
        invoice, debtor = _document(session, invoice_id)
        seller, name = settings(session).seller, queue.document_name(invoice)
        buyer, dated = _buyer(invoice, debtor), invoice.date
        head = invoice.customer_order, invoice.delivery_address
        copy = papers.went_out(session, "invoice", invoice_id, "backorder note")
    lines = [
        line for line in backorder_lists.every(counter, debtor_id=debtor.id) if line.origin_invoice_id == invoice_id
    ]
    if not lines:
        raise Refused(f"{name} has no open backorders.")
    return BackorderNoteFacts(
        seller=seller,
        buyer=buyer,
        document=name,
        dated=dated,
        lines=tuple(
            BackorderLineFacts(
                number=line.number,
                description=line.description,
                ordered=line.quantity,
                open=line.open,
                ready=line.ready,
                unit_price=net(line.price, line.discount),
                due=line.promised or line.due,
                state=line.state,
            )
            for line in lines
        ),
        customer_order=head[0],
        delivery_address=head[1],
        copy=copy,
    )


def mail_address(counter: Counter, invoice_id: int) -> str:
    """Where the document's debtor wants e-mail; empty when none is known."""
    with counter.db.read() as session:
        return _document(session, invoice_id)[1].email


def printed(counter: Counter, document_kind: str, document_id: int, sheet: str, how: str) -> None:
    """Keep that a sheet went out: to the printer, as a PDF, by e-mail. The document itself never changes for it."""
    with counter.work() as session:
        session.add(
            PaperRun(
                document_kind=document_kind,
                document_id=document_id,
                sheet=sheet,
                how=how,
                operator_id=counter.operator.id,
                at=counter.now(),
            )
        )


def _document(session: Session, invoice_id: int) -> tuple[Invoice, Debtor]:
    invoice = session.get(Invoice, invoice_id, options=[selectinload(Invoice.lines)])
    if invoice is None:
        raise Refused("This document does not exist.")
    return invoice, session.get_one(Debtor, invoice.debtor_id)


def _buyer(invoice: Invoice, debtor: Debtor) -> BuyerFacts:
    code = debtor.code if debtor.kind == "account" else ""
    return BuyerFacts(invoice.name, code, invoice.address, invoice.phone, invoice.abn)


def _shown(invoice: Invoice) -> list[InvoiceLine]:
    return [row for row in invoice.lines if not row.struck]


def _fills(session: Session, rows: Iterable[InvoiceLine]) -> dict[int, str]:
    """By backorder that a line fills, what tells the customer where it began: “for Invoice 10023, your order PO 7”."""
    ids = {row.fills_id for row in rows if row.fills_id}
    if not ids:
        return {}
    origins = invoice_read.origins(session, ids)
    orders = session.execute(select(Backorder.id, Backorder.customer_order).where(Backorder.id.in_(ids)))
    return {
        backorder_id: f"for {origins[backorder_id]}{f', your order {order}' if order else ''}"
        for backorder_id, order in orders
        if backorder_id in origins
    }


def _line(row: InvoiceLine, fills: str) -> InvoiceLineFacts:
    return InvoiceLineFacts(
        number=row.number,
        description=row.description,
        ordered=row.ordered,
        supplied=row.supplied,
        backordered=row.backordered,
        unit_price=row.price,
        discount=row.discount,
        amount=row.amount,
        gst=row.gst,
        note=" – ".join(each for each in (row.note, fills) if each),
        kind="goods" if row.kind in ("part", "charge") else cast(LineKind, row.kind),
    )


def _bins(session: Session, invoice: Invoice) -> dict[int, str]:
    ids = {row.part_id for row in invoice.lines if row.part_id}
    return dict(session.execute(select(Part.id, Part.bin).where(Part.id.in_(ids))).all())
