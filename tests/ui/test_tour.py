"""The tour: whoever presses what it says, in its own dialogs, has run the whole cycle; who presses something else is
told what to do, and the real shop has not been touched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.services import backorder_lists, check
from app.services.counter import Counter
from app.services.demo import tour as books
from app.services.demo.tour import SoFar
from app.ui import tour
from app.ui.kit.asking.dialog import Dialog
from app.ui.kit.asking.prompts import Prompter
from app.ui.kit.foot.key_page import KeyPage
from app.ui.kit.room import Stack
from app.ui.main_window import MainWindow
from app.ui.tour import TourDesk
from app.ui.tour_steps import Press, steps
from tests.ui.desks import come_to_the_front, put_away
from tests.ui.hands import Hands
from tests.ui.keys import ENTER, ESC, press


def dialogs(counter: Counter) -> Prompter:
    """The real ones, which listen at once."""
    return Prompter(counter, QApplication.activeWindow, guard=0)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This computer has no tour yet."""
    monkeypatch.setenv("PARTS_HOME", str(tmp_path / "home"))


@pytest.fixture
def guide(dressed: QApplication, qtbot: QtBot) -> Iterator[TourDesk]:
    """The tour, just begun."""
    desk = tour.opened(dialogs)
    come_to_the_front(desk, qtbot)
    yield desk
    put_away(desk)


_PATIENCE = 500
"""So many looks without anything new: it hangs."""
_READS = 5
"""So many looks until something was read."""


class Follower:
    """Presses what the panel says, one press after the other, also while a dialog is open; notes what was told."""

    def __init__(self, desk: TourDesk, qtbot: QtBot, until: Callable[[], object]) -> None:
        self._desk, self._until = desk, until
        self.told: list[Press] = []
        self._faults: list[BaseException] = []
        self._waited = self._times = 0
        self._read = ""
        QTimer.singleShot(0, self._go_on)
        qtbot.waitUntil(lambda: bool(self._faults) or bool(until()), timeout=60_000)
        for fault in self._faults:
            raise fault

    def _go_on(self) -> None:
        if self._faults or self._until():
            return
        QTimer.singleShot(10, self._go_on)  # what is pressed now may open a dialog, in which it goes on
        now, panel = self._desk.panel.now, self._desk.panel
        self._waited += 1
        if QApplication.focusWidget() is None and QApplication.activeModalWidget() is None:
            self._desk.activateWindow()  # a dialog was open; the desk comes to the front again
        at, dialog = QApplication.focusWidget(), QApplication.activeModalWidget()
        there = at is not None and (dialog is None or at.window() is dialog)
        waits = now is None or self._desk.busy.waiting or not there
        try:
            assert self._waited < _PATIENCE, f"It does not go on from here:\n{panel.says}"
            if now is None or waits:
                return
            if (self.told and now.says == self.told[-1].says) or self._is_new(now):
                return
            self.told.append(now)
            self._waited = 0
            assert not panel.wrong or now.strokes[0].startswith("Ctrl+"), panel.says
            for stroke in now.strokes:
                if stroke == "Return" or stroke[:1] == "F" or stroke.startswith("Ctrl+"):
                    press_named(stroke)
                else:
                    press(stroke)
        except BaseException as fault:  # noqa: BLE001 – raised outside the event loop
            self._faults.append(fault)
            while (dialog := QApplication.activeModalWidget()) is not None:
                dialog.close()

    def _is_new(self, now: Press) -> bool:
        """A person reads before they press: what has just come up may go again."""
        self._read, was = now.says, self._read
        self._times = self._times + 1 if self._read == was else 0
        return self._times < _READS


def press_named(stroke: str) -> None:
    keys = QKeySequence(stroke)[0]
    press((keys.key(), keys.keyboardModifiers()))


def far(desk: TourDesk) -> int:
    return desk.so_far.far


