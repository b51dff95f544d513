"""Which debtors and creditors fit what somebody typed; it must not know what is done with them.

Parts have a search of their own (app/services/within/searching.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlalchemy import ColumnElement, Select, case, false, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.models import Creditor, Debtor
from app.rules import codes
from app.rules.entry import one_line

_SEPARATORS = "-/().,;:\"'"
LONGEST = 300
"""Nothing has so long a name; such a text was pasted by mistake, and is too much for the database to look for."""
_FEWEST_DIGITS = 3
"""Fewer than that are no part of a phone number or an ABN worth looking for."""


def debtors(session: Session, typed: str, limit: int, *, retired: bool = False) -> list[int]:
    """The debtors that fit: by code, the beginnings of words of the name, phone or ABN."""
    typed = one_line(typed)
    if len(typed) > LONGEST:
        return []
    statement = _people(Debtor.id, Debtor.code, Debtor.name, Debtor.phone_key, Debtor.abn, typed)
    return list(session.scalars(statement.where(true() if retired else Debtor.active).limit(limit)))


def creditors(session: Session, typed: str, limit: int, *, retired: bool = False) -> list[int]:
    """The creditors that fit: by code, the beginnings of words of the name, phone or ABN."""
    typed = one_line(typed)
    if len(typed) > LONGEST:
        return []
    statement = _people(Creditor.id, Creditor.code, Creditor.name, Creditor.phone_key, Creditor.abn, typed)
    return list(session.scalars(statement.where(true() if retired else Creditor.active).limit(limit)))


def each_word(typed: str, fits: Callable[[str], ColumnElement[bool]]) -> list[ColumnElement[bool]]:
    """That each word typed fits, in any order; what is longer than any name fits nothing."""
    typed = one_line(typed)
    return [false()] if len(typed) > LONGEST else [fits(word) for word in dict.fromkeys(typed.split())]


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
