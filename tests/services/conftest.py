"""What the tests of the services stand on: a shop on a database of its own, in each kind of store."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services.counter import Counter
from tests import make, postgres


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is marked `file` is about database files and is not tried on a server."""
    items[:] = [each for each in items if not (each.get_closest_marker("file") and "postgresql" in each.nodeid)]


@pytest.fixture(params=["sqlite", "postgresql"], scope="module", autouse=True)
def store(request: pytest.FixtureRequest) -> Iterator[make.Store]:
    """The kind of store that every shop of these tests lies in."""
    if request.param == "postgresql" and postgres.NAMED not in os.environ:
        pytest.skip(f"no PostgreSQL server is installed, and {postgres.NAMED} names none")
    with make.shops_on(request.param):
        yield request.param


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    """The counter of a new shop."""
    counter = make.a_shop(tmp_path)
    yield counter
    counter.db.close()
