"""The shared store, a database on a PostgreSQL server: how it is reached; it must not know what is stored."""

from __future__ import annotations

from typing import Final

from sqlalchemy import URL, Engine, create_engine

CONNECT_SECONDS: Final = 5
WAIT_SECONDS: Final = 5
"""How long a unit of work waits for rows that another counter has locked."""
_DEAD_AFTER: Final = {
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "idle_in_transaction_session_timeout": "60s",
    "lock_timeout": f"{WAIT_SECONDS}s",
}
"""Said to the server: a counter that has died is let go, and its locks with it, within half a minute."""


def name_of(url: URL) -> str:
    """What a person calls it: database at server."""
    return f"{url.database} at {url.host or 'this computer'}"


def engine_of(url: URL) -> Engine:
    """Connections that notice a server that is gone, and that the server gives up when this desk is gone."""
    told = " ".join(f"-c {name}={value}" for name, value in _DEAD_AFTER.items())
    return create_engine(
        url,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": CONNECT_SECONDS,
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "tcp_user_timeout": 15_000,
            "application_name": "Parts Counter",
            "options": told,
        },
    )
