"""What each sheet has to say, and what it leaves out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.printing.page import Page, Text
from app.printing.sheets import Facts, lay_out
from app.rules.facts import BuyerFacts, lacks_buyer
from tests.printing import samples
from tests.printing.ruler import measure


def said(facts: Facts) -> list[str]:
    """All texts of a document from top to bottom."""
    return [text.text for page in lay_out(facts, measure) for text in sorted(page.texts, key=lambda t: (t.y, t.x))]


def the(page: Page, words: str) -> Text:
    """The one text that reads so."""
    (found,) = (text for text in page.texts if text.text == words)
    return found


def test_a_tax_invoice_has_all_that_the_law_asks_for() -> None:
    texts = said(samples.LONG)
    for words in (
        "Tax Invoice", "Fairway Truck & Trailer Parts", "ABN 51 824 753 556", "10023", "21 Nov 2026",
        "Riverina Haulage Pty Ltd", "ABN 83 914 571 673", "PO 7741", "30 days", "21 Dec 2026",
    ):  # fmt: skip
        assert words in texts
    assert texts.index("Total ex GST") < texts.index("Total inc GST")


def test_the_figures_of_the_short_line() -> None:
    texts = said(samples.an_invoice((samples.SHORT,), show_unsupplied=True))
    assert {"5", "2", "(3)", "100.00", "200.00", "20.00", "220.00", "$220.00"} <= set(texts)


def test_the_unsupplied_quantity_stands_in_brackets_beneath_the_supplied_one() -> None:
    facts = samples.an_invoice((samples.SHORT,), show_unsupplied=True)
    (page,) = lay_out(facts, measure)
    supplied, brackets = the(page, "2"), the(page, "(3)")
    assert brackets.y > supplied.y
    # the figures stand under each other, the closing bracket hangs
    assert brackets.x + brackets.width - measure(")", brackets.size, False) == supplied.x + supplied.width
    assert "A quantity in brackets is on backorder and follows later." in said(facts)
    assert "(3)" not in said(replace(facts, show_unsupplied=False))


def test_only_what_is_on_backorder_stands_in_brackets() -> None:
    cancelled = replace(samples.SHORT, backordered=Decimal(0))
    assert not [text for text in said(samples.an_invoice((cancelled,), show_unsupplied=True)) if text.startswith("(")]


@pytest.mark.parametrize(
    ("inc", "buyer", "lacking"),
    [
        ("999.99", BuyerFacts(), False),
        ("1000.00", BuyerFacts(), True),
        ("1000.00", BuyerFacts(name="Kim Lee"), False),
        ("1000.00", BuyerFacts(abn="83914571673"), False),
        ("1000.00", BuyerFacts(name="  "), True),
    ],
)
def test_from_a_thousand_dollars_the_buyer_has_to_be_named(inc: str, buyer: BuyerFacts, lacking: bool) -> None:
    assert lacks_buyer(Decimal(inc), buyer) is lacking
    facts = replace(samples.ONE_LINE, buyer=buyer, inc=Decimal(inc))
    assert ("Address or ABN" in said(facts)) is lacking
    assert ("Cash sale" in said(facts)) is (not lacking and not buyer.name.strip())


def test_a_reprint_says_copy_on_every_page_and_the_first_print_on_none() -> None:
    assert not [text for text in said(samples.LONG) if "Copy" in text]
    pages = lay_out(replace(samples.LONG, copy=True), measure)
    assert all(any("Copy" in text.text for text in page.texts) for page in pages)


def test_a_cash_invoice_shows_how_it_was_paid_and_that_nothing_is_owed() -> None:
    texts = said(samples.CASH)
    assert texts[texts.index("Paid – cash") + 1] == "220.00"
    assert texts[texts.index("Change") + 1] == "8.20"
    assert texts[texts.index("Cash rounding") + 1] == "-0.01"
    assert texts[texts.index("Balance due") + 1] == "0.00"
    assert "How to pay" not in texts


def test_discounts_have_a_column_only_where_there_are_some() -> None:
    assert "Disc %" in said(samples.an_invoice((samples.a_line(1),)))
    assert "Disc %" not in said(samples.an_invoice((samples.a_line(0),)))


def test_comments_and_notes_are_printed() -> None:
    texts = said(samples.BRACKETS)
    assert samples.COMMENT.description in texts
    assert "Fits cabs built from March 2019." in texts


def test_a_credit_total_has_its_sign_before_the_dollar() -> None:
    assert "-$12.00" in said(replace(samples.ONE_LINE, inc=Decimal("-12.00")))


def test_a_quote_and_an_order_confirmation_are_no_tax_invoices() -> None:
    for facts, title in ((samples.QUOTE, "Quote"), (samples.SAVED, "Order Confirmation")):
        texts = said(facts)
        assert title in texts
        assert not [text for text in texts if text.startswith("Tax Invoice")]
    assert "5 Dec 2026" in said(samples.QUOTE)


def test_a_pick_list_goes_from_bin_to_bin_with_a_box_for_each_line() -> None:
    (page,) = lay_out(samples.PICK, measure)
    bins = [the(page, words).y for words in ("A-2", "A-12", "B-10-2", "–")]
    assert bins == sorted(bins)
    assert len(page.boxes) == 4


def test_a_stock_order_speaks_in_the_suppliers_numbers() -> None:
    texts = said(samples.STOCK_ORDER)
    assert {"Your number", "CB001204", "BRK-1042", "FTT-0042", "Quote 88-2", "28 Nov 2026"} <= set(texts)
    without = said(replace(samples.STOCK_ORDER, show_costs=False))
    assert "109.50" not in without
    assert "9.125" not in without


def test_a_stock_order_of_our_numbers_alone_says_them_once() -> None:
    line = replace(samples.STOCK_ORDER.lines[0], suppliers_number="")
    assert said(replace(samples.STOCK_ORDER, lines=(line,))).count("BRK-1042") == 1


def test_a_packing_slip_has_no_prices_and_says_what_follows() -> None:
    texts = said(samples.PACKING)
    assert "To follow" in texts
    assert not [text for text in texts if "." in text and text.replace(".", "").isdecimal()]


def test_a_backorder_note_tells_what_is_still_to_come_and_when() -> None:
    assert {"Still to come", "3", "28 Nov 2026", "on order", "waiting"} <= set(said(samples.NOTE))


def test_a_list_turns_the_paper_when_upright_is_too_narrow() -> None:
    assert {page.width for page in lay_out(samples.NARROW_LIST, measure)} == {21000}
    assert {page.width for page in lay_out(samples.WIDE_LIST, measure)} == {29700}


def test_an_empty_list_says_so_and_a_list_has_its_totals_once() -> None:
    assert "There is nothing on this list." in said(samples.EMPTY_LIST)
    assert said(samples.LIST).count("93,100.00") == 1


def test_a_deposit_stands_beneath_the_goods_it_is_taken_for() -> None:
    texts = said(samples.DEPOSITED)
    assert texts.index("CAB-220") < texts.index("Deposits") < texts.index("300.00")
    assert texts[texts.index("300.00") :][:3] == ["300.00", "30.00", "330.00"]
    assert {"500.00", "50.00", "$550.00"} <= set(texts)
    assert "Deposits" not in said(samples.BRACKETS)


def test_the_final_invoice_takes_the_deposit_off_again() -> None:
    texts = said(samples.FINAL)
    assert {"-300.00", "-30.00", "-330.00", "$0.00"} <= set(texts)
    first = texts.index("Deposit applied: 3 × CAB-220 Cab mount rubber, from")
    assert "Invoice 10023" in texts[first : first + 5]
