"""What a unit of work has done to master data, told as a person reads it; it must not know of the chain.

Rows that belong to a record – a part's other numbers, a debtor's agreed prices – are told as changes of that record.
What is only there to be searched by is left out, and of a PIN only that it was changed is ever told.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final, Literal

from sqlalchemy import Column, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from app.models import Base
from app.models.types import Scaled
from app.rules import words
from app.rules.money import COST_PLACES, QUANTITY_PLACES
from app.rules.rights import Right
from app.settings import DECLARED

RECORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "account": ("code", "name"),
    "creditor": ("code", "name"),
    "debtor": ("code", "name"),
    "operator": ("name",),
    "part": ("number",),
    "price_group": ("code",),
    "pricing_structure": ("name",),
    "setting": ("name",),
}
"""The tables whose rows are records, each with the columns that name one."""

SECRET: Final = frozenset({"pin"})
"""Columns of which it is told only whether there is something."""
_NOT_TOLD: Final = frozenset({"version", "phone_key", "key", "words", "standing"})
_AT_ONCE: Final = 500

Names = Mapping[tuple[str, Any], str]
"""What a person calls the record of a table with this key."""
Values = dict[str, Any]
Done = Literal["made", "changed", "removed"]


@dataclass(frozen=True, slots=True)
class Belonging:
    """Rows that are told as a field of the record that they belong to."""

    owner: str
    by: str
    """The column that names the owner's key."""
    told_as: str
    said: Callable[[Values, Names], str]
    needs: tuple[tuple[str, str], ...] = ()
    """Columns whose record has to be named, with its table."""


def _right(name: str) -> str:
    return Right[name].value if name in Right.__members__ else name


