"""The list of all parts: by number from end to end, in any order, narrowed to all that the search would find."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial
from operator import attrgetter

import pytest

from app import models
from app.rules.listing import Wanted, in_order
from app.services import search
from app.services.counter import Counter
from app.services.masters import parts, parts_listed
from tests import make
from tests.services import search_model
from tests.services.search_shop import with_parts
from tests.services.test_lookup import statements

CATALOGUE = 200
MANY = 10_000
"""More than there are parts: the search leaves nothing out."""


@pytest.fixture(scope="module")
def shop(store: make.Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Counter, list[str]]]:
    with make.given_back():
        counter = make.a_shop(tmp_path_factory.mktemp("parts listed"))
        known = with_parts(counter, search_model.catalogue(random.Random(5), CATALOGUE))
        yield counter, [part.number for part in known]


def numbers(counter: Counter, wanted: Wanted) -> list[str]:
    return [row.number for row in parts_listed.every(counter).every(wanted)]


def test_it_begins_with_the_first_number_and_ends_with_the_last(shop: tuple[Counter, list[str]]) -> None:
    counter, known = shop
    listing = parts_listed.every(counter)
    assert numbers(counter, Wanted()) == sorted(known)
    assert [row.number for row in listing.rows(listing.keys()[-3:]) if row is not None] == sorted(known)[-3:]
    assert listing.keys(most=20) == listing.keys()[:20]
    assert listing.keys(Wanted(sort="number")) == listing.keys()
    assert listing.keys(Wanted(sort="number", descending=True)) == listing.keys()[::-1]


@pytest.mark.parametrize(
    "column",
    ["number", "description", "bin", "on_hand", "available", "on_order", "list_price", "superseded_by", "state"],
)
@pytest.mark.parametrize("descending", [False, True])
def test_it_is_sorted_by_any_column_and_then_by_number(counter: Counter, column: str, descending: bool) -> None:
    chance = random.Random(column)
    for at in range(12):
        made = make.a_part(
            counter,
            f"P{chance.randint(100, 999)}-{at}",
            on_hand=chance.choice((0, 2, 30)),
            price=chance.choice(("9.50", "10.00", "110.00")),
            description=chance.choice(("hose", "Hose", "Belt", "pump")),
            bin=chance.choice(("", "A1", "b2")),
            superseded_by=chance.choice(("", "", "NEW-1", "old-2")),
        )
        with counter.work() as session:
            shelf = session.get_one(models.Stock, made.id)
            shelf.on_order = Decimal(chance.choice((0, 5)))
            shelf.committed = min(shelf.on_hand, Decimal(1))
    rows = list(parts_listed.every(counter).every())
    expected = sorted(rows, key=attrgetter("number"))
    assert rows == expected
    expected.sort(key=lambda row: in_order(getattr(row, column)), reverse=descending)
    assert [row.number for row in parts_listed.every(counter).every(Wanted(sort=column, descending=descending))] == [
        row.number for row in expected
    ]


@pytest.mark.parametrize("queries", [150, pytest.param(3_000, marks=pytest.mark.long)])
def test_words_keep_all_that_the_search_finds_in_the_order_of_the_list(
    shop: tuple[Counter, list[str]], queries: int
) -> None:
    counter, known = shop
    chance = random.Random(queries)
    parts_known = search_model.catalogue(random.Random(5), CATALOGUE)
    some = 0
    for _ in range(queries):
        typed = search_model.typed(chance, parts_known)
        found = sorted(each.number for each in search.parts(counter, typed, limit=MANY, retired=True))
        assert numbers(counter, Wanted(typed)) == found, typed
        some += 0 < len(found) < len(known)
    assert some > queries / 2


def test_a_row_shows_what_the_counter_asks_for(counter: Counter) -> None:
    part = make.a_part(counter, "K55", on_hand=5, price="12.50", description="Brake pad", bin="A1")
    with counter.work() as session:
        shelf = session.get_one(models.Stock, part.id)
        shelf.committed, shelf.on_order = Decimal(2), Decimal(4)
    (row,) = parts_listed.every(counter).every(Wanted("k55"))
    assert row == parts_listed.PartListed(
        part.id, "K55", "Brake pad", "A1", Decimal(5), Decimal(3), Decimal(4), Decimal("12.5"), "", "", True
    )
    card = parts.open_card(counter, part.id)
    card = parts.save(counter, replace(card, superseded_by="K66"), card)
    (row,) = parts_listed.every(counter).every(Wanted("k55"))
    assert (row.state, row.superseded_by) == ("superseded", "K66")
    parts.save(counter, replace(card, active=False), card)
    (row,) = parts_listed.every(counter).every(Wanted("brak"))
    assert row.state == "not in use"
    (charge,) = parts_listed.every(counter).every(Wanted("FREIGHT"))
    assert (charge.state, charge.stocked) == ("charge", False)


def test_what_cannot_be_a_number_or_a_word_fits_nothing(shop: tuple[Counter, list[str]]) -> None:
    counter, known = shop
    for typed in ("-", "%", "'", '"', "x" * 400, "nowhere%_", "oil'; --"):
        assert not set(numbers(counter, Wanted(typed))) - set(known)
    assert numbers(counter, Wanted("-")) == numbers(counter, Wanted("x" * 400)) == []
    assert numbers(counter, Wanted("   ")) == sorted(known)


def test_the_list_is_read_along_an_index_and_no_page_of_it_is_a_scan(counter: Counter) -> None:
    for number in range(40):
        make.a_part(counter, f"K{number}", description="Brake pad")
    listing = parts_listed.every(counter)
    keys = listing.keys()
    along = [Wanted(), Wanted(sort="number"), Wanted(sort="number", descending=True)]
    first = [step for wanted in along for step in plans(counter, partial(listing.keys, wanted, 3))]
    pages = plans(counter, lambda: listing.rows(keys[-3:]))
    narrowed = plans(counter, lambda: listing.keys(Wanted("k5 brak")))
    assert first and pages and narrowed
    assert not [step for step in first if "Sort" in step or "TEMP B-TREE" in step], first
    scans = ("Seq Scan on", "SCAN part", "SCAN stock")
    for step in (*pages, *narrowed):
        assert not any(scan in step for scan in scans) or "VIRTUAL TABLE" in step, step


def plans(counter: Counter, call: Callable[[], object]) -> list[str]:
    """How the store does what is asked for."""
    explain, column = ("EXPLAIN ", 0) if counter.db.on_server else ("EXPLAIN QUERY PLAN ", 3)
    with statements(counter.db.engine) as sent:
        call()
    with counter.db.engine.connect() as connection:
        if counter.db.on_server:
            # of a few rows it reads all unless it is told not to
            connection.exec_driver_sql("SET enable_seqscan = off")
        return [
            str(row[column])
            for statement, values in sent
            for row in connection.exec_driver_sql(explain + statement, values)
        ]
