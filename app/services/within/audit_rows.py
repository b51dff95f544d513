"""Notes the rows of master data as a session writes them; it must not know how they are told.

Whoever watches a session puts an `audit_master.Changes` into its `info`; without one nothing is noted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import event, inspect
from sqlalchemy.orm import PassiveFlag
from sqlalchemy.orm.attributes import History, get_history

from app.models import Base, guards
from app.services.within import audit_master

CHANGES: Final = "changes of master data"


def _changes(row: Any) -> audit_master.Changes | None:
    session = inspect(row).session
    return None if session is None else session.info.get(CHANGES)


def _after_insert(mapper: Any, _connection: Any, row: Any) -> None:
    changes = _changes(row)
    if changes is not None:
        now = _values(mapper, row)
        changes.made(_table(mapper), _key(mapper, now), now)


def _after_update(mapper: Any, _connection: Any, row: Any) -> None:
    changes = _changes(row)
    if changes is None:
        return
    old, new = {}, {}
    for name, history in _replaced(mapper, row):
        if history.added:
            old[name] = history.deleted[0] if history.deleted else None
            new[name] = history.added[0]
    if new:
        now = _values(mapper, row)
        if _table(mapper) in audit_master.belonging():
            old, new = {**now, **old}, now
        changes.changed(_table(mapper), _key(mapper, now), old, new, now)


def _after_delete(mapper: Any, _connection: Any, row: Any) -> None:
    changes = _changes(row)
    if changes is not None:
        was = _values(mapper, row)
        for name, history in _replaced(mapper, row):
            if history.deleted:
                was[name] = history.deleted[0]
        changes.removed(_table(mapper), _key(mapper, was), was)


def _replaced(mapper: Any, row: Any) -> Iterator[tuple[str, History]]:
    """The columns that have been given another value since the row was last written."""
    same = inspect(row).unmodified
    for name in mapper.column_attrs.keys():  # noqa: SIM118 – SQLAlchemy's, it iterates over something else
        if name not in same:
            yield name, get_history(row, name, PassiveFlag.PASSIVE_NO_INITIALIZE)


def _values(mapper: Any, row: Any) -> audit_master.Values:
    """What a row holds; read from what is loaded, because nothing may be asked of the store while it is written to."""
    there = row.__dict__
    return {name: there.get(name) for name in mapper.column_attrs.keys()}  # noqa: SIM118 – SQLAlchemy's, it iterates over something else


def _key(mapper: Any, values: audit_master.Values) -> tuple[Any, ...]:
    return tuple(values[column.name] for column in mapper.primary_key)


def _table(mapper: Any) -> str:
    return str(mapper.local_table.name)


def _listen() -> None:
    for mapper in Base.registry.mappers:
        if _table(mapper) in guards.MASTER:
            event.listen(mapper, "after_insert", _after_insert)
            event.listen(mapper, "after_update", _after_update)
            event.listen(mapper, "after_delete", _after_delete)


_listen()
