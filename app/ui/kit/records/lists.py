"""A list of records to read: filter, sort, tick, open, export; it must not know what the records are or where from."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.rules.facts import ListColumnFacts, ListFacts
from app.ui.kit import dates, style
from app.ui.kit.entry.field_base import Keys, is_enter
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records import csv_file
from app.ui.kit.records.csv_file import Progress
from app.ui.kit.records.record_model import RecordModel, RowsModel, itself
from app.ui.kit.records.record_table import RecordTable


class RecordView(QWidget):
    """A list with its filter line. Typing filters, Up and Down choose, Enter or a double click opens.

    Ctrl+Left and Ctrl+Right choose the column to sort by, Ctrl+Up and Ctrl+Down the direction. With `ticks` every row
    has a tick: Space turns it, Ctrl+A turns all that are shown.
    """

    opened = Signal(object)
    """Enter or a double click on this record."""
    chosen = Signal(object)
    """The current record has changed; None when there is none."""
    ticks_changed = Signal()
    rows: RowsModel
    model: ClassVar[type[RowsModel]]

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
        ticked = Column("✓", "ticked", get=lambda record: self.rows.key(record) in self.rows.ticked, tick=True, width=3)
        self._ticks = ticks
        self.rows = self.model((ticked, *columns) if ticks else columns, key)
        self.table = RecordTable(name, self.rows, empty, self, self)
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
        self.table.selectionModel().currentRowChanged.connect(lambda current, _before: self._moved(current))
        self._tell_count()

    # --------------------------------------------------------------------------------------------------- the records

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
        self.arrange(text=text)

    @abstractmethod
    def arrange(self, text: str | None = None, column: int | None = None, descending: bool = False) -> None:
        """Another filter, another order, or both; the cursor stays on its record, or near it."""

    @abstractmethod
    def shown(self) -> tuple[Any, ...]:
        """The records the filter lets through, in their order; of a long list those that are in memory."""

    @abstractmethod
    def ticked(self) -> tuple[Any, ...]:
        """The ticked records, also those the filter hides."""

    @property
    def being_read(self) -> bool:
        """Whether what is asked for is not there yet."""
        return False

    @property
    @abstractmethod
    def nothing_fits(self) -> bool:
        """Whether there are records, and the filter hides them all."""

    def count(self) -> int:
        """How many records are shown, as far as that is known."""
        return self.rows.rowCount()

    def current(self) -> Any:
        """The record with the cursor; None in an empty list, and before it is read."""
        row = self.table.currentIndex().row()
        return self.rows.record(row) if 0 <= row < self.rows.rowCount() else None

    def go_to_end(self) -> None:
        """Puts the cursor on the last record."""
        self.table.setCurrentIndex(self.rows.index(self.rows.rowCount() - 1, 0))

    def select(self, key: Any) -> bool:
        """Puts the cursor on the record with this key (its id); False when it is not shown."""
        row = self.rows.row_of(key)
        if row >= 0:
            self.table.setCurrentIndex(self.rows.index(row, 0))
        return row >= 0

    # -------------------------------------------------------------------------------------------------- ways out of it

    def writing(self, path: Path) -> Callable[[Progress, Callable[[], bool]], int | None]:
        """What writes all that is shown into this file as CSV, to be run off the main thread: see `csv_file.write`.

        Plain figures and ISO days, and no text that a spreadsheet would run as a formula.
        """
        columns, records, count = self._written(), self._source(), self.count()
        return lambda told, stop: csv_file.write(path, csv_file.csv_lines(columns, records(stop)), count, told, stop)

    def facts(self, heading: str, *, shop: str = "", dated: date | None = None) -> ListFacts:
        """What is shown, for paper; raises Refused when that is too long for it."""
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
            rows=tuple(tuple(column.text(record) for column in columns) for record in self._printed()),
            shop=shop,
            dated=dated,
            about=about,
            dates=dates.of_the_shop(),
        )

    def all_records(self) -> Sequence[Any]:
        """All records that are shown, read where they are not yet; raises Refused when that is too long."""
        return self._printed()

    @abstractmethod
    def _source(self) -> Callable[[Callable[[], bool]], Iterator[Any]]:
        """What gives all records that are shown, as long as it is not told to stop."""

    @abstractmethod
    def _printed(self) -> Sequence[Any]:
        """All records that are shown; raises Refused when they are too many for paper."""

    # --------------------------------------------------------------------------------------------------------- inside

    def _written(self) -> list[Column]:
        """The columns that go out: no tick, and nothing that may not be seen."""
        return [column for column in self.rows.columns if column.is_seen and not column.tick]

    def _moved(self, _current: QModelIndex) -> None:
        self.chosen.emit(self.current())

    @abstractmethod
    def _tell_count(self) -> None: ...

    @abstractmethod
    def _turn(self, everything: bool) -> None:
        """Turns the tick of the current row, or of all that are shown."""

    def _open(self) -> None:
        if (record := self.current()) is not None:
            self.opened.emit(record)

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


class RecordList(RecordView):
    """A list that is short by nature: all of its records are given to it."""

    rows: RecordModel
    model = RecordModel

    def show_records(self, records: Sequence[Any]) -> None:
        """Shows other records; the current one stays the current one where it is still there."""
        self.table.show_what_is_seen()
        self._keeping(lambda: self.rows.show(records))

    def arrange(self, text: str | None = None, column: int | None = None, descending: bool = False) -> None:
        self._keeping(lambda: self.rows.arrange(text, column, descending))

    def shown(self) -> tuple[Any, ...]:
        return self.rows.shown()

    def ticked(self) -> tuple[Any, ...]:
        return tuple(record for record in self.rows.records if self.rows.key(record) in self.rows.ticked)

    def tick(self, records: Iterable[Any]) -> None:
        """Ticks exactly these."""
        self.rows.ticked = {self.rows.key(record) for record in records}
        self.table.viewport().update()
        self.ticks_changed.emit()

    @property
    def nothing_fits(self) -> bool:
        return bool(self.rows.records)

    def _source(self) -> Callable[[Callable[[], bool]], Iterator[Any]]:
        records = self.shown()
        return lambda _stop: iter(records)

    def _printed(self) -> Sequence[Any]:
        return self.shown()

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

    def _turn(self, everything: bool) -> None:
        if not self._ticks or self.current() is None:
            return
        keys = {self.rows.key(record) for record in (self.shown() if everything else (self.current(),))}
        self.rows.ticked = self.rows.ticked - keys if keys <= self.rows.ticked else self.rows.ticked | keys
        self.table.viewport().update()
        self.ticks_changed.emit()
