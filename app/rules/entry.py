"""What a person types, read as quantities, prices, percentages and days; it must not know in which field it was typed.

Each function returns the value or raises Refused with a sentence that names what was typed and the next step.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from app.rules import words
from app.rules.dates import MONTHS, USUAL, DateOrder, Dates
from app.rules.faults import Refused
from app.rules.money import COST_PLACES, MONEY_PLACES, QUANTITY_PLACES, RATE_PLACES, rounded

LARGEST_QUANTITY = Decimal("999999.999")
LARGEST_PRICE = Decimal("9999999.9999")
LARGEST_AMOUNT = Decimal("999999999.99")
SCAN_LENGTH = 8
"""So many digits at a scanner's speed are a barcode (EAN-8 is the shortest in trade)."""
CODE_LENGTH = 4
"""Shorter values are never looked up as barcodes: 1 to 999 are quantities."""

_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", re.ASCII)
_POWER = re.compile(r"[+-]?\d+(\.\d*)?[eE]\+?\d{1,3}", re.ASCII)
_MONTHS = tuple(month.lower() for month in MONTHS)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_NAMED = re.compile(r"(?P<day>\d{1,2}) ?(?P<month>[a-z]{3})[a-z]*(?:,? ?(?P<year>\d{2}|\d{4}))?", re.ASCII)
_MONTH_NAMED = re.compile(r"(?P<month>[a-z]{3})[a-z]* ?(?P<day>\d{1,2})(?:(?:, ?| )(?P<year>\d{2}|\d{4}))?", re.ASCII)
_SHOWN = 24
_TURNS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


@dataclass(frozen=True, slots=True)
class PriceTyped:
    """What stands in a price cell: a price (dollars), a margin or a discount (both per cent)."""

    kind: Literal["price", "margin", "discount"]
    amount: Decimal


@dataclass(frozen=True, slots=True)
class PartTyped:
    """What stands in a part cell: what to look for, and the quantity typed before a star, if there was one."""

    text: str
    quantity: Decimal | None = None


def plain(text: str) -> str:
    """What was typed or pasted, its line ends kept: other control characters become blanks.

    Signs that turn the direction of what follows vanish: a name must not turn its neighbours round. So do halves of
    signs, which no file and no database takes.
    """
    if text.isascii() and text.isprintable():
        return text
    kept = (letter for letter in text if letter not in _TURNS and not "\ud800" <= letter <= "\udfff")
    return "".join(" " if unicodedata.category(letter) == "Cc" and letter not in "\r\n" else letter for letter in kept)


def one_line(text: str) -> str:
    """The same as one line without needless blanks."""
    return " ".join(plain(text).split())


def several_lines(text: str) -> str:
    """The same with its lines kept, but for blanks at their ends and empty ones before and after."""
    return "\n".join(each.rstrip() for each in plain(text).splitlines()).strip("\n")


def line(text: str, name: str, longest: int) -> str:
    """A line of words no longer than it can be kept; raises Refused, which calls it `name`, instead of cutting it."""
    kept = one_line(text)
    if len(kept) > longest:
        raise Refused(f"{name} holds {longest:,} letters; this is {len(kept):,}. Shorten it.")
    return kept


def quoted(text: str) -> str:
    """What was typed, in quotation marks and no longer than a status line can bear."""
    return f"“{brief(text)}”"


def brief(text: str) -> str:
    """What was typed, no longer than a status line can bear."""
    text = one_line(text)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def quantity(
    text: str, *, part: str = "", whole_units: bool = False, allow_zero: bool = False, allow_negative: bool = False
) -> Decimal:
    """A quantity with at most three decimals, up to 999,999.999; `part` is the number that a refusal names.

    Raises Refused for what is no number, zero, less than zero, too large, too fine, or not whole where it must be.
    """
    example = "for instance 2" if whole_units else "for instance 2 or 1.5"
    if not text.strip():
        raise Refused(f"The quantity is missing. Type a number, {example}.")
    amount = _number(text, f"{quoted(text)} is no quantity. Type a number, {example}.", LARGEST_QUANTITY)
    shown = text.strip()
    if abs(amount) > LARGEST_QUANTITY:
        raise Refused(f"{shown[:_SHOWN]} is more than {words.quantity(LARGEST_QUANTITY)}. Type a smaller quantity.")
    if amount < 0 and not allow_negative:
        raise Refused(f"{shown[:_SHOWN]} is less than nothing. Type how many, {example}.")
    if amount == 0 and not allow_zero:
        raise Refused(f"{shown[:_SHOWN]} is no quantity to enter. Type 1 or more; Ctrl+Del deletes the line.")
    if whole_units and amount != amount.to_integral_value():
        below = int(amount)
        around = f"{below} or {below + 1}" if below > 0 else "1" if amount > 0 else "a whole number"
        raise Refused(f"{part or 'This part'} is sold in whole units. Type {around} instead of {shown[:_SHOWN]}.")
    _no_finer(amount, QUANTITY_PLACES, "three", shown)
    return amount


