"""Rows stay whole, heads are repeated, sums are carried, the totals are never alone."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.printing.page import FOOT, Page
from app.printing.sheets import lay_out
from app.rules import words
from app.rules.facts import BuyerFacts, InvoiceLineFacts
from tests.printing.ruler import measure
from tests.printing.samples import LONG, a_line, a_stock_order, an_invoice


def said(page: Page) -> list[str]:
    """The texts of a page from top to bottom, then left to right."""
    return [text.text for text in sorted(page.texts, key=lambda text: (text.y, text.x))]


def figures_beside(page: Page, label: str) -> list[str]:
    """The texts on the base line of `label`, without it."""
    (found,) = (text for text in page.texts if text.text == label)
    return [
        text.text for text in sorted(page.texts, key=lambda text: text.x) if text.y == found.y and text is not found
    ]


def numbered(count: int, note: str = "") -> tuple[InvoiceLineFacts, ...]:
    """So many lines at 1.00 with numbers that tell them apart."""
    one, gst = Decimal("1.00"), Decimal("0.10")
    return tuple(
        InvoiceLineFacts(f"P{place:04}", "Washer", one, one, unit_price=one, amount=one, gst=gst, note=note)
        for place in range(count)
    )


def numbers_on(page: Page) -> list[str]:
    return [text for text in said(page) if len(text) == 5 and text.startswith("P0")]


@given(st.integers(1, 140), st.integers(0, 12))
def test_every_line_stands_once_in_order_and_the_totals_have_company(count: int, note_lines: int) -> None:
    pages = lay_out(an_invoice(numbered(count, "\n".join(["note"] * note_lines))), measure)
    found = [number for page in pages for number in numbers_on(page)]
    assert found == [f"P{place:04}" for place in range(count)]
    assert "Total inc GST" in said(pages[-1])
    assert len(numbers_on(pages[-1])) >= min(2, count)
    assert all("Total inc GST" not in said(page) for page in pages[:-1])


def test_every_page_tells_its_number_its_document_and_the_columns() -> None:
    pages = lay_out(LONG, measure)
    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in said(page)
        assert "Description" in said(page)
    assert all(any(text.startswith("Tax Invoice 10023") for text in said(page)) for page in pages[1:])


def test_what_is_carried_forward_is_brought_forward_and_is_the_sum_so_far() -> None:
    pages = lay_out(an_invoice(numbered(120)), measure)
    before = 0
    for page, following in pairwise(pages):
        before += len(numbers_on(page))
        assert figures_beside(page, "Carried forward") == [
            words.money(before * Decimal(1)), words.money(before * Decimal("0.1")), words.money(before * Decimal("1.1"))
        ]  # fmt: skip
        assert figures_beside(following, "Brought forward") == figures_beside(page, "Carried forward")
    assert "Carried forward" not in said(pages[-1])
    assert "Brought forward" not in said(pages[0])


def test_a_row_with_its_note_is_never_split() -> None:
    note = "\n".join(f"note {place}" for place in range(9))
    for page in lay_out(an_invoice(numbered(40, note)), measure):
        count = len(numbers_on(page))
        assert [said(page).count(f"note {place}") for place in range(9)] == [count] * 9


def test_a_head_that_fills_the_page_leaves_the_rows_to_the_next() -> None:
    six = "\n".join("ABCDEF")
    tall = an_invoice(
        (InvoiceLineFacts("P0001", "Washer", note="\n".join(["many words"] * 40)),),
        buyer=BuyerFacts("N\nN\nN\nN", address=six, phone=six, abn=six),
        delivery_address=six,
    )  # fmt: skip
    pages = lay_out(tall, measure)
    foot = pages[0].height - FOOT
    assert all(text.y < foot - 300 or text.y == pages[0].texts[-1].y for page in pages for text in page.texts)
    assert [number for page in pages for number in numbers_on(page)] == ["P0001"]


@pytest.mark.parametrize("count", [1, 25, 26, 27, 28, 29, 30, 31, 32, 90])
def test_orders_carry_their_sum_too(count: int) -> None:
    facts = a_stock_order(count)
    pages = lay_out(facts, measure)
    assert f"${words.money(facts.ex)}" in said(pages[-1])
    for page, following in pairwise(pages):
        assert figures_beside(page, "Carried forward") == figures_beside(following, "Brought forward")


def test_a_line_of_a_long_invoice_is_what_it_says() -> None:
    line = a_line(1)
    assert (line.amount, line.gst, line.inc) == (Decimal("102.34"), Decimal("10.23"), Decimal("112.57"))
