"""Exact amounts: the one rounding function and the sizes of the smallest units; it must not know what is priced."""

from __future__ import annotations

from collections.abc import Sequence
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


def cumulative_share(total: Decimal, before: Decimal, now: Decimal, whole: Decimal) -> Decimal:
    """What the next `now` of `whole` units carry of `total`, when `before` units have had theirs.

    Cumulative, so that any split of the units adds up to `total` to the cent and the last one takes the remainder.
    """
    return share(total, before + now, whole) - share(total, before, whole)


def spread(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """`total` (whole cents) divided over `weights` by largest remainder, then order; the parts add up to `total`.

    Weights of all zero put everything on the first; no weights give no parts.
    """
    if not weights:
        return []
    whole = sum(weights, ZERO)
    if not whole:
        return [total, *[rounded(ZERO)] * (len(weights) - 1)]
    cent = Decimal("0.01")
    exact = [total * weight / whole for weight in weights]
    floors = [amount.quantize(cent, rounding="ROUND_FLOOR") for amount in exact]
    missing = int((total - sum(floors, ZERO)) / cent)
    by_remainder = sorted(range(len(weights)), key=lambda i: (floors[i] - exact[i], i))
    for i in by_remainder[:missing]:
        floors[i] += cent
    return floors
