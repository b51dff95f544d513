"""Pages of a record and the tabs they lie on; it must not know what is on them."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QTabBar, QTabWidget, QWidget

from app.ui.kit import style
from app.ui.kit.bands import Head
from app.ui.kit.entry.fields import NoteField

LEAST_PAGE: Final = 76
"""Pixels that a page keeps on the lowest screen; what does not fit scrolls."""


class Pages(QTabWidget):
    """Tabs that are turned to by Alt and their letter, also to come back into the page that is in front already."""

    asked = Signal()
    """The letter of a tab was pressed; by now its page is in front."""

    def __init__(self, name: str) -> None:
        super().__init__()
        bar = _Bar()
        bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        bar.asked.connect(self.asked)
        self.setTabBar(style.named(bar, name))
        self.setDocumentMode(True)
        style.named(self, name)


class _Bar(QTabBar):
    asked = Signal()

    def event(self, event: QEvent) -> bool:
        taken = super().event(event)
        if event.type() == QEvent.Type.Shortcut:
            self.asked.emit()
        return taken


def with_notes(head: Head, name: str, *notes: NoteField) -> QWidget:
    """A page of fields in columns, with these longer texts side by side beneath."""
    page = style.mark(style.named(QWidget(), name), "band")
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    down = style.column(page, margin=0, gap=0)
    down.addWidget(head)
    across = style.row(gap=style.SIZES.column_gap)
    across.setContentsMargins(style.SIZES.margin, 0, style.SIZES.margin, style.SIZES.margin)
    for note in notes:
        beneath = style.column(margin=0, gap=style.SIZES.step)
        beneath.addWidget(style.label(note.accessibleName(), "muted"))
        beneath.addWidget(note)
        across.addLayout(beneath, 1)
    down.addLayout(across)
    down.addStretch(1)
    return page


def spaced(widget: QWidget, name: str) -> QWidget:
    """A page with this widget and the house's margins around it."""
    page = style.named(QWidget(), name)
    style.column(page).addWidget(widget)
    return page
