"""What a part may become while something of it lies on the shelf or is promised."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.rules.faults import Refused
from app.rules.part_kinds import Shelf, need_no_goods, need_whole_units

D = Decimal
EMPTY = Shelf(D("0.000"), D("0.000"), D("0.000"), D("0.000"))


def test_an_empty_shelf_allows_both() -> None:
    need_no_goods("HOSE", EMPTY)
    need_whole_units("HOSE", EMPTY)


@pytest.mark.parametrize("at", range(4))
def test_each_figure_alone_is_enough_to_refuse(at: int) -> None:
    figures = [D(0)] * 4
    figures[at] = D("1.500")
    with pytest.raises(Refused, match="HOSE has stock or open documents"):
        need_no_goods("HOSE", Shelf(*figures))
    with pytest.raises(Refused, match="part units on open documents"):
        need_whole_units("HOSE", Shelf(*figures))


def test_whole_units_of_each_are_fine() -> None:
    need_whole_units("HOSE", Shelf(D("4.000"), D("1.000"), D("2.000"), D("10.000")))
