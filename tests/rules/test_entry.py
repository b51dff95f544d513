"""What is typed into fields and cells is read exactly, or refused by a sentence that names it and the next step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import entry, words
from app.rules.dates import DATE_ORDERS, DateOrder, Dates
from app.rules.entry import PartTyped, PriceTyped
from app.rules.faults import Refused

TODAY = date(2026, 11, 28)  # a Saturday
quantities = st.decimals(Decimal("0.001"), entry.LARGEST_QUANTITY, places=3)
ORDERS = [Dates(order) for order in DATE_ORDERS]
lines_of_text = st.text(max_size=40)


def sentence(call: Callable[..., object], *about: object, **named: object) -> str:
    with pytest.raises(Refused) as refused:
        call(*about, **named)
    return refused.value.sentence


def refusal(call: Callable[..., object], *about: object) -> str | None:
    try:
        call(*about)
    except Refused as fault:
        return fault.sentence
    return None


@given(quantities)
def test_a_quantity_that_was_shown_is_read_back(amount: Decimal) -> None:
    assert entry.quantity(words.quantity(amount)) == amount
    assert entry.quantity(f"  {amount} ") == amount


@given(st.decimals(0, entry.LARGEST_PRICE, places=4))
def test_a_price_that_was_shown_is_read_back(amount: Decimal) -> None:
    assert entry.price(words.price(amount)) == PriceTyped("price", amount)
    assert entry.unit_price("$" + words.price(amount)) == amount


@given(st.decimals(0, entry.LARGEST_AMOUNT, places=2))
def test_an_amount_that_was_shown_is_read_back(amount: Decimal) -> None:
    assert entry.money(words.money(amount)) == amount
    assert entry.money("−" + words.money(amount), allow_negative=True) == -amount


@given(st.dates(), st.sampled_from(ORDERS), st.sampled_from(ORDERS))
def test_a_full_day_that_any_shop_shows_is_read_back_by_every_shop(when: date, shown: Dates, read: Dates) -> None:
    assert entry.day(shown.full_day(when), TODAY, read) == when
    assert entry.day(shown.full_day(when).upper(), TODAY, read) == when
    assert entry.day(when.isoformat(), TODAY, read) == when


@given(st.dates(TODAY - timedelta(182), TODAY + timedelta(182)), st.sampled_from(ORDERS))
def test_a_day_of_these_months_that_was_shown_without_its_year_is_read_back(when: date, dates: Dates) -> None:
    assert entry.day(dates.day(when), TODAY, dates) == when


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from("/. -"), st.booleans(), st.booleans())
def test_figures_are_read_in_the_order_of_the_shop(when: date, between: str, padded: bool, short: bool) -> None:
    year = f"{when.year % 100:02}" if short else f"{when.year}"
    day, month = (f"{each:02}" if padded else f"{each}" for each in (when.day, when.month))
    for dates, figures in zip(ORDERS, ((day, month, year), (month, day, year), (year, month, day)), strict=True):
        assert entry.day(between.join(figures), TODAY, dates) == when


@given(lines_of_text)
def test_anything_typed_is_read_or_refused_by_a_sentence(text: str) -> None:
    readers = (entry.quantity, entry.price, entry.money, entry.rate, entry.whole, entry.part, entry.unit_price)
    for said in [refusal(read, text) for read in readers] + [refusal(entry.day, text, TODAY)]:
        assert said is None or (said.endswith(".") and len(said) < 200)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("0", "0 is no quantity to enter. Type 1 or more; Ctrl+Del deletes the line."),
        ("-1", "-1 is less than nothing. Type how many, for instance 2 or 1.5."),
        ("−1", "−1 is less than nothing. Type how many, for instance 2 or 1.5."),
        ("1e9", "1e9 is more than 999,999.999. Type a smaller quantity."),
        ("1000000", "1000000 is more than 999,999.999. Type a smaller quantity."),
        ("abc", "“abc” is no quantity. Type a number, for instance 2 or 1.5."),
        ("1.0005", "1.0005 has more than three decimals. Type for instance 1.001."),
        ("1,5", "“1,5” is no quantity. Type a number, for instance 2 or 1.5."),
        ("1e2", "“1e2” is no quantity. Type a number, for instance 2 or 1.5."),
        ("١", "“١” is no quantity. Type a number, for instance 2 or 1.5."),
        ("nan", "“nan” is no quantity. Type a number, for instance 2 or 1.5."),
        ("1_000", "“1_000” is no quantity. Type a number, for instance 2 or 1.5."),
        (" ", "The quantity is missing. Type a number, for instance 2 or 1.5."),
    ],
)
def test_a_wrong_quantity_is_told_with_what_to_type(typed: str, says: str) -> None:
    assert sentence(entry.quantity, typed) == says


def test_a_part_in_whole_units_takes_no_half() -> None:
    assert entry.quantity("2.0", whole_units=True) == 2
    says = sentence(entry.quantity, "1.5", part="CAB-220", whole_units=True)
    assert says == "CAB-220 is sold in whole units. Type 1 or 2 instead of 1.5."
    assert sentence(entry.quantity, "0.4", whole_units=True).endswith("Type 1 instead of 0.4.")


def test_thousands_are_read_only_where_they_belong() -> None:
    assert entry.quantity("1,234.5") == Decimal("1234.5")
    assert sentence(entry.quantity, "12,34").startswith("“12,34” is no quantity")


def test_zero_and_less_are_taken_where_they_make_sense() -> None:
    assert entry.quantity("0", allow_zero=True) == 0
    assert entry.quantity("-3", allow_negative=True) == -3


def test_a_long_text_is_named_by_its_beginning() -> None:
    assert len(sentence(entry.quantity, "x" * 10_000)) < 120
    assert len(sentence(entry.quantity, "9" * 10_000)) < 120


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("12.50", PriceTyped("price", Decimal("12.50"))),
        ("$1,200", PriceTyped("price", Decimal(1200))),
        ("+20", PriceTyped("margin", Decimal(20))),
        ("+ 33.33 %", PriceTyped("margin", Decimal("33.33"))),
        ("-10", PriceTyped("discount", Decimal(10))),
        ("−10%", PriceTyped("discount", Decimal(10))),
    ],
)
def test_a_price_cell_takes_a_price_a_margin_or_a_discount(typed: str, read: PriceTyped) -> None:
    assert entry.price(typed) == read


@pytest.mark.parametrize("typed", ["", "abc", "+100", "-100.5", "+", "-", "+-5", "1.23456", "10000000", "1e30", "+abc"])
def test_what_is_no_price_is_refused(typed: str) -> None:
    assert "Type " in sentence(entry.price, typed)


def test_a_plain_price_takes_no_margin() -> None:
    assert sentence(entry.unit_price, "+20").startswith("“+20” is no price here.")


def test_percentages_stay_between_their_ends() -> None:
    assert entry.rate("7.5 %") == Decimal("7.5")
    assert sentence(entry.rate, "101").startswith("101 is not between 0 and 100 %.")
    assert sentence(entry.rate, "-1").startswith("-1 is not between 0 and 100 %.")
    assert sentence(entry.rate, "7.555").startswith("7.555 has more than two decimals.")


def test_whole_numbers_stay_between_their_ends() -> None:
    assert entry.whole("30") == 30
    assert sentence(entry.whole, "1.5", largest=90) == "1.5 does not fit here. Type a whole number from 0 to 90."
    assert sentence(entry.whole, "91", largest=90) == "91 does not fit here. Type a whole number from 0 to 90."


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("12*ABC", PartTyped("ABC", Decimal(12))),
        (" 1.5 * hose 12 ", PartTyped("hose 12", Decimal("1.5"))),
        ("ABC", PartTyped("ABC")),
        ("ABC*2", PartTyped("ABC*2")),
        ("12*", PartTyped("12*")),
        ("*", PartTyped("*")),
    ],
)
def test_a_part_cell_takes_a_quantity_before_a_star(typed: str, read: PartTyped) -> None:
    assert entry.part(typed) == read


def test_a_wrong_quantity_before_the_star_is_refused() -> None:
    assert sentence(entry.part, "0*ABC").startswith("0 is no quantity")
    assert sentence(entry.part, "1.0005*ABC").startswith("1.0005 has more than three decimals")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("5", date(2026, 12, 5)),
        ("28", TODAY),
        ("27", date(2026, 11, 27)),
        ("5/12", date(2026, 12, 5)),
        ("5/1", date(2027, 1, 5)),
        ("5/12/25", date(2025, 12, 5)),
        ("5.12.2025", date(2025, 12, 5)),
        ("29/2", date(2028, 2, 29)),
        ("5 dec", date(2026, 12, 5)),
        ("5 December 2025", date(2025, 12, 5)),
        ("+7", TODAY + timedelta(7)),
        ("-3", TODAY - timedelta(3)),
        ("tom", TODAY + timedelta(1)),
        ("Tomorrow", TODAY + timedelta(1)),
        ("tod", TODAY),
        ("yes", TODAY - timedelta(1)),
        ("fri", date(2026, 12, 4)),
        ("sat", date(2026, 12, 5)),
    ],
)
def test_days_are_typed_short(typed: str, read: date) -> None:
    if typed == "29/2":
        assert entry.day(typed, date(2028, 1, 1)) == read
    else:
        assert entry.day(typed, TODAY) == read


@pytest.mark.parametrize(
    ("order", "typed", "read"),
    [
        ("month/day/year", "5", date(2026, 12, 5)),
        ("month/day/year", "12/5", date(2026, 12, 5)),
        ("month/day/year", "5/12", date(2027, 5, 12)),
        ("month/day/year", "12/5/25", date(2025, 12, 5)),
        ("month/day/year", "Dec 5, 2025", date(2025, 12, 5)),
        ("month/day/year", "december 5", date(2026, 12, 5)),
        ("month/day/year", "+7", TODAY + timedelta(7)),
        ("year-month-day", "5", date(2026, 12, 5)),
        ("year-month-day", "12-5", date(2026, 12, 5)),
        ("year-month-day", "25-12-05", date(2025, 12, 5)),
        ("year-month-day", "2025/12/5", date(2025, 12, 5)),
        ("year-month-day", "5 dec 25", date(2025, 12, 5)),
        ("day/month/year", "2025/12/5", date(2025, 12, 5)),
        ("day/month/year", "dec 5 25", date(2025, 12, 5)),
    ],
)
def test_each_order_reads_its_own_figures_and_every_name(order: DateOrder, typed: str, read: date) -> None:
    assert entry.day(typed, TODAY, Dates(order)) == read


@pytest.mark.parametrize(
    ("order", "typed", "instead"),
    [
        ("month/day/year", "13/5", "12/5"),
        ("month/day/year", "5/12/123", "12/5"),
        ("year-month-day", "5/12/2026", "12-5"),
        ("year-month-day", "13-5", "12-5"),
        ("day/month/year", "26-13-1", "5/12"),
        ("day/month/year", "2026/12", "5/12"),
        ("day/month/year", "nov 2026", "5/12"),
    ],
)
def test_what_is_no_day_in_this_order_is_refused_with_one_that_is(order: DateOrder, typed: str, instead: str) -> None:
    said = sentence(entry.day, typed, TODAY, Dates(order))
    assert said == f"“{typed}” is no day. Type for instance 5, {instead}, +7 or tom."
    assert entry.day(instead, TODAY, Dates(order)) == date(2026, 12, 5)


@pytest.mark.parametrize(
    ("order", "day", "full_day", "full_month"),
    [
        ("day/month/year", "5 Dec", "5 Dec 2026", "Dec 2026"),
        ("month/day/year", "Dec 5", "Dec 5, 2026", "Dec 2026"),
        ("year-month-day", "12-05", "2026-12-05", "2026-12"),
    ],
)
def test_each_shop_writes_days_in_its_order(order: DateOrder, day: str, full_day: str, full_month: str) -> None:
    dates, when = Dates(order), date(2026, 12, 5)
    assert (dates.day(when), dates.full_day(when), dates.full_month(when)) == (day, full_day, full_month)


@pytest.mark.parametrize("typed", ["", "0", "32", "31/2", "5/13", "abc", "to", "5/12/", "1/1/0000", "+99999", "5 foo"])
def test_what_is_no_day_is_refused(typed: str) -> None:
    assert sentence(entry.day, typed, TODAY).endswith("Type for instance 5, 5/12, +7 or tom.")


def test_a_scan_is_eight_digits_at_a_scanners_speed() -> None:
    assert entry.is_scan("93123457", typed_fast=True)
    assert not entry.is_scan("93123457", typed_fast=False)
    assert not entry.is_scan("9312345", typed_fast=True)
    assert not entry.is_scan("9312345A", typed_fast=True)


def test_small_figures_are_never_looked_up_as_barcodes() -> None:
    assert not entry.may_be_code("120")
    assert not entry.may_be_code("12.500")
    assert entry.may_be_code("AB-1")


def test_a_line_is_refused_when_it_is_too_long_and_never_cut() -> None:
    assert entry.line(" a\x00 b\u202e ", "The note", 3) == "a b"
    with pytest.raises(Refused, match=r"The note holds 3 letters; this is 1,000\. Shorten it\."):
        entry.line("x" * 1000, "The note", 3)
