"""Statements that are asked at every key, told to the driver itself; it must not know what they ask.

SQLAlchemy makes a result of named columns for each answer, which takes longer than the store takes to give one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from sqlalchemy.orm import Session

_VALUE: Final = re.compile(r"(?<!:):(\w+)")
"""A value in a statement, by its name; no cast."""
_NOTHING: Final[Mapping[str, Any]] = {}


class Driver:
    """The driver under a session, in the transaction of that session; what the session has not written is not seen."""

    def __init__(self, session: Session) -> None:
        connection = session.connection()
        self.on_server = connection.dialect.name != "sqlite"
        self._cursor: Any = connection.connection.cursor()

    def rows(self, statement: str, values: Mapping[str, Any] = _NOTHING) -> list[tuple[Any, ...]]:
        """Everything that a statement with `:values` finds, as it lies in the tables: amounts in their smallest units.

        Raises the driver's own errors, which a look-up or a unit of work turns into sentences like any other.
        """
        self._cursor.execute(_on_server(statement) if self.on_server else statement, values)
        found: list[tuple[Any, ...]] = self._cursor.fetchall()
        return found


@lru_cache(maxsize=500)
def _on_server(statement: str) -> str:
    """As psycopg wants it."""
    return _VALUE.sub(r"%(\1)s", statement.replace("%", "%%"))
