"""The database: opening, migrating, and the two ways to a session – a unit of work and a look-up.

It must not know what is stored. Nothing above the services ever holds a session.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from app.rules.faults import Refused, Unavailable

BUSY_SECONDS = 5
_MIGRATIONS = Path(__file__).parent / "models" / "migrations"
_SQLITE_HEADER = b"SQLite format 3\x00"
_NETWORK_FILE_SYSTEMS = {"cifs", "nfs", "nfs4", "smb3", "smbfs", "fuse.sshfs", "9p"}


class Database:
    """One store of one shop. Thread-safe; every `work` and `read` has a session of its own."""

    def __init__(self, engine: Engine, name: str) -> None:
        self.engine = engine
        self.name = name
        """What a person calls it: the file's name, or database at server."""
        self._works = 0
        self._guard = threading.Lock()
        self._reading = sessionmaker(engine, expire_on_commit=False)
        self._working = sessionmaker(engine.execution_options(unit_of_work=True), expire_on_commit=False)

    @property
    def open_works(self) -> int:
        """How many units of work are open at this moment; while one is, no question may be asked."""
        return self._works

    @contextmanager
    def work(self) -> Iterator[Session]:
        """One unit of work: everything is committed at the end, or nothing when anything is raised.

        Raises Unavailable when the store is locked, full, read-only or gone; nothing was written then.
        """
        with self._guard:
            self._works += 1
        try:
            with _said_for_a_person(self.name), self._working.begin() as session:
                yield session
        finally:
            with self._guard:
                self._works -= 1

    @contextmanager
    def rehearsal(self) -> Iterator[Session]:
        """A unit of work that is always taken back: shows exactly what the real one would do."""
        with self._guard:
            self._works += 1
        try:
            with _said_for_a_person(self.name), self._working() as session:
                yield session
                session.rollback()
        finally:
            with self._guard:
                self._works -= 1

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A short look-up; nothing is ever written through it. Raises Unavailable like `work`."""
        with _said_for_a_person(self.name), self._reading() as session:
            yield session

    def migrate(self) -> None:
        """Bring the tables to this program's version; on a new file, make them. Raises Unavailable."""
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
        with _said_for_a_person(self.name), self.engine.connect() as connection:
            sqlite = connection.dialect.name == "sqlite"
            # a batch rebuild of a parent table fails with the keys on, and the pragma is ignored inside a transaction
            if sqlite:
                _pragma(connection, "PRAGMA foreign_keys=OFF")
            try:
                with connection.begin():
                    config.attributes["connection"] = connection
                    self._upgrade(config)
                    if sqlite and (broken := connection.execute(text("PRAGMA foreign_key_check")).all()):
                        raise Unavailable(
                            f"The database {self.name} is damaged: {len(broken)} broken references. "
                            "Restore the last backup."
                        )
            finally:
                if sqlite:
                    _pragma(connection, "PRAGMA foreign_keys=ON")

    def _upgrade(self, config: Config) -> None:
        """What the rows of a shop do to a migration is for a person to hear, whatever kind of fault it is."""
        try:
            command.upgrade(config, "head")
        except DatabaseError as error:
            fault = str(error.orig)
            raise Unavailable(
                _sentence(fault, self.name)
                or f"The database {self.name} could not be brought to this version ({fault}); it is as it was. "
                "Go on with the version you had, and report this."
            ) from error

    def revision(self) -> str | None:
        """The version of the tables in the store; None while there are none."""
        with _said_for_a_person(self.name), self.engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()

    def tidy(self) -> None:
        """Move what was written into the main file, in idle time, so that no sale has to wait for it."""
        if self.engine.dialect.name == "sqlite":
            with self.engine.connect() as connection:
                _pragma(connection, "PRAGMA wal_checkpoint(PASSIVE)")

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def open_database(place: str | Path, *, create: bool = True) -> Database:
    """The database at a file or an SQLAlchemy address, migrated and ready.

    Raises Refused with a sentence when the file is no database of this program, comes from a newer version, lies on
    a network share or in a folder that cannot be written, and Unavailable when it is locked or the disk is full.
    """
    address = str(place)
    if "://" in address and not address.startswith("sqlite"):
        url = make_url(address)
        database = Database(create_engine(url, pool_pre_ping=True), f"{url.database} at {url.host or 'this computer'}")
    else:
        path = Path(make_url(address).database or "") if "://" in address else Path(address)
        _refuse_a_bad_place(path, create=create)
        database = Database(_sqlite_engine(path), path.name)
    try:
        _refuse_a_foreign_or_newer_database(database)
        database.migrate()
    except BaseException:
        database.close()
        raise
    return database


