"""One run of the benchmark: what was asked for, and what has been measured so far.

pytest carries it from the command line to whoever measures; it must not know the jobs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Final, TypeVar

import pytest

from app.services.counter import Counter
from tests.bench.shop.cache import Shop, Shops, Store
from tests.bench.shop.size import MIDDLE, QUICK, SMALL, WHOLE, Size
from tests.bench.table import Aim, Line

JOBS: Final = {
    "a": "search per keystroke",
    "b": "finalise of a 20-line invoice, 3 lines short",
    "c": "a 100-line creditor invoice that fills 40 backorders",
    "d": "Backorders Ready to Invoice, all debtors",
    "e": "import of a price file",
    "f": "start to a usable desk",
    "g": "memory with the shop open",
    "h": "how a to d grow with the parts",
}
GROWING: Final = "abcd"
_ORDER: Final = "dafgbce"
"""What only reads comes before what writes, and what changes every part comes last."""
_WARM: Final = 3

Ours = TypeVar("Ours")
Bare = TypeVar("Bare")


@dataclass
class Run:
    """What was asked for, and the lines so far."""

    stores: tuple[Store, ...]
    jobs: str
    quick: bool
    lines: list[Line] = field(default_factory=list)

    @property
    def size(self) -> Size:
        """Of the shop in which everything is measured."""
        return QUICK if self.quick else WHOLE

    @property
    def sizes(self) -> tuple[Size, ...]:
        """Of the shops in which what may grow is measured."""
        if "h" not in self.jobs:
            return (self.size,)
        return (SMALL, self.size) if self.quick else (SMALL, MIDDLE, self.size)

    def rounds(self, whole: int, quick: int) -> int:
        """How often something is done."""
        return quick if self.quick else whole

    def measures(self, job: str, size: Size) -> bool:
        """Whether this job is wanted in a shop of this size."""
        if size == self.size:
            return job in self.jobs or ("h" in self.jobs and job in GROWING)
        return "h" in self.jobs and job in GROWING

    # ---- what pytest asks ----

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Every job in each store, and what may grow in each size."""
        if "shop" in metafunc.fixturenames:
            job = metafunc.definition.get_closest_marker("job").args[0]  # type: ignore[union-attr]
            wanted = [(store, size) for store in self.stores for size in self.sizes if self.measures(job, size)]
            ids = [f"{store}-{size.parts}" for store, size in wanted]
            metafunc.parametrize("shop", wanted, ids=ids, indirect=True, scope="session")

    def pytest_configure(self, config: pytest.Config) -> None:
        """The run is found by whoever measures."""
        config.addinivalue_line("markers", "job(letter): which job of the benchmark this measures")
        config.stash[RUN] = self

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """One shop after the other, in each of them in the order in which jobs do not disturb each other."""
        stores = list(self.stores)

        def place(item: pytest.Item) -> tuple[int, int, int]:
            store, size = item.callspec.params["shop"]  # type: ignore[attr-defined]
            job = item.get_closest_marker("job")
            assert job is not None
            return stores.index(store), size.parts, _ORDER.index(job.args[0])

        # of a job that is not wanted there is one item without a shop
        wanted = (each for each in items if isinstance(each.callspec.params["shop"], tuple))  # type: ignore[attr-defined]
        items[:] = sorted(wanted, key=place)

    # ---- what is measured ----

    def line(self, job: str, what: str, shop: Shop, taken: list[float], floor: list[float], aim: Aim) -> None:
        """Keep a figure; `taken` and `floor` are milliseconds."""
        self.lines.append(Line(job, what, shop.store, shop.size.parts, taken, floor, aim))

    def result(self) -> list[Line]:
        """What is told: the jobs that were asked for, and of those that may grow how they did."""
        told = [line for line in self.lines if line.job in self.jobs and line.parts == self.size.parts]
        return told + (self._growth() if "h" in self.jobs else [])

    def _growth(self) -> list[Line]:
        """Each against the same in the smallest shop, which stands in the place of the floor."""
        small, grown = self.sizes[0].parts, []
        for line in self.lines:
            if line.job in GROWING and line.parts != small:
                for other in self.lines:
                    if (other.job, other.what, other.store, other.parts) == (line.job, line.what, line.store, small):
                        what = f"({line.job}) {line.what}: {line.parts:,} parts against {small:,}"
                        grown.append(
                            Line("h", what, line.store, line.parts, line.taken, other.taken, Aim(ratio=_GROWTH))
                        )
        return grown


_GROWTH: Final = 1.25
"""More than that is no longer what two runs of the same differ by."""
RUN: Final = pytest.StashKey[Run]()


def alternating(
    benchmark: Any, rounds: int, ours: Callable[[Ours], object], bare: Callable[[Bare], object],
    prepared: Iterator[tuple[Ours, Bare]], warm: int = _WARM,
) -> tuple[list[float], list[float]]:  # fmt: skip
    """Milliseconds of the program and of the floor, in turns on the same shop, so that drift is the same for both.

    `prepared` has what each round is about, for both; `warm` rounds more are done before, and not counted.
    """
    floor: list[float] = []
    afterwards: list[Bare] = []

    def alone(other: Bare) -> None:
        begun = perf_counter()
        bare(other)
        floor.append((perf_counter() - begun) * 1000)

    def before() -> tuple[tuple[Ours], dict[str, object]]:
        mine, other = next(prepared)
        # who comes second finds more in memory, so they take turns at that too
        if len(floor) % 2:
            afterwards.append(other)
        else:
            alone(other)
        return (mine,), {}

    def after(_mine: Ours) -> None:
        if afterwards:
            alone(afterwards.pop())

    benchmark.pedantic(ours, setup=before, teardown=after, rounds=rounds, warmup_rounds=warm)
    return [seconds * 1000 for seconds in benchmark.stats.stats.data], floor[warm:]


def rounds_needed(rounds: int) -> int:
    """How many things have to be prepared for so many measured rounds."""
    return rounds + _WARM


@dataclass
class Open:
    """The shop that is open just now: measured things come in groups, one shop after the other."""

    shops: Shops
    at: tuple[Store, Size] | None = None
    stack: ExitStack = field(default_factory=ExitStack)
    shop: Shop | None = None
    counter: Counter | None = None

    def turn_to(self, store: Store, size: Size) -> Shop:
        """The copy of this shop in this store; the one before is gone."""
        if self.at != (store, size) or self.shop is None:
            self.stack.close()
            self.shop = self.stack.enter_context(self.shops.copy(store, size))
            self.at = store, size
        return self.shop
