"""The shop's settings: read and changed; it must not know what any of them means."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session

from app import settings as declared
from app.models import Setting
from app.rules.rights import Right
from app.services.counter import Counter
from app.services.masters import cards
from app.services.within import audit_read, entitled, shop


def load(counter: Counter) -> declared.ShopSettings:
    """How this shop works."""
    with counter.db.read() as session:
        return shop.settings(session)


def save(
    counter: Counter, changed: Mapping[str, declared.Value], was: declared.ShopSettings | None = None
) -> declared.ShopSettings:
    """Change these settings, all or nothing, and leave the others as they are at this moment; returns what holds now.

    `was` are the settings as they were when somebody began to type. Raises Refused for a value that cannot be, with the
    setting as its field, when somebody else has changed the same setting meanwhile, or when the right is missing.
    """
    with counter.work() as session:
        entitled.need(session, counter, Right.CHANGE_SETUP)
        before = shop.settings(session)
        after = declared.changed(before, changed)
        if was is not None:
            _need_unchanged(session, counter, was, before, after, changed)
        keep(session, before, after)
    return after


def _need_unchanged(
    session: Session,
    counter: Counter,
    was: declared.ShopSettings,
    now: declared.ShopSettings,
    mine: declared.ShopSettings,
    changed: Collection[str],
) -> None:
    typed_over = [name for name in changed if getattr(now, name) not in (getattr(was, name), getattr(mine, name))]
    if typed_over:
        name = typed_over[0]
        by = audit_read.said_by(session, counter, "setting", name)("value")
        there, typed = (cards.said(getattr(each, name)) for each in (now, mine))
        raise cards.changed_by_both(name, declared.DECLARED[name].label, there, typed, lambda _field: by)


def keep(session: Session, before: declared.ShopSettings | None, after: declared.ShopSettings) -> None:
    """Write the settings that differ from `before`; all of them where there were none."""
    was = declared.to_texts(before) if before else {}
    for name, text in declared.to_texts(after).items():
        if was.get(name) != text:
            session.merge(Setting(name=name, value=text))
    shop.forget(session)
