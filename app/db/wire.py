"""One connection to a PostgreSQL server that does not wait for ever; it must not know what is asked over it.

A server that is switched off answers nobody, and neither does a cable that was pulled: the system's own time-outs let a
desk wait for minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic, monotonic_ns
from typing import Any, Final, TypeVar

import psycopg
from psycopg.abc import PQGen

T = TypeVar("T")

ANSWER_SECONDS: Final = 30
"""How long one statement may take unless `patience` says otherwise."""
_OFTEN: Final = 1 / 10

_patience: ContextVar[int] = ContextVar("_patience", default=ANSWER_SECONDS)
_until: ContextVar[int | None] = ContextVar("_until", default=None)
_SECOND: Final = 10**9


@contextmanager
def patience(seconds: int) -> Iterator[None]:
    """How many seconds each statement, and each new connection, may take meanwhile on this thread."""
    before = _patience.set(seconds)
    try:
        yield
    finally:
        _patience.reset(before)


@contextmanager
def hurry(seconds: int) -> Iterator[None]:
    """How many seconds everything that is asked meanwhile on this thread may take together."""
    before = _until.set(monotonic_ns() + seconds * _SECOND)
    try:
        yield
    finally:
        _until.reset(before)


def seconds_left() -> int:
    """How many whole seconds a statement may take on this thread at this moment, at least one.

    Raises psycopg.OperationalError when there is no time left at all.
    """
    until = _until.get()
    if until is None:
        return _patience.get()
    left = until - monotonic_ns()
    if left <= 0:
        raise psycopg.OperationalError("no time left")
    return min(_patience.get(), -(-left // _SECOND))


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
