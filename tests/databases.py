"""The databases that the tests borrow from their server: one is made once, and put back as it was for the next test.

Making one takes half a second, putting one back some milliseconds. It must not know what a shop is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import psycopg
from psycopg import sql

from tests import postgres

_SHAPE: Final = """
SELECT md5(string_agg(fact, '' ORDER BY fact)) FROM (
    SELECT 'c' || c.oid || ':' || c.xmin || coalesce(c.relacl::text, '') FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public'
    UNION ALL SELECT 'a' || a.attrelid || '.' || a.attnum || ':' || a.xmin FROM pg_attribute a
        JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public'
    UNION ALL SELECT 't' || oid || ':' || xmin FROM pg_trigger
    UNION ALL SELECT 'k' || oid || ':' || xmin FROM pg_constraint
    UNION ALL SELECT 'p' || oid || ':' || xmin FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT 'n' || oid || ':' || xmin FROM pg_namespace WHERE nspname !~ '^pg_(toast_)?temp_'
) facts(fact)
"""
"""What tells whether somebody has changed tables, triggers, functions or rights since."""


@dataclass(frozen=True, slots=True)
class Content:
    """All the rows of a database, and what is needed to have exactly these."""

    rows: dict[str, bytes]
    empty: sql.Composable
    sequences: sql.Composable


@dataclass(frozen=True, slots=True)
class _AsMade:
    """What a database is when it is new."""

    shape: str
    content: Content


_as_made: dict[str, _AsMade] = {}
_free: dict[str, list[str]] = {}
_ways: dict[str, psycopg.Connection[Any]] = {}


def borrow(template: str) -> str:
    """The name of a database that is as `template` is, and that nobody else has."""
    free = _free.setdefault(template, [])
    if free:
        return free.pop()
    name = postgres.new_database(template)
    _as_made[name] = _AsMade(_shape(_way_to(name)), _content(_way_to(name)))
    return name


def give_back(template: str, name: str) -> None:
    """Everybody is sent away from it, and it is as it was; it is dropped when more than rows have changed."""
    connection, made = _way_to(name), _as_made[name]
    connection.execute(
        "SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    if _shape(connection) == made.shape:
        _put(connection, made.content)
        _free[template].append(name)
    else:
        leave(name)
        postgres.drop(name)


def leave(name: str) -> None:
    """The tests' own way to the database is closed, so that nobody but the program has it open."""
    _way_to(name).close()


def _way_to(name: str) -> psycopg.Connection[Any]:
    """It stays open: a server looks everything up anew for each connection."""
    if name not in _ways or _ways[name].closed:
        _ways[name] = postgres.connected(name)
    return _ways[name]


def content_of(name: str) -> Content:
    """All that lies in the database now, for `fill`."""
    return _content(_way_to(name))


def fill(name: str, content: Content) -> None:
    """The database holds this and nothing else from now on."""
    _put(_way_to(name), content)


def _content(connection: psycopg.Connection[Any]) -> Content:
    tables = [name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    rows: dict[str, bytes] = {}
    for table in tables:
        with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as copy:
            if there := b"".join(bytes(part) for part in copy):
                rows[table] = there
    empty = sql.SQL(";").join(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)) for table in tables)
    sequences = connection.execute(
        "SELECT quote_ident(sequencename), start_value, last_value FROM pg_sequences WHERE schemaname = 'public'"
    ).fetchall()
    setting = [
        sql.SQL("setval({}, {}, {})").format(name, start if last is None else last, last is not None)
        for name, start, last in sequences
    ]
    return Content(rows, empty, sql.SQL("SELECT {}").format(sql.SQL(", ").join(setting)))


def _shape(connection: psycopg.Connection[Any]) -> str:
    return str(connection.execute(_SHAPE).fetchone())


def _put(connection: psycopg.Connection[Any], made: Content) -> None:
    """Neither keys nor guards are asked: everything goes, and what is wanted comes."""
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute(made.empty)
        for table, rows in made.rows.items():
            with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))) as copy:
                copy.write(rows)
        connection.execute(made.sequences)
