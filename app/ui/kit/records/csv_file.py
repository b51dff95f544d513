"""A list of records as a CSV file, line by line, however long it is; it must not know what is listed.

It holds nothing of Qt but the columns, so that it may run off the main thread.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from app.exchange import cells
from app.rules.faults import Refused
from app.ui.kit.grid.line_model import Column

Progress = Callable[[int, int], None]
_TOLD_EVERY: Final = 500


def write(path: Path, lines: Iterable[str], count: int, told: Progress, stop: Callable[[], bool]) -> int | None:
    """Writes these lines, the heading first, marked as UTF-8 for spreadsheets; returns how many there were beneath it.

    `told` is told how many of about `count` are written. None, and no file, when `stop()` said so. Raises Refused when
    it cannot be written there.
    """
    written = -1
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            for line in lines:
                file.write(line)
                written += 1
                if written % _TOLD_EVERY == 0:
                    told(written, max(written, count))
        if stop():
            path.unlink()
            return None
    except OSError as fault:
        raise Refused(f"{path.name} cannot be written there ({fault.strerror}). Choose another folder.") from fault
    return written


def csv_lines(columns: Sequence[Column], records: Iterable[Any]) -> Iterator[str]:
    """Records as CSV lines under their headings; no text is one that a spreadsheet runs."""
    out = io.StringIO()
    writer = csv.writer(out)

    def line(written: Iterable[str]) -> str:
        out.seek(0)
        out.truncate()
        writer.writerow(written)
        return out.getvalue()

    yield line(column.heading for column in columns)
    for record in records:
        yield line(plain_cell(column, record) for column in columns)


def plain_cell(column: Column, record: Any) -> str:
    """A cell as it leaves the program: plain figures, ISO days, and no text that a spreadsheet runs."""
    value = column.value(record)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, Decimal)):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    if isinstance(value, date):
        return value.isoformat()
    return cells.shown(column.text(record))
