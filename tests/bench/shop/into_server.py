"""Carries a big shop from its file to a database of a server, row for row as it lies there.

It must not know what the rows mean.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql

from app.db import connect, migrate
from app.models import Base, search_index

_AT_ONCE: Final = 5_000
_ESCAPED: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_LOOSE_INDEXES: Final = """
SELECT i.indexname, i.indexdef FROM pg_indexes i WHERE i.schemaname = 'public' AND NOT EXISTS (
    SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname AND c.connamespace = 'public'::regnamespace)
"""


def make(file: Path, address: str, connection: psycopg.Connection[Any]) -> None:
    """The shop in `file` also in the empty database at `address`, to which `connection` leads as its owner."""
    _migrate(address)
    with closing(sqlite3.connect(file)) as shop, connection.transaction():
        # neither keys nor guards are asked: they were in the file
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute("SET LOCAL maintenance_work_mem = '1GB'")
        indexes = connection.execute(_LOOSE_INDEXES).fetchall()
        for name, _ in indexes:
            connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
        for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall():
            if search_index.is_part_of_it(name):
                connection.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(name)))
        for table in Base.metadata.sorted_tables:
            names = [column.name for column in table.columns]
            _copy(shop, connection, table.name, names)
            if "id" in names and table.name != "audit_head":
                connection.execute(sql.SQL(
                    "SELECT setval(pg_get_serial_sequence({0}, 'id'), coalesce(max(id), 0) + 1, false) FROM {1}"
                ).format(sql.Literal(table.name), sql.Identifier(table.name)))  # fmt: skip
        for name, made in indexes:
            if not search_index.is_part_of_it(name):
                connection.execute(made)
    _migrate(address)  # what parts are searched by is made anew, of all of them
    connection.execute("VACUUM (ANALYZE)")


def _migrate(address: str) -> None:
    db = connect(address)
    try:
        migrate(db)
    finally:
        db.close()


def _copy(shop: sqlite3.Connection, connection: psycopg.Connection[Any], table: str, names: list[str]) -> None:
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    name = sql.Identifier(table)
    connection.execute(sql.SQL("TRUNCATE {} CASCADE").format(name))
    with connection.cursor().copy(sql.SQL("COPY {} ({}) FROM STDIN").format(name, columns)) as copy:
        quoted = ", ".join(f'"{each}"' for each in names)
        for part in _as_text(shop.execute(f'SELECT {quoted} FROM "{table}"')):
            copy.write(part)


def _as_text(rows: sqlite3.Cursor) -> Iterator[str]:
    """The rows as COPY reads them: whole numbers and texts alone lie in a file."""
    while some := rows.fetchmany(_AT_ONCE):
        told = StringIO()
        for row in some:
            told.write("\t".join(_cell(value) for value in row))
            told.write("\n")
        yield told.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return "\\N"
    return value.translate(_ESCAPED) if isinstance(value, str) else str(value)
