"""From a file to rows of text: CSV in any usual encoding, XLSX, XLS and ODS; it must not know what the columns mean."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path

from charset_normalizer import from_bytes
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from app.rules import words
from app.rules.faults import Refused

LARGEST_FILE = 256 * 1024 * 1024
"""Bytes; a price list of two million parts is smaller."""

ENCODINGS: tuple[tuple[str, str], ...] = (
    ("utf-8", "UTF-8"),
    ("cp1252", "Windows (Western)"),
    ("utf-16", "UTF-16"),
    ("mac_roman", "Macintosh"),
    ("cp850", "DOS"),
    ("cp1250", "Windows (Central European)"),
    ("cp1251", "Windows (Cyrillic)"),
    ("cp932", "Japanese"),
    ("gb18030", "Chinese"),
)
"""The encodings offered to a person; any other that Python knows may be given by its name."""

DELIMITERS: tuple[tuple[str, str], ...] = ((",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "bar"))

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LOOKED_AT = 64 * 1024
_ROWS_LOOKED_AT = 60
_EXACT_DIGITS = 15
"""A spreadsheet keeps fifteen digits of a number; what is longer has lost its end."""

# the default of 131,072 characters would end the whole file at the first long cell, not refuse its row
csv.field_size_limit(LARGEST_FILE)

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A file that could be opened. `rows()` begins anew each time it is called; rows may differ in length."""

    name: str
    rows: Callable[[], Iterator[Row]]
    encoding: str = ""
    """The codec of a text file, given or recognised; "" for a spreadsheet."""
    delimiter: str = ""
    sheets: tuple[str, ...] = ()
    sheet: str = ""

    @property
    def how(self) -> str:
        """How the file is read, for a person."""
        if self.sheet:
            return f"sheet “{self.sheet}”"
        return f"{encoding_words(self.encoding)}, separated by {dict(DELIMITERS).get(self.delimiter, self.delimiter)}"

    def first(self, number: int) -> list[Row]:
        """The first rows, for a preview."""
        return list(islice(self.rows(), number))


