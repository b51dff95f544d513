"""Job e: a price file of another supplier, with as many lines as the shop has parts: brought in, and once more."""

from __future__ import annotations

import gc
from pathlib import Path
from time import perf_counter

import pytest

from app.services.counter import Counter
from tests.bench import files
from tests.bench.floors import price_file
from tests.bench.floors.bare import Bare
from tests.bench.run import Run
from tests.bench.shop.cache import Shop
from tests.bench.table import Aim


@pytest.mark.job("e")
def test_price_file(bench: Run, shop: Shop, counter: Counter, bare: Bare, tmp_path: Path) -> None:
    """Once each: a million lines take long enough to be a figure. Both bring in a file of their own."""
    mine, other = (files.supplier(counter, code) for code in ("OURS", "BARE"))
    file, bare_file = (files.written(tmp_path, shop.size, number) for number in range(2))
    taken: list[float] = []
    floor: list[float] = []
    for wanted in ((shop.size.parts, 0), (0, 0)):
        gc.collect()
        begun = perf_counter()
        assert price_file.bring_in(bare, bare_file, other) == wanted
        floor.append((perf_counter() - begun) * 1000)
        gc.collect()
        begun = perf_counter()
        assert files.brought_in(counter, file, mine) == wanted
        taken.append((perf_counter() - begun) * 1000)
    lines = f"price file, {shop.size.parts:,} lines"
    bench.line("e", f"{lines}, first", shop, taken[:1], floor[:1], Aim(ratio=1.5))
    bench.line("e", f"{lines}, unchanged", shop, taken[1:], floor[1:], Aim())
    bench.line("e", f"{lines}, unchanged against first", shop, taken[1:], taken[:1], Aim(ratio=0.5))
