"""What all master files have in common: tidy texts, codes, and two people changing one record; it must not know which.

A window shows a card (a frozen record), the operator types another, and both come back: where somebody else has saved
the same record meanwhile, different fields merge, and the same field shows both values.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar, cast

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.rules import codes, words
from app.rules.entry import one_line, several_lines
from app.rules.faults import Refused
from app.rules.money import rounded

C = TypeVar("C")

_NOT_TYPED = frozenset({"id", "version"})
LONGEST_NOTES = 10_000


def merged(mine: C, was: C, stored: C, say: Callable[[str, Any], str] | None = None) -> C:
    """My changes to the card as it `was`, on top of what others have stored meanwhile.

    Raises Refused with the field's name and both values when we both have changed the same one to something different;
    `say` puts a field's value into words where it does not speak for itself.
    """
    taken: dict[str, Any] = {}
    for name in typed_fields(mine):
        typed, before, now = getattr(mine, name), getattr(was, name), getattr(stored, name)
        if typed == before:
            taken[name] = now
        elif now not in (before, typed):
            in_words = partial(say, name) if say else said
            raise Refused(
                f"{_label(name)} was changed to {in_words(now)} by somebody else while you typed {in_words(typed)}. "
                "Open the record again, then type what holds.",
                field=name,
            )
    typed_here = {name: getattr(mine, name) for name in typed_fields(mine)}
    return cast(C, replace(cast(Any, stored), **typed_here | taken))


def typed_fields(card: Any) -> list[str]:
    """The names of what a person types on a card."""
    return [each.name for each in fields(card) if each.name not in _NOT_TYPED]


def said(value: object) -> str:
    """A card's value within a sentence."""
    if value is None or value == "" or value == ():
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return words.price(value)
    if isinstance(value, tuple):
        return "; ".join(str(each) for each in value)
    return f"“{value}”"


def line(text: str, label: str, field: str, longest: int, *, required: bool = False) -> str:
    """One line of text without needless blanks; raises Refused when it is missing or longer than can be kept."""
    return _fitting(one_line(text), label, field, longest, required)


def lines(text: str, label: str, field: str, longest: int = LONGEST_NOTES) -> str:
    """Several lines of text, without blanks at their ends; raises Refused when it is longer than can be kept."""
    return _fitting(several_lines(text), label, field, longest, False)


def code(text: str, field: str = "code") -> str:
    """A code as it is kept: capitals, no blanks at its ends, at most 20 characters; raises Refused."""
    return line(text, "The code", field, 20, required=True).upper()


def email(text: str) -> str:
    """An e-mail address or nothing; raises Refused for what no mail can reach."""
    address = line(text, "The e-mail address", "email", 200)
    if address and not codes.is_email(address):
        raise Refused(f"“{address}” is no e-mail address. Type for instance office@miller.com.au.", field="email")
    return address


def at_least(amount: Decimal, places: int, label: str, field: str, least: Decimal = Decimal(0)) -> Decimal:
    """`amount` with that many decimals; raises Refused when it is less than `least` or finer than can be kept."""
    if amount < least:
        raise Refused(f"{label} cannot be less than {words.quantity(least)}. Type a larger one.", field=field)
    if amount != rounded(amount, places):
        raise Refused(f"{label} has more than {places} decimals. Type fewer.", field=field)
    return rounded(amount, places)


def whole(number: int, label: str, field: str, largest: int) -> int:
    """A whole number from 0 to `largest`; raises Refused."""
    if not 0 <= number <= largest:
        raise Refused(f"{label}: {number} is not between 0 and {largest}. Type another number.", field=field)
    return number


def one_of(value: str, choices: Sequence[str], label: str, field: str) -> str:
    """One of the choices; raises Refused."""
    if value not in choices:
        raise Refused(f"{label}: “{value}” is no choice. Choose one of {', '.join(choices)}.", field=field)
    return value


def _fitting(text: str, label: str, field: str, longest: int, required: bool) -> str:
    if required and not text:
        raise Refused(f"{label} is missing. Type it, then save again.", field=field)
    if len(text) > longest:
        raise Refused(f"{label} has {len(text)} characters; {longest} is the most. Shorten it.", field=field)
    return text


def _label(name: str) -> str:
    return name.removesuffix("_id").replace("_", " ").capitalize().replace("Abn", "ABN").replace("Gst", "GST")


def need_free_code(
    session: Session,
    key: InstrumentedAttribute[int],
    column: InstrumentedAttribute[str],
    wanted: str,
    own: int | None,
    field: str = "code",
) -> None:
    """Raises Refused when another record has this code already; `own` is the key of the record that wants it."""
    with session.no_autoflush:
        holder = session.scalar(select(key).where(column == wanted))
    if holder is not None and holder != own:
        raise Refused(f"{wanted} is taken already. Type another one, or look that record up.", field=field)
