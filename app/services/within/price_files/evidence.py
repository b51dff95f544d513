"""What proves a price file later: digests over the parts that it made, and over what it changed.

It must not know how either is written. A million new parts are no million rows of the chain: of a thousand with
consecutive keys one digest is kept, over all that is told of a part, as it lies in the tables. The store itself puts
the text of such a thousand together, the same on every store.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Integer,
    Select,
    String,
    Table,
    bindparam,
    cast,
    func,
    literal,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session

from app.models import Base
from app.models.types import Scaled

RUN: Final = 1_000
"""So many parts one digest is over, at most."""

_PART: Final[Table] = Base.metadata.tables["part"]
_NUMBER: Final[Table] = Base.metadata.tables["part_number"]
_BREAK: Final[Table] = Base.metadata.tables["quantity_break"]
_IMPORT: Final[Table] = Base.metadata.tables["price_import"]
_MADE: Final[Table] = Base.metadata.tables["price_import_made"]
_CHANGE: Final[Table] = Base.metadata.tables["price_import_change"]
COLUMNS: Final = (
    "number", "description", "superseded_by", "kind", "creditor_id", "price_group_id", "list_price", "gst_free", "unit",
    "whole_units", "no_backorders", "bin", "minimum", "maximum", "pack", "notes", "active",
)  # fmt: skip
"""What each digest is over of a part, in its order; it never changes."""
LATER: Final[Mapping[str, str]] = {}
"""Columns that have come since, in their order, each with what all parts of before hold in it, as it is told.

