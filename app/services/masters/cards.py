"""What all master files have in common: tidy texts, codes, and two people changing one record; it must not know which.

A window shows a card (a frozen record), the operator types another, and both come back: where somebody else has saved
the same record meanwhile, different fields merge, and the same field shows both values.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import fields, replace
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar, cast

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.rules import codes, labels, words
from app.rules.entry import one_line, several_lines
from app.rules.faults import Refused
from app.rules.money import rounded

C = TypeVar("C")
RowKey = Callable[[Any], Hashable] | None
"""What tells the rows of one field apart; None: their place, as long as none has come or gone."""

_NOT_TYPED = frozenset({"id", "version"})
LONGEST_NOTES = 10_000


def merged(
    mine: C,
    was: C,
    stored: C,
    say: Callable[[str, Any], str] | None = None,
    *,
    by: Callable[[str], str] | None = None,
    rows: Mapping[str, RowKey] | None = None,
) -> C:
    """My changes to the card as it `was`, on top of what others have stored meanwhile.

    `rows` are the fields that hold several things, with what tells one from another: there we both may change
    different ones. Raises Refused with the field's name and both values when we both have changed the same to something
    different; `say` puts a field's value into words where it does not speak for itself, `by` who changed it and when.
    """
    in_words = say or (lambda _name, value: said(value))
    together: dict[str, Any] = {}
    for name in typed_fields(mine):
        typed, before, now = getattr(mine, name), getattr(was, name), getattr(stored, name)
        if typed == before:
            together[name] = now
        elif now in (before, typed):
            together[name] = typed
        elif rows and name in rows:
            apart = _told_apart(rows[name], typed, before, now)
            together[name] = _merged_rows(name, apart, partial(in_words, name), by)
        else:
            raise changed_by_both(name, labels.label(name), in_words(name, now), in_words(name, typed), by)
    return cast(C, replace(cast(Any, stored), **together))


def changed_by_both(field: str, label: str, now: str, typed: str, by: Callable[[str], str] | None = None) -> Refused:
    """The fault that shows both values of what two people have changed at once."""
    who = by(field) if by else "by somebody else"
    return Refused(
        f"{label} was changed to {now} {who} while you typed {typed}. Open the record again, then type what holds.",
        field=field,
    )


def _told_apart(key: RowKey, *lists: tuple[Any, ...]) -> list[dict[Hashable, Any]]:
    if key is not None:
        return [{key(row): row for row in each} for each in lists]
    if len({len(each) for each in lists}) == 1:
        return [dict(enumerate(each)) for each in lists]
    return [{row: row for row in each} for each in lists]


def _merged_rows(
    name: str,
    apart: Sequence[Mapping[Hashable, Any]],
    in_words: Callable[[Any], str],
    by: Callable[[str], str] | None,
) -> tuple[Any, ...]:
    """What is stored, in its order, with each row that I have changed, taken out or put in."""
    mine, was, now = apart
    together: list[Any] = []
    for key in [*now, *(key for key in mine if key not in now)]:
        typed, before, there = mine.get(key), was.get(key), now.get(key)
        if typed != before and there not in (before, typed):
            both = [in_words(() if row is None else (row,)) for row in (there, typed)]
            raise changed_by_both(name, labels.label(name), both[0], both[1], by)
        kept = there if typed == before else typed
        if kept is not None:
            together.append(kept)
    return tuple(together)


def made_already(
    session: Session,
    key: InstrumentedAttribute[int],
    column: InstrumentedAttribute[str],
    card: C,
    wanted: str,
    read: Callable[[int], C],
) -> C | None:
    """The stored card that is this new one to the last field: its save went through, only its reply was lost."""
    holder = session.scalar(select(key).where(column == wanted))
    if holder is None:
        return None
    stored = read(holder)
    same = all(getattr(stored, name) == getattr(card, name) for name in typed_fields(card))
    return stored if same else None


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
