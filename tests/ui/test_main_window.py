"""The desk: several tasks at once, keys that reach the one in front, a foot that tells, nothing lost on leaving."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QCursor, QStatusTipEvent
from PySide6.QtWidgets import QApplication, QPushButton, QTabWidget
from pytestqt.qtbot import QtBot

from app.rules.questions import LeaveUnfinished
from app.services import settings
from app.services.counter import Counter
from app.ui.kit import commands
from app.ui.kit.elided import Elided
from app.ui.main_window import MainWindow
from app.ui.palette import Found, Palette
from tests.ui.scripted import ScriptedPrompter
from tests.ui.windows import Bench, Notes

KEY, CTRL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(autouse=True)
def small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two windows of the table are the small ones of these tests."""
    module = ModuleType("small_windows")
    module.Bench, module.Notes = Bench, Notes  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "small_windows", module)
    monkeypatch.setitem(commands.WINDOWS, "parts_invoicing", "small_windows:Bench")
    monkeypatch.setitem(commands.WINDOWS, "home", "small_windows:Notes")


def press(qtbot: QtBot, desk: MainWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    qtbot.keyClick(QApplication.focusWidget() or desk, key, modifiers)


def titles(desk: MainWindow) -> list[str]:
    tabs = desk.findChild(QTabWidget)
    assert tabs is not None
    return [tabs.tabText(at) for at in range(tabs.count())]


def bar(desk: MainWindow) -> list[str]:
    foot = desk.findChild(object, "key-bar")
    return [key.accessibleName() for key in foot.findChildren(QPushButton) if key.isVisible()]  # type: ignore[attr-defined]


def test_a_second_customer_interrupts(desk: MainWindow, qtbot: QtBot) -> None:
    press(qtbot, desk, KEY.Key_2, CTRL)
    first = desk.front
    press(qtbot, desk, KEY.Key_2, CTRL)
    second = desk.front
    assert titles(desk) == ["Parts Invoicing", "Parts Invoicing 2"]
    assert isinstance(first, Bench)
    assert isinstance(second, Bench)
    press(qtbot, desk, KEY.Key_F12, Qt.KeyboardModifier.NoModifier)
    assert (first.done, second.done) == ([], ["finalised"])
    press(qtbot, desk, KEY.Key_PageUp, CTRL)
    press(qtbot, desk, KEY.Key_F12, Qt.KeyboardModifier.NoModifier)
    assert (first.done, second.done) == (["finalised"], ["finalised"])


def test_back_on_a_tab_the_focus_is_where_it_was(desk: MainWindow, qtbot: QtBot) -> None:
    first = desk.open("parts_invoicing")
    assert isinstance(first, Bench)
    first.order.setFocus()
    desk.open("parts_invoicing")
    press(qtbot, desk, KEY.Key_Tab, CTRL)
    assert desk.front is first
    assert first.order.hasFocus()


def test_one_home_is_enough(desk: MainWindow, qtbot: QtBot) -> None:
    home = desk.open("home")
    desk.open("parts_invoicing")
    press(qtbot, desk, KEY.Key_0, CTRL)
    assert desk.front is home
    assert titles(desk) == ["Home", "Parts Invoicing"]


def test_the_key_bar_shows_the_live_keys_in_their_order_and_clicks(desk: MainWindow, qtbot: QtBot) -> None:
    desk.open("home")
    assert bar(desk) == ["F1 Help", "F3 Find part", "F5 Reload", "F10 Menu", "F11 Stock card"]
    window = desk.open("parts_invoicing")
    assert isinstance(window, Bench)
    names = bar(desk)
    assert [name.split()[0] for name in names] == [f"F{n}" for n in range(1, 13)]
    window.order.setFocus()
    last = next(
        key for key in desk.findChildren(QPushButton) if key.accessibleName() == "F12 Finalise" and key.isVisible()
    )
    qtbot.mouseClick(last, Qt.MouseButton.LeftButton)
    assert window.done == ["finalised"]
    assert window.order.hasFocus()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("credits", "F9 Posted credits"),
        ("stock_adjustment", "F9 Posted adjustments"),
        ("day_end", "F9 Earlier days"),
        ("stock_order", "F2 Save Order"),
        ("credits", "F12 Post credit"),
    ],
)
def test_the_key_bar_says_the_words_of_the_windows_own_button(desk: MainWindow, name: str, said: str) -> None:
    desk.open(name)
    assert said in bar(desk)


