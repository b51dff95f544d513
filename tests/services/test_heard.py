"""Desks on one store hear what the others have written, once it is committed, and nothing of their own."""

from __future__ import annotations

import queue
import sqlite3
from collections.abc import Iterator

import pytest

from app.db import open_database
from app.db.told import Told
from app.rules.faults import Refused
from app.services import heard, setup
from app.services.counter import Counter
from app.services.masters import debtors
from tests import make


@pytest.fixture
def other(counter: Counter) -> Iterator[Counter]:
    """Another desk on the same books."""
    made = setup.open_counter(open_database(make.place_of(counter)), make.Clock())
    yield made
    made.db.close()


@pytest.fixture
def ear(counter: Counter) -> Iterator[queue.Queue[Told]]:
    """What this desk hears; on a server it has begun to listen when this is there."""
    told: queue.Queue[Told] = queue.Queue()
    watch = counter.db.watch(told.put)
    if counter.db.on_server:
        assert told.get(timeout=10) == Told(everything=True)
    yield told
    watch.close()


def test_another_desk_is_heard(counter: Counter, other: Counter, ear: queue.Queue[Told]) -> None:
    make.a_debtor(other)
    words = heard.words(ear.get(timeout=10))
    assert "debtors" in words
    if counter.db.on_server:
        assert "stock" not in words


def test_ones_own_work_is_not_heard(counter: Counter, other: Counter, ear: queue.Queue[Told]) -> None:
    make.a_part(counter, "CAB-220", on_hand=2)
    make.a_debtor(other)
    assert "debtors" in heard.words(ear.get(timeout=10))
    make.a_part(counter, "HOSE", on_hand=2)
    make.a_debtor(other, "Jones")
    assert "debtors" in heard.words(ear.get(timeout=10))
    assert ear.empty()


def test_what_was_refused_is_not_heard(counter: Counter, other: Counter, ear: queue.Queue[Told]) -> None:
    card = make.a_debtor(other, code="MILLER")
    assert "debtors" in heard.words(ear.get(timeout=10))
    with pytest.raises(Refused):
        debtors.save(other, debtors.DebtorCard(code=card.code, name="Another"), None)
    make.a_part(other, "HOSE", on_hand=0)
    words = heard.words(ear.get(timeout=10))
    assert "parts" in words
    if counter.db.on_server:
        assert "debtors" not in words


def test_a_look_up_is_not_heard(counter: Counter, other: Counter, ear: queue.Queue[Told]) -> None:
    debtors.search(other, "")
    assert make.the_debtor(counter, "NOBODY") is None
    with other.work():
        pass  # somebody looked whether there was something to do
    make.a_debtor(other)
    assert "debtors" in heard.words(ear.get(timeout=10))
    assert ear.empty()


@pytest.mark.file
def test_another_program_that_writes_the_file_is_heard(counter: Counter, ear: queue.Queue[Told]) -> None:
    stranger = sqlite3.connect(make.place_of(counter), isolation_level=None)
    stranger.execute("UPDATE debtor SET name = 'Other'")
    stranger.execute("INSERT INTO setting (name, value) VALUES ('of another program', '1')")
    stranger.close()
    assert ear.get(timeout=10).everything
