"""One connection to a PostgreSQL server that does not wait for ever; it must not know what is asked over it.

A server that is switched off answers nobody, and neither does a cable that was pulled: the system's own time-outs let a
desk wait for minutes.
"""

from __future__ import annotations

from time import monotonic
from typing import Any, Final, TypeVar

import psycopg
from psycopg.abc import PQGen

from app.db import patience

T = TypeVar("T")

_OFTEN: Final = 1 / 10


def seconds_left() -> int:
    """How many whole seconds a statement may take on this thread at this moment, at least one.

    Raises psycopg.OperationalError when there is no time left at all.
    """
    left = patience.seconds_left()
    if left is None:
        raise psycopg.OperationalError("no time left")
    return left


class Wire(psycopg.Connection[Any]):
    """A connection that is closed, and so known to be gone, when a statement is not answered in time."""

    def wait(self, gen: PQGen[T], interval: Any = _OFTEN, timeout: Any = None) -> T:
        """What the server answers; raises psycopg.OperationalError, and is closed, when it does not in time."""
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        seconds = seconds_left()
        until = monotonic() + seconds
        try:
            return super().wait(gen, interval, seconds)
        except psycopg.OperationalError as fault:
            if fault.sqlstate is None and monotonic() >= until:
                self.close()
                raise psycopg.OperationalError(f"no answer within {seconds} seconds") from fault
            raise
