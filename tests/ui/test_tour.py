"""The tour: whoever presses what it says has run the whole cycle, and the real shop has not been touched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.rules.questions import IncludeReadyBackorders, PutOnBackorder, SuppliersPartsOnly
from app.services import backorder_lists, check
from app.services.counter import Counter
from app.services.demo import tour as books
from app.ui import tour
from app.ui.main_window import MainWindow
from app.ui.tour import STEPS, TourDesk
from app.ui.windows.stock_order.send import SendStockOrder
from tests.ui.desks import come_to_the_front, put_away
from tests.ui.hands import Hands
from tests.ui.scripted import ScriptedPrompter


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This computer has no tour yet."""
    monkeypatch.setenv("PARTS_HOME", str(tmp_path / "home"))


@pytest.fixture
def guide(dressed: QApplication, qtbot: QtBot) -> Iterator[TourDesk]:
    """The tour, just begun."""
    desk = tour.opened(ScriptedPrompter)
    come_to_the_front(desk, qtbot)
    yield desk
    put_away(desk)


def answers(desk: MainWindow) -> ScriptedPrompter:
    asks = desk.context.prompter
    assert isinstance(asks, ScriptedPrompter)
    return asks


def begin(desk: MainWindow) -> Hands:
    """The first step, as the panel says it."""
    hands = Hands(desk)
    hands.press("Ctrl+2").type("miller").press("Return").type("CAB-220").press("Return")
    answers(desk).expect(PutOnBackorder, "yes")
    return hands.type("5").press("Return", "F12")


def test_whoever_presses_what_it_says_has_run_the_cycle(guide: TourDesk) -> None:
    assert guide.panel.says.startswith(STEPS[0].title)
    assert "Press Ctrl+2" in guide.panel.says
    assert "CAB-220" not in guide.panel.says.partition("forgotten.")[2]
    guide.open("parts_invoicing")
    assert "Type CAB-220, press Enter" in guide.panel.says
    hands = begin(guide)
    assert guide.panel.says.startswith(STEPS[1].title)

    asks = answers(guide).expect(SuppliersPartsOnly, "yes").expect_ticks().expect(SendStockOrder, "none")
    hands.press("Ctrl+5").type("repco").press("Return", "F5", "F12")
    assert guide.panel.says.startswith(STEPS[2].title)

    asks.expect_ticks()
    hands.press("Ctrl+4").type("repco").press("Return").type("R-77").press("Return", "Return").type("198.00")
    hands.press("F12")
    assert guide.panel.says.startswith(STEPS[3].title)

    asks.expect(IncludeReadyBackorders, "yes").expect_ticks()
    hands.press("Ctrl+2").type("miller").press("Return", "F12")
    assert guide.panel.says.startswith("Done")
    counter = guide.context.counter
    assert backorder_lists.every(counter) == ()
    assert [each.says for each in check.prove(counter) if not each.holds] == []
    asks.finished()


def test_it_is_left_and_taken_up_where_it_was_and_begins_anew_once_it_was_done(
    guide: TourDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(guide)
    put_away(guide)
    again = tour.opened(ScriptedPrompter)
    assert again.panel.says.startswith(STEPS[1].title)
    put_away(again)
    monkeypatch.setattr(books, "how_far", lambda _counter: books.DONE)
    anew = tour.opened(ScriptedPrompter)
    monkeypatch.undo()
    assert books.how_far(anew.context.counter) == books.BEGUN
    put_away(anew)


def test_help_opens_it_beside_the_real_shop_which_stays_as_it_was(desk: MainWindow, counter: Counter) -> None:
    desk.do_tour()
    assert isinstance(desk.tour, TourDesk)
    assert desk.tour.context.counter.db.place != counter.db.place
    assert desk.tour.isVisible()
    assert desk.tour.context.paper is not desk.context.paper
    put_away(desk.tour)
