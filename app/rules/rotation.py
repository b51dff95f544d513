"""Which backups are kept and which may go: by day, week and month; it must not know what or where a backup is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

LASTING_DAYS: Final = 90
"""A backup that somebody asked for, or that was made before something was changed, is kept for so many days."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """Of so many days, weeks and months that have a backup, the newest one of each is kept."""

    days: int = 14
    weeks: int = 8
    months: int = 12


@dataclass(frozen=True, slots=True)
class Dated:
    """A backup by its name, when it was made on the shop's clock, and whether it lasts for LASTING_DAYS."""

    name: str
    at: datetime
    lasting: bool = False


def thrown_away(backups: Iterable[Dated], rotation: Rotation, today: date) -> frozenset[str]:
    """The names of those that may go. The newest is always kept, whatever the figures say."""
    newest_first = sorted(backups, key=lambda each: (each.at, each.name), reverse=True)
    kept = {each.name for each in newest_first[:1]}
    kept |= {each.name for each in newest_first if each.lasting and today - each.at.date() <= _LASTING}
    for many, period in (
        (rotation.days, lambda day: day),
        (rotation.weeks, lambda day: day.isocalendar()[:2]),
        (rotation.months, lambda day: (day.year, day.month)),
    ):
        kept |= _newest_of_each(newest_first, many, period)
    return frozenset(each.name for each in newest_first if each.name not in kept)


_LASTING: Final = timedelta(days=LASTING_DAYS)


def _newest_of_each(newest_first: Sequence[Dated], many: int, period: Callable[[date], Any]) -> set[str]:
    found: dict[Any, str] = {}
    for each in newest_first:
        found.setdefault(period(each.at.date()), each.name)
    return set(list(found.values())[:many])
