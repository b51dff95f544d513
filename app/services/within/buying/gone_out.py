"""Whether a supplier has a stock order, as the store counts it; it must not know who asks."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from app.models import PaperRun, StockOrder, StockOrderLine
from app.rules.money import ZERO
from app.services.within.buying.order_write import KIND


def no_supplier_has() -> ColumnElement[bool]:
    """That a stock order is on the books and neither went out nor was delivered from: what has come was known there."""
    gone = exists().where(PaperRun.document_kind == KIND, PaperRun.document_id == StockOrder.id)
    came = exists().where(StockOrderLine.order_id == StockOrder.id, StockOrderLine.received > ZERO)
    return (StockOrder.status == "saved") | ((StockOrder.status == "finalised") & ~gone & ~came)


def which(session: Session, order_ids: Collection[int]) -> set[int]:
    """Those of these orders that went out, in whatever way: printed, as a file, by e-mail, by phone."""
    gone = select(PaperRun.document_id).where(PaperRun.document_kind == KIND, PaperRun.document_id.in_(order_ids))
    return set(session.scalars(gone.distinct()))
