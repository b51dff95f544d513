"""Document numbers inside a unit of work: gap-free, because they are taken last; it must not know the documents."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.models import NextNumber

FIRST: Final = 10001


def take(session: Session, kind: str) -> int:
    """The next number of this kind; call it after everything else, it locks the sequence until the work ends."""
    locked = select(NextNumber).where(NextNumber.kind == kind).with_for_update(key_share=True)
    row = session.scalar(locked)
    if row is None:
        # two counters may begin a sequence at once: the second waits here for the first, and goes on from its number
        session.execute(_begun(session, kind))
        row = session.scalars(locked).one()
    number = row.next
    row.next = number + 1
    return number


def _begun(session: Session, kind: str) -> Insert:
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(NextNumber).values(kind=kind, next=FIRST).on_conflict_do_nothing()
    return postgresql.insert(NextNumber).values(kind=kind, next=FIRST).on_conflict_do_nothing()
