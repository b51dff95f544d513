"""Parts that were not sold for long stand among the catalogue again; it must not know when this is looked after."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Stock, StockMovement
from app.rules.standing import IN_STOCK_AND_SOLD, LATELY_DAYS, SOLD_LATELY, standing
from app.services.counter import Counter
from app.services.within import opening


def settle(session: Session, counter: Counter) -> None:
    """What was last sold longer than a year ago counts as sold lately no more; the shelves are locked."""
    since = counter.now() - timedelta(days=LATELY_DAYS)
    last_sold = (
        select(StockMovement.at)
        .where(StockMovement.part_id == Stock.part_id, StockMovement.kind == "sale")
        .order_by(StockMovement.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    of_them = select(Stock.part_id).where(Stock.standing.in_((IN_STOCK_AND_SOLD, SOLD_LATELY)), last_sold < since)
    for shelf in opening.locked(session, session.scalars(of_them).all()).values():
        shelf.standing = standing(in_stock=shelf.on_hand > 0, sold=False)
