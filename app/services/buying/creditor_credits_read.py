"""Posted credits of creditors, to look at again; it must not change anything."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from app.models import Creditor, CreditorCredit, Part
from app.rules.faults import Refused
from app.rules.rights import Right
from app.services.counter import Counter
from app.services.within import entitled


@dataclass(frozen=True, slots=True)
class CreditorCreditListed:
    """A creditor's credit in a list; `total` is inc. GST."""

    credit_id: int
    number: int
    creditor_id: int
    creditor: str
    their_number: str
    day: dt.date
    reason: str
    total: Decimal


@dataclass(frozen=True, slots=True)
class CreditedLine:
    """A line of a posted credit. `stock_value` is what goods that went back were worth on the shelf."""

    kind: str
    number: str
    description: str
    quantity: Decimal
    amount: Decimal
    gst: Decimal
    stock_value: Decimal


@dataclass(frozen=True, slots=True)
class CreditorCreditShown:
    """A posted credit as it is looked at; `amount` is ex GST, `total` inc."""

    listed: CreditorCreditListed
    amount: Decimal
    gst: Decimal
    lines: tuple[CreditedLine, ...]


def listed(counter: Counter, creditor_id: int | None = None, limit: int = 500) -> tuple[CreditorCreditListed, ...]:
    """The latest credits, of one creditor or of all, newest first."""
    wanted = select(CreditorCredit, Creditor.name).join(Creditor, Creditor.id == CreditorCredit.creditor_id)
    if creditor_id is not None:
        wanted = wanted.where(CreditorCredit.creditor_id == creditor_id)
    with counter.db.read() as session:
        rows = session.execute(wanted.order_by(CreditorCredit.id.desc()).limit(limit)).all()
    return tuple(_listed(credit, name) for credit, name in rows)


def shown(counter: Counter, credit_id: int) -> CreditorCreditShown:
    """A posted credit as it stands on the books; raises Refused when there is none, and for who may not see costs."""
    with counter.db.read() as session:
        entitled.need(session, counter, Right.SEE_COST)
        row = session.execute(
            select(CreditorCredit, Creditor.name)
            .join(Creditor, Creditor.id == CreditorCredit.creditor_id)
            .where(CreditorCredit.id == credit_id)
        ).one_or_none()
        if row is None:
            raise Refused("This creditor credit does not exist. F9 shows those that are posted.")
        credit, name = row
        part_ids = {line.part_id for line in credit.lines if line.part_id}
        part_numbers = dict(session.execute(select(Part.id, Part.number).where(Part.id.in_(part_ids))).all())
        lines = tuple(
            CreditedLine(
                kind=line.kind,
                number=part_numbers.get(line.part_id or 0, ""),
                description=line.description,
                quantity=line.quantity,
                amount=line.amount,
                gst=line.gst,
                stock_value=line.stock_value,
            )
            for line in credit.lines
        )
        return CreditorCreditShown(_listed(credit, name), credit.amount, credit.gst, lines)


def _listed(credit: CreditorCredit, creditor: str) -> CreditorCreditListed:
    return CreditorCreditListed(
        credit_id=credit.id,
        number=credit.number,
        creditor_id=credit.creditor_id,
        creditor=creditor,
        their_number=credit.their_number,
        day=credit.date,
        reason=credit.reason,
        total=credit.total,
    )
