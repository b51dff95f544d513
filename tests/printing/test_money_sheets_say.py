"""What each sheet about money and counts has to say, and what it leaves out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from app.printing.sheets import Facts, lay_out
from app.rules.facts import BuyerFacts
from tests.printing import money_samples as samples
from tests.printing.ruler import measure

D = Decimal


def said(facts: Facts) -> list[str]:
    """All texts of a document from top to bottom."""
    return [text.text for page in lay_out(facts, measure) for text in sorted(page.texts, key=lambda t: (t.y, t.x))]


def after(texts: list[str], label: str) -> str:
    """The figure that stands behind a label."""
    return texts[texts.index(label) + 1]


def test_an_adjustment_note_has_all_that_the_law_asks_for() -> None:
    texts = said(samples.CREDIT)
    for words in (
        "Adjustment Note", "Fairway Truck & Trailer Parts", "ABN 51 824 753 556", "10004", "21 Nov 2026",
        "Riverina Haulage Pty Ltd", "ABN 83 914 571 673", "Tax Invoice 10023", "3 Nov 2026",
    ):  # fmt: skip
        assert words in texts
    assert "Wrong part: they fit cabs built before 2019." in " ".join(texts)
    assert after(texts, "Total ex GST") == "252.00"
    assert after(texts[texts.index("Total ex GST") :], "GST") == "25.20"
    assert after(texts, "Total credit inc GST") == "$277.20"
    assert after(texts, "To your account") == "277.20"
    assert not [text for text in texts if text.startswith("Refunded")]


def test_a_refund_says_how_the_money_went_back() -> None:
    texts = said(samples.REFUND)
    assert after(texts, "Refunded – EFTPOS") == "100.00"
    assert after(texts, "Refunded – cash") == "38.60"
    assert "To your account" not in texts


def test_from_a_thousand_dollars_an_adjustment_note_names_its_buyer_too() -> None:
    nameless = replace(samples.CREDIT, buyer=BuyerFacts())
    assert "Address or ABN" in said(replace(nameless, inc=D(1000)))
    assert "Address or ABN" not in said(replace(nameless, inc=D("999.99")))


def test_a_deposit_given_back_has_no_unit_price() -> None:
    texts = said(samples.CANCELLED)
    assert {"300.00", "30.00", "330.00", "$330.00"} <= set(texts)
    assert "0.00" not in texts


def test_a_receipt_adds_up() -> None:
    texts = said(samples.RECEIPT)
    figures = {label: after(texts, label) for label in ("Paid – cheque", "Paid – cash", "Change", "Cash rounding")}
    assert figures == {"Paid – cheque": "500.00", "Paid – cash": "500.00", "Change": "10.00", "Cash rounding": "-0.02"}
    assert after(texts, "Received on your account") == "$990.02"
    assert after(texts, "Of this, no document paid yet") == "10.02"
    assert after(texts, "Your account owes after it") == "1,340.00"
    assert {"Invoice 10023", "Invoice 10025", "340.00"} <= set(texts)


def test_a_receipt_on_account_says_that_it_pays_no_document() -> None:
    texts = said(samples.EARLY)
    assert "On your account; it pays no document yet." in texts
    assert after(texts, "In your favour after it") == "50.00"


def test_a_statement_runs_from_page_to_page_with_its_balance() -> None:
    facts = samples.a_statement(90)
    pages = lay_out(facts, measure)
    assert len(pages) > 1
    for page, following in pairwise(pages):
        carried = next(text.y for text in page.texts if text.text == "Carried forward")
        brought = next(text.y for text in following.texts if text.text == "Brought forward")
        (there,) = [text.text for text in page.texts if text.y == carried and text.text != "Carried forward"]
        (here,) = [text.text for text in following.texts if text.y == brought and text.text != "Brought forward"]
        assert there == here


def test_a_statement_says_what_is_owed_by_age_and_how_to_pay() -> None:
    texts = said(samples.STATEMENT)
    for words in ("Current", "30 days", "60 days", "90 days and more", "840.00", "Please pay", "$1,160.00"):
        assert words in texts
    assert "How to pay" in texts
    assert "Not matched yet" not in texts
    nothing = said(samples.NOTHING_OWED)
    assert {"There is nothing open on this account.", "Nothing is owed"} <= set(nothing)
    assert "How to pay" not in nothing
    assert {"Not matched yet", "-20.00"} <= set(said(samples.SINCE))


def test_a_remittance_speaks_of_the_creditors_documents() -> None:
    texts = said(samples.REMITTANCE)
    assert {"Remittance Advice", "CB-88120", "Our account", "FTT-0042", "bank transfer", "$980.00"} <= set(texts)


def test_a_day_end_says_what_is_missing_and_why() -> None:
    texts = said(samples.DAY_END)
    assert {"cash 5.00 too little", "A five-dollar note short in the change.", "-5.00"} <= set(texts)
    assert after(texts, "Counted") != "$3,034.95"
    assert {"$3,029.95", "10008 – 10022", "Stock adjustments"} <= set(texts)
    assert after(texts, "Deposits held ex GST") == "300.00"
    assert "All of it agrees." in said(samples.QUIET_DAY)


def test_count_sheets_go_from_bin_to_bin_and_do_not_tell_what_is_expected() -> None:
    pages = lay_out(samples.COUNT_SHEETS, measure)
    bins = [text.text for page in pages for text in sorted(page.texts, key=lambda t: t.y) if text.text.startswith("A-")]
    assert bins == sorted(bins, key=lambda bin: int(bin[2:]))
    assert sum(len(page.boxes) for page in pages) == 89
    assert "On hand" not in said(samples.COUNT_SHEETS)
    assert "On hand" in said(samples.count_sheets(5, on_hand=True))


def test_a_reprint_of_every_one_says_copy_on_every_page() -> None:
    for facts in (samples.CREDIT, samples.RECEIPT, samples.STATEMENT, samples.REMITTANCE, samples.DAY_END,
                  samples.COUNT_SHEETS):  # fmt: skip
        assert not [text for text in said(facts) if "Copy" in text]
        pages = lay_out(replace(facts, copy=True), measure)
        assert all(any("Copy" in text.text for text in page.texts) for page in pages)
