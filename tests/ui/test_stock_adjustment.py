"""Stock Adjustment by keys: found and lost, refused below what is promised, looked at again."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.rules.drafts import InvoiceDraft
from app.rules.found import PartFound
from app.services import lookup
from app.services.counter import Counter
from app.services.masters import parts
from app.services.sales import invoicing
from app.services.stock import adjusting
from app.ui.kit.records.picker import Picker
from app.ui.kit.sheets.preview import Preview
from app.ui.main_window import MainWindow
from app.ui.windows.parts.window import Parts
from app.ui.windows.stock_adjustment.window import StockAdjustments
from tests import make
from tests.services.goods import allocated, waits
from tests.ui.buying import TypeKeys, in_dialog, said, typist
from tests.ui.keys import BACK_TAB, CTRL, ENTER, ESC, KEY, TAB, type_at_speed
from tests.ui.scripted import ScriptedPrompter

D = Decimal
F9, F12 = KEY.Key_F9, KEY.Key_F12


@pytest.fixture
def cable(counter: Counter) -> PartFound:
    return make.a_part(counter, "CAB-220", 5, cost="10.00", bin="A1")


@pytest.fixture
def window(desk: MainWindow, cable: PartFound) -> StockAdjustments:
    opened = desk.open("stock_adjustment")
    assert isinstance(opened, StockAdjustments)
    return opened


@pytest.fixture
def type_keys(desk: MainWindow, qtbot: QtBot) -> TypeKeys:
    return typist(desk, qtbot)


def to_lines(window: StockAdjustments) -> None:
    window.grid.start()


def test_found_and_lost_are_typed_and_posted(
    window: StockAdjustments, counter: Counter, cable: PartFound, type_keys: TypeKeys, desk: MainWindow
) -> None:
    oil = make.a_part(counter, "OIL-1", 8, cost="2.00")
    type_keys("d", TAB, "fell off", ENTER)
    assert window.reason.value == "Damaged"
    assert window.account.hasFocus()
    assert window.account.text() == "5-4000"
    type_keys(ENTER, "cab-220", ENTER, "-2", ENTER, "oil-1", ENTER, "3", ENTER)
    assert window._value is not None
    assert window._value.text() == "-14.00"
    type_keys(F12)
    assert make.stock(counter, cable)[:2] == (D(3), D("30.00"))
    assert make.stock(counter, oil)[0] == D(11)
    posted = adjusting.list_adjustments(counter)[0]
    assert (posted.reason, posted.account, posted.value) == (
        "Damaged: fell off", "5-4000 Stock adjustments", D("-14.00")
    )  # fmt: skip
    assert said(desk) == "Stock adjustment 10001 – 2 lines, value -14.00."
    assert window.draft.lines == []
    assert window.unfinished() is None


def test_new_on_hand_works_out_what_was_found(
    window: StockAdjustments, counter: Counter, cable: PartFound, type_keys: TypeKeys
) -> None:
    to_lines(window)
    type_keys("cab-220", ENTER)
    line = window.draft.lines[0]
    window.grid.go_to(line, "new_on_hand")
    type_keys("9", ENTER)
    assert line.change == D(4)
    type_keys(F12)
    assert make.stock(counter, cable)[0] == D(9)


def test_it_says_who_got_what_was_found_and_from_whom_it_was_taken_back(
    window: StockAdjustments, counter: Counter, type_keys: TypeKeys, desk: MainWindow
) -> None:
    pump = make.a_part(counter, "PMP-1", 0)
    miller = waits(counter, pump, 2, make.a_debtor(counter, "Miller", backorder_mode="automatic"))
    to_lines(window)
    type_keys("3*pmp-1", ENTER, F12)
    assert "1 backorder filled." in said(desk)
    assert window.remark.whole == "Filled: Miller 2 PMP-1."
    type_keys("pmp-1", ENTER, "-2", F12)
    assert "Taken back from 1 backorder." in said(desk)
    assert window.remark.whole == "Taken back from: Miller 1 PMP-1."
    assert allocated(counter, miller) == [D(1)]


def test_below_what_is_promised_it_is_refused_and_the_cursor_stands_on_the_line(
    window: StockAdjustments, counter: Counter, cable: PartFound, type_keys: TypeKeys, desk: MainWindow
) -> None:
    oil = make.a_part(counter, "OIL-1", 8)
    debtor = make.a_debtor(counter)
    line = invoicing.line_for(counter, cable, debtor, D(4))
    invoicing.save(counter, InvoiceDraft(debtor=debtor, lines=[line]), {})
    to_lines(window)
    type_keys("cab-220", ENTER, "-3", ENTER, "oil-1", ENTER, "-1", F12)
    assert "CAB-220: of 5 on hand 3 cannot be missing; 4 are promised on saved orders" in said(desk)
    assert window.grid.current_line() is window.draft.lines[0]
    assert window.grid.current_attribute() == "change"
    assert make.stock(counter, oil)[0] == D(8)
    type_keys("-1", F12)
    assert (make.stock(counter, cable)[0], make.stock(counter, oil)[0]) == (D(4), D(7))


def test_an_account_that_is_not_there_is_a_sentence_and_another_can_be_looked_up(
    window: StockAdjustments, counter: Counter, type_keys: TypeKeys, desk: MainWindow
) -> None:
    window.account.setFocus()
    type_keys("9-9999", ENTER)
    assert "There is no account “9-9999” for stock. F4 shows them all." in said(desk)
    assert window.account.hasFocus()
    window.account.selectAll()
    type_keys("variance", ENTER, "cab-220", ENTER, "1", F12)
    assert adjusting.list_adjustments(counter)[0].account == "5-3000 Purchase and stock variance"


def test_another_reason_has_to_be_explained(window: StockAdjustments, type_keys: TypeKeys, desk: MainWindow) -> None:
    window.reason.setFocus()
    type_keys("o", TAB, TAB, TAB, "cab-220", ENTER, "1", F12)
    assert said(desk) == "The reason is missing. Type why the stock is corrected."
    assert window.more.hasFocus()


def test_a_part_stands_on_one_line_and_a_scan_finds_one_more(
    window: StockAdjustments, counter: Counter, type_keys: TypeKeys, desk: MainWindow
) -> None:
    code = "9300675024235"
    part = make.a_part(counter, "PMP-1", 0, numbers=(parts.OtherNumber("barcode", code),))
    to_lines(window)
    type_keys(code, ENTER)
    type_at_speed(code, gap=5)
    type_keys(ENTER)
    assert [(line.number, line.change) for line in window.draft.lines] == [("PMP-1", D(2))]
    window.grid.start()
    type_keys("pmp-1", ENTER)
    assert "is on this adjustment already" in said(desk)
    type_keys(F12)
    assert make.stock(counter, part)[0] == D(2)


def test_what_was_posted_is_looked_at_and_printed_again(
    window: StockAdjustments, counter: Counter, type_keys: TypeKeys, desk: MainWindow
) -> None:
    to_lines(window)
    type_keys("cab-220", ENTER, "-2", F12)
    in_dialog(desk, Picker, "counted", ENTER)
    type_keys(F9)
    assert window.windowTitle() == "Stock Adjustment 10001"
    assert (window.reason.value, window.more.value) == ("Counted", "")
    assert not window.action("do_process").isEnabled()
    titles: list[str] = []
    in_dialog(desk, Preview, ESC, look=lambda dialog: titles.append(dialog.windowTitle()))
    type_keys((KEY.Key_P, CTRL))
    assert titles == ["Stock adjustment 10001"]
    type_keys(ESC)
    assert window.windowTitle() == "Stock Adjustment"
    assert window.action("do_process").isEnabled()


def test_a_movement_of_the_part_opens_its_adjustment(
    window: StockAdjustments, cable: PartFound, type_keys: TypeKeys, desk: MainWindow
) -> None:
    to_lines(window)
    type_keys("cab-220", ENTER, "-2", F12)
    card = desk.open("parts", part_id=cable.id, page="movements")
    assert isinstance(card, Parts)
    card.focus_page()
    type_keys(KEY.Key_Down, KEY.Key_Up, ENTER)
    assert desk.windows()[-1].windowTitle() == "Stock Adjustment 10001"


def test_lines_that_are_not_posted_are_not_lost_by_looking_at_another(
    window: StockAdjustments, counter: Counter, type_keys: TypeKeys, desk: MainWindow
) -> None:
    to_lines(window)
    type_keys("cab-220", ENTER, "-2", F12, "cab-220", ENTER, "1", ENTER)
    in_dialog(desk, Picker, ENTER)
    type_keys(F9)
    assert [line.change for line in window.draft.lines] == [D(1)]
    assert [each.windowTitle() for each in desk.windows()][-1] == "Stock Adjustment 10001"
    assert window.unfinished() is not None


def test_who_may_not_see_costs_sees_none(desk: MainWindow, counter: Counter, cable: PartFound) -> None:
    window = desk.open("stock_adjustment")
    assert isinstance(window, StockAdjustments)
    column = next(each for each in window.grid.rows.columns if each.attribute == "value")
    window.grid.take_part(cable)
    window.draft.lines[0].change = D(2)
    window.staffed()
    assert (column.text(window.draft.lines[0]), window._value.text()) == ("20.00", "20.00")
    desk.sign_on(make.somebody(counter, "Lee"))
    assert (column.text(window.draft.lines[0]), window._value.text()) == ("", "–")
    desk.sign_on(counter)
    assert (column.text(window.draft.lines[0]), window._value.text()) == ("20.00", "20.00")


def test_shift_tab_from_found_goes_back_to_the_part(
    window: StockAdjustments, type_keys: TypeKeys, prompter: ScriptedPrompter
) -> None:
    to_lines(window)
    type_keys("cab-220", ENTER, BACK_TAB)
    assert window.grid.current_attribute() == "part"
    assert QApplication.focusWidget() is window.grid
    assert lookup.exact_part(window.context.counter, "CAB-220")[0].on_hand == D(5)