def open_table(path: Path, *, delimiter: str = "", encoding: str = "", sheet: str = "") -> Table:
    """The table in this file; what is not given is recognised from the content, whatever the file is called.

    Raises Refused with a sentence when there is no such file, it is empty, is no table, or cannot be read as told.
    """
    data = _content(path)
    name = path.name
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _spreadsheet(name, data, sheet)
    if data.startswith(b"%PDF"):
        raise Refused(f"“{name}” is a PDF, not a table. Ask its sender for a CSV or Excel file.", field="file")
    if data[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<!doctype", b"<html", b"<table", b"<?xml")):
        raise Refused(
            f"“{name}” is a web page, not a table. Open it in a spreadsheet program and save it as XLSX or CSV.",
            field="file",
        )
    return _text_table(name, data, delimiter, encoding)


def encoding_words(codec: str) -> str:
    """What a person calls an encoding."""
    return dict(ENCODINGS).get(codec, codec)


def _content(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise Refused(f"“{path}” is a folder. Choose a file in it.", field="file")
        if path.stat().st_size > LARGEST_FILE:
            megabytes = LARGEST_FILE // (1024 * 1024)
            raise Refused(f"“{path.name}” is larger than {megabytes} MB. Split it into several files.", field="file")
        data = path.read_bytes()
    except FileNotFoundError:
        raise Refused(f"There is no file “{path}”. Choose another one.", field="file") from None
    except PermissionError:
        raise Refused(
            f"“{path.name}” may not be read. Close it in other programs, or ask for the right to read it.", field="file"
        ) from None
    except (OSError, ValueError) as fault:
        raise Refused(f"“{path.name}” cannot be read ({fault}). Copy it to this computer.", field="file") from None
    if not data.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise Refused(f"“{path.name}” is empty. Choose another file.", field="file")
    return data


# ---- text ----


def _text_table(name: str, data: bytes, delimiter: str, encoding: str) -> Table:
    codec = _codec(encoding) if encoding else _recognised_encoding(name, data)
    text = _decoded(name, data, codec, given=bool(encoding))
    start = text[:_LOOKED_AT]
    if sum(letter < " " and letter not in "\t\r\n\f" for letter in start) * 20 > len(start):
        raise Refused(f"“{name}” is no table of text. Save it as CSV or XLSX and choose that.", field="file")
    told = ""
    if start[:4].lower() == "sep=" and start[5:6] in ("\r", "\n"):
        told = start[4]
        text = text[5:].lstrip("\r\n")
    mark = _delimiter(delimiter) if delimiter else told or _recognised_delimiter(text)

    def rows() -> Iterator[Row]:
        # newline="" leaves line breaks within quotes as they are
        return (tuple(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark))

    return Table(name, rows, encoding=codec, delimiter=mark)


def _codec(encoding: str) -> str:
    try:
        codec = codecs.lookup(encoding.strip()).name
        "".encode(codec)
    except (LookupError, ValueError):
        raise Refused(
            f"There is no encoding “{encoding}”. Usual ones are utf-8, cp1252 (Windows) and utf-16.", field="encoding"
        ) from None
    return {"utf-8-sig": "utf-8", "mac-roman": "mac_roman"}.get(codec, codec)


def _recognised_encoding(name: str, data: bytes) -> str:
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return codec
    start = data[:_LOOKED_AT]
    if (zeros := start.count(0)) * 4 > len(start):
        return "utf-16-le" if start[1::2].count(0) * 2 > zeros else "utf-16-be"
    if _is_utf8(data):
        return "utf-8"
    # Western Windows is what spreadsheets write here; another encoding wins only when its text reads as a language
    sample = b"\n".join(islice((line for line in data.splitlines() if not line.isascii()), 400))[:_LOOKED_AT]
    best = from_bytes(sample, cp_isolation=[codec for codec, _ in ENCODINGS if codec != "utf-8"]).best()
    western = _decodes(data, "cp1252")
    if best is not None and _decodes(data, best.encoding):
        named = {best.encoding, *best.could_be_from_charset}
        if not western or (best.percent_coherence >= 40 and "cp1252" not in named):
            return best.encoding
    if western:
        return "cp1252"
    raise Refused(f"The letters of “{name}” cannot be recognised. Say which encoding it is in.", field="encoding")


def _is_utf8(data: bytes) -> bool:
    return _decodes(data, "utf-8")


def _decodes(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeError:
        return False
    return True


def _decoded(name: str, data: bytes, codec: str, *, given: bool) -> str:
    wide = codec.startswith(("utf-16", "utf-32"))
    # bytes above 127 that are sound UTF-8 are never anything else by accident
    if given and not wide and codec not in ("utf-8", "ascii") and not data.isascii() and _is_utf8(data):
        raise Refused(
            f"“{name}” is in UTF-8, not in {encoding_words(codec)}: its accents would be garbled. Choose UTF-8.",
            field="encoding",
        )
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as fault:
        row = data.count(b"\n", 0, fault.start) + 1
        raise Refused(
            f"“{name}” is not in {encoding_words(codec)}: row {row} has a letter that does not exist there. "
            "Choose another encoding, or leave it to be recognised.",
            field="encoding",
        ) from None
    except (UnicodeError, ValueError):
        raise Refused(
            f"“{name}” is not in {encoding_words(codec)}. Choose another encoding, or leave it to be recognised.",
            field="encoding",
        ) from None
    return text.removeprefix("\ufeff")


def _delimiter(given: str) -> str:
    named = {word: mark for mark, word in DELIMITERS} | {"\\t": "\t", "pipe": "|", "space": " "}
    mark = named.get(given.strip().lower(), given)
    if len(mark) != 1 or mark in '"\r\n\0':
        raise Refused(f"“{given}” cannot part columns. Give one character, for instance ; or tab.", field="delimiter")
    return mark


def _recognised_delimiter(text: str) -> str:
    """The mark that cuts the first rows most evenly; between equals the one that is rarest in ordinary text."""
    start = text[:_LOOKED_AT]
    best, best_score = ",", (0, 0)
    for mark in ("\t", ";", "|", ","):
        rows = islice(csv.reader(io.StringIO(start, newline=""), delimiter=mark), _ROWS_LOOKED_AT)
        widths = Counter(len(row) for row in rows if any(row))
        usual = [(number * 100 // widths.total(), width) for width, number in widths.items() if width > 1]
        if usual and max(usual) > best_score:
            best, best_score = mark, max(usual)
    return best


# ---- spreadsheets ----


def _spreadsheet(name: str, data: bytes, sheet: str) -> Table:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = tuple(book.sheet_names)
        if sheet and sheet not in names:
            listed = ", ".join(names)
            raise Refused(f"“{name}” has no sheet “{sheet}”. Its sheets are: {listed}.", field="sheet")
        # an empty first sheet is passed over: the list often lies on the second
        chosen = [sheet] if sheet else [*names]
        for title in chosen:
            found = book.get_sheet_by_name(title)
            if found.start is not None:
                return Table(name, _rows_of(found), sheets=names, sheet=title)
    except PasswordError:
        raise Refused(
            f"“{name}” is locked with a password. Open it in a spreadsheet program and save it without.", field="file"
        ) from None
    except (CalamineError, ValueError, OSError):
        raise Refused(
            f"“{name}” is damaged or no spreadsheet. Open it in a spreadsheet program and save it as XLSX or CSV.",
            field="file",
        ) from None
    raise Refused(f"“{name}” is empty. Choose another file or sheet.", field="file")


def _rows_of(sheet: CalamineSheet) -> Callable[[], Iterator[Row]]:
    def rows() -> Iterator[Row]:
        return (tuple(map(_cell_text, row)) for row in sheet.iter_rows())

    return rows


def _cell_text(value: object) -> str:
    """What the cell shows. Numbers come as binary fractions: fifteen digits are what a spreadsheet means by them."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        day = words.full_day(value.date())
        return day if value.time() == time() else f"{day} {value:%H:%M}"
    if isinstance(value, date):
        return words.full_day(value)
    if isinstance(value, time | timedelta):
        return str(value)
    number = Decimal(format(value, f".{_EXACT_DIGITS}g"))
    if not number.is_finite() or number.adjusted() >= _EXACT_DIGITS:
        return format(number, "E")
    return format(number, "f")


def widest(rows: Iterable[Row]) -> int:
    """How many columns the widest of these rows has."""
    return max((len(row) for row in rows), default=0)