def test_whoever_presses_what_it_says_has_run_the_cycle(guide: TourDesk, qtbot: QtBot) -> None:
    followed = Follower(guide, qtbot, lambda: far(guide) == books.DONE and guide.panel.now is None)
    every = [
        each.says
        for step in steps(SoFar(0, Decimal(3), Decimal(2)))
        for each in (step.opens, *step.presses, *([step.after] if step.after else []))
    ]
    assert [each.says for each in followed.told] == every
    assert guide.panel.says.startswith("Done: the whole cycle")
    counter = guide.context.counter
    assert backorder_lists.every(counter) == ()
    assert [each.says for each in check.prove(counter) if not each.holds] == []


def test_each_press_is_said_as_it_is_pressed_and_what_is_seen_then_and_why() -> None:
    for step in steps(SoFar(0, Decimal(3), Decimal(2))):
        assert step.why
        for each in (step.opens, *step.presses, *([step.after] if step.after else [])):
            assert each.sees.endswith(".") or each.sees.endswith("?")
            for stroke in each.strokes:
                said = {"Return": "Enter", "y": "Press Y", "n": "Press N"}.get(stroke, stroke)
                assert said in each.says


def typed_at_first(desk: TourDesk, *strokes: str) -> str:
    """What the panel says is wrong after these, in a new invoice."""
    hands = Hands(desk).press("Ctrl+2")
    for stroke in strokes:
        if stroke == "Return" or stroke.startswith("Ctrl+"):
            hands.press(stroke)
        else:
            hands.type(stroke)
    QApplication.processEvents()
    desk.look()
    return desk.panel.wrong


def test_another_debtor_is_told_with_the_way_back(guide: TourDesk) -> None:
    assert "Ctrl+N begins an empty screen: type MILLER there" in typed_at_first(guide, "cash", "Return")
    assert typed_at_first(guide, "MILLER", "Return") == ""


def test_another_quantity_is_told_with_the_way_back(guide: TourDesk) -> None:
    assert "The tour wants 5" in typed_at_first(guide, "MILLER", "Return", "CAB-220", "Return", "2", "Return")


def test_who_does_not_put_it_on_backorder_is_told_so(guide: TourDesk, qtbot: QtBot) -> None:
    Follower(guide, qtbot, lambda: guide.panel.now is not None and guide.panel.now.says.startswith("Type 5"))
    asked: list[str] = []

    def answers() -> None:
        """No to the question, and Enter to the one about the lost sale."""
        dialog, at = QApplication.activeModalWidget(), QApplication.focusWidget()
        if len(asked) < 2:
            QTimer.singleShot(10, answers)
        if dialog is not None and at is not None and at.window() is dialog and dialog.windowTitle() not in asked:
            asked.append(dialog.windowTitle())
            press(*("n",) if len(asked) == 1 else (ENTER,))

    QTimer.singleShot(0, answers)
    Hands(guide).type("5").press("Return")
    guide.look()
    assert asked[0].startswith("Put on backorder")
    assert "not on backorder" in guide.panel.wrong
    assert guide.panel.now is not None and guide.panel.now.says == "Type 5, press Enter"


def test_a_question_that_the_tour_does_not_need_is_told(guide: TourDesk, qtbot: QtBot) -> None:
    told: list[str] = []

    def look_and_close() -> None:
        guide.look()
        told.append(guide.panel.wrong)
        press(ESC)

    hands = Hands(guide).press("Ctrl+2")
    hands.then(look_and_close).press("F1")
    assert told and "Esc goes back" in told[0]
    guide.look()
    assert guide.panel.wrong == ""


def test_another_window_in_front_is_told_with_the_key_of_the_right_one(guide: TourDesk) -> None:
    Hands(guide).press("Ctrl+7")
    QApplication.processEvents()
    guide.look()
    assert guide.panel.now is not None and guide.panel.now.says == "Press Ctrl+2"
    assert "Stock Master File is in front" in guide.panel.wrong


