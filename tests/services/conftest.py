"""What the tests of the services stand on: a shop on a database of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services.counter import Counter
from tests import make


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    """The counter of a new shop."""
    counter = make.a_shop(tmp_path)
    yield counter
    counter.db.close()
