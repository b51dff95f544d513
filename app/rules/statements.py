"""How long something has been owed (domain 7): current, 30, 60, 90 and more; it must not know by whom.

The day it was due decides, so that nothing is called old before it had to be paid. Current is what is not overdue yet;
30 is overdue by up to 30 days, 60 by up to 60, 90+ by more. On terms of 30 days that is the age of the invoice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Final, Literal

from app.rules.money import rounded
from app.rules.money_facts import AgeingFacts
from app.rules.settling import OpenItem

Bucket = Literal["current", "thirty", "sixty", "ninety"]
_UP_TO: Final[tuple[tuple[int, Bucket], ...]] = ((0, "current"), (30, "thirty"), (60, "sixty"))
_NOTHING: Final = rounded(AgeingFacts().owed)


def overdue(item: OpenItem, as_of: dt.date) -> int:
    """By how many days it is overdue; zero or less: it is not. What names no day was due on its own."""
    return (as_of - (item.due or item.date)).days


def bucket(days: int) -> Bucket:
    """Where something belongs that is overdue by so many days."""
    return next((name for most, name in _UP_TO if days <= most), "ninety")


def age(items: Iterable[OpenItem], as_of: dt.date) -> AgeingFacts:
    """What is open of the charges among `items`, by age; what was paid or credited is left out."""
    found = AgeingFacts(_NOTHING, _NOTHING, _NOTHING, _NOTHING)
    for each in items:
        if each.charge:
            name = bucket(overdue(each, as_of))
            found = replace(found, **{name: getattr(found, name) + each.open})
    return found
