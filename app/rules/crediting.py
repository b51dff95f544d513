"""What comes back when part of an invoice line is credited (domain 8); it must not know where lines are kept.

Amounts are whole cents and positive. Part quantities go by the cumulative rule of deposits (domain 5): the first k of n
units are worth round(total × k ÷ n), each credited unit counts, so that the last credit gives back the remainder.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from app.rules.deposits import Pair
from app.rules.money import ZERO, rounded, share

_NOTHING = rounded(ZERO)


@dataclass(frozen=True, slots=True)
class DepositUsed:
    """What a line of goods took out of a deposit, for `units` of it: as on paper, and in its two shares."""

    units: Decimal
    stated: Pair
    shares: Pair


@dataclass(frozen=True, slots=True)
class ChargedLine:
    """A line as it was charged: its quantity, amount and GST share, what the goods cost, and what a deposit paid."""

    quantity: Decimal
    amount: Pair
    cost: Decimal = _NOTHING
    deposit: DepositUsed | None = None


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What a quantity is credited at, and what its goods had cost."""

    amount: Pair
    cost: Decimal


def take_back(line: ChargedLine, credited: Decimal, quantity: Decimal) -> TakenBack:
    """The next `quantity` units of a line of which `credited` came back before."""
    return TakenBack(
        _pair(line.amount, credited, quantity, line.quantity), _next(line.cost, credited, quantity, line.quantity)
    )


def deposit_again(line: ChargedLine, credited: Decimal, quantity: Decimal) -> DepositUsed | None:
    """What the deposit takes back in when the next `quantity` units live again; the first units were those it paid.

    Never more than these units are credited at, so that a credit is never below nothing: what rounding leaves over
    stays applied.
    """
    used = line.deposit
    if used is None:
        return None
    before = min(credited, used.units)
    units = min(credited + quantity, used.units) - before
    if not units:
        return None
    shares = _pair(used.shares, before, units, used.units)
    over = max(_NOTHING, shares.inc - take_back(line, credited, quantity).amount.inc)
    gst = min(over, shares.gst)
    shares = Pair(shares.ex - over + gst, shares.gst - gst)
    # a security deposit states the gross of its two shares; shared out by itself it could be a cent away from them
    return DepositUsed(units, shares if used.stated == used.shares else Pair(shares.inc), shares)


def filled_of(filled_here: Decimal, credited: Decimal, quantity: Decimal) -> Decimal:
    """Of a line that its own backorder has filled in part, how much of the next `quantity` units that was.

    The filled quantity comes back first (domain 8).
    """
    return max(ZERO, min(quantity, filled_here - credited))


def total(taken: Iterable[TakenBack]) -> Pair:
    """What these come to together."""
    return sum((each.amount for each in taken), Pair())


def _pair(whole: Pair, before: Decimal, units: Decimal, of: Decimal) -> Pair:
    return Pair(_next(whole.ex, before, units, of), _next(whole.gst, before, units, of))


def _next(whole: Decimal, before: Decimal, units: Decimal, of: Decimal) -> Decimal:
    return share(whole, before + units, of) - share(whole, before, of)
