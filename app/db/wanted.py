"""A look-up that is given up as soon as nobody waits for its answer any more; it must not know what is looked up."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

_OFTEN: Final = 100_000
"""Steps of a file's statement between two questions whether it is wanted still: some milliseconds."""


@contextmanager
def while_wanted(session: Session, stop: Callable[[], bool]) -> Iterator[None]:
    """What is asked within ends early, without an error, when `stop()` says so.

    A file is asked between its steps; a server ends by itself what it has begun.
    """
    raw: Any = session.connection().connection.dbapi_connection
    if not isinstance(raw, sqlite3.Connection):
        yield
        return
    raw.set_progress_handler(stop, _OFTEN)
    try:
        yield
    except (DBAPIError, sqlite3.OperationalError):
        if not stop():
            raise
    finally:
        raw.set_progress_handler(None, 0)
