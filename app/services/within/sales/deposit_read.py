"""Deposits inside a unit of work as the rules see them; it must not change any."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final, cast

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import Session

from app.models import Deposit, Invoice, InvoiceLine
from app.rules import deposits
from app.rules.deposits import Pair, Treatment

_STANDING: Final = (
    select(Deposit)
    .where(
        Deposit.backorder_id.in_(bindparam("backorders", expanding=True)),
        Deposit.applied_quantity + Deposit.refunded_quantity < Deposit.quantity,
    )
    .order_by(Deposit.id)
)
_STANDING_LOCKED: Final = _STANDING.with_for_update(key_share=True).execution_options(populate_existing=True)
IS_HELD: Final = or_(Deposit.held > Decimal("0.00"), Deposit.held_gst > Decimal("0.00"))
"""Whether something of a deposit is held still."""


def invoices_with_some_held() -> Select[int]:
    """The keys of the invoices that deposits were taken on and are held still, in no order."""
    on = select(InvoiceLine.invoice_id).join(Deposit, Deposit.backorder_id == InvoiceLine.begins_id).where(IS_HELD)
    return select(Invoice.id).where(Invoice.id.in_(on))


def as_it_stands(row: Deposit) -> deposits.Deposit:
    """The deposit of the row."""
    return deposits.Deposit(
        quantity=row.quantity,
        gone=row.applied_quantity + row.refunded_quantity,
        taken=Pair(row.taken, row.taken_gst),
        used=Pair(row.applied + row.refunded, row.applied_gst + row.refunded_gst),
        treatment=cast(Treatment, row.treatment),
        gst_rate=row.gst_rate,
    )


def standing(session: Session, backorder_ids: Iterable[int]) -> dict[int, deposits.Deposit]:
    """The deposits of these backorders of which something is held, as they stand, by backorder."""
    return {backorder_id: as_it_stands(row) for backorder_id, row in of(session, backorder_ids).items()}


def of(session: Session, backorder_ids: Iterable[int], *, lock: bool = False) -> dict[int, Deposit]:
    """The deposits of these backorders that hold something for a unit still, by backorder, in the order of their ids.

    `lock` is for a unit of work that holds the backorders already, and reads them afresh.
    """
    keys = set(backorder_ids)
    if not keys:
        return {}
    rows = session.scalars(_STANDING_LOCKED if lock else _STANDING, {"backorders": keys})
    return {row.backorder_id: row for row in rows}
