"""Jobs f and g: the program is started at the big shop until its first key is served, and how much memory it takes."""

from __future__ import annotations

from itertools import repeat
from pathlib import Path
from typing import Any

import pytest

from tests.bench import starts
from tests.bench.run import Run, alternating
from tests.bench.shop.cache import Shop
from tests.bench.table import Aim, Line


@pytest.mark.job("f")
def test_start(benchmark: Any, bench: Run, shop: Shop, tmp_path: Path) -> None:
    """The first ever compiles everything and finds no file of this desk; later ones are what a morning begins with."""
    home = tmp_path / "home"
    first, bare_first = (
        starts.started(module, shop.place, home, compiled=tmp_path / module) for module in (starts.DESK, starts.WINDOW)
    )
    kept: list[starts.Started] = []
    taken, floor = alternating(
        benchmark,
        bench.rounds(12, 3),
        lambda _: kept.append(starts.started(starts.DESK, shop.place, home)),
        lambda _: starts.started(starts.WINDOW, shop.place, home),
        repeat((None, None)),
        warm=1,
    )
    bench.line("f", "start, the first ever", shop, [first.served], [bare_first.served], Aim())
    served = [each.served for each in kept[-len(taken) :]]
    bench.line("f", "start, later", shop, served, floor, Aim(median=1000))


@pytest.mark.job("g")
def test_memory(bench: Run, shop: Shop, tmp_path: Path) -> None:
    rounds = bench.rounds(5, 1)
    desk = [starts.started(starts.DESK, shop.place, tmp_path, "types") for _ in range(rounds)]
    bare = [starts.started(starts.WINDOW, shop.place, tmp_path).opened_mb for _ in range(rounds)]
    for what, taken in (("opened", [each.opened_mb for each in desk]), ("typed", [each.typed_mb for each in desk])):
        bench.lines.append(Line("g", f"memory, {what}", shop.store, shop.size.parts, taken, bare, Aim(), unit="MB"))
