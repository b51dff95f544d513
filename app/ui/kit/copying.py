"""What the cursor is on, or a whole grid or list, as cells of a spreadsheet; it must not know what they are about.

Ctrl+C copies the cell of a grid and the row of a list, Ctrl+Shift+E everything that is shown, with its headings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QTableView

from app.rules import pasting
from app.rules.faults import Refused
from app.ui.kit.entry.field_base import Keys, is_copy
from app.ui.kit.grid.line_cursor import CursorTable
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.csv_file import plain_cell
from app.ui.kit.records.lists import RecordView


def copied(event: QKeyEvent) -> str | None:
    """What is told when this key has copied something; None when it is no such key, or nothing here can be copied.

    Raises Refused for a list that is too long, and Unavailable when it cannot be read.
    """
    if not is_copy(event):
        return None
    everything = event.key() == Keys.Key_E
    at = QApplication.focusWidget()
    while at is not None:
        if isinstance(at, CursorTable):
            return _all_lines(at) if everything else _cell(at)
        if isinstance(at, RecordView):
            return _records(at, everything)
        at = at.parentWidget()
    return None


def _cell(grid: CursorTable) -> str:
    index = grid.currentIndex()
    line = grid.current_line()
    if not index.isValid() or line is None:
        raise Refused("There is nothing to copy on an empty line. Ctrl+Shift+E copies all lines.")
    column = grid.rows.columns[index.column()]
    QGuiApplication.clipboard().setText(column.typed_text(line))
    return f"{column.heading} is copied. Ctrl+Shift+E copies all lines with their headings."


def _all_lines(grid: CursorTable) -> str:
    _put(_shown(grid, grid.rows.columns), grid.lines, headings=True)
    return _told(len(grid.lines))


def _records(view: RecordView, everything: bool) -> str:
    columns = _shown(view.table, view.rows.columns)
    if everything:
        records: Sequence[Any] = view.all_records()
    else:
        current = view.current()
        records = view.ticked() or (() if current is None else (current,))
        if not records:
            raise Refused("There is nothing to copy.")
    _put(columns, records, headings=everything)
    return _told(len(records)) if everything else f"{_count(len(records))} copied. Ctrl+Shift+E copies the whole list."


def _shown(table: QTableView, columns: Sequence[Column]) -> list[Column]:
    """The columns that are on the screen, from left to right; a tick is for the program only."""
    header = table.horizontalHeader()
    in_order = [header.logicalIndex(at) for at in range(header.count())]
    return [columns[at] for at in in_order if not table.isColumnHidden(at) and not columns[at].tick]


def _put(columns: Sequence[Column], records: Iterable[Any], *, headings: bool) -> None:
    table = [[column.heading for column in columns]] if headings else []
    table += [[plain_cell(column, record) for column in columns] for record in records]
    QGuiApplication.clipboard().setText(pasting.as_text(table))


def _told(count: int) -> str:
    return f"{_count(count)} copied, with headings: a spreadsheet takes them by Ctrl+V."


def _count(count: int) -> str:
    return f"{count:,} {'row is' if count == 1 else 'rows are'}"
