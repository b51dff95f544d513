"""Keeps how the price files of a supplier are read, inside a unit of work; it must not know how that is used."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.models import PriceMatching


def keep(session: Session, creditor_id: int, matching: str) -> None:
    """Remember how a file was read."""
    row = session.get(PriceMatching, creditor_id, with_for_update={"key_share": True})
    if row is None:
        session.add(PriceMatching(creditor_id=creditor_id, matching=matching))
    elif row.matching != matching:
        row.matching = matching
