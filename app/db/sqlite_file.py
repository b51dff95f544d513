"""The embedded store, a file of this computer: how it is opened, and which files are refused.

It must not know what is stored.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

from app.rules.faults import Refused

BUSY_SECONDS = 5
_PAGES_WAITING = 16_384
"""Pages of 4 KB, 64 MB, that may wait beside the file before a commit has to move them into it by itself.

That takes longer than a sale, so it is left to `Database.tidy` in idle time; a desk writes less than this between two.
"""
_HEADER = b"SQLite format 3\x00"
_LONGEST_ON_WINDOWS = 240
"""Letters: Windows takes 259, and what lies beside a database for a while has a longer name."""
_NETWORK_FILE_SYSTEMS = {"cifs", "nfs", "nfs4", "smb3", "smbfs", "fuse.sshfs", "9p"}


def engine_of(path: Path, *, alone: bool = False) -> Engine:
    """Connections that are durable, keep the references and, for a unit of work, wait at its very beginning.

    `alone`: the first one keeps everybody else out, readers too, and at once finds it locked while anybody is in it.
    """
    seconds = 0 if alone else BUSY_SECONDS
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": seconds, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        # the driver's own BEGIN comes too late and is never IMMEDIATE: the begin event below sends it
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            *(("locking_mode=EXCLUSIVE",) if alone else ()),
            "journal_mode=WAL",
            "synchronous=FULL",
            f"wal_autocheckpoint={_PAGES_WAITING}",
            "foreign_keys=ON",
            f"busy_timeout={seconds * 1000}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("unit_of_work")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


def pragma(connection: Connection, statement: str) -> None:
    """Run a statement past the transaction that the connection may be in."""
    cursor = connection.connection.cursor()
    cursor.execute(statement)
    cursor.close()


def identity(path: str) -> tuple[int, int] | None:
    """Which file lies at this place now; None when none does."""
    try:
        there = Path(path).stat()
    except OSError:
        return None
    return there.st_dev, there.st_ino


def is_damaged(path: str) -> bool:
    """Whether the file is no longer whole: every page and every index is read."""
    try:
        there = f"{Path(path).absolute().as_uri()}?mode=rw"
        with closing(sqlite3.connect(there, uri=True, timeout=BUSY_SECONDS)) as connection:
            said = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except (sqlite3.DatabaseError, UnicodeDecodeError) as fault:
        return "locked" not in str(fault)
    return bool(said != ("ok",))


def there_is(place: str | Path) -> bool:
    """Whether there is a file at that place; raises Refused where it cannot even be looked for."""
    if sys.platform == "win32" and len(str(Path(place).absolute())) > _LONGEST_ON_WINDOWS:
        raise Refused(f"{place} cannot be reached: its name is too long. Choose a file of your own.", field="database")
    try:
        return Path(place).exists()
    except OSError as error:
        raise Refused(
            f"{place} cannot be reached: {error.strerror}. Choose a file of your own.", field="database"
        ) from error


def refuse_a_bad_place(path: Path, *, create: bool) -> None:
    """Raises Refused when no database can be at that place, or none may be; makes its folder."""
    there = there_is(path)
    if path.is_dir():
        raise Refused(
            f"{path} is a folder. Choose a file name in it, for instance {path / 'shop.db'}.", field="database"
        )
    if not there:
        if not create:
            raise Refused(f"There is no database {path}. Check the name, or start the program once to make it.")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Refused(f"The folder {path.parent} cannot be made. Choose another one.", field="database") from error
    else:
        try:
            with path.open("rb") as file:
                header = file.read(len(_HEADER))
        except OSError as error:
            raise Refused(f"{path} cannot be read. Choose another file.", field="database") from error
        if not header:
            raise Refused(
                f"{path} is an empty file. Restore the last backup, or choose another file. If there never was a shop "
                "in it, delete it.",
                field="database",
            )
        if header != _HEADER:
            raise Refused(f"{path.name} is not a database of Parts Counter. Choose another file.", field="database")
    writable = os.access(path.parent, os.W_OK) and (not there or os.access(path, os.W_OK))
    if not writable:
        raise Refused(
            f"{path} cannot be written: the file or its folder is read-only. Choose a folder of your own for it.",
            field="database",
        )
    if _on_network_share(path.resolve()):
        raise Refused(
            f"{path} lies on a network share, where a database file gets damaged. "
            "Choose a folder of this computer, or a PostgreSQL server when several counters share the books.",
            field="database",
        )


if sys.platform == "win32":

    def _on_network_share(path: Path) -> bool:
        import ctypes

        remote = 4  # DRIVE_REMOTE
        return str(path).startswith("\\\\") or bool(ctypes.windll.kernel32.GetDriveTypeW(path.anchor) == remote)

else:

    def _on_network_share(path: Path) -> bool:
        return _kind_of_disk(path) in _NETWORK_FILE_SYSTEMS


def _kind_of_disk(path: Path) -> str:
    """The file system of the place, by Linux' own list; empty where there is none."""
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    best = ("", "")
    for fields in (line.split() for line in mounts):
        place = fields[1].replace("\\040", " ")
        if path.is_relative_to(place) and len(place) >= len(best[0]):
            best = (place, fields[2])
    return best[1]
