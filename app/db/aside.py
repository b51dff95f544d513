"""A connection that one long job keeps for itself, with tables of its own that nobody else sees and no backup holds.

It must not know what the job is. What is written into such a temporary table takes no lock that anybody waits for; the
unit of work that follows runs over the same connection and so finds it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.schema import CreateTable

from app.db.sqlite_file import pragma

_ROOM: Final = {"cache_size": -65_536, "temp.cache_size": -32_768}
"""Kilobytes (as SQLite has it, below zero) that a long job may keep in memory: 64 MB of the shop, 32 MB of its own."""


class Aside:
    """One kept connection; whoever opened it closes it. Its temporary tables go with it."""

    def __init__(self, engine: Engine, asked: Callable[[], AbstractContextManager[Any]]) -> None:
        self._engine = engine
        self._asked = asked
        self._connection: Connection | None = None

    @property
    def connection(self) -> Connection:
        """The connection, opened with the first use."""
        if self._connection is None or self._connection.closed:
            self._connection = self._engine.connect()
            if not self.on_server:
                for name, kilobytes in _ROOM.items():
                    pragma(self._connection, f"PRAGMA {name}={kilobytes}")
        return self._connection

    @property
    def on_server(self) -> bool:
        """Whether the shop is on a server."""
        return self._engine.dialect.name != "sqlite"

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """Read the shop and write the tables of its own; nobody waits for it. Raises Unavailable like a look-up."""
        with self._asked():
            connection = self.connection
            connection.execution_options(unit_of_work=False)
            with connection.begin():
                yield connection

    def for_work(self) -> Connection:
        """The connection for a unit of work, which takes its locks at its beginning like any other."""
        return self.connection.execution_options(unit_of_work=True)

    def close(self) -> None:
        """Give everything back; it may be opened again and is empty then."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.detach()
            connection.close()


def make_table(connection: Connection, table: Table) -> None:
    """Make a temporary table, or empty the one that is there."""
    name = table.name
    # in its own name space: a table of the shop can never be meant
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {_own(connection)}.{name}")
    connection.execute(CreateTable(table))


def write(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Append rows, as they lie in the table, by the quickest way that the store has."""
    if not rows:
        return
    names = ", ".join(columns)
    driver = connection.connection.driver_connection
    assert driver is not None
    if connection.dialect.name == "postgresql":
        with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(columns))
    driver.executemany(f"INSERT INTO temp.{table.name} ({names}) VALUES ({marks})", rows)


def _own(connection: Connection) -> str:
    return "temp" if connection.dialect.name == "sqlite" else "pg_temp"
