"""How the shop at this desk writes and reads dates; it must not know who says so, or which window shows one.

A desk has one shop, as it has one look: columns and fields are made before it is known, and go by it when they show.
"""

from __future__ import annotations

from datetime import date

from app.rules import entry
from app.rules.dates import USUAL, Dates

_now = USUAL


def use(dates: Dates) -> bool:
    """From now on dates are written and read like this; tells whether it was otherwise before."""
    global _now
    before, _now = _now, dates
    return dates != before


def of_the_shop() -> Dates:
    """How they are written and read now."""
    return _now


def day(when: date) -> str:
    """A day within a sentence or a narrow column: 28 Nov."""
    return _now.day(when)


def full_day(when: date) -> str:
    """A day in lists and fields: 28 Nov 2026."""
    return _now.full_day(when)


def month(when: date) -> str:
    """A month where its year is plain: Nov."""
    return _now.month(when)


def full_month(when: date) -> str:
    """A month with its year: Nov 2026."""
    return _now.full_month(when)


def with_examples(prompt: str) -> str:
    """A prompt for a day that says how one may be typed; one that says so itself stays as it is."""
    return prompt if USUAL.short in prompt else f"{prompt} Type 5, {USUAL.short}, +7 or tom."


def asked(prompt: str) -> str:
    """A prompt in which 5/12 stands for how 5 December is typed in figures."""
    return prompt.replace(USUAL.short, _now.short)


def read(text: str, today: date) -> date:
    """The day that was typed; raises Refused."""
    return entry.day(text, today, _now)
