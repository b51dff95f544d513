"""The shared store, a database on a PostgreSQL server: how it is reached; it must not know what is stored.

Its driver takes a quarter of a start to load, so this is imported by whoever has a server, and not before.
"""

from __future__ import annotations

import platform
from typing import Any, Final

import psycopg
from sqlalchemy import URL, Engine, create_engine, event

from app.db import world
from app.db.patience import CONNECT_SECONDS
from app.db.said_by_server import fault_of
from app.db.wire import Wire, seconds_left

WAIT_SECONDS: Final = 5
"""How long a unit of work waits for rows that another counter has locked."""
DEAD_AFTER: Final = {
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "idle_in_transaction_session_timeout": "30s",
    "lock_timeout": f"{WAIT_SECONDS}s",
}
"""Said to the server: a counter that has died is let go, and its locks with it, within half a minute."""

world.learn(psycopg.Error, fault_of)


def name_of(url: URL) -> str:
    """What a person calls it: database at server."""
    return f"{url.database} at {url.host or 'this computer'}"


def engine_of(url: URL) -> Engine:
    """Connections that notice a server that is gone, and that the server gives up when this desk is gone."""
    engine = create_engine(
        url,
        pool_pre_ping=True,
        pool_timeout=CONNECT_SECONDS,
        connect_args=_facts(),
        use_native_hstore=False,  # nothing is kept so, and looking for it is a question more at each start
    )

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: Any, _record: Any, _args: Any, facts: dict[str, Any]) -> Wire:
        return connect(facts)

    return engine


def facts_of(engine: Engine) -> dict[str, Any]:
    """What `connect` needs for a connection of its own to the same database."""
    _args, facts = engine.dialect.create_connect_args(engine.url)
    return {**facts, **_facts()}


def connect(facts: dict[str, Any]) -> Wire:
    """A connection, within the patience of this thread; raises psycopg.OperationalError."""
    return Wire.connect(**{**facts, "connect_timeout": min(CONNECT_SECONDS, seconds_left())})


def _facts() -> dict[str, Any]:
    told = " ".join(f"-c {name}={value}" for name, value in DEAD_AFTER.items())
    desk = platform.node().encode("ascii", "replace").decode()
    return {
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 15_000,
        "application_name": f"Parts Counter, {desk}"[:63],
        "options": told,
    }
