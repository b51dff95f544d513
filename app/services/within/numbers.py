"""Document numbers inside a unit of work: gap-free, because they are taken last; it must not know the documents."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import NextNumber

FIRST = 10001


def take(session: Session, kind: str) -> int:
    """The next number of this kind; call it after everything else, it locks the sequence until the work ends."""
    row = session.scalar(select(NextNumber).where(NextNumber.kind == kind).with_for_update())
    if row is None:
        row = NextNumber(kind=kind, next=FIRST)
        session.add(row)
    number = row.next
    row.next = number + 1
    return number
