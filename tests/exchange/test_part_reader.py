"""A price file read quickly says exactly what the careful reading of its rows says."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.exchange.mapping import Matching, as_remembered, matched, prepared
from app.exchange.part_columns import Breaks, Values, breaks_of
from app.exchange.part_reader import PartReader
from app.exchange.rows import decimal_mark_of, read_row, stands_already
from app.exchange.tables import Table, open_table
from app.exchange.text_file import Row
from app.rules.faults import Refused
from app.rules.price_files import Choices
from app.rules.rows import PartRow, RefusedRow
from tests.hostile import TYPED

HEADINGS = (
    "Number", "Description", "List price", "Cost", "Barcode", "Group", "Supplier", "Min", "Max", "GST", "Superseded by",
    "Break qty 1", "Break price 1", "Break qty 2", "Break price 2", "Something else",
)  # fmt: skip
GROUPS = {"BOLTS": 1, "NUTS": 2}


def group(code: str) -> int:
    return GROUPS.setdefault(code.upper(), len(GROUPS) + 1)


def creditor(code: str) -> int:
    if code.upper() != "ACME":
        raise Refused(f"There is no creditor {code}.")
    return 7


def quickly(table: Table, matching: Matching) -> tuple[list[tuple[Values, Breaks]], list[RefusedRow]]:
    reader = PartReader(table, matching, Choices(), {"price_group": group, "creditor": creditor})
    mark = reader.guessed_mark()
    pieces = list(reader.pieces(mark))
    if (right := reader.mark_after_all(mark)) != mark:
        pieces = list(reader.pieces(right))
    breaks = {row: of_row for piece in pieces for row, of_row in piece.breaks}
    rows = [(row, breaks.get(row[0], ())) for piece in pieces for row in piece.rows]
    return rows, [row for piece in pieces for row in piece.refused]


def with_care(table: Table, matching: Matching) -> tuple[list[tuple[Values, Breaks]], list[RefusedRow]]:
    layout = PartReader(table, matching, Choices(), {"price_group": group, "creditor": creditor}).layout
    rows: list[tuple[Values, Breaks]] = []
    refused: list[RefusedRow] = []
    mark = decimal_mark_of(table, matching)
    seen: dict[str, int] = {}
    for number, cells in enumerate(table.rows(), start=1):
        row = None if number <= matching.headings_row else read_row(number, cells, matching, mark, table.delimiter)
        if isinstance(row, RefusedRow):
            refused.append(row)
        if not isinstance(row, PartRow):
            continue
        try:
            staged = layout.staged(row)
        except Refused as fault:
            refused.append(RefusedRow(row.row, fault.sentence, row.number))
            continue
        if (first := seen.setdefault(row.number.casefold(), number)) != number:
            refused.append(stands_already(number, row.number, first, cells))
        else:
            rows.append((staged, breaks_of(row)))
    return rows, refused


def is_the_same(rows: Sequence[Row], delimiter: str = ",") -> None:
    table = Table("list.csv", lambda: iter(rows), delimiter=delimiter)
    matching = matched("parts", len(rows[0]), rows[0])
    fast, slow = quickly(table, matching), with_care(table, matching)
    assert fast[0] == slow[0]
    assert sorted(fast[1], key=lambda row: row.row) == sorted(slow[1], key=lambda row: row.row)


odd = st.sampled_from([
    "", " ", "  x", "x  y", "'=1", "=1", '="0012"', "6.5E+17", "6.5e17", "6.5E17", "1 Jan 2026",
    "12 345", "\u00a0", "\ufffd", "a\nb",
    "x" * 61, "x" * 501, "---", "Number", " Number ", "00128-100", "128100", "128.100", "a-1", "A-1", "\u200b",
    "ß", "SS", "ü", "ﬁ",
    *TYPED.values(),
])  # fmt: skip
amounts = st.sampled_from([
    "1", "1.5", "1,5", "1.234", "1,234", "1,234.50", "1.234,50", "0.001", "0.0425", "12.34567", "$12", "-1", "(5)",
    "POA", "9999999.9999", "99999999", "1e5", "٣", "²", ".5", "5.", "0012", "1.2.3", "",
])  # fmt: skip
texts = st.one_of(odd, st.text(max_size=12), st.from_regex(r"[A-Z]{1,3}-[0-9]{2,5}", fullmatch=True))
cells = {
    "List price": amounts, "Cost": amounts, "Min": amounts, "Max": amounts,
    "Break qty 1": amounts, "Break price 1": amounts, "Break qty 2": amounts, "Break price 2": amounts,
    "Supplier": st.sampled_from(["ACME", "acme", "", "NONE"]), "GST": st.sampled_from(["gst", "free", "", "?"]),
}  # fmt: skip
one_row = st.tuples(*(cells.get(heading, texts) for heading in HEADINGS))
ragged = st.one_of(one_row, one_row.map(lambda row: row[:3]), one_row.map(lambda row: (*row, "more")), st.just(()))


@given(st.lists(ragged, max_size=12))
@example([("A-1", "Bolt", "1.234", *[""] * 13), ("A-2", "Nut", "1,5", *[""] * 13)])
@example([("A-1", "Bolt", "1.234", *[""] * 13), ("A-2", "Nut", "1.5", *[""] * 13), ("A-3", "Pin", "1,5", *[""] * 13)])
def test_quick_and_careful_agree(rows: list[Any]) -> None:
    is_the_same([HEADINGS, *rows])


@given(st.lists(st.tuples(texts, texts, amounts), max_size=30))
def test_they_agree_where_most_rows_are_plain(rows: list[Any]) -> None:
    plain = [(f"K-{at}", f"Bolt M{at} x 20", f"{at}.50") for at in range(40)]
    is_the_same([HEADINGS[:3], *plain, *rows, *plain[:2]])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_file_in_any_encoding_is_read_in_pieces(tmp_path: Path, encoding: str, delimiter: str) -> None:
    lines = [delimiter.join(("Part No", "Description", "Price"))]
    lines += [delimiter.join((f"K-{at}", "Käfer – großes Stück", f"{at}.25")) for at in range(300)]
    path = tmp_path / "list.csv"
    path.write_bytes("\r\n".join(lines).encode(encoding))
    table = open_table(path)
    rows, refused = quickly(table, prepared("parts", table))
    assert refused == []
    assert [row[0] for row, _ in rows] == list(range(2, 302))
    assert rows[3][0][1:4] == ("K-3", "K3", "Käfer – großes Stück")
    assert len(table.sha256) == 64


def test_a_letter_cut_by_the_end_of_a_piece_is_one_letter(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    head = b"Part No,Description\nK-1,"
    path.write_bytes(head + b"a" * (1024 * 1024 - len(head) - 1) + "ä".encode() + b"\nK-2,Nut\n")
    table = open_table(path)
    assert table.encoding == "utf-8"
    rows, refused = quickly(table, prepared("parts", table))
    assert [row[1] for row, _ in rows] == ["K-2"]
    assert [row.row for row in refused] == [2]


def test_a_bom_and_a_sep_line_are_no_data(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(codecs.BOM_UTF8 + b"sep=;\r\nPart No;Description\r\nK-1;Bolt\r\n")
    table = open_table(path)
    rows, _ = quickly(table, prepared("parts", table))
    assert [row[:2] for row, _ in rows] == [(2, "K-1")]


def test_a_file_that_goes_away_is_said(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Part No,Description\nK-1,Bolt\n", encoding="utf-8")
    table = open_table(path)
    matching = prepared("parts", table)
    path.unlink()
    with pytest.raises(Refused, match="has changed or gone while it was read"):
        quickly(table, matching)


def test_columns_are_found_again_by_their_headings_wherever_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Prices of May\nText,Artikel,Netto\nBolt,K-1,5\n", encoding="utf-8")
    table = open_table(path)
    found = as_remembered("parts", table, {"number": "Artikel", "description": "Text", "list_price": "Netto"})
    assert found is not None
    assert (dict(found.columns), found.headings_row) == ({"number": 1, "description": 0, "list_price": 2}, 2)
    assert as_remembered("parts", table, {"number": "Artikel", "cost": "EK"}) is None
    assert as_remembered("parts", table, {"number": 4}) is None


def test_a_file_that_names_its_columns_only_now_is_another_kind_of_list(tmp_path: Path) -> None:
    plain, named = tmp_path / "plain.csv", tmp_path / "named.csv"
    plain.write_text("11,STONEGUARD,12.50\n", encoding="utf-8")
    named.write_text("Part No,Description,List Price\n11,STONEGUARD,12.50\n", encoding="utf-8")
    assert as_remembered("parts", open_table(plain), {"number": 1, "description": 2}) is not None
    assert as_remembered("parts", open_table(named), {"number": 1, "description": 2}) is None
