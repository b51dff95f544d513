"""What the jobs of the benchmark stand on: the run, the shop of the moment, the program and the bare driver at it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.services.counter import Counter
from tests.bench import run
from tests.bench.floors.bare import Bare
from tests.bench.shop.cache import Shop, Shops


@pytest.fixture(scope="session")
def bench(request: pytest.FixtureRequest) -> run.Run:
    """What was asked for; what is measured goes there."""
    return request.config.stash[run.RUN]


@pytest.fixture(scope="session")
def _open() -> Iterator[run.Open]:
    shops = Shops()
    opened = run.Open(shops)
    try:
        yield opened
    finally:
        opened.stack.close()
        shops.close()


@pytest.fixture(scope="session")
def shop(request: pytest.FixtureRequest, _open: run.Open) -> Shop:
    """A copy of the big shop, for all jobs in turn."""
    try:
        return _open.turn_to(*request.param)
    except LookupError as fault:
        pytest.skip(str(fault))


@pytest.fixture
def counter(shop: Shop) -> Iterator[Counter]:
    """The counter of the program at it."""
    counter = shop.open()
    yield counter
    counter.db.close()


@pytest.fixture
def bare(shop: Shop) -> Iterator[Bare]:
    """The bare driver at the same shop."""
    with closing(shop.bare()) as connection:
        yield Bare(connection)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the program's own files, nobody's desk."""
    monkeypatch.setenv("PARTS_HOME", str(tmp_path))
    return tmp_path
