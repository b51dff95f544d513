"""A disk that is really full, at any stage of a write: a sentence, nothing half, and on it goes when there is room."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.db import open_database
from app.rules.faults import Refused, Unavailable
from app.services import check, setup
from app.services.counter import Counter
from app.services.upkeep.opening import open_shop
from tests import older_shops
from tests.faults.children import counter_at, done, prepared
from tests.faults.conftest import a_busy_shop
from tests.faults.test_killed import there
from tests.make import place_of

DISK = 4 * 1024 * 1024
KINDS = ("finalise", "receive", "import")
FULL = "is full"


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A disk of four megabytes."""
    place = tmp_path_factory.mktemp("disk")
    mount, of_linux = shutil.which("mount"), sys.platform == "linux" and os.geteuid() == 0
    command = [str(mount), "-t", "tmpfs", "-o", f"size={DISK}", "none", str(place)]
    if not (mount and of_linux) or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a small disk can only be made by the superuser of Linux")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.fixture
def shop(disk: Path, tmp_path: Path) -> Iterator[Counter]:
    """A busy shop on that disk."""
    counter = a_busy_shop(tmp_path)
    counter.db.tidy()
    counter.db.close()
    shutil.copy(place_of(counter), disk / "shop.db")
    counter = counter_at(str(disk / "shop.db"))
    yield counter
    counter.db.close()
    for file in disk.iterdir():
        file.unlink()


class Ballast:
    """A file that leaves only so many bytes of the disk."""

    def __init__(self, disk: Path, left: int) -> None:
        self.file = disk / "ballast"
        free = shutil.disk_usage(disk).free
        self.file.write_bytes(b"\xa7" * max(free - left, 0))

    def gone(self) -> None:
        self.file.unlink()


def told(call: Callable[[], object]) -> str:
    """The sentence that it ends with; nothing when it goes through."""
    try:
        call()
    except Unavailable as fault:
        return fault.sentence
    return ""


def the_books_hold(counter: Counter) -> None:
    assert [(each.says, each.broken) for each in check.prove(counter) if not each.holds] == []


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_half_done_and_it_goes_on_when_there_is_room(kind: str, shop: Counter, disk: Path) -> None:
    refused = 0
    for left in (0, 4096, 16 * 1024, 48 * 1024, 120 * 1024):
        job = prepared(shop, kind, random.Random(left))
        ballast = Ballast(disk, left)
        said = told(lambda job=job: done(shop, job))
        if said:
            assert FULL in said and "room" in said
            assert there(shop, job) == 0
            refused += 1
        the_books_hold(shop)
        ballast.gone()
        number = done(shop, job)
        assert done(shop, job) == number and there(shop, job) == (number if kind == "import" else 1)
        the_books_hold(shop)
        shop.db.tidy()
    assert refused


def test_a_full_disk_can_be_looked_at_and_opened_again(shop: Counter, disk: Path) -> None:
    ballast = Ballast(disk, 0)
    the_books_hold(shop)
    shop.db.close()

    def opened() -> None:
        counter_at(str(disk / "shop.db")).db.close()

    said = told(opened)
    assert not said or FULL in said
    ballast.gone()
    again = counter_at(str(disk / "shop.db"))
    the_books_hold(again)
    again.db.close()


def test_a_disk_that_turns_read_only_is_told_and_it_goes_on_when_it_is_mended(shop: Counter, disk: Path) -> None:
    job = prepared(shop, "finalise", random.Random(1))
    shop.db.tidy()
    shop.db.engine.dispose()
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    try:
        said = told(lambda: done(shop, job))
        with pytest.raises((Refused, Unavailable), match="read-only"):
            counter_at(str(disk / "shop.db"))
    finally:
        shop.db.engine.dispose()
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    assert "shop.db cannot be" in said
    assert there(shop, job) == 0
    done(shop, job)
    assert there(shop, job) == 1
    the_books_hold(shop)


@pytest.mark.parametrize("left", [0, 8 * 1024, 64 * 1024, 200 * 1024])
def test_no_half_shop_is_made_on_a_full_disk(left: int, disk: Path) -> None:
    ballast = Ballast(disk, left)
    facts = setup.SetupFacts("Bayside Parts", "51 824 753 556", operator_name="Kim")
    with pytest.raises((Refused, Unavailable), match=FULL):
        setup.begin(open_database(disk / "new.db"), facts)
    ballast.gone()
    counter = setup.begin(open_database(disk / "new.db"), facts)
    the_books_hold(counter)
    counter.db.close()
    for file in disk.iterdir():
        file.unlink()


@pytest.fixture
def older(disk: Path, tmp_path: Path) -> Iterator[Path]:
    """A shop of an older version on that disk, with as many rows as a busy one has."""
    place = older_shops.of_version("0002", tmp_path / "older.db")
    many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) "
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.execute(f"{many} INSERT INTO setting (name, value) SELECT 'note ' || i, hex(randomblob(60)) FROM n")
    shutil.copy(place, disk / "older.db")
    yield disk / "older.db"
    for file in disk.iterdir():
        file.unlink()


def everything(place: Path) -> list[str]:
    with closing(sqlite3.connect(place)) as connection:
        return list(connection.iterdump())


@pytest.mark.parametrize(("left", "enough"), [(0, False), (16 * 1024, False), (64 * 1024, False), (1024 * 1024, True)])
def test_an_old_shop_stays_the_old_one_when_the_disk_is_full_while_it_is_brought_up_to_date(
    left: int, enough: bool, older: Path, disk: Path
) -> None:
    before = everything(older)
    ballast = Ballast(disk, left)
    said = told(lambda: open_shop(older).close())
    ballast.gone()
    if enough:
        assert said == ""
    else:
        assert FULL in said and "room" in said
        assert everything(older) == before
    counter = setup.open_counter(open_shop(older))
    assert counter.operator.name == "Kim"
    the_books_hold(counter)
    counter.db.close()
