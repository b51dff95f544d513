"""How amounts and quantities are written for a person (dates: `dates`); it must not know where they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from app.rules.money import MONEY_PLACES, rounded


def money(amount: Decimal) -> str:
    """Dollars and cents with thousands: 1,234.50."""
    return f"{rounded(amount, MONEY_PLACES):,.2f}"


def price(amount: Decimal) -> str:
    """A unit price: at least two decimals, up to four where they say something: 12.50, 0.0425."""
    text = f"{rounded(amount, 4):,.4f}"
    while text.endswith("0") and len(text.rpartition(".")[2]) > MONEY_PLACES:
        text = text[:-1]
    return text


def quantity(amount: Decimal) -> str:
    """A quantity without needless decimals: 3, 1.5, 1,200."""
    text = f"{amount:,.3f}"
    return text.rstrip("0").rstrip(".")


def signed(amount: Decimal) -> str:
    """A change of a quantity: +3, −1.5."""
    return f"{'−' if amount < 0 else '+'}{quantity(abs(amount))}"


def percent(rate: Decimal) -> str:
    """A percentage without needless decimals: 10, 7.5."""
    return f"{rate:.2f}".rstrip("0").rstrip(".")


def begun(sentence: str) -> str:
    """With a capital letter in front, and all other letters as they are: EFTPOS stays EFTPOS."""
    return f"{sentence[:1].upper()}{sentence[1:]}"


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: 1 line, 2 lines."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def some(names: Sequence[str], most: int = 3) -> str:
    """The first of many, for a sentence: A, B, C and 4 more."""
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
