"""The counter at which a use case is called: which books, who is there, what time it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from app.db import Database
from app.db.aside import Aside
from app.rules.rights import Operator
from app.services.within import audit, entitled


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

    @contextmanager
    def work(self, on: Aside | None = None) -> Iterator[Session]:
        """One unit of work of this operator's: everything is committed at the end, or nothing when anything is raised.

        `on` is the connection of a long job that has tables of its own. Raises Unavailable like `Database.work`, and
        Refused when the operator does not work here any more.
        """
        with self.db.work(on) as session:
            entitled.admit(session, self.operator)
            audit.watch(session, self.operator.id, self.now())
            yield session
            audit.close(session)
