"""Master data as it lies in the tables, compared with what the chain of who did what tells; it must not know who asks.

The tables of master data may be changed, so nothing in the store guards them: a row that was changed past the program
is found by this alone. Of a PIN it is known only whether there is one. A column that comes later has in older rows what
a new record has: its migration gives them the model's default.
"""

from __future__ import annotations

import json
from collections import Counter as Multiset
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Row, Table, select
from sqlalchemy.orm import Session

from app.models import Audit, Base
from app.rules import labels, words
from app.services.within import audit_master, audit_read
from app.services.within.price_files import changes as of_price_files
from app.services.within.price_files import made as made_by_price_files

_AT_ONCE: Final = 500
_TRIES: Final = 3
"""So often a record is looked at before it counts as changed: somebody may be changing it just now."""
_IN_RUNS: Final = "part"
"""Records that price files make by the thousand, without a row for each."""
_OF_NOBODY: Final = "role"
"""What is told of it belongs to no row: what a role may do differs from the program's own, or there is nothing."""

Values = audit_master.Values
Names = dict[tuple[str, Any], str]


@dataclass(slots=True)
class _Told:
    """What the chain tells of one record up to its last row."""

    there: bool = True
    made: bool = False
    """Whether the chain knows it from its beginning."""
    row: int = 0
    fields: dict[str, tuple[str | None, int]] = field(default_factory=dict)
    """By column the value, and the row that tells it."""
    belonging: dict[str, Multiset[str]] = field(default_factory=dict)

    def take(self, row: Any) -> None:
        """Go on to the next row of the chain about this record."""
        if row.what == "made":
            self.made, self.fields, self.belonging = True, {}, {}
        self.there, self.row = row.what != "removed", row.id
        for name, old, new in audit_read.facts(row.facts):
            if name not in _BELONGING_FIELDS:
                self.fields[name] = (new, row.id)
                continue
            of_field = self.belonging.setdefault(name, Multiset())
            if old is not None:
                of_field[old] -= 1
            if new is not None:
                of_field[new] += 1


def first_difference(session: Session) -> str:
    """In a sentence the first record that is not what the chain tells; "" when all are.

    Reads in batches, never a whole table. Records of which the chain tells nothing, because they are older, are left
    out; in a shop that began with its chain nobody has made them.
    """
    from_the_start = _knows_the_first_operator(session)
    for name in audit_master.RECORDS:
        table = Base.metadata.tables[name]
        there: set[str] = set()
        runs = made_by_price_files.runs(session) if name == _IN_RUNS else []
        for after, until in made_by_price_files.between(runs) if runs else ((None, None),):
            for keys in _keys(session, table, after, until):
                there.update(str(key) for key in keys)
                if said := _some_differ(session, table, keys, from_the_start):
                    return said
        for run in runs:
            changed = made_by_price_files.changed_since(session, run)
            there.update(str(key) for key in changed)
            said = _some_differ(session, table, changed, False) if changed else ""
            if said := said or made_by_price_files.difference(session, run, changed):
                return said
        if said := _one_is_gone(session, table, there):
            return said
    return _roles_differ(session)


def _knows_the_first_operator(session: Session) -> bool:
    operator = Base.metadata.tables["operator"]
    first = session.scalar(select(operator.c.id).order_by(operator.c.id).limit(1))
    made = select(Audit.id).where(Audit.subject == "operator", Audit.subject_key == str(first), Audit.what == "made")
    return session.scalar(made.limit(1)) is not None


def _keys(session: Session, table: Table, after: Any, until: Any) -> Iterator[list[Any]]:
    (key,) = table.primary_key.columns
    statement = select(key).order_by(key).limit(_AT_ONCE)
    if until is not None:
        statement = statement.where(key <= until)
    found = list(session.scalars(statement if after is None else statement.where(key > after)))
    while found:
        yield found
        found = list(session.scalars(statement.where(key > found[-1])))


def _some_differ(session: Session, table: Table, keys: Sequence[Any], from_the_start: bool) -> str:
    for key in _differing(session, table, keys, from_the_start):
        for _ in range(_TRIES):
            said = _differing(session, table, [key], from_the_start).get(key, "")
            if not said:
                break
        else:
            return said
    return ""


