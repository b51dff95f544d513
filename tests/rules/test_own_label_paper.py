"""Label paper that a desk describes itself: what fits on A4, what does not and which measure is to blame."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.faults import Refused
from app.rules.label_facts import A4_HEIGHT, A4_WIDTH, OWN, OwnPaper, millimetres, own_stock, written_mm
from app.rules.papers import Printing, read_printing

USUAL = OwnPaper()


def test_what_fits_is_a_sheet_with_a_corner_for_each_label() -> None:
    stock = own_stock(OwnPaper(2, 5, 9000, 5000, 1000, 1200, 500, 300))
    assert (stock.name, stock.places, stock.paper) == (OWN, 10, (A4_WIDTH, A4_HEIGHT))
    assert stock.words == "Own A4 sheet, 2 × 5 of 90 × 50 mm"
    assert stock.corner(0) == (1000, 1200)
    assert stock.corner(9) == (1000 + 9500, 1200 + 4 * 5300)


def test_one_column_and_one_row_is_a_roll() -> None:
    stock = own_stock(OwnPaper(1, 1, 7650, 3125, 500, 500))
    assert (stock.is_sheet, stock.paper, stock.words) == (False, (7650, 3125), "Own roll, 76.5 × 31.25 mm")


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        ({"columns": 0}, "columns", "A sheet has 1 to 40 columns, not 0."),
        ({"rows": 41}, "rows", "A sheet has 1 to 40 rows, not 41."),
        ({"width": 999}, "width", "The label width is 9.99 mm. It is 10 mm to 210 mm."),
        ({"height": 30000}, "height", "The label height is 300 mm. It is 10 mm to 297 mm."),
        ({"columns": 1, "rows": 1, "height": 30001}, "height", "The label height is 300.01 mm. It is 10 mm to 300 mm."),
        ({"left": -1}, "left", "The left edge is less than nothing. Measure it on the sheet, in millimetres."),
        (
            {"gap_down": -1},
            "gap_down",
            "The gap between rows is less than nothing. Measure it on the sheet, in millimetres.",
        ),
        ({"left": 1500}, "columns", "3 columns take 212 mm with edge and gaps; A4 is 210 mm wide."),
        ({"rows": 9}, "rows", "9 rows take 318 mm with edge and gaps; A4 is 297 mm high."),
    ],
)
def test_what_cannot_be_is_told_by_its_measure(changed: dict[str, int], field: str, says: str) -> None:
    with pytest.raises(Refused) as refused:
        own_stock(replace(USUAL, **changed))
    assert (refused.value.field, refused.value.sentence) == (field, says)


@given(st.builds(OwnPaper, *[st.integers(0, 8)] * 2, *[st.integers(900, 22000)] * 2, *[st.integers(-10, 3000)] * 4))
def test_whatever_is_accepted_lies_on_its_paper(paper: OwnPaper) -> None:
    try:
        stock = own_stock(paper)
    except Refused:
        return
    wide, high = stock.paper
    for place in range(stock.places):
        x, y = stock.corner(place)
        assert 0 <= x <= wide - stock.width and 0 <= y <= high - stock.height


@pytest.mark.parametrize(
    ("typed", "length"), [("63.5", 6350), ("63.50 mm", 6350), ("0", 0), ("7.", 700), ("2.05", 205)]
)
def test_lengths_are_typed_in_millimetres(typed: str, length: int) -> None:
    assert millimetres(typed) == length
    assert millimetres(written_mm(length)) == length


@pytest.mark.parametrize("typed", ["x", "-1", "63.505", "", "1,5", "1e3", "99999"])
def test_what_is_no_length_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="is no length. Type millimetres"):
        millimetres(typed)


def test_what_a_desk_has_kept_is_taken_as_far_as_it_can_be_printed_on() -> None:
    own = OwnPaper(2, 5, 9000, 5000, 1000, 1200, 500, 300)
    kept = asdict(Printing(label_stock=OWN, own_paper=own, next_label=4, told_usual="HP"))
    assert read_printing(kept) == Printing(label_stock=OWN, own_paper=own, next_label=4, told_usual="HP")
    assert read_printing({**kept, "own_paper": {**kept["own_paper"], "width": 99999}}).stock == Printing().stock
    assert read_printing({**kept, "own_paper": {**kept["own_paper"], "width": 90.0}}).own_paper == OwnPaper()
    assert read_printing({**kept, "on_roll": ["account", 7, "paid"]}).on_roll == ("paid", "account")
