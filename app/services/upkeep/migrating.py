"""The owner's work on a store: tables of this version, their guards, the counters' role; it must not know who asks.

A file is brought up to date by whoever opens it. A server's database is not: that is for its owner alone, while nobody
works in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg
from sqlalchemy import Connection, text

from app.db import Database, latest_revision, migrate, refuse_a_foreign_or_newer, revision
from app.db.world import said_for_a_person
from app.rules.faults import Refused
from app.services.within import owning
from app.services.within.owning import quoted

if TYPE_CHECKING:
    from psycopg.sql import Composed

BeforeMigration = Callable[[Database], object]


@dataclass(frozen=True, slots=True)
class Migrated:
    """What was done: from which version of the tables to which; None: there were none."""

    before: str | None
    now: str
    roles: tuple[str, ...] = ()
    """The server's roles that may now do a counter's work."""
    made: bool = False
    """Whether the role that was named was made for it."""


@dataclass(frozen=True, slots=True)
class CounterRole:
    """As whom counters sign on to the server; the password is for making it, where there is none yet."""

    name: str
    password: str = ""


def upgrade(db: Database, role: CounterRole | None = None, before: BeforeMigration | None = None) -> Migrated:
    """Bring the tables to this program's version, in place with their guards, and let `role` work in them.

    Roles that were let in earlier keep what they need. `before` is called first where there is something in the tables
    that are to change. Raises Refused when this user may not, when somebody is at work in tables that have to change,
    for a database of another program or a newer version; with the field "counter" when the role cannot be made here and
    "counter_password" when there is none to make it with – everything else is done then. Raises Unavailable.
    """
    refuse_a_foreign_or_newer(db)
    was, now = revision(db), latest_revision()
    if not db.on_server:
        if role is not None:
            raise Refused(
                f"{db.name} is a file of this computer, where there are no roles. Name a server's database.",
                field="counter",
            )
        if was not in (None, now) and before:
            before(db)
        migrate(db)
        return Migrated(was, now)
    with said_for_a_person(db.name), db.engine.connect() as connection:
        owning.refuse_who_is_not_the_owner(connection, db.name)
        owning.refuse_other_letters(connection, db.name)
        if was not in (None, now):
            owning.refuse_while_others_work(connection, db.name)
        roles = _let_in(connection)
    if was not in (None, now) and before:
        before(db)
    trouble, made = None, False
    if role is not None:
        try:
            made = _make_role(db, role)
        except Refused as refused:
            trouble = refused
        else:
            roles = tuple(dict.fromkeys((*roles, role.name)))
    migrate(db)
    for each in roles:
        migrate(db, each)
    if trouble is not None:
        raise trouble
    return Migrated(was, now, roles, made)


# ── inside ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _let_in(connection: Connection) -> tuple[str, ...]:
    """The roles that a counter's rights were given to before; new tables have to be opened to them too."""
    found = connection.execute(
        text(
            "SELECT DISTINCT r.rolname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "CROSS JOIN LATERAL aclexplode(c.relacl) acl JOIN pg_roles r ON r.oid = acl.grantee "
            "WHERE n.nspname = current_schema() AND c.relname = 'alembic_version' "
            "AND acl.privilege_type = 'SELECT' AND acl.grantee <> c.relowner ORDER BY r.rolname"
        )
    )
    return tuple(str(name) for name in found.scalars())


def _make_role(db: Database, role: CounterRole) -> bool:
    """Whether the role had to be made. Raises Refused with the field "counter" when it cannot be."""
    with said_for_a_person(db.name), db.engine.connect() as connection:
        if connection.execute(text("SELECT current_user = :role"), {"role": role.name}).scalar_one():
            raise Refused(
                f"{role.name} is the owner of the tables, who may change what is posted. "
                "Name another role for the counters.",
                field="counter",
            )
        if connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role.name}).scalar():
            return False
        allowed = "SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user"
        if not connection.execute(text(allowed)).scalar_one():
            raise Refused(
                "This user may not make roles. Let an administrator of the server say\n"
                f"    CREATE ROLE {quoted(role.name)} LOGIN PASSWORD '…';\n"
                "and then run this command again.",
                field="counter",
            )
        if not role.password:
            raise Refused(
                f"The role {role.name} is not there yet, and to make it a password is needed. "
                "Type one, or put it into PARTS_COUNTER_PASSWORD.",
                field="counter_password",
            )
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        driver.execute(_creation(driver, role))
        connection.commit()
    return True


def _creation(driver: psycopg.Connection[object], role: CounterRole) -> Composed:
    """The password goes over as the server keeps it, so that no log of it can tell."""
    kept = driver.pgconn.encrypt_password(role.password.encode(), role.name.encode(), b"scram-sha-256")
    return psycopg.sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
        psycopg.sql.Identifier(role.name), psycopg.sql.Literal(kept.decode())
    )
