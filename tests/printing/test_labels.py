"""Labels: where they stand on their sheet, what stands on them, which have no barcode."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations, pairwise

import pytest

from app.printing import label
from app.printing.bars import coded
from app.printing.sheets import lay_out
from app.rules.label_facts import STOCKS, LabelFacts, LabelsFacts, LabelStock
from tests.printing.label_samples import BIN, CABLE, FILTER
from tests.printing.ruler import measure

SHEETS = [stock for stock in STOCKS.values() if stock.is_sheet]


@pytest.mark.parametrize("stock", SHEETS, ids=lambda stock: stock.name)
def test_the_labels_of_a_sheet_lie_on_it_and_apart(stock: LabelStock) -> None:
    corners = [stock.corner(place) for place in range(stock.places)]
    assert all(
        x >= 0 and x + stock.width <= stock.paper[0] and y >= 0 and y + stock.height <= stock.paper[1]
        for x, y in corners
    )
    for (x, y), (other_x, other_y) in combinations(corners, 2):
        assert abs(x - other_x) >= stock.width or abs(y - other_y) >= stock.height


def test_they_begin_at_the_first_free_place_and_go_on_the_next_sheet() -> None:
    stock = STOCKS["A4 3x8"]
    pages = lay_out(LabelsFacts((LabelFacts("K55", count=6),), stock, first=22), measure)
    tops = [sorted((text.y, text.x) for text in page.texts if text.text == "K55") for page in pages]
    assert [len(each) for each in tops] == [3, 3]
    assert tops[0][0][0] > stock.corner(21)[1] and tops[1][0][0] < stock.height


def test_a_roll_has_a_page_for_each_label() -> None:
    pages = lay_out(LabelsFacts((CABLE, FILTER), STOCKS["62x29"], first=9), measure)
    assert [(page.width, page.height) for page in pages] == [(6200, 2900)] * 5


@pytest.mark.parametrize("stock", STOCKS.values(), ids=lambda stock: stock.name)
def test_every_label_paper_has_room_for_an_ean_and_its_figures(stock: LabelStock) -> None:
    page = lay_out(LabelsFacts((LabelFacts("Z411", "Oil filter", "B-2", "9300675024235"),), stock), measure)[0]
    assert {"Z411", "B-2", "9300675024235"} <= {text.text for text in page.texts}
    assert page.bars
    assert all(bar.y >= text.y for bar in page.bars for text in page.texts if text.text == "Z411")


@pytest.mark.parametrize("stock", STOCKS.values(), ids=lambda stock: stock.name)
def test_the_bin_is_what_is_large_on_the_label_of_a_bin(stock: LabelStock) -> None:
    page = lay_out(LabelsFacts((BIN,), stock), measure)[0]
    largest = max(page.texts, key=lambda text: text.size)
    assert largest.text == "A-12-3"
    assert page.bars


def test_what_no_barcode_can_say_is_told() -> None:
    facts = LabelsFacts((CABLE, LabelFacts("ÖL-5"), LabelFacts("X" * 30)), STOCKS["A4 5x13"])
    assert label.without_bars(facts, measure) == ("ÖL-5", "X" * 30)


@pytest.mark.parametrize("code", ["CAB-220", "9300675024235", "96385074", "128/100 a"])
def test_no_bar_is_thinner_than_a_printer_prints_and_none_touches_the_next(code: str) -> None:
    bars = coded(code, 6000, 1000).bars
    assert min(bar.width for bar in bars) >= 17
    assert all(one.x + one.width < two.x for one, two in pairwise(bars))
    assert bars[0].x >= Decimal(10) * min(bar.width for bar in bars), "blank before the first bar"
