"""Pages of a record: fields with the notes beneath, a list with room around it; it must not know what is on them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.ui.kit import style
from app.ui.kit.bands import Head
from app.ui.kit.fields import NoteField


def with_notes(head: Head, notes: NoteField, name: str) -> QWidget:
    """A page of fields in columns with the notes beneath."""
    page = style.mark(style.named(QWidget(), name), "band")
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    down = style.column(page, margin=0, gap=0)
    down.addWidget(head)
    under = style.column(gap=style.SIZES.step)
    under.setContentsMargins(style.SIZES.margin, 0, style.SIZES.margin, style.SIZES.margin)
    under.addWidget(style.label("Notes", "muted"))
    under.addWidget(notes)
    under.addStretch(1)
    down.addLayout(under, 1)
    return page


def spaced(widget: QWidget, name: str) -> QWidget:
    """A page with this widget and the house's margins around it."""
    page = style.named(QWidget(), name)
    style.column(page).addWidget(widget)
    return page
