"""Hostile words in every field of every use case: refused in words, or kept as one tidy text, in each kind of store."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from sqlalchemy import String, select

from app.models.base import Base
from app.rules.entry import one_line
from app.services import check, lookup, queries
from app.services.counter import Counter
from app.services.masters import creditors, debtors, parts
from app.services.sales import credits, invoice_lists
from tests.hostile import TYPED, WORST
from tests.services.hostile_shop import lived, opened, settled

hostile = pytest.mark.parametrize(
    "words",
    [
        pytest.param(WORST, id="worst"),
        *(pytest.param(each, id=name, marks=pytest.mark.long) for name, each in TYPED.items()),
    ],
)


def texts(counter: Counter) -> dict[tuple[str, str], list[str]]:
    """Everything that lies in a column for text, by table and column."""
    found: dict[tuple[str, str], list[str]] = {}
    with counter.db.read() as session:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, String):
                    found[table.name, column.name] = [
                        each for each in session.execute(select(column)).scalars() if each is not None
                    ]
    return found


def untidy(text: str) -> bool:
    """Whether something in it is no letter: a control sign other than a line's end, half a sign, a sign that turns."""
    return any(unicodedata.category(letter) in ("Cc", "Cs") and letter != "\n" for letter in text) or any(
        letter in "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069" for letter in text
    )


@hostile
def test_a_shop_lives_on_hostile_words(words: str, counter: Counter, tmp_path: Path) -> None:
    settled(counter, words)
    shop = opened(counter, words)
    lived(shop, tmp_path / "out")
    assert {place: text for place, all_ in texts(counter).items() for text in all_ if untidy(text)} == {}
    assert [(each.says, each.broken) for each in check.prove(counter) if not each.holds] == []
    assert shop.debtor.name == one_line(words[:200])
    find(counter, words)
    for each in queries.QUERIES:
        queries.run(counter, each.key)


def find(counter: Counter, words: str) -> None:
    """Every search there is."""
    for search in (lookup.find_parts, lookup.find_debtors, lookup.find_creditors, debtors.search, creditors.search,
                   parts.search, credits.find_invoices, credits.posted, invoice_lists.recallable):  # fmt: skip
        search(counter, words)
    lookup.exact_part(counter, words)


def test_any_search_for_a_text_far_too_long_finds_nothing(counter: Counter) -> None:
    for words in ("x" * 10_000, "a " * 5_000, "a " * 149, "%" * 300, "\ud7ff", "\U0010ffff"):
        find(counter, words)
