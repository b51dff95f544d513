"""Where the cursor is in a window, as plain facts, and back to it; it must not know any window.

A place is named as a screen reader names it: a field or grid by its accessible name, within a grid by row and column.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QWidget

from app.ui.kit.entry.fields import LineField
from app.ui.kit.grid.line_cursor import CursorTable
from app.ui.kit.grid.line_grid import LineGrid

Cursor = dict[str, Any]


def at_cursor(window: QWidget) -> Cursor | None:
    """Where the cursor is, with the text of a cell or field that is not taken in yet; None when it is nowhere."""
    focused: QWidget | None = window.focusWidget()
    widget = focused
    while widget is not None and widget is not window and not isinstance(widget, CursorTable):
        widget = widget.parentWidget()
    if isinstance(widget, CursorTable):
        facts: Cursor = {
            "at": widget.accessibleName(),
            "row": widget.currentIndex().row(),
            "cell": widget.current_attribute(),
        }
        typing = widget.typing if isinstance(widget, LineGrid) else None
        return facts if typing is None else {**facts, "text": typing}
    if focused is None or focused is window or not focused.accessibleName():
        return None
    field: Cursor = {"at": focused.accessibleName()}
    if isinstance(focused, LineField) and focused.wants_escape():
        field["text"] = focused.text()
    return field


def to_cursor(window: QWidget, cursor: Cursor) -> None:
    """Put the cursor there; a place that is not there any more leaves it where it is."""
    named = [each for each in window.findChildren(QWidget) if each.accessibleName() == cursor.get("at")]
    widget = next((each for each in named if each.isEnabled() and each.focusPolicy() & Qt.FocusPolicy.TabFocus), None)
    if widget is None:
        return
    _turn_to(widget, window)
    widget.setFocus(Qt.FocusReason.OtherFocusReason)
    text = cursor.get("text")
    if isinstance(widget, CursorTable):
        columns = [at for at, each in enumerate(widget.rows.columns) if each.attribute == cursor.get("cell")]
        row = min(max(int(cursor.get("row", 0)), 0), widget.rows.rowCount() - 1)
        if columns and row >= 0:
            widget.setCurrentIndex(widget.rows.index(row, columns[0]))
            if isinstance(text, str) and isinstance(widget, LineGrid):
                widget.open_cell(text)
    elif isinstance(widget, LineField) and isinstance(text, str):
        widget.setText(text)
        widget.selectAll()


def _turn_to(widget: QWidget, window: QWidget) -> None:
    """The pages on which the widget lies come to the front."""
    page, around = widget, widget.parentWidget()
    while around is not None and page is not window:
        if isinstance(around, QStackedWidget):
            tabs = around.parentWidget()
            (tabs if isinstance(tabs, QTabWidget) else around).setCurrentWidget(page)
        page, around = around, around.parentWidget()
