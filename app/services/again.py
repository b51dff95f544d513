"""Calls a use case again when nothing was written and it may well go through; it must not know which one it is."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Final, TypeVar

from sqlalchemy.exc import IntegrityError

from app.db.world import lost_a_race
from app.rules.faults import Unavailable

T = TypeVar("T")

TRIES: Final = 6
"""How often a use case is called before its fault is told."""
_FIRST_PAUSE: Final = 10
"""Milliseconds before the second call, at most; each further pause is up to twice as long: 310 in all."""


def while_it_may_help(call: Callable[[], T]) -> T:
    """What `call` returns; it is called again after a deadlock, a lost race for one row, or a connection that broke.

    Then nothing had been written. What was lost while it was being saved is not called again: whoever asked for it
    does that, with the draft's key, so that it cannot be done twice. Raises what the last call raised; no question may
    be open between two calls, and none is, because a question is a fault of its own that ends this.
    """
    for tried in range(TRIES - 1):
        try:
            return call()
        except Unavailable as fault:
            if not fault.again:
                raise
        except IntegrityError as fault:
            if not lost_a_race(fault):
                raise
        time.sleep(random.randint(0, _FIRST_PAUSE * 2**tried) / 1000)
    return call()
