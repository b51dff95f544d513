"""Deposits for goods that are not in stock: what is taken, what each fill uses up, what a cancel gives back (domain 5).

It must not know where a deposit is kept. Amounts are whole cents, ex and GST apart, both held to the cent. Of a
*security* deposit the two are shares of its gross amount: GST is owed when they are used up (GST Act Division 99).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

from app.rules import gst
from app.rules.money import ZERO, cumulative_share, rounded, share

ChargeDeposits = Literal["never", "ask", "always"]
CHARGE_DEPOSITS: tuple[ChargeDeposits, ...] = get_args(ChargeDeposits)
Treatment = Literal["prepayment", "security"]

_HUNDRED = Decimal(100)
_NOTHING = rounded(ZERO)


@dataclass(frozen=True, slots=True)
class DepositTerms:
    """Whether a debtor pays deposits, how many per cent of the price, and how GST sees them."""

    charge: ChargeDeposits = "never"
    percent: Decimal = _HUNDRED
    treatment: Treatment = "prepayment"


@dataclass(frozen=True, slots=True)
class Pair:
    """An amount ex GST and the GST that belongs to it, in whole cents."""

    ex: Decimal = _NOTHING
    gst: Decimal = _NOTHING

    @property
    def inc(self) -> Decimal:
        """Both together."""
        return self.ex + self.gst

    def __add__(self, other: Pair) -> Pair:
        return Pair(self.ex + other.ex, self.gst + other.gst)

    def __neg__(self) -> Pair:
        return Pair(-self.ex, -self.gst)


@dataclass(frozen=True, slots=True)
class Deposit:
    """A deposit as it stands: taken for `quantity` units, of which `gone` are filled or cancelled; `used` is theirs."""

    quantity: Decimal
    gone: Decimal
    taken: Pair
    used: Pair
    treatment: Treatment
    gst_rate: Decimal

    @property
    def units_left(self) -> Decimal:
        """For how many units something is held."""
        return self.quantity - self.gone

    @property
    def held(self) -> Pair:
        """What is held: taken − applied − refunded."""
        return Pair(self.taken.ex - self.used.ex, self.taken.gst - self.used.gst)

    def of_next(self, units: Decimal) -> Pair:
        """What is held for the next `units` (at most those left): the cumulative rule, the last takes the rest."""
        first = self.gone + units
        return Pair(
            cumulative_share(self.taken.ex, first, self.quantity, self.used.ex),
            cumulative_share(self.taken.gst, first, self.quantity, self.used.gst),
        )

    def after(self, units: Decimal) -> Deposit:
        """The deposit when the next `units` are gone: what a second line that fills the same backorder sees."""
        used = self.used + self.of_next(units)
        return Deposit(self.quantity, self.gone + units, self.taken, used, self.treatment, self.gst_rate)


@dataclass(frozen=True, slots=True)
class Fill:
    """What a line of goods costs that fills a deposited backorder.

    `back` is taken out of the deposit, for `units`. `rest` is what the deposit does not pay, ex GST: it is taxed anew.
    """

    units: Decimal
    back: Pair
    rest: Decimal


def fill(deposit: Deposit, quantity: Decimal, price: Decimal, discount: Decimal) -> Fill:
    """The amounts of `quantity` units at the agreed price: the deposit comes back, what it does not pay is charged.

    Units beyond those of the deposit (a sale that was credited and lives again) are charged at the agreed price.
    """
    units = min(quantity, deposit.units_left)
    unpaid = gst.line_amount(deposit.quantity, price, discount) - deposit.taken.ex
    rest = _share_of_next(max(unpaid, _NOTHING), deposit, units)
    return Fill(units, deposit.of_next(units), rest + gst.line_amount(quantity - units, price, discount))


def _share_of_next(total: Decimal, deposit: Deposit, units: Decimal) -> Decimal:
    before = share(total, deposit.gone, deposit.quantity)
    return share(total, deposit.gone + units, deposit.quantity) - before


def to_take(backordered: Decimal, price: Decimal, discount: Decimal, percent: Decimal) -> Decimal:
    """The deposit for a backordered quantity, ex GST: `percent` of what it will cost."""
    return rounded(gst.line_amount(backordered, price, discount) * percent / _HUNDRED)


def of_full_price(terms: DepositTerms) -> bool:
    """Whether a security deposit is the full price: seldom seen as security (GSTR 2006/2), so there is a warning."""
    return terms.treatment == "security" and terms.percent == _HUNDRED


def secured(ex: Decimal, rate: Decimal) -> Pair:
    """A security deposit in its two shares; the gross amount is their sum, and no GST is owed on it yet."""
    return Pair(ex, rounded(ex * rate / _HUNDRED))


def on_paper(amount: Pair, treatment: Treatment) -> Pair:
    """A deposit as its line states it: a security deposit is its gross amount without GST."""
    return Pair(amount.inc) if treatment == "security" else amount


def units_to_refund(units_left: Decimal, open_after: Decimal, on_saved_orders: Decimal) -> Decimal:
    """For how many units a cancel gives the deposit back: for those that nothing is waited for any more.

    `units_left` are those of the deposit, `on_saved_orders` what fills on orders on the books will still use up.
    """
    return max(ZERO, units_left - open_after - on_saved_orders)


@dataclass(frozen=True, slots=True)
class Priced:
    """A line before GST: what is taxed on it, its rate, and what it gets out of a deposit."""

    taxed: Decimal
    rate: Decimal
    back: Pair | None = None
    treatment: Treatment = "prepayment"


@dataclass(frozen=True, slots=True)
class Taken:
    """A deposit that is to be taken for `units` of the line at place `line`: `ex` GST, taxed at `rate`."""

    line: int
    units: Decimal
    ex: Decimal
    rate: Decimal
    treatment: Treatment


@dataclass(frozen=True, slots=True)
class Charged:
    """What the lines of a document come to: the goods, then what deposits take off, then what they take.

    `goods` is in line order, `applied` names the place of its line, `taken` is in the order it was given. As on paper.
    """

    goods: tuple[Pair, ...]
    applied: tuple[tuple[int, Pair], ...]
    taken: tuple[Pair, ...]

    @property
    def total(self) -> Pair:
        """The document ex GST and its GST."""
        return sum((*self.goods, *(pair for _, pair in self.applied), *self.taken), Pair())


def charge(lines: Sequence[Priced], taken: Sequence[Taken], per_line: bool) -> Charged:
    """The lines of a document with their GST (domain 5 and 6).

    GST is rounded once on what is taxed here: the goods less what deposits paid of them, and prepayments taken. Goods
    of a deposited backorder carry the very GST that was taken, so a deposit of the full price nets to 0.00 and 0.00.
    """
    taxed = [gst.Taxable(line.taxed, line.rate) for line in lines]
    taxed += [gst.Taxable(each.ex, each.rate if each.treatment == "prepayment" else ZERO) for each in taken]
    shares = gst.shares(taxed, per_line)
    goods = [
        Pair(line.taxed, tax) + (line.back or Pair()) for line, tax in zip(lines, shares[: len(lines)], strict=True)
    ]
    applied = [(place, -on_paper(line.back, line.treatment)) for place, line in enumerate(lines) if line.back]
    deposits = [
        Pair(each.ex, tax) if each.treatment == "prepayment" else on_paper(secured(each.ex, each.rate), "security")
        for each, tax in zip(taken, shares[len(lines) :], strict=True)
    ]
    return Charged(tuple(goods), tuple(applied), tuple(deposits))
