"""A card with changes that are not saved, kept and read again; it must not know whose card it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from app import draft_codec
from app.ui.kit.drafts import OnTheBooks, Typed

C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class _Written:
    was: str
    card: str
    beside: str


@dataclass(frozen=True, slots=True)
class CardTyped(Generic[C]):
    """`was` is the card as it was opened, None for a new one; `beside` what the window keeps besides."""

    was: C | None
    card: C
    beside: str = ""


def kept(typed: CardTyped[Any], name: str, changes: Mapping[str, object]) -> Typed:
    """What is to be kept of it; `changes` names what was typed, for a person."""
    was = "" if typed.was is None else draft_codec.written(typed.was)
    told = {field: f"({len(value)})" if isinstance(value, tuple) else value for field, value in changes.items()}
    said = ", ".join(f"{field} {value}" for field, value in told.items())
    payload = draft_codec.written(_Written(was, draft_codec.written(typed.card), typed.beside))
    return Typed(payload, f"{name}: {said}" if said else name)


def read(payload: str, kind: type[C]) -> CardTyped[C]:
    """What was kept of a card of that kind; raises Unreadable."""
    written = draft_codec.read(payload, _Written)
    was = draft_codec.read(written.was, kind) if written.was else None
    return CardTyped(was, draft_codec.read(written.card, kind), written.beside)


def look_whether_saved(typed: CardTyped[C], now: C | None, name: str, same: Callable[[C, C], bool]) -> list[str]:
    """What to say of a card whose stored state is `now`; raises OnTheBooks when just this is stored already.

    Saving puts what two people typed together as ever: the card goes on as a change of what it was opened as.
    """
    if now is None:
        return []
    if not typed.beside and same(now, typed.card):
        raise OnTheBooks(f"{name} was saved.")
    if typed.was is None:
        return [f"There is a {name} by now: give the new one another code."]
    return [f"{name} was changed by somebody else meanwhile; F2 puts both together."] if now != typed.was else []
