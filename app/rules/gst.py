"""GST and line amounts (GST Act 1999 s 9-90, domain 6); it must not know whose document they stand on.

Rates are percentages, amounts are whole cents ex GST, unit prices have four decimals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from app.rules.money import COST_PLACES, MONEY_PLACES, QUANTITY_PLACES, RATE_PLACES, ZERO, divided, rounded

_CENT = Decimal("0.01")
_HUNDRED = Decimal(100)
_WHOLE_RATE = 10 ** (2 + RATE_PLACES)
"""A hundred per cent, as rates lie in the tables."""
_UNITS_OF_A_CENT = _WHOLE_RATE * 10 ** (QUANTITY_PLACES + COST_PLACES - MONEY_PLACES)
"""Quantity × price × rate, as they lie in the tables, come to so many of a cent."""


@dataclass(frozen=True, slots=True)
class Taxable:
    """A line as GST sees it: its amount ex GST in whole cents (negative when it gives back), and its rate."""

    amount: Decimal
    rate: Decimal


def line_amount(quantity: Decimal, price: Decimal, discount: Decimal = ZERO) -> Decimal:
    """`quantity` × unit `price` less `discount` per cent, rounded once, to the cent."""
    return rounded(quantity * price * (_HUNDRED - discount) / _HUNDRED)


def cents(quantity: int, price: int, discount: int) -> int:
    """`line_amount` of what lies in the tables, whole numbers of the smallest units: cents ex GST.

    The same to the cent, in a fraction of the time: for the sums of long lists.
    """
    return divided(quantity * price * (_WHOLE_RATE - discount), _UNITS_OF_A_CENT)


def cents_inc(quantity: int, price: int, discount: int, rate: int) -> int:
    """The same inc. GST, as if the line stood on a document alone."""
    amount = cents(quantity, price, discount)
    return amount + divided(amount * rate, _WHOLE_RATE)


def inc(price: Decimal, rate: Decimal) -> Decimal:
    """A unit price ex GST as it is shown inc. GST, four decimals; `ex_from_inc` gives exactly `price` back."""
    return rounded(price * (_HUNDRED + rate) / _HUNDRED, COST_PLACES)


def ex_from_inc(price_inc: Decimal, rate: Decimal) -> Decimal:
    """The unit price ex GST, four decimals, of a price typed inc. GST: shown inc. again it is the same to the cent."""
    return rounded(price_inc * _HUNDRED / (_HUNDRED + rate), COST_PLACES)


def shares(lines: Sequence[Taxable], per_line: bool = False) -> tuple[Decimal, ...]:
    """The GST of each line, in line order; their sum is the GST of the document.

    Total-invoice rule (the default): GST is rounded once on the sum of the lines of each rate, and shared out by
    largest remainder, then line order; no share is a whole cent away from the line's own GST. `per_line` rounds each
    line instead. Lines turned negative give the same shares turned negative.
    """
    if per_line:
        return tuple(rounded(_exact(line)) for line in lines)
    result = [rounded(ZERO)] * len(lines)
    for rate in {line.rate for line in lines}:
        places = [place for place, line in enumerate(lines) if line.rate == rate]
        for place, gst in zip(places, _shared_out([_exact(lines[place]) for place in places]), strict=True):
            result[place] = gst
    return tuple(result)


def _exact(line: Taxable) -> Decimal:
    return line.amount * line.rate / _HUNDRED


def _shared_out(exact: Sequence[Decimal]) -> list[Decimal]:
    """The rounded sum of `exact` in whole cents; worked out on the positive side: a credit mirrors its invoice."""
    whole = sum(exact, ZERO)
    leading = whole or next(filter(None, exact), ZERO)
    if leading < 0:
        return [-gst for gst in _shared_out([-amount for amount in exact])]
    result = [amount.quantize(_CENT, ROUND_FLOOR) for amount in exact]
    missing = int((rounded(whole) - sum(result, ZERO)) / _CENT)
    by_remainder = sorted(range(len(exact)), key=lambda place: (result[place] - exact[place], place))
    for place in by_remainder[:missing]:
        result[place] += _CENT
    return result
