"""The one rounding, and amounts in parts that add up."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.money import cumulative_share, rounded, share, spread
from tests.rules.amounts import cents, quantities, scaled, signed_cents

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


@given(signed_cents, st.lists(quantities, min_size=1, max_size=8))
def test_any_split_of_cumulative_shares_adds_up_to_the_cent(total: Decimal, pieces: list[Decimal]) -> None:
    whole = sum(pieces, D(0))
    marks = [sum(pieces[:count], D(0)) for count in range(len(pieces) + 1)]
    shares = [cumulative_share(total, before, after - before, whole) for before, after in pairwise(marks)]
    assert sum(shares) == total
    for each, piece in zip(shares, pieces, strict=True):
        assert abs(each - total * piece / whole) <= D("0.01")


def test_the_last_one_takes_the_remainder() -> None:
    assert [cumulative_share(D("100.00"), D(before), D(1), D(3)) for before in range(3)] == [
        D("33.33"),
        D("33.34"),
        D("33.33"),
    ]


@given(signed_cents, st.lists(st.one_of(st.just(D(0)), cents), max_size=8))
def test_spread_adds_up_and_no_part_is_a_cent_off(total: Decimal, weights: list[Decimal]) -> None:
    parts = spread(total, weights)
    assert len(parts) == len(weights)
    assert sum(parts) == (total if weights else 0)
    whole = sum(weights)
    if whole:
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part - total * weight / whole) < D("0.01")
            assert part == rounded(part)
            assert weight or not part


def test_spread_goes_by_largest_remainder_then_by_order() -> None:
    assert spread(D("0.02"), [D(1), D(1), D(1)]) == [D("0.01"), D("0.01"), D("0.00")]
    assert spread(D("1.00"), [D("1"), D("1.5"), D("3.5")]) == [D("0.17"), D("0.25"), D("0.58")]
    assert spread(D("5.00"), [D(0), D(0)]) == [D("5.00"), D("0.00")]
    assert spread(D("5.00"), []) == []