def _differing(session: Session, table: Table, keys: Sequence[Any], from_the_start: bool) -> dict[Any, str]:
    """What is wrong with these records, by key; the tables are read before the chain."""
    (key_column,) = table.primary_key.columns
    rows = session.execute(select(table).where(key_column.in_(keys))).all()
    belonging = {name: _belonging_rows(session, name, keys) for name in _OF_RECORD.get(table.name, ())}
    told = _told(session, table.name, keys)
    names = _names(session, table, rows, belonging)
    differing: dict[Any, str] = {}
    for row in rows:
        values = row._asdict()
        key = values[key_column.name]
        of_it = {name: found.get(key, []) for name, found in belonging.items()}
        said = _difference(session, table, values, of_it, told.get(str(key)), names, from_the_start)
        if said:
            differing[key] = f"{_called(table.name, values)} {said}"
    return differing


def _difference(
    session: Session,
    table: Table,
    values: Values,
    belonging: Mapping[str, list[Values]],
    told: _Told | None,
    names: Names,
    from_the_start: bool,
) -> str:
    if told is None:
        if table.name == "setting":  # one that holds nothing is not worth a row
            told = _Told(made=from_the_start)
        elif from_the_start:
            return "stands in the tables, but nobody has made it: it has no row."
        else:
            return ""
    if not told.there:
        return f"stands in the tables, but was removed: row {told.row} tells so."
    for name, column, usual in audit_master.TOLD[table.name]:
        if name not in told.fields and (not told.made or values[name] == usual):
            continue
        untold = (audit_master.text_of(table.name, name, usual), told.row) if name not in told.fields else None
        text, row = untold or told.fields[name]
        if not _is(session, table, name, values[name], text, names):
            now = audit_master.text_of(table.name, column.name, values[name]) or "nothing"
            return f"was changed past the program: {labels.label(name)} is {now}, {text or 'nothing'} after row {row}."
    if told.made:
        for name, rows in belonging.items():
            told_as = audit_master.BELONGING[name].told_as
            if not rows and told_as not in told.belonging:
                continue
            if said := _belonging_differs(session, name, rows, told.belonging.get(told_as, Multiset()), names):
                return f"was changed past the program: {labels.label(told_as)} {said} (row {told.row})."
    return ""


def _is(session: Session, table: Table, name: str, value: Any, told: str | None, names: Names) -> bool:
    """Whether a column holds what was told; another record may be called otherwise by now."""
    if name in audit_master.SECRET:
        return bool(value) == (told is not None)
    to = audit_master.REFERS.get((table.name, name))
    if to is None or value is None:
        return audit_master.text_of(table.name, name, value) == told
    return told in (names.get((to, value)), str(value)) or told in _ever_called(session, to, value)


def _belonging_differs(session: Session, name: str, rows: Sequence[Values], told: Multiset[str], names: Names) -> str:
    """What is there and was never told, or was told and is not there; "" when it is the same."""
    belonging = audit_master.BELONGING[name]
    left = Multiset(told)
    for row in rows:
        said = next(
            (each for each in _ways_to_say(session, belonging, row, names) if left[each] > 0),
            None,
        )
        if said is None:
            return f"{belonging.said(row, names)} is there, and no row tells of it"
        left[said] -= 1
    gone = next((each for each, count in left.items() if count > 0), None)
    return f"{gone} is not there any more" if gone is not None else ""


def _ways_to_say(session: Session, belonging: audit_master.Belonging, row: Values, names: Names) -> Iterator[str]:
    """A row as it is told with the names of today, then with those that other records once had."""
    yield belonging.said(row, names)
    for column, table in belonging.needs:
        for once in sorted(_ever_called(session, table, row[column])):
            yield belonging.said(row, {**names, (table, row[column]): once})


def _ever_called(session: Session, table: str, key: Any) -> set[str]:
    statement = select(Audit.name).where(Audit.subject == table, Audit.subject_key == str(key))
    return set(session.scalars(statement.distinct()))


def _one_is_gone(session: Session, table: Table, there: set[str]) -> str:
    """A record that the chain has made and not removed, and that is in no table."""
    (key_column,) = table.primary_key.columns
    alive: dict[str, Any] = {}
    statement = select(Audit.id, Audit.subject_key, Audit.what, Audit.name).where(Audit.subject == table.name)
    for row in session.execute(statement.order_by(Audit.id)).yield_per(_AT_ONCE):
        if row.what == "removed":
            alive.pop(row.subject_key, None)
        elif row.subject_key not in there:
            alive[row.subject_key] = row
    for key, row in alive.items():
        typed = key if table.name == "setting" else int(key)
        still = session.execute(select(key_column).where(key_column == typed)).first()
        newest = _told(session, table.name, [typed]).get(key)
        if still is None and newest is not None and newest.there:
            return (
                f"{_kind(table.name)} {row.name} is no longer there, and nobody has removed it: row {row.id} knew it."
            )
    return ""


