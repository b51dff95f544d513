"""Records as CSV text that a spreadsheet shows and never runs; it must not know what the records are.

UTF-8 with a byte order mark, as Excel needs it to see the accents.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.exchange import cells
from app.rules.faults import Refused
from app.rules.rows import RefusedRow


def write_csv(path: Path, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write headings and rows; raises Refused in a sentence when the file cannot be written."""
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(headings)
            writer.writerows([cells.shown(cell) for cell in row] for row in rows)
    except OSError as fault:
        reason = fault.strerror or str(fault)
        raise Refused(f"“{path.name}” cannot be written ({reason}). Choose another place.", field="file") from fault


def write_refused_rows(path: Path, refused: Iterable[RefusedRow]) -> None:
    """The report of refused rows as CSV: row, why, and how the row begins; raises Refused."""
    write_csv(path, ("Row", "Why", "The row"), ((str(row.row), row.sentence, row.text) for row in refused))
