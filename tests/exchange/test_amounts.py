"""Amounts as other programs write them."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exchange.amounts import amount, decimal_mark, shortened_by_a_spreadsheet
from app.rules.faults import Refused


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", "12"),
        ("12.50", "12.50"),
        ("12,50", "12.50"),
        ("1.234,50", "1234.50"),
        ("$1,200.00", "1200.00"),
        ("A$ 1,200.00", "1200.00"),
        ("1200.00 AUD", "1200.00"),
        ("1,234,567", "1234567"),
        ("1.234.567,8", "1234567.8"),
        ("1 234,50", "1234.50"),
        ("1\u00a0234,50", "1234.50"),
        ("1'234.50", "1234.50"),
        (".5", ".5"),
        ("0.125", ".125"),
        ("0,125", ".125"),
        ("-3.20", "-3.20"),
        ("3.20-", "-3.20"),
        ("(3.20)", "-3.20"),
        ("($3.20)", "-3.20"),
        ("\u22123.20", "-3.20"),
        ("-$3.20", "-3.20"),
        ("21.3500004", "21.3500004"),
    ],
)
def test_reads_every_usual_way_to_write_an_amount(text: str, value: str) -> None:
    assert amount(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "abc",
        "POA",
        "1.2.3",
        "1,2,3",
        "12.5.",
        "1,23,456.00",
        "--1",
        "1e5",
        "nan",
        "inf",
        "",
        "12 ea",
        "1.234,567,8",
        "٣",
    ],
)
def test_refuses_what_is_no_number(text: str) -> None:
    with pytest.raises(Refused, match="no number"):
        amount(text)


def test_refuses_another_currency_and_what_a_spreadsheet_has_shortened() -> None:
    with pytest.raises(Refused, match="not in dollars"):
        amount("€12.50")
    with pytest.raises(Refused, match="not in dollars"):
        amount("US$12.50")
    with pytest.raises(Refused, match="spreadsheet"):
        amount("6.5E+17")


def test_a_megabyte_is_no_number_and_is_said_briefly() -> None:
    with pytest.raises(Refused) as fault:
        amount("9" * 5_000_000)
    assert len(fault.value.sentence) < 100


def test_an_amount_with_two_readings_is_read_as_its_file_writes_them() -> None:
    assert amount("1,234", ".") == 1234
    assert amount("1,234", ",") == Decimal("1.234")
    assert amount("1.234", ".") == Decimal("1.234")
    assert amount("1.234", ",") == 1234
    with pytest.raises(Refused, match=r"may be 1234 or 1\.234"):
        amount("1,234", "both")


def test_the_file_says_how_it_writes_decimals() -> None:
    assert decimal_mark(["1,234", "12,50"]) == ","
    assert decimal_mark(["1,234", "12.50"]) == "."
    assert decimal_mark(["1.234", "1.234,5"]) == ","
    assert decimal_mark(["1,234", "abc", "", "7"]) == "."
    assert decimal_mark(["1.234.567"]) == ","
    assert decimal_mark(["12,50", "12.50"]) == "both"


@given(st.decimals(min_value=-10_000_000, max_value=10_000_000, places=2))
def test_an_amount_in_both_styles_is_the_same_amount(value: Decimal) -> None:
    english = f"{value:,.2f}"
    european = english.translate({ord(","): ".", ord("."): ","})
    assert amount(english) == amount(european) == value


@given(st.text(max_size=60))
def test_no_text_is_anything_but_a_number_or_refused(text: str) -> None:
    with suppress(Refused):
        assert amount(text).is_finite()


def test_part_numbers_that_look_alike_are_no_shortened_numbers() -> None:
    assert shortened_by_a_spreadsheet("6.5E+17")
    assert shortened_by_a_spreadsheet("6.50207e+17")
    assert shortened_by_a_spreadsheet("6.50207E17")
    assert shortened_by_a_spreadsheet("1E+12")
    assert not shortened_by_a_spreadsheet("14E4289")
    assert not shortened_by_a_spreadsheet("1E5")
