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
    first: list[float] = []
    second: list[float] = []
    bare_first: list[float] = []
    bare_second: list[float] = []
    for turn in range(bench.rounds(1, 2)):
        mine, other = files.supplier(counter, f"P{turn}"), files.supplier(counter, f"F{turn}")
        made = files.written(tmp_path, shop.size, 2 * turn), files.written(tmp_path, shop.size, 2 * turn + 1)
        for kept, bare_kept, wanted in ((first, bare_first, shop.size.parts), (second, bare_second, 0)):
            begun = perf_counter()
            assert price_file.bring_in(bare, made[0], other) == (wanted, 0)
            bare_kept.append((perf_counter() - begun) * 1000)
            gc.collect()
            begun = perf_counter()
            assert files.brought_in(counter, made[1], mine) == (wanted, 0)
            kept.append((perf_counter() - begun) * 1000)
            gc.collect()
        for file in made:
            file.unlink()
    lines = f"{shop.size.parts:,} lines"
    bench.line("e", f"price file, {lines}, first", shop, first, bare_first, Aim(ratio=1.5))
    bench.line("e", f"price file, {lines}, unchanged", shop, second, bare_second, Aim())
    bench.line("e", f"price file, {lines}, unchanged against first", shop, second, first, Aim(ratio=0.5))
