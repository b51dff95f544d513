"""Rows written in bulk, one statement for each table, and columns read without making rows of them into objects.

It must not know what the rows are. An object of the session costs as much as twenty rows in bulk, so what is only
written once, what is only looked at, and what is locked by the hundred does without.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, Final, TypeVar, TypeVarTuple

from sqlalchemy import (
    Connection,
    CursorResult,
    FromClause,
    Insert,
    Select,
    String,
    Table,
    Update,
    bindparam,
    column,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Session

from app.models.base import Base

_Columns = TypeVarTuple("_Columns")
_Record = TypeVar("_Record")

_WAITING: Final = "rows to be written in bulk"
_HELD: Final = "rows held as records"
_GIVEN: Final = "given_"
_AT_ONCE: Final = 10_000


class Work(Session):
    """The session of a unit of work: its flush also writes records that changed and the rows that wait."""

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Everything that was changed, made or appended so far is in the tables now."""
        super().flush(objects)
        held: dict[type, _Held] = self.info.get(_HELD, {})
        for records in held.values():
            if rows := records.changed():
                _update(self.connection(), records.table, rows)
        waiting: dict[tuple[Table, tuple[str, ...]], list[dict[str, object]]] = self.info.pop(_WAITING, {})
        for (table, _), appended in waiting.items():
            _insert(self.connection(), table, appended)


def append(session: Session, model: type[Base], **values: object) -> None:
    """Have a row written with the next flush, together with all others of its table; nobody gets it as an object.

    Rows of a table are written in the order in which they were appended.
    """
    waiting = session.info.setdefault(_WAITING, {})
    waiting.setdefault((_table(model), tuple(values)), []).append(values)


def hold(
    session: Session,
    model: type[Base],
    record: type[_Record],
    statement: Select[*tuple[Any, ...]],
    given: Mapping[str, object],
) -> list[_Record]:
    """Locked rows as records, a dataclass of some columns of the model with the key first, as the statement has them.

    What is changed of a record is written with each flush. A row that is asked for again is the same record.
    """
    held = session.info.setdefault(_HELD, {}).setdefault(record, _Held(_table(model), record))
    return [held.taken_up(tuple(row)) for row in read(session, statement, given)]


def read(
    session: Session, statement: Select[*_Columns], given: Mapping[str, object] | None = None
) -> CursorResult[*_Columns]:
    """The columns that a statement asks for, as they lie in the tables; what the session holds is written first.

    The statement is made once, with bindparam() for what is `given`: making one anew takes longer than asking it.
    """
    session.flush()
    return session.connection().execute(statement, given)


def as_it_lies(
    session: Session, statement: Select[*tuple[Any, ...]], given: Mapping[str, object] | None = None
) -> Iterator[list[tuple[Any, ...]]]:
    """What a statement finds, ten thousand rows at a time, as the driver gives them: making rows of them takes as long.

    Amounts are in their smallest unit, moments in UTC; a file keeps days and moments as texts.
    """
    result = session.connection().execute(statement, given)
    cursor: Any = result.cursor
    while some := cursor.fetchmany(_AT_ONCE):
        yield some
    result.close()


class _Held:
    """The records of one kind that a unit of work holds, each beside what its row says."""

    def __init__(self, table: Table, record: type[Any]) -> None:
        self.table = table
        self.record = record
        self.columns = tuple(each.name for each in fields(record))
        self._values = attrgetter(*self.columns)
        self._of: dict[object, Any] = {}
        self._was: dict[object, tuple[object, ...]] = {}

    def taken_up(self, row: tuple[object, ...]) -> Any:
        """The record of this row."""
        key = row[0]
        if key not in self._of:
            self._of[key] = self.record(*row)
        elif row != self._was[key]:
            for name, value in zip(self.columns, row, strict=True):
                setattr(self._of[key], name, value)
        self._was[key] = row
        return self._of[key]

    def changed(self) -> list[dict[str, object]]:
        """The rows that are to be written: the key and each column that differs in one of them."""
        now = {key: self._values(record) for key, record in self._of.items()}
        if now == self._was:
            return []
        differ = [key for key, values in now.items() if values != self._was[key]]
        columns = [
            place
            for place in range(1, len(self.columns))
            if any(now[key][place] != self._was[key][place] for key in differ)
        ]
        self._was |= {key: now[key] for key in differ}
        return [{self.columns[place]: now[key][place] for place in (0, *columns)} for key in differ]


def _insert(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    if connection.dialect.name == "postgresql" and len(rows) > 1:
        columns = tuple(rows[0])
        connection.execute(_into_from_arrays(table, columns), _arrays(columns, rows))
    else:
        connection.execute(_into(table), rows)


def _update(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    columns = tuple(rows[0])
    if connection.dialect.name == "postgresql":
        connection.execute(_set_from_arrays(table, columns), _arrays(columns, rows))
    else:
        connection.execute(
            _set(table, columns), [{_GIVEN + name: value for name, value in row.items()} for row in rows]
        )


def _arrays(columns: Iterable[str], rows: Sequence[Mapping[str, object]]) -> dict[str, object]:
    return {_GIVEN + name: [row[name] for row in rows] for name in columns}


@cache
def _into(table: Table) -> Insert:
    return insert(table)


@cache
def _into_from_arrays(table: Table, columns: tuple[str, ...]) -> Insert:
    given = _from_arrays(table, columns)
    return insert(table).from_select(columns, select(*given.columns))


@cache
def _set(table: Table, columns: tuple[str, ...]) -> Update:
    key, *others = columns
    new: dict[str, Any] = {name: bindparam(_GIVEN + name) for name in others}
    return update(table).where(table.c[key] == bindparam(_GIVEN + key)).values(new)


@cache
def _set_from_arrays(table: Table, columns: tuple[str, ...]) -> Update:
    key, *others = columns
    given = _from_arrays(table, columns)
    return update(table).where(table.c[key] == given.c[key]).values({name: given.c[name] for name in others})


def _from_arrays(table: Table, columns: Iterable[str]) -> FromClause:
    """All rows as one array for each column: a server takes them in a third of the time that it needs one by one."""
    # the server's dialect: nobody loads it for a file
    from sqlalchemy.dialects.postgresql import ARRAY

    types = {name: table.c[name].type for name in columns}
    # a length would cut what is too long, instead of refusing it
    items = {name: String() if isinstance(kind, String) else kind for name, kind in types.items()}
    arrays = [bindparam(_GIVEN + name, type_=ARRAY(item)) for name, item in items.items()]
    return func.unnest(*arrays).table_valued(*(column(name, kind) for name, kind in types.items())).render_derived()


def _table(model: type[Base]) -> Table:
    return Base.metadata.tables[model.__tablename__]
