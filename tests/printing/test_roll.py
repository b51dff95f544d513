"""The receipt roll: the same words and figures as on A4, one length of paper however many lines."""

from __future__ import annotations

import pytest

from app.printing import roll
from app.printing.sheets import lay_out
from app.rules.papers import Printing, may_be_narrow, paper_of
from tests.hostile import WORST
from tests.printing.money_samples import CREDIT, MONEY_SAMPLES, RECEIPT, REFUND
from tests.printing.ruler import measure
from tests.printing.samples import CASH, LONG, NAMELESS, ONE_LINE, PICK, QUOTE, SAMPLES
from tests.printing.test_hostile_sheets import saying

ALL = {name: facts for name, facts in {**SAMPLES, **MONEY_SAMPLES}.items() if may_be_narrow(facts)}


def said(facts: object, *, narrow: bool) -> str:
    """All words of a sheet, one after the other."""
    pages = lay_out(facts, measure, narrow=narrow)  # type: ignore[arg-type]
    return " ".join(text.text for page in pages for text in sorted(page.texts, key=lambda text: (text.y, text.x)))


@pytest.mark.parametrize("label", ["Tax Invoice", "ABN 51 824 753 556", "Total ex GST", "GST", "Total inc GST"])
def test_a_tax_invoice_on_the_roll_says_what_the_law_wants(label: str) -> None:
    assert label in said(CASH, narrow=True)


def test_every_amount_of_the_totals_is_the_same_as_on_a4() -> None:
    for facts in (CASH, LONG, REFUND, CREDIT, RECEIPT):
        narrow = said(facts, narrow=True)
        amount = getattr(facts, "inc", None) or facts.amount  # type: ignore[union-attr]
        assert f"${amount:,.2f}" in narrow and f"${amount:,.2f}" in said(facts, narrow=False)


def test_it_is_as_long_as_it_needs_and_one_length() -> None:
    (short,), (long,) = lay_out(ONE_LINE, measure, narrow=True), lay_out(LONG, measure, narrow=True)
    assert short.width == long.width == roll.WIDTH
    assert short.height < 20_000 < long.height <= roll.LONGEST
    lowest = max(text.y for text in short.texts)
    assert 0 < short.height - lowest < 1500


def test_a_buyer_who_must_be_named_and_is_not_has_lines_to_write_on() -> None:
    assert ("Buyer's name" in said(NAMELESS, narrow=True)) == ("Buyer's name" in said(NAMELESS, narrow=False))


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("words", [pytest.param(WORST, id="worst"), pytest.param("W" * 10_000, id="long")])
def test_nothing_typed_leaves_the_roll(name: str, words: str) -> None:
    pages = lay_out(saying(ALL[name], words), measure, narrow=True)
    assert 0 < len(pages) <= 12
    for page in pages:
        assert page.height <= roll.LONGEST
        for text in page.texts:
            assert text.x >= roll.EDGE and text.x + text.width <= roll.WIDTH - roll.EDGE + 5, text.text


def test_what_comes_on_the_roll() -> None:
    rolls, none = Printing(on_roll=("receipts", "paid")), Printing()
    assert [paper_of(facts, rolls) for facts in (CASH, REFUND, RECEIPT)] == ["receipts"] * 3
    assert [paper_of(facts, rolls) for facts in (ONE_LINE, CREDIT, QUOTE)] == ["documents"] * 3
    assert [paper_of(facts, none) for facts in (CASH, RECEIPT, PICK)] == ["documents", "documents", "pick lists"]


def test_each_kind_of_document_has_its_own_paper() -> None:
    receipts, account = Printing(on_roll=("receipts",)), Printing(on_roll=("account",))
    assert [paper_of(facts, receipts) for facts in (RECEIPT, CASH, REFUND, ONE_LINE)] == [
        "receipts",
        *["documents"] * 3,
    ]
    assert [paper_of(facts, account) for facts in (RECEIPT, CASH, REFUND)] == ["documents"] * 3
    assert [paper_of(facts, account) for facts in (ONE_LINE, CREDIT, QUOTE)] == ["receipts", "receipts", "documents"]
