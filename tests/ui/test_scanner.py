"""A barcode scanner wherever the focus is: it presses no button, answers no question and is no figure; it is a line."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.rules.questions import PutOnBackorder
from app.services.counter import Counter
from app.services.masters import parts
from app.ui.kit.asking.prompts import QuestionDialog, TextDialog
from app.ui.kit.entry.fields import MoneyField
from app.ui.kit.records.lists import RecordList
from app.ui.main_window import MainWindow
from app.ui.windows.parts_invoicing.window import PartsInvoicing
from tests import make
from tests.ui.keys import ENTER, TAB, press, scan, stamped

CODE = "9310072000015"


@pytest.fixture
def window(counter: Counter, invoicing: PartsInvoicing) -> PartsInvoicing:
    """An invoice for MILLER in front, the cursor in the first part cell; there is a part with a barcode."""
    make.a_part(counter, "FLT-1", on_hand=9, numbers=(parts.OtherNumber("barcode", CODE),))
    press("miller", ENTER)
    return invoicing


def lines(window: PartsInvoicing) -> list[tuple[str, Decimal]]:
    return [(line.part.number, line.ordered) for line in window.draft.lines if line.part]


def test_on_a_button_a_scan_is_a_line_and_the_button_is_not_pressed(window: PartsInvoicing, qtbot: QtBot) -> None:
    button = next(each for each in window.findChildren(QPushButton) if each.accessibleName() == "Finalise")
    pressed: list[str] = []
    button.clicked.connect(lambda: pressed.append("pressed"))
    for code, end in ((CODE, ENTER), ("FLT-1", ENTER), (CODE, TAB), ("FLT-1", TAB)):
        button.setFocus()
        scan(code, end=end)
    assert lines(window) == [("FLT-1", Decimal(4))]
    assert pressed == []


def test_space_presses_a_button_and_turns_a_tick_however_short_it_is_pressed(
    window: PartsInvoicing, qtbot: QtBot
) -> None:
    button, tick = QPushButton("Try", window), QCheckBox("Turn", window)
    pressed: list[str] = []
    button.clicked.connect(lambda: pressed.append("pressed"))
    for each in (button, tick):
        each.show()
        each.setFocus()
        stamped(int(Qt.Key.Key_Space), " ", 8_000)
        qtbot.waitUntil(lambda: bool(pressed) and (tick.isChecked() or button.hasFocus()))
    assert (pressed, tick.isChecked()) == (["pressed"], True)


def test_a_scan_in_any_head_field_that_takes_text_stays_there_and_goes_on(window: PartsInvoicing) -> None:
    window.fields["customer_order"].setFocus()
    scan(CODE)
    assert window.draft.customer_order == CODE
    assert lines(window) == []


@pytest.mark.parametrize("end", [ENTER, TAB])
@pytest.mark.parametrize("code", ["NY-YES-1", " N Y N ", CODE])
def test_a_scan_answers_no_question_however_long_it_has_been_there(
    desk: MainWindow, code: str, end: Qt.Key, qtbot: QtBot
) -> None:
    dialog = QuestionDialog(PutOnBackorder(1, "CAB-220", Decimal(5), Decimal(2)), desk, 0)
    dialog.show()
    qtbot.waitActive(dialog)
    scan(code, end=end)
    assert dialog.isVisible()
    assert dialog.answer == ""
    stamped(ord("Y"), "y", 9_000)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert dialog.answer == "yes"


def test_in_a_field_of_a_dialog_what_stood_there_comes_back(desk: MainWindow, qtbot: QtBot) -> None:
    dialog = TextDialog("A reason", "Why?", "damaged", desk, 0)
    dialog.show()
    qtbot.waitActive(dialog)
    scan(CODE)
    assert dialog.isVisible()
    assert dialog.findChildren(QLineEdit)[0].text() == "damaged"
    dialog.close()


def test_a_scan_is_no_amount_of_money(desk: MainWindow, counter: Counter) -> None:
    part = make.a_part(counter, "FLT-1", on_hand=9, numbers=(parts.OtherNumber("barcode", CODE),))
    make.a_creditor(counter, code="ACME")
    bill = desk.open("creditor_invoice")
    press("acme", ENTER)
    total = next(each for each in bill.findChildren(MoneyField) if each.accessibleName() == "Document total")
    total.setFocus()
    press("12.50")
    scan(CODE)
    assert total.value == Decimal("12.50")
    assert [line.part.id for line in bill.draft.lines] == [part.id]  # type: ignore[attr-defined]


def test_on_a_list_a_scan_opens_nothing_and_what_is_typed_filters(desk: MainWindow, qtbot: QtBot) -> None:
    window = desk.open("keys")
    shown = window.findChild(RecordList)
    opened: list[object] = []
    shown.opened.connect(opened.append)
    shown.table.setFocus()
    scan(CODE)
    assert "was scanned" in desk.status_line.sentence
    assert shown.filter.text() == ""
    stamped(ord("S"), "s", 9_000)
    stamped(ord("A"), "a", 9_020)
    qtbot.waitUntil(lambda: shown.filter.text() == "sa")
    scan(CODE, start=20_000)
    assert opened == []


def test_on_a_choice_or_a_tick_a_scan_chooses_nothing(desk: MainWindow) -> None:
    keys = desk.open("keys")
    keys.profile.setFocus()  # type: ignore[attr-defined]
    scan("WINDOWS-1")
    assert keys.profile.value == "autosoft"  # type: ignore[attr-defined]


def test_a_scan_of_an_unknown_part_on_a_button_is_refused_in_a_sentence(
    desk: MainWindow, window: PartsInvoicing
) -> None:
    next(each for each in window.findChildren(QPushButton) if each.accessibleName() == "Finalise").setFocus()
    scan("9300000000009")
    assert "There is no part 9300000000009." in desk.status_line.sentence
    assert lines(window) == []
