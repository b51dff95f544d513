"""A table over a draft's lines whose cursor is a cell: where it stops and goes; it must not know how one types."""

from __future__ import annotations

from collections.abc import Callable, MutableSequence, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPaintEvent, QShowEvent, QStatusTipEvent
from PySide6.QtWidgets import QApplication, QTableView, QWidget

from app.ui.kit.grid.cell_delegate import CellDelegate, dress, hide_unseen, is_font_change, paint_empty
from app.ui.kit.grid.kept_columns import KeptColumns
from app.ui.kit.grid.line_model import LineModel


class CursorTable(QTableView):
    """The cursor stops at the columns' stops on its way forward, and at all that can be typed into on its way back."""

    moved = Signal(object, str)
    """The cursor has come to this line (None: the blank one) and attribute."""

    _busy = False
    _placed = False
    _on: Any = None
    kept: KeptColumns | None = None
    """How the person at the desk has set the columns, once the table has been seen."""

    def __init__(self, name: str, rows: LineModel, empty: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.rows = rows
        self._empty = empty
        self.setModel(rows)
        self.setItemDelegate(CellDelegate(self, cells=True))
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QTableView.SelectionMode.NoSelection)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self._measure()
        self.selectionModel().currentChanged.connect(self._arrived)

    @property
    def lines(self) -> MutableSequence[Any]:
        """The draft's lines, without the blank one."""
        return self.rows.lines

    def refresh(self) -> None:
        """Shows what the lines have become; the cursor stays on its line."""
        line, column = self._on, self.currentIndex().column()
        self.show_what_is_seen()
        self.rows.refresh()
        row = self.rows.row_of(line)
        if row >= 0 and row != self.currentIndex().row():
            self.setCurrentIndex(self.rows.index(row, column))

    def show_what_is_seen(self) -> None:
        """Somebody else is at the desk: the columns are those that they may see."""
        hide_unseen(self, self.rows.columns)
        if self.kept is not None:
            self.kept.hide()

    def current_line(self) -> Any:
        """The line with the cursor; None on the blank line and in an empty grid."""
        index = self.currentIndex()
        return None if not index.isValid() or self.rows.is_blank(index.row()) else self.rows.line(index.row())

    def current_attribute(self) -> str:
        """The attribute of the column with the cursor."""
        index = self.currentIndex()
        return self.rows.columns[index.column()].attribute if index.isValid() else ""

    def column_of(self, attribute: str) -> int:
        """The place of the column of this attribute among all columns; raises StopIteration when there is none."""
        return next(at for at, column in enumerate(self.rows.columns) if column.attribute == attribute)

    def may_grow(self, attribute: str) -> bool:
        """Whether this column can be typed into on the blank line: then the document may get lines still."""
        return self.rows.columns[self.column_of(attribute)].may_edit(self.rows.line(len(self.lines)))

    # ---------------------------------------------------------------------------------------------------- the cursor

    def commit_open_cell(self) -> bool:
        """Before the cursor is put elsewhere; a table that nobody types into has nothing open."""
        return True

    def go_to(self, line: Any, attribute: str) -> bool:
        """Puts the cursor on this very line's cell; False when there is none, or when the open cell was refused."""
        row = self.rows.row_of(line)
        columns = [at for at, column in enumerate(self.rows.columns) if column.attribute == attribute]
        if row < 0 or not columns or not (self._busy or self.commit_open_cell()):
            return False
        self._placed = True
        self.setCurrentIndex(self.rows.index(row, columns[0]))
        return True

    @property
    def can_type(self) -> bool:
        """Whether a letter goes into the cell with the cursor."""
        index = self.currentIndex()
        if not index.isValid():
            return False
        column = self.rows.columns[index.column()]
        return not column.tick and column.may_edit(self.rows.line(index.row()))

    @property
    def takes_scans(self) -> bool:
        """Whether a scan is a line here."""
        return self._scans is not None

    def take_scan(self, text: str) -> None:
        """A scan that landed outside this grid, or on a cell that nobody types into. Raises Refused like the hook."""
        if self._scans is not None and self.commit_open_cell():
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self._scans(text.strip())

    @property
    def _scans(self) -> Callable[[str], None] | None:
        """What takes a scan, whichever column it lands in: the columns of a grid have one and the same."""
        return next((column.scanned for column in self.rows.columns if column.scanned is not None), None)

    def start(self) -> None:
        """Puts the cursor and the focus where the next line is typed."""
        if self._busy or self.commit_open_cell():
            self._placed = True
            blank = self.rows.is_blank(self.rows.rowCount() - 1)
            self.setCurrentIndex(self._first_stop(len(self.lines) if blank else 0))
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _stops(self, row: int, all_editable: bool) -> list[int]:
        line = self.rows.line(row)
        return [
            at
            for at, column in enumerate(self.rows.columns)
            if (all_editable or column.stop) and not self.isColumnHidden(at) and column.may_edit(line)
        ]

    def _first_stop(self, row: int) -> QModelIndex:
        for at in range(max(row, 0), self.rows.rowCount()):
            if stops := self._stops(at, all_editable=False):
                return self.rows.index(at, stops[0])
        return self.rows.index(max(0, min(row, self.rows.rowCount() - 1)), 0)

    def _next(self, forward: bool) -> QModelIndex:
        """The next cell where the cursor stops, or the cell before among all that can be typed into."""
        here = self.currentIndex()
        if not here.isValid():
            return here
        if forward:
            later = [at for at in self._stops(here.row(), all_editable=False) if at > here.column()]
            if later:
                return self.rows.index(here.row(), later[0])
            rows: Sequence[int] = range(here.row() + 1, self.rows.rowCount())
        else:
            earlier = [at for at in self._stops(here.row(), all_editable=True) if at < here.column()]
            if earlier:
                return self.rows.index(here.row(), earlier[-1])
            rows = range(here.row() - 1, -1, -1)
        for row in rows:
            if stops := self._stops(row, all_editable=not forward):
                return self.rows.index(row, stops[0 if forward else -1])
        return QModelIndex()

    def _advance(self, forward: bool) -> bool:
        """Moves the cursor on; False at the ends, and on the blank line while nothing has been typed there."""
        target = self._next(forward)
        if not target.isValid() or (forward and self.rows.is_blank(self.currentIndex().row())):
            return False
        self.setCurrentIndex(target)
        return True

    def _arrived(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        self._on = self.rows.line(index.row())
        prompt = self.rows.columns[index.column()].prompt
        self.setStatusTip(prompt)
        if self.hasFocus():
            QApplication.sendEvent(self, QStatusTipEvent(prompt))
        self.moved.emit(self.current_line(), self.current_attribute())
        self.viewport().update()

    # ------------------------------------------------------------------------------------------------------ looks

    def focusInEvent(self, event: QFocusEvent) -> None:
        if not self.currentIndex().isValid() and self.rows.rowCount():
            self.setCurrentIndex(self._first_stop(0))
        super().focusInEvent(event)
        self._arrived(self.currentIndex())

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab is the grid's own until it leaves the last or first cell."""
        return False

    def keyboardSearch(self, search: str) -> None:
        """Letters are typed into cells, never looked for."""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if is_font_change(event) and hasattr(self, "rows"):
            self._measure()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.kept is None:
            self.kept = KeptColumns(self, lambda: self.rows.columns, self._dress)

    def _measure(self) -> None:
        (self._dress if self.kept is None else self.kept.put_on)()

    def _dress(self) -> None:
        dress(self, self.rows.columns)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.lines and self._empty:
            paint_empty(self, self._empty, self.verticalHeader().defaultSectionSize() * self.rows.rowCount())
