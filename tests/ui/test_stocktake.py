"""Stocktake by keys: start, count by bin, scan, what differs, count again, post."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.rules.drafts import InvoiceDraft
from app.rules.found import PartFound
from app.rules.stock_questions import AbandonStocktake, CountAgain, PostUncounted
from app.services import lookup
from app.services.counter import Counter
from app.services.masters import parts
from app.services.sales import invoicing
from app.services.stock import counting, stocktakes
from app.ui.kit.records.picker import Picker
from app.ui.kit.sheets.preview import Preview
from app.ui.main_window import MainWindow
from app.ui.windows.stock_adjustment.window import StockAdjustments
from app.ui.windows.stocktake.window import Stocktakes
from tests import make
from tests.ui.buying import TypeKeys, in_dialog, said, typist
from tests.ui.keys import CTRL, DOWN, ENTER, ESC, KEY, SHIFT, TAB, type_at_speed
from tests.ui.scripted import ScriptedPrompter

D = Decimal
F3, F5, F6, F8, F9, F12 = KEY.Key_F3, KEY.Key_F5, KEY.Key_F6, KEY.Key_F8, KEY.Key_F9, KEY.Key_F12
PRINT, EXPORT, ABANDON = (KEY.Key_P, CTRL), (KEY.Key_E, CTRL), (KEY.Key_Delete, CTRL | SHIFT)
CODE = "9300675024235"


@pytest.fixture
def shelf(counter: Counter) -> dict[str, PartFound]:
    """Three parts in two bins, and one that lies in none."""
    barcode = (parts.OtherNumber("barcode", CODE),)
    made = [
        make.a_part(counter, "CAB-220", 10, cost="10.00", bin="A1"),
        make.a_part(counter, "OIL-1", 5, cost="4.00", bin="A2", numbers=barcode),
        make.a_part(counter, "PAD-7", 3, cost="20.00", bin="B1"),
        make.a_part(counter, "STRAY-1", 0, cost="1.00"),
    ]
    return {each.number: each for each in made}


@pytest.fixture
def window(desk: MainWindow, shelf: dict[str, PartFound]) -> Stocktakes:
    opened = desk.open("stocktake")
    assert isinstance(opened, Stocktakes)
    return opened


@pytest.fixture
def type_keys(desk: MainWindow, qtbot: QtBot) -> TypeKeys:
    return typist(desk, qtbot)


def on_books(counter: Counter) -> dict[str, Decimal | None]:
    """What is counted of each part of the last stocktake."""
    last = max(stocktakes.list_stocktakes(counter), key=lambda each: each.number)
    sheet = stocktakes.sheet(counter, last.stocktake_id)
    return {each.part.number: each.counted for each in sheet.counts}


def on_hand(counter: Counter, shelf: dict[str, PartFound]) -> list[Decimal]:
    return [make.stock(counter, part)[0] for part in shelf.values()]


def at(window: Stocktakes) -> str:
    """The part on whose count the cursor stands."""
    row = window.grid.current_line()
    assert row is not None and window.grid.current_attribute() == "counted"
    number: str = row.part.number
    return number


def test_from_the_first_bin_to_the_posted_difference(
    window: Stocktakes, counter: Counter, shelf: dict[str, PartFound], type_keys: TypeKeys, desk: MainWindow
) -> None:
    assert window.start.would.whole == "3 parts to count"
    type_keys(F12)
    assert said(desk) == "Stocktake 10001 – 3 parts. Ctrl+P prints the sheets."
    assert window.windowTitle() == "Stocktake 10001"
    assert at(window) == "CAB-220"
    type_keys("9", ENTER, "5", ENTER, "2+2", ENTER)
    assert on_books(counter) == {"CAB-220": D(9), "OIL-1": D(5), "PAD-7": D(4)}
    assert (window._counted.text(), window._differ.text()) == ("3 of 3", "–")
    type_keys(F8)
    assert window._differ.text() == "2"
    assert [(each.part.number, each.variance, each.worth) for each in window.variances.shown()] == [
        ("PAD-7", D(1), D("20.00")),
        ("CAB-220", D(-1), D("-10.00")),
    ]
    type_keys(F12)
    assert said(desk) == "Stocktake 10001 – 2 parts corrected by stock adjustment 10001, value 10.00."
    assert on_hand(counter, shelf) == [D(9), D(5), D(4), D(0)]
    assert window.windowTitle() == "Stocktake"
    assert [each.status for each in window.start.list.shown()] == ["posted"]


def test_who_may_not_starts_it_with_an_approval(
    window: Stocktakes, counter: Counter, type_keys: TypeKeys, desk: MainWindow, prompter: ScriptedPrompter
) -> None:
    pat = make.somebody(counter, "Pat", "parts manager", "1357")
    desk.sign_on(make.somebody(counter, "Lee"))
    prompter.expect_approval(pat.operator.id, "1357")
    type_keys(F12)
    (listed,) = stocktakes.list_stocktakes(counter)
    assert (listed.status, listed.operator) == ("counting", "Lee")


def test_only_some_bins(window: Stocktakes, counter: Counter, type_keys: TypeKeys) -> None:
    window.start.first.setFocus()
    type_keys("a", ENTER)
    assert window.start.would.whole == "2 parts to count"
    type_keys(F12)
    assert list(on_books(counter)) == ["CAB-220", "OIL-1"]


def test_a_scan_lands_on_its_part_and_adds_one_and_is_never_a_quantity(
    window: Stocktakes, counter: Counter, type_keys: TypeKeys
) -> None:
    type_keys(F12)
    for _ in range(2):
        type_at_speed(CODE, gap=5)
        type_keys(ENTER)
    assert at(window) == "OIL-1"
    assert on_books(counter) == {"CAB-220": None, "OIL-1": D(2), "PAD-7": None}


def test_an_unknown_barcode_is_told_and_is_no_count(
    window: Stocktakes, counter: Counter, type_keys: TypeKeys, desk: MainWindow
) -> None:
    type_keys(F12)
    type_at_speed("9999999999994", gap=5)
    type_keys(ENTER)
    assert "There is no part with the barcode" in said(desk)
    type_keys(ESC)
    assert on_books(counter)["CAB-220"] is None


def test_a_part_that_nobody_expected_is_found_and_comes_onto_the_sheets(
    window: Stocktakes, counter: Counter, type_keys: TypeKeys, desk: MainWindow
) -> None:
    type_keys(F12)
    in_dialog(desk, Picker, "stray", ENTER)
    type_keys(F3)
    assert at(window) == "STRAY-1"
    assert "STRAY-1 was on no sheet" in said(desk)
    type_keys("4", ENTER)
    assert on_books(counter)["STRAY-1"] == D(4)


def test_what_cannot_be_is_refused_and_stays_in_its_cell(
    window: Stocktakes, counter: Counter, type_keys: TypeKeys, desk: MainWindow
) -> None:
    type_keys(F12, "1.5", ENTER)
    assert "whole units" in said(desk)
    assert at(window) == "CAB-220"
    type_keys("7", ENTER)
    assert on_books(counter)["CAB-220"] == D(7)


def test_two_people_count_one_part(window: Stocktakes, counter: Counter, type_keys: TypeKeys, desk: MainWindow) -> None:
    type_keys(F12)
    line = stocktakes.sheet(counter, 1).counts[0]
    counting.count(counter, line.line_id, D(8), None)
    type_keys("9", ENTER)
    assert "Somebody else has counted 8 of CAB-220 meanwhile" in said(desk)
    assert on_books(counter)["CAB-220"] == D(8)
    type_keys(ENTER)
    assert on_books(counter)["CAB-220"] == D(9)
    counting.count(counter, line.line_id, D(8), D(9))
    window.grid.go_to_count(line.line_id)
    type_keys("7", ENTER, ESC)
    assert window.grid.lines[0].count.counted == D(8)
    assert on_books(counter)["CAB-220"] == D(8)


def test_what_others_have_counted_is_shown_by_reading_again(
    window: Stocktakes, counter: Counter, type_keys: TypeKeys
) -> None:
    type_keys(F12)
    counting.count(counter, stocktakes.sheet(counter, 1).counts[1].line_id, D(6), None)
    type_keys(F5)
    assert window._counted.text() == "1 of 3"
    assert window.grid.lines[1].count.counted == D(6)


def test_a_count_is_taken_back(window: Stocktakes, counter: Counter, type_keys: TypeKeys) -> None:
    type_keys(F12, "9", ENTER, KEY.Key_Up, KEY.Key_Delete, ENTER)
    assert on_books(counter)["CAB-220"] is None


def test_what_was_sold_before_it_was_counted_is_pointed_out_and_counted_again(
    window: Stocktakes, counter: Counter, shelf: dict[str, PartFound], type_keys: TypeKeys, desk: MainWindow,
    prompter: ScriptedPrompter,
) -> None:  # fmt: skip
    type_keys(F12)
    debtor = make.a_debtor(counter)
    line = invoicing.line_for(counter, lookup.part(counter, shelf["CAB-220"].id), debtor, D(4))
    invoicing.finalise(counter, InvoiceDraft(debtor=debtor, lines=[line]), {})
    type_keys("6", ENTER, F8)
    assert "1 variance just what moved since the snapshot" in said(desk)
    prompter.expect(CountAgain, "yes")
    type_keys(F6)
    assert at(window) == "CAB-220"
    type_keys("6", ENTER, F8)
    assert window.variances.shown() == ()
    prompter.expect(PostUncounted, "leave")
    type_keys(F12)
    assert said(desk) == "Stocktake 10001 is posted: nothing differed."
    assert on_hand(counter, shelf)[0] == D(6)


def test_what_is_not_counted_is_asked_about_and_one_may_go_on(
    window: Stocktakes, counter: Counter, shelf: dict[str, PartFound], type_keys: TypeKeys, prompter: ScriptedPrompter
) -> None:
    type_keys(F12, "9", ENTER)
    prompter.expect(PostUncounted, None)
    type_keys(F12)
    assert window.windowTitle() == "Stocktake 10001"
    assert on_hand(counter, shelf)[0] == D(10)
    prompter.expect(PostUncounted, "zero")
    type_keys(F12)
    assert on_hand(counter, shelf) == [D(9), D(0), D(0), D(0)]


def test_below_what_is_promised_nothing_is_posted_and_the_part_is_named(
    window: Stocktakes, counter: Counter, shelf: dict[str, PartFound], type_keys: TypeKeys, desk: MainWindow
) -> None:
    debtor = make.a_debtor(counter)
    line = invoicing.line_for(counter, shelf["OIL-1"], debtor, D(4))
    invoicing.save(counter, InvoiceDraft(debtor=debtor, lines=[line]), {})
    type_keys(F12, "9", ENTER, "3", ENTER, "3", ENTER, F8, F12)
    assert "OIL-1: of 5 on hand 2 cannot be missing; 4 are promised" in said(desk)
    assert at(window) == "OIL-1"
    assert on_hand(counter, shelf)[0] == D(10)


def test_it_is_left_and_gone_on_with(window: Stocktakes, counter: Counter, type_keys: TypeKeys) -> None:
    type_keys(F12, "9", ENTER, ESC)
    assert window.windowTitle() == "Stocktake"
    assert [each.counted for each in window.start.list.shown()] == [1]
    type_keys(F9, ENTER)
    assert window.windowTitle() == "Stocktake 10001"
    assert at(window) == "OIL-1"
    type_keys(F8, ESC)
    assert window.grid.hasFocus()


def test_it_is_abandoned_after_a_question(
    window: Stocktakes, counter: Counter, shelf: dict[str, PartFound], type_keys: TypeKeys, prompter: ScriptedPrompter
) -> None:
    type_keys(F12, "9", ENTER)
    prompter.expect(AbandonStocktake, None)
    type_keys(ABANDON)
    assert window.windowTitle() == "Stocktake 10001"
    prompter.expect(AbandonStocktake, "yes")
    type_keys(ABANDON)
    assert [each.status for each in window.start.list.shown()] == ["abandoned"]
    assert on_hand(counter, shelf)[0] == D(10)


def test_what_a_posted_one_corrected_is_shown(
    window: Stocktakes, counter: Counter, type_keys: TypeKeys, desk: MainWindow
) -> None:
    type_keys(F12, "9", ENTER, "5", ENTER, "3", ENTER, F12, F9, ENTER)
    shown = desk.windows()[-1]
    assert isinstance(shown, StockAdjustments)
    assert shown.windowTitle() == "Stock Adjustment 10001"
    assert shown._became.table.hasFocus()


def test_a_bin_is_gone_to(window: Stocktakes, type_keys: TypeKeys, desk: MainWindow) -> None:
    type_keys(F12)
    window.page.bin.setFocus()
    type_keys("b", ENTER)
    assert at(window) == "PAD-7"
    window.page.bin.setFocus()
    type_keys("z", ENTER)
    assert "No bin on these sheets begins with “z”" in said(desk)


def test_count_sheets_and_variances_are_printed_and_exported(
    window: Stocktakes, type_keys: TypeKeys, desk: MainWindow, prompter: ScriptedPrompter, tmp_path: Path
) -> None:
    type_keys(F12, "9", ENTER)
    titles: list[str] = []

    def look(dialog: Preview) -> None:
        titles.append(dialog.windowTitle())

    in_dialog(desk, Preview, ESC, look=look)
    type_keys(PRINT)
    in_dialog(desk, Preview, ESC, look=look)
    type_keys(F8, PRINT)
    assert titles == ["Count Sheets 10001", "Variances of stocktake 10001"]
    prompter.expect_file(tmp_path / "variances.csv")
    type_keys(EXPORT)
    assert "CAB-220" in (tmp_path / "variances.csv").read_text(encoding="utf-8-sig")


def test_what_should_be_there_is_shown_only_when_it_is_asked_for(window: Stocktakes, type_keys: TypeKeys) -> None:
    type_keys(F12)
    column = [each.attribute for each in window.grid.rows.columns].index("snapshot")
    assert window.grid.isColumnHidden(column)
    assert window.remark.whole == ""
    window.page.on_hand.click()
    assert not window.grid.isColumnHidden(column)
    assert "10 on hand" in window.remark.whole


def test_down_in_the_list_of_stocktakes_and_tab_through_the_head(window: Stocktakes, type_keys: TypeKeys) -> None:
    window.start.first.setFocus()
    type_keys(TAB, TAB, TAB, DOWN)
    assert window.start.group.hasFocus()
    type_keys(TAB)
    assert window.start.list.table.hasFocus()
