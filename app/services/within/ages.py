"""How long backorders have waited, in steps of weeks, as the store counts them; it must not know who asks."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import ColumnElement

from app.models import Backorder

AGES: Final = {"under 1": (0, 1), "1 to 2": (1, 2), "2 to 4": (2, 4), "4 to 8": (4, 8), "over 8": (8, None)}
"""Weeks of waiting, by the words for them: from how many on, and up to below how many."""


def waits(weeks: str, today: dt.date) -> ColumnElement[bool]:
    """That a backorder has waited so many whole weeks; `weeks` is one of AGES."""

    def begins(days: int) -> dt.datetime:
        return dt.datetime.combine(today - dt.timedelta(days=days), dt.time()).astimezone()

    least, below = AGES[weeks]
    came = Backorder.queue_date < begins(7 * least - 1)
    return came if below is None else came & (Backorder.queue_date >= begins(7 * below - 1))