def _roles_differ(session: Session) -> str:
    """What roles may do belongs to no row of its own; it came into the tables together with the chain."""
    (name,) = _OF_RECORD[_OF_NOBODY]
    rows = [row._asdict() for row in session.execute(select(Base.metadata.tables[name]))]
    told = _told(session, _OF_NOBODY, None)
    for role in sorted({*told, *(str(row["role"]) for row in rows)}):
        rights = [row for row in rows if row["role"] == role]
        of_role = told.get(role, _Told())
        if said := _belonging_differs(session, name, rights, of_role.belonging.get("rights", Multiset()), {}):
            return f"Role {role} was changed past the program: Right {said}."
    return ""


def _told(session: Session, subject: str, keys: Sequence[Any] | None) -> dict[str, _Told]:
    """What the chain tells of these records, or of all of this kind, by key as text."""
    statement = select(Audit.id, Audit.subject_key, Audit.what, Audit.facts).where(
        Audit.subject == subject, Audit.what != "posted"
    )
    if keys is not None:
        statement = statement.where(Audit.subject_key.in_([str(key) for key in keys]))
    told: dict[str, _Told] = {}
    rows: list[Any] = list(session.execute(statement.order_by(Audit.id)))
    if subject == _IN_RUNS and keys is not None:
        rows = sorted([*rows, *_told_by_price_files(session, keys)], key=lambda row: row.id)
    for row in rows:
        told.setdefault(row.subject_key, _Told()).take(row)
    return told


@dataclass(frozen=True, slots=True)
class _ByPriceFile:
    """What a price file changed of a part, like a row of the chain."""

    id: int
    subject_key: str
    facts: str
    what: str = "changed"


def _told_by_price_files(session: Session, keys: Sequence[Any]) -> Iterator[_ByPriceFile]:
    for part_id, changes in of_price_files.of_parts(session, keys).items():
        for each, facts in of_price_files.facts(changes, session):
            yield _ByPriceFile(each.row, str(part_id), json.dumps(facts))


def _belonging_rows(session: Session, name: str, keys: Sequence[Any]) -> dict[Any, list[Values]]:
    table, by = Base.metadata.tables[name], audit_master.BELONGING[name].by
    found: dict[Any, list[Values]] = {}
    for row in session.execute(select(table).where(table.c[by].in_(keys)).order_by(*table.primary_key.columns)):
        values = row._asdict()
        found.setdefault(values[by], []).append(values)
    return found


def _names(
    session: Session, table: Table, rows: Sequence[Row[Any]], belonging: Mapping[str, Mapping[Any, list[Values]]]
) -> Names:
    """What the other records that these rows name are called now."""
    wanted: dict[str, set[Any]] = {}
    for name, _, _ in audit_master.TOLD[table.name]:
        to = audit_master.REFERS.get((table.name, name))
        if to is not None:
            wanted.setdefault(to, set()).update(row._mapping[name] for row in rows)
    for name, by_owner in belonging.items():
        for column, to in audit_master.BELONGING[name].needs:
            wanted.setdefault(to, set()).update(each[column] for found in by_owner.values() for each in found)
    names: Names = {}
    for to, keys in wanted.items():
        audit_master.read_names(session, to, sorted(keys - {None}), names)
    return names


def _kind(table: str) -> str:
    return words.begun(table.replace("_", " "))


def _called(table: str, values: Values) -> str:
    return f"{_kind(table)} {audit_master.name_of(table, values)}"


def _of_record() -> dict[str, tuple[str, ...]]:
    """The tables whose rows belong to each kind of record."""
    found: dict[str, tuple[str, ...]] = {}
    for name, belonging in audit_master.BELONGING.items():
        found[belonging.owner] = (*found.get(belonging.owner, ()), name)
    return found


_OF_RECORD: Final = _of_record()
_BELONGING_FIELDS: Final = frozenset(each.told_as for each in audit_master.BELONGING.values())
