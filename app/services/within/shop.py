"""The shop's settings inside a unit of work; it must not know what they are used for."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Setting
from app.settings import ShopSettings, from_texts


def settings(session: Session) -> ShopSettings:
    """How this shop works, as it stands at this moment."""
    return from_texts({row.name: row.value for row in session.scalars(select(Setting))})
