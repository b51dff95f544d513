"""Every sheet with hostile words in each of its fields: it ends, everything stands on the paper, nothing is turned."""

from __future__ import annotations

import unicodedata
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from app.printing.page import FOOT, MARGIN, TOP
from app.printing.sheets import lay_out
from tests.hostile import TYPED, WORST
from tests.printing.money_samples import MONEY_SAMPLES
from tests.printing.ruler import measure
from tests.printing.samples import SAMPLES

ALL = {**SAMPLES, **MONEY_SAMPLES}
LONG = "W" * 10_000
MOST_PAGES = 130


def saying(facts: Any, words: str) -> Any:
    """The facts with every text in them, at any depth, replaced by these words."""
    if isinstance(facts, tuple):
        return tuple(words if isinstance(each, str) else saying(each, words) for each in facts)
    if not is_dataclass(facts) or isinstance(facts, type):
        return facts
    changed: dict[str, Any] = {}
    for each in fields(facts):
        value = getattr(facts, each.name)
        changed[each.name] = words if each.type == "str" else saying(value, words)
    return replace(facts, **changed)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize(
    "words",
    [
        pytest.param(WORST, id="worst"),
        pytest.param(LONG, id="long"),
        *(pytest.param(each, id=kind, marks=pytest.mark.long) for kind, each in TYPED.items()),
    ],
)
def test_it_prints_and_stands_on_the_paper(name: str, words: str) -> None:
    pages = lay_out(saying(ALL[name], words), measure)
    assert 0 < len(pages) <= MOST_PAGES
    for page in pages:
        for text in page.texts:
            assert text.x >= MARGIN and TOP <= text.y <= page.height - FOOT
            assert text.x + text.width <= page.width - MARGIN + 5, text.text
            assert not [
                sign for sign in text.text if unicodedata.category(sign) in ("Cc", "Cs", "Cf") and sign != "\u200d"
            ]
    title = saying(ALL[name], words).title
    assert isinstance(title, str)
