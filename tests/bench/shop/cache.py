"""Big shops that are kept from run to run, and the copies of them on which a run works.

A shop is made anew when the tables, or how it is made, have changed. It must not know what is measured.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import platformdirs
import psycopg

import app
from app.db import open_database
from app.services import setup
from app.services.counter import Counter
from tests import postgres
from tests.bench.shop import into_file, into_server
from tests.bench.shop.size import Size

Store = Literal["sqlite", "postgresql"]
STORES: Final[tuple[Store, ...]] = ("sqlite", "postgresql")
HOME: Final = "PARTS_BENCH_HOME"
"""In the environment: the folder in which big shops are kept, instead of this computer's usual one for such things."""

# as careful with what is committed as a server is by itself; what else differs is what whoever sets one up for a shop
# of this size would set: its disk has no arm to move, and it may use the memory that is there
_SETTINGS: Final = (
    "fsync=on",
    "synchronous_commit=on",
    "full_page_writes=on",
    "random_page_cost=1.1",
    "shared_buffers=512MB",
    "max_wal_size=8GB",
    "checkpoint_timeout=30min",
    "wal_level=minimal",
    "max_wal_senders=0",
)
_A_DAY: Final = 86_400
_DECIDES: Final = ("models", "rules/codes.py", "rules/standing.py", "rules/journal.py")
"""What of the program decides how the rows of a shop lie."""


@dataclass(frozen=True, slots=True)
class Shop:
    """A copy of a big shop to work on: the file, or the address of the database."""

    store: Store
    size: Size
    place: str

    def open(self) -> Counter:
        """The counter of the program at it."""
        return setup.open_counter(open_database(self.place, create=False), into_file.clock)

    def bare(self) -> Any:
        """A connection of the bare driver to it, as durable and as strict as the program's own."""
        if self.store == "postgresql":
            return psycopg.connect(bare_address(self.place), autocommit=True)
        connection = sqlite3.connect(self.place, isolation_level=None)
        for name in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
            connection.execute(f"PRAGMA {name}")
        connection.execute(f"PRAGMA wal_autocheckpoint={self._checkpoints_after()}")
        return connection

    def _checkpoints_after(self) -> int:
        """After how many pages the program's own connections move what was written into the main file."""
        db = open_database(self.place, create=False)
        try:
            with db.engine.connect() as connection:
                return int(connection.exec_driver_sql("PRAGMA wal_autocheckpoint").scalar_one())
        finally:
            db.close()


def bare_address(address: str) -> str:
    """An address of a database as the driver itself takes it."""
    return address.replace("+psycopg", "")


def home() -> Path:
    """The folder of the kept shops: one that the server's own user can reach, too."""
    if os.environ.get(HOME):
        return Path(os.environ[HOME])
    name = "parts-counter-bench"
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return platformdirs.site_cache_path(name, appauthor=False)
    return platformdirs.user_cache_path(name, appauthor=False)


@cache
def _key() -> str:
    """Of the tables and of how a shop is made."""
    told = hashlib.sha256()
    program = Path(app.__file__).parent
    places = [program / each for each in _DECIDES] + [Path(__file__).parent]
    for place in places:
        for source in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            told.update(source.read_bytes())
    return told.hexdigest()[:12]


def say(sentence: str) -> None:
    """One line for the person at the terminal: what takes so long."""
    # past pytest, which keeps what is written while a test runs
    if sys.__stderr__ is not None:
        sys.__stderr__.write(f"{sentence}\n")
        sys.__stderr__.flush()


class Shops:
    """Every big shop that a run needs, in either store; `close` gives everything back."""

    def __init__(self) -> None:
        self._home = home()
        self._home.mkdir(parents=True, exist_ok=True)
        self._run = self._home / f"run-{os.getpid()}"
        self._server: postgres.Server | None = None
        self._copies: list[str] = []
        for old in self._home.glob("shop_*"):
            if not old.name.startswith(f"shop_{_key()}_"):
                old.unlink()
        for left in self._home.glob("run-*"):
            if time.time() - left.stat().st_mtime > _A_DAY:  # of a run that was killed
                shutil.rmtree(left, ignore_errors=True)

    def close(self) -> None:
        """What this run has worked on is gone; what is kept stays."""
        shutil.rmtree(self._run, ignore_errors=True)
        if self._server is not None:
            for name in self._copies:
                self._tell(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            self._server.stop()

    @contextmanager
    def copy(self, store: Store, size: Size) -> Iterator[Shop]:
        """A copy of the shop of this size for whoever wants to work in it; raises LookupError without a server."""
        if store == "sqlite":
            self._run.mkdir(exist_ok=True)
            copy = self._run / f"{size.name}.db"
            shutil.copyfile(self._file(size), copy)
            if hasattr(os, "sync"):
                os.sync()  # what is written of the copy itself is not to fall into what is measured
            yield Shop(store, size, str(copy))
            for left in self._run.glob(f"{size.name}.db*"):
                left.unlink()
            return
        template = self._database(size)
        name = f"run_{os.getpid()}_{len(self._copies)}"
        self._copies.append(name)
        self._tell(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        self._tell("CHECKPOINT")
        yield Shop(store, size, f"{self._up().address}/{name}")
        self._tell(f"DROP DATABASE {name} WITH (FORCE)")

    def _file(self, size: Size) -> Path:
        kept = self._home / f"shop_{_key()}_{size.name}.db"
        if not kept.exists():
            begun = time.monotonic()
            say(f"Making a shop of {size.parts:,} parts and {size.lines:,} invoice lines ...")
            new = kept.with_suffix(".new")
            new.unlink(missing_ok=True)
            into_file.make(new, size)
            new.replace(kept)
            say(f"  made in {time.monotonic() - begun:.0f} s, {kept.stat().st_size / 1e6:,.0f} MB")
        return kept

    def _database(self, size: Size) -> str:
        kept = f"shop_{_key()}_{size.name}"
        file = self._file(size)
        there = [str(row[0]) for row in self._tell("SELECT datname FROM pg_database WHERE datname ~ '^(shop|run)_'")]
        for old in there:
            if old not in self._copies and not old.startswith(f"shop_{_key()}_"):
                self._tell(f"DROP DATABASE {old} WITH (FORCE)")
        if kept not in there:
            begun = time.monotonic()
            say(f"Carrying the shop of {size.parts:,} parts to a server ...")
            new = f"new_{kept}"
            self._tell(f"DROP DATABASE IF EXISTS {new} WITH (FORCE)")
            self._tell(f"CREATE DATABASE {new}")
            address = f"{self._up().address}/{new}"
            with closing(psycopg.connect(bare_address(address), autocommit=True)) as connection:
                into_server.make(file, address, connection)
            self._tell(f"ALTER DATABASE {new} RENAME TO {kept}")
            say(f"  there after {time.monotonic() - begun:.0f} s")
        return kept

    def _up(self) -> postgres.Server:
        if self._server is None:
            self._home.chmod(0o755)
            self._server = postgres.Server(self._home / "server", *_SETTINGS)
            self._server.start()
        return self._server

    def _tell(self, statement: str) -> list[tuple[object, ...]]:
        with closing(psycopg.connect(bare_address(f"{self._up().address}/postgres"), autocommit=True)) as connection:
            done = connection.execute(statement.encode())
            return done.fetchall() if done.description else []
