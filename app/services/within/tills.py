"""The till inside a unit of work: what is paid in many ways goes in or out of it; it must not know what for."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.db import bulk
from app.models import Tender
from app.rules.tender import Paid
from app.services.counter import Counter


def put(session: Session, counter: Counter, paid: Paid, **document: int | None) -> None:
    """Write the tenders of one document.

    It is named by its column: invoice_id, credit_id, receipt_id or creditor_payment_id.
    """
    for each in paid.tenders:
        bulk.append(
            session,
            Tender,
            **document,
            kind=each.kind,
            amount=each.amount,
            given=each.given,
            rounding=each.rounding,
            operator_id=counter.operator.id,
            at=counter.now(),
        )
