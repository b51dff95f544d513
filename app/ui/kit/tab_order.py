"""The fields of a window in the order in which Tab goes through them; it must not know what they are for.

Qt's own `nextInFocusChain` is not for Python: the binding takes whatever it returns for a child of the widget that was
asked, so a walk along it makes the menu bar, other tabs and the desk itself children of a field, and with the tab of
that field all of them are gone. A window's children stand in the order in which they were laid out, which is the order
on the screen, as Tab's is.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def stops(around: QWidget) -> Iterator[QWidget]:
    """Every widget inside on which Tab stops, also where it is hidden or switched off at the moment."""
    for widget in around.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.window() is around.window():
            yield widget


def first_stop(around: QWidget) -> QWidget | None:
    """Where the cursor goes first; None where it can go nowhere now."""
    return next((each for each in stops(around) if each.isVisibleTo(around) and each.isEnabled()), None)
