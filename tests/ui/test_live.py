"""What another desk writes is seen here at once: windows reload, typed things stay, and a notice tells what matters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.db import open_database
from app.rules.found import PartFound
from app.services import lookup, setup
from app.services.counter import Counter
from app.services.masters import debtors
from app.ui.live import Live
from app.ui.main_window import MainWindow
from app.ui.ready import Ready
from app.ui.windows.parts_invoicing.window import PartsInvoicing
from tests import make
from tests.services.goods import waits
from tests.services.money import an_order_of, arrive, sold
from tests.ui.desks import in_front
from tests.ui.hands import Hands
from tests.ui.scripted import ScriptedPrompter
from tests.ui.windows import Bench

D = Decimal


@pytest.fixture
def other(counter: Counter) -> Iterator[Counter]:
    """Another desk on the same books, with somebody else at it."""
    made = setup.open_counter(open_database(make.place_of(counter)), make.Clock())
    yield make.somebody(made, "Lee", "owner")
    made.db.close()


@pytest.fixture
def desk(
    dressed: QApplication, qtbot: QtBot, counter: Counter, other: Counter, prompter: ScriptedPrompter
) -> Iterator[MainWindow]:
    """The desk, which hears what others write."""
    ready = Ready(counter)
    window = MainWindow(counter, "Bayside Parts", prompter=prompter, ready=ready.count)
    live = Live(window, counter.db, ready)
    with in_front(window, qtbot):
        yield window
        live.close()


@pytest.fixture
def part(counter: Counter) -> PartFound:
    return make.a_part(counter, "CAB-220", on_hand=0)


Until = Callable[[Callable[[], bool]], None]


@pytest.fixture
def until(qtbot: QtBot) -> Until:
    return lambda true: qtbot.waitUntil(true, timeout=10_000)


def test_windows_hear_what_another_desk_wrote_and_not_what_this_one_did(
    desk: MainWindow, counter: Counter, other: Counter, until: Until
) -> None:
    bench = desk.lay_down(Bench(desk.context))
    assert isinstance(bench, Bench)
    make.a_debtor(counter, "Own Motors")
    make.a_debtor(other, "Miller Motors")
    until(lambda: bool(bench.heard))
    make.a_debtor(counter, "Own Trucks")
    make.a_debtor(other, "Jones Motors")
    until(lambda: len(bench.heard) == 2)
    assert "debtors" in bench.heard[0]


def test_a_tab_behind_reads_what_it_missed_when_it_comes_to_the_front(
    desk: MainWindow, other: Counter, until: Until
) -> None:
    behind, front = desk.lay_down(Bench(desk.context)), desk.lay_down(Bench(desk.context))
    assert isinstance(behind, Bench) and isinstance(front, Bench)
    make.a_debtor(other)
    until(lambda: bool(front.heard))
    assert behind.heard == []
    desk.do_previous_tab()
    assert len(behind.heard) == 1 and "debtors" in behind.heard[0]
    desk.do_next_tab()
    desk.do_previous_tab()
    assert len(behind.heard) == 1


def test_what_is_typed_into_an_open_cell_stays_while_others_write(
    desk: MainWindow, counter: Counter, other: Counter, invoicing: PartsInvoicing, hands: Hands, until: Until
) -> None:
    part = make.a_part(counter, "OIL", on_hand=9)
    told: list[object] = []
    desk.changes.told.connect(told.append)
    hands.type("miller").press("Enter").type("oil").press("Enter").type("4")
    arrive(other, part, 5, "R-1")
    until(lambda: bool(told))
    assert hands.at == "Ordered" or "Ordered" in hands.at
    hands.press("Enter")
    assert [(line.number, line.ordered) for line in invoicing.draft.lines if line.part] == [("OIL", D(4))]
    assert invoicing.draft.lines[0].part is not None
    assert invoicing.draft.lines[0].part.available == D(14)


def test_a_debtors_card_shows_what_another_desk_changed(
    desk: MainWindow, counter: Counter, other: Counter, until: Until
) -> None:
    miller = make.a_debtor(counter, "Miller Motors")
    desk.open("debtors", debtor_id=miller.id)
    was = debtors.open_card(other, miller.id)
    debtors.save(other, replace(was, name="Miller & Sons"), was)
    front = desk.front
    assert front is not None
    until(lambda: front._was.name == "Miller & Sons")  # type: ignore[attr-defined]


def test_a_notice_tells_that_goods_have_come_for_the_debtor_on_the_screen(
    desk: MainWindow, counter: Counter, other: Counter, part: PartFound, invoicing: PartsInvoicing, hands: Hands,
    until: Until,
) -> None:  # fmt: skip
    miller = make.the_debtor(counter, "MILLER")
    assert miller is not None
    sold(other, an_order_of(other, miller, part, 3, 0))
    hands.type("miller").press("Enter")
    at = QApplication.focusWidget()
    arrive(other, part, 5, "R-1")
    until(lambda: bool(desk.toast.sentence))
    assert desk.toast.sentence == "1 backorder ready for Miller Motors"
    assert desk.toast.accessibleName() == desk.toast.sentence
    assert desk.status_line.ready == "1 backorder ready"
    assert QApplication.focusWidget() is at, "it takes no focus"


def test_a_notice_tells_whoever_took_the_order(
    desk: MainWindow, counter: Counter, other: Counter, part: PartFound, until: Until, qtbot: QtBot
) -> None:
    miller = make.a_debtor(counter, "Miller Motors", backorder_mode="automatic")
    waits(counter, part, 3, miller)
    arrive(other, part, 5, "R-1")
    until(lambda: bool(desk.toast.sentence))
    qtbot.mouseClick(desk.toast, Qt.MouseButton.LeftButton)
    assert desk.toast.sentence == ""
    assert desk.front is not None and desk.front.name == "debtors"


def test_elsewhere_only_the_count_moves_and_nobody_is_told_what_he_did_himself(
    desk: MainWindow, counter: Counter, other: Counter, part: PartFound, until: Until
) -> None:
    jones = make.a_debtor(other, "Jones", backorder_mode="automatic")
    waits(other, part, 3, jones)
    arrive(other, part, 5, "R-1")
    until(lambda: desk.status_line.ready == "1 backorder ready")
    assert desk.toast.sentence == ""
    own = make.a_part(counter, "HOSE", on_hand=0)
    waits(counter, own, 2, lookup.debtor(counter, jones.id))
    arrive(counter, own, 5, "R-2")
    desk.changes.tell("backorders")
    assert desk.status_line.ready == "2 backorders ready"
    make.a_debtor(other, "Somebody Else")
    bench = desk.lay_down(Bench(desk.context))
    assert isinstance(bench, Bench)
    make.a_debtor(other, "Somebody More")
    until(lambda: bool(bench.heard))
    assert desk.toast.sentence == ""


def test_a_notice_stays_small_when_goods_come_for_many(counter: Counter, part: PartFound) -> None:
    for name in ("Abel", "Baker", "Cook", "Dyer", "Ellis"):
        waits(counter, part, 1, make.a_debtor(counter, name, backorder_mode="automatic"))
    ready = Ready(counter)
    assert ready.count() == 0
    before = ready.quantities
    arrive(counter, part, 9, "R-1")
    assert ready.count() == 5
    assert ready.news(before, (), counter.operator.id).splitlines() == [
        "1 backorder ready for Abel", "1 backorder ready for Baker", "and for 3 other debtors",
    ]  # fmt: skip
    assert ready.news(ready.quantities, (), counter.operator.id) == ""
