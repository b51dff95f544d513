"""The database file is deleted, moved or exchanged while the shop is open, or held by another program."""

from __future__ import annotations

import random
import shutil
import sqlite3
import sys
import threading
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from app.rules.faults import Unavailable
from app.services import check
from app.services.counter import Counter
from tests.faults.children import child, counter_at, done, prepared
from tests.faults.conftest import a_busy_shop
from tests.faults.test_damage import flip
from tests.faults.test_killed import there
from tests.impatient import impatient
from tests.make import place_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be moved there")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Counter]:
    """A busy shop in a file."""
    counter = a_busy_shop(tmp_path)
    yield counter
    counter.db.close()


def the_books_hold(counter: Counter) -> None:
    assert [(each.says, each.broken) for each in check.prove(counter) if not each.holds] == []


def test_what_is_sold_into_a_moved_file_is_told_and_goes_through_when_it_is_back(shop: Counter) -> None:
    file = Path(place_of(shop))
    sold = prepared(shop, "finalise", random.Random(1))
    number = done(shop, sold)
    shop.db.tidy()
    away = file.with_name("away.db")
    waiting = prepared(shop, "finalise", random.Random(2))
    for each in (file, *file.parent.glob("shop.db-*")):
        each.rename(each.with_name(each.name.replace("shop", "away")))
    with pytest.raises(Unavailable, match=r"shop\.db is no longer in its folder\. Put it back"):
        done(shop, waiting)
    assert not file.exists(), "no empty file in its place"
    for each in (away, *file.parent.glob("away.db-*")):
        each.rename(each.with_name(each.name.replace("away", "shop")))
    assert done(shop, waiting) == number + 1
    again = counter_at(str(file))
    assert there(again, waiting) == there(again, sold) == 1
    the_books_hold(again)
    again.db.close()


def test_of_a_file_put_in_its_place_that_one_is_read_and_written(shop: Counter, tmp_path: Path) -> None:
    file = Path(place_of(shop))
    before = prepared(shop, "finalise", random.Random(1))
    done(shop, before)
    shop.db.tidy()
    shutil.copy(file, tmp_path / "copy.db")
    after = prepared(shop, "finalise", random.Random(2))
    done(shop, after)
    shop.db.tidy()
    for each in file.parent.glob("shop.db*"):
        each.unlink()
    (tmp_path / "copy.db").rename(file)
    assert (there(shop, before), there(shop, after)) == (1, 0)
    number = done(shop, after)
    other = counter_at(str(file))
    assert done(other, after) == number and there(other, after) == 1
    the_books_hold(other)
    other.db.close()


def holds_it(place: str, line: Connection, seconds: int) -> None:
    """Begin to write and let go after so many seconds."""
    other = sqlite3.connect(place, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    line.send(("held",))
    threading.Event().wait(seconds)
    other.execute("ROLLBACK")
    other.close()


def test_another_program_that_writes_is_waited_for(shop: Counter) -> None:
    job = prepared(shop, "finalise", random.Random(1))
    with child(holds_it, place_of(shop), 1) as other:
        other.first_word()
        done(shop, job)
    assert there(shop, job) == 1


def test_another_program_that_holds_it_too_long_is_told_and_then_it_goes_through(shop: Counter) -> None:
    impatient(shop, 50)
    job = prepared(shop, "receive", random.Random(1))
    with child(holds_it, place_of(shop), 60) as other:
        other.first_word()
        with pytest.raises(Unavailable, match=r"shop\.db is being written by somebody else\. Try again in a moment\."):
            done(shop, job)
        assert there(shop, job) == 0
        the_books_hold(shop)
        other.kill()  # what a dead program held is free by itself
    done(shop, job)
    assert there(shop, job) == 1


@pytest.mark.parametrize("times", [8, pytest.param(200, marks=pytest.mark.long)])
def test_a_damaged_journal_of_the_file_costs_at_most_its_end(times: int, shop: Counter, tmp_path: Path) -> None:
    """What lies in shop.db-wal is checked by SQLite frame by frame: what is left is a state that once was."""
    file = Path(place_of(shop))
    shop.db.tidy()
    jobs = [prepared(shop, "finalise", random.Random(each)) for each in range(4)]
    for job in jobs:
        done(shop, job)
    whole, wal = file.read_bytes(), file.with_name("shop.db-wal").read_bytes()
    kept = set()
    for seed in range(times):
        place = tmp_path / str(seed) / "shop.db"
        place.parent.mkdir()
        data, chance = bytearray(wal), random.Random(seed)
        if seed % 2:
            del data[chance.randrange(len(data)) :]
        else:
            flip(data, chance)
        place.write_bytes(whole)
        place.with_name("shop.db-wal").write_bytes(data)
        left = counter_at(str(place))
        the_books_hold(left)
        found = [there(left, job) for job in jobs]
        assert found == sorted(found, reverse=True), "one in the middle is missing"
        kept.add(sum(found))
        left.db.close()
    assert min(kept) < len(jobs)
