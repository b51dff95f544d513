"""The version of the tables in a store: looked at, brought up to date, refused; it must not know what they hold."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DatabaseError

from app import paths
from app.db.database import Database
from app.db.patience import patience
from app.db.sqlite_file import pragma
from app.db.world import as_told, said_for_a_person
from app.models import guards, search_index, sorting
from app.rules.faults import Refused, Unavailable

_AN_HOUR = 3600
_MIGRATIONS = Path(__file__).parents[1] / "models" / "migrations"
_VERSION = "alembic_version"
_MIGRATING = 820_411
"""The key of the server's lock that whoever migrates holds."""


def migrate(database: Database, counter_role: str | None = None) -> None:
    """Bring the tables to this program's version, on a new file make them, and put their guards in place.

    On a server `counter_role` gets the rights that a counter needs there; None leaves them as they are. Raises Refused
    when there is no such role, and Unavailable.
    """
    with patience(_AN_HOUR), said_for_a_person(database.name), database.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        # a batch rebuild of a parent table fails with the keys on, and the pragma is ignored inside a transaction
        if sqlite:
            pragma(connection, "PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                if not sqlite:  # two owners at once: the second one finds everything done
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATING})
                if revision_in(connection) != latest_revision():
                    guards.lift(connection)
                    _upgrade(database, connection)
                    if sqlite:
                        _refuse_broken_references(database, connection)
                if not sqlite:
                    sorting.by_code_point(connection)
                search_index.apply(connection)
                guards.apply(connection, counter_role)
        finally:
            if sqlite:
                pragma(connection, "PRAGMA foreign_keys=ON")


def _refuse_broken_references(database: Database, connection: Connection) -> None:
    """The keys were off while tables were changed, so every reference is looked at, which takes seconds in a big shop.

    A file that is only opened keeps them itself; what damages it is found by `check` and by each backup.
    """
    if broken := connection.execute(text("PRAGMA foreign_key_check")).all():
        raise Unavailable(
            f"The database {database.name} is damaged: {len(broken)} broken references. Restore the last backup."
        )


def _upgrade(database: Database, connection: Connection) -> None:
    """What the rows of a shop do to a migration is for a person to hear, whatever kind of fault it is."""
    # what migrates takes as long to load as a shop takes to open, and hardly any start needs it
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except DatabaseError as error:
        raise as_told(error, database.name) or Unavailable(
            f"The database {database.name} could not be brought to this version ({error.orig}); it is as it was. "
            "Go on with the version you had, and report this."
        ) from error


def revision(database: Database) -> str | None:
    """The version of the tables in the store; None while there are none."""
    with said_for_a_person(database.name), database.engine.connect() as connection:
        return revision_in(connection)


def revision_in(connection: Connection) -> str | None:
    """The version of the tables that this connection sees; None while there are none."""
    if not inspect(connection).has_table(_VERSION):
        return None
    said: str | None = connection.execute(text(f"SELECT version_num FROM {_VERSION}")).scalar()
    return said


def latest_revision() -> str:
    """The version of the tables that this program works with."""
    return _revisions(str(_MIGRATIONS))[0]


@cache
def _revisions(folder: str) -> tuple[str, ...]:
    """All versions, the latest first, by the numbers with which the files of their steps begin."""
    found = sorted((step.name.partition("_")[0] for step in Path(folder, "versions").glob("[0-9]*_*.py")), reverse=True)
    if not found:
        raise RuntimeError("there are no migrations")
    return tuple(found)


def refuse_a_foreign_or_newer(database: Database) -> str | None:
    """The version of the tables; raises Refused when they are those of a newer version, or of another program."""
    there = revision(database)
    if there is not None:
        if there not in _revisions(str(_MIGRATIONS)):
            raise Refused(
                f"The database {database.name} was made by a newer version of Parts Counter. "
                "Install that version on this computer too.",
                field="database",
            )
        return there
    with said_for_a_person(database.name), database.engine.connect() as connection:
        tables = inspect(connection).get_table_names()
    if tables:
        other = "an empty one" if database.on_server else "another file"
        raise Refused(f"{database.name} is a database of another program. Choose {other}.", field="database")
    return None


def refuse_another_version(database: Database) -> None:
    """On a server only its owner's command migrates: raises Refused unless the tables are of this very version."""
    there = refuse_a_foreign_or_newer(database)
    if there != latest_revision():
        what = "has no tables yet" if there is None else "was made by an older version of Parts Counter"
        raise Refused(
            f"The database {database.name} {what}. Whoever looks after it runs “{paths.typed('migrate')}” once.",
            field="database",
        )
