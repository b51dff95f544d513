"""The shop's settings: read and changed; it must not know what any of them means."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from app import settings as declared
from app.models import Setting
from app.rules.rights import Right
from app.services.counter import Counter
from app.services.within import entitled, shop


def load(counter: Counter) -> declared.ShopSettings:
    """How this shop works."""
    with counter.db.read() as session:
        return shop.settings(session)


def save(counter: Counter, changed: Mapping[str, declared.Value]) -> declared.ShopSettings:
    """Change these settings, all or nothing, and leave the others as they are at this moment; returns what holds now.

    Raises Refused for a value that cannot be, with the setting as its field, or when the right is missing.
    """
    with counter.work() as session:
        entitled.need(session, counter, Right.CHANGE_SETUP)
        before = shop.settings(session)
        after = declared.changed(before, changed)
        keep(session, before, after)
    return after


def keep(session: Session, before: declared.ShopSettings | None, after: declared.ShopSettings) -> None:
    """Write the settings that differ from `before`; all of them where there were none."""
    was = declared.to_texts(before) if before else {}
    for name, text in declared.to_texts(after).items():
        if was.get(name) != text:
            session.merge(Setting(name=name, value=text))
    shop.forget(session)
