"""The one rounding, and shares of an amount."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given

from app.rules.money import rounded, share
from tests.rules.amounts import scaled

D = Decimal


@pytest.mark.parametrize(
    ("amount", "places", "expected"),
    [
        ("0.005", 2, "0.01"),
        ("-0.005", 2, "-0.01"),
        ("0.004999", 2, "0.00"),
        ("1.125", 2, "1.13"),
        ("1.115", 2, "1.12"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("7", 4, "7.0000"),
        ("99999999999999999999999999999.995", 2, "100000000000000000000000000000.00"),
    ],
)
def test_rounding_is_half_up_away_from_zero(amount: str, places: int, expected: str) -> None:
    assert str(rounded(D(amount), places)) == expected


@given(scaled(6, -(10**12), 10**12))
def test_rounding_moves_by_half_a_cent_at_most_and_mirrors_the_sign(amount: Decimal) -> None:
    result = rounded(amount)
    assert abs(result - amount) <= D("0.005")
    assert rounded(-amount) == -result
    assert rounded(result) == result


def test_a_share_of_nothing_is_nothing() -> None:
    assert share(D("10.00"), D(1), D(0)) == D("0.00")
    assert share(D("10.00"), D(1), D(3)) == D("3.33")
