"""The models beneath a list of records: what they have in common, and the one that holds all of its records.

They must not know what a record is.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, Qt

from app.rules.listing import in_order
from app.ui.kit.grid.line_model import NOWHERE, Column, Index, cell_data, heading_data


def itself(record: Any) -> Any:
    """What a record is known by from one reading to the next: its id where it has one."""
    return getattr(record, "id", record)


class RowsModel(QAbstractTableModel):
    """Records in the order and choice of the moment; only cells that are looked at are ever written out."""

    def __init__(self, columns: Sequence[Column], key: Callable[[Any], Any] = itself) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.ticked: set[Any] = set()
        self.key = key
        self.filter = ""
        self.sorted_by = -1
        self.descending = False

    @abstractmethod
    def record(self, row: int) -> Any:
        """The record of a row as it is shown now; None while it is not read yet, or when it is gone."""

    @abstractmethod
    def row_of(self, key: Any) -> int:
        """The row of the record with this key; −1 when it is not shown."""

    @property
    def sorting(self) -> str:
        """By which column it is sorted; "" is the order in which the records came."""
        return self.columns[self.sorted_by].attribute if 0 <= self.sorted_by < len(self.columns) else ""

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        return heading_data(self.columns[section], role)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


class RecordModel(RowsModel):
    """All of its records lie in memory."""

    def __init__(self, columns: Sequence[Column], key: Callable[[Any], Any] = itself) -> None:
        super().__init__(columns, key)
        self.records: Sequence[Any] = ()
        self._shown: Sequence[int] = range(0)
        self._texts: dict[int, str] = {}

    def show(self, records: Sequence[Any]) -> None:
        """Shows other records, filtered and sorted as before; ticks of records that are gone are forgotten."""
        self.beginResetModel()
        self.records = records
        self._texts.clear()
        if self.ticked:
            self.ticked &= {self.key(record) for record in records}
        self._arrange()
        self.endResetModel()

    def arrange(self, text: str | None = None, column: int | None = None, descending: bool = False) -> None:
        """Another filter (all its words must be in the row, in any case), another order, or both."""
        self.beginResetModel()
        if text is not None:
            self.filter = text
        if column is not None:
            self.sorted_by, self.descending = column, descending
        self._arrange()
        self.endResetModel()

    def record(self, row: int) -> Any:
        """The record of a row as it is shown now."""
        return self.records[self._shown[row]]

    def shown(self) -> tuple[Any, ...]:
        """The records that the filter lets through, in their order."""
        return tuple(self.records[at] for at in self._shown)

    def row_of(self, key: Any) -> int:
        """The row of the record with this key; −1 when it is not shown."""
        return next((row for row, at in enumerate(self._shown) if self.key(self.records[at]) == key), -1)

    def _arrange(self) -> None:
        asked = self.filter.casefold().split()
        shown: Sequence[int] = range(len(self.records))
        if asked:
            shown = [at for at in shown if all(word in self._text(at) for word in asked)]
        if 0 <= self.sorted_by < len(self.columns):
            column = self.columns[self.sorted_by]
            shown = sorted(shown, key=lambda at: in_order(column.value(self.records[at])), reverse=self.descending)
        self._shown = shown

    def _text(self, at: int) -> str:
        if at not in self._texts:
            self._texts[at] = "\n".join(column.text(self.records[at]) for column in self.columns).casefold()
        return self._texts[at]

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        return cell_data(self.columns[index.column()], self.record(index.row()), role, index.row())
