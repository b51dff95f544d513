"""Exact amounts: the one rounding function and the sizes of the smallest units; it must not know what is priced."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Final

ZERO = Decimal(0)
MONEY_PLACES = 2
COST_PLACES = 4
QUANTITY_PLACES = 3
RATE_PLACES = 2

_EXACT: Final = Context(prec=60)
_SMALLEST: Final = [Decimal(1).scaleb(-places) for places in range(10)]
"""The smallest unit with so many decimals."""


def rounded(amount: Decimal, places: int = MONEY_PLACES) -> Decimal:
    """`amount` with that many decimals, half up (away from zero).

    Every rounding in the program is this one, or `divided`, which is the same in whole numbers.
    """
    return amount.quantize(_SMALLEST[places], ROUND_HALF_UP, _EXACT)


@lru_cache(maxsize=50_000)
def of_units(units: int, places: int) -> Decimal:
    """An amount of which a table says how many of its smallest units it is; lists say the same few again and again."""
    return Decimal(units).scaleb(-places)


def divided(units: int, by: int) -> int:
    """`units` ÷ `by`, both whole numbers, rounded to a whole one as `rounded` does it; `by` is above zero."""
    return (2 * units + by) // (2 * by) if units >= 0 else -divided(-units, by)


def share(total: Decimal, part: Decimal, whole: Decimal) -> Decimal:
    """`total` × `part` ÷ `whole` in whole cents; a `whole` of zero has no shares and gives 0.00."""
    return rounded(total * part / whole) if whole else rounded(ZERO)


def cumulative_share(total: Decimal, first: Decimal, whole: Decimal, before: Decimal) -> Decimal:
    """What is due for part quantities when `first` of `whole` are gone and `before` cents were taken already.

    round(total × first ÷ whole) − before, never less than nothing and never more than is left, so that the last one
    takes the remainder (domain 5). `total` is not negative.
    """
    return min(max(share(total, first, whole) - before, rounded(ZERO)), total - before)
