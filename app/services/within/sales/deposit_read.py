"""Deposits inside a unit of work as the rules see them; it must not change any."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, cast

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.models import Deposit
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
