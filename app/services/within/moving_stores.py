"""The two stores of a move: the old one that nobody may change meanwhile, the new one that is kept whole or not at all.

It must not know what is moved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection, make_url, text
from sqlalchemy.orm import Session

from app.db import Database, addresses, connect, is_server, migrate, refuse_another_version, sqlite_file
from app.db.patience import patience
from app.db.world import said_for_a_person
from app.models import Base
from app.rules.faults import Refused, Unavailable
from app.services import setup
from app.services.within import owning
from app.services.within.moving_rows import is_new

_LONG = 3600
"""Seconds that one statement may take where nobody waits at a counter."""


@dataclass(frozen=True, slots=True)
class Books:
    """A shop's store as it looks through one connection, inside its one transaction."""

    name: str
    connection: Connection
    db: Database

    @property
    def on_server(self) -> bool:
        """Whether it lies on a server."""
        return self.connection.dialect.name == "postgresql"


class _Seen(Database):
    """A store that is looked at through one connection only, with what that has written and not yet kept."""

    def __init__(self, connection: Connection, name: str) -> None:
        super().__init__(connection.engine, name)
        self._connection = connection

    @contextmanager
    def read(self) -> Iterator[Session]:
        with said_for_a_person(self.name), Session(self._connection, join_transaction_mode="create_savepoint") as seen:
            yield seen


def same(source: str, target: str) -> bool:
    """Whether both name one and the same store."""
    if is_server(source) and is_server(target):
        here, there = addresses.place_of(source), addresses.place_of(target)
        return replace(here, user="") == replace(there, user="")
    if is_server(source) or is_server(target):
        return False
    return _file(source).resolve() == _file(target).resolve()


@contextmanager
def old_books(place: str) -> Iterator[Books]:
    """The books that are carried over; until the end nobody else can write in them.

    Raises Refused when there is no shop, when it is of another version, or when anybody is at work in it.
    """
    db = connect(place, create=False)
    try:
        refuse_another_version(db)
        if setup.is_new(db):
            raise Refused(f"There is no shop in {db.name} yet, so there is nothing to move.", field="database")
        setup.open_counter(db)  # a shop from before the journal gets its entries
    finally:
        db.close()
    with _held(place) if db.on_server else _alone(_file(place)) as books:
        yield books


@contextmanager
def new_books(place: str) -> Iterator[Books]:
    """Empty books to be filled; what was written is kept when all went well, else nothing of it is there.

    Raises Refused when there is something at that place, when a server's tables are missing or of another version, or
    when anybody is connected to them.
    """
    with _on_server(place) if is_server(place) else _new_file(_file(place)) as books:
        yield books


# ── inside ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _file(place: str) -> Path:
    return Path(make_url(place).database or "") if "://" in place else Path(place)


@contextmanager
def _alone(path: Path) -> Iterator[Books]:
    engine = sqlite_file.engine_of(path, alone=True).execution_options(unit_of_work=True)
    try:
        with said_for_a_person(path.name):
            try:
                connection = engine.connect()
                transaction = connection.begin()
            except Exception as fault:
                if "locked" not in str(fault):
                    raise
                raise Refused(
                    f"Somebody is at work in {path.name}. Close Parts Counter there, then try again.", field="database"
                ) from fault
            with connection, transaction:
                yield _books(connection, path.name)
                transaction.rollback()
    finally:
        engine.dispose()


@contextmanager
def _held(place: str) -> Iterator[Books]:
    db = connect(place)
    with _for_its_owner(db) as connection:
        connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin() as transaction:
            # first of all, so that everything is read as it is once nobody can write any more
            _lock(connection, "SHARE")
            yield _books(connection, db.name)
            transaction.rollback()


@contextmanager
def _on_server(place: str) -> Iterator[Books]:
    db = connect(place)
    with _for_its_owner(db, refuse_another_version) as connection, connection.begin():
        _lock(connection, "EXCLUSIVE")
        if not is_new(connection):
            raise Refused(
                f"There is a shop in {db.name} already, and nothing is ever moved over it. Name an empty database.",
                field="database",
            )
        yield _books(connection, db.name)


@contextmanager
def _for_its_owner(db: Database, refuse: Callable[[Database], None] = lambda _db: None) -> Iterator[Connection]:
    """A connection for the owner of the tables while nobody else has one; the database is closed after it."""
    try:
        refuse(db)
        with patience(_LONG), said_for_a_person(db.name), db.engine.connect() as connection:
            owning.refuse_who_is_not_the_owner(connection, db.name)
            owning.refuse_while_others_work(connection, db.name)
            connection.rollback()
            yield connection
    finally:
        db.close()


@contextmanager
def _new_file(path: Path) -> Iterator[Books]:
    if sqlite_file.there_is(path):
        raise Refused(
            f"There is a file {path} already, and nothing is ever moved over it. Name a new one.", field="database"
        )
    unfinished = path.with_name(f"{path.name}.new")
    _remove(unfinished)
    db = connect(unfinished)
    try:
        migrate(db)
        with said_for_a_person(path.name), db.engine.execution_options(unit_of_work=True).connect() as connection:
            # what a row names may come after it; everything is looked through at the end
            sqlite_file.pragma(connection, "PRAGMA foreign_keys=OFF")
            with connection.begin():
                yield _books(connection, path.name)
        db.close()
        _put_in_place(unfinished, path)
    except BaseException:
        db.close()
        _remove(unfinished)
        raise


def _books(connection: Connection, name: str) -> Books:
    return Books(name, connection, _Seen(connection, name))


def _lock(connection: Connection, mode: str) -> None:
    connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
    names = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
    connection.execute(text(f"LOCK TABLE {names} IN {mode} MODE"))


def _put_in_place(unfinished: Path, path: Path) -> None:
    try:
        unfinished.rename(path)
    except OSError as error:
        raise Unavailable(f"{path} cannot be written ({error.strerror}). Nothing is moved; try again.") from error


def _remove(path: Path) -> None:
    for ending in ("-wal", "-shm", ""):
        path.with_name(path.name + ending).unlink(missing_ok=True)
