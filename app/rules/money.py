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