def test_the_key_bar_takes_a_second_row_rather_than_cut_off(desk: MainWindow) -> None:
    desk.open("parts_invoicing")
    foot = desk.findChild(object, "key-bar")
    desk.resize(1280, 720)
    QApplication.processEvents()
    one = foot.height()  # type: ignore[attr-defined]
    desk.resize(700, 480)
    QApplication.processEvents()
    assert foot.height() > one  # type: ignore[attr-defined]
    assert all(key.geometry().right() <= foot.width() for key in foot.findChildren(QPushButton))  # type: ignore[attr-defined]


def test_the_status_line_shows_the_prompt_of_the_field(desk: MainWindow) -> None:
    window = desk.open("parts_invoicing")
    assert isinstance(window, Bench)
    window.debtor.setFocus()
    assert desk.status_line.prompt == "Debtor: code or name"
    window.order.setFocus()
    assert desk.status_line.prompt == ""


def test_a_pointer_that_lies_still_does_not_take_the_prompt(desk: MainWindow) -> None:
    window = desk.open("parts_invoicing")
    assert isinstance(window, Bench)
    window.debtor.setFocus()
    QApplication.sendEvent(window.order, QStatusTipEvent("beneath the pointer"))
    assert desk.status_line.prompt == "Debtor: code or name"
    QCursor.setPos(QCursor.pos() + QPoint(7, 7))
    QApplication.sendEvent(window.order, QStatusTipEvent("beneath the pointer"))
    assert desk.status_line.prompt == "beneath the pointer"


def test_what_was_said_goes_with_the_next_command(desk: MainWindow, qtbot: QtBot) -> None:
    desk.open("parts_invoicing")
    desk.say("Invoice 10023 – 440.00 – 3 on backorder", "good")
    assert desk.status_line.sentence == "✓ Invoice 10023 – 440.00 – 3 on backorder"
    press(qtbot, desk, KEY.Key_F12, Qt.KeyboardModifier.NoModifier)
    assert desk.status_line.sentence == ""


def test_a_sentence_is_shown_to_its_end_and_what_stands_beside_it_gives_way(desk: MainWindow) -> None:
    line = desk.status_line
    line.show_shop("Harbour Parts & Machinery")
    line.show_prompt("Rung when backorders are ready to invoice")
    line.show_ready(7)
    prompt, place, said = (
        next(each for each in line.findChildren(Elided) if each.accessibleName() == name)
        for name in ("Prompt", "Shop, operator, database", "Message")
    )
    line.say("Miller Motors is saved.", "good")
    assert prompt.isVisible() and place.isVisible()
    line.say(
        "Phone was changed to “02 2222 2222” by Kim at 10:23 while you typed “02 1111 1111”. "
        "Open the record again, then type your change once more.",
        "waits",
    )
    QApplication.processEvents()
    assert said.text() == said.whole
    assert not prompt.isVisible() and not place.isVisible()
    line.clear()
    assert prompt.isVisible() and place.isVisible()


def test_backorders_ready_are_counted_anew_when_they_changed(counter: Counter, dressed: QApplication) -> None:
    number = [7]
    desk = MainWindow(counter, "Bayside Parts", ready=lambda: number[0])
    ready = next(b for b in desk.status_line.findChildren(QPushButton))
    assert ready.text() == "7 backorders ready"
    number[0] = 1
    desk.changes.tell("debtors")
    assert ready.text() == "7 backorders ready"
    desk.changes.tell("backorders")
    assert ready.text() == "1 backorder ready"
    desk.close()


