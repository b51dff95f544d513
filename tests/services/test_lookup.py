"""The look-ups of the counter: what is found, in which order, why, and with how few queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest
from sqlalchemy import Engine, event

from app import models
from app.services import lookup, search, settings
from app.services.counter import Counter
from app.services.masters import parts, stock_card
from app.services.masters.parts import OtherNumber
from tests import make
from tests.services import documents


@contextmanager
def statements(engine: Engine) -> Iterator[list[tuple[str, tuple[object, ...]]]]:
    """What is sent to the database meanwhile."""
    sent: list[tuple[str, tuple[object, ...]]] = []

    def listen(_connection: object, _cursor: object, statement: str, values: tuple[object, ...], *_: object) -> None:
        if statement.startswith("SELECT"):
            sent.append((statement, values))

    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", listen)


def numbers(counter: Counter, typed: str) -> list[str]:
    return [each.number for each in search.parts(counter, typed)]


def test_a_part_is_found_however_its_number_is_written(counter: Counter) -> None:
    part = make.a_part(counter, "CAB-220/A")
    for typed in ("CAB-220/A", "cab220a", "CAB 220 A", "cab.220-a", " Cab/220a "):
        (found,) = lookup.exact_part(counter, typed)
        assert (found.id, found.why) == (part.id, "own number")
    assert lookup.exact_part(counter, "CAB-220") == ()
    assert lookup.exact_part(counter, " - ") == ()


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("old", "old number"),
        ("supplier", "supplier's number"),
        ("customer", "customer's number"),
        ("barcode", "barcode"),
    ],
)
def test_a_part_is_found_by_its_other_numbers_and_says_so(counter: Counter, kind: parts.NumberKind, why: str) -> None:
    part = make.a_part(counter, "CAB-220", numbers=(OtherNumber(kind, "93-12345678907"),))
    (exact,) = lookup.exact_part(counter, "9312345678907")
    assert (exact.id, exact.why) == (part.id, why)
    (beginning,) = search.parts(counter, "9312 34")
    assert (beginning.id, beginning.why) == (part.id, why)


def test_exact_comes_before_beginnings_and_these_before_words(counter: Counter) -> None:
    make.a_part(counter, "Z9", description="K55 clamp")
    make.a_part(counter, "K-551")
    make.a_part(counter, "K550")
    make.a_part(counter, "K55")
    make.a_part(counter, "AAA", numbers=(OtherNumber("old", "K 55"),))
    make.a_part(counter, "BBB", numbers=(OtherNumber("supplier", "K55X"),))
    found = search.parts(counter, "k55")
    assert [(each.number, each.why) for each in found] == [
        ("K55", "own number"),
        ("AAA", "old number"),
        ("K550", "own number"),
        ("K-551", "own number"),
        ("BBB", "supplier's number"),
        ("Z9", "words"),
    ]
    assert [each.number for each in search.parts(counter, "k55", limit=2)] == ["K55", "AAA"]


def test_numbers_that_collide_are_both_shown_as_typed_first(counter: Counter) -> None:
    make.a_part(counter, "AB-12")
    make.a_part(counter, "AB12")
    make.a_part(counter, "A-B12", numbers=(OtherNumber("barcode", "AB12"),))
    assert numbers(counter, "AB12") == ["AB12", "A-B12", "AB-12"]
    assert numbers(counter, "ab-12") == ["AB-12", "A-B12", "AB12"]
    assert len(lookup.exact_part(counter, "a.b.1.2")) == 3


def test_words_are_found_in_any_order_by_their_beginnings(counter: Counter) -> None:
    make.a_part(counter, "P1", description="Brake pad set, front (Hi-Lux)")
    make.a_part(counter, "P2", description="Brake shoe rear")
    assert numbers(counter, "pad brake") == ["P1"]
    assert numbers(counter, "fro bra PAD") == ["P1"]
    assert numbers(counter, "hi lux") == numbers(counter, "lux brake") == numbers(counter, "(hi-lux)") == ["P1"]
    assert numbers(counter, "brake") == ["P1", "P2"]
    assert numbers(counter, "rake") == []
    assert numbers(counter, "%") == numbers(counter, "_") == numbers(counter, "brake 50%") == []
    assert numbers(counter, "'; DROP TABLE part") == []


def test_nothing_typed_shows_the_first_parts(counter: Counter) -> None:
    make.a_part(counter, "B")
    make.a_part(counter, "A")
    assert numbers(counter, " ") == ["A", "B", "FREIGHT", "LABOUR", "SUNDRIES"]
    assert [each.number for each in search.parts(counter, "", limit=1)] == ["A"]


def test_what_is_no_longer_sold_is_found_in_the_master_file_only(counter: Counter) -> None:
    make.a_part(counter, "OLD1", active=False, numbers=(OtherNumber("barcode", "12345678"),), description="Gasket")
    for typed in ("OLD1", "old", "12345678", "1234", "gasket"):
        assert numbers(counter, typed) == []
        assert [(each.number, each.active) for each in parts.search(counter, typed)] == [("OLD1", False)]
    assert lookup.exact_part(counter, "OLD1") == ()


def test_a_part_tells_what_is_free_and_when_more_is_due(counter: Counter) -> None:
    creditor, debtor = make.a_creditor(counter), make.a_debtor(counter)
    part = make.a_part(counter, "CAB-220", on_hand=5, price="100.00", cost="61.2345")
    assert (part.gst_rate, part.average_cost) == (Decimal("10.00"), Decimal("61.2340"))
    documents.backorder(counter, debtor, part, 3, 0)
    for expected, status in (
        (dt.date(2026, 12, 1), "finalised"),
        (dt.date(2026, 11, 28), "finalised"),
        (dt.date(2026, 11, 17), "saved"),
        (None, "finalised"),
    ):
        documents.stock_order(counter, creditor, part, 4, expected, status)
    assert lookup.part(counter, part.id).due == dt.date(2026, 11, 28)
    coming = lookup.on_order_due(counter, part.id)
    assert [each.expected for each in coming] == [dt.date(2026, 11, 28), dt.date(2026, 12, 1), None]
    assert {each.creditor_code for each in coming} == {creditor.code}


def test_gst_follows_the_shop_but_not_what_is_free_of_it(counter: Counter) -> None:
    taxed, free = make.a_part(counter, "A"), make.a_part(counter, "B", gst_free=True)
    settings.save(counter, {"gst_rate": Decimal("12.50")})
    found = lookup.parts(counter, (free.id, taxed.id, 999))
    assert list(found) == [free.id, taxed.id]
    assert [each.gst_rate for each in found.values()] == [Decimal("0.00"), Decimal("12.50")]


def test_last_sales_are_the_newest_of_this_debtor_or_of_all(counter: Counter) -> None:
    miller, other = make.a_debtor(counter), make.a_debtor(counter, "Other")
    part = make.a_part(counter, "CAB-220")
    documents.invoice(counter, miller, part, 1, dt.date(2026, 10, 1))
    documents.invoice(counter, other, part, 2, dt.date(2026, 11, 1))
    documents.invoice(counter, miller, part, 3, dt.date(2026, 11, 2))
    documents.invoice(counter, miller, part, 9, dt.date(2026, 11, 3), status="saved")
    documents.backorder(counter, miller, part, 5, 0)
    assert [each.quantity for each in lookup.last_sales(counter, part.id)] == [3, 2, 1]
    mine = lookup.last_sales(counter, part.id, miller.id)
    assert [(each.quantity, each.date.month, each.price) for each in mine] == [
        (Decimal(3), 11, Decimal(100)),
        (Decimal(1), 10, Decimal(100)),
    ]
    assert len(lookup.last_sales(counter, part.id, limit=1)) == 1


def test_fifty_parts_take_no_more_queries_than_one(counter: Counter) -> None:
    debtor = make.a_debtor(counter)
    make.a_part(counter, "SOLO")
    for number in range(20):
        make.a_part(counter, f"MANY{number:02}")
    with statements(counter.db.engine) as for_one:
        search.parts(counter, "SOLO", debtor, priced=True)
    with statements(counter.db.engine) as for_many:
        assert len(search.parts(counter, "MANY", debtor, priced=True)) == 20
    assert len(for_many) == len(for_one)


def test_twenty_debtors_take_no_more_queries_than_one(counter: Counter) -> None:
    make.a_debtor(counter, "Solo")
    for _ in range(20):
        make.a_debtor(counter, "Many")
    with statements(counter.db.engine) as for_one:
        lookup.find_debtors(counter, "solo")
    with statements(counter.db.engine) as for_many:
        assert len(lookup.find_debtors(counter, "many")) == 20
    assert len(for_many) == len(for_one)


def test_the_queue_of_a_part_takes_one_query_however_long(counter: Counter) -> None:
    part = make.a_part(counter, "CAB-220")
    for day in range(5):
        documents.backorder(counter, make.a_debtor(counter), part, 1, day)
    with statements(counter.db.engine) as sent:
        assert len(stock_card.who_waits(counter, part.id)) == 5
    assert len(sent) == 1


_NO_SCAN = ("setting", "VIRTUAL TABLE INDEX", "SCAN own", "SCAN others", "SCAN live", "SCAN 1 CONSTANT ROW")
"""What a plan calls a scan and is none of a table that grows: a full-text look-up, the few rows of a part query."""


def test_numbers_are_looked_up_by_index(counter: Counter) -> None:
    part = make.a_part(counter, "CAB-220")
    with statements(counter.db.engine) as sent:
        search.parts(counter, "CAB")
        lookup.on_order_due(counter, part.id)
    explain, column, scan = (
        ("EXPLAIN ", 0, "Seq Scan on") if counter.db.on_server else ("EXPLAIN QUERY PLAN ", 3, "SCAN")
    )
    with counter.db.engine.connect() as connection:
        if counter.db.on_server:
            # of a few rows it reads all unless it is told not to, where it can
            connection.exec_driver_sql("SET enable_seqscan = off")
        for statement, values in sent:
            plan = [str(row[column]) for row in connection.exec_driver_sql(explain + statement, values)]
            scanned = [step for step in plan if scan in step and not any(word in step for word in _NO_SCAN)]
            assert not scanned, (statement, plan)


def test_many_parts_are_still_searched_by_number_and_words(counter: Counter) -> None:
    with counter.work() as session:
        session.add_all(
            models.Part(
                number=f"N{number:05}",
                description=f"Bolt M{number % 20} grade {number}",
                stock=models.Stock(),
            )
            for number in range(3000)
        )
    assert numbers(counter, "n01234") == ["N01234"]
    assert len(numbers(counter, "n012")) == 50
    assert numbers(counter, "grade bolt 2999") == ["N02999"]
