"""The columns of a grid and the model over a draft's lines; it must not know a window, session or key."""

from __future__ import annotations

from collections.abc import Callable, MutableSequence, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from app.rules import words
from app.ui.kit import style

Index = QModelIndex | QPersistentModelIndex
Side = Literal["left", "right", "center"]
TONE_ROLE = Qt.ItemDataRole.UserRole + 1
NOWHERE = QModelIndex()
_SIDES = {
    "left": Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
    "right": Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
    "center": Qt.AlignmentFlag.AlignCenter,
}
TONES_SAID: Final = {"good": ", all right", "waits": ", look at it", "refused": ", refused"}
"""What a screen reader says of a coloured cell, which shows a sign beside its colour."""
STAYS_BLANK: Final = object()
"""What a hook returns when the blank line shall stay blank: what was typed has gone to another line."""


class StayInCell(Exception):
    """Raised by a hook: go back to what was typed without a word, because a question was backed out of."""


def plain(value: Any) -> str:
    """A value as it is; decimals without needless zeros."""
    return words.quantity(value) if isinstance(value, Decimal) else str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rest:
    """What a column needs seldom; all by name."""

    get: Callable[[Any], Any] | None = None
    """Works the value out of the line instead of the attribute, which then only names the column."""
    typed: Callable[[Any], str] | None = None
    """How the value stands in the open cell, where that differs from `show`."""
    editor: Callable[[QWidget], QLineEdit] | None = None
    """Makes the widget that is typed into, for instance a LookupField with free=True."""
    known_code: Callable[[str], bool] | None = None
    """Whether this value is a barcode of the shop; then it is a scan, however slowly it was typed."""
    scanned: Callable[[str], None] | None = None
    """Takes a scan that landed in this column; may raise Refused."""
    tick: bool = False
    """A yes/no column, drawn as a tick and turned by Space or a click."""
    seen: Callable[[], bool] | None = None
    """Whether whoever is at the desk may see it; for who may not it is not there, and has no value. None: everybody."""


@dataclass(frozen=True, slots=True)
class Column(_Rest):
    """One row of a grid's table of columns.

    `attribute` may be dotted (part.number). `parse(text, line)` reads what was typed or raises Refused. `width` is in
    letters, 0 takes what is left. `stop`: the cursor stops here on its way forward. `tone(line)` is "", "good",
    "waits", "refused" or "quiet".
    """

    heading: str
    attribute: str
    parse: Callable[[str, Any], Any] | None = None
    show: Callable[[Any], str] = plain
    width: int = 10
    align: Side = "left"
    editable: bool | Callable[[Any], bool] = False
    stop: bool = False
    prompt: str = ""
    tone: Callable[[Any], str] | None = None

    @property
    def is_seen(self) -> bool:
        """Whether whoever is at the desk now may see it."""
        return self.seen is None or self.seen()

    def value(self, line: Any) -> Any:
        """The value of this column in a line; None where something on the way to it is missing, or not to be seen."""
        if not self.is_seen:
            return None
        if self.get is not None:
            return self.get(line)
        value = line
        for name in self.attribute.split("."):
            value = getattr(value, name) if value is not None else None
        return value

    def text(self, line: Any) -> str:
        """The value as it is shown."""
        value = self.value(line)
        return "" if value is None or self.tick else self.show(value)

    def typed_text(self, line: Any) -> str:
        """The value as it stands in the open cell."""
        value = self.value(line)
        return "" if value is None else (self.typed or self.show)(value)

    def may_edit(self, line: Any) -> bool:
        """Whether this column can be typed into on that line."""
        return self.is_seen and (self.editable(line) if callable(self.editable) else self.editable)

    def side(self) -> Qt.AlignmentFlag:
        """The alignment of cells and heading."""
        return _SIDES[self.align]


Hook = Callable[[Any, str, Any], Any]
"""cell_committed(line, attribute, value): changes the draft; may raise Refused or StayInCell, may ask.

Returns None, another line to stand in this one's place, or STAYS_BLANK.
"""


def set_attribute(line: Any, attribute: str, value: Any) -> None:
    """The simplest hook: the line is changed in place."""
    setattr(line, attribute, value)


