"""The counter at which a use case is called: which books, who is there, what time it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from app.db import Database
from app.rules.rights import Operator


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Counter:
    """The first argument of every service function."""

    db: Database
    operator: Operator
    clock: Callable[[], datetime] = _utc_now

    def now(self) -> datetime:
        """This moment, aware and in UTC."""
        return self.clock()

    def today(self) -> date:
        """The day on the shop's calendar."""
        return self.clock().astimezone().date()
