"""A file of a shop while very many parts are made in it: indexes are made once at the end and not row by row.

It must not know which parts. All of it is in the unit of work that makes them: taken back, everything is as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection, func, select, text

from app.models import Part, search_index

WORTH_IT: Final = 50_000
"""From so many new parts on, if there are more of them than parts already."""
_INDEXES: Final = text(
    "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name IN ('part', 'part_number') "
    "AND sql IS NOT NULL ORDER BY name"
)


@contextmanager
def made_at_the_end(connection: Connection, new: int) -> Iterator[None]:
    """Parts that are made meanwhile come into the indexes and the words of the search when it ends."""
    there = int(connection.execute(select(func.count()).select_from(Part)).scalar_one())
    if connection.dialect.name != "sqlite" or new < WORTH_IT or new < there:
        yield
        return
    last = int(connection.execute(select(func.coalesce(func.max(Part.id), 0))).scalar_one())
    indexes: list[tuple[str, str]] = [(name, made) for name, made in connection.execute(_INDEXES)]
    for name, _ in indexes:
        connection.exec_driver_sql(f'DROP INDEX "{name}"')
    search_index.pause(connection)
    yield
    for _, made in indexes:
        connection.exec_driver_sql(made)
    search_index.go_on(connection, last)
