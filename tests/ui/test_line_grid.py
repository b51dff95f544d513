"""The grid by key events: what is typed arrives once and whole, and nothing that cannot be read gets away."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from PySide6.QtCore import QAbstractItemModel, QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.rules.faults import Refused, Unavailable
from app.ui.kit.entry.lookup_field import Hit, LookupField
from app.ui.kit.grid.line_model import StayInCell
from tests.ui.grids import Desk, Line, a_desk
from tests.ui.keys import BACK_TAB, CTRL, DOWN, ENTER, ESC, KEY, SHIFT, TAB, UP, focus, press, type_at_speed


@pytest.fixture
def desk(dressed: QApplication, qtbot: QtBot) -> Iterator[Desk]:
    made = a_desk()
    made.window.show()
    made.window.activateWindow()
    qtbot.waitActive(made.window)
    made.grid.start()
    yield made
    made.window.close()
    made.window.deleteLater()


def test_a_line_is_part_enter_quantity_enter(desk: Desk) -> None:
    press("oil-5", ENTER, "7", ENTER)
    assert [(line.number, line.ordered) for line in desk.lines] == [("OIL-5", Decimal(7))]
    assert desk.at == (1, "number")
    assert focus() is desk.grid


def test_the_first_letter_opens_the_cell_and_arrives_once(desk: Desk) -> None:
    press("o")
    assert desk.open_text == "o"
    press("il-5")
    assert desk.open_text == "oil-5"


def test_typing_replaces_what_the_cell_held(desk: Desk) -> None:
    press("oil-5", ENTER, "7", ENTER, UP, TAB)
    assert desk.at == (0, "ordered")
    press("1")
    assert desk.open_text == "1"


def test_seven_f2_saves_seven(desk: Desk) -> None:
    press("oil-5", ENTER, "7", KEY.Key_F2)
    assert desk.saved == [[("OIL-5", Decimal(7))]]


def test_f2_never_opens_a_cell(desk: Desk) -> None:
    press("oil-5", ENTER, KEY.Key_F2)
    assert desk.open_text is None
    assert desk.saved == [[("OIL-5", Decimal(1))]]


def test_an_unreadable_cell_vetoes_the_save_and_stays_selected(desk: Desk) -> None:
    press("oil-5", ENTER, "abc", KEY.Key_F2)
    assert desk.saved == []
    assert desk.said == ["“abc” is no quantity. Type a number, for instance 2."]
    assert isinstance(focus(), QLineEdit)
    assert desk.grid.editor is not None
    assert desk.grid.editor.selectedText() == "abc"
    press("4", KEY.Key_F2)
    assert desk.saved == [[("OIL-5", Decimal(4))]]


@pytest.mark.parametrize("typed", ["0", "-1", "1e9", "abc", "1.0005", "1.5"])
@pytest.mark.parametrize("key", [ENTER, TAB, UP, BACK_TAB])
def test_no_key_leaves_an_unreadable_quantity(desk: Desk, typed: str, key: Qt.Key) -> None:
    press("oil-5", ENTER, typed, key)
    assert (desk.at, desk.open_text) == ((0, "ordered"), typed)
    assert desk.lines[0].ordered == 1
    assert len(desk.said) == 1


def test_whole_units_are_named_with_their_part(desk: Desk) -> None:
    press("oil-5", ENTER, "1.5", ENTER)
    assert desk.said == ["OIL-5 is sold in whole units. Type 1 or 2 instead of 1.5."]


def test_a_hook_may_veto_and_the_typed_part_stays_selected(desk: Desk) -> None:
    press("k55", ENTER)
    assert desk.said == ["There is no part “K55”. F3 finds by description."]
    assert desk.lines == []
    assert desk.grid.editor is not None
    assert desk.grid.editor.selectedText() == "k55"
    press("oil-5", ENTER)
    assert desk.lines[0].number == "OIL-5"


def test_a_hook_that_backs_out_of_a_question_stays_without_a_word(desk: Desk) -> None:
    press("oil-5", ENTER)
    desk.raises = StayInCell()
    press("9", ENTER)
    assert (desk.open_text, desk.said, desk.at) == ("9", [], (0, "ordered"))


def test_a_store_that_does_not_answer_keeps_what_was_typed(desk: Desk) -> None:
    desk.raises = Unavailable("The database is locked.")
    press("oil-5", ENTER)
    assert (desk.open_text, desk.said) == ("oil-5", ["The database is locked."])


def test_tab_and_enter_pass_over_what_is_worked_out(desk: Desk) -> None:
    press("oil-5", TAB)
    assert desk.at == (0, "ordered")
    press(TAB)
    assert desk.at == (1, "number")


def test_shift_tab_reaches_all_that_can_be_typed_into(desk: Desk) -> None:
    press("oil-5", ENTER, "7", ENTER)
    seen = []
    for _ in range(4):
        press(BACK_TAB)
        seen.append(desk.at)
    assert seen == [(0, "picked"), (0, "price"), (0, "ordered"), (0, "number")]
    press(BACK_TAB)
    assert desk.head.hasFocus()


def test_shift_enter_goes_back_too(desk: Desk) -> None:
    press("oil-5", ENTER, (ENTER, SHIFT))
    assert desk.at == (0, "number")


def test_from_a_price_the_way_on_is_the_next_line(desk: Desk) -> None:
    press("oil-5", ENTER, "7", ENTER, BACK_TAB, BACK_TAB, "12.5", ENTER)
    assert desk.lines[0].price == Decimal("12.5")
    assert desk.at == (1, "number")


def test_tab_leaves_the_untouched_blank_line_and_enter_does_not(desk: Desk) -> None:
    press(ENTER)
    assert focus() is desk.grid
    press(TAB)
    assert desk.button.hasFocus()
    press(BACK_TAB)
    assert focus() is desk.grid


def test_tab_from_the_head_comes_into_the_grid(desk: Desk) -> None:
    desk.head.setFocus()
    press(TAB)
    assert focus() is desk.grid
    assert desk.at == (0, "number")


def test_esc_puts_the_old_text_back_and_then_is_the_windows(desk: Desk) -> None:
    reached: list[bool] = []
    escape = QAction(desk.window)
    escape.setShortcut(QKeySequence("Esc"))
    escape.triggered.connect(lambda: reached.append(True))
    desk.window.addAction(escape)
    press("oil-5", ENTER, "99", ESC)
    assert (desk.open_text, desk.lines[0].ordered, reached) == (None, Decimal(1), [])
    assert focus() is desk.grid
    press(ESC)
    assert reached == [True]
    assert len(desk.lines) == 1


def test_esc_gets_out_of_a_cell_that_was_refused(desk: Desk) -> None:
    press("oil-5", ENTER, "abc", ENTER, ESC)
    assert desk.open_text is None
    press(ENTER)
    assert desk.at == (1, "number")


def test_ctrl_z_is_the_cells_own_undo(desk: Desk) -> None:
    press("oil-5", ENTER, "7", ENTER, "cab", (KEY.Key_Z, CTRL))
    assert [line.number for line in desk.lines] == ["OIL-5"]
    assert desk.open_text == ""


def test_ctrl_del_takes_the_line_out_and_ctrl_shift_z_brings_it_back(desk: Desk) -> None:
    press("oil-5", ENTER, "7", ENTER, "cab-220", ENTER, "2", ENTER, UP, UP)
    press((KEY.Key_Delete, CTRL))
    assert [line.number for line in desk.lines] == ["CAB-220"]
    press((KEY.Key_Z, CTRL | SHIFT))
    assert [(line.number, line.ordered) for line in desk.lines] == [("OIL-5", Decimal(7)), ("CAB-220", Decimal(2))]
    assert desk.at == (0, "number")


def test_an_open_cell_does_not_keep_the_line_keys_for_itself(desk: Desk) -> None:
    deleted: list[bool] = []
    delete = QAction(desk.window)
    delete.setShortcut(QKeySequence("Ctrl+Del"))
    delete.triggered.connect(lambda: deleted.append(desk.grid.delete_line()))
    desk.window.addAction(delete)
    press("oil-5", ENTER, "a b", (KEY.Key_Delete, CTRL))
    assert deleted == [True]
    assert (desk.lines, desk.open_text) == ([], None)
    assert focus() is desk.grid


def test_the_blank_line_cannot_be_deleted(desk: Desk) -> None:
    press((KEY.Key_Delete, CTRL))
    assert not desk.grid.restore_line()
    assert desk.grid.model().rowCount() == 1


def test_delete_empties_and_backspace_mends(desk: Desk) -> None:
    press("oil-5", ENTER, "75", ENTER, UP, TAB, KEY.Key_Backspace, KEY.Key_Backspace)
    assert desk.open_text == "7"
    press(ESC, KEY.Key_Delete)
    assert desk.open_text == ""


def test_up_and_down_take_the_cell_in(desk: Desk) -> None:
    press("oil-5", ENTER, "7", ENTER, "cab-220", ENTER, "3", UP)
    assert desk.lines[1].ordered == 3
    assert desk.at == (0, "ordered")


def test_a_computed_cell_says_that_it_takes_no_typing(desk: Desk) -> None:
    press("oil-5", ENTER, KEY.Key_Left, "x")
    assert desk.at == (0, "description")
    assert desk.said == ["Description cannot be typed into here. Tab goes to the next field."]


def test_leaving_a_cell_untouched_asks_the_window(desk: Desk) -> None:
    press("oil-5", ENTER, ENTER)
    assert desk.left == ["ordered"]
    desk.raises = Refused("OIL-5: 0 available.")
    press(UP, ENTER)
    assert desk.at == (0, "number")
    assert desk.said == ["OIL-5: 0 available."]


def test_the_list_of_a_part_cell_takes_its_own_keys_first(desk: Desk, qtbot: QtBot) -> None:
    press("cab", DOWN, DOWN)
    editor = desk.grid.editor
    assert isinstance(editor, LookupField)
    assert editor.list_open
    press(ESC)
    assert (editor.list_open, desk.open_text) == (False, "cab")
    press(DOWN, DOWN, ENTER)
    assert [line.number for line in desk.lines] == ["CAB-221"]
    assert desk.at == (0, "ordered")
    assert desk.hooked[0][1] == Hit(1, "CAB-221", "Battery cable, black")


def test_the_list_opens_by_itself_and_enter_still_takes_the_text(desk: Desk, qtbot: QtBot) -> None:
    press("cab-220")
    editor = desk.grid.editor
    assert isinstance(editor, LookupField)
    qtbot.waitUntil(lambda: editor.list_open)
    press(ENTER)
    assert desk.hooked == [("number", "cab-220")]
    assert not editor.list_open


def test_a_scan_that_lands_in_a_quantity_is_a_line(desk: Desk) -> None:
    press("cab-220", ENTER)
    type_at_speed("9300675024235", gap=5)
    press(ENTER)
    assert [(line.number, line.ordered) for line in desk.lines] == [("CAB-220", Decimal(1)), ("OIL-5", Decimal(1))]
    assert desk.at == (1, "ordered")


def test_the_same_scan_again_adds_one(desk: Desk) -> None:
    press("9300675024235", ENTER)
    for _ in range(2):
        type_at_speed("9300675024235", gap=5)
        press(ENTER)
    assert [(line.number, line.ordered) for line in desk.lines] == [("OIL-5", Decimal(3))]
    assert desk.at == (0, "ordered")


def test_a_known_barcode_is_a_scan_however_slowly_it_comes(desk: Desk) -> None:
    press("cab-220", ENTER)
    type_at_speed("AB12", gap=200)
    press(ENTER)
    assert [line.number for line in desk.lines] == ["CAB-220", "CAB-221"]


def test_an_unknown_scan_is_told_and_changes_no_quantity(desk: Desk) -> None:
    press("cab-220", ENTER)
    type_at_speed("12345678", gap=5)
    press(ENTER)
    assert desk.lines[0].ordered == 1
    assert desk.said == ["There is no part with the barcode 12345678. F3 finds by description."]
    assert (desk.at, desk.open_text) == ((0, "ordered"), None)
    assert desk.grid.hasFocus()


def test_eight_digits_typed_by_hand_are_a_quantity_too_large(desk: Desk) -> None:
    press("cab-220", ENTER)
    type_at_speed("12345678", gap=90)
    press(ENTER)
    assert desk.scans == []
    assert desk.said == ["12345678 is more than 999,999.999. Type a smaller quantity."]


def test_a_click_elsewhere_takes_the_cell_in_or_brings_the_focus_back(desk: Desk, qtbot: QtBot) -> None:
    press("oil-5", ENTER, "abc")
    desk.head.setFocus(Qt.FocusReason.MouseFocusReason)
    qtbot.waitUntil(lambda: desk.grid.editor is not None and desk.grid.editor.hasFocus())
    assert desk.said
    press("8")
    desk.head.setFocus(Qt.FocusReason.MouseFocusReason)
    qtbot.waitUntil(lambda: desk.lines[0].ordered == 8)
    assert desk.head.hasFocus()


def test_a_click_on_another_cell_is_swallowed_while_this_one_is_refused(desk: Desk) -> None:
    press("oil-5", ENTER, "abc")
    place = desk.grid.visualRect(desk.grid.model().index(0, 3)).center()
    QTest.mouseClick(desk.grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert (desk.at, desk.open_text) == ((0, "ordered"), "abc")


def test_a_double_click_opens_with_the_text_selected(desk: Desk) -> None:
    press("oil-5", ENTER, "7", ENTER)
    place: QPoint = desk.grid.visualRect(desk.grid.model().index(0, 2)).center()
    QTest.mouseDClick(desk.grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert desk.grid.editor is not None
    assert desk.grid.editor.selectedText() == "7"


def test_space_turns_a_tick_and_a_click_does(desk: Desk) -> None:
    press("oil-5", ENTER, "7", ENTER, BACK_TAB, KEY.Key_Space)
    assert desk.lines[0].picked
    place = desk.grid.visualRect(desk.grid.model().index(0, 5)).center()
    QTest.mouseClick(desk.grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert not desk.lines[0].picked


def test_pasting_opens_the_cell_with_what_was_copied(desk: Desk) -> None:
    QApplication.clipboard().setText("oil-5")
    press((KEY.Key_V, CTRL))
    assert desk.open_text == "oil-5"


def test_a_hook_may_put_another_line_in_its_place(desk: Desk) -> None:
    press("oil-5", ENTER)
    other = Line("CAB-220", "Instead", Decimal(4))
    desk.instead = other
    press("3", ENTER)
    assert desk.lines == [other]


def test_lines_changed_from_outside_keep_the_cursor_on_its_line(desk: Desk) -> None:
    press("oil-5", ENTER)
    desk.lines.insert(0, Line("CAB-220", "Put before"))
    desk.grid.refresh()
    assert desk.at == (1, "ordered")
    assert desk.grid.model().rowCount() == 3


def test_the_prompt_and_the_accessible_text_follow_the_cursor(desk: Desk) -> None:
    press("oil-5", ENTER, "7", ENTER, UP, TAB)
    index = desk.grid.currentIndex()
    assert desk.grid.statusTip() == "How many?"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Ordered, line 1: 7"
    press("8")
    assert focus().accessibleName() == "Ordered"


def test_the_model_keeps_qts_own_rules(desk: Desk) -> None:
    model: QAbstractItemModel = desk.grid.model()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    press(
        "oil-5", ENTER, "7", ENTER, "cab-220", ENTER, "2", ENTER, UP, (KEY.Key_Delete, CTRL), (KEY.Key_Z, CTRL | SHIFT)
    )
    desk.lines.clear()
    desk.grid.refresh()
    desk.grid.show_lines([Line("OIL-5", "Engine oil")])
    assert model.rowCount() == 2
    tester.deleteLater()
