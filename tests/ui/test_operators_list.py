"""Setup, Operators by key events: who works here, their PINs, and what their roles may do."""

from __future__ import annotations

import pytest

from app.rules.questions import LeaveUnsaved
from app.rules.rights import Right
from app.services import operators
from app.services.counter import Counter
from app.ui.kit.entry.lookup_field import HitList, LookupField
from app.ui.main_window import MainWindow
from app.ui.windows.operators.window import Operators
from tests import make
from tests.ui.hands import Hands
from tests.ui.keys import ALT, DOWN, ENTER, KEY, Stroke, focus, press, said
from tests.ui.scripted import ScriptedPrompter

F2, F6 = KEY.Key_F2, KEY.Key_F6
PAT = "2468"


@pytest.fixture
def window(desk: MainWindow) -> Operators:
    opened = desk.open("operators")
    assert isinstance(opened, Operators)
    return opened


def names(counter: Counter) -> list[tuple[str, str, str, bool]]:
    return [(each.card.code, each.card.name, each.card.role, each.card.active) for each in operators.listed(counter)]


def test_people_are_typed_line_by_line(window: Operators, counter: Counter, desk: MainWindow) -> None:
    code = names(counter)[0][0]
    press(KEY.Key_End, DOWN)
    window.grid.setCurrentIndex(window.grid.rows.index(1, 0))
    press("lee", ENTER, "Lee Brown", ENTER, "c", ENTER, "pat", ENTER, "Pat", ENTER, "par", ENTER, F2)
    assert desk.status_line.sentence == "✓ Operators and roles are saved."
    assert names(counter) == [
        (code, "Kim", "owner", True),
        ("LEE", "Lee Brown", "counter", True),
        ("PAT", "Pat", "parts manager", True),
    ]
    assert "Without a PIN anybody can sign on as Kim, Lee Brown, Pat." in said(window, "Worth knowing")


def test_a_role_that_is_none_stays_in_the_cell(window: Operators, desk: MainWindow) -> None:
    window.grid.setCurrentIndex(window.grid.rows.index(1, 0))
    press("lee", ENTER, "Lee", ENTER, "o", ENTER)
    assert "Type one of counter, parts manager, office or owner; F4 shows them." in desk.status_line.sentence


def test_the_last_owner_stays_and_the_cursor_goes_there(window: Operators, desk: MainWindow, counter: Counter) -> None:
    column = [each.attribute for each in window.grid.rows.columns].index("active")
    window.grid.setCurrentIndex(window.grid.rows.index(0, column))
    press(" ", F2)
    assert "Nobody would be left who may change operators" in desk.status_line.sentence
    assert names(counter)[0][3]
    assert window.unfinished() == LeaveUnsaved("Operators")


def test_an_owner_hands_over_in_one_save(window: Operators, counter: Counter) -> None:
    window.grid.setCurrentIndex(window.grid.rows.index(0, 2))
    press("off", ENTER)
    window.grid.setCurrentIndex(window.grid.rows.index(1, 0))
    press("pat", ENTER, "Pat", ENTER, "ow", ENTER, F2)
    assert [(name, role) for _, name, role, _ in names(counter)] == [("Kim", "office"), ("Pat", "owner")]


@pytest.mark.parametrize("open_it", [(KEY.Key_F4,), ((KEY.Key_Down, ALT),), ("x", (KEY.Key_Down, ALT))])
def test_the_roles_are_chosen_from_their_list(window: Operators, counter: Counter, open_it: tuple[Stroke, ...]) -> None:
    window.grid.setCurrentIndex(window.grid.rows.index(1, 0))
    press("pat", ENTER, "Pat", ENTER, *open_it)
    editor = window.grid.editor
    assert isinstance(editor, LookupField) and editor.list_open
    press(DOWN, ENTER, F2)
    assert [(name, role) for _, name, role, _ in names(counter)] == [("Kim", "owner"), ("Pat", "parts manager")]


def test_f4_on_a_role_that_stands_there_offers_all_of_them(
    window: Operators, counter: Counter, desk: MainWindow
) -> None:
    window.grid.setCurrentIndex(window.grid.rows.index(0, 1))
    press(KEY.Key_F4)
    assert "In the column Role, F4 shows the roles." in desk.status_line.sentence
    window.grid.setCurrentIndex(window.grid.rows.index(0, 2))
    press(KEY.Key_F4)
    shown = next(each for each in desk.findChildren(HitList) if each.isVisible())
    assert [shown.model().index(row, 0).data() for row in range(shown.model().rowCount())] == [
        "owner", "counter", "parts manager", "office",
    ]  # fmt: skip
    press(ENTER)
    assert window.grid.lines[0].role == "owner"
    assert window.unfinished() is None


def test_who_is_stored_stays_for_what_was_done(window: Operators, desk: MainWindow, hands: Hands) -> None:
    hands.press("Ctrl+Del")
    assert "stays for what was done" in hands.said


def test_f6_gives_a_pin_to_the_person_of_the_line(
    window: Operators, counter: Counter, prompter: ScriptedPrompter, desk: MainWindow
) -> None:
    prompter.expect_pin(PAT)
    press(F6)
    assert desk.status_line.sentence == "✓ Kim has a new PIN."
    assert [each.has_pin for each in operators.listed(counter)] == [True]
    assert window.grid.lines[0].has_pin
    operators.sign_on(counter, counter.operator.id, PAT)
    prompter.expect_pin("")
    press(F6)
    assert "Kim has no PIN." in desk.status_line.sentence


def test_roles_are_ticked_with_the_keyboard(window: Operators, counter: Counter, desk: MainWindow) -> None:
    press((KEY.Key_L, ALT))
    window.roles.ticks["counter", Right.SELL_BELOW_COST].setFocus()
    press(" ", ENTER)
    assert focus().accessibleName() == "Parts manager: sell below cost"
    press(" ", F2)
    rights = {each.role: each.rights for each in operators.roles(counter)}
    assert rights["counter"] == {Right.SELL_BELOW_COST}
    assert Right.SELL_BELOW_COST not in rights["parts manager"]
    assert not window.roles.ticks["owner", Right.SEE_COST].isEnabled()
    assert not window.roles.ticks["office", Right.MANAGE_OPERATORS].isEnabled()


def test_who_may_not_change_operators_is_told_so(window: Operators, counter: Counter, desk: MainWindow) -> None:
    desk.sign_on(make.somebody(counter, "Lee"))
    window.do_reload()
    window.grid.setCurrentIndex(window.grid.rows.index(0, 1))
    press("Boss", ENTER, F2)
    assert "Lee may not change operators" in desk.status_line.sentence
    assert names(counter)[0][1] == "Kim"


def test_what_others_change_is_shown_unless_something_is_typed(window: Operators, counter: Counter) -> None:
    make.somebody(counter, "Lee")
    window.context.changes.tell("operators")
    assert [line.name for line in window.grid.lines] == ["Kim", "Lee"]
    window.grid.setCurrentIndex(window.grid.rows.index(2, 0))
    press("pat", ENTER)
    make.somebody(counter, "Sam")
    window.context.changes.tell("operators")
    assert [line.name for line in window.grid.lines][:2] == ["Kim", "Lee"]
    assert window.unfinished() is not None
