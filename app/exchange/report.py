"""Records as CSV text that a spreadsheet shows and never runs; it must not know what the records are.

UTF-8 with a byte order mark, as Excel needs it to see the accents.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.rules.faults import Refused
from app.rules.rows import RefusedRow

_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str) -> str:
    """The text as a cell that a spreadsheet takes for text: what looks like a formula gets an apostrophe in front.

    A plain negative number stays a number.
    """
    if text.startswith(_RUN_BY_SPREADSHEETS) and not text.removeprefix("-").replace(".", "", 1).isdecimal():
        return f"'{text}"
    return text


def write_csv(path: Path, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write headings and rows; raises Refused in a sentence when the file cannot be written."""
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(headings)
            writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    except OSError as fault:
        reason = fault.strerror or str(fault)
        raise Refused(f"“{path.name}” cannot be written ({reason}). Choose another place.", field="file") from fault


def write_refused_rows(path: Path, refused: Iterable[RefusedRow]) -> None:
    """The report of refused rows as CSV: row, why, and how the row begins; raises Refused."""
    write_csv(path, ("Row", "Why", "The row"), ((str(row.row), row.sentence, row.text) for row in refused))
