"""Price Groups by key events: groups and structures are typed, saved, taken away, and refused while they are in use."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.rules.pricing import StructureRule
from app.rules.questions import LeaveUnsaved
from app.services import lookup
from app.services.counter import Counter
from app.services.masters import price_groups
from app.services.masters.price_groups import GroupCard, RuleFor, StructureCard
from app.ui.main_window import MainWindow
from app.ui.windows.price_groups.window import PriceGroups
from tests.make import a_debtor, a_part
from tests.ui.keys import ALT, CTRL, DOWN, ENTER, KEY, SHIFT, focus, press
from tests.ui.scripted import ScriptedPrompter

D = Decimal
F2, NEW, DELETE_LINE, DELETE = KEY.Key_F2, (KEY.Key_N, CTRL), (KEY.Key_Delete, CTRL), (KEY.Key_Delete, CTRL | SHIFT)
GROUPS = (KEY.Key_G, ALT)


@pytest.fixture
def brakes(counter: Counter) -> int:
    return price_groups.save_group(counter, GroupCard(code="BRAKE", name="Brakes"), None).id or 0


@pytest.fixture
def oils(counter: Counter) -> int:
    return price_groups.save_group(counter, GroupCard(code="OIL", name="Oils"), None).id or 0


def opened(desk: MainWindow) -> PriceGroups:
    window = desk.open("price_groups")
    assert isinstance(window, PriceGroups)
    return window


def codes(counter: Counter) -> list[tuple[str, str]]:
    return [(each.code, each.name) for each in price_groups.groups(counter)]


def test_groups_are_typed_line_by_line(desk: MainWindow, counter: Counter) -> None:
    opened(desk)
    press(GROUPS, "oil", ENTER, "Oils and fluids", ENTER, "brake", ENTER, "Brakes", F2)
    assert codes(counter) == [("BRAKE", "Brakes"), ("OIL", "Oils and fluids")]
    assert desk.front is not None
    assert desk.front.unfinished() is None


def test_a_structure_gives_discounts_and_mark_ups(desk: MainWindow, counter: Counter, brakes: int, oils: int) -> None:
    window = opened(desk)
    press(NEW, "Trade")
    window.rules.setFocus()
    press("15", ENTER, "+25", F2)
    (trade,) = price_groups.structures(counter)
    assert price_groups.open_structure(counter, trade.id) == StructureCard(
        trade.id,
        "Trade",
        (RuleFor(brakes, StructureRule("list", D(15))), RuleFor(oils, StructureRule("cost", D(25)))),
    )
    debtor = a_debtor(counter, structure_id=trade.id)
    part = a_part(counter, "CAB-220", price="100.00", price_group_id=brakes)
    priced = lookup.price_for(counter, debtor, part, D(1))
    assert priced.price == D(85)


def test_an_emptied_percentage_is_the_list_price_again(
    desk: MainWindow, counter: Counter, brakes: int, oils: int
) -> None:
    rules = (RuleFor(brakes, StructureRule("list", D(15))), RuleFor(oils, StructureRule("cost", D(25))))
    card = price_groups.save_structure(counter, StructureCard(name="Trade", rules=rules), None)
    window = opened(desk)
    window.rules.setFocus()
    press(KEY.Key_Delete, ENTER, F2)
    assert price_groups.open_structure(counter, card.id or 0).rules == rules[1:]


@pytest.mark.parametrize(("typed", "sentence"), [("abc", "is no"), ("120", "more than all of it"), ("-1000.5", "1000")])
def test_what_is_no_percentage_stays_in_its_cell(
    desk: MainWindow, counter: Counter, brakes: int, typed: str, sentence: str
) -> None:
    window = opened(desk)
    press(NEW, "Trade")
    window.rules.setFocus()
    press(typed, ENTER)
    assert sentence in desk.status_line.sentence.replace(",", "")
    assert window.rules.editor is not None
    press(F2)
    assert price_groups.structures(counter) == ()


def test_a_name_that_is_taken_is_refused_at_the_name(desk: MainWindow, counter: Counter, brakes: int) -> None:
    ten_off = RuleFor(brakes, StructureRule("list", D(10)))
    price_groups.save_structure(counter, StructureCard(name="Trade", rules=(ten_off,)), None)
    window = opened(desk)
    press(NEW, "Trade", F2)
    assert "Trade" in desk.status_line.sentence
    assert focus() is window.title
    assert len(price_groups.structures(counter)) == 1


def test_a_group_in_use_cannot_go_and_an_empty_one_can(
    desk: MainWindow, counter: Counter, brakes: int, oils: int
) -> None:
    a_part(counter, "CAB-220", price_group_id=brakes)
    opened(desk)
    press(GROUPS, DELETE_LINE)
    assert "There is 1 part in BRAKE." in desk.status_line.sentence
    press(DOWN, DELETE_LINE)
    assert codes(counter) == [("BRAKE", "Brakes")]
    assert "OIL is deleted." in desk.status_line.sentence


def test_a_structure_in_use_cannot_go_and_an_unused_one_can(desk: MainWindow, counter: Counter) -> None:
    fleet = price_groups.save_structure(counter, StructureCard(name="Fleet"), None)
    price_groups.save_structure(counter, StructureCard(name="Trade"), None)
    a_debtor(counter, structure_id=fleet.id)
    window = opened(desk)
    press(DELETE)
    assert "1 debtor has Fleet." in desk.status_line.sentence
    window.structure.setFocus()
    press(DOWN, DELETE)
    assert [each.name for each in price_groups.structures(counter)] == ["Fleet"]


def test_leaving_a_changed_structure_is_asked(
    desk: MainWindow, counter: Counter, brakes: int, prompter: ScriptedPrompter
) -> None:
    price_groups.save_structure(counter, StructureCard(name="Fleet"), None)
    window = opened(desk)
    window.title.setFocus()
    press("Fleets", ENTER)
    prompter.expect(LeaveUnsaved, "stay")
    press(NEW)
    assert window.title.value == "Fleets"
    prompter.expect(LeaveUnsaved, "leave")
    assert desk.close_tab(window)
    assert [each.name for each in price_groups.structures(counter)] == ["Fleet"]
