"""The grid every document is typed into: keys, the open cell, veto, scanner; it must not know draft, window or session.

The cursor is a cell. Typing opens it, Enter or Tab takes the text in and goes on, Esc puts the old text back.
Qt's own editing is switched off: its F2, its Tab and its silent close on losing the focus are all wrong here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, MutableSequence, Sequence
from typing import Any, Literal

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QKeySequence, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QTableView, QWidget

from app.rules import entry
from app.rules.faults import Refused
from app.ui.kit import style
from app.ui.kit.cell_delegate import FRAME, CellDelegate, dress, is_font_change, paint_empty
from app.ui.kit.field_base import PASSING, Keys, is_enter, with_shift
from app.ui.kit.line_model import STAYS_BLANK, Column, Hook, LineModel, StayInCell, set_attribute
from app.ui.kit.lookup_field import LookupField

SCANNER_GAP = 35
"""Milliseconds between two keys that no finger reaches: a scanner sends one every 1 to 20, a fast typist every 80."""

Outcome = Literal["taken", "scanned", "refused"]
Modifier = Qt.KeyboardModifier


def _nothing(*_line: Any) -> None:
    """A hook that has nothing to say."""


class LineGrid(QTableView):
    """A grid over a draft's lines.

    `committed` is the hook each typed value goes to; `leaving(line, attribute)` is called when the cursor goes forward
    from a cell that was not typed into; `may_delete(line)` before a line goes. All may raise Refused or StayInCell.
    """

    refused = Signal(str)
    """A sentence for the status line: what was typed cannot be taken."""
    prompted = Signal(str)
    """The prompt of the column the cursor has come to; also the grid's statusTip."""
    lines_changed = Signal()
    """A cell was taken in, a line deleted or restored."""
    moved = Signal(object, str)
    """The cursor has come to this line (None: the blank one) and attribute."""

    def __init__(
        self,
        name: str,
        columns: Sequence[Column],
        *,
        blank: Callable[[], Any] | None = None,
        committed: Hook = set_attribute,
        leaving: Callable[[Any, str], None] = _nothing,
        may_delete: Callable[[Any], None] = _nothing,
        empty: str = "",
        parent: QWidget | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.rows = LineModel(columns, blank, committed)
        self._leaving, self._may_delete, self._clock = leaving, may_delete, clock
        self._empty = empty
        self._deleted: list[tuple[int, Any]] = []
        self._editor: QLineEdit | None = None
        self._before = ""
        self._picked: object = None
        self._typing: list[float] = []
        self._busy = self._placed = False
        self.setModel(self.rows)
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

    # ----------------------------------------------------------------------------------------------------- the lines

    def show_lines(self, lines: MutableSequence[Any]) -> None:
        """Stands over other lines; the cursor goes to the first cell, and what was deleted before is forgotten."""
        self._close(keep_focus=True)
        self._deleted.clear()
        self.rows.show(lines)
        self._placed = True
        self.setCurrentIndex(self._first_stop(0))

    @property
    def lines(self) -> MutableSequence[Any]:
        """The draft's lines, without the blank one."""
        return self.rows.lines

    def refresh(self) -> None:
        """Shows what the lines have become; the cursor stays on its line."""
        line, column = self.current_line(), self.currentIndex().column()
        self.rows.refresh()
        row = self.rows.row_of(line)
        if row >= 0 and row != self.currentIndex().row():
            self.setCurrentIndex(self.rows.index(row, column))

    def current_line(self) -> Any:
        """The line with the cursor; None on the blank line and in an empty grid."""
        index = self.currentIndex()
        return None if not index.isValid() or self.rows.is_blank(index.row()) else self.rows.line(index.row())

    def current_attribute(self) -> str:
        """The attribute of the column with the cursor."""
        index = self.currentIndex()
        return self.rows.columns[index.column()].attribute if index.isValid() else ""

    def delete_line(self) -> bool:
        """Takes the current line out, an open cell with it; `restore_line` brings it back. False when there is none."""
        line, row = self.current_line(), self.currentIndex().row()
        if line is None:
            self.cancel_open_cell()
            return False
        try:
            self._may_delete(line)
        except Refused as fault:
            self.refused.emit(fault.sentence)
            return False
        except StayInCell:
            return False
        self._close()
        column = self.currentIndex().column()
        self._deleted.append((row, self.rows.take_out(row)))
        self.setCurrentIndex(self.rows.index(min(row, self.rows.rowCount() - 1), column))
        self.lines_changed.emit()
        return True

    def restore_line(self) -> bool:
        """Brings the line back that was deleted last. False when there is none."""
        if not self._deleted or not self.commit_open_cell():
            return False
        row = self.rows.put_back(*self._deleted.pop())
        self.setCurrentIndex(self._first_stop(row))
        self.lines_changed.emit()
        return True

    # ---------------------------------------------------------------------------------------------------- the cursor

    def go_to(self, line: Any, attribute: str) -> None:
        """Puts the cursor on this very line's cell; does nothing for a line that is not there."""
        row = self.rows.row_of(line)
        columns = [at for at, column in enumerate(self.rows.columns) if column.attribute == attribute]
        if row >= 0 and columns:
            self._placed = True
            self.setCurrentIndex(self.rows.index(row, columns[0]))

    def start(self) -> None:
        """Puts the cursor and the focus where the next line is typed."""
        self._placed = True
        self.setCurrentIndex(self._first_stop(len(self.lines) if self.rows.is_blank(self.rows.rowCount() - 1) else 0))
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

    def _advance(self, forward: bool, may_leave: bool) -> None:
        target = self._next(forward)
        untouched_blank = forward and self.rows.is_blank(self.currentIndex().row())
        if target.isValid() and not untouched_blank:
            self.setCurrentIndex(target)
        elif may_leave:
            QWidget.focusNextPrevChild(self, forward)

    def _step(self, forward: bool, may_leave: bool) -> None:
        """Tab, Enter and their ways back: takes the open cell in first, and asks on leaving a cell as it was."""
        typed = self._editor is not None and self._edited()
        self._placed = False
        if self._take() != "taken":
            return
        if forward and not typed and (line := self.current_line()) is not None:
            try:
                self._leaving(line, self.current_attribute())
            except Refused as fault:
                self.refused.emit(fault.sentence)
                return
            except StayInCell:
                return
        if not self._placed:
            self._advance(forward, may_leave)

    def _arrived(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        prompt = self.rows.columns[index.column()].prompt
        self.setStatusTip(prompt)
        self.prompted.emit(prompt)
        self.moved.emit(self.current_line(), self.current_attribute())
        self.viewport().update()

    # -------------------------------------------------------------------------------------------------- the open cell

    @property
    def editing(self) -> bool:
        """Whether a cell is open."""
        return self._editor is not None

    @property
    def editor(self) -> QLineEdit | None:
        """The widget of the open cell."""
        return self._editor

    def open_cell(self, text: str | None = None) -> bool:
        """Opens the current cell, with its own text selected or with `text`; False where nothing can be typed."""
        index = self.currentIndex()
        if self._editor is not None or not index.isValid():
            return self._editor is not None
        column, line = self._cell(index)
        if column.tick or not column.may_edit(line):
            return False
        editor = column.editor(self.viewport()) if column.editor else QLineEdit(self.viewport())
        if not editor.accessibleName() or column.editor is None:
            editor.setAccessibleName(column.heading)
        editor.setFrame(False)
        editor.setProperty("cell", True)
        editor.setStatusTip(column.prompt)
        editor.setAlignment(column.side())
        self._before = "" if self.rows.is_blank(index.row()) else column.typed_text(line)
        self._picked, self._typing = None, []
        editor.setText(self._before if text is None else text)
        editor.installEventFilter(self)
        if isinstance(editor, LookupField):
            editor.picked.connect(self._pick)
            editor.refused.connect(self.refused)
        self._editor = editor
        self.scrollTo(index)
        self._place_editor()
        editor.show()
        editor.setFocus(Qt.FocusReason.OtherFocusReason)
        if text is None:
            editor.selectAll()
        return True

    def commit_open_cell(self) -> bool:
        """Takes in what is being typed. False when it was refused: the cell stays open with its text selected."""
        return self._take() != "refused"

    def cancel_open_cell(self) -> bool:
        """Closes the open cell without taking its text; False when none was open."""
        if self._editor is None:
            return False
        self._close()
        return True

    def enter(self, line: Any, attribute: str, value: Any) -> bool:
        """Takes a value as if it had been typed on `line` (None: the blank line) and goes on; False when refused.

        A text goes through the column's `parse`, anything else straight to the hook.
        """
        row = self.rows.row_of(line) if line is not None else len(self.lines)
        at = next(at for at, column in enumerate(self.rows.columns) if column.attribute == attribute)
        if not 0 <= row < self.rows.rowCount() or not self.commit_open_cell():
            return False
        self.setCurrentIndex(self.rows.index(row, at))
        self._placed = False
        try:
            stays = self._hand_over(value)
        except Refused as fault:
            if isinstance(value, str):
                self.open_cell(value)
                self._select_text()
            self.refused.emit(fault.sentence)
            return False
        except StayInCell:
            return False
        if not stays and not self._placed:
            self._advance(True, may_leave=False)
        self._placed = True
        return True

    def _cell(self, index: QModelIndex) -> tuple[Column, Any]:
        return self.rows.columns[index.column()], self.rows.line(index.row())

    def _edited(self) -> bool:
        return self._editor is not None and (self._picked is not None or self._editor.text() != self._before)

    def _take(self) -> Outcome:
        if self._editor is None:
            return "taken"
        if self._busy:
            return "refused"
        if not self._edited():
            self._close()
            return "taken"
        editor, text = self._editor, self._editor.text()
        if self._picked is None and self._is_scan(text):
            return self._take_scan(text)
        try:
            self._busy = True
            stays = self._hand_over(text if self._picked is None else self._picked)
        except (Refused, StayInCell) as fault:
            self._picked = None
            self._select_text()
            if isinstance(fault, Refused):
                self.refused.emit(fault.sentence)
            return "refused"
        finally:
            self._busy = False
        if self._editor is editor:
            self._close()
        return "scanned" if stays else "taken"

    def _hand_over(self, value: Any) -> bool:
        """Parses, gives the value to the hook, follows the line. True when the blank line has stayed blank."""
        index = self.currentIndex()
        column, line = self._cell(index)
        if isinstance(value, str) and column.parse is not None:
            value = column.parse(value, line)
        went_to = self.rows.commit(index.row(), column, value)
        row = self.rows.row_of(went_to) if went_to is not STAYS_BLANK else -1
        if row >= 0 and not self._placed:
            self.setCurrentIndex(self.rows.index(row, index.column()))
        self.lines_changed.emit()
        return went_to is STAYS_BLANK

    def _is_scan(self, text: str) -> bool:
        column = self.rows.columns[self.currentIndex().column()]
        if column.scanned is None:
            return False
        known = column.known_code is not None and entry.may_be_code(text) and column.known_code(text.strip())
        return known or entry.is_scan(text, self.typed_fast)

    @property
    def typed_fast(self) -> bool:
        """Whether the text of the open cell came at a scanner's speed."""
        keys = len(self._typing) - 1
        return keys > 0 and self._typing[-1] - self._typing[0] <= SCANNER_GAP * keys

    def _take_scan(self, text: str) -> Outcome:
        scanned = self.rows.columns[self.currentIndex().column()].scanned
        assert scanned is not None
        self._close()
        try:
            scanned(text.strip())
        except Refused as fault:
            if self.open_cell(text):
                self._select_text()
            self.refused.emit(fault.sentence)
            return "refused"
        return "scanned"

    def _select_text(self) -> None:
        if self._editor is not None:
            self._editor.setFocus(Qt.FocusReason.OtherFocusReason)
            self._editor.selectAll()

    def _pick(self, hit: object) -> None:
        self._picked = hit
        self._step(forward=True, may_leave=True)

    def _close(self, keep_focus: bool = False) -> None:
        editor, self._editor = self._editor, None
        if editor is None:
            return
        if isinstance(editor, LookupField):
            editor.close_list()
        if editor.hasFocus() or (keep_focus and self.isAncestorOf(QApplication.focusWidget() or self)):
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        editor.removeEventFilter(self)
        editor.hide()
        editor.deleteLater()
        self.viewport().update()

    def _place_editor(self) -> None:
        if self._editor is not None:
            room = self.visualRect(self.currentIndex())
            self._editor.setGeometry(room.adjusted(FRAME, FRAME, -FRAME, -FRAME))

    # ----------------------------------------------------------------------------------------------------------- keys

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._tab_key(event):
            return True
        return super().event(event)

    def _tab_key(self, event: QKeyEvent) -> bool:
        """Tab never gets as far as keyPressEvent: Qt looks for the next widget before."""
        return event.key() in (Keys.Key_Tab, Keys.Key_Backtab) and self._grid_key(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._grid_key(event) or self._opening_key(event):
            event.accept()
        elif event.key() in (Keys.Key_Escape, Keys.Key_F2, Keys.Key_Return, Keys.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are typed into cells, never looked for."""

    def _grid_key(self, event: QKeyEvent) -> bool:
        """The keys that mean the same with the cell open or not."""
        key, held = event.key(), event.modifiers() & ~Modifier.KeypadModifier
        if key in (Keys.Key_Tab, Keys.Key_Backtab) and not held & ~Modifier.ShiftModifier:
            self._step(forward=key == Keys.Key_Tab and not with_shift(event), may_leave=True)
        elif is_enter(event):
            self._step(forward=not with_shift(event), may_leave=False)
        elif key == Keys.Key_Delete and held == Modifier.ControlModifier:
            self.delete_line()
        elif key == Keys.Key_Z and held == Modifier.ControlModifier | Modifier.ShiftModifier:
            self.restore_line()
        else:
            return False
        return True

    def _opening_key(self, event: QKeyEvent) -> bool:
        """Keys that open the closed cell: what is typed goes into it, none lost and none twice."""
        key, index = event.key(), self.currentIndex()
        if not index.isValid():
            return False
        column = self.rows.columns[index.column()]
        if column.tick and key == Keys.Key_Space:
            return self._turn(index)
        if event.matches(QKeySequence.StandardKey.Paste):
            if self._open_or_say(""):
                self._editor_now().paste()
            return True
        if key == Keys.Key_Delete and not event.modifiers():
            return self._open_or_say("")
        if key == Keys.Key_Backspace:
            if self._open_or_say(None):
                self._editor_now().deselect()
                self._editor_now().end(False)
            return True
        held = event.modifiers() & (Modifier.ControlModifier | Modifier.AltModifier | Modifier.MetaModifier)
        alt_gr = Modifier.ControlModifier | Modifier.AltModifier
        if not event.text() or not event.text().isprintable() or held not in (Modifier.NoModifier, alt_gr):
            return False
        if self._open_or_say(""):
            QApplication.sendEvent(self._editor_now(), event)
        return True

    def _editor_now(self) -> QLineEdit:
        assert self._editor is not None
        return self._editor

    def _open_or_say(self, text: str | None) -> bool:
        if self.open_cell(text):
            return True
        column = self.rows.columns[self.currentIndex().column()]
        says = "is turned by Space" if column.tick else "cannot be typed into here"
        self.refused.emit(f"{column.heading} {says}. Tab goes to the next field.")
        return False

    def _turn(self, index: QModelIndex) -> bool:
        column, line = self._cell(index)
        if not column.may_edit(line) or self.rows.is_blank(index.row()):
            return False
        try:
            self._placed = False
            self._hand_over(not column.value(line))
        except Refused as fault:
            self.refused.emit(fault.sentence)
        except StayInCell:
            pass
        return True

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """A composed letter (´ and e) opens the cell like a plain one."""
        if (event.commitString() or event.preeditString()) and self._open_or_say(""):
            QApplication.sendEvent(self._editor_now(), event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self._editor or self._editor is None:
            return super().eventFilter(watched, event)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            return self._override(event)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._editor_key(event)
        if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut and event.reason() not in PASSING:
            QTimer.singleShot(0, self, self._left)
        return False

    def _override(self, event: QKeyEvent) -> bool:
        """Esc belongs to the open cell; Ctrl+Del and Ctrl+Shift+Z are the line's, though a line edit claims them."""
        ctrl = bool(event.modifiers() & Modifier.ControlModifier)
        if event.key() == Keys.Key_Escape:
            event.accept()
            return True
        mine = event.key() == Keys.Key_Delete or (event.key() == Keys.Key_Z and with_shift(event))
        if ctrl and mine:
            event.ignore()
            return True
        return False

    def _editor_key(self, event: QKeyEvent) -> bool:
        editor = self._editor_now()
        if isinstance(editor, LookupField) and editor.list_key(event):
            return True
        if event.text() and event.text().isprintable():
            self._typing.append(float(event.timestamp()) or self._clock() * 1000)
        key = event.key()
        if self._grid_key(event):
            return True
        if key == Keys.Key_Escape:
            self._close()
            return True
        if key in (Keys.Key_Up, Keys.Key_Down, Keys.Key_PageUp, Keys.Key_PageDown) and not event.modifiers():
            if self.commit_open_cell():
                super().keyPressEvent(event)
            return True
        return False

    # ------------------------------------------------------------------------------------------ mouse, focus, painting

    def _left(self) -> None:
        """The focus has gone from the open cell: its text is taken in, or the focus comes back to it."""
        editor = self._editor
        if editor is None or self._busy or editor.hasFocus() or not editor.isVisible():
            return
        if QApplication.activeModalWidget() not in (None, self.window()):
            return
        self._take()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if not self.commit_open_cell():
            event.accept()
            return
        if index.isValid() and self.rows.columns[index.column()].tick and event.button() == Qt.MouseButton.LeftButton:
            self.setCurrentIndex(index)
            self._turn(index)
            event.accept()
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self.commit_open_cell():
            self.setCurrentIndex(index)
            self.open_cell()

    def focusInEvent(self, event: QFocusEvent) -> None:
        if not self.currentIndex().isValid() and self.rows.rowCount():
            self.setCurrentIndex(self._first_stop(0))
        super().focusInEvent(event)
        self._arrived(self.currentIndex())

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab is the grid's own until it leaves the last or first cell."""
        return False

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self._place_editor()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self._place_editor()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if is_font_change(event) and hasattr(self, "rows"):
            self._measure()

    def _measure(self) -> None:
        dress(self, self.horizontalHeader(), self.rows.columns)
        height = max(style.row_height(), self.fontMetrics().height() + 8)
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setDefaultSectionSize(height)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.lines and self._empty:
            paint_empty(self, self._empty, self.verticalHeader().defaultSectionSize() * self.rows.rowCount())
