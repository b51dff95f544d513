"""Rows that were copied from a spreadsheet, read as part numbers and quantities; it must not know any grid.

What comes from a spreadsheet is text, cells parted by tabs. A first row of headings says which column is which; without
one the part stands first, and the quantity is the first column beside it that holds mostly numbers: what is no number
there is refused by name, and never taken for one.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.rules.faults import Refused

MOST_ROWS: Final = 500
"""So many rows are pasted at once; a longer list is what the import is for."""

_PARTS: Final = frozenset({"part", "part number", "part no", "part no.", "number", "code", "sku", "item"})
_QUANTITIES: Final = frozenset({
    "qty", "quantity", "ordered", "order", "billed", "received", "counted", "count", "change", "found / lost", "pieces",
})  # fmt: skip
_PAIR: Final = 2
_NUMBER: Final = re.compile(r"[-−+]?[\d.,]*\d[\d.,]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class PastedRow:
    """A row: its place in what was copied, from 1, the part as it stood there, and the quantity, "" where none was."""

    at: int
    part: str
    quantity: str


def rows(text: str) -> tuple[PastedRow, ...]:
    """The rows in a text, blank ones left out; raises Refused when they are too many.

    A single cell gives one row without a quantity, so that whoever asks can tell it from a table (`is_table`).
    """
    try:
        read = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))
    except csv.Error as fault:
        raise Refused("What was copied cannot be read as rows. Copy the cells once more.") from fault
    cells = [[cell.strip() for cell in row] for row in read]
    part, quantity, begins = _columns(cells)
    found = [
        PastedRow(at, _cell(row, part), _cell(row, quantity))
        for at, row in enumerate(cells[begins:], begins + 1)
        if any(row)
    ]
    if len(found) > MOST_ROWS:
        raise Refused(f"{len(found):,} rows are more than {MOST_ROWS} at once. Paste them in pieces.")
    return tuple(found)


def is_table(text: str) -> bool:
    """Whether a text is cells of a spreadsheet, several beside or beneath each other, and not one value."""
    lines = [line for line in text.splitlines() if line.strip()]
    return len(lines) > 1 or any("\t" in line.strip() for line in lines)


def as_text(table: Sequence[Sequence[str]]) -> str:
    """Rows of cells as a spreadsheet takes them."""
    return "".join("\t".join(" ".join(cell.split()) for cell in row) + "\n" for row in table)


def _columns(cells: Sequence[Sequence[str]]) -> tuple[int, int, int]:
    """Which column is the part, which the quantity (−1: none), and in which row the first line is."""
    first = next((at for at, row in enumerate(cells) if any(row)), 0)
    headings = [cell.casefold() for cell in cells[first]] if cells else []
    part = next((at for at, heading in enumerate(headings) if heading in _PARTS), -1)
    if part >= 0:
        quantity = next((at for at, heading in enumerate(headings) if heading in _QUANTITIES), -1)
        return part, quantity, first + 1
    width = max((len(row) for row in cells), default=0)
    numbers = [at for at in range(width) if _mostly_numbers(cells, at)]
    if width > 1 and 0 in numbers and 1 not in numbers:
        return 1, 0, 0
    beside = next((at for at in numbers if at > 0), -1)
    return 0, 1 if width == _PAIR else beside, 0


def _mostly_numbers(cells: Sequence[Sequence[str]], at: int) -> bool:
    said = [row[at] for row in cells if at < len(row) and row[at]]
    return 2 * sum(_NUMBER.fullmatch(cell) is not None for cell in said) > len(said)


def _cell(row: Sequence[str], at: int) -> str:
    return row[at] if 0 <= at < len(row) else ""
