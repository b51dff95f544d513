"""How desks on one store tell each other which tables they have written; it must not know what is in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Engine, Table, UpdateBase, event, text
from sqlalchemy.orm import Session

CHANNEL: Final = "parts_counter"
_WRITTEN: Final = "tables written"
_MOST: Final = 7_000
"""Letters that a notification may have; the server takes 8,000 bytes."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was heard from the store: other desks have written these tables."""

    tables: frozenset[str] = frozenset()
    everything: bool = False
    """Anything may have changed: it is not known what."""
    there: bool = True
    """False: the server does not answer any more. The next one that is heard says that it is back."""


def notice_what_is_written(engine: Engine) -> None:
    """From now on every unit of work knows which tables it has written, by whatever way."""

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.info[_WRITTEN] = set()

    @event.listens_for(engine, "after_execute")
    def _note(connection: Connection, statement: Any, *_about: Any) -> None:
        if isinstance(statement, UpdateBase) and isinstance(statement.table, Table):
            connection.info.setdefault(_WRITTEN, set()).add(statement.table.name)


def written(session: Session) -> frozenset[str]:
    """The tables that this unit of work has written so far."""
    return frozenset(session.connection().info.get(_WRITTEN, ()))


def notify(session: Session, desk: str, tables: frozenset[str]) -> None:
    """Have the server tell every other desk once, and only if, this is committed."""
    names = ",".join(sorted(tables))
    if len(names) > _MOST:
        names = ""
    session.execute(text("SELECT pg_notify(:channel, :said)"), {"channel": CHANNEL, "said": f"{desk} {names}"})


def understood(said: str, desk: str) -> Told | None:
    """What a notification says to this desk; None when it is this desk's own."""
    whose, _, names = said.partition(" ")
    if whose == desk:
        return None
    return Told(frozenset(names.split(","))) if names else Told(everything=True)


def count_up(session: Session) -> int:
    """Number this unit of work in the file, so that its own desk can tell it from those of others; the number."""
    connection = session.connection()
    before = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    number = int(before) % 2**30 + 1
    connection.exec_driver_sql(f"PRAGMA user_version={number}")
    return number
