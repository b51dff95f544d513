"""The rows of a whole shop as they lie in the tables: counted, looked through, carried over, compared.

It must not know what they mean: amounts are whole numbers here, and moments what the table holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import islice, zip_longest
from typing import Any, Final

import psycopg
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    collate,
    delete,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.models import Base
from app.rules.faults import Refused, Unavailable

Done = Callable[[int], None]
"""Told how many rows are done so far, of all tables."""

TABLES: Final = tuple(Base.metadata.sorted_tables)
"""Every table, each after those that its rows name."""
MADE_WITH_THE_TABLES: Final = frozenset({"audit_head"})
"""Tables that have their row from the beginning."""
_AT_ONCE: Final = 1000
_LARGEST: Final = 2**31 - 1
_EXPECTED: Final[tuple[tuple[type[TypeEngine[Any]], type], ...]] = (
    (Boolean, bool),
    (Integer, int),
    (String, str),
    (DateTime, datetime),
    (Date, date),
    (LargeBinary, bytes),
)


def count(connection: Connection) -> int:
    """How many rows there are in all tables."""
    return sum(_count(connection, table) for table in TABLES)


def is_new(connection: Connection) -> bool:
    """Whether nothing has been written since the tables were made."""
    return not any(_count(connection, table) for table in TABLES if table.name not in MADE_WITH_THE_TABLES)


def refuse_what_does_not_fit(connection: Connection, done: Done) -> None:
    """Raises Refused for the first value that a server's tables cannot hold, which a file's can."""
    for table, rows in _every_row(connection, done):
        columns = list(table.columns)
        for row in rows:
            for column, value in zip(columns, row, strict=True):
                trouble = value is not None and _trouble(column.type, value)
                if trouble:
                    raise Refused(
                        f"{_called(table, row)}: {column.name} {trouble}, which a server's table cannot hold. "
                        "Nothing is moved; mend it first.",
                        field="database",
                    )


def carry(old: Connection, new: Connection, done: Done) -> None:
    """Write every row of the old tables into the new ones, which are empty, with the numbers that go on from there."""
    for table in TABLES:
        if table.name in MADE_WITH_THE_TABLES:
            new.execute(delete(table))
    write = _write_to_server if new.dialect.name == "postgresql" else _write_to_file
    for table, rows in _every_row(old, done):
        write(new, table, rows)
    if new.dialect.name == "postgresql":
        _go_on_numbering(new)
        new.execute(text("ANALYZE"))
    else:
        _refuse_missing_references(new)


def compare(old: Connection, new: Connection, done: Done) -> int:
    """How many rows are equal, value by value. Raises Unavailable at the first one that is not."""
    same = 0
    for (table, here), (_, there) in zip(_every_row(old, done), _every_row(new, lambda _done: None), strict=True):
        for ours, theirs in zip_longest(here, there):
            if ours != theirs:
                raise Unavailable(f"{_called(table, ours or theirs)} has not arrived as it was. Nothing is moved.")
            same += 1
    return same


# ── inside ────────────────────────────────────────────────────────────────────────────────────────────────────────────

Row = tuple[Any, ...]


def _plain(table: Table) -> Table:
    """The table without the program's own reading of it: what comes out is what lies in it."""
    kinds = (
        (column.name, column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type)
        for column in table.columns
    )
    keys = {column.name for column in table.primary_key}
    return Table(
        table.name, MetaData(), *(Column(name, kind, primary_key=name in keys, key=name) for name, kind in kinds)
    )


_PLAIN: Final = tuple(_plain(table) for table in TABLES)


def _every_row(connection: Connection, done: Done) -> Iterator[tuple[Table, Iterator[Row]]]:
    """Table by table the rows in the order of their keys, the same in every store; each table has to be read out."""
    so_far = 0

    def counted(rows: Iterator[Row]) -> Iterator[Row]:
        nonlocal so_far
        for row in rows:
            yield row
            so_far += 1
            if so_far % _AT_ONCE == 0:
                done(so_far)

    for table in _PLAIN:
        yield table, counted(_rows(connection, table))
    done(so_far)


def _rows(connection: Connection, table: Table) -> Iterator[Row]:
    order = [_in_order(connection, column) for column in table.primary_key]
    statement = select(table).order_by(*order).execution_options(stream_results=True, yield_per=_AT_ONCE)
    try:
        for row in connection.execute(statement):
            yield tuple(row)
    except ValueError as fault:  # a date or a moment that is none
        raise Refused(
            f"The table {_words(table)} holds something that cannot be read ({fault}). Restore the last backup.",
            field="database",
        ) from fault


def _in_order(connection: Connection, column: Column[Any]) -> Any:
    if connection.dialect.name == "postgresql" and isinstance(column.type, String):
        return collate(column, "C")
    return column


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _trouble(kind: TypeEngine[Any], value: Any) -> str:
    """What is wrong with a value, in words; empty when a server can keep it."""
    if not _is_of(kind, value):
        return f"is “{value}”"
    if isinstance(kind, String):
        return _text_trouble(value, kind.length)
    small = isinstance(kind, Integer) and not isinstance(kind, BigInteger)
    return f"is {value:,}" if small and not -_LARGEST <= value <= _LARGEST else ""


def _is_of(kind: TypeEngine[Any], value: Any) -> bool:
    """A file's columns hold whatever was put into them."""
    return isinstance(value, next(expected for declared, expected in _EXPECTED if isinstance(kind, declared)))


def _text_trouble(value: str, longest: int | None) -> str:
    if "\x00" in value:
        return "has a NUL sign in it"
    if longest is not None and len(value) > longest:
        return f"is {len(value):,} letters long, more than {longest}"
    return ""


def _write_to_server(connection: Connection, table: Table, rows: Iterator[Row]) -> None:
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    names = psycopg.sql.SQL(", ").join(psycopg.sql.Identifier(column.name) for column in table.columns)
    copy_in = psycopg.sql.SQL("COPY {} ({}) FROM STDIN").format(psycopg.sql.Identifier(table.name), names)
    with driver.cursor() as cursor, cursor.copy(copy_in) as copy:
        for row in rows:
            copy.write_row(row)


def _write_to_file(connection: Connection, table: Table, rows: Iterator[Row]) -> None:
    names = [column.name for column in table.columns]
    while some := [dict(zip(names, row, strict=True)) for row in islice(rows, _AT_ONCE)]:
        connection.execute(insert(table), some)


def _go_on_numbering(connection: Connection) -> None:
    """The next row of each table gets the number after the last one."""
    for table in _PLAIN:
        (key, *more) = table.primary_key
        sequence = None
        if not more and isinstance(key.type, Integer):
            asked = text("SELECT pg_get_serial_sequence(:name, :key)")
            sequence = connection.execute(asked, {"name": f'"{table.name}"', "key": key.name}).scalar()
        last = connection.execute(select(func.max(key))).scalar() if sequence else None
        if last is not None:
            connection.execute(text("SELECT setval(:sequence, :last)"), {"sequence": sequence, "last": last})


def _refuse_missing_references(connection: Connection) -> None:
    missing = connection.execute(text("PRAGMA foreign_key_check")).first()
    if missing is not None:
        raise Unavailable(f"Row {missing[1]} of {missing[0]} names a row that is missing. Nothing is moved.")


def _words(table: Table) -> str:
    return table.name.replace("_", " ")


def _called(table: Table, row: Row | None) -> str:
    """The row as a person finds it again."""
    keys = [value for column, value in zip(table.columns, row or (), strict=False) if column.primary_key]
    return f"Row {', '.join(str(key) for key in keys)} of {_words(table)}"