BELONGING: Final[Mapping[str, Belonging]] = {
    "part_number": Belonging("part", "part_id", "numbers", lambda row, _: f"{row['number']} ({row['kind']})"),
    "quantity_break": Belonging(
        "part",
        "part_id",
        "breaks",
        lambda row, _: f"{words.price(row['price'])} from {words.quantity(row['minimum'])}",
    ),
    "delivery_address": Belonging("debtor", "debtor_id", "delivery_addresses", lambda row, _: str(row["address"])),
    "special_price": Belonging(
        "debtor",
        "debtor_id",
        "agreed_prices",
        lambda row, names: f"{names['part', row['part_id']]} {words.price(row['price'])}",
        (("part_id", "part"),),
    ),
    "pricing_rule": Belonging(
        "pricing_structure",
        "structure_id",
        "rules",
        lambda row, names: (
            f"{names['price_group', row['price_group_id']]} {words.percent(row['percent'])} % "
            + ("off list" if row["basis"] == "list" else "on cost")
        ),
        (("price_group_id", "price_group"),),
    ),
    "role_right": Belonging(
        "role",
        "role",
        "rights",
        lambda row, _: f"{_right(row['right_to'])}: {'granted' if row['granted'] else 'withdrawn'}",
    ),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A change of one record as it goes into the chain; `facts` is JSON: field, old and new, each as text or null."""

    what: Done
    subject: str
    key: str
    name: str
    facts: str


@dataclass(slots=True)
class _Change:
    """What happened to one row: the values that were replaced, and those that hold now."""

    table: str
    what: Done
    old: Values
    new: Values
    now: Values
    """All of the row, for its name and its owner."""


@dataclass(slots=True)
class _Told:
    """What is told of one record."""

    what: Done
    name: str = ""
    facts: list[tuple[str, str | None, str | None]] = field(default_factory=list)


@dataclass(slots=True)
class Changes:
    """Every row of master data that a unit of work has made, changed or removed so far, the first touched first."""

    rows: dict[tuple[str, tuple[Any, ...]], _Change] = field(default_factory=dict)

    def made(self, table: str, key: tuple[Any, ...], now: Values) -> None:
        """A row was written; one that was removed before in the same unit of work is only a change."""
        before = self.rows.get((table, key))
        if before is None:
            self.rows[table, key] = _Change(table, "made", {}, now, now)
        else:
            before.what, before.new, before.now = "changed", now, now

    def changed(self, table: str, key: tuple[Any, ...], old: Values, new: Values, now: Values) -> None:
        """Some columns have other values; what they were at first is kept."""
        before = self.rows.get((table, key))
        if before is None:
            self.rows[table, key] = _Change(table, "changed", old, new, now)
            return
        if before.what == "changed":
            before.old = {**old, **before.old}
        before.new = {**before.new, **new}
        before.now = now

    def removed(self, table: str, key: tuple[Any, ...], was: Values) -> None:
        """A row is gone; one that was made in the same unit of work has never been there."""
        before = self.rows.get((table, key))
        if before is not None and before.what == "made":
            del self.rows[table, key]
            return
        old = {**was, **before.old} if before is not None else was
        self.rows[table, key] = _Change(table, "removed", old, {}, old)

    def said(self, session: Session) -> Iterable[Said]:
        """Everything as it is told; a record of which nothing worth telling changed is left out."""
        if not self.rows:
            return
        names = _names(session, self.rows.values())
        told: dict[tuple[str, str], _Told] = {}
        for (table, key), change in self.rows.items():
            if table in RECORDS:
                record = told.setdefault((table, _text_key(key)), _Told("changed"))
                record.what, record.name = change.what, name_of(table, change.now)
                record.facts[:0] = _record_facts(change, names)
            else:
                belonging = BELONGING[table]
                owner = change.now[belonging.by]
                record = told.setdefault((belonging.owner, str(owner)), _Told("changed"))
                record.name = record.name or names.get((belonging.owner, owner), str(owner))
                old, new = (_whole(belonging, change, change.old, names), _whole(belonging, change, change.new, names))
                if old != new:
                    record.facts.append((belonging.told_as, old, new))
        for (subject, key_text), record in told.items():
            facts = _without_what_came_back(record.facts)
            if facts or (record.what != "changed" and subject != "setting"):
                yield Said(record.what, subject, key_text, record.name, json.dumps(facts, ensure_ascii=False))


def belonging() -> frozenset[str]:
    """The tables whose rows are told as a field of the record that they belong to."""
    return frozenset(BELONGING)


def text_of(table: str, column: str, value: Any) -> str | None:
    """A value of a record as a person reads it; None where there is none."""
    if value is None or value == "":
        return None
    if column in SECRET:
        return "set"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return _DECIMALS[_places(table, column)](value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


_DECIMALS: Final[Mapping[int, Callable[[Decimal], str]]] = {COST_PLACES: words.price, QUANTITY_PLACES: words.quantity}


def _places(table: str, column: str) -> int:
    kind = Base.metadata.tables[table].c[column].type
    return kind.places if isinstance(kind, Scaled) and kind.places in _DECIMALS else COST_PLACES


def _record_facts(change: _Change, names: Names) -> list[tuple[str, str | None, str | None]]:
    facts = []
    made = change.what == "made"
    for name, column, usual in TOLD[change.table]:
        if made and change.new.get(name) == usual:
            continue
        if name in change.old or name in change.new:
            old, new = (_field(column, values.get(name), names) for values in (change.old, change.new))
            if name in SECRET and old and new and not made:
                new = "set anew"
            if old != new:
                facts.append((name, old, new))
    return facts


def _field(column: Column[Any], value: Any, names: Names) -> str | None:
    to = REFERS.get((column.table.name, column.name))
    if to is not None and value is not None:
        return names.get((to, value), str(value))
    return text_of(column.table.name, column.name, value)


def _whole(belonging: Belonging, change: _Change, values: Values, names: Names) -> str | None:
    """All of a row that belongs to a record, as it was or as it is."""
    return belonging.said({**change.now, **values}, names) if values else None


def _without_what_came_back(
    facts: list[tuple[str, str | None, str | None]],
) -> list[tuple[str, str | None, str | None]]:
    """A row that was taken out and put in again the same is no change."""
    gone = [(name, old) for name, old, new in facts if new is None]
    kept = []
    for name, old, new in facts:
        if old is None and (name, new) in gone:
            gone.remove((name, new))
            kept.append((name, new, new))
        else:
            kept.append((name, old, new))
    came_back = [(name, old) for name, old, new in kept if old == new]
    told = []
    for name, old, new in kept:
        if old == new:
            continue
        if new is None and (name, old) in came_back:
            came_back.remove((name, old))
            continue
        told.append((name, old, new))
    return told


def _names(session: Session, changes: Iterable[_Change]) -> dict[tuple[str, Any], str]:
    """What the records are called that the changes name, read with one query for each table."""
    wanted: dict[str, set[Any]] = {}
    names: dict[tuple[str, Any], str] = {}
    for change in changes:
        if change.table in BELONGING:
            belonging = BELONGING[change.table]
            wanted.setdefault(belonging.owner, set()).add(change.now[belonging.by])
            for column, table in belonging.needs:
                wanted.setdefault(table, set()).update(
                    values[column] for values in (change.old, change.new, change.now) if column in values
                )
            continue
        for column, table in _REFERENCES[change.table]:
            wanted.setdefault(table, set()).update(
                key for values in (change.old, change.new) if (key := values.get(column)) is not None
            )
        if change.table != "setting":
            names[change.table, change.now["id"]] = name_of(change.table, change.now)
    for table, keys in wanted.items():
        if table in RECORDS:
            read_names(session, table, sorted(keys - {key for known, key in names if known == table}), names)
    return names


def read_names(session: Session, table: str, keys: list[Any], names: dict[tuple[str, Any], str]) -> None:
    """Put what these records of a table are called now into `names`."""
    rows = Base.metadata.tables[table]
    naming = [rows.c[name] for name in RECORDS[table]]
    for start in range(0, len(keys), _AT_ONCE):
        statement = select(rows.c.id, *naming).where(rows.c.id.in_(keys[start : start + _AT_ONCE]))
        names.update({(table, key): " ".join(named) for key, *named in session.execute(statement)})


def name_of(table: str, row: Values) -> str:
    """What a person calls the record that this row of a table is."""
    if table == "setting":
        declared = DECLARED.get(row["name"])
        return declared.label if declared else words.begun(str(row["name"]).replace("_", " "))
    return " ".join(str(row[name]) for name in RECORDS[table] if row.get(name))


def _text_key(key: tuple[Any, ...]) -> str:
    return ":".join(str(each) for each in key)


def usual(column: Column[Any]) -> Any:
    """What a column holds in a new record when nobody has typed anything; that is not worth telling."""
    return column.default.arg if isinstance(column.default, ScalarElementColumnDefault) else None


def _told(table: str) -> tuple[tuple[str, Column[Any], Any], ...]:
    return tuple(
        (column.name, column, usual(column))
        for column in Base.metadata.tables[table].columns
        if not column.primary_key and column.name not in _NOT_TOLD
    )


def _references(table: str) -> tuple[tuple[str, str], ...]:
    columns = Base.metadata.tables[table].columns
    return tuple((column.name, next(iter(column.foreign_keys)).column.table.name) for column in columns
                 if column.foreign_keys)  # fmt: skip


TOLD: Final = {table: _told(table) for table in RECORDS}
"""The columns of each record that are told: name, column, and what it holds when nobody has typed anything."""
_REFERENCES: Final = {table: _references(table) for table in RECORDS}
REFERS: Final = {(table, column): to for table, pairs in _REFERENCES.items() for column, to in pairs}
"""The columns that name another record, with its table."""
