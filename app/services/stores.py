"""Where a shop may be kept, tried before it is chosen and told in a sentence; it writes nothing anywhere."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

from sqlalchemy import text

from app.db import Database, connect, refuse_a_foreign_or_newer, refuse_another_version, revision
from app.db.patience import CONNECT_SECONDS, patience
from app.db.world import said_for_a_person
from app.rules.faults import Refused, Unavailable
from app.rules.rights import Right
from app.services import setup
from app.services.counter import Counter
from app.services.within import entitled, shop

State = Literal["shop", "new", "closed"]
"""A shop is there; the tables are there and wait for one; it cannot be worked with as it is."""

_OFTEN: Final = timedelta(milliseconds=50)
"""How soon whoever has cancelled is heard."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What there is at an address: the sentence for whoever tried it, and whether the password is what is amiss."""

    state: State
    sentence: str
    password: bool = False


def try_server(address: str, cancelled: Callable[[], bool] = lambda: False) -> Tried:
    """Look what there is at the address of a server's database, within a few seconds; nothing is ever raised.

    Cancelled, it ends at once; whatever the server still answers is not waited for.
    """
    found: Future[Tried] = Future()

    def look() -> None:
        try:
            found.set_result(_looked_at(address))
        except BaseException as fault:  # noqa: BLE001 – carried to whoever waits, and raised there
            found.set_exception(fault)

    threading.Thread(target=look, name="try a server", daemon=True).start()
    while not cancelled():
        try:
            return found.result(timeout=_OFTEN.total_seconds())
        except NotYet:
            if found.done():
                raise
    return Tried("closed", "Stopped before the server has answered.")


def try_file(path: str) -> Tried:
    """Look what there is in a database file of this computer; nothing is ever raised, and no file is made."""
    try:
        db = connect(path, create=False)
        try:
            refuse_a_foreign_or_newer(db)
            if revision(db) is None or setup.is_new(db):
                return Tried("closed", f"{db.name} is empty: there is no shop in it. Choose another file.")
            return Tried("shop", f"{_shop_name(db)} is in {db.name}.")
        finally:
            db.close()
    except (Refused, Unavailable) as fault:
        return Tried("closed", fault.sentence)


def may_choose(counter: Counter) -> bool:
    """True, or raises Refused: which books a desk opens is part of the set-up."""
    with counter.db.read() as session:
        entitled.need(session, counter, Right.CHANGE_SETUP)
    return True


# ── inside ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _looked_at(address: str) -> Tried:
    try:
        with patience(CONNECT_SECONDS):
            return _found(address)
    except Unavailable as fault:
        return Tried("closed", fault.sentence, fault.password)
    except Refused as fault:
        return Tried("closed", fault.sentence)


def _found(address: str) -> Tried:
    db = connect(address)
    try:
        reached = f"Reached {db.name}, PostgreSQL {_version(db)}."
        try:
            refuse_another_version(db)
        except Refused as fault:
            return Tried("closed", f"{reached} {fault.sentence}")
        warning = _warning(db)
        if setup.is_new(db):
            return Tried("new", f"{reached} It is empty: a shop can be opened in it, or moved to it.{warning}")
        return Tried("shop", f"{reached} {_shop_name(db)} is there.{warning}")
    finally:
        db.close()


def _shop_name(db: Database) -> str:
    with db.read() as session:
        return shop.settings(session).shop_name


def _version(db: Database) -> str:
    with said_for_a_person(db.name), db.engine.connect() as connection:
        return str(connection.execute(text("SHOW server_version")).scalar_one()).split(" ")[0]


def _warning(db: Database) -> str:
    """Who owns the tables could change what is posted: no user for a counter."""
    owns = text(
        "SELECT pg_has_role(tableowner, 'USAGE') FROM pg_tables "
        "WHERE schemaname = current_schema() AND tablename = 'alembic_version'"
    )
    with said_for_a_person(db.name), db.engine.connect() as connection:
        if not connection.execute(owns).scalar():
            return ""
    return " This user owns the tables and could change what is posted; counters had better be another one."
