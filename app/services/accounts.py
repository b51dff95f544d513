"""The chart of accounts, and what was posted before there was one; it must not know what documents come to."""

from __future__ import annotations

from sqlalchemy import func, select

from app.models import CreditorInvoice, Invoice, Operator, StockMovement
from app.services.counter import Counter
from app.services.within import chart, posting


def catch_up(counter: Counter) -> None:
    """Give a shop from before the journal its chart, and post everything that it has done; one query for any other."""
    with counter.db.read() as session:
        if chart.is_there(session):
            return
    with counter.db.work() as session:
        session.execute(select(Operator.id).order_by(Operator.id).limit(1).with_for_update())
        if chart.is_there(session):
            return
        chart.make(session)
        first = session.scalar(select(func.min(StockMovement.at)).where(StockMovement.document_kind == posting.OPENING))
        posting.opening(session, counter, date=first.astimezone().date() if first else None)
        of_invoices = select(Invoice.id, Invoice.date).where(Invoice.status == "finalised").order_by(Invoice.number)
        for key, day in session.execute(of_invoices).all():
            posting.post(session, counter, "invoice", key, date=day)
        of_bills = select(CreditorInvoice.id, CreditorInvoice.date).where(CreditorInvoice.status == "processed")
        for key, day in session.execute(of_bills.order_by(CreditorInvoice.number)).all():
            posting.post(session, counter, "creditor invoice", key, date=day)
