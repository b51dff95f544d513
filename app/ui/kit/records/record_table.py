"""The table of a list of records: the cursor is a whole row, keys sort, tick and open; it must not know the records."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QTableView, QWidget

from app.ui.kit.entry.field_base import KEYPAD, SHIFT, Keys, held_besides, is_copy, is_enter
from app.ui.kit.grid.cell_delegate import CellDelegate, dress, hide_unseen, is_font_change, paint_empty
from app.ui.kit.grid.kept_columns import KeptColumns
from app.ui.kit.records.record_model import RowsModel


class Owner(Protocol):
    """The list that the table belongs to."""

    def arrange(self, text: str | None = None, column: int | None = None, descending: bool = False) -> None:
        """Another filter, another order, or both."""

    def type_into_filter(self, event: QKeyEvent) -> None:
        """A letter typed on the list begins a new filter."""

    def go_to_end(self) -> None:
        """Puts the cursor on the last row."""

    @property
    def being_read(self) -> bool:
        """Whether what is asked for is not there yet."""
        ...

    @property
    def nothing_fits(self) -> bool:
        """Whether there are records, and the filter hides them all."""
        ...


class RecordTable(QTableView):
    """The table of a list: the cursor is a whole row."""

    opened = Signal()
    turned = Signal(bool)
    kept: KeptColumns | None = None
    """How the person at the desk has set the columns, once the table has been seen."""

    def __init__(self, name: str, rows: RowsModel, empty: str, owner: Owner, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setStatusTip("Type to filter; Enter opens.")
        self._rows, self._empty, self._owner = rows, empty, owner
        self.unread = ""
        """Why the records could not be read, while they could not."""
        self.setModel(rows)
        self._delegate = CellDelegate(self, cells=False)
        self.setItemDelegate(self._delegate)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorShown(True)
        header.sortIndicatorChanged.connect(self._sort)
        self.doubleClicked.connect(lambda _index: self.opened.emit())
        self._measure()

    def serve(self, field: QWidget) -> None:
        """Shows the current row as plainly as if the table had the focus while `field` has it."""
        self._delegate.keys_from = field

    def show_what_is_seen(self) -> None:
        """Somebody else is at the desk: the columns are those that they may see."""
        hide_unseen(self, self._rows.columns)
        if self.kept is not None:
            self.kept.hide()

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        if 0 <= column < len(self._rows.columns):
            descending = order == Qt.SortOrder.DescendingOrder
            self._owner.arrange(column=column, descending=descending)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, ctrl = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        held = held_besides(event, SHIFT, KEYPAD)
        letters = event.text().isprintable() and bool(event.text().strip()) and not held
        if is_enter(event):
            self.opened.emit()
        elif key in (Keys.Key_Escape, Keys.Key_F2) or is_copy(event):
            event.ignore()
        elif ctrl and key in (Keys.Key_Left, Keys.Key_Right, Keys.Key_Up, Keys.Key_Down):
            self._sort_key(Keys(key))
        elif key == Keys.Key_Home and self._rows.rowCount():
            self.setCurrentIndex(self._rows.index(0, 0))
        elif key == Keys.Key_End and self._rows.rowCount():
            self._owner.go_to_end()
        elif key == Keys.Key_Space or (ctrl and key == Keys.Key_A):
            self.turned.emit(ctrl)
        elif letters:
            self._owner.type_into_filter(event)
        else:
            super().keyPressEvent(event)

    def _sort_key(self, key: Qt.Key) -> None:
        header, count = self.horizontalHeader(), len(self._rows.columns)
        at, order = self._rows.sorted_by, header.sortIndicatorOrder()
        if key in (Keys.Key_Left, Keys.Key_Right):
            at = (at + (1 if key == Keys.Key_Right else -1)) % count
        else:
            at, order = max(at, 0), Qt.SortOrder.AscendingOrder
            if key == Keys.Key_Down:
                order = Qt.SortOrder.DescendingOrder
        header.setSortIndicator(at, order)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self._rows.columns[index.column()].tick and event.button() == Qt.MouseButton.LeftButton:
            self.turned.emit(False)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if not self.currentIndex().isValid() and self._rows.rowCount():
            self.setCurrentIndex(self._rows.index(0, 0))
        super().focusInEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if is_font_change(event) and hasattr(self, "_rows"):
            self._measure()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.kept is None:
            self.kept = KeptColumns(self, lambda: self._rows.columns, self._dress)

    def _measure(self) -> None:
        (self._dress if self.kept is None else self.kept.put_on)()

    def _dress(self) -> None:
        dress(self, self._rows.columns)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._rows.rowCount():
            paint_empty(self, self._says_nothing(), 0)

    def _says_nothing(self) -> str:
        """Why there is no row."""
        if self._owner.being_read:
            return "The list is being read…"
        if self._owner.nothing_fits:
            return f"No line holds “{self._rows.filter}”. Esc shows all again."
        return self.unread or self._empty
