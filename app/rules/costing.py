"""What goods are worth as they come and go, by moving average (domain 4); it must not know which document moves them.

Stock value is exact money and on hand at or below zero is zero value. The average is never stored: it is value ÷ on
hand at that moment. Quantities have three decimals, unit costs four, values are whole cents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Literal

from app.rules.money import COST_PLACES, ZERO, rounded, share

FreightIntoCost = Literal["by value", "by quantity", "no"]
FREIGHT_INTO_COST: tuple[FreightIntoCost, ...] = ("by value", "by quantity", "no")

_CENT = Decimal("0.01")
_NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Issued:
    """What an issue takes from the stock value (`cost`, the movement's value is its negative), and what is left."""

    cost: Decimal
    on_hand: Decimal
    value: Decimal


@dataclass(frozen=True, slots=True)
class Received:
    """What a receipt brings (`value_in`, its movement's value), and what of it was sold before it came.

    `to_cost_of_sales` is never negative; unless it is zero it leaves again by a value-only movement of its negative.
    `on_hand` and `value` are the shelf after both.
    """

    value_in: Decimal
    to_cost_of_sales: Decimal
    on_hand: Decimal
    value: Decimal


@dataclass(frozen=True, slots=True)
class FreightLine:
    """A received line as freight sees it: what its goods are worth without freight, and how many came."""

    value: Decimal
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class FreightShares:
    """What each line carries of the freight, in line order, and what is an expense; together they are the freight."""

    shares: tuple[Decimal, ...]
    expense: Decimal


def average(on_hand: Decimal, value: Decimal) -> Decimal:
    """The average unit cost to show, four decimals; 0 with nothing on the shelf. No value is worked out from it."""
    return rounded(value / on_hand, COST_PLACES) if on_hand > 0 else rounded(ZERO, COST_PLACES)


def issue(on_hand: Decimal, value: Decimal, quantity: Decimal) -> Issued:
    """What `quantity` (not negative) costs when it leaves a shelf of `on_hand` worth `value`.

    Quantity × average rounded to the cent, which is never more than the value; the issue that empties the shelf takes
    all that is left. What goes below zero costs nothing yet: it is costed when goods come (see receive).
    """
    if quantity < 0:
        raise ValueError(f"an issue of {quantity}")
    left = on_hand - quantity
    cost = value if left <= 0 else share(value, quantity, on_hand)
    return Issued(cost, left, value - cost)


def receive(on_hand: Decimal, value: Decimal, quantity: Decimal, amount: Decimal) -> Received:
    """What `quantity` (not negative) worth `amount` (not negative) does to a shelf of `on_hand` worth `value`.

    Goods that were issued below zero take their share of `amount` to cost of sales; when the shelf is still not above
    zero, all of it. 5 at 10.00 onto −10: 50.00 to cost of sales, value 0. 20 at 10.00 onto −10: 100.00 and 100.00.
    """
    if quantity < 0 or amount < 0:
        raise ValueError(f"a receipt of {quantity} for {amount}")
    now = on_hand + quantity
    if now <= 0:
        sold_before = amount
    elif on_hand < 0:
        sold_before = share(amount, -on_hand, quantity)
    else:
        sold_before = _NOTHING
    return Received(amount, sold_before, now, value + amount - sold_before)


def gain(on_hand: Decimal, value: Decimal, quantity: Decimal, last_cost: Decimal) -> Received:
    """What `quantity` found on the shelf brings: at the average, and onto nothing or less at the last cost."""
    amount = share(value, quantity, on_hand) if on_hand > 0 else rounded(quantity * last_cost)
    return receive(on_hand, value, quantity, amount)


@dataclass(frozen=True, slots=True)
class Returned:
    """What an undone receipt takes from the stock value (`cost`), and what of its amount is not there any more.

    `variance` is below zero when more leaves than came: value that would be left on an empty shelf.
    """

    cost: Decimal
    variance: Decimal
    on_hand: Decimal
    value: Decimal


def take_back(on_hand: Decimal, value: Decimal, quantity: Decimal, amount: Decimal) -> Returned:
    """What becomes of a shelf when `quantity` that came in for `amount` (neither is negative) never came (domain 4).

    The cost returns as far as value is left; the rest, and any value left at zero on hand, is variance.
    """
    if quantity < 0 or amount < 0:
        raise ValueError(f"{quantity} taken back for {amount}")
    left = on_hand - quantity
    cost = value if left <= 0 else min(value, amount)
    return Returned(cost, amount - cost, left, value - cost)


def freight_shares(freight: Decimal, lines: Sequence[FreightLine], how: FreightIntoCost) -> FreightShares:
    """`freight` (whole cents, not negative) over the lines that brought goods.

    Each share is rounded down, the odd cents go to the largest line, the first of equals. With nothing received, or
    with *no*, all of it is an expense. Goods that all came for nothing have no value to go by: theirs is by quantity.
    """
    received = [line if line.quantity > 0 else FreightLine(ZERO, ZERO) for line in lines]
    weights = [line.value if how == "by value" else line.quantity for line in received]
    if not any(weights):
        weights = [line.quantity for line in received]
    if how == "no" or not any(weights):
        return FreightShares((_NOTHING,) * len(lines), freight)
    whole = sum(weights, ZERO)
    shares = [(freight * weight / whole).quantize(_CENT, ROUND_FLOOR) for weight in weights]
    shares[weights.index(max(weights))] += freight - sum(shares, ZERO)
    return FreightShares(tuple(shares), _NOTHING)
