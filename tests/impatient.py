"""A counter that does not wait long for a file that another program writes, so that no test waits five seconds."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event

from app.services.counter import Counter


def impatient(counter: Counter, milliseconds: int = 0) -> None:
    """From now on, until its database is closed."""

    @event.listens_for(counter.db.engine, "checkout")
    def not_long(connection: Any, *_about: object) -> None:
        connection.execute(f"PRAGMA busy_timeout={milliseconds}")
