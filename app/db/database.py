"""A store of a shop, and the two ways to a session in it: a unit of work and a look-up.

It must not know what is stored. Nothing above the services ever holds a session.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from app.db.sqlite_file import pragma
from app.db.world import said_for_a_person


class Database:
    """One store of one shop. Thread-safe; every `work` and `read` has a session of its own."""

    def __init__(self, engine: Engine, name: str) -> None:
        self.engine = engine
        self.name = name
        """What a person calls it: the file's name, or database at server."""
        self.desk = uuid4().hex
        """Who this is among the desks that have the same store open."""
        self._works = 0
        self._guard = threading.Lock()
        self._reading = sessionmaker(engine, expire_on_commit=False)
        self._working = sessionmaker(engine.execution_options(unit_of_work=True), expire_on_commit=False)

    @property
    def on_server(self) -> bool:
        """Whether several counters share it on a server; else it is a file of this computer."""
        return self.engine.dialect.name != "sqlite"

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
            with said_for_a_person(self.name), self._working.begin() as session:
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
            with said_for_a_person(self.name), self._working() as session:
                yield session
                session.rollback()
        finally:
            with self._guard:
                self._works -= 1

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A short look-up; nothing is ever written through it. Raises Unavailable like `work`."""
        with said_for_a_person(self.name), self._reading() as session:
            yield session

    def tidy(self) -> None:
        """Move what was written into the main file, in idle time, so that no sale has to wait for it."""
        if not self.on_server:
            with self.engine.connect() as connection:
                pragma(connection, "PRAGMA wal_checkpoint(PASSIVE)")

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()
