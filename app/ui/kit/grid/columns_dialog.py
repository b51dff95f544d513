"""Which columns of a list are shown, in which order and how wide, by keys; it must not know what the columns hold."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app.desk_looks import USUAL, ListLook
from app.ui.kit import style
from app.ui.kit.asking.dialog import Dialog
from app.ui.kit.entry.field_base import Keys
from app.ui.kit.grid.kept_columns import KeptColumns, may_be_hidden

_STEP: Final = 8
_NARROWEST: Final = 32
_ROWS: Final = 14
_ATTRIBUTE: Final = Qt.ItemDataRole.UserRole


class ColumnsDialog(Dialog):
    """Space shows or hides, Ctrl+Up and Ctrl+Down move, + and − widen; it is seen in the list at once."""

    def __init__(self, kept: KeptColumns, parent: QWidget | None) -> None:
        super().__init__("Columns", parent)
        self._kept = kept
        self.list = style.named(_Columns(self), "Columns")
        self.list.itemChanged.connect(lambda _item: self._take())
        page = style.column(self, margin=style.SIZES.step * 4, gap=style.SIZES.gap)
        keys = "Space shows or hides · Ctrl+Up, Ctrl+Down move · + and − widen"
        page.addWidget(style.label(keys, "muted", wrap=True))
        page.addWidget(self.list, 1)
        usual, done = self.button("&Usual columns"), self.button("&Done", primary=True)
        usual.clicked.connect(self.back_to_usual)
        done.clicked.connect(self.accept)
        page.addLayout(self.foot(usual, done))
        self._show()
        self.resize(self.usual_width, _ROWS * style.row_height() + 120)
        self.list.setFocus()

    def back_to_usual(self) -> None:
        """Everything as the program comes."""
        self._kept.set_look(USUAL)
        self._show()

    def move_by(self, by: int) -> None:
        """The current column changes places with its neighbour."""
        at = self.list.currentRow()
        if 0 <= at + by < self.list.count():
            self.list.blockSignals(True)
            self.list.insertItem(at + by, self.list.takeItem(at))
            self.list.setCurrentRow(at + by)
            self.list.blockSignals(False)
            self._take()

    def widen_by(self, by: int) -> None:
        """The current column is so much wider; the one that takes what is left has no width of its own."""
        name = self.list.currentItem().data(_ATTRIBUTE)
        look = self._kept.look
        width = next(width for column, _, width in self._kept.shown() if column.attribute == name)
        widths = {**look.widths, name: max(_NARROWEST, width + by)}
        self._kept.set_look(ListLook(widths, look.order, look.hidden))

    def _show(self) -> None:
        at = max(0, self.list.currentRow())
        self.list.blockSignals(True)
        self.list.clear()
        for column, shown, _width in self._kept.shown():
            item = QListWidgetItem(column.heading)
            item.setData(_ATTRIBUTE, column.attribute)
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            if may_be_hidden(column):
                flags |= Qt.ItemFlag.ItemIsUserCheckable
            item.setFlags(flags)
            item.setCheckState(Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setCurrentRow(at)
        self.list.blockSignals(False)

    def _take(self) -> None:
        items = [self.list.item(at) for at in range(self.list.count())]
        order = tuple(str(item.data(_ATTRIBUTE)) for item in items)
        hidden = tuple(str(item.data(_ATTRIBUTE)) for item in items if item.checkState() == Qt.CheckState.Unchecked)
        self._kept.set_look(ListLook(self._kept.look.widths, order, hidden))


class _Columns(QListWidget):
    """The columns from left to right as rows from top to bottom."""

    def __init__(self, owner: ColumnsDialog) -> None:
        super().__init__()
        self._owner = owner

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if ctrl and event.key() in (Keys.Key_Up, Keys.Key_Down):
            self._owner.move_by(1 if event.key() == Keys.Key_Down else -1)
        elif event.key() in (Keys.Key_Plus, Keys.Key_Minus):
            self._owner.widen_by(_STEP if event.key() == Keys.Key_Plus else -_STEP)
        elif event.text().isalpha():
            event.ignore()  # the dialog's own letters
        else:
            super().keyPressEvent(event)
