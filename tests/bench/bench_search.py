"""Job a: parts are found while somebody types, key by key, and painted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from app.services import lookup, search, setup
from app.services.counter import Counter
from tests.bench import painted, typing
from tests.bench.floors import search as bare_search
from tests.bench.floors.bare import Bare
from tests.bench.run import Run, alternating, rounds_needed
from tests.bench.shop import books
from tests.bench.shop.cache import Shop
from tests.bench.shop.size import Size
from tests.bench.table import FRAME, Aim


@pytest.mark.job("a")
@pytest.mark.parametrize(("what", "keys"), [("prefix", typing.numbers), ("words", typing.words)])
def test_search(
    benchmark: Any, bench: Run, shop: Shop, counter: Counter, bare: Bare, what: str,
    keys: Callable[[Size, int], Iterator[str]],
) -> None:  # fmt: skip
    debtor = lookup.debtor(counter, books.FIRST_DEBTOR + 1)
    texts = list(keys(shop.size, bench.rounds(60, 20)))
    for text in texts[::7]:
        ours = [hit.id for hit in search.parts(counter, text, debtor, priced=True)]
        assert ours == [row[0] for row in bare_search.find(bare, text, debtor.id, debtor.structure_id)], text
    rounds = rounds_needed(0)
    taken, floor = alternating(
        benchmark,
        len(texts) - rounds,
        lambda text: search.parts(counter, text, debtor, priced=True),
        lambda text: bare_search.find(bare, text, debtor.id, debtor.structure_id),
        ((text, text) for text in texts),
    )
    bench.line("a", f"{what}, a key", shop, taken, floor, Aim(ratio=2, p95=FRAME))


@pytest.mark.job("a")
@pytest.mark.parametrize(("what", "keys"), [("prefix", typing.numbers), ("words", typing.words)])
def test_painted(
    qapp: QApplication, bench: Run, shop: Shop, counter: Counter, what: str,
    keys: Callable[[Size, int], Iterator[str]],
) -> None:  # fmt: skip
    """Texts that find nothing have no list; of the others every one must be painted."""
    texts = [
        text for text in keys(shop.size, bench.rounds(24, 4))
        if not text.endswith(" ") and search.parts(counter, text, limit=1)
    ]  # fmt: skip
    with painted.desk(qapp, counter) as window:
        painted.invoice_for(window, setup.CASH_DEBTOR)  # an account debtor might be asked about backorders
        taken, missed = painted.typed(qapp, texts)
    assert missed == []
    bench.line("a", f"{what}, key to painted rows", shop, taken, [], Aim(p95=FRAME))
