"""What lies behind the pictures: every bar is the sum of the lines that it opens, whatever was sold and taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest

from app.rules.faults import Refused, Unanswered
from app.rules.listing import ALL, Wanted
from app.rules.questions import Answer, Question
from app.services import backorder_lists, backorders_listed, home, lookup
from app.services.backorders_listed import AGES, Narrowed
from app.services.counter import Counter
from app.services.masters import debtors, ledgers, stock_card
from app.services.sales import credits, sold, years
from app.services.sales.sold import SoldLine, Which
from tests import make
from tests.services.documents import invoice
from tests.services.listed_shop import DEBTORS, lived
from tests.services.test_lookup import statements
from tests.services.test_parts_listed import plans

D = Decimal
PARTS = ("CAB-220", "cab-330", "OIL-5", "ZÜND")


@pytest.fixture(scope="module")
def shop(store: make.Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    """Some weeks of business, across the end of a month, and of every third invoice something taken back."""
    with make.given_back():
        counter = lived(tmp_path_factory.mktemp("sold"))
        for at, invoice in enumerate(sold_invoices(counter)):
            if at % 3 == 0:
                takes_back(counter, invoice)
        yield counter


def sold_invoices(counter: Counter) -> list[int]:
    this = Which(counter.today() - dt.timedelta(days=60), counter.today())
    return sorted({each.invoice_id for each in sold.lines(counter, this).every()})


def takes_back(counter: Counter, invoice_id: int) -> None:
    """One of each line that can still come back, to the shelf."""
    draft = credits.begin(counter, invoice_id)
    draft.reason = "wrong part"
    for line in draft.lines:
        line.quantity = min(line.can, D(1))
    answers: dict[Question, Answer] = {}
    while True:
        try:
            credits.post(counter, draft, answers)
        except Unanswered as undecided:
            answers |= {each: each.default for each in undecided.questions}
        except Refused:
            return
        else:
            return


def sums(rows: list[SoldLine]) -> tuple[Decimal, Decimal]:
    return sum((row.supplied for row in rows), D(0)), sum((row.amount for row in rows), D(0))


def part_id(counter: Counter, number: str) -> int:
    return lookup.exact_part(counter, number)[0].id


def debtor_id(counter: Counter, name: str) -> int:
    return lookup.find_debtors(counter, name)[0].id


@pytest.mark.parametrize("number", PARTS)
def test_a_parts_month_is_what_its_lines_come_to(shop: Counter, number: str) -> None:
    part = part_id(shop, number)
    months = years.of_part(shop, part)
    for each in months:
        listing = sold.lines(shop, Which(each.sold.first, each.sold.last, part_id=part))
        rows = list(listing.every())
        assert sums(rows) == (each.sold.quantity, each.sold.amount)
        assert {row.part_id for row in rows} <= {part}
        assert listing.sums() == {
            "lines": len(rows), "in_full": 0, "quantity": each.sold.quantity, "amount": each.sold.amount
        }  # fmt: skip
    assert len(months) == 12


def test_the_lines_of_the_shop_lie_in_two_months_and_some_came_back(shop: Counter) -> None:
    every = [month.sold for number in PARTS for month in years.of_part(shop, part_id(shop, number))]
    assert {month.first.month for month in every if month.amount} == {11, 12}
    owed = [years.of_debtor(shop, debtor_id(shop, name))[-1].owed for name in DEBTORS]
    assert len(set(owed)) == len(owed)


@pytest.mark.parametrize("number", PARTS)
def test_the_level_of_a_month_is_what_lay_there_at_its_end(shop: Counter, number: str) -> None:
    part = lookup.exact_part(shop, number)[0]
    moved = list(stock_card.movements(shop, part.id).every())
    months = years.of_part(shop, part.id)
    for each in months:
        until = [row.quantity for row in moved if row.at.astimezone().date() <= each.sold.last]
        assert each.on_hand == sum(until, D(0))
    assert months[-1].on_hand == part.on_hand


def test_what_has_no_shelf_has_no_level(shop: Counter) -> None:
    assert {each.on_hand for each in years.of_part(shop, part_id(shop, "FEE"))} == {None}


@pytest.mark.parametrize("name", DEBTORS)
def test_a_debtors_month_is_what_its_lines_come_to_and_what_is_owed_is_the_ledgers(shop: Counter, name: str) -> None:
    debtor = debtor_id(shop, name)
    entries = list(ledgers.of_debtor(shop, debtor).every())
    months = years.of_debtor(shop, debtor)
    for each in months:
        rows = list(sold.lines(shop, Which(each.sold.first, each.sold.last, debtor_id=debtor)).every())
        assert sums(rows) == (each.sold.quantity, each.sold.amount)
        assert {row.debtor_id for row in rows} <= {debtor}
        assert each.owed == sum((entry.amount for entry in entries if entry.date <= each.sold.last), D(0))
    assert months[-1].owed == debtors.balance(shop, debtor)


def test_the_year_before_stands_beside_its_month_and_opens_its_own_lines(counter: Counter) -> None:
    part, miller = make.a_part(counter, "CAB-220", on_hand=90), make.a_debtor(counter)
    for quantity, day in ((1, (2024, 11, 30)), (2, (2024, 12, 1)), (4, (2025, 11, 16)), (8, (2026, 11, 16))):
        invoice(counter, miller, part, quantity, dt.date(*day))
    months = years.of_debtor(counter, miller.id)
    assert [(each.sold.first, each.before.first) for each in months][0] == (dt.date(2025, 12, 1), dt.date(2024, 12, 1))
    assert (months[0].sold.amount, months[0].before.amount) == (D(0), D(200))
    assert (months[-1].sold.amount, months[-1].before.amount) == (D(800), D(400))
    before = months[-1].before
    rows = list(sold.lines(counter, Which(before.first, before.last, debtor_id=miller.id)).every())
    assert [(row.document, row.supplied, row.state) for row in rows] == [("Invoice 3", D(4), "sold")]


def test_a_weeks_fill_rate_is_that_of_the_lines_it_opens(shop: Counter) -> None:
    weeks = home.drawn(shop).weeks
    assert len(weeks) > 2
    for week in weeks:
        listing = sold.lines(shop, Which(week.monday, week.sunday, asked_for=True))
        rows = list(listing.every())
        assert (len(rows), sum(row.state == sold.IN_FULL for row in rows)) == (week.lines, week.filled)
        assert {row.state for row in rows} <= {sold.IN_FULL, sold.SHORT}
        told = listing.sums()
        assert (told["lines"], told["in_full"]) == (week.lines, week.filled)
    assert 0 < sum(week.filled for week in weeks) < sum(week.lines for week in weeks)


def test_an_age_of_backorders_is_as_many_as_it_opens_and_each_waits_in_one(shop: Counter) -> None:
    every, seen = {each.id: each for each in backorder_lists.every(shop)}, []
    for age in home.drawn(shop).ages:
        rows = list(backorders_listed.listing(shop, Narrowed(weeks=age.weeks)).every())
        least, below = AGES[age.weeks]
        assert len(rows) == age.lines
        waits = [(shop.today() - row.since).days // 7 for row in rows]
        assert all(least <= each and (below is None or each < below) for each in waits)
        seen += [row.id for row in rows]
    assert sorted(seen) == sorted(every)
    assert len({age.lines for age in home.drawn(shop).ages}) > 1


def test_what_was_taken_back_counts_against_the_month_in_which_it_came(shop: Counter) -> None:
    whole = list(sold.lines(shop, Which(shop.today() - dt.timedelta(days=60), shop.today())).every())
    back = [row for row in whole if row.state == sold.TAKEN_BACK]
    assert back and all(row.supplied < 0 and row.amount <= 0 and row.credit_id and row.ordered is None for row in back)
    assert {row.document.split()[0] for row in whole} == {"Invoice", "Credit"}
    assert [row.date for row in whole] == sorted(row.date for row in whole)


@pytest.mark.parametrize("typed", ["cab", "miller", "credit", "112.5", "taken"])
def test_words_narrow_the_lines_and_their_sums(shop: Counter, typed: str) -> None:
    listing = sold.lines(shop, Which(shop.today() - dt.timedelta(days=60), shop.today()))
    wanted = Wanted(typed)
    rows = list(listing.every(wanted))
    assert 0 < len(rows) < len(list(listing.every(ALL)))
    assert listing.sums(wanted)["lines"] == len(rows)
    assert listing.sums(wanted)["amount"] == sums(rows)[1]


@pytest.mark.parametrize("column", ["date", "document", "debtor", "number", "supplied", "amount", "state"])
def test_they_are_sorted_by_any_column(shop: Counter, column: str) -> None:
    listing = sold.lines(shop, Which(shop.today() - dt.timedelta(days=60), shop.today()))
    rows = list(listing.every(Wanted(sort=column, descending=True)))
    values = [getattr(row, column) for row in rows]
    small = [each.casefold() if isinstance(each, str) else each for each in values]
    assert small == sorted(small, reverse=True)


def test_a_picture_is_few_reads_along_an_index(shop: Counter) -> None:
    part, debtor = part_id(shop, "CAB-220"), debtor_id(shop, "Miller")
    week = home.drawn(shop).weeks[0]
    opened = sold.lines(shop, Which(week.monday, week.sunday, asked_for=True))
    keys = opened.keys()
    looks: dict[str, tuple[Callable[[], object], int]] = {
        "part": (lambda: years.of_part(shop, part), 3),
        "debtor": (lambda: years.of_debtor(shop, debtor), 3),
        "home": (lambda: home.drawn(shop), 2),
        "week": (lambda: opened.rows(keys), 2),
    }
    for name, (look, most) in looks.items():
        with statements(shop.db.engine) as sent:
            look()
        assert len(sent) <= most, (name, sent)
        scans = [step for step in plans(shop, look) if _is_a_scan(step)]
        assert not scans, (name, scans)


def _is_a_scan(step: str) -> bool:
    growing = ("invoice", "invoice_line", "credit", "credit_line", "stock_movement", "debtor_entry", "backorder")
    asked = step.replace("Seq Scan on", "SCAN").split()
    return "SCAN" in asked and asked[asked.index("SCAN") + 1] in growing and "INDEX" not in asked
