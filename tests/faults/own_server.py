"""A PostgreSQL server of a test's own with a shop on it, which may be stopped, killed and started again."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
import pytest

from app.db import Database, connect, migrate, open_database
from app.services import setup
from app.services.counter import Counter
from tests import make, postgres


@dataclass
class OwnServer:
    """The server, and the address of the shop on it."""

    server: postgres.Server
    place: str

    def counter(self, place: str = "") -> Counter:
        """A counter of the shop, by its own address or this one."""
        return setup.open_counter(open_database(place or self.place), make.Clock())

    def tell(self, *statements: str) -> None:
        """What the keeper of the server says to it."""
        told = {"host": "127.0.0.1", "port": self.server.port, "user": "postgres", "dbname": "postgres"}
        with psycopg.connect(**told, autocommit=True) as keeper:  # type: ignore[arg-type]
            for statement in statements:
                keeper.execute(statement)  # type: ignore[arg-type]

    def let_in(self, *lines: str) -> None:
        """These come before the rules by which the server lets users in."""
        rules = self.server.folder / "data" / "pg_hba.conf"
        rules.write_text("\n".join((*lines, rules.read_text(encoding="utf-8"))), encoding="utf-8")
        self.tell("SELECT pg_reload_conf()")

    def crash(self) -> None:
        """All of it is gone at once, in the middle of whatever it does."""
        self.server.stop(signal.SIGQUIT)


@contextmanager
def own_server() -> Iterator[OwnServer]:
    """A server with a new shop; skips the test where none is installed."""
    if postgres.program("initdb") is None:
        pytest.skip("no PostgreSQL server is installed")
    with postgres.running("max_connections=40", "deadlock_timeout=100ms", "fsync=off") as server:
        made = OwnServer(server, f"{server.address}/parts")
        made.tell("CREATE DATABASE parts")
        db: Database = connect(made.place)
        migrate(db)
        setup.begin(db, setup.SetupFacts("Bayside Parts", "51 824 753 556", operator_name="Kim"), make.Clock())
        db.close()
        yield made