def price(text: str) -> PriceTyped:
    """A unit price with at most four decimals; `+20` is a margin of 20 %, `-10` a discount of 10 %.

    Raises Refused for what is neither, a margin of 100 % or more, a discount above 100 %.
    """
    bare = _bare(text)
    hint = "Type a price, for instance 12.50, +20 for a margin or -10 for a discount."
    if not bare:
        raise Refused(f"The price is missing. {hint}")
    if bare[0] in "+-":
        rate = _number(bare[1:].removesuffix("%"), f"{quoted(text)} is no price. {hint}", Decimal(100))
        kind: Literal["margin", "discount"] = "margin" if bare[0] == "+" else "discount"
        if rate < 0:
            raise Refused(f"{quoted(text)} is no price. {hint}")
        if kind == "margin" and rate >= 100:
            raise Refused(f"{text.strip()[:_SHOWN]} is no margin: it stays below 100 %. Type for instance +20.")
        if rate > 100:
            raise Refused(f"{text.strip()[:_SHOWN]} is no discount: it is at most 100 %. Type for instance -10.")
        _no_finer(rate, RATE_PLACES, "two", text.strip())
        return PriceTyped(kind, rate)
    amount = _number(bare, f"{quoted(text)} is no price. {hint}", LARGEST_PRICE)
    if amount > LARGEST_PRICE:
        raise Refused(f"{text.strip()[:_SHOWN]} is more than {words.price(LARGEST_PRICE)}. Type a smaller price.")
    _no_finer(amount, COST_PLACES, "four", text.strip())
    return PriceTyped("price", amount)


def unit_price(text: str) -> Decimal:
    """A unit price or cost in dollars with at most four decimals, never below zero; raises Refused."""
    if _bare(text)[:1] in ("+", "-"):
        raise Refused(f"{quoted(text)} is no price here. Type a plain amount, for instance 12.50.")
    return price(text).amount


def money(text: str, *, allow_negative: bool = False) -> Decimal:
    """Dollars and cents up to 999,999,999.99; raises Refused."""
    bare = _bare(text)
    hint = "Type dollars and cents, for instance 12.50."
    if not bare:
        raise Refused(f"The amount is missing. {hint}")
    amount = _number(bare, f"{quoted(text)} is no amount. {hint}", LARGEST_AMOUNT)
    if abs(amount) > LARGEST_AMOUNT:
        raise Refused(f"{text.strip()[:_SHOWN]} is more than {words.money(LARGEST_AMOUNT)}. Type a smaller amount.")
    if amount < 0 and not allow_negative:
        raise Refused(f"{text.strip()[:_SHOWN]} is less than nothing. {hint}")
    _no_finer(amount, MONEY_PLACES, "two", text.strip())
    return rounded(amount)


def rate(text: str, *, largest: Decimal = Decimal(100)) -> Decimal:
    """A percentage from 0 to `largest` with at most two decimals, with or without its sign; raises Refused."""
    bare = _bare(text).removesuffix("%")
    hint = "Type a number, for instance 10 or 7.5."
    if not bare:
        raise Refused(f"The percentage is missing. {hint}")
    amount = _number(bare, f"{quoted(text)} is no percentage. {hint}", largest)
    if not 0 <= amount <= largest:
        limit = words.percent(largest)
        raise Refused(f"{text.strip()[:_SHOWN]} is not between 0 and {limit} %. {hint}")
    _no_finer(amount, RATE_PLACES, "two", text.strip())
    return amount


def whole(text: str, *, smallest: int = 0, largest: int = 9999) -> int:
    """A whole number such as days or a priority, from `smallest` to `largest`; raises Refused."""
    span = f"Type a whole number from {smallest} to {largest}."
    if not text.strip():
        raise Refused(f"The number is missing. {span}")
    amount = _number(text, f"{quoted(text)} is no whole number. {span}", Decimal(largest))
    if amount != amount.to_integral_value() or not smallest <= amount <= largest:
        raise Refused(f"{text.strip()[:_SHOWN]} does not fit here. {span}")
    return int(amount)


def part(text: str) -> PartTyped:
    """What to look for in a part cell; `12*ABC` is ABC, 12 of it. Raises Refused for a wrong quantity."""
    before, star, after = text.partition("*")
    looks_counted = star and after.strip() and re.fullmatch(r"[-−+]?[\d.,]+", before.strip(), re.ASCII)
    if not looks_counted:
        return PartTyped(text.strip())
    return PartTyped(after.strip(), quantity(before, part=after.strip()))


