"""A page of settings: label, field and explanation beside each other; it must not know any setting."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QPushButton, QScrollArea, QWidget

from app.ui.kit import style
from app.ui.kit.entry.fields import Choice, LineField, NoteField, Tick
from app.ui.kit.room import Room

_NARROW = 200
"""Pixels for a field that holds a number."""
_LEAST = 110
"""Pixels that a page keeps on the lowest screen."""


class Form(QWidget):
    """Rows of settings from top to bottom; a tick carries its own words."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        margin = style.SIZES.margin
        self._grid.setContentsMargins(margin, margin, margin, margin)
        self._grid.setHorizontalSpacing(margin)
        self._grid.setVerticalSpacing(style.SIZES.gap)
        self._grid.setColumnStretch(1, 2)
        self._grid.setColumnStretch(2, 3)
        self._grid.setRowStretch(1000, 1)
        self._rows = 0

    def add(self, label: str, field: LineField | NoteField | Choice | Tick, help: str) -> None:
        """One setting with what it means."""
        top = Qt.AlignmentFlag.AlignTop
        if not isinstance(field, Tick):
            words = style.label(label, "muted")
            words.setBuddy(field)
            self._grid.addWidget(words, self._rows, 0, top | Qt.AlignmentFlag.AlignRight)
            words.setFixedHeight(field.sizeHint().height() if not isinstance(field, NoteField) else style.SIZES.field)
        if isinstance(field, LineField) and field.alignment() & Qt.AlignmentFlag.AlignRight:
            field.setMaximumWidth(_NARROW)
        said = style.label(help, "muted", wrap=True)
        said.setMinimumHeight(style.SIZES.field)
        self._grid.addWidget(field, self._rows, 1)
        self._grid.addWidget(said, self._rows, 2, top)
        self._rows += 1

    def add_buttons(self, buttons: Sequence[QPushButton], help: str) -> None:
        """Buttons side by side in the column of the fields, with what they do."""
        across = style.row()
        for button in buttons:
            across.addWidget(button)
        across.addStretch()
        self._grid.addLayout(across, self._rows, 1)
        self._grid.addWidget(style.label(help, "muted", wrap=True), self._rows, 2)
        self._rows += 1

    def add_sentence(self, sentence: str) -> None:
        """A remark beneath the fields."""
        self._grid.addWidget(style.label(sentence, "muted", wrap=True), self._rows, 1, 1, 2)
        self._rows += 1


def scrolling(inner: QWidget) -> QScrollArea:
    """The page within its tab; what does not fit scrolls, and follows the focus."""
    return Room(inner, _LEAST)
