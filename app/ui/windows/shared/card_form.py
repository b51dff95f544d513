"""The fields of a card by name, and what was typed into them; it must not know whose card it is or where it is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Protocol, TypeVar, cast

from PySide6.QtWidgets import QWidget

C = TypeVar("C")


class Typed(Protocol):
    """A field that holds a value."""

    value: Any


class CardForm:
    """Shows a frozen card in fields that are named like its attributes, and makes another card of what was typed.

    Only what differs from what was shown counts as typed: a card that was only looked at is never changed.
    """

    def __init__(self, fields: Mapping[str, QWidget], say: Callable[[str], None]) -> None:
        self.fields = dict(fields)
        self._shown: dict[str, Any] = {}
        for widget in self.fields.values():
            cast(Any, widget).refused.connect(say)

    def show(self, card: object) -> None:
        """Shows the card; nothing counts as typed any more."""
        for name, field in self._typed():
            field.value = getattr(card, name)
        self._shown = {name: field.value for name, field in self._typed()}

    def changes(self) -> dict[str, Any]:
        """What was typed, by attribute."""
        return {name: field.value for name, field in self._typed() if field.value != self._shown[name]}

    def on_top_of(self, card: C) -> C:
        """The card with what was typed."""
        return cast(C, replace(cast(Any, card), **self.changes()))

    def take_up(self, card: object) -> None:
        """Shows a card with changes over the one that is shown: what differs counts as typed."""
        for name, field in self._typed():
            field.value = getattr(card, name)

    def same(self, one: object, other: object) -> bool:
        """Whether two cards agree in everything that can be typed here."""
        return all(getattr(one, name) == getattr(other, name) for name in self.fields)

    def said(self) -> dict[str, object]:
        """What was typed, by the names that a person sees."""
        return {self.fields[name].accessibleName(): value for name, value in self.changes().items()}

    def _typed(self) -> list[tuple[str, Typed]]:
        return [(name, cast(Typed, widget)) for name, widget in self.fields.items()]
