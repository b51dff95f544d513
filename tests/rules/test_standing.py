"""What is found first: what lies there before what does not, then what is sold; and a standing tells what was sold."""

from __future__ import annotations

from itertools import product

import pytest

from app.rules.standing import standing, was_sold


def test_what_lies_there_comes_first_and_what_is_sold_before_what_is_not() -> None:
    wanted = [(True, True), (True, False), (False, True), (False, False)]
    assert sorted([*wanted[2:], *wanted[:2]], key=lambda at: standing(in_stock=at[0], sold=at[1])) == wanted


@pytest.mark.parametrize(("in_stock", "sold"), [*product([True, False], repeat=2)])
def test_a_standing_tells_whether_it_was_sold_lately(in_stock: bool, sold: bool) -> None:
    assert was_sold(standing(in_stock=in_stock, sold=sold)) is sold