def test_it_is_left_and_taken_up_where_it_was(guide: TourDesk, qtbot: QtBot) -> None:
    Follower(guide, qtbot, lambda: far(guide) == books.WAITS)
    left: list[bool] = []
    guide.left.connect(lambda: left.append(True))
    Hands(guide).press("Ctrl+2").type("MILLER").press("Return").type("CAB-220").press("Return")  # half an invoice
    Hands(guide).press("Ctrl+Q")
    assert left == [True] and not guide.isVisible()
    again = tour.opened(dialogs)
    assert again.panel.says.startswith("2 of 4")
    assert "3 wait for stock" in again.panel.says
    put_away(again)


def once_it_listens(stroke: str) -> None:
    """Presses this in the dialog that comes up, as soon as it is not deaf any more."""
    dialog, at = QApplication.activeModalWidget(), QApplication.focusWidget()
    if isinstance(dialog, Dialog) and not dialog.deaf and at is not None and at.window() is dialog:
        press(stroke)
    else:
        QTimer.singleShot(10, lambda: once_it_listens(stroke))


@pytest.mark.parametrize("page", ["typed", "filled", "processed"])
def test_every_page_of_the_goods_that_come_fits_beside_it_on_a_small_screen(guide: TourDesk, page: str) -> None:
    screen = QSize(1024, 504)  # 1280×720 at 125 %, less a title and a taskbar
    (pages,) = guide.open("creditor_invoice").findChildren(Stack)
    pages.setCurrentIndex(["typed", "filled", "processed"].index(page))
    guide.resize(screen)
    for _ in range(3):
        QApplication.processEvents()
    assert guide.size() == screen


def test_it_begins_anew_by_its_button_and_by_help_which_asks_first(guide: TourDesk, qtbot: QtBot) -> None:
    Follower(guide, qtbot, lambda: far(guide) == books.WAITS)
    button = next(each for each in guide.panel.findChildren(QPushButton) if each.text() == "Begin anew")
    button.click()
    anew = guide.follower
    assert anew is not None and not guide.isVisible()
    come_to_the_front(anew, qtbot)
    assert anew.panel.says.startswith("1 of 4")
    assert backorder_lists.every(anew.context.counter) == ()
    assert tour.beside(guide) is anew
    once_it_listens("g")
    anew.do_tour()
    assert anew.follower is None and anew.isVisible()
    once_it_listens("a")
    anew.do_tour()
    assert anew.follower is not None and not anew.isVisible()
    put_away(anew.follower)


def test_once_it_was_done_it_begins_anew(guide: TourDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    put_away(guide)
    monkeypatch.setattr(books, "so_far", lambda _counter: SoFar(books.DONE, Decimal(0), Decimal(0)))
    done = tour.opened(dialogs)
    monkeypatch.undo()
    monkeypatch.setenv("PARTS_HOME", str(Path(done.context.counter.db.place).parent))
    assert books.so_far(done.context.counter).far == books.BEGUN
    put_away(done)


def test_before_there_is_a_shop_it_is_taken_by_itself_until_it_is_left(dressed: QApplication) -> None:
    steps_seen: list[str] = []

    def leave() -> None:
        desks = [each for each in QApplication.topLevelWidgets() if isinstance(each, TourDesk) and each.isVisible()]
        if not desks:
            QTimer.singleShot(10, leave)
            return
        steps_seen.append(desks[0].panel.says)
        desks[0].do_quit()

    QTimer.singleShot(0, leave)
    tour.taken()
    assert steps_seen and steps_seen[0].startswith("1 of 4")


def test_the_page_of_f1_leads_to_it(desk: MainWindow, qtbot: QtBot) -> None:
    def take_it() -> None:
        assert isinstance(QApplication.activeModalWidget(), KeyPage)
        press("t")

    desk.open("home")
    Hands(desk).then(take_it).press("F1")
    assert isinstance(desk.tour, TourDesk) and desk.tour.isVisible()
    put_away(desk.tour)


def test_help_opens_it_beside_the_real_shop_which_stays_as_it_was(desk: MainWindow, counter: Counter) -> None:
    desk.do_tour()
    assert isinstance(desk.tour, TourDesk)
    assert desk.tour.context.counter.db.place != counter.db.place
    assert desk.tour.isVisible()
    assert desk.tour.context.paper is not desk.context.paper
    put_away(desk.tour)
