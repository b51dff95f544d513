"""A list to tick, with quantities to change downwards; it must not know what is ticked or why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView, QWidget

from app.rules import entry, words
from app.rules.faults import Refused
from app.ui.kit import style
from app.ui.kit.asking.dialog import Dialog
from app.ui.kit.entry.field_base import SHIFT, held_besides

Index = QModelIndex | QPersistentModelIndex
_ROLE: Final = Qt.ItemDataRole


@dataclass(frozen=True, slots=True)
class TickColumn:
    """A heading and the side on which its cells stand."""

    heading: str
    right: bool = False


@dataclass(frozen=True, slots=True)
class TickLine:
    """One line: what it stands for, its cells as written, whether it is ticked and how much of it.

    `most` is the largest quantity that may be typed; None means that this line has no quantity to change. A line that
    is not `offered` is shown grey and cannot be ticked.
    """

    key: object
    cells: tuple[str, ...]
    ticked: bool = False
    quantity: Decimal | None = None
    most: Decimal | None = None
    offered: bool = True
    whole_units: bool = True


class TickModel(QAbstractTableModel):
    """The lines as a table: a tick, the cells, and the quantity where any line has one."""

    def __init__(self, lines: Sequence[TickLine], columns: Sequence[TickColumn], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines = list(lines)
        self.said = ""
        self.columns = [TickColumn(""), *columns]
        if any(line.quantity is not None for line in lines):
            self.columns.append(TickColumn("Quantity", right=True))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """As many rows as lines."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The tick, the cells and perhaps the quantity."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> object:
        """Headings stand over their figures."""
        if orientation == Qt.Orientation.Horizontal and role == _ROLE.DisplayRole:
            return self.columns[section].heading
        if orientation == Qt.Orientation.Horizontal and role == _ROLE.TextAlignmentRole:
            return self._side(section)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Only offered lines can be ticked; only quantities can be typed."""
        if not index.isValid() or not self.lines[index.row()].offered:
            return Qt.ItemFlag.ItemIsSelectable if index.isValid() else Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        if index.column() == 0:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        if self.is_quantity(index.column()) and self.lines[index.row()].most is not None:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> object:
        """What a cell says, whether it is ticked, and what a screen reader reads of it."""
        if not index.isValid():
            return None
        line, at = self.lines[index.row()], index.column()
        if role == _ROLE.CheckStateRole and at == 0:
            return Qt.CheckState.Checked if line.ticked else Qt.CheckState.Unchecked
        if role == _ROLE.AccessibleTextRole and at == 0:
            return f"{'ticked' if line.ticked else 'not ticked'}, {', '.join(line.cells)}"
        if role in (_ROLE.DisplayRole, _ROLE.EditRole):
            if at == 0:
                return ""
            if self.is_quantity(at):
                return "" if line.quantity is None else words.quantity(line.quantity)
            return line.cells[at - 1] if at <= len(line.cells) else ""
        if role == _ROLE.TextAlignmentRole:
            return self._side(at)
        return None

    def setData(self, index: Index, value: object, role: int = _ROLE.EditRole) -> bool:
        """Tick, or take a quantity; what cannot be taken is told in `said` and changes nothing."""
        line = self.lines[index.row()]
        self.said = ""
        if role == _ROLE.CheckStateRole and line.offered:
            changed = replace(line, ticked=Qt.CheckState(value) == Qt.CheckState.Checked)
        elif role == _ROLE.EditRole and self.is_quantity(index.column()) and line.most is not None:
            try:
                part = line.cells[0] if line.cells else ""
                typed = entry.quantity(str(value), part=part, whole_units=line.whole_units)
            except Refused as fault:
                self.said = fault.sentence
                return False
            if typed > line.most:
                self.said = f"At most {words.quantity(line.most)} can be taken here."
                return False
            changed = replace(line, quantity=typed, ticked=True)
        else:
            return False
        self.lines[index.row()] = changed
        self.dataChanged.emit(self.index(index.row(), 0), self.index(index.row(), self.columnCount() - 1))
        return True

    def turn(self, rows: Sequence[int]) -> None:
        """Tick these lines, or take the tick off when all of them have it."""
        offered = [row for row in rows if self.lines[row].offered]
        state = Qt.CheckState.Unchecked if all(self.lines[row].ticked for row in offered) else Qt.CheckState.Checked
        for row in offered:
            self.setData(self.index(row, 0), state.value, _ROLE.CheckStateRole)

    def is_quantity(self, column: int) -> bool:
        """Whether this is the column of quantities."""
        return self.columns[column].heading == "Quantity" and column == len(self.columns) - 1

    def _side(self, column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if self.columns[column].right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


class TickDialog(Dialog):
    """Space ticks, A ticks all, digits change the quantity, Enter is OK, Esc goes back."""

    def __init__(
        self,
        title: str,
        sentence: str,
        lines: Sequence[TickLine],
        columns: Sequence[TickColumn],
        parent: QWidget | None,
        guard: int,
    ) -> None:
        super().__init__(title, parent, guard)
        self._model = TickModel(lines, columns, self)
        page = style.column(self, margin=style.SIZES.step * 5, gap=style.SIZES.step * 3)
        page.addWidget(style.label(sentence, wrap=True))
        self._table = self._made_table(title)
        page.addWidget(self._table, 1)
        self._told = style.label(role="muted", name="How many are ticked")
        back, okay = self.button("&Back"), self.button("&OK", primary=True)
        every = self.button("Tick &all")
        every.setAutoDefault(False)
        every.clicked.connect(lambda: self._model.turn(range(len(self._model.lines))))
        back.clicked.connect(self.reject)
        okay.clicked.connect(self.accept)
        foot = style.row()
        for widget in (every, self._told):
            foot.addWidget(widget)
        foot.addStretch()
        for widget in (back, okay):
            foot.addWidget(widget)
        page.addLayout(foot)
        self._model.dataChanged.connect(self._tell)
        self._tell()
        self.resize(max(style.SIZES.dialog, self._wanted_width()), self._wanted_height())
        self._table.setFocus()

    @property
    def lines(self) -> list[TickLine]:
        """All lines as they stand now."""
        return list(self._model.lines)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keys of the list, before the table takes them."""
        if super().eventFilter(watched, event):
            return True
        if watched is not self._table or not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        key, index = event.key(), self._table.currentIndex()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._table.state() != QAbstractItemView.State.EditingState:  # else it closes the open quantity
                self.accept()
        elif key == Qt.Key.Key_Space and index.isValid():
            self._model.turn(sorted({cell.row() for cell in self._table.selectedIndexes()} or {index.row()}))
        elif event.text().isalpha() and not held_besides(event, SHIFT):
            return self.press_letter(event.text().casefold())
        elif event.text().isdigit() and index.isValid():
            cell = self._model.index(index.row(), self._model.columnCount() - 1)
            if self._model.flags(cell) & Qt.ItemFlag.ItemIsEditable:
                self._table.setCurrentIndex(cell)
            return False
        else:
            return False
        return True

    def _made_table(self, title: str) -> QTableView:
        table = style.named(QTableView(showGrid=False), title)
        table.setModel(self._model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.AnyKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(style.row_height())
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.resizeColumnsToContents()
        self._wanted = header.length()
        left = [at for at, column in enumerate(self._model.columns) if column.heading and not column.right]
        if left:
            widest = max(left, key=header.sectionSize)
            header.setSectionResizeMode(widest, QHeaderView.ResizeMode.Stretch)
        first = next((row for row, line in enumerate(self._model.lines) if line.offered), 0)
        table.setCurrentIndex(self._model.index(first, 1))
        table.installEventFilter(self)
        return table

    def _wanted_width(self) -> int:
        return min(self._wanted + 72, 1080)

    def _wanted_height(self) -> int:
        rows = min(max(len(self._model.lines), 3), 12)
        return rows * style.row_height() + 168

    def _tell(self) -> None:
        ticked = sum(line.ticked for line in self._model.lines)
        said = self._model.said or f"{ticked} of {len(self._model.lines)} ticked · Space ticks"
        style.mark(self._told, "refused" if self._model.said else "muted").setText(said)
        if self._model.said:
            QApplication.beep()
