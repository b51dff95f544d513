"""How long whoever asks a store is ready to wait, on this thread; it must not know the store nor what is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic_ns
from typing import Final

CONNECT_SECONDS: Final = 5
ANSWER_SECONDS: Final = 30
"""How long one statement may take unless `patience` says otherwise."""

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


def seconds_left() -> int | None:
    """How many whole seconds a statement may take on this thread at this moment, at least one; None: no time left."""
    until = _until.get()
    if until is None:
        return _patience.get()
    left = until - monotonic_ns()
    return min(_patience.get(), -(-left // _SECOND)) if left > 0 else None
