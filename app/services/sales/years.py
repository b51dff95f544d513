"""Twelve months of a part and of a debtor: what was sold in each, and what there was, or was owed, at its end.

It must not know how they are drawn, and changes nothing. Quantities in the part's unit, amounts in dollars ex GST,
what is owed in dollars as it stands in the ledger.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from app.models import DebtorEntry, Part, Stock, StockMovement
from app.services.counter import Counter
from app.services.sales import sold
from app.services.sales.sold import MONTHS, Month, Which, month_after, months_before
from app.services.within.found import NOTHING

_CHARGE: Final = "charge"


@dataclass(frozen=True, slots=True)
class PartsMonth:
    """What was sold of a part in one month; `on_hand` is what lay there at its end, None for what has no shelf."""

    sold: Month
    on_hand: Decimal | None


@dataclass(frozen=True, slots=True)
class DebtorsMonth:
    """What was sold to a debtor in one month, and in the same month a year before; `owed` at its end, inc GST."""

    sold: Month
    before: Month
    owed: Decimal


def of_part(counter: Counter, part_id: int) -> tuple[PartsMonth, ...]:
    """The last twelve months, this one included and last: its level is that of now."""
    first, last = _year(counter.today())
    with counter.db.read() as session:
        months = sold.by_month(session, Which(first, last, part_id=part_id))
        row = session.execute(
            select(Part.kind, Stock.on_hand).join(Stock, Stock.part_id == Part.id).where(Part.id == part_id)
        ).one_or_none()
        if row is None or row.kind == _CHARGE:
            return tuple(PartsMonth(each, None) for each in months)
        moved = StockMovement
        later = _since(
            session, moved.at, moved.quantity, moved.part_id == part_id, [_begins(each.first) for each in months[1:]]
        )
        levels = [row.on_hand - each for each in later]
        return tuple(PartsMonth(each, level) for each, level in zip(months, levels, strict=True))


def of_debtor(counter: Counter, debtor_id: int) -> tuple[DebtorsMonth, ...]:
    """The last twelve months, this one included and last: what is owed at its end is what is owed now."""
    first, last = _year(counter.today())
    earlier = months_before(first, MONTHS)
    with counter.db.read() as session:
        months = sold.by_month(session, Which(earlier, last, debtor_id=debtor_id))
        entry = DebtorEntry
        of = entry.debtor_id == debtor_id
        now = session.scalar(select(func.sum(entry.amount)).where(of)) or Decimal("0.00")
        this_year = months[MONTHS:]
        later = _since(session, entry.date, entry.amount, of, [each.first for each in this_year[1:]])
    owed = [now - each for each in later]
    return tuple(DebtorsMonth(*each) for each in zip(this_year, months[:MONTHS], owed, strict=True))


def _year(today: dt.date) -> tuple[dt.date, dt.date]:
    """The first day of twelve months that end with that of today, and its last day."""
    this = today.replace(day=1)
    return months_before(this, MONTHS - 1), month_after(this) - dt.timedelta(days=1)


def _begins(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time()).astimezone()


def _since(
    session: Session, when: Any, what: Any, of: ColumnElement[bool], bounds: Sequence[dt.datetime | dt.date]
) -> list[Decimal]:
    """What came from each of these moments on, in sum; and last, from now on, nothing."""
    sums = [func.coalesce(func.sum(case((when >= bound, what))), NOTHING) for bound in bounds]
    return [*session.execute(select(*sums).where(of, when >= bounds[0])).one(), Decimal(0)]