def latest_revision() -> str:
    """The version of the tables that this program works with."""
    head = ScriptDirectory(str(_MIGRATIONS)).get_current_head()
    if head is None:
        raise RuntimeError("there are no migrations")
    return head


def _sqlite_engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        # the driver's own BEGIN comes too late and is never IMMEDIATE: the begin event below sends it
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_SECONDS * 1000}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("unit_of_work")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


def _pragma(connection: Connection, statement: str) -> None:
    cursor = connection.connection.cursor()
    cursor.execute(statement)
    cursor.close()


def there_is(place: str | Path) -> bool:
    """Whether there is a file at that place; raises Refused where it cannot even be looked for."""
    try:
        return Path(place).exists()
    except OSError as error:
        raise Refused(
            f"{place} cannot be reached: {error.strerror}. Choose a file of your own.", field="database"
        ) from error


def _refuse_a_bad_place(path: Path, *, create: bool) -> None:
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
    elif path.stat().st_size:
        try:
            with path.open("rb") as file:
                header = file.read(len(_SQLITE_HEADER))
        except OSError as error:
            raise Refused(f"{path} cannot be read. Choose another file.", field="database") from error
        if header != _SQLITE_HEADER:
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


def _on_network_share(path: Path) -> bool:
    if sys.platform == "win32":
        import ctypes

        remote = 4  # DRIVE_REMOTE
        return str(path).startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(path.anchor) == remote
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    best = ("", "")
    for fields in (line.split() for line in mounts):
        place = fields[1].replace("\\040", " ")
        if path.is_relative_to(place) and len(place) >= len(best[0]):
            best = (place, fields[2])
    return best[1] in _NETWORK_FILE_SYSTEMS


def _refuse_a_foreign_or_newer_database(database: Database) -> None:
    revision = database.revision()
    if revision is not None:
        known = {script.revision for script in ScriptDirectory(str(_MIGRATIONS)).walk_revisions()}
        if revision not in known:
            raise Refused(
                f"The database {database.name} was made by a newer version of Parts Counter. "
                "Install that version on this computer too.",
                field="database",
            )
        return
    if database.engine.dialect.name == "sqlite":
        with _said_for_a_person(database.name), database.engine.connect() as connection:
            tables = connection.execute(text("SELECT count(*) FROM sqlite_master WHERE type = 'table'")).scalar_one()
        if tables:
            raise Refused(f"{database.name} is a database of another program. Choose another file.", field="database")


@contextmanager
def _said_for_a_person(name: str) -> Iterator[None]:
    """Turn what the world does to a database into Unavailable; everything else stays the bug it is."""
    try:
        yield
    except (OperationalError, DatabaseError, sqlite3.DatabaseError) as error:
        sentence = _sentence(str(getattr(error, "orig", error)), name)
        if sentence is None:
            raise
        raise Unavailable(sentence) from error


_WORLD = (
    ("database is locked", "The database {name} is being written by somebody else. Try again in a moment."),
    ("database table is locked", "The database {name} is being written by somebody else. Try again in a moment."),
    ("database or disk is full", "The disk with {name} is full. Make room and try again; nothing was saved."),
    ("readonly database", "The database {name} cannot be written: it is read-only. Make it writable and try again."),
    ("unable to open database file", "The database {name} cannot be opened. Is the folder still there?"),
    ("disk I/O error", "The disk with {name} is full or failing. Nothing was saved: make room and try again."),
    ("no such table", "The database {name} is damaged: a table is missing. Restore the last backup."),
    ("malformed", "The database {name} is damaged. Restore the last backup."),
    ("file is not a database", "{name} is not a database of Parts Counter. Choose another file."),
    ("connection", "The server of {name} does not answer. Nothing was saved; try again."),
)


def _sentence(message: str, name: str) -> str | None:
    for sign, sentence in _WORLD:
        if sign in message:
            return sentence.format(name=name)
    return None
