"""The Backorders window by key events: narrow it, do what is to be done to a line, and see it in the books."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.rules.found import DebtorFound, PartFound
from app.services import backorder_lists
from app.services.backorder_lists import BackorderLine
from app.services.buying import receiving
from app.services.counter import Counter
from app.ui.kit.records.picker import Picker
from app.ui.main_window import MainWindow
from app.ui.windows.backorders.done import HandOver
from app.ui.windows.backorders.window import Backorders
from tests.make import TODAY, Clock, a_creditor, a_debtor, a_part
from tests.services.goods import paper, sent, waits
from tests.ui.keys import ALT, CTRL, DOWN, ENTER, ESC, KEY, SHIFT, focus, press
from tests.ui.scripted import ScriptedPrompter
from tests.ui.test_bad_input import heard, written_by_somebody_else

D = Decimal
HOLD, PRIORITY, PROMISE, SPECIAL = ((key, CTRL) for key in (KEY.Key_H, KEY.Key_Y, KEY.Key_D, KEY.Key_S))
ALLOCATE, UNALLOCATE, CANCEL = ((key, CTRL | SHIFT) for key in (KEY.Key_A, KEY.Key_U, KEY.Key_Delete))


@pytest.fixture
def cable(counter: Counter) -> PartFound:
    return a_part(counter, "CAB-220", on_hand=0, creditor_id=a_creditor(counter).id)


@pytest.fixture
def miller(counter: Counter) -> DebtorFound:
    return a_debtor(counter, "Miller Motors", backorder_mode="automatic")


@pytest.fixture
def jones(counter: Counter) -> DebtorFound:
    return a_debtor(counter, "Jones", backorder_mode="automatic")


@pytest.fixture
def queue(counter: Counter, cable: PartFound, miller: DebtorFound, jones: DebtorFound) -> tuple[int, int]:
    """Miller waits for 5 and Jones for 3 of the same part; Miller came first."""
    return waits(counter, cable, 5, miller), waits(counter, cable, 3, jones)


def arrives(counter: Counter, part: PartFound, quantity: int) -> None:
    creditor = a_creditor(counter, "Another")
    receiving.process(counter, paper(counter, creditor, f"A-{quantity}", sent(counter, creditor, (part, quantity))), {})


def opened(desk: MainWindow, **facts: object) -> Backorders:
    window = desk.open("backorders", **facts)
    assert isinstance(window, Backorders)
    return window


def shown(window: Backorders) -> list[str]:
    return [f"{line.debtor} {line.number}" for line in window.list.shown()]


def one(counter: Counter, backorder_id: int) -> BackorderLine:
    return backorder_lists.one(counter, backorder_id)


def when_asked(desk: MainWindow, person: Callable[[Picker], None]) -> None:
    """What a person does as soon as the list comes up."""

    def act() -> None:
        picker = QApplication.activeModalWidget()
        if isinstance(picker, Picker) and picker.isActiveWindow():
            person(picker)
        else:
            QTimer.singleShot(5, desk, act)

    QTimer.singleShot(0, desk, act)


def test_an_empty_list_says_what_would_fill_it(desk: MainWindow) -> None:
    window = opened(desk)
    assert window.list.shown() == ()
    assert not window.action("do_hold").isEnabled()
    assert window.why == ""


def test_it_is_narrowed_by_debtor_part_supplier_state_and_words(
    desk: MainWindow, counter: Counter, queue: tuple[int, int], miller: DebtorFound
) -> None:
    waits(counter, a_part(counter, "OIL-5", on_hand=0), 2, miller)
    window = opened(desk)
    assert shown(window) == ["Miller Motors CAB-220", "Jones CAB-220", "Miller Motors OIL-5"]
    press((KEY.Key_D, ALT), DOWN, ENTER)
    assert focus() is window.part
    assert shown(window) == ["Jones CAB-220"]
    press(ESC, ESC)
    assert len(shown(window)) == 3
    press((KEY.Key_S, ALT), DOWN)
    assert shown(window) == ["Miller Motors CAB-220", "Jones CAB-220"]
    press((KEY.Key_E, ALT), DOWN)
    assert shown(window) == []
    press(ESC, ESC, "oil mill")
    assert shown(window) == ["Miller Motors OIL-5"]


def test_it_opens_on_what_was_asked_for(
    desk: MainWindow, cable: PartFound, jones: DebtorFound, queue: tuple[int, int]
) -> None:
    assert shown(opened(desk, debtor_id=jones.id, part_id=cable.id)) == ["Jones CAB-220"]
    window = opened(desk, backorder_id=queue[1])
    assert window.current() is not None
    assert window.current().id == queue[1]  # type: ignore[union-attr]


def test_nothing_of_a_debtor_who_does_not_wait(desk: MainWindow, counter: Counter, queue: tuple[int, int]) -> None:
    nobody = a_debtor(counter, "Nobody Waits")
    window = opened(desk, debtor_id=nobody.id)
    assert shown(window) == []
    assert window.debtor.currentText() == "Nobody Waits"


def test_hold_and_lift(
    desk: MainWindow, counter: Counter, cable: PartFound, queue: tuple[int, int], prompter: ScriptedPrompter
) -> None:
    arrives(counter, cable, 6)
    window = opened(desk)
    assert "number 1 of 2 in the queue" in window.why
    assert isinstance(counter.clock, Clock)
    counter.clock.go_on(minutes=1)
    prompter.expect_text("asks the boss")
    press(HOLD)
    counter.clock.go_on(minutes=1)
    assert (one(counter, queue[0]).held, one(counter, queue[0]).hold_reason) == (True, "asks the boss")
    assert window.why.startswith("CAB-220 for Miller Motors is on hold: asks the boss.")
    assert window.action("do_hold").text() == "Lift hold"
    press(HOLD)
    assert one(counter, queue[0]).ready == D(5)
    assert [each.what for each in window.history.shown()][:2] == [
        "hold lifted",
        "held: asks the boss",
    ]


def test_priority_promise_and_special_order(
    desk: MainWindow, counter: Counter, queue: tuple[int, int], prompter: ScriptedPrompter
) -> None:
    window = opened(desk)
    press(DOWN)
    prompter.expect_text("urgent").expect_text("7")
    press(PRIORITY)
    prompter.expect_text("soon").expect_text("+2")
    press(PROMISE, SPECIAL)
    now = one(counter, queue[1])
    assert (now.priority, now.promised, now.special_order) == (7, TODAY.replace(day=TODAY.day + 2), True)
    assert window.current() is not None
    assert window.current().id == queue[1]  # type: ignore[union-attr]
    prompter.expect_text("-").expect_text("-3")
    press(PROMISE, PRIORITY, SPECIAL)
    now = one(counter, queue[1])
    assert (now.priority, now.promised, now.special_order) == (-3, None, False)


def test_cancel_in_part_with_a_reason(
    desk: MainWindow, counter: Counter, queue: tuple[int, int], prompter: ScriptedPrompter
) -> None:
    window = opened(desk)
    prompter.expect_text("9").expect_text("abc").expect_text("2").expect_text("bought elsewhere")
    press(CANCEL)
    now = one(counter, queue[0])
    assert (now.open, now.cancelled) == (D(3), D(2))
    assert "2 CAB-220 cancelled." in desk.status_line.sentence
    prompter.expect_text("3").expect_text(None)
    press(CANCEL)
    assert one(counter, queue[0]).open == D(3)
    assert window.history.shown()[0].what == "cancelled 2: bought elsewhere"


def test_retry_cancels_what_was_asked_for_and_asks_nothing_again(
    desk: MainWindow, counter: Counter, queue: tuple[int, int], prompter: ScriptedPrompter
) -> None:
    opened(desk)
    window = desk.front
    assert window is not None
    prompter.expect_text("2").expect_text("bought elsewhere")
    with written_by_somebody_else(counter):
        press(CANCEL)
        heard(window)
        press(KEY.Key_Space)
    assert one(counter, queue[0]).open == D(5)
    heard(window)
    press(KEY.Key_Space)
    assert one(counter, queue[0]).open == D(3)
    assert "2 CAB-220 cancelled." in desk.status_line.sentence


def test_taking_stock_away_holds_it_and_the_next_gets_it(
    desk: MainWindow, counter: Counter, cable: PartFound, queue: tuple[int, int], prompter: ScriptedPrompter
) -> None:
    arrives(counter, cable, 6)
    opened(desk)
    prompter.expect_text("5").expect_text("not paid").expect(HandOver, "hold")
    press(UNALLOCATE)
    assert (one(counter, queue[0]).allocated, one(counter, queue[0]).held) == (D(0), True)
    assert one(counter, queue[1]).allocated == D(3)
    assert "2 to Jones" in desk.status_line.sentence


def test_stock_is_handed_to_a_named_backorder(
    desk: MainWindow, counter: Counter, cable: PartFound, queue: tuple[int, int], prompter: ScriptedPrompter
) -> None:
    arrives(counter, cable, 5)
    opened(desk)
    prompter.expect_text("2").expect_text("Jones is in a hurry").expect(HandOver, "hand over")
    when_asked(desk, lambda _picker: press("jones", ENTER))
    press(UNALLOCATE)
    assert (one(counter, queue[0]).allocated, one(counter, queue[0]).held) == (D(3), False)
    assert one(counter, queue[1]).allocated == D(2)


def test_free_stock_is_given_by_hand(
    desk: MainWindow, counter: Counter, cable: PartFound, queue: tuple[int, int], prompter: ScriptedPrompter
) -> None:
    window = opened(desk)
    press(ALLOCATE)
    assert "No CAB-220 is free." in desk.status_line.sentence
    prompter.expect_text("waits for the rest").expect_text("holds too")
    press(HOLD, DOWN, HOLD)
    arrives(counter, cable, 4)
    press(HOLD)
    assert one(counter, queue[1]).allocated == D(3)
    press(KEY.Key_Up)
    assert window.current() is not None
    assert window.current().id == queue[0]  # type: ignore[union-attr]
    prompter.expect_text("1")
    press(ALLOCATE)
    assert "on hold. Lift the hold first." in desk.status_line.sentence


def test_call_done_for_the_ticked_ones(
    desk: MainWindow, counter: Counter, cable: PartFound, queue: tuple[int, int]
) -> None:
    arrives(counter, cable, 8)
    opened(desk)
    press(" ", DOWN, " ", (KEY.Key_T, CTRL))
    assert [one(counter, each).told_by for each in queue] == ["Kim", "Kim"]


def test_enter_opens_the_next_invoice_and_f11_the_stock_card(
    desk: MainWindow, counter: Counter, cable: PartFound, queue: tuple[int, int]
) -> None:
    window = opened(desk)
    press(KEY.Key_F11)
    assert desk.front is not None
    assert desk.front.name == "parts"
    press((KEY.Key_W, CTRL))
    assert desk.front is window
    press(ENTER)
    assert desk.front.name == "parts_invoicing"


def test_what_is_closed_is_shown_when_asked_for(
    desk: MainWindow, counter: Counter, queue: tuple[int, int], prompter: ScriptedPrompter
) -> None:
    window = opened(desk)
    prompter.expect_text("5").expect_text("bought elsewhere")
    press(CANCEL)
    assert shown(window) == ["Jones CAB-220"]
    window.closed.setFocus()
    press(" ")
    assert shown(window) == ["Miller Motors CAB-220", "Jones CAB-220"]
    window.list.select(queue[0])
    assert not window.action("do_cancel_backorder").isEnabled()
    assert "is closed: it was cancelled" in window.why


def test_the_list_is_exported(
    desk: MainWindow, queue: tuple[int, int], prompter: ScriptedPrompter, tmp_path: Path
) -> None:
    opened(desk)
    prompter.expect_file(tmp_path / "backorders.csv")
    press((KEY.Key_E, CTRL))
    assert (tmp_path / "backorders.csv").read_text(encoding="utf-8-sig").count("Part CAB-220") == 2
