"""What a part costs a debtor, and what a price earns (domain 6 and 3.9); it must not know where the terms are kept.

Unit prices and costs are dollars ex GST with four decimals, percentages have two.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, Protocol

from app.rules.faults import Refused
from app.rules.found import PriceAtFilling
from app.rules.money import COST_PLACES, RATE_PLACES, ZERO, rounded

PriceFrom = Literal["special price", "structure", "quantity break", "list"]
Basis = Literal["list", "cost"]
"""What the percentage of a pricing structure is of."""

_HUNDRED = Decimal(100)


class ForSale(Protocol):
    """What has to be known of a part to price it."""

    @property
    def id(self) -> int: ...
    @property
    def price_group_id(self) -> int | None: ...
    @property
    def list_price(self) -> Decimal: ...
    @property
    def average_cost(self) -> Decimal: ...
    @property
    def last_cost(self) -> Decimal: ...


@dataclass(frozen=True, slots=True)
class StructureRule:
    """What a pricing structure says of a price group: `percent` off the list price, or on top of the cost."""

    basis: Basis
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Break:
    """From `minimum` on, a unit costs `price`."""

    minimum: Decimal
    price: Decimal


@dataclass(frozen=True, slots=True)
class PriceTerms:
    """What was agreed with one debtor for one part, and the part's quantity breaks in any order."""

    special: Decimal | None = None
    rule: StructureRule | None = None
    breaks: tuple[Break, ...] = ()


@dataclass(frozen=True, slots=True)
class Priced:
    """A unit price, and which of the terms it comes from."""

    price: Decimal
    price_from: PriceFrom


def price_for(part: ForSale, terms: PriceTerms, quantity: Decimal) -> Priced:
    """The unit price of `quantity` of `part`, before any discount on the line.

    A special price wins over everything. Else the debtor's pricing structure decides, or without one the list price; a
    quantity break that is reached holds where it is lower than that, so nobody pays more for having better terms or for
    buying more. A mark-up on a cost that is not known yet says nothing: the list price holds.
    """
    if terms.special is not None:
        return Priced(rounded(terms.special, COST_PLACES), "special price")
    usual = _by_structure(part, terms.rule) or Priced(rounded(part.list_price, COST_PLACES), "list")
    reached = [each for each in terms.breaks if each.minimum <= quantity]
    if reached:
        price = rounded(max(reached, key=lambda each: each.minimum).price, COST_PLACES)
        if price < usual.price:
            return Priced(price, "quantity break")
    return usual


def cost_of(part: ForSale) -> Decimal:
    """What a unit costs now: the moving average, or with nothing on the shelf the last cost; 0 if neither is known."""
    return part.average_cost or part.last_cost


def net(price: Decimal, discount: Decimal) -> Decimal:
    """The unit price less `discount` per cent."""
    return rounded(price * (_HUNDRED - discount) / _HUNDRED, COST_PLACES)


def margin(price: Decimal, discount: Decimal, cost: Decimal) -> Decimal | None:
    """How many per cent of the net price are not `cost`, negative below cost; None for a price of nothing."""
    earned = price * (_HUNDRED - discount)
    return rounded((earned - cost * _HUNDRED) * _HUNDRED / earned, RATE_PLACES) if earned else None


def from_margin(cost: Decimal, percent: Decimal) -> Decimal:
    """The unit price that leaves `percent` of itself above `cost`.

    Raises Refused when there is no cost to go by, and for a margin of 100 % or more.
    """
    if percent >= _HUNDRED:
        raise Refused("A margin stays below 100 %. Type for instance +20.", field="price")
    if cost <= ZERO:
        raise Refused("There is no cost yet to reckon a margin from. Type the price itself.", field="price")
    return rounded(cost * _HUNDRED / (_HUNDRED - percent), COST_PLACES)


def at_filling(rule: PriceAtFilling, agreed: Decimal, today: Decimal) -> Decimal | None:
    """The price at which a backorder is filled; None when somebody has to be asked, which equal prices never need.

    Both are net of their own discounts or both are not.
    """
    match rule:
        case "keep agreed":
            return agreed
        case "today's":
            return today
        case "lower of both":
            return min(agreed, today)
        case "ask":
            return agreed if agreed == today else None


def _by_structure(part: ForSale, rule: StructureRule | None) -> Priced | None:
    if rule is None:
        return None
    if rule.basis == "list":
        return Priced(net(part.list_price, rule.percent), "structure")
    cost = cost_of(part)
    return Priced(net(cost, -rule.percent), "structure") if cost else None
