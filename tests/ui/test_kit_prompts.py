"""Questions as a person meets them: words with letters, the safe answer first, deaf to what was typed before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest
from PySide6.QtCore import QKeyCombination, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.rules.money_questions import ON_ACCOUNT, GiveBack
from app.rules.questions import (
    GoOverCreditLimit,
    LeaveUnfinished,
    Payment,
    PutOnBackorder,
    StockHasMoved,
    TakePayment,
    TenderKind,
)
from app.services.counter import Counter
from app.ui.kit.asking.dialog import Dialog
from app.ui.kit.asking.prompts import Prompter
from app.ui.kit.records.tick_list import TickColumn, TickLine, TickModel

KEY = Qt.Key
ALT_A = QKeyCombination(Qt.KeyboardModifier.AltModifier, KEY.Key_A)
SHORT = PutOnBackorder(1, "CAB-220", Decimal(5), Decimal(2))
OVER = GoOverCreditLimit("Miller", Decimal(100), Decimal(440))


@pytest.fixture
def person(dressed: QApplication, counter: Counter) -> Prompter:
    return Prompter(counter, lambda: None, guard=0)


@contextmanager
def keys(
    qtbot: QtBot, *pressed: Qt.Key | QKeyCombination | str, before: Callable[[Dialog], object] = lambda dialog: None
) -> Iterator[None]:
    """Press these in the dialog that comes; a failure in between is raised here and never hangs."""
    failed: list[BaseException] = []

    def press() -> None:
        dialog, focus = QApplication.activeModalWidget(), QApplication.focusWidget()
        # Windows has a dialog in front, and lets timers run, before Qt has put the focus into it; no key comes then
        if not isinstance(dialog, Dialog) or focus is None or focus.window() is not dialog:
            QTimer.singleShot(5, press)
            return
        try:
            before(dialog)
            for key in pressed:
                target: QWidget = dialog.focusWidget() or dialog
                if isinstance(key, str):
                    qtbot.keyClicks(target, key)
                elif isinstance(key, QKeyCombination):
                    qtbot.keyClick(target, key.key(), key.keyboardModifiers())
                else:
                    qtbot.keyClick(target, key)
                QApplication.processEvents()
            if dialog.isVisible():
                raise AssertionError(f"{dialog.windowTitle()} is still open.")
        except BaseException as fault:  # noqa: BLE001 – raised outside the event loop
            failed.append(fault)
            dialog.reject()

    QTimer.singleShot(0, press)
    yield
    if failed:
        raise failed[0]


@pytest.mark.parametrize(
    ("pressed", "answer"),
    [(KEY.Key_Return, "yes"), ("y", "yes"), ("n", "no"), ("N", "no"), (KEY.Key_Escape, None)],
)
def test_enter_takes_the_safe_answer_a_letter_its_own_esc_none(
    person: Prompter, qtbot: QtBot, pressed: Qt.Key | str, answer: str | None
) -> None:
    with keys(qtbot, pressed):
        assert person.ask(SHORT) == answer


@pytest.mark.parametrize("held", ["ControlModifier", "MetaModifier"])
def test_a_letter_with_ctrl_is_no_answer(person: Prompter, qtbot: QtBot, held: str) -> None:
    with keys(qtbot, QKeyCombination(Qt.KeyboardModifier[held], KEY.Key_N), KEY.Key_Return):
        assert person.ask(SHORT) == "yes"


def test_the_safe_answer_is_the_questions_own(person: Prompter, qtbot: QtBot) -> None:
    with keys(qtbot, KEY.Key_Return):
        assert person.ask(OVER) == "no"
    with keys(qtbot, KEY.Key_Return):
        assert person.ask(LeaveUnfinished("This invoice", 3)) == "stay"


def test_an_answer_that_means_back_is_none(person: Prompter, qtbot: QtBot) -> None:
    with keys(qtbot, "c"):
        assert person.ask(StockHasMoved(1, "CAB-220", Decimal(5), Decimal(2))) is None


def test_the_arrows_walk_from_answer_to_answer(person: Prompter, qtbot: QtBot) -> None:
    with keys(qtbot, KEY.Key_Right, KEY.Key_Return):
        assert person.ask(SHORT) == "no"


def test_what_was_typed_ahead_never_answers(dressed: QApplication, counter: Counter, qtbot: QtBot) -> None:
    def typed_ahead(dialog: Dialog) -> None:
        assert dialog.deaf
        qtbot.keyClicks(dialog.focusWidget(), "nn9300675024235")
        qtbot.keyClick(dialog.focusWidget(), KEY.Key_Return)
        assert dialog.isVisible()
        dialog._typed_ahead.begin(1)
        qtbot.waitUntil(lambda: not dialog.deaf)

    with keys(qtbot, "y", before=typed_ahead):  # deaf for longer than a busy machine takes to get here
        assert Prompter(counter, lambda: None, guard=60_000).ask(SHORT) == "yes"


def test_no_question_while_a_unit_of_work_is_open(person: Prompter, counter: Counter) -> None:
    with counter.work(), pytest.raises(RuntimeError, match="unit of work"):
        person.ask(SHORT)


def test_a_reason_is_text_and_never_empty(person: Prompter, qtbot: QtBot) -> None:
    with keys(qtbot, KEY.Key_Return, "  no longer wanted ", KEY.Key_Return):
        assert person.text("Cancel", "Why is it cancelled?") == "no longer wanted"
    with keys(qtbot, KEY.Key_Escape):
        assert person.text("Cancel", "Why is it cancelled?") is None


def paid(*ways: tuple[TenderKind, str]) -> tuple[Payment, ...]:
    return tuple(Payment(kind, Decimal(amount)) for kind, amount in ways)


def test_an_exact_card_payment_is_one_key(person: Prompter, qtbot: QtBot) -> None:
    with keys(qtbot, KEY.Key_Return):
        assert person.ask(TakePayment(Decimal("440.00"))) == paid(("EFTPOS", "440.00"))


def test_cash_by_letter_with_change(person: Prompter, qtbot: QtBot) -> None:
    with keys(qtbot, "c", "450", KEY.Key_Return):
        assert person.ask(TakePayment(Decimal("440.00"))) == paid(("cash", "450.00"))


def test_in_cash_what_there_are_coins_for_is_proposed(person: Prompter, qtbot: QtBot) -> None:
    with keys(qtbot, "c", KEY.Key_Return):
        assert person.ask(TakePayment(Decimal("42.97"))) == paid(("cash", "42.95"))
    with keys(qtbot, "c", KEY.Key_Return):
        assert person.ask(TakePayment(Decimal("42.97"), round_cash=False)) == paid(("cash", "42.97"))


def test_less_than_the_total_adds_a_row_and_proposes_the_rest(person: Prompter, qtbot: QtBot) -> None:
    with keys(qtbot, "20", KEY.Key_Return, KEY.Key_Return):
        assert person.ask(TakePayment(Decimal("42.98"))) == paid(("EFTPOS", "20.00"), ("cash", "23.00"))
    with keys(qtbot, "c", "20", KEY.Key_Return, "10", KEY.Key_Return, "b", KEY.Key_Return):
        asked = person.ask(TakePayment(Decimal("42.98")))
    assert asked == paid(("cash", "20.00"), ("EFTPOS", "10.00"), ("bank transfer", "12.98"))


def test_esc_takes_the_last_row_off_and_then_goes_back(person: Prompter, qtbot: QtBot) -> None:
    with keys(qtbot, "20", KEY.Key_Return, KEY.Key_Escape, KEY.Key_Return):
        assert person.ask(TakePayment(Decimal("42.98"))) == paid(("EFTPOS", "42.98"))
    with keys(qtbot, "20", KEY.Key_Return, KEY.Key_Escape, KEY.Key_Escape):
        assert person.ask(TakePayment(Decimal("42.98"))) is None


def label(dialog: Dialog, name: str) -> str:
    return next(each.text() for each in dialog.findChildren(QLabel) if each.accessibleName() == name)


def test_what_is_to_pay_and_the_change_are_shown(person: Prompter, qtbot: QtBot) -> None:
    seen = []

    def look(dialog: Dialog) -> None:
        qtbot.keyClicks(dialog.focusWidget(), "c")
        seen.append(label(dialog, "To pay by this tender"))
        qtbot.keyClicks(dialog.focusWidget(), "50")
        seen.append(label(dialog, "Change"))

    with keys(qtbot, KEY.Key_Return, before=look):
        assert person.ask(TakePayment(Decimal("42.97"))) == paid(("cash", "50.00"))
    assert seen == ["to pay in cash 42.95", "7.05"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1..2", "is no amount"),
        ("450", "10.00 too much: only cash has change. Type 440.00 by EFTPOS."),
        ("-5", "-5 is less than nothing."),
        ("0", "Nothing was handed over."),
        ("c440.01", "440.01 is no amount of cash: the smallest coin is 5 c."),
    ],
)
def test_a_payment_that_cannot_be_is_told_and_stays(person: Prompter, qtbot: QtBot, typed: str, said: str) -> None:
    heard = []

    def refused(dialog: Dialog) -> None:
        qtbot.keyClicks(dialog.focusWidget(), typed)
        qtbot.keyClick(dialog.focusWidget(), KEY.Key_Return)
        heard.append(label(dialog, "What is wrong"))

    with keys(qtbot, KEY.Key_Escape, before=refused):
        assert person.ask(TakePayment(Decimal("440.00"))) is None
    assert said in heard[0]


def test_too_much_by_card_is_measured_against_what_is_left(person: Prompter, qtbot: QtBot) -> None:
    heard = []

    def refused(dialog: Dialog) -> None:
        for stroke in ("c", "400", KEY.Key_Return, "50", KEY.Key_Return):
            at = dialog.focusWidget()
            qtbot.keyClicks(at, stroke) if isinstance(stroke, str) else qtbot.keyClick(at, stroke)
        heard.append(label(dialog, "What is wrong"))

    with keys(qtbot, KEY.Key_Escape, KEY.Key_Escape, before=refused):
        assert person.ask(TakePayment(Decimal("440.00"))) is None
    assert heard == ["× 10.00 too much: only cash has change. Type 40.00 by EFTPOS."]


BACK_TO_ACCOUNT = GiveBack("Credit of Invoice 10001", Decimal("110.00"), Decimal("60.00"))
BACK_IN_MONEY = GiveBack("Credit of Invoice 10001", Decimal("42.98"), Decimal("42.98"), account=False)


def test_what_is_given_back_stays_on_the_account_unless_somebody_says_otherwise(person: Prompter, qtbot: QtBot) -> None:
    for key in (KEY.Key_Return, "o"):
        with keys(qtbot, key):
            assert person.ask(BACK_TO_ACCOUNT) == ON_ACCOUNT
    with keys(qtbot, KEY.Key_Escape):
        assert person.ask(BACK_TO_ACCOUNT) is None


def test_money_goes_back_as_far_as_it_was_paid(person: Prompter, qtbot: QtBot) -> None:
    with keys(qtbot, "e", KEY.Key_Return):
        assert person.ask(BACK_TO_ACCOUNT) == paid(("EFTPOS", "60.00"))
    with keys(qtbot, "c", "20", KEY.Key_Return):
        assert person.ask(BACK_TO_ACCOUNT) == paid(("cash", "20.00"))
    with keys(qtbot, "e", "20", "w", KEY.Key_Return):
        assert person.ask(BACK_TO_ACCOUNT) == paid(("EFTPOS", "20.00"), ("cash", "40.00"))
    with keys(qtbot, "2", "0", KEY.Key_Return):
        assert person.ask(BACK_TO_ACCOUNT) == paid(("EFTPOS", "20.00"))
    with keys(qtbot, "e", "60.01", KEY.Key_Return, KEY.Key_Escape):
        assert person.ask(BACK_TO_ACCOUNT) is None


def test_without_an_account_all_of_it_goes_back(person: Prompter, qtbot: QtBot) -> None:
    with keys(qtbot, KEY.Key_Return):
        assert person.ask(BACK_IN_MONEY) == paid(("EFTPOS", "42.98"))
    with keys(qtbot, "o", "c", KEY.Key_Return):
        assert person.ask(BACK_IN_MONEY) == paid(("cash", "43.00"))
    with keys(qtbot, "40", KEY.Key_Return, KEY.Key_Return):
        assert person.ask(BACK_IN_MONEY) == paid(("EFTPOS", "40.00"), ("cash", "3.00"))


LINES = (
    TickLine(1, ("10021", "CAB-220"), ticked=True, quantity=Decimal(3), most=Decimal(3)),
    TickLine(2, ("10022", "CAB-220"), quantity=Decimal(2), most=Decimal(2)),
    TickLine(3, ("10023", "CAB-220"), quantity=Decimal(1), most=None, offered=False),
)
COLUMNS = (TickColumn("Document"), TickColumn("Part"))


def ticked(person: Prompter) -> list[tuple[object, str]] | None:
    lines = person.tick("Back Orders", "Tick what goes on this invoice.", LINES, COLUMNS)
    return None if lines is None else [(line.key, str(line.quantity)) for line in lines if line.ticked]


def test_enter_takes_the_ticks_as_they_stand(person: Prompter, qtbot: QtBot) -> None:
    with keys(qtbot, KEY.Key_Return):
        assert ticked(person) == [(1, "3")]


def test_space_ticks_and_takes_the_tick_off(person: Prompter, qtbot: QtBot) -> None:
    with keys(qtbot, KEY.Key_Space, KEY.Key_Down, KEY.Key_Space, KEY.Key_Return):
        assert ticked(person) == [(2, "2")]


def test_a_ticks_all_that_are_offered(person: Prompter, qtbot: QtBot) -> None:
    with keys(qtbot, "a", KEY.Key_Return):
        assert ticked(person) == [(1, "3"), (2, "2")]


def test_alt_and_its_letter_has_ticked_all_before_the_next_key(person: Prompter, qtbot: QtBot) -> None:
    with keys(qtbot, ALT_A, KEY.Key_Return):
        assert ticked(person) == [(1, "3"), (2, "2")]


def test_esc_goes_back_from_the_ticks(person: Prompter, qtbot: QtBot) -> None:
    with keys(qtbot, KEY.Key_Escape):
        assert ticked(person) is None


def test_a_quantity_is_typed_downwards(person: Prompter, qtbot: QtBot) -> None:
    with keys(qtbot, "2", KEY.Key_Return, KEY.Key_Return):
        assert ticked(person) == [(1, "2")]


def test_a_quantity_above_what_is_there_is_told_and_not_taken(dressed: QApplication) -> None:
    model = TickModel(LINES, COLUMNS)
    quantity = model.index(0, 3)
    assert not model.setData(quantity, "4")
    assert model.said == "At most 3 can be taken here."
    assert not model.setData(quantity, "abc")
    assert "no quantity" in model.said
    assert model.lines[0] == LINES[0]
    assert not model.setData(model.index(2, 0), 2, Qt.ItemDataRole.CheckStateRole)
