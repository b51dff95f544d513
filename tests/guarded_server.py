"""A PostgreSQL server of its own that lets nobody in without a password, and a shop on it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

from app.db import connect
from app.db.addresses import ServerPlace, address_of
from app.services import setup
from app.services.upkeep import migrating
from tests import postgres

USER, PASSWORD = "kim", "a blue door"
SHOP, NEW, BARE = "parts", "new_parts", "bare"
"""Databases: with a shop, with tables only, without tables."""


@dataclass(frozen=True, slots=True)
class Guarded:
    """Where the server listens."""

    port: int

    def place(self, database: str = SHOP, user: str = USER) -> ServerPlace:
        """One of its databases."""
        return ServerPlace("127.0.0.1", self.port, database, user)

    def address(self, database: str = SHOP, user: str = USER) -> str:
        """The same as an address, without the password."""
        return address_of(self.place(database, user))


@contextmanager
def guarded_server() -> Iterator[Guarded]:
    """It is there for this long; raises LookupError when no server is installed."""
    with postgres.running() as server:
        guarded = Guarded(server.port)
        with psycopg.connect(
            host="127.0.0.1", port=server.port, user="postgres", dbname="postgres", autocommit=True
        ) as keeper:
            keeper.execute(f"CREATE ROLE {USER} LOGIN PASSWORD '{PASSWORD}'")
            keeper.execute(f"CREATE DATABASE {BARE}")
            keeper.execute(f"CREATE DATABASE {NEW}")
            db = connect(guarded.address(NEW, "postgres"))
            migrating.upgrade(db, migrating.CounterRole(USER))
            db.close()
            keeper.execute(f"CREATE DATABASE {SHOP} TEMPLATE {NEW}")
        db = connect(guarded.address(SHOP, "postgres"))
        setup.begin(db, setup.SetupFacts("Bayside Parts", operator_name="Kim"))
        db.close()
        rules = server.folder / "data" / "pg_hba.conf"
        rules.write_text("host all postgres all trust\nhost all all all scram-sha-256\n", encoding="utf-8")
        assert server.process is not None
        os.kill(server.process.pid, signal.SIGHUP)
        yield guarded
