"""Day End by keys: what is counted, what differs, and a day that is closed once."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import text

from app.rules.questions import Payment, TakePayment
from app.services.counter import Counter
from app.services.money import day_end
from app.services.sales import invoicing
from app.ui.main_window import MainWindow
from app.ui.windows.day_end.window import DayEnd
from tests.make import a_debtor, a_part
from tests.services.money import an_order_of
from tests.ui.hands import Hands
from tests.unguarded import unguarded

D = Decimal


def sell_for_cash(counter: Counter, given: str) -> None:
    part, walk_in = a_part(counter, f"CAB-{given}", on_hand=9), a_debtor(counter, "Walk-in", kind="cash")
    draft = an_order_of(counter, walk_in, part, 1, 1)
    invoicing.finalise(counter, draft, {TakePayment(D("110.00")): (Payment("cash", D(given)),)})


@pytest.fixture
def till(desk: MainWindow, counter: Counter) -> DayEnd:
    sell_for_cash(counter, "120.00")
    opened = desk.open("day_end")
    assert isinstance(opened, DayEnd)
    return opened


def test_a_till_that_agrees_is_two_keys(counter: Counter, till: DayEnd, hands: Hands) -> None:
    assert hands.at == "Tenders"
    hands.press("F6", "F12")
    assert hands.said.endswith("Day End 10001 – the till agrees. Ctrl+P prints it.")
    assert till.unfinished() is None
    assert [each.tenders for each in day_end.today(counter).taken] == [0] * 5


def test_what_differs_needs_a_reason(counter: Counter, till: DayEnd, hands: Hands) -> None:
    hands.type("109.50").press("Enter", "F12")
    assert "Cash: 0.50 missing" in hands.said
    assert till.grid.current_attribute() == "reason"
    hands.type("50 c on the floor").press("F12")
    assert hands.said.endswith("Day End 10001 – 0.50 short. Ctrl+P prints it.")
    (closed,) = day_end.earlier(counter)
    assert (closed.taken, closed.counted) == (D("110.00"), D("109.50"))


def test_what_cannot_be_read_stays_in_its_cell(till: DayEnd, hands: Hands) -> None:
    hands.type("twelve").press("Enter")
    assert "twelve" in hands.said
    hands.press("Esc")
    assert till.grid.counts == ()


def test_a_sale_meanwhile_is_seen_and_what_was_counted_stays(counter: Counter, till: DayEnd, hands: Hands) -> None:
    hands.type("110").press("Enter")
    sell_for_cash(counter, "110.00")
    till.changed("invoices")
    hands.press("F12")
    assert "Cash: 110.00 missing" in hands.said
    assert [(each.kind, each.counted) for each in till.grid.counts] == [("cash", D("110.00"))]


def test_while_the_books_differ_it_says_so_and_stays_open(
    counter: Counter, till: DayEnd, hands: Hands, desk: MainWindow
) -> None:
    with unguarded(counter.db), counter.work() as session:
        session.execute(text("UPDATE debtor_entry SET amount = amount + 1 WHERE kind = 'payment'"))
    hands.press("F5", "F6", "F12")
    assert "The books do not agree, so the day is not closed" in hands.said
    assert day_end.earlier(counter) == ()


def test_a_sale_at_another_counter_is_not_closed_away(counter: Counter, till: DayEnd, hands: Hands) -> None:
    hands.type("109.50").press("Enter").press("Shift+Tab")
    sell_for_cash(counter, "110.00")
    hands.press("F12")
    assert "Cash: 110.00 more was taken since it was counted" in hands.said
    assert till.grid.current_attribute() == "counted"
    assert [line.taken.taken for line in till.grid.lines if line.kind == "cash"] == [D("220.00")]
    assert day_end.earlier(counter) == ()


def test_f12_once_more_closes_no_empty_day(counter: Counter, till: DayEnd, hands: Hands) -> None:
    hands.press("F6", "F12", "F12")
    assert hands.said.endswith("Nothing was taken or posted since the till was closed. There is no day to close.")
    assert len(day_end.earlier(counter)) == 1


def test_a_reason_too_long_is_not_cut(counter: Counter, till: DayEnd, hands: Hands) -> None:
    hands.type("109.50").press("Enter", "F12")
    till.grid.lines[0].reason = "x" * 201
    hands.press("F12")
    assert "Cash: the reason holds 200 letters; this is 201. Shorten it." in hands.said
    assert till.grid.current_attribute() == "reason"
    assert day_end.earlier(counter) == ()


def test_the_prompt_follows_the_cursor(desk: MainWindow, till: DayEnd, hands: Hands) -> None:
    assert desk.status_line.prompt.startswith("What is there, to the cent.")
    hands.type("109.50").press("Enter", "F12")
    assert till.grid.current_attribute() == "reason"
    assert desk.status_line.prompt.startswith("Why the till is over or short")
