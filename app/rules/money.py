"""Exact amounts: the one rounding function and the sizes of the smallest units; it must not know what is priced."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext

ZERO = Decimal(0)
MONEY_PLACES = 2
COST_PLACES = 4
QUANTITY_PLACES = 3
RATE_PLACES = 2


def rounded(amount: Decimal, places: int = MONEY_PLACES) -> Decimal:
    """`amount` with that many decimals, half up (away from zero). Every rounding in the program is this one."""
    with localcontext() as exact:
        exact.prec = 60
        return amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def share(total: Decimal, part: Decimal, whole: Decimal) -> Decimal:
    """`total` × `part` ÷ `whole` in whole cents; a `whole` of zero has no shares and gives 0.00."""
    return rounded(total * part / whole) if whole else rounded(ZERO)


def cumulative_share(total: Decimal, first: Decimal, whole: Decimal, before: Decimal) -> Decimal:
    """What is due for part quantities when `first` of `whole` are gone and `before` cents were taken already.

    round(total × first ÷ whole) − before, never less than nothing and never more than is left, so that the last one
    takes the remainder (domain 5). `total` is not negative.
    """
    return min(max(share(total, first, whole) - before, rounded(ZERO)), total - before)
