"""Files are opened whatever wrote them, or refused in a sentence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from app.exchange.tables import Table, open_table
from app.rules.faults import Refused
from tests.exchange.spreadsheets import SPREADSHEETS


def table(folder: Path, content: bytes | str, *, name: str = "list.csv", **how: str) -> Table:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return open_table(path, **how)


@pytest.mark.parametrize(("mark", "word"), [(";", "semicolon"), (",", "comma"), ("\t", "tab"), ("|", "bar")])
def test_the_delimiter_is_recognised(tmp_path: Path, mark: str, word: str) -> None:
    text = "\r\n".join(
        mark.join(row) for row in (("Number", "Name", "Price"), ("K5", "Bolt", "1.50"), ("K6", "Nut", "2"))
    )
    opened = table(tmp_path, text)
    assert list(opened.rows()) == [("Number", "Name", "Price"), ("K5", "Bolt", "1.50"), ("K6", "Nut", "2")]
    assert opened.how == f"UTF-8, separated by {word}"


def test_decimal_commas_do_not_hide_the_semicolon(tmp_path: Path) -> None:
    opened = table(tmp_path, "K5;1,50\nK6;2,75\nK7;10,00\n")
    assert next(iter(opened.rows())) == ("K5", "1,50")


def test_commas_in_descriptions_do_not_hide_the_semicolon(tmp_path: Path) -> None:
    opened = table(tmp_path, "K5;BOLT, LONG, ZINC\nK6;NUT\nK7;WASHER, FLAT\n")
    assert list(opened.rows())[2] == ("K7", "WASHER, FLAT")


def test_a_given_delimiter_wins(tmp_path: Path) -> None:
    assert table(tmp_path, "a;b,c\n", delimiter=",").first(1) == [("a;b", "c")]
    assert table(tmp_path, "a\tb;c\n", delimiter="tab").first(1) == [("a", "b;c")]
    with pytest.raises(Refused, match="cannot part columns"):
        table(tmp_path, "a;b\n", delimiter="ab")


def test_excels_own_sep_line_is_obeyed_and_no_row(tmp_path: Path) -> None:
    assert list(table(tmp_path, "sep=|\r\na|b,c\r\n").rows()) == [("a", "b,c")]


def test_rows_begin_anew_each_time(tmp_path: Path) -> None:
    opened = table(tmp_path, "a,b\nc,d\n")
    assert list(opened.rows()) == list(opened.rows())
    assert opened.first(1) == [("a", "b")]


@pytest.mark.parametrize(
    ("codec", "shown"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1252", "Windows (Western)"),
    ],
)
def test_the_encoding_is_recognised(tmp_path: Path, codec: str, shown: str) -> None:
    opened = table(tmp_path, "Number;Name\r\nK5;Zündkerze für Käfer – 25 °C\r\n".encode(codec))
    assert list(opened.rows()) == [("Number", "Name"), ("K5", "Zündkerze für Käfer – 25 °C")]
    assert opened.how.startswith(shown)


def test_a_language_of_another_encoding_is_recognised(tmp_path: Path) -> None:
    text = "Привет мир;деталь кузова\nЗапчасть;болт длинный\n"
    assert next(iter(table(tmp_path, text.encode("cp1251")).rows())) == ("Привет мир", "деталь кузова")


def test_a_given_encoding_that_is_wrong_is_said_with_its_row(tmp_path: Path) -> None:
    content = "Number;Name\nK5;Bolt\nK6;Käfer\n".encode("cp1252")
    with pytest.raises(Refused, match=r"“list\.csv” is not in UTF-8: row 3 has a letter") as fault:
        table(tmp_path, content, encoding="utf-8")
    assert fault.value.field == "encoding"
    assert list(table(tmp_path, content, encoding="windows-1252").rows())[2] == ("K6", "Käfer")


def test_utf8_is_never_garbled_by_a_wrong_choice(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="is in UTF-8, not in Windows"):
        table(tmp_path, "K6;Käfer\n", encoding="cp1252")
    assert table(tmp_path, "K6;Kafer\n", encoding="cp1252").first(1) == [("K6", "Kafer")]


@pytest.mark.parametrize("name", ["klingon", "hex", "rot13", "", " "])
def test_an_unknown_encoding_is_refused_and_none_is_recognised(tmp_path: Path, name: str) -> None:
    if not name:
        assert table(tmp_path, "a,b\n", encoding=name).encoding == "utf-8"
        return
    with pytest.raises(Refused, match="There is no encoding"):
        table(tmp_path, "a,b\n", encoding=name)


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\r\n\r\n  \t\n", b"\xff\xfe"])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Refused, match="is empty"):
        table(tmp_path, content)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"\n<html><table><tr><td>K5</td></tr></table>", "web page"),
        (bytes(range(1, 32)) * 40, "no table of text"),
        (b"PK\x03\x04rubbish", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged"),
    ],
)
def test_what_is_no_table_is_refused_by_name(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(Refused, match=rf"“prices\.xls” is.*{words}|“prices\.xls” .*{words}"):
        table(tmp_path, content, name="prices.xls")


def test_a_file_that_is_not_there_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="There is no file"):
        open_table(tmp_path / "none.csv")
    with pytest.raises(Refused, match="is a folder"):
        open_table(tmp_path)
    with pytest.raises(Refused):
        open_table(Path("a\0b.csv"))


def test_a_cell_of_five_megabytes_ends_nothing(tmp_path: Path) -> None:
    opened = table(tmp_path, "K5,Bolt\nK6," + "x" * 5_000_000 + "\nK7,Nut\n")
    assert [row[0] for row in opened.rows()] == ["K5", "K6", "K7"]


def test_nul_bytes_stay_in_their_row(tmp_path: Path) -> None:
    assert list(table(tmp_path, b"K5,Bolt\nK\x006,Nut\nK7,Washer\n" * 20).rows())[1] == ("K\x006", "Nut")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_ends_a_row(tmp_path: Path, end: str) -> None:
    assert list(table(tmp_path, f"a,b{end}c,d{end}").rows()) == [("a", "b"), ("c", "d")]


def spreadsheet(path: Path, *rows: list[object]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.create_sheet("Second").append(["only", "here"])
    book.save(path)
    return path


def test_a_spreadsheet_is_read_as_it_shows_itself(tmp_path: Path) -> None:
    path = spreadsheet(
        tmp_path / "list.xlsx",
        ["Number", "Price", "On", "Due"],
        [4006381333931, 0.1 + 0.2, True, date(2026, 10, 12)],
        [650000000000000000, 12, None, None],
        ["007", 1234567.5, False, "x"],
    )
    assert list(open_table(path).rows()) == [
        ("Number", "Price", "On", "Due"),
        ("4006381333931", "0.3", "yes", "12 Oct 2026"),
        ("6.5E+17", "12", "", ""),
        ("007", "1234567.5", "no", "x"),
    ]


def test_a_spreadsheet_named_csv_is_still_one(tmp_path: Path) -> None:
    path = spreadsheet(tmp_path / "list.xlsx", ["K5", "Bolt"]).rename(tmp_path / "list.csv")
    opened = open_table(path)
    assert opened.first(1) == [("K5", "Bolt")]
    assert (opened.how, opened.sheets) == ("sheet “Sheet”", ("Sheet", "Second"))


def test_a_sheet_may_be_chosen_and_an_empty_first_one_is_passed_over(tmp_path: Path) -> None:
    path = spreadsheet(tmp_path / "list.xlsx")
    assert open_table(path).first(1) == [("only", "here")]
    with pytest.raises(Refused, match=r"no sheet “Third”. Its sheets are: Sheet, Second\."):
        open_table(path, sheet="Third")
    with pytest.raises(Refused, match="is empty"):
        open_table(path, sheet="Sheet")


def test_a_blank_row_above_keeps_its_number(tmp_path: Path) -> None:
    path = spreadsheet(tmp_path / "list.xlsx", [], ["Number"], ["K5"])
    assert [row[0] for row in open_table(path).rows()] == ["", "Number", "K5"]


@pytest.mark.parametrize("kind", SPREADSHEETS)
def test_every_kind_of_spreadsheet_keeps_its_rows_and_half_of_one_is_refused(tmp_path: Path, kind: str) -> None:
    rows = (("Number", "Größe"), ("007", 12), (None, Decimal("0.1")), ("K5", "x"))
    path = SPREADSHEETS[kind](tmp_path / f"list.{kind}", rows)
    table = open_table(path)
    assert list(table.rows()) == list(table.rows()) == [("Number", "Größe"), ("007", "12"), ("", "0.1"), ("K5", "x")]
    assert len(table.sheets) == 1
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(Refused, match="damaged"):
        open_table(path)
