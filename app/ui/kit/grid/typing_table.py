"""The cell of a table that is open for typing: what stands in it, where it lies; it must not know its keys."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QLineEdit

from app.ui.kit.grid.cell_delegate import FRAME
from app.ui.kit.grid.line_cursor import CursorTable
from app.ui.kit.grid.open_cell import OpenCell


class TypingTable(CursorTable):
    """One cell at most is open; it moves with its place."""

    _cell: OpenCell | None = None

    @property
    def editor(self) -> QLineEdit | None:
        """The widget of the open cell, None while none is open."""
        return self._cell.editor if self._cell else None

    @property
    def typing(self) -> str | None:
        """What is being typed into the open cell and not taken in yet; None while nothing is."""
        return self._cell.editor.text() if self._cell and self._cell.changed else None

    @property
    def typed_fast(self) -> bool:
        """Whether what stands in the open cell came at a scanner's speed."""
        return self._cell is not None and self._cell.typed_fast

    def cancel_open_cell(self) -> bool:
        """Closes the open cell without taking its text; False when none was open."""
        if self._cell is None:
            return False
        self._close()
        return True

    def _edit(self) -> QLineEdit:
        assert self._cell is not None
        return self._cell.editor

    def _close(self) -> None:
        cell, self._cell = self._cell, None
        if cell is None:
            return
        if self.window().focusWidget() is cell.editor:  # also while a dialog that has just closed is still in front
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        cell.close()
        self.viewport().update()

    def _room(self) -> QRect:
        return self.visualRect(self.currentIndex()).adjusted(FRAME, FRAME, -FRAME, -FRAME)

    def _place_editor(self) -> None:
        if self._cell is not None:
            self._cell.editor.setGeometry(self._room())

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self._place_editor()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self._place_editor()
