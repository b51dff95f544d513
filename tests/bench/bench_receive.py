"""Job c: a creditor's invoice of a hundred lines is processed, and forty backorders get what came."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.rules.drafts import ReceiptDraft
from app.services.buying import receiving
from app.services.counter import Counter
from tests.bench import documents
from tests.bench.floors import receive
from tests.bench.floors.bare import Bare
from tests.bench.run import Run, alternating, rounds_needed
from tests.bench.shop.cache import Shop
from tests.bench.shop.size import AWAITED_ON_AN_ORDER
from tests.bench.table import Aim


@pytest.mark.job("c")
def test_receive(benchmark: Any, bench: Run, shop: Shop, counter: Counter, bare: Bare) -> None:
    rounds = bench.rounds(29, 12)

    def prepared() -> Iterator[tuple[ReceiptDraft, receive.Prepared]]:
        for number in range(rounds_needed(rounds)):
            mine, other = (documents.bill(counter, 2 * number + each) for each in range(2))
            yield mine, documents.bare_bill(counter, other)

    def ours(draft: ReceiptDraft) -> None:
        assert len(receiving.process(counter, draft, {}).filled) == AWAITED_ON_AN_ORDER

    taken, floor = alternating(
        benchmark, rounds, ours, lambda each: receive.process(bare, each), iter(list(prepared()))
    )
    bench.line("c", "receive", shop, taken, floor, Aim(ratio=5))
