"""Every window: keys go to the window in front, cells are committed first, each fault ends in its own place."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.rules.faults import Refused, Unanswered, Unavailable
from app.rules.questions import Answers, GoOverCreditLimit, PutOnBackorder, Question
from app.ui.kit.not_saved import NotSavedBar
from app.ui.main_window import MainWindow
from tests.ui.scripted import ScriptedPrompter
from tests.ui.windows import Bench, Field

KEY, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier
SHORT = PutOnBackorder(1, "CAB-220", ordered=Decimal(5), available=Decimal(2))
OVER = GoOverCreditLimit("Miller", limit=Decimal(100), would_owe=Decimal(440))


@pytest.fixture
def bench(desk: MainWindow) -> Bench:
    window = desk.lay_down(Bench(desk.context))
    assert isinstance(window, Bench)
    return window


def press(qtbot: QtBot, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, key, modifiers)


def unless_answered(*questions: Question) -> object:
    def call(answers: Answers) -> object:
        open_ones = tuple(question for question in questions if question not in answers)
        if open_ones:
            raise Unanswered(open_ones[:1])
        return dict(answers)

    return call


def test_at_first_sight_the_first_field_has_the_focus(bench: Bench) -> None:
    assert bench.debtor.hasFocus()


def test_a_function_key_runs_its_slot_and_the_button_does_the_same(bench: Bench, qtbot: QtBot) -> None:
    press(qtbot, KEY.Key_F12)
    qtbot.mouseClick(bench.finalise, Qt.MouseButton.LeftButton)
    assert bench.done == ["finalised", "finalised"]


def test_a_veto_of_the_open_cell_stops_the_command_but_not_a_look_up(bench: Bench, qtbot: QtBot) -> None:
    bench.debtor.good = False
    press(qtbot, KEY.Key_F12)
    assert bench.done == []
    press(qtbot, KEY.Key_F4)
    assert bench.done == ["looked up"]


def test_a_disabled_command_is_dead_by_key_and_grey_on_its_button(bench: Bench, qtbot: QtBot) -> None:
    bench.action("do_finalise").setEnabled(False)
    press(qtbot, KEY.Key_F12)
    assert bench.done == []
    assert not bench.finalise.isEnabled()


def test_esc_goes_back_one_step(bench: Bench, qtbot: QtBot) -> None:
    press(qtbot, KEY.Key_Escape)
    assert bench.done == ["back"]


def test_questions_are_asked_and_the_call_is_made_again_with_the_answers(
    bench: Bench, qtbot: QtBot, prompter: ScriptedPrompter
) -> None:
    bench.call = unless_answered(SHORT, OVER)  # type: ignore[assignment]
    prompter.expect(PutOnBackorder, "yes").expect(GoOverCreditLimit, "no")
    press(qtbot, KEY.Key_F2)
    assert bench.done == [{SHORT: "yes", OVER: "no"}]
    assert bench.answers == {SHORT: "yes", OVER: "no"}


def test_going_back_from_a_question_calls_nothing_again(bench: Bench, qtbot: QtBot, prompter: ScriptedPrompter) -> None:
    bench.call = unless_answered(SHORT)  # type: ignore[assignment]
    prompter.expect(PutOnBackorder, None)
    press(qtbot, KEY.Key_F2)
    assert bench.done == [None]
    assert bench.answers == {}


def test_a_question_that_ignores_its_answer_is_a_bug_not_an_endless_dialog(
    bench: Bench, prompter: ScriptedPrompter
) -> None:
    def deaf(answers: Answers) -> None:
        raise Unanswered((SHORT,))

    prompter.expect(PutOnBackorder, "yes")
    with pytest.raises(RuntimeError, match="asked again"):
        bench.ask_and_call(deaf)


def test_a_refusal_is_said_beeps_and_puts_the_focus_where_it_can_be_mended(
    bench: Bench, desk: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    beeps: list[int] = []
    monkeypatch.setattr(QApplication, "beep", lambda: beeps.append(1))

    def refused(answers: Answers) -> None:
        raise Refused("Miller Motors wants an order number. Type it.", field="order_no")

    bench.call = refused
    press(qtbot, KEY.Key_F2)
    assert bench.order.hasFocus()
    assert desk.status_line.sentence == "× Miller Motors wants an order number. Type it."
    assert beeps == [1]


def test_what_could_not_be_saved_stays_with_a_retry_that_runs_the_command_again(bench: Bench, qtbot: QtBot) -> None:
    def locked(answers: Answers) -> None:
        raise Unavailable("Another counter is busy with the books.")

    bench.call = locked
    press(qtbot, KEY.Key_F2)
    retry = QApplication.focusWidget()
    assert isinstance(retry, QPushButton)
    assert retry.text() == "Retry"
    bench.call = lambda answers: "saved"
    press(qtbot, KEY.Key_Return)
    assert bench.done == [None], "typed ahead, before anybody could know"
    qtbot.waitUntil(lambda: not bench.findChild(NotSavedBar).deaf)
    press(qtbot, KEY.Key_Return)
    assert bench.done == [None, "saved"]
    assert not retry.isVisible()


def test_what_was_typed_while_saving_failed_reaches_neither_retry_nor_the_draft(bench: Bench, qtbot: QtBot) -> None:
    def locked(answers: Answers) -> None:
        raise Unavailable("Another counter is busy with the books.")

    bench.call = locked
    press(qtbot, KEY.Key_F2)
    for key in (KEY.Key_M, KEY.Key_I, KEY.Key_Return, KEY.Key_Space, KEY.Key_F12):
        press(qtbot, key)
    assert bench.done == [None]
    assert (bench.debtor.text(), bench.order.text()) == ("", "")
    qtbot.waitUntil(lambda: not bench.findChild(NotSavedBar).deaf)
    press(qtbot, KEY.Key_F12)
    assert bench.done == [None, "finalised"]


def test_a_window_that_cannot_reload_says_so_and_the_others_do(
    bench: Bench, desk: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(words: frozenset[str]) -> None:
        raise Unavailable("The server of parts at shop does not answer.")

    monkeypatch.setattr(bench, "on_changed", gone)
    other = desk.lay_down(Bench(desk.context))
    desk.changes.tell("stock")
    assert isinstance(other, Bench) and other.heard == [frozenset({"stock"})]
    assert desk.status_line.sentence == "! The server of parts at shop does not answer."


def test_after_a_loss_nobody_knows_and_retry_finds_out(bench: Bench, qtbot: QtBot) -> None:
    def lost(answers: Answers) -> None:
        raise Unavailable("Look before you do it again.", gone=True, unknown=True)

    bench.call = lost
    press(qtbot, KEY.Key_F2)
    bar = bench.findChild(NotSavedBar)
    assert any("Retry finds out; nothing is saved twice" in label.text() for label in bar.findChildren(QLabel))
    assert bar.isVisible()


def test_what_would_count_twice_is_looked_at_and_not_retried(bench: Bench, desk: MainWindow) -> None:
    def lost(answers: Answers) -> None:
        raise Unavailable("Look before you do it again.", gone=True, unknown=True)

    assert bench.ask_and_call(lost, counts_twice=True) is None
    assert desk.status_line.sentence == "× Look before you do it again."
    assert not bench.findChild(NotSavedBar).isVisible()


def test_the_bar_says_when_the_server_is_back(bench: Bench, desk: MainWindow, qtbot: QtBot) -> None:
    def gone(answers: Answers) -> None:
        raise Unavailable("The server of parts at shop does not answer.", gone=True)

    bench.call = gone
    press(qtbot, KEY.Key_F2)
    desk.changes.back.emit()
    bar = bench.findChild(NotSavedBar)
    assert "The server is back: Retry saves it." in [label.text() for label in bar.findChildren(QLabel)]


def test_a_bug_is_neither_swallowed_nor_told_as_a_refusal(bench: Bench) -> None:
    with pytest.raises(ZeroDivisionError):
        bench.ask_and_call(lambda answers: 1 // 0)


def test_a_look_up_tells_its_refusal(bench: Bench, desk: MainWindow) -> None:
    def nobody() -> str:
        raise Refused("There is no debtor “K55”.", field="debtor")

    assert bench.read(nobody) is None
    assert bench.read(lambda: "found") == "found"
    assert desk.status_line.sentence == "× There is no debtor “K55”."


def test_windows_hear_what_others_wrote(bench: Bench, desk: MainWindow) -> None:
    other = desk.lay_down(Bench(desk.context))
    other.changed("debtors", "stock")
    assert bench.heard == [frozenset({"debtors", "stock"})]
    with pytest.raises(ValueError, match="weather"):
        other.changed("weather")


def test_every_widget_that_takes_the_focus_has_a_name_for_screen_readers(bench: Bench) -> None:
    nameless = [
        type(widget).__name__
        for widget in bench.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.accessibleName()
    ]
    assert nameless == []
    assert isinstance(bench.debtor, Field)
    assert bench.debtor.accessibleName() == "Debtor"
