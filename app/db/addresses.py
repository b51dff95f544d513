"""The address of a server's database taken apart and put together; its password never stands in what is kept or shown.

It must not know what is stored there.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Final

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from app.exchange import passwords
from app.rules.faults import Refused

DRIVER: Final = "postgresql+psycopg"
USUAL_PORT: Final = 5432


@dataclass(frozen=True, slots=True)
class ServerPlace:
    """Where a shop is kept on a server, and as whom; never with a password."""

    host: str
    port: int
    database: str
    user: str


def url_of(address: str) -> URL:
    """The address taken apart; raises Refused when it is none of a database on a PostgreSQL server."""
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        # what cannot be taken apart may hold a password anywhere, so it is not repeated
        raise Refused(f"This is no address of a database. {_FOR_INSTANCE}", field="database") from None
    if url.drivername not in (DRIVER, "postgresql") or not url.database:
        raise Refused(
            f"{url.set(query={}).render_as_string()} is no database that several counters can share. {_FOR_INSTANCE}",
            field="database",
        )
    told = url.query.get("password")  # the driver would take it from there too, and it would be shown
    if isinstance(told, str):
        url = url.set(password=told, query={name: value for name, value in url.query.items() if name != "password"})
    return url.set(drivername=DRIVER)


_FOR_INSTANCE: Final = f"Type for instance {DRIVER}://user@server/parts."


def place_of(address: str) -> ServerPlace:
    """Server, port, database and user of an address. Raises Refused like `url_of`."""
    url = url_of(address)
    return ServerPlace(url.host or "", url.port or USUAL_PORT, url.database or "", url.username or "")


def address_of(place: ServerPlace) -> str:
    """The address of that database, without a password."""
    port = None if place.port == USUAL_PORT else place.port
    url = URL.create(DRIVER, place.user or None, None, place.host or None, port, place.database)
    return url.render_as_string(hide_password=False)


def with_password(address: str, password: str) -> str:
    """The address to connect with; only for a moment and never to be kept."""
    return url_of(address).set(password=password).render_as_string(hide_password=False)


def without_password(address: str) -> str:
    """The address as it may be kept and shown."""
    url = url_of(address)
    bare = URL.create(url.drivername, url.username, None, url.host, url.port, url.database, url.query)
    return bare.render_as_string(hide_password=False)


def with_known_password(url: URL) -> URL:
    """With the password that this computer's keyring holds for it, unless it has one or the environment does.

    Without any, the server may still let this user in, or the driver find one in its own password file.
    """
    if url.password is not None or os.environ.get("PGPASSWORD") or not url.username:
        return url
    try:
        known = passwords.known(*_key(url), passwords.DATABASE)
    except Refused:
        return url  # no keyring, or locked: whether a password is wanted at all is for the server to say
    return url.set(password=known) if known else url


def keep_password(address: str, password: str) -> None:
    """Keep it in this computer's keyring, or forget it when it is empty; raises Refused where there is none."""
    passwords.keep(*_key(url_of(address)), password, passwords.DATABASE)


def _key(url: URL) -> tuple[str, str]:
    return f"{url.host or 'localhost'}:{url.port or USUAL_PORT}/{url.database}", url.username or ""
