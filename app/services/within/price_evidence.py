"""What proves a price file later: digests over the parts that it made, and over what it changed.

It must not know how either is written. A million new parts are no million rows of the chain: of a thousand with
consecutive keys one digest is kept, over all that is told of a part, as it lies in the tables. The store itself puts
the text of such a thousand together, the same on every store.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Integer,
    String,
    Table,
    cast,
    func,
    literal,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session

from app.models import Base
from app.models.types import Scaled
from app.services.within import audit_master

RUN: Final = 1_000
"""So many parts one digest is over, at most."""
FORM: Final = 1
"""Which columns of a part the digests are over that are written now."""

_PART: Final[Table] = Base.metadata.tables["part"]
_NUMBER: Final[Table] = Base.metadata.tables["part_number"]
_BREAK: Final[Table] = Base.metadata.tables["quantity_break"]
_IMPORT: Final[Table] = Base.metadata.tables["price_import"]
_MADE: Final[Table] = Base.metadata.tables["price_import_made"]
_CHANGE: Final[Table] = Base.metadata.tables["price_import_change"]
COLUMNS: Final = tuple(name for name, _, _ in audit_master.TOLD["part"])
"""What is told of a part, in the order of the digest."""
_SEPARATOR: Final = "\n"

Row = Mapping[str, Any]


def runs(first: int, last: int) -> Iterator[tuple[int, int]]:
    """Consecutive keys in runs of at most RUN."""
    for start in range(first, last + 1, RUN):
        yield start, min(start + RUN - 1, last)


def of_made(session: Session, first: int, last: int) -> str:
    """The digest of the parts with these consecutive keys as they lie in the tables now."""
    return digest(_texts(session, first, last))


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


def digest(texts: Sequence[str]) -> str:
    """The digest of what is told of some parts: of the parts, of their other numbers, of their breaks."""
    return hashlib.sha256("\n\n".join(texts).encode()).hexdigest()


def text_of_part(row: Row) -> str:
    """What is told of one part, from its row as it lies in the table; the same as the store puts together."""
    return "".join(_said(row[name]) for name in ("id", *COLUMNS))


def text_of_number(row: Row) -> str:
    """The same of another number of a part."""
    return "".join(_said(row[name]) for name in ("part_id", "kind", "number"))


def text_of_break(row: Row) -> str:
    """The same of a quantity break."""
    return "".join(_said(row[name]) for name in ("part_id", "minimum", "price"))


def joined(texts: Iterable[str]) -> str:
    """Several of them, as the store puts them together."""
    return _SEPARATOR.join(texts)


def raw_columns(table: Table, names: Iterable[str]) -> list[ColumnElement[Any]]:
    """Columns as they lie in the table, by their names."""
    return [_raw(table.c[name]).label(name) for name in names]


def _texts(session: Session, first: int, last: int) -> tuple[str, str, str]:
    parts = select(_row(_PART, ("id", *COLUMNS))).where(_PART.c.id.between(first, last)).order_by(_PART.c.id)
    numbers = (
        select(_row(_NUMBER, ("part_id", "kind", "number")))
        .where(_NUMBER.c.part_id.between(first, last))
        .order_by(_NUMBER.c.part_id, _NUMBER.c.kind, _NUMBER.c.number)
    )
    breaks = (
        select(_row(_BREAK, ("part_id", "minimum", "price")))
        .where(_BREAK.c.part_id.between(first, last))
        .order_by(_BREAK.c.part_id, _BREAK.c.minimum)
    )
    return _joined(session, parts), _joined(session, numbers), _joined(session, breaks)


def _joined(session: Session, statement: Any) -> str:
    rows = statement.subquery()
    found = session.scalar(select(func.aggregate_strings(rows.c.said, _SEPARATOR)))
    return str(found or "")


def _row(table: Table, names: Sequence[str]) -> ColumnElement[str]:
    told: ColumnElement[str] | None = None
    for name in names:
        each = _told(_as_text(table.c[name]))
        told = each if told is None else told + each
    assert told is not None
    return told.label("said")


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
    if value is None:
        return "-"
    if isinstance(value, datetime):
        value = value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
    text = str(int(value)) if isinstance(value, bool) else str(value)
    return f"{len(text)}:{text}"


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
        joined("".join(map(_said, row)) for row in made),
        of_changes(session, import_id),
    ]
    return digest(told)
