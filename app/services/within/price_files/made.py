"""Parts that price files made, compared with the digests of how they were made; it must not know who asks.

What was changed of them since – by hand or by a later file – is told somewhere: it is taken back in thought, and what
is left has to be what the file made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from app.models import Audit, Base, Part, PriceImport, PriceImportMade
from app.models.types import Scaled
from app.rules.money import COST_PLACES, QUANTITY_PLACES
from app.services.within import audit_digest, audit_master, audit_read
from app.services.within.price_files import changes, evidence
from app.services.within.price_files.changes import BREAKS, NUMBER

_PART: Final[Table] = Base.metadata.tables["part"]
_NUMBER: Final[Table] = Base.metadata.tables["part_number"]
_BREAK: Final[Table] = Base.metadata.tables["quantity_break"]
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Run:
    """Parts with consecutive keys that an import made and did not take away again."""

    import_id: int
    row: int
    """The import's row in the chain."""
    file_name: str
    first: int
    last: int
    digest: str


@dataclass(frozen=True, slots=True)
class _Event:
    """One change of a part: its row in the chain, and what the part held before, as text or as it lies in the table."""

    row: int
    old: Any
    new: Any
    field: str
    is_raw: bool


def runs(session: Session) -> list[Run]:
    """Every run that still holds, by key."""
    undone = select(PriceImport.undoes_id).where(PriceImport.undoes_id.is_not(None))
    rows_of = {
        int(key): row
        for row, key in session.execute(
            select(Audit.id, Audit.subject_key).where(Audit.subject == audit_digest.PRICE_FILE)
        )
    }
    statement = (
        select(PriceImportMade, PriceImport.file_name)
        .join(PriceImport, PriceImport.id == PriceImportMade.import_id)
        .where(PriceImport.id.not_in(undone))
        .order_by(PriceImportMade.first_part_id)
    )
    return [
        Run(made.import_id, rows_of.get(made.import_id, 0), name, made.first_part_id, made.last_part_id, made.digest)
        for made, name in session.execute(statement)
    ]


def between(runs_of_all: Sequence[Run]) -> Iterator[tuple[int, int | None]]:
    """The keys that no run holds: after the first, up to and with the last; None is the end."""
    after = 0
    for run in runs_of_all:
        if run.first > after + 1:
            yield after, run.first - 1
        after = max(after, run.last)
    yield after, None


def changed_since(session: Session, run: Run) -> list[int]:
    """The parts of a run of which the chain or a later price file tells something."""
    keys = [str(key) for key in range(run.first, run.last + 1)]
    found: set[int] = set()
    for start in range(0, len(keys), _AT_ONCE):
        told = select(Audit.subject_key).where(
            Audit.subject == "part", Audit.subject_key.in_(keys[start : start + _AT_ONCE])
        )
        found.update(int(key) for key in session.scalars(told.distinct()))
    change = Base.metadata.tables["price_import_change"]
    found.update(
        session.scalars(select(change.c.part_id).where(change.c.part_id.between(run.first, run.last)).distinct())
    )
    return sorted(found)


def difference(session: Session, run: Run, changed: Sequence[int]) -> str:
    """What is wrong with the parts of a run, in a sentence; "" when each is as it was made, or as was told since."""
    now = evidence.of_made(session, run.first, run.last) if not changed else _taken_back(session, run, changed)
    if now == run.digest:
        return ""
    numbers = list(session.scalars(select(Part.number).where(Part.id.between(run.first, run.last)).order_by(Part.id)))
    if len(numbers) != run.last - run.first + 1:
        which = f"of the {run.last - run.first + 1} parts {len(numbers)} are left"
        return f"Parts that the price file {run.file_name} made are no longer there: {which} (row {run.row})."
    which = f"Part {numbers[0]}" if len(numbers) == 1 else f"One of the parts {numbers[0]} to {numbers[-1]}"
    return f"{which} was changed past the program: it is not what the price file {run.file_name} made (row {run.row})."


