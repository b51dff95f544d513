"""The places where somebody's goods may go: a field for each, and always one more; it must not know whose they are."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from app.ui.kit import style
from app.ui.kit.entry.fields import NoteField

_PROMPT: Final = "Where goods may go; Shift+Enter begins a new line. An emptied one goes when it is saved."


class DeliveryAddresses(QScrollArea):
    """Its value is a tuple of addresses. What is typed into the last, empty field adds another one beneath it."""

    committed = Signal(object)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        style.named(self, "Delivery addresses")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._fields: list[NoteField] = []
        inside = style.mark(style.named(QWidget(), "Delivery addresses"), "band")
        inside.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._page = style.column(inside, margin=0, gap=style.SIZES.gap)
        self._page.addStretch(1)
        self.setWidget(inside)
        self.value = ()

    @property
    def value(self) -> tuple[str, ...]:
        """The addresses that are not empty, in their order."""
        return tuple(text for field in self._fields if (text := field.value))

    @value.setter
    def value(self, addresses: tuple[str, ...]) -> None:
        for field in self._fields[len(addresses) + 1 :]:
            self._page.removeWidget(field)
            field.hide()
            field.deleteLater()
        del self._fields[len(addresses) + 1 :]
        while len(self._fields) <= len(addresses):
            self._add()
        for field, address in zip(self._fields, (*addresses, ""), strict=True):
            field.value = address

    def first(self) -> NoteField:
        """The field to begin in."""
        return self._fields[0]

    def _add(self) -> None:
        field = NoteField(f"Delivery address {len(self._fields) + 1}", _PROMPT, rows=3, longest=1000)
        field.committed.connect(self._taken)
        field.refused.connect(self.refused)
        self._page.insertWidget(len(self._fields), field)
        if self._fields:
            QWidget.setTabOrder(self._fields[-1], field)
        self._fields.append(field)
        field.show()

    def _taken(self, _text: object) -> None:
        if self._fields[-1].value:
            self._add()
        self.committed.emit(self.value)
