"""A store of a shop, and the two ways to a session in it: a unit of work and a look-up.

It must not know what is stored. Nothing above the services ever holds a session.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from time import monotonic_ns
from typing import Final
from uuid import uuid4
from weakref import WeakSet

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from app.db import told
from app.db.addresses import without_password
from app.db.aside import Aside
from app.db.bulk import Work
from app.db.patience import hurry
from app.db.sqlite_file import identity, is_damaged, pragma
from app.db.told import Told
from app.db.watch import FileWatch, Watch
from app.db.world import DAMAGED, Progress, said_for_a_person
from app.rules.faults import Unavailable

A_MOMENT: Final = 3
"""Seconds for which a look-up may keep a person waiting at the screen when the server does not answer."""
_AWAY: Final = 5
"""Seconds for which a server that did not answer is not asked again by somebody who would have to wait for it."""
_OF_DAMAGED_ROWS: Final = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, SQLAlchemyError)
"""What reading nonsense ends in."""

_ONE_MOMENT: Final = {"isolation_level": "REPEATABLE READ"}


class Database:
    """One store of one shop. Thread-safe; every `work` and `read` has a session of its own."""

    def __init__(self, engine: Engine, name: str) -> None:
        self.engine = engine
        self.name = name
        """What a person calls it: the file's name, or database at server."""
        self.desk = uuid4().hex
        """Who this is among the desks that have the same store open."""
        self.impatient_thread: int | None = None
        """The thread that draws the windows: its look-ups end after a moment, whatever becomes of the server."""
        self._works = 0
        self._file: tuple[int, int] | None = None
        """Which file was opened, and not only where."""
        self._guard = threading.Lock()
        self._away = False
        self._asked_again_at = 0
        self._watches: list[Watch] = []
        self._asides: WeakSet[Aside] = WeakSet()
        self._own_counts: set[int] = set()
        told.notice_what_is_written(engine)
        # a file shows one moment by itself, however many statements look at it
        moment = {} if engine.dialect.name == "sqlite" else _ONE_MOMENT
        self._reading = sessionmaker(engine.execution_options(**moment), expire_on_commit=False)
        self._working = sessionmaker(engine.execution_options(unit_of_work=True), class_=Work, expire_on_commit=False)

    @property
    def on_server(self) -> bool:
        """Whether several counters share it on a server; else it is a file of this computer."""
        return self.engine.dialect.name != "sqlite"

    @property
    def place(self) -> str:
        """Where it is found again, from any folder: the file, or the server's address without the password."""
        url = self.engine.url
        return without_password(url.render_as_string()) if self.on_server else str(url.database)

    @property
    def open_works(self) -> int:
        """How many units of work are open at this moment; while one is, no question may be asked."""
        return self._works

    @contextmanager
    def work(self, on: Aside | None = None) -> Iterator[Session]:
        """One unit of work: everything is committed at the end, or nothing when anything is raised.

        `on` is the connection to use, where there are tables of its own. Raises Unavailable when the store is locked,
        full, read-only or gone; nothing was written then, unless it is `unknown` whether it was.
        """
        with self._counted(), self._asked() as progress, self._session(on) as session:
            yield session
            session.flush()
            with self._the_others_told(session):
                progress.saving = True
                session.commit()

    @contextmanager
    def rehearsal(self) -> Iterator[Session]:
        """A unit of work that is always taken back: shows exactly what the real one would do."""
        with self._counted(), self._asked(), self._working() as session:
            yield session
            session.rollback()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A short look-up, all of one moment; nothing is ever written through it. Raises Unavailable like `work`."""
        somebody_waits = self.on_server and threading.get_ident() == self.impatient_thread
        if somebody_waits and (self._away or monotonic_ns() < self._asked_again_at):
            raise Unavailable(f"The server of {self.name} does not answer. What is on the screen stays.", gone=True)
        with hurry(A_MOMENT) if somebody_waits else nullcontext(), self._asked(), self._reading() as session:
            yield session

    def aside(self) -> Aside:
        """A connection for one long job, with tables of its own; it is closed with the database at the latest."""
        made = Aside(self.engine, self._asked)
        self._asides.add(made)
        return made

    def watch(self, tell: Callable[[Told], object]) -> Watch:
        """From now on tell, on a thread of its own, what other desks write, and when the server goes and is back.

        What this very `Database` writes is not told. It ends with `Watch.close`, or when the database is closed.
        """

        def hear(heard: Told) -> None:
            self._away, self._asked_again_at = not heard.there, 0
            tell(heard)

        made: Watch
        if self.on_server:
            from app.db.watch_server import ServerWatch  # with the driver, which nobody loads for a file

            made = ServerWatch(self.engine, self.desk, hear)
        else:
            made = FileWatch(str(self.engine.url.database), self._own_counts, hear)
        self._watches.append(made)
        made.start()
        return made

    def tidy(self) -> None:
        """Move what was written into the main file, in idle time, so that no sale has to wait for it.

        Raises Unavailable like `read`.
        """
        if not self.on_server:
            with self._asked(), self.engine.connect() as connection:
                pragma(connection, "PRAGMA wal_checkpoint(PASSIVE)")

    def close(self) -> None:
        """Give every connection back."""
        while self._watches:
            self._watches.pop().close()
        for aside in tuple(self._asides):
            aside.close()
        self.engine.dispose()

    def _session(self, on: Aside | None) -> Session:
        return self._working() if on is None else self._working(bind=on.for_work())

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._guard:
            self._works += 1
        try:
            yield
        finally:
            with self._guard:
                self._works -= 1

    @contextmanager
    def _asked(self) -> Iterator[Progress]:
        """Faults of the world become sentences, and a server that does not answer is remembered for a moment."""
        self._refuse_a_file_that_is_gone()
        try:
            with said_for_a_person(self.name) as progress:
                yield progress
        except Unavailable as fault:
            if fault.gone:
                self._asked_again_at = monotonic_ns() + _AWAY * 10**9
            raise
        except _OF_DAMAGED_ROWS as error:
            # rows that make no sense are a bug, unless the file itself is no longer what was written into it
            if self.on_server or not is_damaged(str(self.engine.url.database)):
                raise
            raise Unavailable(DAMAGED.format(name=self.name)) from error

    def _refuse_a_file_that_is_gone(self) -> None:
        """What is written into a deleted file would be lost; of another one in its place, that one is opened."""
        if self.on_server:
            return
        there = identity(str(self.engine.url.database))
        if there is None and self._file is not None:
            raise Unavailable(
                f"The file {self.name} is no longer in its folder. Put it back or restore the last backup; "
                "nothing was saved."
            )
        if self._file not in (None, there):
            self.engine.dispose()
        self._file = there

    @contextmanager
    def _the_others_told(self, session: Session) -> Iterator[None]:
        """What is committed within is heard by every other desk on the same store."""
        written = told.written(session)
        number = 0
        if written and self.on_server:
            told.notify(session, self.desk, written)
        elif written:
            number = told.count_up(session)
            if self._watches:
                self._own_counts.add(number)
        try:
            yield
        except BaseException:
            self._own_counts.discard(number)
            raise
