"""What the owner of a server's database may do there, and when nobody may; it must not know what for."""

from __future__ import annotations

from sqlalchemy import Connection, text

from app.rules.faults import Refused


def refuse_who_is_not_the_owner(connection: Connection, name: str) -> None:
    """Raises Refused unless this user may make the tables there, or owns those that are there."""
    user = connection.execute(text("SELECT current_user")).scalar_one()
    owner = connection.execute(
        text("SELECT tableowner FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'alembic_version'")
    ).scalar()
    if owner is not None:
        allowed = connection.execute(text("SELECT pg_has_role(CAST(:owner AS name), 'USAGE')"), {"owner": owner})
        if not allowed.scalar_one():
            raise Refused(
                f"The tables of {name} belong to {owner}, and {user} may not change them. "
                f"Sign on as {owner}: postgresql+psycopg://{owner}@…",
                field="database",
            )
    elif not connection.execute(
        text("SELECT coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)")
    ).scalar_one():
        raise Refused(
            f"{user} may not make tables in {name}. Sign on as the owner of the database, or make {user} its owner: "
            f"ALTER DATABASE … OWNER TO {quoted(str(user))};",
            field="database",
        )


def refuse_while_others_work(connection: Connection, name: str) -> None:
    """Raises Refused, with their users' names, while anybody else is connected to this database of a server."""
    others = connection.execute(
        text(
            "SELECT usename, count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND usename IS NOT NULL GROUP BY usename ORDER BY usename"
        )
    ).all()
    if others:
        who = ", ".join(f"{user} ({times})" if times > 1 else str(user) for user, times in others)
        raise Refused(
            f"Somebody is at work in {name}: {who}. Close Parts Counter at every desk, then try again.",
            field="database",
        )


def refuse_other_letters(connection: Connection, name: str) -> None:
    """Raises Refused unless the database can keep every letter there is."""
    encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
    if encoding != "UTF8":
        raise Refused(
            f"The database {name} keeps its text as {encoding}, which lacks letters that people type. "
            "Make another one: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0;",
            field="database",
        )


def quoted(name: str) -> str:
    """The name as it is written in a line of SQL."""
    return name if name.isidentifier() and name == name.lower() else '"' + name.replace('"', '""') + '"'
