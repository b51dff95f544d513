"""Rows written in bulk, one statement for each table, and columns read without making rows of them into objects.

It must not know what the rows are. An object of the session costs as much as twenty rows in bulk, so what is only
written once, and what is only looked at, does without.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final, TypeVarTuple

from sqlalchemy import CursorResult, Insert, Select, Table, insert
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from app.models.base import Base

_Columns = TypeVarTuple("_Columns")

_WAITING: Final = "rows to be written in bulk"


class Work(Session):
    """The session of a unit of work: its flush also writes the rows that wait to be written in bulk."""

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Everything that was changed, made or appended so far is in the tables now."""
        super().flush(objects)
        waiting: dict[tuple[Table, tuple[str, ...]], list[dict[str, Any]]] | None = self.info.pop(_WAITING, None)
        if waiting:
            connection = self.connection()
            for (table, _columns), rows in waiting.items():
                connection.execute(_into(table), rows)


def append(session: Session, model: type[Base], **values: object) -> None:
    """Have a row written with the next flush, together with all others of its table; nobody gets it as an object.

    Rows of a table are written in the order in which they were appended.
    """
    waiting = session.info.setdefault(_WAITING, {})
    waiting.setdefault((_table(model), tuple(values)), []).append(values)


def append_objects(session: Session, rows: Sequence[Base]) -> None:
    """The same for objects of one model that were never put into the session; they do not learn their keys."""
    for row in rows:
        usual = _usual(type(row))
        held = row.__dict__
        append(session, type(row), **{name: held.get(name, value) for name, value in usual.items()})


def read(
    session: Session, statement: Select[*_Columns], given: Mapping[str, object] | None = None
) -> CursorResult[*_Columns]:
    """The columns that a statement asks for, as they lie in the tables; what the session holds is written first.

    The statement is made once, with bindparam() for what is `given`: making one anew takes longer than asking it.
    """
    session.flush()
    return session.connection().execute(statement, given)


@cache
def _into(table: Table) -> Insert:
    return insert(table)


def _table(model: type[Base]) -> Table:
    return Base.metadata.tables[model.__tablename__]


@cache
def _usual(model: type[Base]) -> Mapping[str, object]:
    """The columns of a model but for the key that the store gives, each with what it holds unless it is said."""
    table = _table(model)
    given = table.autoincrement_column
    return {
        column.name: column.default.arg if isinstance(column.default, ScalarElementColumnDefault) else None
        for column in table.columns
        if column is not given
    }
