"""How a server sorts texts: by their code points, as a file does, whatever language the server speaks.

It must not know what the texts are.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

_OTHERWISE = """
SELECT c.oid::regclass::text, quote_ident(a.attname), format_type(a.atttypid, a.atttypmod)
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
JOIN pg_collation l ON l.oid = a.attcollation
CROSS JOIN pg_database d
WHERE d.datname = current_database() AND NOT a.attisdropped AND a.attnum > 0 AND (
    l.collname NOT IN ('C', 'POSIX', 'default')
    OR l.collname = 'default' AND (d.datcollate NOT IN ('C', 'POSIX') OR d.datlocprovider <> 'c')
)
ORDER BY 1, a.attnum
"""


def by_code_point(connection: Connection) -> None:
    """Every text of the tables is sorted and searched alike on every server; nothing is done where it is so already.

    The owner of the tables calls this, after they were brought up to date.
    """
    changes: dict[str, list[str]] = {}
    for table, column, kind in connection.execute(text(_OTHERWISE)):
        changes.setdefault(table, []).append(f'ALTER COLUMN {column} TYPE {kind} COLLATE "C"')
    for table, columns in changes.items():
        connection.execute(text(f"ALTER TABLE {table} {', '.join(columns)}"))
