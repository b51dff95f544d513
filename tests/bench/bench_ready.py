"""Job d: the list of all that is ready to invoice, of all debtors."""

from __future__ import annotations

from itertools import repeat
from typing import Any

import pytest

from app.services import backorder_lists
from app.services.counter import Counter
from tests.bench.floors import ready
from tests.bench.floors.bare import Bare
from tests.bench.run import Run, alternating
from tests.bench.shop.cache import Shop
from tests.bench.table import Aim


@pytest.mark.job("d")
def test_ready(benchmark: Any, bench: Run, shop: Shop, counter: Counter, bare: Bare) -> None:
    assert [line.id for line in backorder_lists.ready(counter)] == [row[0] for row in ready.ready(bare)]
    taken, floor = alternating(
        benchmark,
        bench.rounds(30, 9),
        lambda _: backorder_lists.ready(counter),
        lambda _: ready.ready(bare),
        repeat((None, None)),
    )
    bench.line("d", f"{shop.size.ready:,} lines ready", shop, taken, floor, Aim(ratio=2))
