"""Sales that were lost, and why: recorded at the counter, listed for who buys; it must not know how they are shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Debtor, Invoice, LostSale, Operator, Part
from app.rules import invoicing
from app.rules.faults import Refused
from app.rules.found import DebtorFound, PartFound
from app.rules.questions import LOST_SALE_REASONS
from app.services.counter import Counter


@dataclass(frozen=True, slots=True)
class LostSaleFound:
    """One lost sale. The price is dollars ex GST for a unit; *no stock* counts as demand, the other reasons do not."""

    id: int
    at: dt.datetime
    part_id: int
    number: str
    description: str
    quantity: Decimal
    price: Decimal
    reason: str
    debtor_id: int | None
    debtor: str
    operator: str

    @property
    def date(self) -> dt.date:
        """The day on the shop's calendar."""
        return self.at.astimezone().date()


def record(
    counter: Counter, part: PartFound, debtor: DebtorFound | None, quantity: Decimal, price: Decimal, reason: str
) -> None:
    """Keep that somebody wanted so much of the part and did not get it. Raises Refused for a quantity that cannot be.

    The price is dollars ex GST for a unit; `reason` is one of LOST_SALE_REASONS.
    """
    if reason not in LOST_SALE_REASONS:
        raise Refused(f"“{reason}” is no reason here. Choose one of {', '.join(LOST_SALE_REASONS)}.")
    invoicing.check_quantity(part, quantity)
    with counter.work() as session:
        session.add(
            LostSale(
                part_id=part.id,
                debtor_id=debtor.id if debtor else None,
                quantity=quantity,
                price=price,
                reason=reason,
                operator_id=counter.operator.id,
                at=counter.now(),
            )
        )


def every(counter: Counter) -> tuple[LostSaleFound, ...]:
    """The lost sales, the newest first."""
    with counter.db.read() as session:
        return of_keys(session, None)


def of_keys(session: Session, sale_ids: Sequence[int] | None) -> tuple[LostSaleFound, ...]:
    """These lost sales, or all of them, within a look-up; the newest first."""
    statement = (
        select(LostSale, Part, Debtor.name, Invoice.name, Operator.name)
        .join(Part, Part.id == LostSale.part_id)
        .join(Operator, Operator.id == LostSale.operator_id)
        .outerjoin(Debtor, Debtor.id == LostSale.debtor_id)
        .outerjoin(Invoice, Invoice.id == LostSale.invoice_id)
        .order_by(LostSale.id.desc())
    )
    if sale_ids is not None:
        statement = statement.where(LostSale.id.in_(sale_ids))
    return tuple(
        LostSaleFound(
            id=row.id,
            at=row.at,
            part_id=part.id,
            number=part.number,
            description=part.description,
            quantity=row.quantity,
            price=row.price,
            reason=row.reason,
            debtor_id=row.debtor_id,
            debtor=walk_in or debtor or "",
            operator=operator,
        )
        for row, part, debtor, walk_in, operator in session.execute(statement)
    )
