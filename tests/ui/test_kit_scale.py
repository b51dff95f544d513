"""The figures beside a picture: round, few, 0 among them, and nothing of the picture beyond them."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui.kit.scale import scale

figures = st.decimals(-10_000_000, 10_000_000, places=3)


@pytest.mark.parametrize(
    ("lowest", "highest", "wanted"),
    [
        ("0", "100", (0, 20, 40, 60, 80, 100)),
        ("0", "11", (0, 2, 4, 6, 8, 10, 12)),
        ("0", "0.5", (0, 1)),
        ("5", "5866.10", (0, 1000, 2000, 3000, 4000, 5000, 6000)),
        ("-2", "7", (-2, 0, 2, 4, 6, 8)),
        ("-30", "-3", (-30, -25, -20, -15, -10, -5, 0)),
    ],
)
def test_its_figures_are_round(lowest: str, highest: str, wanted: tuple[int, ...]) -> None:
    assert scale(Decimal(lowest), Decimal(highest)) == wanted


@given(figures, figures)
def test_everything_lies_within_it(one: Decimal, other: Decimal) -> None:
    lowest, highest = min(one, other), max(one, other)
    found = scale(lowest, highest)
    assert found[0] <= lowest and found[-1] >= highest
    assert 0 in found
    assert 2 <= len(found) <= 8
    (step,) = {after - before for before, after in pairwise(found)}
    assert str(step).rstrip("0") in {"1", "2", "5"}
