"""What is worked out of a price file before any book is looked at."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.money import COST_PLACES, rounded
from app.rules.price_files import Move, Preview, after_discount, successor_in

prices = st.decimals(0, 9_999_999, places=4)
discounts = st.decimals(0, 100, places=2)


@given(prices, discounts)
def test_a_discount_is_rounded_once_half_up(price: Decimal, discount: Decimal) -> None:
    exact = rounded(price * (100 - discount) / 100, COST_PLACES)
    assert Decimal(after_discount(int(price.scaleb(4)), discount)).scaleb(-4) == exact


@pytest.mark.parametrize(
    ("description", "number"),
    [
        ("Use TGK125", "TGK125"),
        ("USE 12H2178", "12H2178"),
        ("NLA  USE 021-753", "021-753"),
        ("USE 650021/22", "650021/22"),
        ("SUPERCEDED TO 627502", "627502"),
        ("Piston, replaced by AB.12-3", "AB.12-3"),
        ("BOLT USE WITH 105313", ""),
        ("HOUSE 12", ""),
        ("USE", ""),
        ("FUSE 10A", ""),
        ("MULTI USE CLEANER", ""),
        ("", ""),
    ],
)
def test_what_supersedes_a_part_is_found_in_its_words(description: str, number: str) -> None:
    assert successor_in(description) == number


@given(st.text())
def test_no_text_is_too_odd_to_be_looked_at(text: str) -> None:
    assert successor_in(text) == "" or successor_in(text) in text


def test_a_move_says_dollars_and_percent() -> None:
    assert Move("K5", "Bolt", Decimal("10.0000"), Decimal("12.5000")).told == "+2.50, +25 %"
    assert Move("K5", "Bolt", Decimal("0.0500"), Decimal("0.0425")).told == "−0.0075, −15 %"
    assert Move("K5", "Bolt", Decimal(0), Decimal(1)).percent == 0


def test_figures_that_are_nothing_are_not_told() -> None:
    assert Preview(0, 0, 0, 0, 0, 0).told == ("The file has no rows.",)
    told = Preview(1_000_000, 0, 2, 3, 1, 0, blank_prices=4).told
    assert told[0] == "1,000,000 new, 2 unchanged."
    assert told[1:] == (
        "Not in this file, but in an earlier one: 3 (1 can be marked as no longer sold).",
        "Without a price: 4.",
    )
