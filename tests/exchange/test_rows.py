"""Rows become records; what cannot is refused with its reason, and nothing ends the reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exchange.fields import BREAKS, fields_of
from app.exchange.mapping import matched, prepared
from app.exchange.report import write_refused_rows
from app.exchange.rows import read_rows
from app.exchange.tables import Table, open_table
from app.exchange.text_file import Row
from app.rules.faults import Refused
from app.rules.rows import (
    IMPORT_KINDS,
    CreditorRow,
    DebtorRow,
    ImportKind,
    ImportRow,
    OpeningStockRow,
    PartRow,
    RefusedRow,
)


def read(kind: ImportKind, rows: Sequence[Row], delimiter: str = ",") -> list[ImportRow | RefusedRow]:
    table = Table("list.csv", lambda: iter(rows), delimiter=delimiter)
    return list(read_rows(table, matched(kind, len(rows[0]), rows[0])))


def only(kind: ImportKind, headings: Row, row: Row) -> ImportRow | RefusedRow:
    (found,) = read(kind, [headings, row])
    return found


def why(kind: ImportKind, headings: Row, row: Row) -> str:
    found = only(kind, headings, row)
    assert isinstance(found, RefusedRow), found
    return found.sentence


def test_a_part_with_all_that_a_file_may_say() -> None:
    headings = ("Part No", "Description", "Supplier", "Vendor part no", "EAN", "Group", "RRP", "Cost price", "Location")
    row = (" k5  a ", "Bolt\n long", "ACME", "A-5", "4006381333931", "BOLTS", "$1,200.00", "0.12345", "A 1")
    assert only("parts", headings, row) == PartRow(
        2, "k5 a", "Bolt long", "ACME", "A-5", None, "4006381333931", "BOLTS",
        Decimal("1200.0000"), Decimal("0.1235"), "A 1",
    )  # fmt: skip
    headings = ("Number", "Min", "Max", "Pack", "UOM", "Type", "GST", "Whole units", "No backorders", "Notes")
    row = ("K5", "2", "10", "5", "m", "Service", "free", "no", "Y", "one\n\n two ")
    found = only("parts", headings, row)
    assert isinstance(found, PartRow)
    assert (found.minimum, found.maximum, found.pack, found.unit) == (2, 10, 5, "m")
    assert (found.kind, found.gst, found.whole_units, found.no_backorders) == ("charge", False, False, True)
    assert found.notes == "one\ntwo"


@pytest.mark.parametrize("kind", IMPORT_KINDS)
def test_every_field_has_its_place_in_the_row(kind: ImportKind) -> None:
    record = {"parts": PartRow, "debtors": DebtorRow, "creditors": CreditorRow, "stock": OpeningStockRow}[kind]
    kept = {each.name for each in fields(record)} - {"row", "breaks"}
    # these become lines of the address
    joined = {"address_2", "suburb", "state", "postcode", "country"} if "address" in kept else set()
    if kind == "parts":  # these become the breaks
        joined = {f"break_{at}_{what}" for at in range(1, BREAKS + 1) for what in ("quantity", "price")}
    assert {field.name for field in fields_of(kind)} == kept | joined


@pytest.mark.parametrize("kind", ["debtors", "creditors"])
@pytest.mark.parametrize("part", ["address", "address_2", "suburb", "state", "postcode", "country"])
def test_every_part_of_an_address_comes_into_it(kind: ImportKind, part: str) -> None:
    label = next(field.label for field in fields_of(kind) if field.name == part)
    row = only(kind, ("Code", label), ("ALF", "3350"))
    assert isinstance(row, DebtorRow | CreditorRow)
    assert row.address == "3350"


def test_an_empty_cell_says_nothing() -> None:
    assert only("parts", ("Number", "Price", "Bin"), ("K5", " ", "")) == PartRow(2, "K5")
    assert only("parts", ("Number", "Price"), ("K5",)) == PartRow(2, "K5")


def test_a_debtor_gets_one_address() -> None:
    headings = ("Code", "Name", "Street", "Suburb", "State", "Postcode", "ABN", "Back orders", "Limit", "Terms")
    row = (
        "ALF",
        "Alf's Garage",
        "1 High St",
        "Ballarat",
        "VIC",
        "3350",
        "51 824 753 556",
        "yes",
        "5.000,00",
        "30 days",
    )
    assert only("debtors", headings, row) == DebtorRow(
        2, "ALF", "Alf's Garage", abn="51 824 753 556", address="1 High St\nBallarat VIC 3350",
        use_backorders=True, credit_limit=Decimal("5000.00"), terms_days=30,
    )  # fmt: skip


def test_a_creditor_and_opening_stock() -> None:
    assert only(
        "creditors", ("Supplier code", "Name", "Lead time", "Terms"), ("ACME", "Acme", "14", "COD")
    ) == CreditorRow(2, "ACME", "Acme", lead_days=14, terms_days=0)
    assert only("stock", ("Part", "SOH", "Cost"), ("K5", "3", "1.5")) == OpeningStockRow(
        2, "K5", Decimal(3), Decimal("1.5")
    )


@pytest.mark.parametrize(
    ("headings", "row", "words"),
    [
        (("Number", "Price"), ("", "1"), "Part number is missing"),
        (("Number", "Price"), ("6.5E+17", "1"), "“6.5E+17” is no part number: a spreadsheet has shortened"),
        (("Number", "Price"), ("12 Oct 2026", "1"), "a spreadsheet has made a date of it"),
        (("Number", "Price"), ("K5", "-1"), "The list price is -1.00, less than nothing"),
        (("Number", "Price"), ("K5", "99999999"), "more than 9,999,999.9999"),
        (("Number", "Price"), ("K5", "POA"), "List price ex GST “POA” is no number"),
        (("Number", "Description"), ("K5", "x" * 5_000_000), "5,000,000 characters long; 500 fit"),
        (("Number", "Description"), ("K5", "a\0b"), "NUL character"),
        (("Number", "Description"), ("K\0005", "a"), "NUL character"),
        (("Number", "Description"), ("K5", "K\ufffdfer"), "lost letters"),
        (("Number", "Description"), ("K5", "a\x1bb"), "control characters"),
        (("Number", "Min", "Max"), ("K5", "9", "3"), "minimum 9 is above the maximum 3"),
        (("Number", "Pack"), ("K5", "0"), "must be more than nothing"),
        (("Number", "Pack"), ("K5", "1.0005"), "three decimals at most"),
        (("Number", "GST"), ("K5", "perhaps"), "does not say whether there is GST"),
        (("Number", "Whole units"), ("K5", "perhaps"), "neither yes nor no"),
        (("Number", "Kind"), ("K5", "gadget"), "There are: stock, charge, catalogue"),
    ],
)
def test_a_bad_part_is_refused_with_its_reason(headings: Row, row: Row, words: str) -> None:
    assert words in why("parts", headings, row)


def test_a_bad_debtor_and_bad_stock_are_refused_with_their_reason() -> None:
    assert "“51 824 753 557” is no ABN" in why("debtors", ("Code", "ABN"), ("A", "51 824 753 557"))
    assert "no e-mail address" in why("debtors", ("Code", "E-mail"), ("A", "a@b.com; c@d.com"))
    assert "365 is the most" in why("debtors", ("Code", "Terms"), ("A", "999"))
    assert "no number of days" in why("debtors", ("Code", "Terms"), ("A", "soon"))
    assert "The quantity on hand is -1, less than nothing" in why("stock", ("Part", "Qty"), ("K5", "-1"))
    assert "On hand is missing" in why("stock", ("Part", "Qty"), ("K5", ""))
    assert "more than 999,999.999" in why("stock", ("Part", "Qty"), ("K5", "1e9".replace("1e9", "1000000000")))
    assert "Nothing on hand has no value" in why("stock", ("Part", "Qty", "Value"), ("K5", "0", "3"))


def test_everything_wrong_with_a_row_is_said_at_once() -> None:
    sentence = why("parts", ("Number", "Price", "Cost"), ("", "abc", "-1"))
    told = ("Part number is missing.", "List price ex GST “abc” is no number.", "The cost is -1.00, less than nothing.")
    assert sentence == " ".join(told)


def test_the_first_of_two_rows_with_one_number_counts() -> None:
    rows = read("parts", [("Number", "Description"), ("K5", "Bolt"), ("k5", "Other"), ("K-5", "Another part")])
    assert [type(row) for row in rows] == [PartRow, RefusedRow, PartRow]
    assert rows[1] == RefusedRow(3, "k5 stands in row 2 already. Keep one of the two rows.", "k5 · Other")


def test_a_refused_row_does_not_take_the_number() -> None:
    rows = read("parts", [("Number", "Price"), ("K5", "abc"), ("K5", "2")])
    assert [type(row) for row in rows] == [RefusedRow, PartRow]


def test_headings_within_the_rows_are_refused_and_blank_rows_are_passed_over() -> None:
    rows = read(
        "parts", [("Number", "Description"), ("", " "), ("K5", "Bolt"), (), ("Number ", "Description"), ("K6", "")]
    )
    assert [(row.row, type(row)) for row in rows] == [(3, PartRow), (5, RefusedRow), (6, PartRow)]
    assert isinstance(rows[1], RefusedRow)
    assert rows[1].sentence == "This row repeats the headings."


def test_what_stands_above_the_headings_is_no_data() -> None:
    rows = [("Acme price list",), (), ("Part No", "Description"), ("K5", "Bolt")]
    table = Table("list.csv", lambda: iter(rows))
    assert list(read_rows(table, prepared("parts", table))) == [PartRow(4, "K5", "Bolt")]


def test_decimals_are_read_as_the_file_writes_them() -> None:
    rows = read("parts", [("Number", "Price"), ("K5", "1.234"), ("K6", "12,50")])
    assert [row.list_price for row in rows if isinstance(row, PartRow)] == [1234, Decimal("12.5")]
    rows = read("parts", [("Number", "Price"), ("K5", "1.234"), ("K6", "12.50")])
    assert [row.list_price for row in rows if isinstance(row, PartRow)] == [Decimal("1.234"), Decimal("12.5")]


def test_a_quotation_mark_left_open_loses_no_row_silently(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text('Number;Description\nK5;"1/2 BOLT\nK6;NUT\nK7;"3/4 BOLT\nK8;WASHER\n', encoding="utf-8")
    table = open_table(path)
    rows = list(read_rows(table, matched("parts", 2, ("Number", "Description"))))
    taken = {row.number for row in rows if isinstance(row, PartRow)}
    refused = [row for row in rows if isinstance(row, RefusedRow)]
    assert taken == {"K8"}
    assert [row.sentence.split(",")[0] for row in refused] == ["A quotation mark opens in this row and is not closed"]


def test_inches_within_a_description_are_no_quotation(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text('K5;1/2" BOLT\nK6;NUT 5" LONG\n', encoding="utf-8")
    rows = read_rows(open_table(path), matched("parts", 2, None, [("number", "1"), ("description", "2")]))
    assert [row.description for row in rows if isinstance(row, PartRow)] == ['1/2" BOLT', 'NUT 5" LONG']


def test_what_keeps_a_spreadsheet_from_reckoning_is_no_part_of_a_number() -> None:
    assert only("parts", ("Number",), ('="00123"',)) == PartRow(2, "00123")
    assert only("parts", ("Number",), ("'-5A",)) == PartRow(2, "-5A")


@given(st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=4).map(tuple), max_size=8))
def test_every_row_that_is_not_blank_ends_as_a_record_or_refused(rows: list[Row]) -> None:
    headings = ("Number", "Description", "Price", "Min")
    found = read("parts", [headings, *rows])
    filled = [i for i, row in enumerate(rows, start=2) if any(cell.strip() for cell in row)]
    assert [row.row for row in found] == filled


def test_the_report_is_csv_that_no_spreadsheet_runs(tmp_path: Path) -> None:
    path = tmp_path / "refused.csv"
    write_refused_rows(path, [RefusedRow(3, "“=1+1” is no number.", "=1+1 · Käfer")])
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert list(open_table(path).rows()) == [("Row", "Why", "The row"), ("3", "“=1+1” is no number.", "'=1+1 · Käfer")]
    with pytest.raises(Refused, match="cannot be written"):
        write_refused_rows(tmp_path / "none" / "refused.csv", [])
