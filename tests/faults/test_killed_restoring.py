"""The program is killed while it restores: the shop is the old one or the restored one, whole, and says which."""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text

from app.db import Database, open_database
from app.models import search_index
from app.services.counter import Counter
from app.services.upkeep import backups, backups_folder, backups_restore, broken_off
from app.services.upkeep.backups_folder import Folders
from app.services.within.upkeep import restoring_note
from tests import make, postgres
from tests.faults.children import child
from tests.faults.test_killed import the_books_hold

Rows = dict[str, list[tuple[Any, ...]]]
LONGEST = 6.0
"""Seconds, in which a restore comes to its end on a server once it has made a database for the new books."""
BEGINS_WITHIN = 60
MOST_TIMES = 16
"""After so many times of pages at most a child stands still."""


def rows(db: Database) -> Rows:
    """Every row of every table."""
    with db.engine.connect() as connection:
        return {
            table: sorted(map(tuple, connection.execute(text(f'SELECT * FROM "{table}"')).all()), key=repr)
            for table in inspect(connection).get_table_names()
            if not search_index.is_part_of_it(table)
        }


def restoring(place: str, line: Connection, seed: int, path: Path, folder: Path, home: Path) -> None:
    """Restore a few pages at a time; stand still after so many times as the seed says, every fourth after the last."""
    os.environ["PARTS_HOME"] = str(home)  # where children are forked it is another test's
    backups_restore.PAGES = 8  # type: ignore[misc]
    line.send(("up",))
    times = count(1)

    def tell(done: int, of: int) -> None:
        if done == of if seed % 4 == 3 else next(times) == seed % MOST_TIMES:
            line.send(("stands",))
            threading.Event().wait()

    backups_restore.restore(place, path, folders=Folders(folder), progress=tell)
    line.send(("done",))


@pytest.fixture
def shop(counter: Counter) -> Iterator[Counter]:
    """A busy shop; whatever a restore leaves on the server is taken away again."""
    yield counter
    counter.db.close()
    if counter.db.on_server:
        with postgres.alone() as there:
            before = [name for name in there if name.startswith(f"{counter.db.engine.url.database}_before_")]
        for name in before:
            postgres.drop(name)


def backed_up(counter: Counter, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    done = backups.make(counter, folders=Folders(folder))
    assert done is not None
    return done.backup.path


@pytest.mark.parametrize("kills", [4, pytest.param(40, marks=pytest.mark.long)])
def test_killed_while_restoring_the_shop_is_whole_and_says_which(
    shop: Counter, kills: int, home: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    place, chance = make.place_of(shop), random.Random(1)
    then = rows(shop.db)
    path = backed_up(shop, tmp_path / "backups")
    make.a_debtor(shop, "Later Motors", code="LATER")
    now = rows(shop.db)
    old = restored = heard = 0
    make.left(shop)
    for seed in range(kills // 2 if shop.db.on_server else kills):  # each takes seconds there
        with child(restoring, place, seed, path, tmp_path / "backups", home) as other:
            other.first_word()
            if shop.db.on_server:
                until = time.monotonic() + BEGINS_WITHIN
                while not any((home / "data" / "restoring").glob("*.db")):
                    assert time.monotonic() < until
                    other.listen(0.01)
                other.listen(chance.uniform(0, LONGEST) if seed else 0)  # the first one is never over
            else:
                until = time.monotonic() + (BEGINS_WITHIN if seed % MOST_TIMES else chance.uniform(0, 0.1))
                while ("stands",) not in other.told and time.monotonic() < until and other.listen(0.01):
                    pass
            told = other.kill()
        after = open_database(place)
        left = restoring_note.broken_off(backups_folder.place_of(after))
        found, said = rows(after), broken_off.what_became(after)
        if after.on_server:
            for note in left:
                postgres.drop(note.beside)
        assert found in (now, then), "half"
        assert broken_off.what_became(after) == "", "said twice"
        if said:
            assert ("are as they were before" if found == now else "the books are those of") in said
            heard += 1
        else:  # not begun yet, or over
            assert found == now or ("done",) in told
        old, restored = old + (found == now), restored + (found == then)
        if found == then:  # and business goes on
            make.a_debtor(shop, "Later Motors", code="LATER")
            now = rows(after)
        after.close()
        shop.db.close()
    the_books_hold(shop)
    assert heard and (shop.db.on_server or (old and restored))
    assert [each.name for each in tmp_path.iterdir() if "restoring" in each.name] == []
    record_property(
        "figures", f"{old + restored} kills while restoring: {old} times the old books, {restored} times those restored"
    )
