"""Which parts, debtors and creditors fit what somebody typed, and why; it must not know what is done with them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, case, false, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.models import Creditor, Debtor, Part, PartNumber
from app.rules import codes
from app.rules.entry import one_line

S = TypeVar("S", bound=Select[*tuple[Any, ...]])

OWN_NUMBER = "own number"
WORDS = "words"
_WHY = {"old": "old number", "supplier": "supplier's number", "customer": "customer's number", "barcode": "barcode"}
_SEPARATORS = "-/().,;:\"'"
_LONGEST = 300
"""Nothing has so long a name; such a text was pasted by mistake, and is too much for the database to look for."""
_FEWEST_DIGITS = 3
"""Fewer than that are no part of a phone number or an ABN worth looking for."""


@dataclass(frozen=True, slots=True)
class Match:
    """One part that fits: the smaller the rank, the closer."""

    part_id: int
    rank: int
    why: str


def parts(session: Session, typed: str, limit: int, *, retired: bool = False) -> list[Match]:
    """The parts that fit best, each once: by number exactly, by the beginning of a number, by words.

    Nothing typed fits everything. `retired` takes in those that are no longer sold.
    """
    typed = one_line(typed)
    if not typed:
        everything = _parts(select(Part.id), retired).order_by(Part.number).limit(limit)
        return [Match(part_id, 0, "") for part_id in session.scalars(everything)]
    if len(typed) > _LONGEST:
        return []
    found = {match.part_id: match for match in exact_parts(session, typed, retired=retired)}
    key = codes.part_key(typed)
    for statement, rank in _by_beginning(key, retired) if key else ():
        if len(found) >= limit:
            break
        for part_id, kind in session.execute(statement.limit(limit)):
            found.setdefault(part_id, Match(part_id, rank, _WHY.get(kind, OWN_NUMBER)))
    if len(found) < limit and (condition := _all_words(Part.description, typed)) is not None:
        by_words = _parts(select(Part.id), retired).where(condition).order_by(Part.description, Part.number)
        for part_id in session.scalars(by_words.limit(limit)):
            found.setdefault(part_id, Match(part_id, 5, WORDS))
    return list(found.values())[:limit]


def exact_parts(session: Session, typed: str, *, retired: bool = False) -> list[Match]:
    """All parts that bear this number, as their own or another one; as typed to the letter first."""
    key = codes.part_key(typed)
    if not key:
        return []
    own = _parts(select(Part.id, Part.number), retired).where(Part.key == key).order_by(Part.number)
    letters = typed.strip().upper()
    found = {
        part_id: Match(part_id, 0 if number.upper() == letters else 1, OWN_NUMBER)
        for part_id, number in session.execute(own)
    }
    other = _others(retired).where(PartNumber.key == key).order_by(Part.number)
    for part_id, kind in session.execute(other):
        found.setdefault(part_id, Match(part_id, 2, _WHY[kind]))
    return sorted(found.values(), key=lambda match: match.rank)


def debtors(session: Session, typed: str, limit: int, *, retired: bool = False) -> list[int]:
    """The debtors that fit: by code, the beginnings of words of the name, phone or ABN."""
    typed = one_line(typed)
    if len(typed) > _LONGEST:
        return []
    statement = _people(Debtor.id, Debtor.code, Debtor.name, Debtor.phone_key, Debtor.abn, typed)
    return list(session.scalars(statement.where(true() if retired else Debtor.active).limit(limit)))


def creditors(session: Session, typed: str, limit: int, *, retired: bool = False) -> list[int]:
    """The creditors that fit: by code, the beginnings of words of the name, phone or ABN."""
    typed = one_line(typed)
    if len(typed) > _LONGEST:
        return []
    statement = _people(Creditor.id, Creditor.code, Creditor.name, Creditor.phone_key, Creditor.abn, typed)
    return list(session.scalars(statement.where(true() if retired else Creditor.active).limit(limit)))


def each_word(typed: str, fits: Callable[[str], ColumnElement[bool]]) -> list[ColumnElement[bool]]:
    """That each word typed fits, in any order; what is longer than any name fits nothing."""
    typed = one_line(typed)
    return [false()] if len(typed) > _LONGEST else [fits(word) for word in dict.fromkeys(typed.split())]


def _people(
    key: InstrumentedAttribute[int],
    code: InstrumentedAttribute[str],
    name: InstrumentedAttribute[str],
    phone: InstrumentedAttribute[str],
    abn: InstrumentedAttribute[str],
    typed: str,
) -> Select[int]:
    wanted = typed.strip().upper()
    if not wanted:
        return select(key).order_by(name, code)
    ranks: list[tuple[ColumnElement[bool], int]] = [(code == wanted, 0), (code.startswith(wanted, autoescape=True), 1)]
    if (by_name := _all_words(name, typed)) is not None:
        ranks.append((by_name, 2))
    digits = codes.phone_key(typed)
    if len(digits) >= _FEWEST_DIGITS and not re.search(r"[^\W\d]", typed):
        ranks += [(phone.contains(digits), 3), (func.replace(abn, " ", "").startswith(digits), 4)]
    return select(key).where(or_(*(condition for condition, _ in ranks))).order_by(case(*ranks), name, code)


def _parts(statement: S, retired: bool) -> S:
    return statement if retired else statement.where(Part.active)


def _others(retired: bool) -> Select[int, str]:
    return _parts(select(PartNumber.part_id, PartNumber.kind).join(Part, Part.id == PartNumber.part_id), retired)


def _by_beginning(key: str, retired: bool) -> tuple[tuple[Select[int, str], int], ...]:
    """Own numbers, then other ones, that begin with the key but are longer: ranges of an index."""
    after = key[:-1] + chr(ord(key[-1]) + 1)
    own = _parts(select(Part.id, Part.kind), retired).where(Part.key > key, Part.key < after).order_by(Part.key)
    other = _others(retired).where(PartNumber.key > key, PartNumber.key < after).order_by(PartNumber.key)
    return (own, 3), (other, 4)


def _all_words(column: InstrumentedAttribute[str], typed: str) -> ColumnElement[bool] | None:
    """That each word typed begins a word of the text, in any order; None when no word was typed."""
    words = list(dict.fromkeys(re.sub(f"[{re.escape(_SEPARATORS)}]", " ", typed).split()))
    if not words:
        return None
    text = " " + _without(column, _SEPARATORS, " ")
    condition: ColumnElement[bool] = true()
    for word in words:  # anywhere first: that is cheap, and leaves few texts to take apart
        condition = condition & column.icontains(word, autoescape=True)
    for word in words:
        condition = condition & text.icontains(" " + word, autoescape=True)
    return condition


def _without(column: InstrumentedAttribute[str], characters: str, instead: str) -> ColumnElement[str]:
    text: ColumnElement[str] = column.expression
    for character in characters:
        text = func.replace(text, character, instead)
    return text
