"""Lines sold: what a bar of a part's or a debtor's year opens by key, its figures those of the bar, and where Enter
leads to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from app.rules.drafts import InvoiceDraft
from app.rules.found import DebtorFound, PartFound
from app.services import lookup
from app.services.counter import Counter
from app.services.sales import credits, invoicing
from app.ui.kit.charts import Picture
from app.ui.main_window import MainWindow
from app.ui.windows.debtors.window import Debtors
from app.ui.windows.parts.window import Parts
from app.ui.windows.sold.window import LinesSold
from tests import make
from tests.services.documents import invoice
from tests.ui.keys import ALT, CTRL, ENTER, KEY, focus, press

D = Decimal


@pytest.fixture
def part(counter: Counter) -> PartFound:
    return make.a_part(counter, "CAB-220", on_hand=30, description="Brake cable")


@pytest.fixture
def miller(counter: Counter, part: PartFound) -> DebtorFound:
    """Somebody who bought in two months of this year, and in one of the year before."""
    miller = make.a_debtor(counter)
    for quantity, day in ((2, date(2025, 10, 30)), (3, date(2026, 10, 1)), (4, date(2026, 10, 31)), (5, make.TODAY)):
        invoice(counter, miller, part, quantity, day)
    return miller


def at_the_picture(picture: Picture) -> None:
    """The page was turned to: the keys go to its bars."""
    assert focus() is picture.heading


def front(desk: MainWindow) -> LinesSold:
    assert isinstance(desk.front, LinesSold)
    return desk.front


def test_a_month_of_a_part_opens_its_lines(desk: MainWindow, part: PartFound, miller: DebtorFound) -> None:
    window = desk.open("parts", part_id=part.id)
    assert isinstance(window, Parts)
    press((KEY.Key_S, ALT))
    at_the_picture(window.sales)
    press(KEY.Key_End)
    assert window.sales.told == "Nov: 5 sold, 30 in stock at its end. Enter opens its lines."
    press(KEY.Key_Left)
    assert window.sales.told.startswith("Oct: 7 sold, ")
    press(KEY.Key_Space)
    sold = front(desk)
    assert [(row.date, row.supplied) for row in sold.list.shown()] == [
        (date(2026, 10, 1), D(3)),
        (date(2026, 10, 31), D(4)),
    ]
    assert (sold.figure("Quantity"), sold.figure("Lines"), sold.figure("Amount ex GST")) == ("7", "2", "700.00")
    assert sold.windowTitle() == "Sold: CAB-220, Oct 2026"


def test_a_month_of_a_debtor_opens_its_lines_and_the_year_before_its_own(desk: MainWindow, miller: DebtorFound) -> None:
    window = desk.open("debtors", debtor_id=miller.id, page="year")
    assert isinstance(window, Debtors)
    at_the_picture(window.year)
    press(KEY.Key_End, KEY.Key_Left)
    assert window.year.told.startswith("Oct: 700.00 sold, 200.00 in the same month a year before, ")
    press(KEY.Key_Down, KEY.Key_Space)
    assert [row.document for row in front(desk).list.shown()] == ["Invoice 1"]
    assert front(desk).windowTitle() == "Sold: Miller Motors, Oct 2025"
    desk.bring_to_front(window)
    window.year.heading.setFocus()
    press(KEY.Key_Up, KEY.Key_Space)
    assert [row.document for row in front(desk).list.shown()] == ["Invoice 2", "Invoice 3"]


def test_a_year_without_sales_says_what_would_fill_it(desk: MainWindow, counter: Counter, qtbot: QtBot) -> None:
    part, debtor = make.a_part(counter, "NEW-1"), make.a_debtor(counter)
    parts = desk.open("parts", part_id=part.id, page="sales")
    debtors = desk.open("debtors", debtor_id=debtor.id, page="year")
    assert isinstance(parts, Parts) and isinstance(debtors, Debtors)
    for picture in (parts.sales, debtors.year):
        assert picture.last == -1 and not picture.heading.isEnabled()
        assert picture.told == ""
    assert focus() is debtors.finder


def test_enter_opens_the_invoice_and_the_part_is_one_key_away(desk: MainWindow, miller: DebtorFound) -> None:
    window = desk.open("sold")
    assert isinstance(window, LinesSold)
    assert [row.document for row in window.list.shown()] == ["Invoice 4"]
    press(ENTER)
    assert desk.front is not None and desk.front.name == "parts_invoicing"
    desk.bring_to_front(window)
    window.focus_first()
    press(KEY.Key_F11)
    assert desk.front.name == "parts"


def test_typed_days_and_words_narrow_it_and_its_figures(
    desk: MainWindow, counter: Counter, miller: DebtorFound
) -> None:
    window = desk.open("sold")
    assert isinstance(window, LinesSold)
    window.since.setFocus()
    press((KEY.Key_A, CTRL), "1/10/2026", ENTER)
    assert window.figure("Lines") == "3"
    window.focus_first()
    press("400")
    assert window.figure("Quantity") == "4"
    assert window.figure("In full at once") == "–"


def test_what_comes_back_is_listed_at_once_and_opens_its_credit(
    desk: MainWindow, counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    part, miller = make.a_part(counter, "CAB-220", on_hand=9), make.a_debtor(counter)
    line = invoicing.line_for(counter, lookup.part(counter, part.id), miller, D(2))
    written = invoicing.finalise(counter, InvoiceDraft(debtor=miller, lines=[line]), {})
    window = desk.open("sold")
    assert isinstance(window, LinesSold)
    draft = credits.begin(counter, written.invoice_id)
    draft.reason = "wrong part"
    draft.lines[0].quantity = D(1)
    credits.post(counter, draft, {})
    desk.changes.tell("invoices")
    assert [(row.document, row.supplied) for row in window.list.shown()] == [
        ("Invoice 10001", D(2)),
        ("Credit 10001", D(-1)),
    ]
    assert window.figure("Quantity") == "1"
    previewed: list[str] = []
    monkeypatch.setattr(
        desk.context.paper, "preview", lambda facts, *_rest, **_more: previewed.append(facts.title) or "none"
    )
    press(KEY.Key_Down, ENTER)
    assert previewed == ["Adjustment Note 10001"]
