"""The database: a file of this computer or a server's; nothing here knows what is stored in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import make_url

from app.db import addresses, schema, sqlite_file
from app.db.database import Database
from app.db.schema import (
    latest_revision,
    migrate,
    refuse_a_foreign_or_newer,
    refuse_another_version,
    revision,
    revision_in,
)
from app.db.sqlite_file import there_is

__all__ = [
    "Database",
    "connect",
    "is_server",
    "latest_revision",
    "migrate",
    "open_database",
    "refuse_a_foreign_or_newer",
    "refuse_another_version",
    "revision",
    "revision_in",
    "there_is",
]


def is_server(place: str | Path) -> bool:
    """Whether this is the address of a database on a server, and not a file."""
    return "://" in str(place) and not str(place).startswith("sqlite")


def connect(place: str | Path, *, create: bool = True) -> Database:
    """The database at a file or an address as it is, of whatever version; nothing is read or written yet.

    A server's password may stand in the address; else it comes from this computer's keyring or the driver's own places.
    Raises Refused with a sentence when the file is no database, or lies where it must not be or cannot be written.
    """
    address = str(place)
    if is_server(address):
        from app.db import server  # with the driver, which nobody loads for a file

        url = addresses.with_known_password(addresses.url_of(address))
        return Database(server.engine_of(url), server.name_of(url))
    path = _file_of(place)
    sqlite_file.refuse_a_bad_place(path, create=create)
    return Database(sqlite_file.engine_of(path), path.name)


def _file_of(place: str | Path) -> Path:
    return Path(make_url(str(place)).database or "") if "://" in str(place) else Path(place)


def open_database(
    place: str | Path, *, create: bool = True, before_migration: Callable[[Database], object] | None = None
) -> Database:
    """The database at a file or an SQLAlchemy address, of this program's version and ready.

    A file is brought to this version, after `before_migration` where there is something in it; a server's database is
    not. Raises Refused with a sentence when it is no database of this program, is not of this version, lies on a
    network share or in a folder that cannot be written, and Unavailable when it is locked, gone or the disk is full.
    """
    begun = None if is_server(place) or there_is(_file_of(place)) else _file_of(place)
    database = connect(place, create=create)
    try:
        if database.on_server:
            schema.refuse_another_version(database)
        else:
            there = schema.refuse_a_foreign_or_newer(database)
            if before_migration and there not in (None, latest_revision()):
                before_migration(database)
            migrate(database)
    except BaseException:
        database.close()
        if begun and begun.exists() and not begun.stat().st_size:
            begun.unlink()  # an empty file would be taken for what is left of a shop
        raise
    return database
