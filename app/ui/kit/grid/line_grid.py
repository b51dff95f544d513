"""The grid every document is typed into: keys, the open cell, veto, scanner; it must not know draft, window or session.

The cursor is a cell. Typing opens it, Enter or Tab takes the text in and goes on, Esc puts the old text back.
Qt's own editing is switched off: its F2, its Tab and its silent close on losing the focus are all wrong here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, MutableSequence, Sequence
from typing import Any, Literal

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.rules import entry
from app.rules.faults import Refused, Unavailable
from app.rules.pasting import PastedRow
from app.ui.kit.entry.field_base import Keys, held_besides, is_copy, is_enter, is_stray_letter, with_shift
from app.ui.kit.entry.lookup_field import LookupField
from app.ui.kit.grid import pasting
from app.ui.kit.grid.line_model import STAYS_BLANK, Column, Hook, LineModel, StayInCell, set_attribute
from app.ui.kit.grid.open_cell import OpenCell
from app.ui.kit.grid.typing_table import TypingTable

Outcome = Literal["taken", "elsewhere", "refused"]
Modifier = Qt.KeyboardModifier


def _nothing(*_line: Any) -> None:
    """A hook that has nothing to say."""


def _no_part(scanned: str) -> None:
    raise Refused(f"{entry.brief(scanned)} was scanned, and nothing here takes a part.")


class LineGrid(TypingTable):
    """A grid over a draft's lines.

    `committed` is the hook each typed value goes to; `leaving(line, attribute)` is called when the cursor goes forward
    from a cell that was not typed into; `may_delete(line)` before a line goes. All may raise Refused or StayInCell.
    `pasted_into` is the column of the parts, where rows of a spreadsheet may be pasted; without it none are taken.
    """

    told = Signal(str, str)
    """A sentence for the status line and its tone."""

    refused = Signal(str)
    """A sentence for the status line: what was typed cannot be taken. Empty: by now something else was read."""
    lines_changed = Signal()
    """A cell was taken in, a line deleted or restored."""

    def __init__(
        self,
        name: str,
        columns: Sequence[Column],
        *,
        blank: Callable[[], Any] | None = None,
        committed: Hook = set_attribute,
        leaving: Callable[[Any, str], None] = _nothing,
        may_delete: Callable[[Any], None] = _nothing,
        pasted_into: str = "",
        empty: str = "",
        parent: QWidget | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(name, LineModel(columns, blank, committed), empty, parent)
        self._leaving, self._may_delete, self._clock = leaving, may_delete, clock
        self.pasted_into = pasted_into
        self._deleted: list[tuple[int, Any]] = []
        self._complained = False

    # ----------------------------------------------------------------------------------------------------- the lines

    def show_lines(self, lines: MutableSequence[Any]) -> None:
        """Stands over other lines; the cursor goes to the first cell, and what was deleted before is forgotten."""
        self._close()
        self._deleted.clear()
        self.show_what_is_seen()
        self.rows.show(lines)
        self._placed = True
        self.setCurrentIndex(self._first_stop(0))

    def delete_line(self) -> bool:
        """Takes the current line out, an open cell with it; `restore_line` brings it back. False when there is none."""
        line, row = self.current_line(), self.currentIndex().row()
        if line is None:
            self.cancel_open_cell()
            return False
        if not self._allowed(lambda: self._may_delete(line)):
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

    def _step(self, forward: bool, may_leave: bool) -> None:
        """Tab, Enter and their ways back: takes the open cell in first, and asks on leaving a cell as it was."""
        typed = self._cell is not None and self._cell.changed
        self._placed = False
        if self._take() != "taken":
            return
        line, attribute = self.current_line(), self.current_attribute()
        if forward and not typed and line is not None and not self._allowed(lambda: self._leaving(line, attribute)):
            return
        if not self._placed and not self._advance(forward) and may_leave:
            QWidget.focusNextPrevChild(self, forward)

    def _allowed(self, call: Callable[[], object]) -> bool:
        """Whether a hook lets it happen; why not is told."""
        try:
            call()
        except (Refused, Unavailable) as fault:
            self._complained = True
            self.refused.emit(fault.sentence)
            return False
        except StayInCell:
            return False
        return True

    # -------------------------------------------------------------------------------------------------- the open cell

    def open_cell(self, text: str | None = None) -> bool:
        """Opens the current cell, with its own text or with `text`, selected; False where nothing can be typed."""
        index = self.currentIndex()
        if self._cell is not None or not index.isValid():
            return self._cell is not None
        column, line = self._at(index)
        if column.tick or not column.may_edit(line):
            return False
        before = "" if self.rows.is_blank(index.row()) else column.typed_text(line)
        self._cell = OpenCell(column, before, text, self.viewport(), self._editor_key, self._clock)
        self._cell.picked.connect(self._pick)
        self._cell.left.connect(self._left)
        self.scrollTo(index)
        self._cell.show(self._room())
        return True

    def commit_open_cell(self) -> bool:
        """Takes in what is being typed. False when it was refused: the cell stays open with its text selected."""
        return self._take() != "refused"

    def enter(self, line: Any, attribute: str, value: Any) -> bool:
        """Takes a value as if it had been typed on `line` (None: the blank line) and goes on; False when refused.

        A text goes through the column's `parse`, anything else straight to the hook. A refused text stands in the open
        cell afterwards. For what comes from elsewhere: a part found by F3, a scan.
        """
        if not self.commit_open_cell():
            return False
        row = self.rows.row_of(line) if line is not None else len(self.lines)
        self.setCurrentIndex(self.rows.index(row, self.column_of(attribute)))
        self._placed = False
        stays: list[bool] = []
        if not self._allowed(lambda: stays.append(self._hand_over(value))):
            if isinstance(value, str):
                self.open_cell(value)
            return False
        if not stays[0] and not self._placed:
            self._advance(forward=True)
        self._placed = True
        return True

    def take_row(self, row: PastedRow) -> None:
        """A row of a spreadsheet on the blank line, as if its part and quantity had been typed there.

        Raises Refused; StayInCell when a person went back from choosing the part, and GoneBack from a later question:
        then the line stands, and what was asked is still open.
        """
        typed = f"{row.quantity}*{row.part}" if row.quantity else row.part
        self.give(None, self.pasted_into, typed)

    def give(self, line: Any, attribute: str, value: Any) -> None:
        """The same as `enter`, but what refuses is raised: nothing is told, and no cell opens."""
        row = self.rows.row_of(line) if line is not None else len(self.lines)
        self.setCurrentIndex(self.rows.index(row, self.column_of(attribute)))
        self._placed = False
        if not self._hand_over(value) and not self._placed:
            self._advance(forward=True)
            self._go_on_from(self.current_line())

    def _go_on_from(self, line: Any) -> None:
        """Leaves a line that was given; one that cannot stay as it is goes again."""
        try:
            self._leaving(line, self.current_attribute())
        except StayInCell as gone:
            raise pasting.GoneBack from gone
        except Refused:
            self.rows.take_out(self.rows.row_of(line))
            self.lines_changed.emit()
            raise

    def _paste_rows(self) -> bool:
        """Several cells on the clipboard become lines; False when it is one value, which is pasted into the cell."""
        told = pasting.paste_here(self, QGuiApplication.clipboard().text())
        if told is not None:
            self._placed = True
            self.told.emit(told.sentence, told.tone)
        return told is not None

    def _at(self, index: QModelIndex) -> tuple[Column, Any]:
        return self.rows.columns[index.column()], self.rows.line(index.row())

    def _take(self) -> Outcome:
        cell = self._cell
        if cell is None:
            return "taken"
        if self._busy:
            return "refused"
        if not cell.changed:
            self._close()
            return "taken"
        text = entry.one_line(cell.editor.text())
        if cell.hit is None and self._is_scan(text):
            return self._take_scan(text)
        stays: list[bool] = []
        self._busy = True
        try:
            taken = self._allowed(lambda: stays.append(self._hand_over(text if cell.hit is None else cell.hit)))
        finally:
            self._busy = False
        if not taken:
            cell.hit = None
            cell.select()
            return "refused"
        self._close()
        return "elsewhere" if stays[0] else "taken"

    def _hand_over(self, value: Any) -> bool:
        """Parses, gives the value to the hook, follows the line. True when the blank line has stayed blank."""
        index = self.currentIndex()
        column, line = self._at(index)
        if isinstance(value, str) and column.parse is not None:
            value = column.parse(value, line)
        if self._complained:
            self._complained = False
            self.refused.emit("")
        went_to = self.rows.commit(index.row(), column, value)
        row = self.rows.row_of(went_to) if went_to is not STAYS_BLANK else -1
        if row >= 0 and not self._placed:
            self._on = went_to
            self.setCurrentIndex(self.rows.index(row, index.column()))
        self.lines_changed.emit()
        return went_to is STAYS_BLANK

    def _is_scan(self, text: str) -> bool:
        column = self.rows.columns[self.currentIndex().column()]
        if column.scanned is None:
            return False
        known = column.known_code is not None and entry.may_be_code(text) and column.known_code(text.strip())
        return known or entry.is_scan(text, self.typed_fast)

    def _take_scan(self, text: str) -> Outcome:
        """The cell keeps what it held before; the scan goes to the window, which refuses what it does not know."""
        self._close()
        return "elsewhere" if self._allowed(lambda: (self._scans or _no_part)(text.strip())) else "refused"

    def _scan_here(self, event: QKeyEvent) -> bool:
        """Whether this key ends a scan into the open cell: what a hand typed before is taken in, then the scan.

        A cell that looks up what is typed reads a scan itself; so do words where nothing takes a part, but no figures.
        """
        cell, column = self._cell, self.rows.columns[self.currentIndex().column()]
        if cell is None or self._busy or not cell.burst.ended_by(event):
            return False
        looks_up = column.scanned is None and isinstance(cell.editor, LookupField)
        if looks_up or (self._scans is None and column.align != "right"):
            return False
        code = entry.one_line(cell.burst.text)
        cell.put_back()
        self._placed = False
        if self._take() != "refused":
            self._take_scan(code)
        return True

    def _pick(self, hit: object) -> None:
        if self._cell is not None:
            self._cell.hit = hit
            self._step(forward=True, may_leave=True)

    def _left(self) -> None:
        """The focus has gone from the open cell: its text is taken in, or the focus comes back to it."""
        if not self._busy and QApplication.activeModalWidget() in (None, self.window()):
            self._take()

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
        elif event.key() in (Keys.Key_Escape, Keys.Key_F2, Keys.Key_Return, Keys.Key_Enter) or is_copy(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _grid_key(self, event: QKeyEvent) -> bool:
        """The keys that mean the same with the cell open or not."""
        key, held = event.key(), held_besides(event, Modifier.KeypadModifier)
        if key in (Keys.Key_Tab, Keys.Key_Backtab) and held in (Modifier.NoModifier, Modifier.ShiftModifier):
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
            if not self._paste_rows() and self._open_or_say(""):
                self._edit().paste()
            return True
        if key == Keys.Key_Delete and not event.modifiers():
            return self._open_or_say("")
        if key == Keys.Key_Backspace:
            if self._open_or_say(None):
                self._edit().end(False)
            return True
        if key == Keys.Key_Down and event.modifiers() & Modifier.AltModifier and column.editor is not None:
            if self._open_or_say(None) and isinstance(at := self._edit(), LookupField):
                at.look_up(first=True)
            return True
        held = event.modifiers() & (Modifier.ControlModifier | Modifier.AltModifier | Modifier.MetaModifier)
        alt_gr = Modifier.ControlModifier | Modifier.AltModifier
        if not event.text() or not event.text().isprintable() or held not in (Modifier.NoModifier, alt_gr):
            return False
        if self._open_or_say(None):  # its text is selected, so what is typed replaces it, and a scan leaves it
            QApplication.sendEvent(self._edit(), event)
        return True

    def _open_or_say(self, text: str | None) -> bool:
        if self.open_cell(text):
            return True
        column = self.rows.columns[self.currentIndex().column()]
        says = "is turned by Space" if column.tick else "cannot be typed into here"
        self.refused.emit(f"{column.heading} {says}. Tab goes to the next field.")
        return False

    def _turn(self, index: QModelIndex) -> bool:
        column, line = self._at(index)
        if not column.may_edit(line) or self.rows.is_blank(index.row()):
            return False
        self._placed = False
        self._allowed(lambda: self._hand_over(not column.value(line)))
        return True

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """A composed letter (´ and e) opens the cell like a plain one."""
        if (event.commitString() or event.preeditString()) and self._open_or_say(""):
            QApplication.sendEvent(self._edit(), event)

    def _editor_key(self, event: QKeyEvent) -> bool:
        """A key in the open cell; False leaves it to the cell."""
        key = event.key()
        if self._scan_here(event) or self._grid_key(event):
            return True
        if key == Keys.Key_Escape:
            return self.cancel_open_cell()
        if is_stray_letter(event) or (event.matches(QKeySequence.StandardKey.Paste) and self._paste_rows()):
            return True
        if key in (Keys.Key_Up, Keys.Key_Down, Keys.Key_PageUp, Keys.Key_PageDown) and not event.modifiers():
            if self.commit_open_cell():
                super().keyPressEvent(event)
            return True
        return False

    # ------------------------------------------------------------------------------------------ mouse, focus, painting

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
