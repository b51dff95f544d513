"""From a file to rows of text: CSV in any usual encoding, XLSX, XLS and ODS; it must not know what the columns mean."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from app.exchange.text_file import DELIMITERS, Row, encoding_words, open_text
from app.rules.dates import USUAL
from app.rules.faults import Refused

LARGEST_FILE = 256 * 1024 * 1024
"""Bytes; a price list of two million parts is smaller."""

_NOTHING = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
_STARTS = 512
_PIECE = 1024 * 1024
_EXACT_DIGITS = 15
"""A spreadsheet keeps fifteen digits of a number; what is longer has lost its end."""

# the default of 131,072 characters would end the whole file at the first long cell, not refuse its row
csv.field_size_limit(LARGEST_FILE)


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
    lines: int = 0
    """About how many rows there are, for a progress bar; 0 when that is not known."""
    sha256: str = ""

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

    A text file is read line by line each time its rows are asked for. Raises Refused with a sentence when there is no
    such file, it is empty, is no table, or cannot be read as told.
    """
    name = path.name
    with _refused_in_words(path):
        start = _start(path)
        if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
            return _spreadsheet(name, path.read_bytes(), sheet)
        if start.startswith(b"%PDF"):
            raise Refused(f"“{name}” is a PDF, not a table. Ask its sender for a CSV or Excel file.", field="file")
        if start.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<!doctype", b"<html", b"<table", b"<?xml")):
            raise Refused(
                f"“{name}” is a web page, not a table. Open it in a spreadsheet program and save it as XLSX or CSV.",
                field="file",
            )
        text = open_text(path, delimiter, encoding)
    return Table(name, text.rows, text.encoding, text.delimiter, lines=text.lines, sha256=text.sha256)


@contextmanager
def _refused_in_words(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise Refused(f"There is no file “{path}”. Choose another one.", field="file") from None
    except PermissionError:
        raise Refused(
            f"“{path.name}” may not be read. Close it in other programs, or ask for the right to read it.", field="file"
        ) from None
    except (OSError, ValueError) as fault:
        raise Refused(f"“{path.name}” cannot be read ({fault}). Copy it to this computer.", field="file") from None


def _start(path: Path) -> bytes:
    """The first bytes that are worth looking at."""
    if path.is_dir():
        raise Refused(f"“{path}” is a folder. Choose a file in it.", field="file")
    if path.stat().st_size > LARGEST_FILE:
        megabytes = LARGEST_FILE // (1024 * 1024)
        raise Refused(f"“{path.name}” is larger than {megabytes} MB. Split it into several files.", field="file")
    with path.open("rb") as file:
        start = file.read(_STARTS)
        found = start
        while found and not found.strip(_NOTHING):
            found = file.read(_PIECE)
    if not found:
        raise Refused(f"“{path.name}” is empty. Choose another file.", field="file")
    return start


# ---- spreadsheets ----

# They are read whole: XLSX keeps every text in one table that comes before the rows, and ODS and XLS can only be read
# from the front. A million rows of four columns take 5 s and 450 MB so; a reader that gives row by row keeps that table
# all the same, and takes 68 s and 370 MB.


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
                return Table(
                    name,
                    _rows_of(found),
                    sheets=names,
                    sheet=title,
                    lines=found.total_height,
                    sha256=hashlib.sha256(data).hexdigest(),
                )
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
        day = USUAL.full_day(value.date())
        return day if value.time() == time() else f"{day} {value:%H:%M}"
    if isinstance(value, date):
        return USUAL.full_day(value)
    if isinstance(value, time | timedelta):
        return str(value)
    number = Decimal(format(value, f".{_EXACT_DIGITS}g"))
    if not number.is_finite() or number.adjusted() >= _EXACT_DIGITS:
        return format(number, "E")
    return format(number, "f")


def widest(rows: Iterable[Row]) -> int:
    """How many columns the widest of these rows has."""
    return max((len(row) for row in rows), default=0)
