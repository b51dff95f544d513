"""The copy of a database file: made while others work, opened and read; it must not know where it is kept.

SQLite copies page by page out of one transaction, so the copy is exactly the moment at which its figures were taken.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from app.db import revision_in
from app.rules.backups import Facts
from app.rules.faults import Refused
from app.services.within.upkeep import backup_facts

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]

BESIDE: Final = ("-wal", "-shm", "-journal")
"""What SQLite lays beside a file while somebody has it open."""
PAGES: Final = 500
"""So many pages are copied between two looks whether to go on."""


class Stopped(Exception):
    """A person has cancelled it; what was begun is thrown away."""


def copy(source: Connection, target: Path, progress: Progress, cancelled: Cancelled) -> None:
    """Copy what this connection sees in its transaction into a new file that stands alone.

    Raises OSError or sqlite3.Error when it cannot be written, and Stopped.
    """

    def told(_status: int, remaining: int, total: int) -> None:
        if cancelled():
            raise Stopped
        progress(total - remaining, total)

    driver = source.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    with closing(sqlite3.connect(target, isolation_level=None)) as made:
        driver.backup(made, pages=PAGES, progress=told)
        made.execute("PRAGMA journal_mode=DELETE")  # one file, without others beside it


def facts_of(file: Path) -> Facts:
    """The figures of the shop in this file, which is only read. Raises Refused with what is wrong with it."""
    with opened(file) as connection:
        return backup_facts.taken(connection)


def revision_of(file: Path) -> str:
    """The version of the tables in this file; empty when there are none. Raises Refused like `facts_of`."""
    with opened(file) as connection:
        return revision_in(connection) or ""


def refuse_a_damaged(file: Path) -> None:
    """Raises Refused unless every page of the file can be read and no row names a missing one."""
    with opened(file) as connection:
        pages = [row[0] for row in connection.execute(text("PRAGMA integrity_check"))]
        if pages != ["ok"]:
            raise Refused(f"{file.name} is damaged: {pages[0]}. Choose another backup.")
        missing = connection.execute(text("PRAGMA foreign_key_check")).all()
        if missing:
            raise Refused(f"{file.name} is damaged: {len(missing)} rows name others that are missing.")


@contextmanager
def opened(file: Path) -> Iterator[Connection]:
    """A connection that only reads, leaves nothing beside the file, and takes no notice of anybody else.

    Raises Refused for what is no whole database, OSError for what is not there.
    """
    file.stat()

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            yield connection
    except (DBAPIError, sqlite3.DatabaseError) as fault:
        raise Refused(f"{file.name} cannot be read to its end: it is damaged. Choose another backup.") from fault
    finally:
        engine.dispose()


def away_with(file: Path) -> None:
    """The file is gone, and what lay beside it. Raises OSError."""
    for ending in ("", *BESIDE):
        file.with_name(f"{file.name}{ending}").unlink(missing_ok=True)


def settled(file: Path) -> None:
    """Have the disk keep what was written to this file, and its name. Raises OSError."""
    with file.open("r+b") as written:
        os.fsync(written.fileno())
    settle_names(file.parent)


def settle_names(folder: Path) -> None:
    """Have the disk keep the names in this folder, where the system can be told to. Raises OSError."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
