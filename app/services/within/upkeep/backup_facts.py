"""Takes the figures of a store that a backup is compared by; it must not know what is compared with them.

Plain SQL over whatever tables there are, so that a store of an older version has its figures too.
"""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text
from sqlalchemy.orm import Session

from app.db import Database
from app.models import search_index
from app.rules.backups import NEWEST, SUMS, Facts, Figure, key


def of_now(db: Database) -> Facts:
    """The figures of this moment. Raises Unavailable like every look-up, also for what cannot be read any more."""
    with db.read() as session:
        return taken(session.connection())


def taken(connection: Connection) -> Facts:
    """The figures as this connection sees them; within one transaction they are all of the same moment."""
    tables = sorted(table for table in inspect(connection).get_table_names() if not search_index.is_part_of_it(table))
    rows = {table: _whole(connection, f'SELECT count(*) FROM "{table}"') for table in tables}
    return Facts(
        rows,
        {key(each): _of_column(connection, "sum", each) for each in SUMS if each.table in rows},
        {key(each): _of_column(connection, "max", each) for each in NEWEST if each.table in rows},
    )


def shop_name(session: Session) -> str:
    """The name of the shop in this store, as its paper has it; empty when there is none yet."""
    found = session.execute(text("SELECT value FROM setting WHERE name = 'shop_name'")).scalar()
    return str(found or "")


def _of_column(connection: Connection, what: str, figure: Figure) -> int:
    return _whole(connection, f'SELECT coalesce({what}("{figure.column}"), 0) FROM "{figure.table}"')


def _whole(connection: Connection, query: str) -> int:
    return int(connection.execute(text(query)).scalar_one())
