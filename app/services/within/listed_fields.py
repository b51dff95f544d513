"""The columns of a long list as the store orders and searches them; it must not know the lists.

Words are looked for in what a person sees: an amount as 1234.50, a day as the shop writes it. Letters without accents
are the same large and small, on both stores; a word with others is tried both ways.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    SQLColumnExpression,
    String,
    case,
    cast,
    extract,
    func,
    literal,
    or_,
    type_coerce,
)

from app.rules.dates import MONTHS, DateOrder
from app.rules.rights import Right

Expression = SQLColumnExpression[Any]

_MONTHS: Final = "".join(MONTHS)
_FIGURE: Final = re.compile(r"[-−]?[\d.,]+")
_PART_OF_A_DAY: Final = re.compile(r"\d{1,4}|[a-z]{1,3}", re.IGNORECASE)
_PART_IN_FIGURES: Final = re.compile(r"[\d-]{1,10}")
_SMALL: Final = {letter: letter + 32 for letter in range(ord("A"), ord("Z") + 1)}


@dataclass(frozen=True, slots=True)
class Field:
    """A column: what the store orders by, and the text in which it looks for a word; either may be missing.

    With `of_row` it is ordered by what that says of each row, because no table holds it. `right` is what it takes to
    see the column: for who may not, it is neither ordered by nor searched.
    """

    order: Expression | None = None
    text: Expression | None = None
    may_hold: Callable[[str], bool] = bool
    days: Expression | None = None
    """Its text is that of these days, which each shop writes in its own order."""
    of_row: Callable[[Any], Any] | None = None
    right: Right | None = None
    backwards: bool = False
    """What the store orders by grows while what is shown shrinks."""
    always: bool = False
    """No row is without it: then the store can go along its index, in either direction."""

    def holds(self, word: str, order: DateOrder) -> ColumnElement[bool] | None:
        """That this word is in it, in a shop that writes dates in this order; None when such a word never is."""
        shown = self.text
        if self.days is not None:
            shown = _written(self.days, order) if _may_be_of_a_day(word, order) else None
        if shown is None or not self.may_hold(word):
            return None
        if self.may_hold is _figure_like:
            word = word.replace(",", "").replace("−", "-")
        small = func.lower(shown)
        either = sorted({each.translate(_SMALL) for each in (word, word.lower(), word.upper())})
        return or_(*(small.contains(each, autoescape=True) for each in either))


def text(column: Expression, right: Right | None = None) -> Field:
    """Words."""
    return Field(func.lower(column), column, right=right)


def whole(column: Expression) -> Field:
    """A whole number."""
    return Field(column, cast(column, String), _figure_like)


def money(column: Expression, right: Right | None = None) -> Field:
    """Dollars in whole cents, shown with both decimals."""
    sign, units = _sign_and_units(column)
    shown = sign + cast(units // 100, String) + "." + func.substr(cast(units % 100 + 100, String), 2)
    return Field(column, shown, _figure_like, right=right)


def price(column: Expression, right: Right | None = None) -> Field:
    """A unit price of four decimals, shown with two to four."""
    sign, units = _sign_and_units(column)
    rest = cast(units % 10_000 + 10_000, String)
    shown = sign + cast(units // 10_000, String) + "." + func.substr(rest, 2, 2) + _bare(func.substr(rest, 4, 2), "0")
    return Field(column, shown, _figure_like, right=right)


def quantity(column: Expression) -> Field:
    """A quantity of three decimals, shown without needless ones."""
    sign, units = _sign_and_units(column)
    rest = func.substr(cast(units % 1_000 + 1_000, String), 2)
    return Field(column, sign + _bare(_bare(cast(units // 1_000, String) + "." + rest, "0"), "."), _figure_like)


def day(column: Expression) -> Field:
    """A day of the calendar; one that is missing comes first."""
    return Field(column, days=column)


def moment(column: Expression) -> Field:
    """A moment: put in order, but not searched, because which day it was depends on where one is."""
    return Field(column)


def days_since(column: Expression) -> Field:
    """How many days have passed since a moment or a day."""
    return Field(column, backwards=True)


def worked_out(of_row: Callable[[Any], Any], text: Expression | None = None) -> Field:
    """What is worked out of each row and lies in no table; it is searched as far as `text` tells it."""
    return Field(text=text, of_row=of_row)


def _sign_and_units(column: Expression) -> tuple[ColumnElement[str], ColumnElement[int]]:
    units = type_coerce(column, BigInteger)
    return case((units < 0, "-"), else_=""), func.abs(units, type_=BigInteger)


def _bare(shown: Expression, end: str) -> ColumnElement[str]:
    return func.rtrim(shown, end, type_=String)


def _figure_like(word: str) -> bool:
    return _FIGURE.fullmatch(word) is not None


def _written(days: Expression, order: DateOrder) -> Expression:
    """The same as `Dates.full_day`, by the store."""
    day, month, year = (cast(extract(part, days), Integer) for part in ("day", "month", "year"))
    if order == "year-month-day":
        return _padded(year, 4) + "-" + _padded(month, 2) + "-" + _padded(day, 2)
    named = func.substr(literal(_MONTHS), month * 3 - 2, 3, type_=String)
    if order == "month/day/year":
        return named + " " + cast(day, String) + ", " + _padded(year, 4)
    return cast(day, String) + " " + named + " " + _padded(year, 4)


def _padded(number: ColumnElement[int], figures: int) -> ColumnElement[str]:
    return func.substr(cast(number + 10**figures, String), 2, type_=String)


def _may_be_of_a_day(word: str, order: DateOrder) -> bool:
    if order == "year-month-day":
        return _PART_IN_FIGURES.fullmatch(word) is not None
    figures = word.removesuffix(",") if order == "month/day/year" else word
    named = word.casefold() in _MONTHS.casefold()
    return _PART_OF_A_DAY.fullmatch(figures) is not None and (figures.isdecimal() or named)
