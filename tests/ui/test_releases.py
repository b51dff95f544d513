"""Ready backorders from a list by key events: released by document, debtor or all, and marked as handed over."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from app import models
from app.rules import words
from app.rules.found import DebtorFound, PartFound
from app.rules.money_questions import GiveBack
from app.services import backorder_lists, settings
from app.services.counter import Counter
from app.services.sales import credits
from app.ui.kit.records.tick_list import TickLine
from app.ui.kit.sheets.paper import SaveAsPdf
from app.ui.main_window import MainWindow
from app.ui.windows.backorders.releases import NotHandedOver, OpenSeveral, ReleaseWhat
from app.ui.windows.parts_invoicing.window import PartsInvoicing
from tests.make import a_debtor, a_part, stock
from tests.services.test_backorders import arrives, waits
from tests.ui.hands import Hands
from tests.ui.invoices import written
from tests.ui.scripted import ScriptedPrompter
from tests.ui.written import csv_of

D = Decimal


@pytest.fixture
def cable(counter: Counter) -> PartFound:
    return a_part(counter, "CAB-220", on_hand=0)


@pytest.fixture
def miller(counter: Counter) -> DebtorFound:
    return a_debtor(counter, "Miller Motors")


Opened = Callable[[int], list[list[str]]]


@pytest.fixture
def drafts(desk: MainWindow, qtbot: QtBot) -> Opened:
    """The lines of so many invoices that lie on the desk."""

    def read(count: int) -> list[list[str]]:
        def made() -> list[list[str]]:
            every = [each for each in desk.windows() if isinstance(each, PartsInvoicing)]
            return [[f"{words.quantity(line.supplied)} {line.number}" for line in each.draft.lines] for each in every]

        qtbot.waitUntil(lambda: len(made()) == count and all(made()))
        return made()

    return read


def one(counter: Counter, backorder_id: int) -> backorder_lists.BackorderLine:
    return backorder_lists.one(counter, backorder_id)


# ─────────────────────────────────────────────────────────────────────────────────────────────────────────── release


def test_one_thing_to_release_is_not_asked_about(
    counter: Counter, desk: MainWindow, hands: Hands, drafts: Opened, cable: PartFound, miller: DebtorFound
) -> None:
    waits(counter, miller, cable, 5)
    arrives(counter, cable, 2)
    desk.open("backorders")
    hands.press("Ctrl+R")
    assert drafts(1) == [["2 CAB-220"]]
    assert hands.said == "✓ 1 backorder released."


@pytest.mark.parametrize(("answer", "lines"), [("document", ["1 CAB-220"]), ("debtor", ["1 CAB-220", "2 OIL-5"])])
def test_of_this_document_or_of_this_debtor(
    counter: Counter,
    desk: MainWindow,
    prompter: ScriptedPrompter,
    hands: Hands,
    drafts: Opened,
    cable: PartFound,
    miller: DebtorFound,
    answer: str,
    lines: list[str],
) -> None:
    oil = a_part(counter, "OIL-5", on_hand=0)
    waits(counter, miller, cable, 1)
    waits(counter, miller, oil, 2)
    arrives(counter, cable, 1)
    arrives(counter, oil, 2)
    prompter.expect(ReleaseWhat, answer)
    desk.open("backorders")
    hands.press("Ctrl+R")
    assert drafts(1) == [lines]
    (asked,) = prompter.asked
    assert isinstance(asked, ReleaseWhat)
    assert asked.sentence == ("Miller Motors: 2 backorders ready, 1 of Invoice 10001. What goes on the next invoice?")
    assert [each.value for each in asked.offered()] == ["document", "debtor", "back"]


def test_for_all_each_customer_has_an_invoice_in_its_own_tab(
    counter: Counter,
    desk: MainWindow,
    prompter: ScriptedPrompter,
    hands: Hands,
    drafts: Opened,
    cable: PartFound,
    miller: DebtorFound,
) -> None:
    waits(counter, miller, cable, 1)
    waits(counter, a_debtor(counter, "Jones"), cable, 2)
    waits(counter, a_debtor(counter, "Adams"), cable, 3)
    arrives(counter, cable, 6)
    seen: list[TickLine] = []

    def not_adams(lines: list[TickLine]) -> list[TickLine]:
        seen.extend(lines)
        return [TickLine(line.key, line.cells, "Adams" not in line.cells) for line in lines]

    prompter.expect(ReleaseWhat, "all").expect_ticks(not_adams)
    desk.open("debtors", query="ready")
    hands.press("Ctrl+R")
    assert drafts(2) == [["2 CAB-220"], ["1 CAB-220"]]
    assert [line.ticked for line in seen] == [True] * 3
    assert seen[0].cells == ("Adams", "", "Invoice 10003", "1", "330.00", "")


def test_more_tabs_than_one_looks_through_are_asked_about(
    counter: Counter, desk: MainWindow, prompter: ScriptedPrompter, hands: Hands, cable: PartFound
) -> None:
    for at in range(6):
        waits(counter, a_debtor(counter, f"Debtor {at}"), cable, 1)
    arrives(counter, cable, 6)
    ticked: list[bool] = []

    def all_of_them(lines: list[TickLine]) -> list[TickLine]:
        ticked.extend(line.ticked for line in lines)
        return [TickLine(line.key, line.cells, True) for line in lines]

    prompter.expect(ReleaseWhat, "all").expect_ticks(all_of_them).expect(OpenSeveral, "no")
    desk.open("backorders")
    hands.press("Ctrl+R")
    assert ticked == [False] * 6
    assert len(desk.windows()) == 1


def test_nothing_ready_is_said_and_going_back_opens_nothing(
    counter: Counter,
    desk: MainWindow,
    prompter: ScriptedPrompter,
    hands: Hands,
    cable: PartFound,
    miller: DebtorFound,
) -> None:
    desk.open("debtors", query="ready")
    hands.press("Ctrl+R")
    assert hands.said == "× Nothing is ready to be invoiced. Ctrl+6 shows what waits, and why."
    waits(counter, miller, cable, 1)
    waits(counter, a_debtor(counter, "Jones"), cable, 1)
    arrives(counter, cable, 2)
    desk.open("backorders")
    prompter.expect(ReleaseWhat, None)
    hands.press("Ctrl+R")
    assert not [each for each in desk.windows() if isinstance(each, PartsInvoicing)]


# ─────────────────────────────────────────────────────────────────────────────────────────────────────── handed over


def test_the_mark_is_set_shown_and_taken_back(
    counter: Counter,
    desk: MainWindow,
    prompter: ScriptedPrompter,
    hands: Hands,
    cable: PartFound,
    miller: DebtorFound,
) -> None:
    backorder = waits(counter, miller, cable, 5)
    arrives(counter, cable, 3)
    window = desk.open("backorders")
    action = window.action("do_handed_over")
    prompter.expect_text("4").expect_text("2")
    hands.press("Ctrl+O")
    assert hands.said == "✓ 2 CAB-220 handed over to Miller Motors."
    assert one(counter, backorder).handed_over == D(2)
    assert "2 handed over" in csv_of(window.list)  # type: ignore[attr-defined]
    hands.press("Ctrl+O")
    assert (one(counter, backorder).handed, action.text()) == ("3, Kim, 16 Nov", "Not handed over")
    prompter.expect(NotHandedOver, "no").expect(NotHandedOver, "yes")
    hands.press("Ctrl+O")
    assert one(counter, backorder).handed_over == D(3)
    hands.press("Ctrl+O")
    assert (one(counter, backorder).handed, action.text()) == ("", "Handed over")


def test_several_ticked_rows_of_the_ready_list_are_handed_over_in_full(
    counter: Counter, desk: MainWindow, hands: Hands, cable: PartFound, miller: DebtorFound
) -> None:
    first, second = waits(counter, miller, cable, 2), waits(counter, a_debtor(counter, "Jones"), cable, 3)
    arrives(counter, cable, 5)
    desk.open("debtors", query="ready")
    hands.press("Ctrl+A", "Ctrl+O")
    assert hands.said == "✓ 2 backorders: 5 handed over."
    assert [one(counter, each).handed_over for each in (first, second)] == [D(2), D(3)]
    hands.press("Ctrl+O")
    assert hands.said == "× All that is ready here is with the customers already. F12 invoices it."


def test_the_invoice_makes_itself_and_is_printed(
    counter: Counter,
    desk: MainWindow,
    prompter: ScriptedPrompter,
    hands: Hands,
    cable: PartFound,
    miller: DebtorFound,
) -> None:
    settings.save(counter, {"when_handed_over": "invoice automatically", "charge_deposits": "always"})
    backorder = waits(counter, miller, cable, 1)
    arrives(counter, cable, 1)
    prompter.expect(SaveAsPdf, "none")
    desk.open("backorders")
    hands.press("Ctrl+O")
    assert hands.said.startswith("✓ 1 CAB-220 handed over to Miller Motors. Invoice 10002 – 0.00")
    assert (written(counter, 10002).total, one(counter, backorder).open) == (D("0.00"), D(0))
    assert stock(counter, cable)[0] == D(0)
    assert len(desk.windows()) == 1


def test_what_is_undecided_opens_its_draft_instead(
    counter: Counter,
    desk: MainWindow,
    hands: Hands,
    drafts: Opened,
    cable: PartFound,
    miller: DebtorFound,
) -> None:
    settings.save(counter, {"when_handed_over": "invoice automatically"})
    backorder = waits(counter, miller, cable, 1)
    arrives(counter, cable, 1)
    with counter.work() as session:
        session.get_one(models.Debtor, miller.id).stop_credit = True
    desk.open("backorders")
    hands.press("Ctrl+O")
    assert drafts(1) == [["1 CAB-220"]]
    assert one(counter, backorder).handed_over == D(1)


# ──────────────────────────────────────────────────────────────────────────────── cancelled, and the deposit goes back


def test_cancelling_what_was_paid_in_advance_credits_it(
    counter: Counter,
    desk: MainWindow,
    prompter: ScriptedPrompter,
    hands: Hands,
    cable: PartFound,
) -> None:
    settings.save(counter, {"charge_deposits": "always"})
    waits(counter, a_debtor(counter, "Jones"), cable, 3)
    prompter.expect_text("3").expect_text("bought elsewhere").expect(SaveAsPdf, "none")
    desk.open("backorders")
    hands.press("Ctrl+Shift+Del")
    assert hands.said.startswith("✓ 3 CAB-220 cancelled. Credit 10001 over 330.00 for its deposit – adjustment note")
    assert [each.total for each in credits.posted(counter)] == [D("330.00")]
    assert not [each for each in prompter.asked if isinstance(each, GiveBack)]
