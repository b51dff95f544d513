"""Rows that are broken on purpose: the store's guards are laid down for a moment, as only its owner can."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.db import Database
from app.models import guards
from tests import postgres


@contextmanager
def unguarded(db: Database) -> Iterator[None]:
    """Meanwhile nothing but the tables' own constraints stands in anybody's way."""
    if db.on_server:
        postgres.as_its_owner()
    with db.engine.begin() as connection:
        guards.lift(connection)
    try:
        yield
    finally:
        with db.engine.begin() as connection:
            guards.apply(connection)
