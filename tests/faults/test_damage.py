"""A file damaged anywhere, its bytes turned round, its pages gone, its end cut off: a sentence, never a traceback."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.db import open_database
from app.rules.faults import Refused, Unavailable
from app.services import backorder_lists, check, queries, settings, setup
from app.services.counter import Counter
from app.services.queries.declared import QUERIES
from tests.faults.children import done, prepared
from tests.faults.conftest import a_busy_shop
from tests.make import place_of

HEADER = 100
Harm = Callable[[bytearray, random.Random], None]


def flip(data: bytearray, chance: random.Random) -> None:
    """A few bytes become others."""
    for _ in range(chance.choice([1, 8, 64])):
        data[chance.randrange(len(data))] = chance.randrange(256)


def wipe(data: bytearray, chance: random.Random) -> None:
    """A page is gone, as after a disk fault."""
    page = chance.randrange(1, max(len(data) // 4096, 2)) * 4096
    data[page : page + 4096] = bytes([chance.choice([0, 0xFF])]) * len(data[page : page + 4096])


def cut(data: bytearray, chance: random.Random) -> None:
    """The end is missing, as after a copy that was broken off."""
    del data[chance.randrange(HEADER, len(data)) :]


def swap(data: bytearray, chance: random.Random) -> None:
    """Two pages have changed places."""
    one, other = (chance.randrange(1, len(data) // 4096) * 4096 for _ in range(2))
    data[one : one + 4096], data[other : other + 4096] = data[other : other + 4096], data[one : one + 4096]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a shop that has sold and bought."""
    folder = tmp_path_factory.mktemp("sound")
    counter = a_busy_shop(folder)
    chance = random.Random(1)
    for kind in ("finalise", "receive", "finalise", "finalise", "import"):
        done(counter, prepared(counter, kind, chance))
    counter.db.tidy()
    counter.db.close()
    return Path(place_of(counter))


def opened_and_worked_in(place: Path, seed: int) -> tuple[str, bool]:
    """What it ended with: a sentence, or nothing; and whether `check` had something to say."""
    db = None
    noticed = False
    try:
        db = open_database(place)
        counter = setup.open_counter(db)
        noticed = any(not each.holds for each in check.prove(counter))
        settings.load(counter)
        backorder_lists.every(counter)
        for each in QUERIES:
            tuple(queries.listing(counter, each.key).every())
        for kind in ("finalise", "receive", "import"):
            work(counter, kind, seed)
    except (Refused, Unavailable) as fault:
        return fault.sentence, noticed
    finally:
        if db is not None:
            db.close()
    return "", noticed


def work(counter: Counter, kind: str, seed: int) -> None:
    """One of it, if what it needs can still be found."""
    try:
        job = prepared(counter, kind, random.Random(seed))
    except IndexError:
        return
    done(counter, job)


@pytest.mark.parametrize("harm", [flip, wipe, cut, swap])
@pytest.mark.parametrize("times", [6, pytest.param(300, marks=pytest.mark.long)])
def test_a_damaged_file_is_told_in_a_sentence(
    harm: Harm, times: int, sound: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    told = noticed_at = unharmed = 0
    for seed in range(times):
        chance = random.Random(seed)
        data = bytearray(sound.read_bytes())
        harm(data, chance)
        place = tmp_path / f"{seed}" / "shop.db"
        place.parent.mkdir()
        place.write_bytes(data)
        sentence, noticed = opened_and_worked_in(place, seed)
        assert not sentence or sentence.endswith("."), sentence
        told += bool(sentence)
        noticed_at += noticed and not sentence
        unharmed += not sentence and not noticed
        shutil.rmtree(place.parent)
    assert told + noticed_at
    record_property(
        "figures",
        f"{times} damaged files: {told} ended in a sentence, {noticed_at} more were noticed by check, "
        f"{unharmed} where nothing that counts was hit; tracebacks 0",
    )
