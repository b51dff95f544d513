"""Job d: the list of all that is ready to invoice, of all debtors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import repeat
from typing import Any

import pytest

from app.services import queries
from app.services.counter import Counter
from tests.bench.floors import ready
from tests.bench.floors.bare import Bare
from tests.bench.run import Run, alternating
from tests.bench.shop.cache import Shop
from tests.bench.table import Aim

PAGE = 200
"""So many rows the list reads at once."""


def seen(counter: Counter) -> tuple[Any, ...]:
    """What the window needs before anything is to be seen, and its sums."""
    listing = queries.listing(counter, "ready")
    keys = listing.keys()
    return list(keys), listing.rows(keys[:PAGE]), listing.sums()


def every(counter: Counter) -> list[Any]:
    """The whole list, as it is printed or written into a file."""
    return list(queries.listing(counter, "ready").every())


def bare_seen(bare: Bare, today: date) -> object:
    """The same of the bare driver."""
    return ready.seen(bare, PAGE, today)


@pytest.mark.job("d")
@pytest.mark.parametrize(
    ("what", "ours", "floor"), [("first page and sums", seen, bare_seen), ("every row", every, ready.every)]
)
def test_ready(
    benchmark: Any, bench: Run, shop: Shop, counter: Counter, bare: Bare, what: str,
    ours: Callable[[Counter], object], floor: Callable[[Bare, date], object],
) -> None:  # fmt: skip
    today = counter.today()
    tells_the_same(counter, bare)
    taken, bare_taken = alternating(
        benchmark, bench.rounds(30, 9), lambda _: ours(counter), lambda _: floor(bare, today), repeat((None, None))
    )
    bench.line("d", f"{shop.size.ready:,} lines ready, {what}", shop, taken, bare_taken, Aim(ratio=2))


def tells_the_same(counter: Counter, bare: Bare) -> None:
    """Both show the same cells of the same lines in the same order, and come to the same sums."""
    today = counter.today()
    keys, first, sums = seen(counter)
    bare_keys, bare_first, bare_sums = ready.seen(bare, PAGE, today)
    assert (keys, list(map(as_it_lies, first))) == (bare_keys, bare_first)
    assert (sums["Value inc"] * 100, sums["Deposit"] * 100) == bare_sums
    assert list(map(as_it_lies, every(counter))) == ready.every(bare, today)


def as_it_lies(row: Any) -> tuple[Any, ...]:
    """A row of the list in the smallest units."""
    *texts, quantity, ready_now, waits, worth, deposit, days, told = row.cells
    units = (quantity * 1000, ready_now * 1000, waits * 1000, worth * 100, deposit and deposit * 100)
    return (row.id, *texts, *units, days, told, row.debtor_id, row.invoice_id, row.part_id)
