"""Makes a big shop in a file: begun by the program itself, filled past it in bulk, sealed by it again.

It must not know what the rows mean. Nothing that is measured is written this way.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from app.db import open_database
from app.models import Account, Base, search_index
from app.models.types import Scaled
from app.rules import words
from app.services import setup
from app.services.within import audit, audit_digest, audit_master
from tests.bench.shop import books, catalogue
from tests.bench.shop.size import TODAY, Size

T = TypeVar("T")

_AT_ONCE: Final = 10_000
_OWNER: Final = "Kim"


def clock() -> datetime:
    """Noon of the shop's day, always."""
    return datetime(TODAY.year, TODAY.month, TODAY.day, 1, 0, tzinfo=UTC)


def make(file: Path, size: Size) -> None:
    """A shop of this size in a new file; its books hold, and its chain of who did what tells of every row."""
    db = open_database(file)
    setup.begin(db, setup.SetupFacts("Bayside Parts", "51 824 753 556", operator_name=_OWNER), clock)
    with db.read() as session:
        accounts = {role: key for role, key in session.execute(select(Account.role, Account.id)) if role}
    db.close()
    made = books.Books(size, accounts)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA cache_size=-1000000")
        connection.execute("BEGIN")
        indexes = _taken_apart(connection)
        books.write(made, lambda table, columns, rows: _put(connection, table, columns, rows))
        for index in indexes:
            connection.execute(index)
        connection.execute("COMMIT")
    db = open_database(file)  # what was taken apart is made again: guards, and what parts are searched by
    try:
        with db.work() as session:
            for rows in _batches(_told(session, made), _AT_ONCE):
                audit.append(session, books.OPERATOR, clock(), rows)
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        db.close()


def _taken_apart(connection: sqlite3.Connection) -> list[str]:
    """Triggers and what parts are searched by are dropped, and indexes, which are returned to be made at the end."""
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f'DROP TRIGGER "{name}"')
    # a full-text table takes its own tables with it
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY sql LIKE '%VIRTUAL%' DESC"
    )
    for (name,) in tables.fetchall():
        if search_index.is_part_of_it(name):
            connection.execute(f'DROP TABLE IF EXISTS "{name}"')
    indexes = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql <> ''").fetchall()
    for name, _ in indexes:
        connection.execute(f'DROP INDEX "{name}"')
    return [made for _, made in indexes]


def _put(connection: sqlite3.Connection, table: str, columns: Sequence[str], rows: Iterable[books.Row]) -> None:
    usual = _usual(Base.metadata.tables[table], columns)
    names = ", ".join((*columns, *usual))
    values = ", ".join(("?",) * len(columns) + tuple(usual.values()))
    replace = "OR REPLACE " if table == "next_number" else ""
    connection.executemany(f'INSERT {replace}INTO "{table}" ({names}) VALUES ({values})', rows)


def _usual(table: Table, given: Sequence[str]) -> dict[str, str]:
    """What the other columns hold in a new record, as a word of SQL."""
    found = {}
    for column in table.columns:
        if column.name in given or (value := audit_master.usual(column)) is None:
            continue
        if isinstance(column.type, Scaled):
            value = int(value.scaleb(column.type.places))
        found[column.name] = f"'{value}'" if isinstance(value, str) else str(int(value))
    return found


def _batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    left = iter(rows)
    while some := list(islice(left, size)):
        yield some


# ---- who did what ----


def _told(session: Session, made: books.Books) -> Iterator[audit.Row]:
    """A row for each record, as if somebody had brought it in, and one for each document."""
    yield from _records(session)
    yield from _parts(made)
    for kind in ("invoice", "stock order"):
        for numbered in _batches(audit_digest.numbered(session, kind), _AT_ONCE):
            named = {(kind, key): f"{kind.capitalize()} {number}" for key, number in numbered}
            yield from audit.document_rows(session, named)
    yield audit.opening_row(session, *_opening(session))


def _records(session: Session) -> Iterator[audit.Row]:
    changes = audit_master.Changes()
    for name in ("creditor", "price_group", "pricing_structure", "pricing_rule", "debtor"):
        table = Base.metadata.tables[name]
        told = [column.name for column in table.columns if column.primary_key or _is_told(column)]
        begun = books.FIRST_DEBTOR if name == "debtor" else 1
        rows = select(*(table.c[each] for each in told)).where(table.c.id >= begun).order_by(table.c.id)
        for row in session.execute(rows):
            changes.made(name, (row.id,), dict(row._mapping))
    for each in changes.said(session):
        yield audit.Row(each.what, each.subject, each.key, each.name, each.facts)


def _is_told(column: Any) -> bool:
    return column.name not in ("version", "phone_key")


def _parts(made: books.Books) -> Iterator[audit.Row]:
    """As `audit_master` tells a new part; a million of them, so written down at once."""
    makers = [f"S{each:03d} {catalogue.maker_name(each)}" for each in range(catalogue.MAKERS)]
    stocked = made.shelves
    for place, part in enumerate(made.parts):
        facts: list[tuple[str, None, str]] = [("number", None, part.number), ("description", None, part.description)]
        if place not in stocked:
            facts.append(("kind", None, "catalogue"))
        facts += [
            ("creditor_id", None, makers[part.maker]),
            ("price_group_id", None, f"G{part.maker:02d}"),
            ("list_price", None, words.price(books.dollars(part.list_price))),
        ]
        if place in stocked:
            facts.append(("bin", None, books.bin_of(place)))
        facts += [("numbers", None, f"{number} ({kind})") for kind, number in books.other_numbers(place)]
        key = str(books.FIRST_PART + place)
        yield audit.Row("made", "part", key, part.number, audit.canonical(facts))


def _opening(session: Session) -> tuple[list[int], list[int]]:
    movement, entry = (Base.metadata.tables[name] for name in ("stock_movement", "journal_entry"))
    movements = session.scalars(select(movement.c.id).where(movement.c.document_kind == audit.OPENING))
    entries = session.scalars(select(entry.c.id).where(entry.c.document_kind == audit.OPENING))
    return list(movements), list(entries)