A digest is over such a column only where one of its parts holds something else, so those of before stay true.
"""
_TABLES: Final = (
    (_PART, ("id", *COLUMNS, *LATER), ("id",)),
    (_NUMBER, ("part_id", "kind", "number"), ("part_id", "kind", "number")),
    (_BREAK, ("part_id", "minimum", "price"), ("part_id", "minimum")),
)
_SEPARATOR: Final[str] = "\x1f"
_LINE: Final[str] = "\n"

Row = Mapping[str, Any]


def runs(first: int, last: int) -> Iterator[tuple[int, int]]:
    """Consecutive keys in runs of at most RUN."""
    for start in range(first, last + 1, RUN):
        yield start, min(start + RUN - 1, last)


def of_made(session: Session, first: int, last: int) -> str:
    """The digest of the parts with these consecutive keys as they lie in the tables now."""
    return digest(_of_table(session, at, first, last) for at in range(len(_TABLES)))


def of_changes(session: Session, import_id: int) -> str:
    """The digest of all that a price file changed."""
    keys = select(_CHANGE.c.part_id).where(_CHANGE.c.import_id == import_id).order_by(_CHANGE.c.part_id)
    found = hashlib.sha256()
    last = 0
    while (end := session.scalar(keys.where(_CHANGE.c.part_id > last).offset(RUN - 1).limit(1))) is not None:
        found.update(_changes_text(session, import_id, last, end).encode())
        last = end
    found.update(_changes_text(session, import_id, last, None).encode())
    return found.hexdigest()


def _changes_text(session: Session, import_id: int, after: int, until: int | None) -> str:
    here = select(
        _CHANGE.c.part_id,
        (_told(cast(_CHANGE.c.part_id, String)) + _told(_CHANGE.c.before) + _told(_CHANGE.c.after)).label("said"),
    ).where(_CHANGE.c.import_id == import_id, _CHANGE.c.part_id > after)
    if until is not None:
        here = here.where(_CHANGE.c.part_id <= until)
    return _joined(session, here.order_by(_CHANGE.c.part_id))


def digest(texts: Iterable[str]) -> str:
    """The digest of several texts, each of which stands for itself."""
    found = hashlib.sha256()
    for text in texts:
        found.update(f"{len(text)}:{text}".encode())
    return found.hexdigest()


def text_of_parts(rows: Iterable[Row]) -> str:
    """What is told of some parts, from their rows as they lie in the table; the same as the store puts together."""
    return _text_of(list(rows), *_TABLES[0][:2])


def text_of_numbers(rows: Iterable[Row]) -> str:
    """The same of other numbers: by part, kind and number."""
    return _text_of(list(rows), *_TABLES[1][:2])


def text_of_breaks(rows: Iterable[Row]) -> str:
    """The same of quantity breaks: by part and quantity."""
    return _text_of(list(rows), *_TABLES[2][:2])


def _text_of(rows: Sequence[Row], table: Table, names: Sequence[str]) -> str:
    if not rows:
        return ""
    told: list[str] = []
    for name in names:
        values = [_plain(row[name]) for row in rows]
        if len(set(values)) > 1:
            told.append(_each(table, name, values))
        elif not _as_before(table, name, values[0]):
            told.append(_alike(values[0]))
    return "\n".join(told)


def _each(table: Table, name: str, values: Sequence[str]) -> str:
    lengths = _SEPARATOR.join(str(len(value)) for value in values) if _is_text(table, name) else ""
    return _SEPARATOR.join(values) + _LINE + lengths


def _alike(value: str) -> str:
    """Of a column that holds the same in every row: most columns of a price list do."""
    return f"={value}"


def _as_before(table: Table, name: str, value: str) -> bool:
    """Whether a column that came later holds what it was given when it came."""
    return table is _PART and LATER.get(name) == value


def _is_text(table: Table, name: str) -> bool:
    return isinstance(table.c[name].type, String)


def _of_table(session: Session, at: int, first: int, last: int) -> str:
    """What `_text_of` makes of these rows, put together by the store."""
    table, names, _ = _TABLES[at]
    span = {"first": first, "last": last}
    ends = session.execute(_ends(at), span).one()
    count = ends[-1]
    if not count:
        return ""
    alike = {
        name: _plain(ends[3 * nth])
        for nth, name in enumerate(names)
        if ends[3 * nth] == ends[3 * nth + 1] and ends[3 * nth + 2] in (0, count)
    }
    differing = tuple(name for name in names if name not in alike)
    columns = iter(session.execute(_columns(at, differing), span).one() if differing else ())
    told: list[str] = []
    for name in names:
        if name not in alike:
            told.append(next(columns) + _LINE + (next(columns) if _is_text(table, name) else ""))
        elif not _as_before(table, name, alike[name]):
            told.append(_alike(alike[name]))
    return "\n".join(told)


@cache
def _ends(at: int) -> Select[Any]:
    """The smallest and the largest value of each column and how many there are; then how many rows."""
    table, names, _ = _TABLES[at]
    ends: list[Any] = []
    for name in names:
        column = _comparable(table.c[name])
        ends += [func.min(column), func.max(column), func.count(column)]
    return select(*ends, func.count()).where(table.c[names[0]].between(bindparam("first"), bindparam("last")))


@cache
def _columns(at: int, names: tuple[str, ...]) -> Select[Any]:
    """Each of these columns as one text, and of texts how long each is."""
    table, all_names, order = _TABLES[at]
    owner = table.c[all_names[0]]
    rows = (
        select(*(table.c[name] for name in names))
        .where(owner.between(bindparam("first"), bindparam("last")))
        .order_by(*(table.c[name] for name in order))
        .subquery()
    )
    columns: list[Any] = []
    for name in names:
        columns.append(_column(rows.c[name]))
        if _is_text(table, name):
            columns.append(_column(func.length(rows.c[name])))
    return select(*columns)


def _column(column: ColumnElement[Any]) -> ColumnElement[str]:
    return func.aggregate_strings(func.coalesce(_as_text(column), "-"), _SEPARATOR)


def _comparable(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(column, Integer) if isinstance(column.type, Boolean) else _raw(column)


def raw_columns(table: Table, names: Iterable[str]) -> list[ColumnElement[Any]]:
    """Columns as they lie in the table, by their names."""
    return [_raw(table.c[name]).label(name) for name in names]


def _joined(session: Session, statement: Any) -> str:
    rows = statement.subquery()
    found = session.scalar(select(func.aggregate_strings(rows.c.said, _LINE)))
    return str(found or "")


def _as_text(column: ColumnElement[Any]) -> ColumnElement[Any]:
    if isinstance(column.type, Boolean):
        return cast(cast(column, Integer), String)
    return column if isinstance(column.type, String) else cast(_raw(column), String)


def _raw(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return type_coerce(column, BigInteger()) if isinstance(column.type, Scaled) else column


def _told(value: ColumnElement[Any]) -> ColumnElement[str]:
    """A value with its length before it, so that nothing in it can be taken for the next one; nothing is “-”."""
    counted = cast(func.length(value), String) + literal(":") + type_coerce(value, String)
    return func.coalesce(counted, literal("-"))


def _said(value: Any) -> str:
    if isinstance(value, datetime):
        value = value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
    text = _plain(value)
    return f"{len(text)}:{text}"


def _plain(value: Any) -> str:
    if value is None:
        return "-"
    return str(int(value)) if isinstance(value, bool) else str(value)


def seal(session: Session, import_id: int) -> str | None:
    """The digest of an import as it lies in the tables now: its own row, what it made and what it changed.

    None when it is not there.
    """
    own = session.execute(
        select(*raw_columns(_IMPORT, _IMPORT.c.keys())).where(_IMPORT.c.id == import_id)
    ).mappings().first()  # fmt: skip
    if own is None:
        return None
    made = session.execute(
        select(_MADE.c.first_part_id, _MADE.c.last_part_id, _MADE.c.digest)
        .where(_MADE.c.import_id == import_id)
        .order_by(_MADE.c.first_part_id)
    ).all()
    told = [
        "".join(_said(own[name]) for name in sorted(map(str, own))),
        "".join(_said(value) for row in made for value in row),
        of_changes(session, import_id),
    ]
    return digest(told)
