"""The list of all parts by key events: from end to end, narrowed, and from a row to what is known of its part."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import models
from app.rules.questions import LeaveUnsaved
from app.services.counter import Counter
from app.services.masters import parts
from app.services.masters.parts import OtherNumber
from app.ui.kit.records.reading import FIRST
from app.ui.main_window import MainWindow
from app.ui.windows.parts.window import Parts
from tests.make import a_creditor, a_part
from tests.services.goods import sent
from tests.ui.keys import ALT, CTRL, DOWN, ENTER, ESC, KEY, focus, press
from tests.ui.scripted import ScriptedPrompter

F4, F5, F8, F11, END, PAGE_DOWN = KEY.Key_F4, KEY.Key_F5, KEY.Key_F8, KEY.Key_F11, KEY.Key_End, KEY.Key_PageDown
LIST = (KEY.Key_T, ALT)
MANY = FIRST + 600
CHARGES = ["FREIGHT", "LABOUR", "SUNDRIES"]


@pytest.fixture
def catalogue(counter: Counter) -> None:
    """More parts than are read at first."""
    with counter.work() as session:
        session.add_all(
            models.Part(number=f"N{at:05}", description=f"Bolt M{at % 20}", stock=models.Stock()) for at in range(MANY)
        )


@pytest.fixture
def three(counter: Counter) -> None:
    """Three parts with their shelves."""
    a_part(counter, "CAB-220", on_hand=4, description="Cable, red", bin="B2")
    a_part(counter, "BEL-7", on_hand=0, description="Belt", numbers=(OtherNumber("old", "RW 11"),), bin="A1")
    a_part(counter, "CAB-330", on_hand=9, description="Cable, blue", bin="A2")


def opened(desk: MainWindow, **facts: object) -> Parts:
    window = desk.open("parts", **facts)
    assert isinstance(window, Parts)
    return window


def listed(window: Parts) -> list[str]:
    """What the list shows, but for the charges that every shop has."""
    return [row.number for row in window.every.shown() if row.number not in CHARGES]


def test_all_parts_are_gone_through_from_end_to_end(
    desk: MainWindow, qtbot: QtBot, counter: Counter, catalogue: None
) -> None:
    window = opened(desk)
    press(F4)
    assert (window.page, focus()) == ("list", window.every.table)
    assert window.every.current().number == "FREIGHT"
    press(PAGE_DOWN, PAGE_DOWN)
    assert window.every.current().number > "N00010"
    press((END, CTRL))
    qtbot.waitUntil(lambda: window.every.current() is not None and window.every.current().number == "SUNDRIES")
    press(KEY.Key_Up)
    assert window.every.current().number == f"N{MANY - 1:05}"
    press(ENTER)
    assert (window.page, window._was.number) == ("stock", f"N{MANY - 1:05}")
    press(LIST)
    assert window.every.current().number == f"N{MANY - 1:05}", "back on the row that was left"
    press(ESC)
    assert focus() is window.finder


def test_typing_keeps_what_the_search_finds_in_the_order_of_numbers(
    desk: MainWindow, qtbot: QtBot, three: None
) -> None:
    window = opened(desk, page="list")
    assert listed(window) == ["BEL-7", "CAB-220", "CAB-330"]
    press("cab")
    assert listed(window) == ["CAB-220", "CAB-330"]
    press(" blue")
    assert listed(window) == ["CAB-330"]
    press(ESC)
    assert listed(window) == ["BEL-7", "CAB-220", "CAB-330"]
    press("rw11", ENTER)
    assert (window.page, window._was.number) == ("stock", "BEL-7")


def test_f4_takes_over_what_stands_in_the_look_up_field(desk: MainWindow, three: None) -> None:
    window = opened(desk)
    press("cable", F4)
    assert listed(window) == ["CAB-220", "CAB-330"]
    assert window.finder.text() == ""
    press(DOWN, ENTER)
    assert window._was.number == "CAB-330"
    press(ESC, F4)
    assert listed(window) == ["BEL-7", "CAB-220", "CAB-330"]


def test_any_column_sorts_it(desk: MainWindow, three: None) -> None:
    window = opened(desk, page="list")
    right = (KEY.Key_Right, CTRL)
    press(right, right, right)
    assert listed(window) == ["BEL-7", "CAB-330", "CAB-220"]
    press((KEY.Key_Down, CTRL), right, (KEY.Key_Down, CTRL))
    assert listed(window) == ["CAB-330", "CAB-220", "BEL-7"]


def test_f5_f11_and_f8_are_about_the_part_of_the_row(desk: MainWindow, counter: Counter, three: None) -> None:
    window = opened(desk, page="list")
    press("cab", F5)
    assert (window._was.number, window.page) == ("CAB-220", "backorders")
    press(LIST, DOWN, F11)
    assert (window._was.number, window.page) == ("CAB-330", "stock")
    press(LIST, F8)
    assert "Nothing supersedes CAB-330" in desk.status_line.sentence


def test_what_is_typed_on_a_card_is_not_left_for_a_row_unasked(
    desk: MainWindow, counter: Counter, three: None, prompter: ScriptedPrompter
) -> None:
    window = opened(desk)
    press("cab220", ENTER, (KEY.Key_D, ALT))
    window.focus_field("bin")
    press("Z9", LIST, KEY.Key_Home)
    prompter.expect(LeaveUnsaved, "stay")
    press("bel", ENTER)
    assert (window._was.number, window.page) == ("CAB-220", "list")
    prompter.expect(LeaveUnsaved, "leave")
    press(ENTER)
    assert (window._was.number, window.page) == ("BEL-7", "stock")


def test_a_shelf_that_changes_is_read_again_and_the_list_when_there_are_other_parts(
    desk: MainWindow, qtbot: QtBot, counter: Counter, three: None
) -> None:
    window = opened(desk, page="list")
    press("cab", DOWN)
    (part,) = (row for row in window.every.shown() if row.number == "CAB-330")
    with counter.work() as session:
        session.get_one(models.Stock, part.id).on_order = Decimal(7)
    desk.changes.tell("stock")
    qtbot.waitUntil(lambda: window.every.current().on_order == 7)
    a_part(counter, "CAB-110")
    desk.changes.tell("parts")
    qtbot.waitUntil(lambda: listed(window) == ["CAB-110", "CAB-220", "CAB-330"])
    assert window.every.current().number == "CAB-330", "the cursor stays on its part"


def test_a_superseded_part_says_by_what_and_a_charge_has_no_shelf(
    desk: MainWindow, counter: Counter, three: None
) -> None:
    (found,) = parts.search(counter, "CAB-220")
    card = parts.open_card(counter, found.id)
    parts.save(counter, replace(card, superseded_by="CAB-330"), card)
    sent(counter, a_creditor(counter), (a_part(counter, "BOL-1", on_hand=2), 5))
    window = opened(desk, page="list")
    shown = {row.number: [column.text(row) for column in window.every.rows.columns] for row in window.every.shown()}
    assert shown["CAB-220"] == ["CAB-220", "Cable, red", "B2", "4", "4", "0", "100.00", "CAB-330", "superseded"]
    assert shown["BOL-1"][3:6] == ["2", "2", "5"]
    assert shown["FREIGHT"][3:6] == ["", "", ""]
    assert shown["FREIGHT"][8] == "charge"


def test_reports_opens_it_once_and_it_goes_into_a_file(
    desk: MainWindow, counter: Counter, three: None, prompter: ScriptedPrompter, tmp_path: Path
) -> None:
    window = opened(desk, page="list")
    assert window.windowTitle() == "All parts"
    assert focus() is window.every.table
    assert desk.open("parts", page="list") is window
    prompter.expect_file(tmp_path / "parts.csv")
    press("cab", (KEY.Key_E, CTRL))
    lines = (tmp_path / "parts.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["Part", "CAB-220", "CAB-330"]