class LineModel(QAbstractTableModel):
    """Rows are the draft's own lines, and one blank line at the end when there is a maker of blank lines."""

    def __init__(
        self, columns: Sequence[Column], blank: Callable[[], Any] | None = None, hook: Hook = set_attribute
    ) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.lines: MutableSequence[Any] = []
        self._make_blank = blank
        self._blank = blank() if blank else None
        self._hook = hook
        self._rows = self._actual()

    def show(self, lines: MutableSequence[Any]) -> None:
        """Stands over other lines from now on; the very list is read and changed."""
        self.beginResetModel()
        self.lines = lines
        self._blank = self._make_blank() if self._make_blank else None
        self._rows = self._actual()
        self.endResetModel()

    def refresh(self) -> None:
        """Shows what the lines have become, also when some were added or taken away behind the model's back."""
        before, now = self._rows, self._actual()
        if now > before:
            self.beginInsertRows(QModelIndex(), before, now - 1)
            self._rows = now
            self.endInsertRows()
        elif now < before:
            self.beginRemoveRows(QModelIndex(), now, before - 1)
            self._rows = now
            self.endRemoveRows()
        if now:
            self.dataChanged.emit(self.index(0, 0), self.index(now - 1, len(self.columns) - 1))

    def line(self, row: int) -> Any:
        """The line of a row, the blank one included."""
        return self.lines[row] if row < len(self.lines) else self._blank

    def is_blank(self, row: int) -> bool:
        """Whether this is the blank line at the end."""
        return row >= len(self.lines)

    def row_of(self, line: Any) -> int:
        """The row of this very line; −1 when it is not (or no longer) there."""
        if line is not None and line is self._blank:
            return len(self.lines)
        return next((row for row, one in enumerate(self.lines) if one is line), -1)

    def commit(self, row: int, column: Column, value: Any) -> Any:
        """Hands a value to the hook and takes up what became of the line. The blank line becomes one of the draft's.

        Returns the line the value went to, or STAYS_BLANK. Whatever the hook raises passes through, nothing changed.
        """
        line, lines, blank = self.line(row), self.lines, self.is_blank(row)
        result = self._hook(line, column.attribute, value)
        if lines is not self.lines or result is STAYS_BLANK:
            self.refresh()
            return STAYS_BLANK
        now = line if result is None else result
        there = next((at for at, one in enumerate(lines) if one is line), -1)
        if there >= 0:
            lines[there] = now
        elif blank and not any(one is now for one in lines):
            lines.append(now)
        if blank and self._make_blank:
            self._blank = self._make_blank()
        self.refresh()
        return now

    def take_out(self, row: int) -> Any:
        """Removes a line and returns it."""
        self.beginRemoveRows(QModelIndex(), row, row)
        line = self.lines.pop(row)
        self._rows -= 1
        self.endRemoveRows()
        return line

    def put_back(self, row: int, line: Any) -> int:
        """Puts a removed line where it was, or at the end; returns its row."""
        row = min(row, len(self.lines))
        self.beginInsertRows(QModelIndex(), row, row)
        self.lines.insert(row, line)
        self._rows += 1
        self.endInsertRows()
        return row

    def _actual(self) -> int:
        return len(self.lines) + (self._make_blank is not None)

    # ------------------------------------------------------------------------------------------- what Qt asks a model

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        return heading_data(self.columns[section], role)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        column = self.columns[index.column()]
        if column.may_edit(self.line(index.row())):
            flags |= Qt.ItemFlag.ItemIsUserCheckable if column.tick else Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= self._actual():
            return None
        column, blank = self.columns[index.column()], self.is_blank(index.row())
        if blank and role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.heading}: new line"
        if blank and role != Qt.ItemDataRole.TextAlignmentRole:
            return None
        return cell_data(column, self.line(index.row()), role, index.row())


def heading_data(column: Column, role: int) -> Any:
    """What a header shows of a column."""
    if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
        return column.heading
    if role == Qt.ItemDataRole.TextAlignmentRole:
        return column.side()
    return column.prompt or None if role == Qt.ItemDataRole.ToolTipRole else None


def cell_data(column: Column, line: Any, role: int, row: int) -> Any:
    """What a cell shows of a line, for grids and lists alike."""
    match role:
        case Qt.ItemDataRole.DisplayRole:
            return column.text(line)
        case Qt.ItemDataRole.TextAlignmentRole:
            return column.side()
        case Qt.ItemDataRole.CheckStateRole if column.tick:
            return Qt.CheckState.Checked if column.value(line) else Qt.CheckState.Unchecked
        case Qt.ItemDataRole.AccessibleTextRole:
            says = ("yes" if column.value(line) else "no") if column.tick else column.text(line) or "empty"
            tone = TONES_SAID.get(column.tone(line), "") if column.tone and column.text(line) else ""
            return f"{column.heading}, line {row + 1}: {says}{tone}"
        case Qt.ItemDataRole.ToolTipRole:
            return style.tip(column.text(line)) or None
        case _ if role == TONE_ROLE:
            return column.tone(line) if column.tone else ""
    return None
