"""The order in which the shop writes dates: in what it is told, on its paper, in its lists, and when it is changed."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import pytest

from app.db import open_database
from app.rules.dates import DATE_ORDERS, DateOrder, Dates
from app.rules.drafts import InvoiceDraft
from app.rules.faults import Refused, Unanswered
from app.rules.listing import Wanted
from app.rules.questions import PutOnBackorder
from app.services import accounts_read, backorder_history, backorder_lists, backorders, handing_over, queries, settings
from app.services.counter import Counter
from app.services.demo import tour
from app.services.money import receipts, statements
from app.services.money.receipts import DebtorPays
from app.services.sales import documents, invoicing
from tests import make
from tests.services.owing import sold, ways
from tests.services.test_backorders import D, arrives, waits
from tests.services.test_invoicing import an_invoice


@dataclass(frozen=True)
class Said:
    """How each order writes 20 November, without and with its year."""

    day: str
    full_day: str


DAY = dt.date(2026, 11, 20)
SAID: dict[DateOrder, Said] = {
    "day/month/year": Said("20 Nov", "20 Nov 2026"),
    "month/day/year": Said("Nov 20", "Nov 20, 2026"),
    "year-month-day": Said("11-20", "2026-11-20"),
}


@pytest.fixture(params=DATE_ORDERS)
def order(request: pytest.FixtureRequest, counter: Counter) -> DateOrder:
    """One of the orders, in which the shop writes from now on."""
    chosen: DateOrder = request.param
    assert settings.save(counter, {"date_order": chosen}).dates == Dates(chosen)
    return chosen


def test_a_shop_writes_day_month_year_until_it_chooses_otherwise(counter: Counter) -> None:
    assert settings.load(counter).date_order == "day/month/year"
    with pytest.raises(Refused) as refused:
        settings.save(counter, {"date_order": "year/day/month"})
    assert refused.value.field == "date_order"


def test_what_is_told_of_a_backorder_is_in_that_order(counter: Counter, order: DateOrder) -> None:
    part = make.a_part(counter, "CAB-220", on_hand=0)
    backorder = waits(counter, make.a_debtor(counter), part, 5)
    assert backorders.promise(counter, backorder, DAY).sentence == f"CAB-220 is promised for {SAID[order].day}."
    assert any(SAID[order].full_day in each.what for each in backorder_history.history(counter, backorder))
    backorders.tell(counter, [backorder])
    today = Dates(order).day(counter.today())
    assert backorder_lists.one(counter, backorder).told.endswith(f", {today}")
    arrives(counter, part, 5)
    told = [cell for row in queries.listing(counter, "ready").every() for cell in row.cells if isinstance(cell, str)]
    assert any(cell.endswith(f", {today}") for cell in told)


def test_questions_and_refusals_are_in_that_order(counter: Counter, order: DateOrder) -> None:
    debtor, part = make.a_debtor(counter), make.a_part(counter, "CAB-220", on_hand=9)
    short = PutOnBackorder(1, "CAB-220", D(5), D(2), D(3), DAY, dates=settings.load(counter).dates)
    assert f"3 on order, due {SAID[order].day}." in short.sentence
    quote = an_invoice(counter, debtor, (part, 1))
    quote.kind = "quote"
    saved = invoicing.save(counter, quote, {}).invoice_id
    counter.clock.go_on(days=31)  # type: ignore[attr-defined]
    with pytest.raises(Unanswered) as raised:
        invoicing.make_invoice(counter, invoicing.recall(counter, saved), {})
    good_until = Dates(order).full_day(make.TODAY + dt.timedelta(days=30))
    assert f"was good until {good_until}." in raised.value.questions[0].sentence
    sold(counter, debtor, "110.00")
    to_come = DebtorPays(debtor.id, D("110.00"), day=counter.today() + dt.timedelta(days=1))
    with pytest.raises(Refused, match=re.escape(Dates(order).full_day(to_come.day or DAY))):
        receipts.post(counter, to_come, ways(debtor, "110.00"))


def test_a_line_that_is_short_says_when_more_comes_in_that_order(counter: Counter, order: DateOrder) -> None:
    debtor, part = make.a_debtor(counter), make.a_part(counter, "CAB-220", on_hand=2)
    line = invoicing.line_for(counter, part, debtor, D(5))
    with pytest.raises(Unanswered) as raised:
        invoicing.finalise(counter, InvoiceDraft(debtor=debtor, lines=[line]), {})
    (question,) = [each for each in raised.value.questions if isinstance(each, PutOnBackorder)]
    assert question.dates == Dates(order)


def test_paper_goes_out_in_that_order(counter: Counter, order: DateOrder) -> None:
    debtor, part = make.a_debtor(counter), make.a_part(counter, "CAB-220", on_hand=9)
    sale = invoicing.finalise(counter, an_invoice(counter, debtor, (part, 1)), {})
    assert documents.invoice_facts(counter, sale.invoice_id).seller.dates == Dates(order)
    assert statements.facts(counter, debtor.id, counter.today()).seller.dates == Dates(order)


def test_days_turned_round_are_refused_in_that_order(counter: Counter, order: DateOrder, tmp_path: object) -> None:
    with pytest.raises(Refused, match=f"^{re.escape(SAID[order].full_day)} is after"):
        handing_over.export(counter, "xero", tmp_path, DAY, DAY - dt.timedelta(days=1))  # type: ignore[arg-type]


def test_a_day_is_looked_for_as_it_is_shown(counter: Counter, order: DateOrder) -> None:
    debtor = make.a_debtor(counter)
    for _ in range(40):
        sold(counter, debtor, "110.00")
        counter.clock.go_on(days=3)  # type: ignore[attr-defined]
    entries = accounts_read.entries(counter, None, None)
    every, dates = list(entries.every()), Dates(order)
    days = sorted({row.date for row in every})
    assert len(days) == 40
    for day in days:
        found = {row.date for row in entries.every(Wanted(dates.full_day(day)))}
        assert day in found  # and others whose document or amount has the same figure, but of this month
        assert {each.replace(day=1) for each in found} == {day.replace(day=1)}
    other = next(each for each in DATE_ORDERS if ("year" in each[:4]) != ("year" in order[:4]))
    assert list(entries.every(Wanted(Dates(other).full_day(days[0])))) == []


@pytest.mark.file
def test_the_tour_writes_dates_as_the_shop_it_is_opened_from(tmp_path: object) -> None:
    place = f"{tmp_path}/tour.db"
    for order in DATE_ORDERS:
        counter = tour.opened(open_database(place), order)
        assert settings.load(counter).date_order == order
        counter.db.close()
