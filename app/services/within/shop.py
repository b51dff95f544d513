"""The shop's settings inside a unit of work; it must not know what they are used for."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import bulk
from app.models import Setting
from app.settings import ShopSettings, from_texts

_KNOWN: Final = "shop settings"
_ALL: Final = select(Setting.name, Setting.value)


def settings(session: Session) -> ShopSettings:
    """How this shop works: read once in each session, so that everything in one unit of work goes by the same."""
    known: ShopSettings | None = session.info.get(_KNOWN)
    if known is None:
        known = from_texts(dict(bulk.read(session, _ALL).all()))
        session.info[_KNOWN] = known
    return known


def forget(session: Session) -> None:
    """They were changed in this session: whoever asks next reads them again."""
    session.info.pop(_KNOWN, None)
