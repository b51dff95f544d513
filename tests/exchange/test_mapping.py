"""Columns find their fields by heading or by number."""

from __future__ import annotations

import pytest

from app.exchange.fields import fields_of
from app.exchange.mapping import auto_match, headings_row, matched, prepared
from app.exchange.tables import Table
from app.rules.faults import Refused
from app.rules.rows import IMPORT_KINDS, ImportKind


def test_known_headings_match_whatever_their_case_and_punctuation() -> None:
    headings = ("PART_NO.", "Part Description", "RRP (ex)", "Supplier Code", "Colour")
    found = matched("parts", 5, headings)
    assert found.columns == {"number": 0, "description": 1, "list_price": 2, "creditor": 3}
    assert found.unread == ("Colour",)


def test_northwinds_customers_match() -> None:
    headings = ("customer_id", "company_name", "contact_name", "address", "city", "region", "postal_code", "phone")
    found = auto_match("debtors", headings)
    assert [found[name] for name in ("code", "name", "contact", "address", "suburb", "state", "postcode", "phone")] == [
        *range(8)
    ]


def test_a_fields_own_name_wins_over_an_alias() -> None:
    assert auto_match("parts", ("Name", "Code", "Description", "Number"))["description"] == 2
    assert auto_match("parts", ("Name", "Code", "Description", "Number"))["number"] == 3


def test_a_column_is_given_by_heading_or_by_number_from_1() -> None:
    headings = ("Artikel", "Text", "Preis A")
    found = matched("parts", 3, headings, [("number", "artikel"), ("description", "2"), ("list-price", "Preis A")])
    assert found.columns == {"number": 0, "description": 1, "list_price": 2}
    assert matched("parts", 2, None, [("number", "1"), ("description", "2")]).columns == {"number": 0, "description": 1}


def test_a_heading_that_is_a_number_wins_over_the_count() -> None:
    assert matched("parts", 3, ("x", "y", "1"), [("number", "1")]).columns["number"] == 2


def test_what_is_given_is_not_matched_again_and_an_empty_column_leaves_a_field_out() -> None:
    headings = ("Number", "Description", "Price", "Bin")
    found = matched("parts", 4, headings, [("description", "Price"), ("bin", "")])
    assert found.columns == {"number": 0, "description": 2}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([("colour", "1")], "“colour” is nothing that parts have"),
        ([("number", "4")], "no column 4: the file has 3"),
        ([("number", "0")], "no column 0"),
        ([("number", "Nummer")], r"no column “Nummer”. The file has: Item, Item, Text\."),
        ([("number", "1"), ("number", "2")], "matched twice"),
        ([("number", "Item")], "Columns 1 and 2 are headed “Item”"),
        ([("number", "9" * 400)], "no column 999999999: the file has 3"),
    ],
)
def test_a_wrong_column_is_said(given: list[tuple[str, str]], words: str) -> None:
    with pytest.raises(Refused, match=words):
        matched("parts", 3, ("Item", "Item", "Text"), given)


def test_a_name_without_headings_is_said() -> None:
    with pytest.raises(Refused, match="no headings"):
        matched("parts", 2, None, [("number", "Part")])


def test_a_missing_column_is_said_with_what_there_is() -> None:
    with pytest.raises(Refused, match=r"No column holds Part number.*The file has: Artikel, Preis\.") as fault:
        matched("parts", 2, ("Artikel", "Preis"))
    assert fault.value.field == "number"
    with pytest.raises(Refused, match="No column holds On hand"):
        matched("stock", 2, ("Part no", "Colour"))


def test_a_heading_that_stands_twice_is_left_to_a_person() -> None:
    with pytest.raises(Refused, match=r"Two columns are headed “Part No”\. Say by its number"):
        matched("parts", 3, ("Part No", "Description", "Part No"))
    assert matched("parts", 3, ("Part No", "Description", "Part No"), [("number", "3")]).columns["number"] == 2


@pytest.mark.parametrize("kind", IMPORT_KINDS)
def test_every_field_is_found_by_its_own_name_and_label(kind: ImportKind) -> None:
    for word in ("name", "label"):
        headings = tuple(getattr(field, word) for field in fields_of(kind))
        assert auto_match(kind, headings) == {field.name: i for i, field in enumerate(fields_of(kind))}


def test_headings_are_told_from_a_first_row_of_data() -> None:
    assert headings_row("parts", [("Part No", "Colour")]) == 1
    assert headings_row("parts", [("11", "STONEGUARD SINGLE")]) == 0
    assert headings_row("parts", [("K5", "BOLT")]) == 0
    assert headings_row("parts", [("11", "Price")]) == 0
    assert headings_row("parts", [("Artikel", "Preis A")], [("number", "artikel")]) == 1
    assert headings_row("parts", [("K5", "BOLT")], [("number", "1")]) == 0
    assert headings_row("parts", []) == 0


def test_a_person_may_say_whether_there_are_headings() -> None:
    assert headings_row("parts", [("Part No", "Colour")], headings=False) == 0
    assert headings_row("parts", [("", ""), ("Artikel", "Text")], headings=True) == 2


def test_a_title_above_the_headings_is_passed_over() -> None:
    rows = [("Acme price list 2026",), (), ("Part No", "Description", "Price"), ("K5", "Bolt", "1"), ("K6", "Bin", "2")]
    found = prepared("parts", Table("list.csv", lambda: iter(rows)))
    assert (found.headings_row, found.columns) == (3, {"number": 0, "description": 1, "list_price": 2})
    assert headings_row("parts", [("K5", "BOLT"), ("K6", "Bin"), ("K7", "NUT")]) == 0
