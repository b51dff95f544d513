"""Operators by key events: signing on, changing and locking the desk, approving on the spot, people and roles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app import models
from app.rules.approving import Approve
from app.rules.rights import DEFAULTS, Right
from app.services import backorder_lists, lookup, operators, settings
from app.services.counter import Counter
from app.services.masters import debtors
from app.ui import opening
from app.ui.kit.asking.dialog import Dialog
from app.ui.kit.asking.prompts import Prompter
from app.ui.kit.sheets.paper import SaveAsPdf
from app.ui.main_window import MainWindow
from app.ui.windows.parts_invoicing.window import PartsInvoicing
from tests import make
from tests.services.goods import waits
from tests.ui.desks import in_front
from tests.ui.hands import Hands
from tests.ui.keys import DOWN, ENTER, ESC, KEY, TAB, Stroke, focus, press, said
from tests.ui.scripted import ScriptedPrompter

D = Decimal
F2, F6, F12 = KEY.Key_F2, KEY.Key_F6, KEY.Key_F12
PAT, LEE = "2468", "1357"
QUESTION = Approve(Right.SELL_BELOW_COST, "Below cost: CAB-220 at 1.00.", operator="Lee")


@pytest.fixture
def person(dressed: QApplication, counter: Counter) -> Prompter:
    """Somebody before real dialogs."""
    return Prompter(counter, lambda: None, guard=0)


def in_dialog(*strokes: Stroke, see: Callable[[Dialog], object] = lambda shown: None) -> None:
    """Press these in the dialog that comes; one that is still open afterwards is closed, and `left` says so."""

    def when_open() -> None:
        dialog, at = QApplication.activeModalWidget(), QApplication.focusWidget()
        if not isinstance(dialog, Dialog) or at is None or at.window() is not dialog or dialog.deaf:
            QTimer.singleShot(5, when_open)
            return
        press(*strokes)
        see(dialog)
        if dialog.isVisible():
            left.append(dialog.windowTitle())
            dialog._must = False  # type: ignore[attr-defined]
            dialog.reject()

    QTimer.singleShot(0, when_open)


left: list[str] = []


@pytest.fixture(autouse=True)
def no_dialog_had_to_be_closed() -> Iterator[None]:
    left.clear()
    yield
    assert left == []


def any_pin(_new: str, _old: str) -> None:
    """Keeps whatever is typed."""


def id_of(counter: Counter, name: str) -> int:
    return next(each.id for each in operators.people(counter) if each.name == name)


# ── signing on ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_name_by_its_letter_and_the_pin(person: Prompter, counter: Counter) -> None:
    make.somebody(counter, "Lee", pin=LEE)
    make.somebody(counter, "Pat", "parts manager", PAT)
    in_dialog("p", ENTER, PAT, ENTER)
    signed = person.sign_on()
    assert signed is not None
    assert (signed.operator.name, signed.operator.rights) == ("Pat", DEFAULTS["parts manager"])
    assert (signed.db, signed.clock) == (counter.db, counter.clock)


def test_figures_go_to_the_pin_at_once_and_the_arrows_choose_from_there(person: Prompter, counter: Counter) -> None:
    make.somebody(counter, "Lee", pin=LEE)
    make.somebody(counter, "Pat", pin=PAT)
    in_dialog(DOWN, LEE, ENTER)
    signed = person.sign_on()
    assert signed is not None and signed.operator.name == "Lee"
    in_dialog(DOWN, "9", DOWN, PAT, ENTER)
    signed = person.sign_on()
    assert signed is not None and signed.operator.name == "Pat"


def test_more_letters_find_the_name_and_so_does_the_code(person: Prompter, counter: Counter) -> None:
    for name, code in (("Lee", "X1"), ("Lena", "B7"), ("Leo", "Q2")):
        make.somebody(counter, name, code=code)
    for typed, name in (("len", "Lena"), ("leo", "Leo"), ("l", "Lee"), ("q", "Leo"), ("zb", "Lena"), ("lek", "Kim")):
        in_dialog(typed, ENTER)
        signed = person.sign_on()
        assert signed is not None and signed.operator.name == name


def test_who_has_no_pin_needs_enter_only(person: Prompter, counter: Counter) -> None:
    make.somebody(counter, "Lee", pin=LEE)
    in_dialog("k", ENTER)
    signed = person.sign_on()
    assert signed is not None and signed.operator.name == "Kim"


def test_a_wrong_pin_is_told_and_typed_again_and_esc_goes_back(person: Prompter, counter: Counter) -> None:
    make.somebody(counter, "Lee", pin=LEE)
    heard = []

    def see(dialog: Dialog) -> None:
        heard.append((said(dialog), focus().accessibleName(), focus().text()))  # type: ignore[attr-defined]
        press(LEE, ENTER)

    in_dialog("l", "9999", ENTER, see=see)
    signed = person.sign_on()
    assert heard == [("× That is not Lee's PIN. Type it again.", "PIN", "")]
    assert signed is not None and signed.operator.name == "Lee"
    in_dialog("l", ESC)
    assert person.sign_on() is None


def test_a_pin_is_never_seen_and_not_kept_for_another_name(person: Prompter, counter: Counter) -> None:
    make.somebody(counter, "Lee", pin=LEE)
    make.somebody(counter, "Pat", pin=PAT)
    shown = []

    def see(dialog: Dialog) -> None:
        shown.append(focus().displayText())  # type: ignore[attr-defined]
        press(DOWN)
        shown.append(focus().text())  # type: ignore[attr-defined]
        press(ESC)

    in_dialog("l", "135", see=see)
    person.sign_on()
    assert shown == ["●●●", ""]


def test_the_program_asks_who_is_there_before_it_shows_anything(dressed: QApplication, counter: Counter) -> None:
    assert opening.signed_on(counter) is counter  # one person without a PIN is never asked
    make.somebody(counter, "Lee", pin=LEE)
    in_dialog("l", LEE, ENTER)
    signed = opening.signed_on(counter)
    assert signed is not None and signed.operator.name == "Lee"
    in_dialog(ESC)
    assert opening.signed_on(counter) is None


def test_a_new_pin_is_typed_twice(person: Prompter) -> None:
    heard = []

    def see(dialog: Dialog) -> None:
        heard.append((said(dialog), focus().accessibleName()))
        press("2468", ENTER, "2468", ENTER)

    in_dialog("2468", ENTER, "2469", ENTER, see=see)
    assert person.new_pin("PIN of Kim", "Kim signs on with a PIN.", any_pin) == ("2468", "")
    assert heard == [("× These are two different PINs. Type the new one twice.", "New PIN")]
    in_dialog("1111", ENTER, "2468", TAB, "2468", ENTER)
    assert person.new_pin("PIN of Kim", "Kim signs on with a PIN.", any_pin, ask_old=True) == ("2468", "1111")
    in_dialog(ENTER, ENTER, ENTER, ESC)
    assert person.new_pin("PIN of Kim", "Kim signs on with a PIN.", any_pin) is None


# ── the desk ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def manned(dressed: QApplication, qtbot: QtBot, counter: Counter) -> Iterator[MainWindow]:
    """A desk with real dialogs that are not deaf; Kim is at it."""
    window = MainWindow(counter, "Bayside Parts", prompter=Prompter(counter, lambda: window, guard=0))
    with in_front(window, qtbot):
        yield window


def test_another_operator_finds_the_tabs_and_what_is_typed(manned: MainWindow, counter: Counter) -> None:
    make.a_debtor(counter, code="MILLER")
    make.a_part(counter, "CAB-220", 5)
    make.somebody(counter, "Lee", pin=LEE)
    window = manned.open("parts_invoicing")
    assert isinstance(window, PartsInvoicing)
    press("miller", ENTER, "cab-220", ENTER, "2", ENTER)
    in_dialog("l", LEE, ENTER)
    Hands(manned).press("Ctrl+Shift+O")
    assert manned.status_line.sentence == "✓ Lee is at the desk."
    assert "Bayside Parts · Lee · " in manned.status_line._place.whole
    assert manned.windows() == [window]
    assert [line.number for line in window.draft.filled_lines] == ["CAB-220"]
    assert window.context.counter.operator.name == "Lee"
    press(F2)
    with counter.db.read() as session:
        saved = session.scalars(select(models.Invoice)).one()
    assert (saved.status, saved.operator_id) == ("saved", id_of(counter, "Lee"))
    assert saved.salesperson == "Kim"  # who had begun it
    assert window.draft.salesperson == "Lee"
    in_dialog(ESC)
    Hands(manned).press("Ctrl+Shift+O")
    assert manned.context.counter.operator.name == "Lee"
    in_dialog("k", ENTER)
    Hands(manned).press("Ctrl+Shift+O")
    assert window.draft.salesperson == "Kim"  # nothing is typed yet


def test_a_locked_desk_shows_nothing_and_opens_to_a_pin_only(manned: MainWindow, counter: Counter) -> None:
    make.somebody(counter, "Lee", pin=LEE)
    home = manned.open("home")
    seen = []

    def see(dialog: Dialog) -> None:
        seen.append((dialog.isVisible(), home.isVisible()))
        press(ESC)
        seen.append((dialog.isVisible(), home.isVisible()))
        press("l", LEE, ENTER)

    in_dialog(ESC, see=see)
    Hands(manned).press("Ctrl+Shift+L")
    assert seen == [(True, False), (True, False)]
    assert home.isVisible()
    assert manned.context.counter.operator.name == "Lee"


def test_a_lock_that_would_hold_nobody_is_refused(desk: MainWindow, hands: Hands) -> None:
    desk.open("home")
    hands.press("Ctrl+Shift+L")
    assert "Nobody has a PIN yet" in hands.said


def test_what_an_owner_changes_holds_for_whoever_is_at_the_desk(desk: MainWindow, counter: Counter) -> None:
    lee = make.somebody(counter, "Lee")
    desk.sign_on(lee)
    operators.save_roles(counter, {("counter", Right.SEE_COST): True})
    desk.changes.tell("operators")
    assert desk.context.counter.operator.rights == {Right.SEE_COST}


# ── approval ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_somebody_who_may_approves_with_the_pin(person: Prompter, counter: Counter) -> None:
    make.somebody(counter, "Lee", pin=LEE)
    pat = make.somebody(counter, "Pat", "parts manager", PAT).operator.id
    in_dialog(PAT, ENTER)
    approval = person.ask(QUESTION)
    assert approval == operators.approve(counter, QUESTION, pat, PAT)


def test_only_who_could_approve_is_offered(person: Prompter, counter: Counter) -> None:
    make.somebody(counter, "Lee", pin=LEE)
    make.somebody(counter, "Pat", "parts manager", PAT)
    shown = []

    def see(dialog: Dialog) -> None:
        shown.append([dialog._list.item(at).text() for at in range(dialog._list.count())])  # type: ignore[attr-defined]
        press(ESC)

    in_dialog(see=see)
    assert person.ask(QUESTION) is None
    assert shown == [["Pat  –  parts manager"]]


def test_where_nobody_could_approve_that_is_said(person: Prompter, counter: Counter) -> None:
    heard = []

    def see(dialog: Dialog) -> None:
        heard.append(said(dialog))
        press(ESC)

    in_dialog(see=see)
    assert person.ask(QUESTION) is None
    assert heard == ["× Nobody who may sell below cost has a PIN. Setup ▸ Operators gives one."]


def test_a_wrong_pin_approves_nothing(person: Prompter, counter: Counter) -> None:
    make.somebody(counter, "Pat", "parts manager", PAT)
    in_dialog("1111", ENTER, ESC)
    assert person.ask(QUESTION) is None


def test_a_sale_below_cost_by_keys_alone(
    desk: MainWindow, counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands
) -> None:
    make.a_part(counter, "CAB-220", 5, price="50.00", cost="60.00")
    pat = make.somebody(counter, "Pat", "parts manager", PAT).operator.id
    desk.sign_on(make.somebody(counter, "Lee"))
    hands.type("miller").press("Enter").type("cab-220").press("Enter").type("1").press("Enter")
    prompter.expect(Approve, None)
    hands.press("F12")
    assert invoicing.draft.filled_lines, "Esc goes back and keeps what is typed"
    prompter.expect_approval(pat, PAT)
    prompter.expect(SaveAsPdf, "none")
    hands.press("F12")
    assert "Invoice 10001" in hands.said
    assert [type(each).__name__ for each in prompter.asked] == ["Approve", "Approve", "SaveAsPdf"]


def test_stock_a_card_and_a_backorder_ask_who_approves(
    desk: MainWindow, counter: Counter, prompter: ScriptedPrompter, hands: Hands
) -> None:
    part = make.a_part(counter, "CAB-220", 0)
    backorder = waits(counter, part, 2)
    miller = next(each for each in lookup.find_debtors(counter, "Miller"))
    kim = counter.operator.id
    operators.set_pin(counter, kim, PAT)
    desk.sign_on(make.somebody(counter, "Lee"))

    desk.open("stock_adjustment").grid.setFocus()  # type: ignore[attr-defined]
    hands.type("cab-220").press("Enter").type("2").press("Enter")
    prompter.expect_approval(kim, PAT)
    hands.press("F12")
    assert "Stock adjustment 10001" in hands.said
    assert lookup.part(counter, part.id).allocated == D(2)

    desk.open("backorders")
    prompter.expect_text("1").expect_text("promised").expect_approval(kim, PAT)
    hands.press("Ctrl+Shift+U")
    assert backorder_lists.one(counter, backorder).allocated == D(1)

    card = desk.open("debtors", debtor_id=miller.id)
    card._form.fields["stop_credit"].value = True  # type: ignore[attr-defined]
    hands.press("F2")  # nobody has to approve of less credit
    card._form.fields["stop_credit"].value = False  # type: ignore[attr-defined]
    prompter.expect(Approve, None)
    hands.press("F2")
    assert debtors.open_card(counter, miller.id).stop_credit
    prompter.expect_approval(kim, PAT)
    hands.press("F2")
    assert not debtors.open_card(counter, miller.id).stop_credit


def test_a_pin_that_is_too_short_is_typed_again(person: Prompter) -> None:
    heard = []

    def see(dialog: Dialog) -> None:
        heard.append((said(dialog), focus().accessibleName(), focus().selectedText()))  # type: ignore[attr-defined]
        press("4711", ENTER, "4711", ENTER)

    in_dialog("47", ENTER, "47", ENTER, see=see)
    assert person.new_pin("PIN of Kim", "Type it.", any_pin) == ("4711", "")
    assert heard == [("× A PIN has 4 to 12 digits; this has 2.", "New PIN", "47")]


def test_a_wrong_pin_until_now_is_told_and_typed_again(counter: Counter, person: Prompter) -> None:
    lee = make.somebody(counter, "Lee", pin=LEE)
    heard = []

    def see(dialog: Dialog) -> None:
        at = focus()
        assert isinstance(at, QLineEdit)
        heard.append((said(dialog), at.accessibleName(), len(at.selectedText())))
        press(LEE, ENTER, ENTER, ENTER)

    in_dialog("9999", ENTER, PAT, ENTER, PAT, ENTER, see=see)
    kept = person.new_pin(
        "PIN of Lee", "Type it.", lambda new, old: operators.set_pin(lee, lee.operator.id, new, old), ask_old=True
    )
    assert kept == (PAT, LEE)
    assert heard == [("× That is not Lee's PIN. Type it again.", "PIN until now", 4)]
    assert operators.sign_on(counter, lee.operator.id, PAT).operator.name == "Lee"


def test_who_signs_on_sees_whose_shop_it_is(person: Prompter, counter: Counter) -> None:
    shop = settings.load(counter).shop_name
    heard: list[str] = []
    in_dialog(see=lambda dialog: (heard.extend(each.text() for each in dialog.findChildren(QLabel)), press(ESC)))
    assert person.sign_on() is None
    assert shop and f"{shop}. Who is here?" in heard
