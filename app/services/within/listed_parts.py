"""Which parts a long list keeps of what was typed: all that the search would find, however many they are.

It must not know the list. What the search ranks and cuts at fifty (app/services/within/searching.py) is here one
condition, over the same indexes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, cast, column, false, literal_column, select, table, union
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.models import Part, PartNumber, search_index
from app.rules import codes
from app.rules.entry import one_line
from app.services.within import matching, searching


def found(session: Session, typed: str) -> ColumnElement[bool]:
    """That a number of the part, its own or another, begins so, or words of it, or a number and words beside it."""
    typed = one_line(typed)
    if len(typed) > matching.LONGEST:
        return false()
    keys: list[Select[Any]] = []
    if key := codes.part_key(typed):
        keys += _numbered(key)
    if words := codes.words_of(typed):
        keys.append(_worded(session, words))
    for number, rest in searching.numbers_beside_words(typed):
        keys += [of.where(_key_of(of).in_(_worded(session, rest))) for of in _numbered(number)]
    return Part.id.in_(union(*keys)) if keys else false()


def _numbered(key: str) -> Iterator[Select[Any]]:
    """The parts whose own number begins so, and those that have another one that does."""
    of: Sequence[tuple[InstrumentedAttribute[int], InstrumentedAttribute[str]]] = (
        (Part.id, Part.key),
        (PartNumber.part_id, PartNumber.key),
    )
    yield from (select(part).where(number >= key, number < searching.after(key)) for part, number in of)


def _key_of(parts: Select[Any]) -> ColumnElement[int]:
    (key,) = parts.selected_columns
    return key


def _worded(session: Session, words: Sequence[str]) -> Select[Any]:
    """The parts of which a word begins with each of these; the words are letters and digits alone."""
    if session.get_bind().dialect.name == "sqlite":
        kept = table(search_index.WORDS, column("rowid"), column(search_index.WORDS))
        asked = " AND ".join(f'"{word}"*' for word in words)
        return select(kept.c.rowid).where(kept.c[search_index.WORDS].match(asked))
    lexemes: ColumnElement[Any] = literal_column(search_index.LEXEMES)
    asked = " & ".join(f"'{word}':*" for word in words)
    return select(Part.id).where(lexemes.op("@@")(cast(asked, TSQUERY)))
