"""Document numbers inside a unit of work: gap-free, because they are taken last; it must not know the documents."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Insert, bindparam, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session

from app.models import Base, NextNumber

FIRST: Final = 10001

_SEQUENCES: Final = Base.metadata.tables[NextNumber.__tablename__]
_TAKEN: Final = (
    update(_SEQUENCES)
    .where(_SEQUENCES.c.kind == bindparam("of"))
    .values(next=_SEQUENCES.c.next + 1)
    .returning(_SEQUENCES.c.next)
)
"""Locks the sequence and goes on with it in one step."""


def take(session: Session, kind: str) -> int:
    """The next number of this kind; call it after everything else, it locks the sequence until the work ends."""
    connection = session.connection()
    following = connection.scalar(_TAKEN, {"of": kind})
    if following is None:
        # two counters may begin a sequence at once: the second waits here for the first, and goes on from its number
        connection.execute(_begun(session, kind))
        following = connection.execute(_TAKEN, {"of": kind}).scalar_one()
    return int(following) - 1


def _begun(session: Session, kind: str) -> Insert:
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(NextNumber).values(kind=kind, next=FIRST).on_conflict_do_nothing()
    from sqlalchemy.dialects import postgresql  # nobody loads it for a file

    return postgresql.insert(NextNumber).values(kind=kind, next=FIRST).on_conflict_do_nothing()
