"""Statements are compiled once for all databases of a run: each test has an engine of its own, and its cache is empty.

SQLAlchemy keeps what it has compiled by dialect object; here two dialects are the same when they write the same SQL.
Compiling is a third of what the tests would do otherwise.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.util import LRUCache

_compiled: LRUCache[Any, Any] = LRUCache(5000)


def compile_once() -> None:
    """From now on, for every engine of this process."""
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        dialect.__hash__ = _hash  # type: ignore[assignment, method-assign]
        dialect.__eq__ = _same  # type: ignore[assignment, method-assign]
    event.listen(Engine, "engine_connect", _share)


def _share(connection: Connection) -> None:
    connection.execution_options(compiled_cache=_compiled)


def _hash(dialect: Dialect) -> int:
    return hash(type(dialect))


def _same(dialect: Dialect, other: object) -> bool:
    return type(dialect) is type(other) and dialect.server_version_info == other.server_version_info
