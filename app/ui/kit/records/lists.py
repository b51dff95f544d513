"""A list of records to read: filter, sort, tick, open, export; it must not know what the records are or where from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QTableView, QVBoxLayout, QWidget

from app.rules.facts import ListColumnFacts, ListFacts
from app.rules.faults import Refused
from app.ui.kit import style
from app.ui.kit.entry.field_base import Keys, is_enter
from app.ui.kit.grid.cell_delegate import CellDelegate, dress, hide_unseen, is_font_change, paint_empty
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.record_model import RecordModel, as_csv, itself


class RecordList(QWidget):
    """A list with its filter line. Typing filters, Up and Down choose, Enter or a double click opens.

    Ctrl+Left and Ctrl+Right choose the column to sort by, Ctrl+Up and Ctrl+Down the direction. With `ticks` every row
    has a tick: Space turns it, Ctrl+A turns all that are shown.
    """

    opened = Signal(object)
    """Enter or a double click on this record."""
    chosen = Signal(object)
    """The current record has changed; None when there is none."""
    ticks_changed = Signal()

    def __init__(
        self,
        name: str,
        columns: Sequence[Column],
        *,
        empty: str = "",
        filtered: bool = True,
        ticks: bool = False,
        key: Callable[[Any], Any] = itself,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        ticked = Column("✓", "ticked", get=lambda record: key(record) in self.rows.ticked, tick=True, width=3)
        self._ticks = ticks
        self.rows = RecordModel((ticked, *columns) if ticks else columns, key)
        self.table = RecordTable(name, self.rows, empty, self)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Filter")
        self.filter.setAccessibleName(f"Filter: {name}")
        self.filter.setStatusTip("Words that must be in the row; Enter opens it, Esc shows all again.")
        self.filter.setMaximumWidth(28 * self.filter.fontMetrics().averageCharWidth())
        self.filter.textChanged.connect(self.filter_by)
        self.filter.installEventFilter(self)
        self.table.serve(self.filter)
        self._count = style.label(role="muted")
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(style.SIZES.gap)
        for widget in (self.filter, self._count):
            top.addWidget(widget)
            if not filtered:
                widget.hide()  # showing it here would make it a window of its own
        top.addStretch(1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(style.SIZES.gap if filtered else 0)
        page.addLayout(top)
        page.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        self.table.opened.connect(self._open)
        self.table.turned.connect(self._turn)
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self.chosen.emit(self.current()))
        self._tell_count()

    # --------------------------------------------------------------------------------------------------- the records

    def show_records(self, records: Sequence[Any]) -> None:
        """Shows other records; the current one stays the current one where it is still there."""
        self.table.show_what_is_seen()
        self._keeping(lambda: self.rows.show(records))

    def could_not_read(self, why: str) -> None:
        """Says why an empty list is empty that could not be read; with nothing to say it is what it shows."""
        if why != self.table.unread:
            self.table.unread = why
            self.table.viewport().update()

    def filter_by(self, text: str) -> None:
        """Shows only rows that hold all these words."""
        if self.filter.text() != text:
            self.filter.setText(text)
            return
        self._keeping(lambda: self.rows.arrange(text=text))

    def current(self) -> Any:
        """The record with the cursor; None in an empty list."""
        row = self.table.currentIndex().row()
        return self.rows.record(row) if 0 <= row < self.rows.rowCount() else None

    def shown(self) -> tuple[Any, ...]:
        """The records the filter lets through, in their order."""
        return self.rows.shown()

    def select(self, key: Any) -> bool:
        """Puts the cursor on the record with this key (its id); False when it is not shown."""
        row = self.rows.row_of(key)
        if row >= 0:
            self.table.setCurrentIndex(self.rows.index(row, 0))
        return row >= 0

    def ticked(self) -> tuple[Any, ...]:
        """The ticked records, also those the filter hides."""
        return tuple(record for record in self.rows.records if self.rows.key(record) in self.rows.ticked)

    def tick(self, records: Iterable[Any]) -> None:
        """Ticks exactly these."""
        self.rows.ticked = {self.rows.key(record) for record in records}
        self.table.viewport().update()
        self.ticks_changed.emit()

    # -------------------------------------------------------------------------------------------------- ways out of it

    def csv(self) -> str:
        """What is shown as CSV: plain figures and ISO days, and no text that a spreadsheet would run as a formula."""
        return as_csv(self._written(), self.shown())

    def save_csv(self, path: Path) -> None:
        """Writes `csv()` with a mark that tells spreadsheets it is UTF-8; raises Refused when it cannot be written."""
        try:
            path.write_text(self.csv(), encoding="utf-8-sig", newline="")
        except OSError as fault:
            raise Refused(f"{path.name} cannot be written there ({fault.strerror}). Choose another folder.") from fault

    def facts(self, heading: str, *, shop: str = "", dated: date | None = None) -> ListFacts:
        """What is shown, for paper."""
        columns = self._written()
        about = f"filter: {self.rows.filter}" if self.rows.filter else ""
        if 0 <= self.rows.sorted_by < len(self.rows.columns):
            by = f"sorted by {self.rows.columns[self.rows.sorted_by].heading.lower()}"
            about = f"{about} · {by}" if about else by
        return ListFacts(
            heading=heading,
            columns=tuple(
                ListColumnFacts(column.heading, "right" if column.align == "right" else "left") for column in columns
            ),
            rows=tuple(tuple(column.text(record) for column in columns) for record in self.shown()),
            shop=shop,
            dated=dated,
            about=about,
        )

    # --------------------------------------------------------------------------------------------------------- inside

    def _written(self) -> list[Column]:
        """The columns that go out: no tick, and nothing that may not be seen."""
        return [column for column in self.rows.columns if column.is_seen and not column.tick]

    def _keeping(self, change: Callable[[], None]) -> None:
        """Changes what is shown and puts the cursor back on its record, or near it."""
        before, row = self.current(), self.table.currentIndex().row()
        change()
        if not (before is not None and self.select(self.rows.key(before))):
            count = self.rows.rowCount()
            self.table.setCurrentIndex(self.rows.index(max(0, min(row, count - 1)), 0) if count else QModelIndex())
            if not count:
                self.chosen.emit(None)
        self._tell_count()

    def _tell_count(self) -> None:
        shown, all_of_them = self.rows.rowCount(), len(self.rows.records)
        of = f"{shown:,} of " if shown != all_of_them else ""
        self._count.setText(of + f"{all_of_them:,} {'line' if all_of_them == 1 else 'lines'}")

    def _open(self) -> None:
        if (record := self.current()) is not None:
            self.opened.emit(record)

    def _turn(self, everything: bool) -> None:
        if not self._ticks or self.current() is None:
            return
        keys = {self.rows.key(record) for record in (self.shown() if everything else (self.current(),))}
        self.rows.ticked = self.rows.ticked - keys if keys <= self.rows.ticked else self.rows.ticked | keys
        self.table.viewport().update()
        self.ticks_changed.emit()

    def type_into_filter(self, event: QKeyEvent) -> None:
        """A letter typed on the list begins a new filter."""
        if not self.filter.isHidden():
            self.filter.setFocus(Qt.FocusReason.OtherFocusReason)
            self.filter.setText(event.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.filter and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._filter_key(event)
        if watched is self.filter and isinstance(event, QFocusEvent) and event.gotFocus():
            self.filter.selectAll()
        if watched is self.filter and isinstance(event, QFocusEvent):
            self.table.viewport().update()
        return super().eventFilter(watched, event)

    def _filter_key(self, event: QKeyEvent) -> bool:
        """In the filter line: Enter opens the current row, Up and Down choose it, Esc shows all again."""
        key = event.key()
        if is_enter(event):
            self._open()
        elif key in (Keys.Key_Down, Keys.Key_Up, Keys.Key_PageDown, Keys.Key_PageUp):
            self.table.keyPressEvent(event)
        elif key == Keys.Key_Escape and self.filter.text():
            self.filter.clear()
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            return False
        return True


class RecordTable(QTableView):
    """The table of a RecordList: the cursor is a whole row."""

    opened = Signal()
    turned = Signal(bool)

    def __init__(self, name: str, rows: RecordModel, empty: str, owner: RecordList) -> None:
        super().__init__(owner)
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

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        if 0 <= column < len(self._rows.columns):
            descending = order == Qt.SortOrder.DescendingOrder
            self._owner._keeping(lambda: self._rows.arrange(column=column, descending=descending))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, ctrl = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        letters = event.text().isprintable() and bool(event.text().strip()) and not held
        if is_enter(event):
            self.opened.emit()
        elif key in (Keys.Key_Escape, Keys.Key_F2):
            event.ignore()
        elif ctrl and key in (Keys.Key_Left, Keys.Key_Right, Keys.Key_Up, Keys.Key_Down):
            self._sort_key(Keys(key))
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

    def _measure(self) -> None:
        dress(self, self._rows.columns)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._rows.rowCount():
            nothing_fits = f"No line holds “{self._rows.filter}”. Esc shows all again."
            paint_empty(self, nothing_fits if self._rows.records else self.unread or self._empty, 0)