def test_closing_a_tab_with_work_asks_and_staying_keeps_it(
    desk: MainWindow, qtbot: QtBot, prompter: ScriptedPrompter
) -> None:
    window = desk.open("parts_invoicing")
    assert isinstance(window, Bench)
    window.leaving = LeaveUnfinished("This invoice", 3)
    prompter.expect(LeaveUnfinished, None).expect(LeaveUnfinished, "stay").expect(LeaveUnfinished, "leave")
    press(qtbot, desk, KEY.Key_W, CTRL)
    press(qtbot, desk, KEY.Key_W, CTRL)
    assert desk.windows() == [window]
    press(qtbot, desk, KEY.Key_W, CTRL)
    assert desk.windows() == []


def test_leaving_the_program_asks_for_every_unfinished_window(
    desk: MainWindow, qtbot: QtBot, prompter: ScriptedPrompter
) -> None:
    window = desk.open("parts_invoicing")
    assert isinstance(window, Bench)
    window.leaving = LeaveUnfinished("This invoice", 3)
    prompter.expect(LeaveUnfinished, "stay")
    press(qtbot, desk, KEY.Key_Q, CTRL)
    assert desk.isVisible()
    window.leaving = None
    press(qtbot, desk, KEY.Key_Q, CTRL)
    assert not desk.isVisible()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_f10_opens_the_menu(desk: MainWindow, qtbot: QtBot) -> None:
    desk.open("parts_invoicing")
    press(qtbot, desk, KEY.Key_F10, Qt.KeyboardModifier.NoModifier)
    assert desk.menuBar().activeAction() is not None
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.close()


def test_the_menu_opens_after_help_was_read_in_a_window_that_is_closed_by_now(desk: MainWindow, qtbot: QtBot) -> None:
    desk.open("home")
    for _ in range(2):
        desk.open("parts_invoicing")
        QTimer.singleShot(0, lambda: QApplication.activeModalWidget().close())  # type: ignore[union-attr]
        desk.do_help()
        press(qtbot, desk, KEY.Key_W, CTRL)
        qtbot.wait(1)
    desk.menuBar().actions()[0].menu().aboutToShow.emit()  # type: ignore[attr-defined]
    assert desk.front is not None and desk.isVisible()


def test_every_command_with_a_menu_is_in_it(desk: MainWindow) -> None:
    shown = {action.objectName() for action in desk.findChildren(object) if action.objectName()}
    assert {command.id for command in commands.for_scope(commands.DESK) if command.menu} <= shown


def test_the_palette_finds_a_command_by_its_words_even_from_within_a_field(desk: MainWindow, qtbot: QtBot) -> None:
    window = desk.open("parts_invoicing")
    assert isinstance(window, Bench)
    window.debtor.setText("half typed")
    failed: list[BaseException] = []

    def type_and_enter() -> None:
        palette = QApplication.activeModalWidget()
        if not isinstance(palette, Palette):
            QTimer.singleShot(5, type_and_enter)
            return
        try:
            qtbot.keyClicks(palette.focusWidget(), "nalis")
            qtbot.keyClick(palette.focusWidget(), KEY.Key_Return)
            assert not palette.isVisible()
        except BaseException as fault:  # noqa: BLE001 – raised outside the event loop
            failed.append(fault)
            palette.reject()

    QTimer.singleShot(0, type_and_enter)
    press(qtbot, desk, KEY.Key_K, CTRL)
    assert failed == []
    assert window.done == ["finalised"]
    assert window.debtor.text() == "half typed"


def test_another_shop_name_is_shown_at_once(desk: MainWindow, counter: Counter) -> None:
    settings.save(counter, {"shop_name": "Harbour Parts"})
    desk.changes.tell("settings")
    assert desk.windowTitle() == "Harbour Parts – Parts Counter"


def test_the_palette_puts_names_that_begin_so_before_words_that_only_contain_it(desk: MainWindow, qtbot: QtBot) -> None:
    miller = Found("MIL001  Miller Motors", "debtor", lambda: None)
    palette = Palette(desk.actions(), lambda _typed: (miller,), desk)
    qtbot.addWidget(palette)
    palette.show()
    qtbot.keyClicks(palette.focusWidget(), "mi")
    qtbot.keyClick(palette.focusWidget(), KEY.Key_Return)
    assert palette.chosen is miller.run
