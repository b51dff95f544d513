"""Job b: an invoice of twenty lines is finalised, three of them short and put on backorder."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.services.counter import Counter
from app.services.sales import invoicing
from tests.bench import documents
from tests.bench.floors import finalise
from tests.bench.floors.bare import Bare
from tests.bench.run import Run, alternating, rounds_needed
from tests.bench.shop.cache import Shop
from tests.bench.table import FRAME, Aim


@pytest.mark.job("b")
def test_finalise(benchmark: Any, bench: Run, shop: Shop, counter: Counter, bare: Bare) -> None:
    rounds = bench.rounds(90, 30)
    made = [documents.invoice(counter, shop.size, number) for number in range(2 * rounds_needed(rounds))]

    def prepared() -> Iterator[tuple[documents.Invoice, finalise.Prepared]]:
        for mine, other in zip(made[::2], made[1::2], strict=True):
            yield mine, documents.bare_invoice(counter, other)

    taken, floor = alternating(
        benchmark,
        rounds,
        lambda each: invoicing.finalise(counter, each.draft, each.answers),
        lambda each: finalise.finalise(bare, each),
        iter(list(prepared())),
    )
    bench.line("b", "finalise", shop, taken, floor, Aim(ratio=5, p95=FRAME))
