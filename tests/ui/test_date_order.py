"""The order of dates by key events: chosen in Setup, shown and typed in every window that is open, told to others."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtWidgets import QApplication

from app.rules.dates import DATE_ORDERS, USUAL, DateOrder, Dates
from app.services import settings
from app.services.counter import Counter
from app.ui import shop_dates
from app.ui.kit import dates
from app.ui.kit.entry.fields import DateField
from app.ui.main_window import MainWindow
from app.ui.windows.journal.window import Journal
from app.ui.windows.setup.window import Setup
from app.ui.windows.statements.window import Statements
from tests.make import TODAY, a_debtor
from tests.services.owing import sold
from tests.ui.keys import ENTER, KEY, focus, press


@pytest.fixture
def following(desk: MainWindow) -> MainWindow:
    """A desk as the program makes it."""
    shop_dates.follow(desk)
    return desk


def choose(desk: MainWindow, order: DateOrder) -> Setup:
    """Setup is opened, the order is chosen there by its letter, and saved."""
    window = desk.open("setup")
    assert isinstance(window, Setup)
    window.fields["date_order"].setFocus()
    press(order[0])
    assert window.fields["date_order"].value == order
    press(KEY.Key_F2)
    return window


@pytest.mark.parametrize("order", DATE_ORDERS[1:])
def test_windows_that_are_open_write_and_read_in_the_order_that_is_chosen(
    following: MainWindow, counter: Counter, order: DateOrder
) -> None:
    sold(counter, a_debtor(counter), "110.00")
    statements, journal = following.open("statements"), following.open("journal")
    assert isinstance(statements, Statements) and isinstance(journal, Journal)
    assert statements.day.text() == USUAL.full_day(TODAY)
    choose(following, order)
    assert settings.load(counter).date_order == order
    there = Dates(order)
    assert statements.day.text() == there.full_day(TODAY)
    assert there.short in statements.day.prompt and USUAL.short not in statements.day.prompt
    following.open("journal")
    assert there.full_day(TODAY) in shown(journal.entries)
    journal.since.setFocus()
    press(there.short, ENTER)
    assert (journal.since.value, journal.since.text()) == (date(2026, 12, 5), there.full_day(date(2026, 12, 5)))


def test_another_desk_chooses_it(following: MainWindow, counter: Counter) -> None:
    statements = following.open("statements")
    assert isinstance(statements, Statements)
    settings.save(counter, {"date_order": "month/day/year"})
    assert statements.day.text() == "16 Nov 2026"
    following.changes.tell_of_others(frozenset({"settings"}))
    assert statements.day.text() == "Nov 16, 2026"


def test_what_is_being_typed_stays(following: MainWindow, counter: Counter) -> None:
    statements = following.open("statements")
    assert isinstance(statements, Statements)
    statements.day.setFocus()
    press("fri")
    settings.save(counter, {"date_order": "year-month-day"})
    following.changes.tell_of_others(frozenset({"settings"}))
    assert (focus(), statements.day.text()) == (statements.day, "fri")
    press(ENTER)
    assert statements.day.text() == Dates("year-month-day").full_day(TODAY + timedelta(days=4))


def test_other_settings_change_nothing(following: MainWindow, counter: Counter) -> None:
    heard: list[frozenset[str]] = []
    following.changes.told.connect(heard.append)
    settings.save(counter, {"phone": "03 9555 0101"})
    following.changes.tell("settings")
    assert heard == [frozenset({"settings"})]


def test_a_desk_that_follows_nothing_keeps_its_order(desk: MainWindow, counter: Counter) -> None:
    settings.save(counter, {"date_order": "year-month-day"})
    desk.changes.tell("settings")
    assert dates.of_the_shop() == USUAL


def test_a_new_field_asks_in_the_order_that_holds(dressed: QApplication) -> None:
    dates.use(Dates("month/day/year"))
    assert DateField("Expected", "The day: 5, 5/12, -3.", today=lambda: TODAY).prompt == "The day: 5, 12/5, -3."


def shown(listed: object) -> str:
    """Everything that stands in the first rows of a list."""
    model = listed.table.model()  # type: ignore[attr-defined]
    return "\n".join(
        str(model.index(row, column).data()) for row in range(model.rowCount()) for column in range(model.columnCount())
    )