def is_scan(text: str, typed_fast: bool) -> bool:
    """Whether this is a barcode by the look of it: eight digits and more at a scanner's speed, never a quantity."""
    bare = text.strip()
    return typed_fast and len(bare) >= SCAN_LENGTH and bare.isascii() and bare.isdigit()


def may_be_code(text: str) -> bool:
    """Whether it is worth asking if this is a known barcode: four characters and more, none a decimal point."""
    bare = text.strip()
    return len(bare) >= CODE_LENGTH and "." not in bare and "," not in bare


def day(text: str, today: date, dates: Dates = USUAL) -> date:
    """A day: 5, 5/12, 5/12/26, 5 dec, dec 5, 2026-12-05, +7, -3, fri, today, tomorrow, yesterday.

    Figures are read in the order of `dates`, but a year of four figures in front is followed by month and day, and a
    month that is named may stand anywhere. Without month or year the one nearest to `today` is meant; a weekday is the
    next one after `today`. Raises Refused.
    """
    bare = " ".join(text.strip().lower().replace("−", "-").split())
    hint = f"Type for instance 5, {dates.short}, +7 or tom."
    unread = Refused(f"{quoted(text)} is no day. {hint}")
    if not bare:
        raise Refused(f"The day is missing. {hint}")
    if len(bare) >= 3:
        for name, days in (("today", 0), ("tomorrow", 1), ("yesterday", -1)):
            if name.startswith(bare):
                return today + timedelta(days=days)
        if bare[:3] in _WEEKDAYS and bare.isalpha():
            return today + timedelta(days=(_WEEKDAYS.index(bare[:3]) - today.weekday() - 1) % 7 + 1)
    if re.fullmatch(r"[+-]\d{1,4}", bare, re.ASCII):
        return today + timedelta(days=int(bare))
    if named := _DAY_NAMED.fullmatch(bare) or _MONTH_NAMED.fullmatch(bare):
        if named["month"] not in _MONTHS:
            raise unread
        return _nearest(int(named["day"]), _MONTHS.index(named["month"]) + 1, named["year"], today, unread)
    figures = re.split(r"[/. -]", bare)
    if len(figures) > 3 or not all(re.fullmatch(r"\d{1,2}|\d{4}", each, re.ASCII) for each in figures):
        raise unread
    number, month, year = _in_order(figures, dates.order)
    if max(len(number), len(month or "")) > 2 or len(year or "00") == 1:
        raise unread
    return _nearest(int(number), int(month) if month else None, year, today, unread)


def _in_order(figures: Sequence[str], order: DateOrder) -> tuple[str, str | None, str | None]:
    """Which of one to three figures are day, month and year."""
    if len(figures) == 1:
        return figures[0], None, None
    if len(figures) == 3 and (order == "year-month-day" or len(figures[0]) == 4):
        year, month, number = figures
        return number, month, year
    first, second = figures[:2]
    last = figures[2] if len(figures) == 3 else None
    return (first, second, last) if order == "day/month/year" else (second, first, last)


def _nearest(number: int, month: int | None, year: str | None, today: date, unread: Refused) -> date:
    if month is not None and year:
        return _on(number, month, int(year) + (2000 if len(year) == 2 else 0), unread)
    months = [(today.year, month), (today.year - 1, month), (today.year + 1, month)]
    if month is None:
        here = today.year * 12 + today.month - 1
        months = [((here + step) // 12, (here + step) % 12 + 1) for step in (0, 1, -1)]
    found = []
    for of_year, of_month in months:
        try:
            found.append(date(of_year, of_month or 1, number))
        except ValueError:
            continue
    if not found:
        raise unread
    return min(found, key=lambda when: abs(when - today))


def _on(number: int, month: int, year: int, unread: Refused) -> date:
    try:
        return date(year, month, number)
    except ValueError:
        raise unread from None


def _bare(text: str) -> str:
    """Without blanks and the dollar sign, and with a plain minus."""
    return "".join(text.split()).replace("−", "-").replace("$", "", 1)


def _number(text: str, sentence: str, limit: Decimal) -> Decimal:
    """The number typed, thousands separated or not; a power of ten (1e9) only counts as far too large."""
    bare = _bare(text)
    if _PLAIN.fullmatch(bare) or _THOUSANDS.fullmatch(bare):
        return Decimal(bare.replace(",", ""))
    if _POWER.fullmatch(bare) and abs(Decimal(bare)) > limit:
        return Decimal(bare)
    raise Refused(sentence)


def _no_finer(amount: Decimal, places: int, spelled: str, shown: str) -> None:
    """Refuses more decimals than can be stored, unless they are zeros."""
    if amount != rounded(amount, places):
        nearest = rounded(amount, places) or Decimal(1).scaleb(-places)
        raise Refused(f"{shown[:_SHOWN]} has more than {spelled} decimals. Type for instance {nearest:f}.")
