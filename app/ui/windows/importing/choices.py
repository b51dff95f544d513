"""What is chosen for the price files of a supplier besides the columns; it must not know the file."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.rules.price_files import Choices
from app.ui.kit import style
from app.ui.kit.bands import Head
from app.ui.kit.entry.fields import Choice, RateField, TextField, Tick

_KINDS: Final = (("catalogue", "catalogue only"), ("stock", "stock"), ("charge", "charges"))
_GONE: Final = (("leave", "leave them"), ("retire", "no longer sold, unless wanted"))
_BLANK: Final = (("keep", "keep the old price"), ("skip", "pass the row over"))


class PartChoices(QWidget):
    """A band of choices for parts; `changed` tells that a person has chosen something, `refused` what cannot be."""

    changed = Signal()
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        style.named(self, "Choices")
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        band = Head(3)
        page.addWidget(band)
        self._kind = Choice("New parts are", _KINDS, "What new parts become, unless the file says it.")
        self._group = TextField("Price group of new parts", "Its code; empty for none.", longest=20)
        self._discount = RateField("Percent off list", "So much off the list price is the cost; empty: not known.")
        self._gone = Choice("Parts not in the file", _GONE, "Parts that an earlier file of this supplier has made.")
        self._blank = Choice("Rows without a price", _BLANK, "What a row without a list price does.")
        self._free = Tick("New parts are GST free", "Unless the file says it.")
        self._words = Tick(
            "“Use TGK125” supersedes", "Ticked: a description that names another number says what supersedes the part."
        )
        band.add("New parts are", self._kind)
        band.add("Their price group", self._group)
        band.add("Percent off list", self._discount, column=1)
        band.add("Parts not in the file", self._gone, column=1)
        band.add("Rows without a price", self._blank, column=2)
        both = QWidget()
        style.named(both, "Ticks")
        ticks = style.row(both, margin=0)
        ticks.addWidget(self._free)
        ticks.addWidget(self._words)
        band.add("", both, column=2, wide=True)
        for field in (self._kind, self._group, self._discount, self._gone, self._blank, self._free, self._words):
            field.committed.connect(self._tell)
            field.refused.connect(self.refused.emit)

    @property
    def value(self) -> Choices:
        """What is chosen now."""
        return Choices(
            kind=self._kind.value,
            price_group=self._group.value.upper(),
            gst_free=self._free.value,
            discount=self._discount.value,
            if_gone=self._gone.value,
            if_blank=self._blank.value,
            successors_in_words=self._words.value,
        )

    @value.setter
    def value(self, choices: Choices) -> None:
        self._kind.value = choices.kind
        self._group.value = choices.price_group
        self._free.value = choices.gst_free
        self._discount.value = choices.discount
        self._gone.value = choices.if_gone
        self._blank.value = choices.if_blank
        self._words.value = choices.successors_in_words

    def of_a_supplier(self, yes: bool) -> None:
        """Whether a supplier is known: without one no part can be missing from a file."""
        self._gone.setEnabled(yes)

    def _tell(self, _value: Any) -> None:
        self.changed.emit()
