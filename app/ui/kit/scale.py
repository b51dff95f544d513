"""The figures that stand beside a picture: round ones, few of them, with 0 among them; it must not know the picture."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import count
from typing import Final

from app.rules.money import ZERO

_MOST_STEPS: Final = 6


def scale(lowest: Decimal, highest: Decimal) -> tuple[int, ...]:
    """Whole numbers in equal steps of 1, 2 or 5, or so many tens, hundreds …, from below the lowest figure and 0 to
    above the highest; seven or eight at most, two at least."""
    lowest, highest = min(lowest, ZERO), max(highest, ZERO)
    step = next(each for each in _steps() if (highest - lowest) / each <= _MOST_STEPS)
    first = int((lowest / step).to_integral_value(ROUND_FLOOR))
    last = int((highest / step).to_integral_value(ROUND_CEILING))
    return tuple(at * step for at in range(first, max(last, first + 1) + 1))


def _steps() -> Iterator[int]:
    return (figure * 10**power for power in count() for figure in (1, 2, 5))
