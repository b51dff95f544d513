"""What the chain of who did what tells of a record, inside a session; it must not know who asks."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Audit, Operator
from app.services.within.shop import settings

if TYPE_CHECKING:
    from app.services.counter import Counter

_LOOKED_BACK: Final = 100
"""So many rows of a record are looked through for who changed one of its fields."""

Fact = tuple[str, str | None, str | None]
"""A field with its old and its new value, as a person reads them."""


def facts(row_facts: str) -> tuple[Fact, ...]:
    """What a row of master data says."""
    return tuple((field, old, new) for field, old, new in json.loads(row_facts))


def last_changed(session: Session, subject: str, key: int | str, field: str) -> tuple[str, datetime] | None:
    """Who changed this field of a record last, and when; None when nobody is known to have."""
    statement = (
        select(Operator.name, Audit.at, Audit.facts)
        .join(Operator, Operator.id == Audit.operator_id)
        .where(Audit.subject == subject, Audit.subject_key == str(key), Audit.what == "changed")
        .order_by(Audit.id.desc())
        .limit(_LOOKED_BACK)
    )
    for name, at, told in session.execute(statement):
        if any(each == field for each, _, _ in facts(told)):
            return name, at
    return None


def said_by(session: Session, counter: Counter, subject: str, key: int | str) -> Callable[[str], str]:
    """Says of a field of this record by whom it was changed, and when: *by Kim at 14:05*."""

    def said(field: str) -> str:
        known = last_changed(session, subject, key, field)
        if known is None:
            return "by somebody else"
        name, at = known
        when = at.astimezone()
        day = "" if when.date() == counter.today() else f" on {settings(session).dates.day(when.date())}"
        return f"by {name}{day} at {when:%H:%M}"

    return said
