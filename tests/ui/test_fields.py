"""The fields by key events: Enter goes on, what cannot be read stays, and nothing typed is lost or answered twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.rules.entry import PriceTyped
from app.rules.faults import Refused
from app.ui.kit.entry.field_base import held_besides
from app.ui.kit.entry.fields import (
    Choice,
    DateField,
    Hit,
    LookupField,
    MoneyField,
    NoteField,
    PriceField,
    QuantityField,
    RateField,
    TextField,
    Tick,
    WholeField,
)
from tests.ui.keys import BACK_TAB, CTRL, DOWN, ENTER, ESC, KEY, SHIFT, TAB, UP, focus, press

TODAY = date(2026, 11, 28)
DEBTORS = [Hit(1, "HUME", "Hume Motors", "03 5555 0101"), Hit(2, "HUMES", "Humes & Sons"), Hit(3, "MILL", "Miller")]


@dataclass(eq=False)
class Form:
    """One field of interest between two others, and everything it said."""

    window: QWidget
    before: TextField
    after: TextField
    field: Any
    said: list[str]
    taken: list[object]


@pytest.fixture
def form(dressed: QApplication, qtbot: QtBot) -> Iterator[Form]:
    window = QWidget()
    page = QVBoxLayout(window)
    made = Form(window, TextField("Before"), TextField("After"), None, [], [])
    page.addWidget(made.before)
    page.addWidget(made.after)
    window.resize(500, 400)
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)
    yield made
    window.close()
    window.deleteLater()


def put(form: Form, field: Any) -> Any:
    page = form.window.layout()
    assert isinstance(page, QVBoxLayout)
    page.insertWidget(1, field)
    QWidget.setTabOrder(form.before, field)
    QWidget.setTabOrder(field, form.after)
    form.field = field
    field.refused.connect(form.said.append)
    field.committed.connect(form.taken.append)
    field.show()
    field.setFocus(Qt.FocusReason.TabFocusReason)
    return field


def hits(text: str) -> list[Hit]:
    return [hit for hit in DEBTORS if text.casefold() in f"{hit.code} {hit.text}".casefold()]


def resolved(typed: PriceTyped) -> Decimal:
    if typed.kind == "margin":
        return Decimal(50) / (1 - typed.amount / 100)
    return typed.amount


FIELDS = [
    (lambda: TextField("Name"), " Hume ", "Hume", "Hume"),
    (lambda: MoneyField("Limit"), "1200", Decimal(1200), "1,200.00"),
    (lambda: PriceField("Price"), "0.0425", Decimal("0.0425"), "0.0425"),
    (lambda: PriceField("Price", resolve=resolved), "+20", Decimal("62.5"), "62.50"),
    (lambda: QuantityField("Quantity"), "1.5", Decimal("1.5"), "1.5"),
    (lambda: RateField("Discount"), "7.5%", Decimal("7.5"), "7.5"),
    (lambda: WholeField("Days"), "30", 30, "30"),
    (lambda: DateField("Expected", today=lambda: TODAY), "5/12", date(2026, 12, 5), "5 Dec 2026"),
    (lambda: DateField("Expected", today=lambda: TODAY), "tom", date(2026, 11, 29), "29 Nov 2026"),
    (lambda: LookupField("Debtor", hits), "mill", DEBTORS[2], "MILL"),
]


@pytest.mark.parametrize(("make", "typed", "value", "shown"), FIELDS)
@pytest.mark.parametrize("key", [ENTER, TAB])
def test_what_is_typed_is_taken_written_out_and_left(
    form: Form, make: Any, typed: str, value: object, shown: str, key: Qt.Key
) -> None:
    field = put(form, make())
    press(typed, key)
    assert (field.value, field.text(), form.taken) == (value, shown, [value])
    assert focus() is form.after


@pytest.mark.parametrize(
    "make",
    [
        lambda: MoneyField("Limit"),
        lambda: PriceField("Price"),
        lambda: QuantityField("Quantity"),
        lambda: RateField("Discount"),
        lambda: WholeField("Days"),
        lambda: DateField("Expected", today=lambda: TODAY),
        lambda: LookupField("Debtor", hits),
    ],
)
@pytest.mark.parametrize("key", [ENTER, TAB, BACK_TAB])
def test_what_cannot_be_read_keeps_the_focus_and_is_selected(form: Form, make: Any, key: Any) -> None:
    field = put(form, make())
    press("abcq", key)
    assert focus() is field
    assert field.selectedText() == "abcq"
    assert len(form.said) == 1
    assert "“abcq”" in form.said[0]
    assert (field.value, form.taken) == (None, [])


def test_a_command_takes_the_field_in_or_is_vetoed(form: Form) -> None:
    field = put(form, QuantityField("Quantity"))
    press("abc")
    assert not field.commit_open_cell()
    press("7")
    assert field.commit_open_cell()
    assert field.value == 7


def test_the_first_key_replaces_what_stood_there(form: Form) -> None:
    field = QuantityField("Quantity")
    field.value = Decimal(1)
    put(form, field)
    press("7", ENTER)
    assert field.value == 7


def test_focus_by_program_selects_the_text_too(form: Form) -> None:
    field = QuantityField("Quantity")
    field.value = Decimal(1)
    put(form, field)
    form.after.setFocus()
    field.setFocus(Qt.FocusReason.OtherFocusReason)
    press("7")
    assert field.text() == "7"


def test_a_click_selects_once_and_a_second_one_places_the_caret(form: Form) -> None:
    field = TextField("Name")
    field.value = "Hume"
    put(form, field)
    form.after.setFocus()
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    assert field.selectedText() == "Hume"
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    assert field.selectedText() == ""


def test_shift_enter_goes_back(form: Form) -> None:
    put(form, TextField("Name"))
    press((ENTER, SHIFT))
    assert focus() is form.before


def test_esc_puts_back_what_stood_there(form: Form) -> None:
    field = QuantityField("Quantity")
    field.value = Decimal(4)
    put(form, field)
    press("abc", ENTER, ESC)
    assert (field.text(), focus()) == ("4", field)
    press(TAB)
    assert focus() is form.after


def test_ctrl_z_is_the_fields_own(form: Form) -> None:
    field = put(form, TextField("Name"))
    press("abc", (KEY.Key_Z, CTRL))
    assert field.text() == ""


def test_a_mouse_click_elsewhere_brings_the_focus_back_to_what_cannot_be_read(form: Form, qtbot: QtBot) -> None:
    field = put(form, QuantityField("Quantity"))
    press("abc")
    QTest.mouseClick(form.after, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(field.hasFocus)
    assert field.selectedText() == "abc"


def test_an_untouched_field_says_nothing(form: Form) -> None:
    field = MoneyField("Limit")
    field.value = Decimal("12.5")
    put(form, field)
    press(ENTER)
    assert (form.taken, form.said, field.text()) == ([], [], "12.50")


def test_an_emptied_field_is_none_unless_it_is_required(form: Form) -> None:
    field = MoneyField("Limit")
    field.value = Decimal(5)
    put(form, field)
    press(KEY.Key_Delete, ENTER)
    assert field.value is None
    needed = put(form, TextField("Name", "The name on invoices.", required=True))
    needed.value = "Hume"
    press((KEY.Key_A, CTRL), KEY.Key_Delete, ENTER)
    assert form.said == ["Name is missing. The name on invoices."]
    assert focus() is needed


def test_a_check_of_its_own_refuses_with_its_sentence(form: Form) -> None:
    def abn(text: str) -> str:
        raise Refused(f"{text} is no ABN. It has eleven digits.")

    put(form, TextField("ABN", check=abn))
    press("12", ENTER)
    assert form.said == ["12 is no ABN. It has eleven digits."]


def test_several_that_fit_open_the_list_to_choose_from(form: Form) -> None:
    field = put(form, LookupField("Debtor", hits))
    picked: list[Hit] = []
    field.picked.connect(picked.append)
    press("sons", ENTER)
    assert picked == [DEBTORS[1]]
    field.value = None
    field.setFocus()
    press("hum", ENTER)
    assert field.list_open
    assert (form.said, focus()) == ([], field)
    press(DOWN, ENTER)
    assert (field.value, picked[1:]) == (DEBTORS[1], [DEBTORS[1]])
    assert focus() is form.after


def test_an_exact_code_is_picked_at_once_though_others_begin_like_it(form: Form) -> None:
    field = put(form, LookupField("Debtor", hits))
    press("hume", ENTER)
    assert field.value == DEBTORS[0]
    assert focus() is form.after


def test_the_list_goes_before_the_field_on_esc(form: Form, qtbot: QtBot) -> None:
    field = put(form, LookupField("Debtor", hits))
    press("hum")
    qtbot.waitUntil(lambda: field.list_open)
    press(DOWN, UP, ESC)
    assert (field.list_open, field.text()) == (False, "hum")
    press(ESC)
    assert field.text() == ""


def test_a_click_on_the_list_picks(form: Form) -> None:
    field = put(form, LookupField("Debtor", hits))
    press("hum", DOWN)
    popup = field._popup
    QTest.mouseClick(
        popup.viewport(), Qt.MouseButton.LeftButton, pos=popup.visualRect(popup.model().index(1, 0)).center()
    )
    assert field.value == DEBTORS[1]
    assert not field.list_open


def test_nobody_found_is_told_with_the_next_step(form: Form) -> None:
    put(form, LookupField("Debtor", hits))
    press("zzz", ENTER)
    assert form.said == ["There is no debtor “zzz”. F4 shows what there is."]


def test_a_choice_by_keys(form: Form) -> None:
    field = put(form, Choice("Type", [("invoice", "Invoice"), ("quote", "Quote")]))
    press("q")
    assert (field.value, form.taken) == ("quote", ["quote"])
    press(ENTER)
    assert focus() is form.after
    field.value = "invoice"
    field.offer([("credit", "Credit"), ("invoice", "Invoice")])
    assert field.value == "invoice"


def test_a_tick_by_keys(form: Form) -> None:
    field = put(form, Tick("Use &Backorders"))
    press(KEY.Key_Space)
    assert (field.value, form.taken, field.accessibleName()) == (True, [True], "Use Backorders")
    press(ENTER)
    assert focus() is form.after


def test_a_note_has_lines_and_enter_goes_on(form: Form) -> None:
    field = put(form, NoteField("Note", longest=10))
    press("a", (ENTER, SHIFT), "b", ENTER)
    assert (field.value, form.taken) == ("a\nb", ["a\nb"])
    assert focus() is form.after
    field.setFocus()
    press("0123456789", ENTER)
    assert focus() is field
    assert form.said == ["Note holds 10 letters; this is 13. Shorten it."]


@pytest.mark.parametrize(("make", "_typed", "_value", "_shown"), FIELDS)
def test_every_field_has_a_name_for_those_who_cannot_see(make: Any, _typed: str, _value: object, _shown: str) -> None:
    assert make().accessibleName()


def test_the_alt_letter_of_a_tick_turns_it_at_once(form: Form) -> None:
    field = put(form, Tick("Use &Backorders"))
    QTest.keyClick(focus(), Qt.Key.Key_B, Qt.KeyboardModifier.AltModifier)
    assert field.value is True


@pytest.mark.parametrize("name", ["Shift", "Control", "Alt", "Meta", "Keypad", "GroupSwitch"])
def test_what_is_held_with_a_key_is_seen_but_for_what_may_be(name: str) -> None:
    held = Qt.KeyboardModifier[f"{name}Modifier"]
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_N, held | SHIFT, "n")
    assert held_besides(event) == held | SHIFT
    assert held_besides(event, SHIFT) == (Qt.KeyboardModifier.NoModifier if held == SHIFT else held)
    assert held_besides(event, SHIFT, held) == Qt.KeyboardModifier.NoModifier