def _taken_back(session: Session, run: Run, changed: Sequence[int]) -> str:
    events = _events(session, run, changed)
    here = _PART.c.id.between(run.first, run.last)
    columns = ("id", *evidence.COLUMNS, *evidence.LATER)
    found = session.execute(select(*evidence.raw_columns(_PART, columns)).where(here)).mappings()
    parts = {row["id"]: dict(row) for row in found}
    numbers: dict[int, list[tuple[str, str]]] = {}
    of_run = _NUMBER.c.part_id.between(run.first, run.last)
    for part_id, kind, number in session.execute(
        select(_NUMBER.c.part_id, _NUMBER.c.kind, _NUMBER.c.number).where(of_run)
    ):
        numbers.setdefault(part_id, []).append((kind, number))
    breaks: dict[int, list[tuple[int, int]]] = {}
    columns_of_break = evidence.raw_columns(_BREAK, ("part_id", "minimum", "price"))
    of_run = _BREAK.c.part_id.between(run.first, run.last)
    for part_id, minimum, price in session.execute(select(*columns_of_break).where(of_run)):
        breaks.setdefault(part_id, []).append((minimum, price))
    for part_id, of_part in events.items():
        if part_id in parts:
            for event in reversed(of_part):
                _take_back(
                    session, event, parts[part_id], numbers.setdefault(part_id, []), breaks.setdefault(part_id, [])
                )
    return evidence.digest((
        evidence.text_of_parts(parts[key] for key in sorted(parts)),
        evidence.text_of_numbers(
            {"part_id": key, "kind": kind, "number": number}
            for key in sorted(numbers)
            for kind, number in sorted(numbers[key])
        ),
        evidence.text_of_breaks(
            {"part_id": key, "minimum": minimum, "price": price}
            for key in sorted(breaks)
            for minimum, price in sorted(breaks[key])
        ),
    ))  # fmt: skip


def _events(session: Session, run: Run, changed: Sequence[int]) -> dict[int, list[_Event]]:
    """What was changed of each part after the import, in the order in which it was told."""
    found: dict[int, list[_Event]] = {}
    for start in range(0, len(changed), _AT_ONCE):
        keys = [str(key) for key in changed[start : start + _AT_ONCE]]
        statement = (
            select(Audit.id, Audit.subject_key, Audit.facts)
            .where(Audit.subject == "part", Audit.what != "posted", Audit.subject_key.in_(keys), Audit.id > run.row)
            .order_by(Audit.id)
        )
        for row, key, told in session.execute(statement):
            of_part = found.setdefault(int(key), [])
            of_part += [_Event(row, old, new, name, False) for name, old, new in audit_read.facts(told)]
    for part_id, by_files in changes.of_parts(session, changed).items():
        of_part = found.setdefault(part_id, [])
        for each in by_files:
            if each.row > run.row:
                of_part += [
                    _Event(each.row, each.before.get(name), new, name, True) for name, new in each.after.items()
                ]
    for of_part in found.values():
        of_part.sort(key=lambda event: event.row)
    return found


def _take_back(
    session: Session,
    event: _Event,
    part: dict[str, Any],
    numbers: list[tuple[str, str]],
    breaks: list[tuple[int, int]],
) -> None:
    if event.field.startswith(NUMBER):
        _exchange(numbers, event.new, event.old, lambda said: (event.field.removeprefix(NUMBER), said))
    elif event.field == "numbers":
        _exchange(numbers, event.new, event.old, _number_told)
    elif event.field == BREAKS and event.is_raw:
        breaks[:] = [(minimum, price) for minimum, price in event.old or ()]
    elif event.field == BREAKS:
        _exchange(breaks, event.new, event.old, _break_told)
    elif event.field in part:
        part[event.field] = event.old if event.is_raw else _raw(session, event.field, event.old)


def _exchange(held: list[Any], out: str | None, back: str | None, read: Any) -> None:
    if out is not None and (gone := read(out)) in held:
        held.remove(gone)
    if back is not None:
        held.append(read(back))


def _number_told(said: str) -> tuple[str, str]:
    number, _, kind = said.rpartition(" (")
    return kind.removesuffix(")"), number


def _break_told(said: str) -> tuple[int, int]:
    price, _, minimum = said.partition(" from ")
    return _units(minimum, QUANTITY_PLACES), _units(price, COST_PLACES)


def _units(said: str, places: int) -> int:
    return int(Decimal(said.replace(",", "")).scaleb(places))


def _raw(session: Session, column: str, said: str | None) -> Any:
    """A value as it lies in the table, of what the chain tells."""
    kind = _PART.c[column].type
    if (to := audit_master.REFERS.get(("part", column))) is not None:
        return None if said is None else _key_of(session, to, said)
    if isinstance(kind, Scaled):
        return _units(said or "0", kind.places)
    if kind.python_type is bool:
        return said == "yes"
    return said or ""


def _key_of(session: Session, table: str, said: str) -> int | None:
    """The record that is called so, or once was."""
    once = select(Audit.subject_key).where(Audit.subject == table, Audit.name == said).order_by(Audit.id.desc())
    key = session.scalar(once.limit(1))
    if key is not None:
        return int(key)
    columns = Base.metadata.tables[table].c
    for row in session.execute(select(columns.id, *(columns[name] for name in audit_master.RECORDS[table]))):
        if " ".join(row[1:]) == said:
            return int(row[0])
    return None
