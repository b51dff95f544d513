"""The bare driver: statements, rows and commits with nothing of the program around them; it must not know what for.

Everything a floor writes it writes through this, in as few statements as there are tables. Statements are written with
question marks, as a file wants them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

from sqlalchemy import Boolean

from app.models import Base
from app.models.types import Scaled
from app.services.within import audit, audit_digest, audit_master

Row = dict[str, Any]
Parts = list[tuple[str, list[Row]]]
"""The rows of a document by their tables, in the order in which the chain tells them."""


class Bare:
    """A connection of the driver, and the few things that files and servers say differently."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.on_server = type(connection).__module__.startswith("psycopg")
        self.lock = " FOR NO KEY UPDATE" if self.on_server else ""
        """Behind a SELECT; in a file everything is locked from the beginning."""

    def __call__(self, statement: str, values: Sequence[Any] = ()) -> Any:
        """Run one statement; its cursor."""
        return self.connection.execute(self._said(statement), values)

    def many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for many rows."""
        self.connection.cursor().executemany(self._said(statement), rows)

    def insert(self, table: str, rows: Sequence[Row]) -> None:
        """Write rows in one statement, and give each the key that it got."""
        columns = tuple(rows[0])
        values = [value for row in rows for value in row.values()]
        keys = self(_insert(table, columns, len(rows)), values).fetchall()
        for row, (key,) in zip(rows, keys, strict=True):
            row["id"] = key

    @contextmanager
    def work(self) -> Iterator[None]:
        """Everything within is committed at the end, or nothing."""
        self.connection.execute("BEGIN" if self.on_server else "BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def _said(self, statement: str) -> str:
        return _for_server(statement) if self.on_server else statement


@cache
def _for_server(statement: str) -> str:
    return statement.replace("?", "%s")


@cache
def _insert(table: str, columns: tuple[str, ...], count: int) -> str:
    row = f"({', '.join('?' * len(columns))})"
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([row] * count)} RETURNING id"


def marks(count: int) -> str:
    """So many question marks for an IN."""
    return ", ".join("?" * count)


@cache
def _blank(table: str) -> tuple[tuple[str, Any], ...]:
    found = []
    for column in Base.metadata.tables[table].columns:
        if column.primary_key and column.name == "id":
            continue
        value = audit_master.usual(column)
        if value is not None and isinstance(column.type, Scaled):
            value = int(value.scaleb(column.type.places))
        found.append((column.name, bool(value) if isinstance(column.type, Boolean) else value))
    return tuple(found)


def blank(table: str, **facts: Any) -> Row:
    """A new row: what is not given is what a new record holds. Made before anything is measured."""
    return {**dict(_blank(table)), **facts}


# ---- who did what ----

_MOMENTS: Final = frozenset({"at", "saved_at", "finalised_at", "processed_at"})


def sealed(bare: Bare, kind: str, document: Row, name: str, moment: str, operator: int, parts: Parts) -> None:
    """The document's row at the end of the chain: its digest over what was just written, sealed with the one before."""
    told = [
        (table, [[_told(row, each) for each in _sealed_columns(table)] for row in rows])
        for table, rows in parts
        if rows
    ]
    digest = hashlib.sha256(json.dumps(told, separators=(",", ":")).encode()).hexdigest()
    last, before = bare(f"SELECT last, seal FROM audit_head{bare.lock}").fetchone()
    facts = audit.canonical({"digest": digest, "form": audit_digest.FORM})
    values: Mapping[str, Any] = {
        "id": last + 1,
        "operator_id": operator,
        "what": "posted",
        "subject": kind,
        "subject_key": str(document["id"]),
        "name": name,
        "facts": facts,
        "before": before,
    }
    seal = _seal(moment, values)
    bare(
        "INSERT INTO audit (id, operator_id, what, subject, subject_key, name, facts, before, at, seal) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [*values.values(), moment, seal],
    )
    bare("UPDATE audit_head SET last = ?, seal = ?", [last + 1, seal])


@cache
def _sealed_columns(table: str) -> tuple[str, ...]:
    return audit_digest.columns(table)


def _told(row: Row, column: str) -> Any:
    value = row[column]
    return value.replace(" ", "T") if column in _MOMENTS and value else value


def _seal(moment: str, row: Mapping[str, Any]) -> str:
    told = [row["id"], moment.replace(" ", "T"), *list(row.values())[1:]]
    return hashlib.sha256(audit.canonical(told).encode()).hexdigest()
