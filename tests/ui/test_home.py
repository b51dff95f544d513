"""Home by key events: the figures are those of the books, and Enter on one opens its list."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.rules.drafts import OrderDraft
from app.services import backorders
from app.services.buying import ordering, receiving
from app.services.counter import Counter
from app.ui.kit.records.picker import Picker
from app.ui.main_window import MainWindow
from app.ui.windows.backorders.window import Backorders
from app.ui.windows.home import Home
from app.ui.windows.sold.window import LinesSold
from tests.make import TODAY, Clock, a_creditor, a_debtor, a_part
from tests.services.goods import an_order, paper, sent, waits
from tests.services.test_home import sells
from tests.ui.keys import ENTER, ESC, KEY, TAB, press


def opened(desk: MainWindow) -> Home:
    window = desk.open("home")
    assert isinstance(window, Home)
    return window


def when_asked(desk: MainWindow, person: Callable[[Picker], None]) -> None:
    """What a person does as soon as the list comes up."""

    def act() -> None:
        picker = QApplication.activeModalWidget()
        if isinstance(picker, Picker) and picker.isActiveWindow():
            person(picker)
        else:
            QTimer.singleShot(5, desk, act)

    QTimer.singleShot(0, desk, act)


@pytest.fixture
def order(counter: Counter) -> OrderDraft:
    """A stock order on the books that is not sent yet."""
    draft = an_order(counter, a_creditor(counter), (a_part(counter, "CAB-220"), 4))
    ordering.save(counter, draft)
    return draft


def test_a_new_shop_is_told_where_to_begin(desk: MainWindow) -> None:
    home = opened(desk)
    assert home.ready.accessibleName() == "Backorders ready: 0 nothing to invoice"
    assert not home._hint.isHidden()


def test_figures_count_what_is_on_the_books_and_follow_what_is_written(
    desk: MainWindow, counter: Counter, qtbot: QtBot
) -> None:
    creditor, part = a_creditor(counter), a_part(counter, "CAB-220", on_hand=0)
    late = waits(counter, part, 2)
    waits(counter, part, 1)
    backorders.promise(counter, late, TODAY)
    assert isinstance(counter.clock, Clock)
    counter.clock.go_on(days=1)
    home = opened(desk)
    assert home.late.accessibleName() == "Promises running late: 1 line of 1 debtor"
    assert home.ready.accessibleName() == "Backorders ready: 0 nothing to invoice"
    qtbot.waitUntil(lambda: home.ages.accessibleDescription().startswith("under 1: 2 lines wait; 1 to 2: 0 lines wait"))
    assert home._hint.isHidden()
    receiving.process(counter, paper(counter, creditor, "A-1", sent(counter, creditor, (part, 3))), {})
    desk.changes.tell("backorders", "stock")
    assert home.ready.accessibleName() == "Backorders ready: 2 lines of 2 debtors"


def test_what_another_counter_wrote_is_counted_by_f5(desk: MainWindow, counter: Counter, qtbot: QtBot) -> None:
    home = opened(desk)
    part = a_part(counter, "CAB-220", on_hand=0)
    waits(counter, part, 2, a_debtor(counter, backorder_mode="automatic"))
    assert home.ages.accessibleDescription() == ""
    press(KEY.Key_F5)
    qtbot.waitUntil(lambda: home.ages.accessibleDescription().startswith("under 1: 1 lines"))


@pytest.mark.parametrize(("tabs", "query"), [(0, "ready"), (1, "late")])
def test_enter_on_a_figure_opens_its_list(desk: MainWindow, tabs: int, query: str) -> None:
    opened(desk)
    press(*(TAB,) * tabs, ENTER)
    assert desk.front is not None
    assert desk.front.name == "debtors"
    assert desk.front._query.shown.query.key == query  # type: ignore[attr-defined]


def test_an_order_to_send_is_chosen_and_opened(desk: MainWindow, order: OrderDraft) -> None:
    home = opened(desk)
    assert home.to_send.accessibleName() == "Orders to send: 1 to 1 supplier"
    when_asked(desk, lambda _picker: press("repco", ENTER))
    press(TAB, TAB, ENTER)
    assert desk.front is not None
    assert desk.front.name == "stock_order"


def test_a_delivery_that_is_due_is_chosen_and_received(desk: MainWindow, counter: Counter, qtbot: QtBot) -> None:
    creditor = a_creditor(counter, lead_days=0)
    sent(counter, creditor, (a_part(counter, "CAB-220"), 4))
    home = opened(desk)
    assert home.due.accessibleName() == "Deliveries due: 1 from 1 supplier"
    when_asked(desk, lambda picker: press(ESC))
    press(TAB, TAB, TAB, ENTER)
    assert desk.front is home
    desk.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is home.due)
    when_asked(desk, lambda picker: press(ENTER))
    press(ENTER)
    assert desk.front is not None
    assert desk.front.name == "creditor_invoice"


def test_a_week_of_the_fill_rate_opens_its_lines(desk: MainWindow, counter: Counter, qtbot: QtBot) -> None:
    a_part(counter, "CAB-220", on_hand=4)
    sells(counter, "CAB-220", 3)
    sells(counter, "CAB-220", 3)
    home = opened(desk)
    qtbot.waitUntil(lambda: home.rate.last == 0)
    home.rate.heading.setFocus()
    press(KEY.Key_Right)
    assert home.rate.told == "16 Nov: 50 % in full at once, 1 of 2 lines. Enter opens its lines."
    press(KEY.Key_Space)

    sold = desk.front
    assert isinstance(sold, LinesSold)
    assert [row.state for row in sold.list.shown()] == ["in full", "short"]
    assert sold.figure("In full at once") == "1 (50\N{NO-BREAK SPACE}%)"
    assert sold.windowTitle() == "Sold: lines asked for in the week of 16 Nov 2026"


def test_an_age_opens_the_backorders_that_have_waited_so_long(desk: MainWindow, counter: Counter, qtbot: QtBot) -> None:
    part = a_part(counter, "CAB-220", on_hand=0)
    waits(counter, part, 1)
    assert isinstance(counter.clock, Clock)
    counter.clock.go_on(days=10)
    waits(counter, part, 2)
    home = opened(desk)
    qtbot.waitUntil(lambda: home.ages.last == 4)
    home.ages.heading.setFocus()
    press(KEY.Key_Home, KEY.Key_Right)
    assert home.ages.told.startswith("1 to 2: 1 lines wait")
    press(KEY.Key_Space)

    backorders_ = desk.front
    assert isinstance(backorders_, Backorders)
    assert backorders_.weeks.value == "1 to 2"
    assert [row.open for row in backorders_.list.shown()] == [Decimal(1)]
    press(ESC)
    assert [row.open for row in backorders_.list.shown()] == [Decimal(1), Decimal(2)]
