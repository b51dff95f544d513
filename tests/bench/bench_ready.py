"""Job d: the list of all that is ready to invoice, of all debtors."""

from __future__ import annotations

from collections.abc import Callable
from itertools import repeat
from typing import Any

import pytest

from app.rules.listing import Listing
from app.services import queries
from app.services.counter import Counter
from tests.bench.floors import ready
from tests.bench.floors.bare import Bare
from tests.bench.run import Run, alternating
from tests.bench.shop.cache import Shop
from tests.bench.table import Aim

PAGE = 200
"""So many rows the list reads at once."""


def seen(listing: Listing[Any]) -> object:
    """What the window needs before anything is to be seen, and its sums."""
    keys = listing.keys()
    return listing.rows(keys[:PAGE]), listing.sums()


def every(listing: Listing[Any]) -> object:
    """The whole list, as it is printed or written into a file."""
    return list(listing.every())


@pytest.mark.job("d")
@pytest.mark.parametrize(
    ("what", "ours", "floor"),
    [("first page and sums", seen, lambda bare: ready.seen(bare, PAGE)), ("every row", every, ready.every)],
)
def test_ready(
    benchmark: Any, bench: Run, shop: Shop, counter: Counter, bare: Bare, what: str,
    ours: Callable[[Listing[Any]], object], floor: Callable[[Bare], object],
) -> None:  # fmt: skip
    listing = queries.listing(counter, "ready")
    assert list(listing.keys()) == [row[0] for row in ready.every(bare)]
    taken, bare_taken = alternating(
        benchmark, bench.rounds(30, 9), lambda _: ours(listing), lambda _: floor(bare), repeat((None, None))
    )
    bench.line("d", f"{shop.size.ready:,} lines ready, {what}", shop, taken, bare_taken, Aim(ratio=2))
