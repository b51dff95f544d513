"""Takes the last price file of a supplier back; what was changed or used since stays. It must not know how it came in.

The undo is an import of its own: it tells what it put back, and what is left of the parts that the file made.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import String, Table, bindparam, cast, delete, exists, insert, or_, select, update
from sqlalchemy.orm import Session

from app.db.patience import patience
from app.models import Audit, Base, Creditor, PriceImport, PriceImportChange, PriceImportMade
from app.rules import codes
from app.rules.faults import Refused, Unanswered
from app.rules.price_files import TakePriceFileBack, Undone
from app.rules.questions import Answers
from app.rules.rights import Right
from app.services.counter import Counter
from app.services.within import audit, audit_digest, entitled
from app.services.within.price_files import changes, evidence, writing
from app.services.within.price_files.changes import BREAKS
from app.services.within.price_files.changes import NUMBER as NUMBER_TOLD
from app.services.within.price_files.differences import BREAK, CHANGE, NUMBER, PART, STOCK, raw
from app.services.within.price_files.stage import Cancelled, CancelledError, Progress

_AN_HOUR: Final = 3600
_AT_ONCE: Final = 1_000
_COST: Final = "last_cost"
_OWN: Final = frozenset({"stock", "part_number", "quantity_break"})
"""Tables whose rows are the part's own and go with it."""
_USES: Final = tuple(
    column
    for table in Base.metadata.sorted_tables
    for column in table.columns
    if table.name not in _OWN and any(key.column.table is PART for key in column.foreign_keys)
)
"""Where a part that is in use is named."""


@dataclass(slots=True)
class _Done:
    """What the undo has come to so far."""

    put_back: int = 0
    kept: int = 0
    taken_away: int = 0
    stay: list[int] = field(default_factory=list)


def last(counter: Counter, creditor_id: int | None) -> str:
    """The name of the file that an undo would take back; "" when there is none."""
    with counter.db.read() as session:
        record = _last(session, creditor_id)
        return "" if record is None else record.file_name


def decided(counter: Counter, creditor_id: int | None, answers: Answers) -> bool:
    """Whether the last price file of this supplier is to be taken back; nothing is done yet.

    Raises Unanswered (TakePriceFileBack), and Refused like `undo_last`.
    """
    with counter.db.read() as session:
        return _to_take_back(session, counter, creditor_id, answers) is not None


def undo_last(
    counter: Counter,
    creditor_id: int | None,
    answers: Answers,
    progress: Progress = lambda _done, _of: None,
    cancelled: Cancelled = lambda: False,
) -> Undone | None:
    """Take the last price file of this supplier (None: nobody's) back, all of it in one unit of work.

    None after a no, and when it was cancelled: nothing was done then. Columns that still hold what the file made of
    them hold again what they held before; new parts that nothing names and nobody has changed are taken away. Raises
    Unanswered (TakePriceFileBack), Refused without the right, when there is none, and when a later file has told of the
    same parts; Unavailable.
    """

    def told_so_far(done: _Done, total: int) -> None:
        if cancelled():
            raise CancelledError
        progress(min(done.put_back + done.kept + done.taken_away, total), total)

    try:
        with patience(_AN_HOUR), counter.work() as session:
            record = _to_take_back(session, counter, creditor_id, answers)
            return None if record is None else _taken_back(session, counter, record, told_so_far)
    except CancelledError:
        return None


def _to_take_back(session: Session, counter: Counter, creditor_id: int | None, answers: Answers) -> PriceImport | None:
    entitled.need(session, counter, Right.CHANGE_SETUP)
    record = _last(session, creditor_id)
    if record is None:
        raise Refused(f"There is no price file {_whose(session, creditor_id)} to take back.", field="creditor")
    _refuse_if_others_came_later(session, record)
    question = TakePriceFileBack(record.file_name, record.new, record.changed + record.gone)
    if question not in answers:
        raise Unanswered((question,))
    return record if answers[question] == "yes" else None


def _taken_back(
    session: Session, counter: Counter, record: PriceImport, told_so_far: Callable[[_Done, int], None]
) -> Undone:
    undo = PriceImport(
        creditor_id=record.creditor_id,
        file_name=record.file_name,
        sha256=record.sha256,
        matching="",
        new=0,
        changed=0,
        unchanged=0,
        gone=0,
        refused=0,
        undoes_id=record.id,
        operator_id=counter.operator.id,
        at=counter.now(),
    )
    done, total = _Done(), max(record.new + record.changed + record.gone, 1)
    told: list[dict[str, Any]] = []
    for some in _changes(session, record.id):
        told += _put_back(session, some, done)
        told_so_far(done, total)
    for first, final in _runs(session, record.id):
        _take_away(session, first, final, done)
        told_so_far(done, total)
    undo.new, undo.changed, undo.unchanged, undo.refused = done.taken_away, done.put_back, len(done.stay), done.kept
    session.add(undo)
    session.flush()
    connection = session.connection()
    for start in range(0, len(told), _AT_ONCE):
        some_told = [{"import_id": undo.id, **each} for each in told[start : start + _AT_ONCE]]
        connection.execute(insert(CHANGE), some_told)
    stay = [(low, high, evidence.of_made(session, low, high)) for low, high in _islands(done.stay)]
    writing.made(session, undo, stay)
    audit.posted(session, audit_digest.PRICE_FILE, undo.id, f"Undo of price file {record.file_name}")
    return Undone(record.file_name, done.put_back, done.kept, done.taken_away, len(done.stay))


def _last(session: Session, creditor_id: int | None) -> PriceImport | None:
    undone = select(PriceImport.undoes_id).where(PriceImport.undoes_id.is_not(None))
    statement = (
        select(PriceImport)
        .where(PriceImport.undoes_id.is_(None), PriceImport.id.not_in(undone))
        .order_by(PriceImport.id.desc())
        .limit(1)
    )
    whose = PriceImport.creditor_id.is_(None) if creditor_id is None else PriceImport.creditor_id == creditor_id
    return session.scalars(statement.where(whose)).first()


def _whose(session: Session, creditor_id: int | None) -> str:
    if creditor_id is None:
        return "without a supplier"
    return f"of {session.get_one(Creditor, creditor_id).name}"


def _refuse_if_others_came_later(session: Session, record: PriceImport) -> None:
    undone = select(PriceImport.undoes_id).where(PriceImport.undoes_id.is_not(None))
    later = (
        select(PriceImport.file_name, Creditor.name)
        .join(PriceImportChange, PriceImportChange.import_id == PriceImport.id)
        .outerjoin(Creditor, Creditor.id == PriceImport.creditor_id)
        .where(PriceImport.id > record.id, PriceImport.undoes_id.is_(None), PriceImport.id.not_in(undone))
        .order_by(PriceImport.id.desc())
        .limit(1)
    )
    mine = CHANGE.alias("mine")
    changed = exists().where(mine.c.import_id == record.id, mine.c.part_id == PriceImportChange.part_id)
    made = exists().where(
        PriceImportMade.import_id == record.id,
        PriceImportChange.part_id.between(PriceImportMade.first_part_id, PriceImportMade.last_part_id),
    )
    found = session.execute(later.where(or_(changed, made))).first()
    if found is not None:
        whose = f" of {found[1]}" if found[1] else ""
        raise Refused(
            f"The price file {found[0]}{whose} came in later and changed the same parts. Take that one back first."
        )


# ---- what it changed ----


def _changes(session: Session, import_id: int) -> Iterator[Sequence[Any]]:
    after = 0
    while True:
        statement = select(CHANGE.c.part_id, CHANGE.c.before, CHANGE.c.after).where(
            CHANGE.c.import_id == import_id, CHANGE.c.part_id > after
        )
        some = session.execute(statement.order_by(CHANGE.c.part_id).limit(_AT_ONCE)).all()
        if not some:
            return
        yield some
        after = some[-1].part_id


def _put_back(session: Session, some: Sequence[Any], done: _Done) -> list[dict[str, Any]]:
    """Put columns of these parts back that still hold what the file made of them; what the undo is to tell."""
    keys = [row.part_id for row in some]
    told_of = {row.part_id: (json.loads(row.before), json.loads(row.after)) for row in some}
    shelves = _locked(session, STOCK, STOCK.c.part_id, keys, (_COST,))
    columns = sorted({name for before, _ in told_of.values() for name in before if name in PART.c})
    parts = _locked(session, PART, PART.c.id, keys, columns)
    numbers = _other_numbers(session, keys)
    breaks = _breaks(session, keys)
    by_columns: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    told: list[dict[str, Any]] = []
    for part_id, (before, after) in told_of.items():
        if part_id not in parts:
            continue
        now = {**parts[part_id], **shelves.get(part_id, {}), BREAKS: breaks.get(part_id, [])}
        now |= {f"{NUMBER_TOLD}{kind}": number for kind, number in numbers.get(part_id, ()) if
                after.get(f"{NUMBER_TOLD}{kind}") == number}  # fmt: skip
        same = [name for name, value in after.items() if name in now and now[name] == value]
        done.put_back += bool(same)
        done.kept += len(same) < len(after)
        if same:
            values = {name: before.get(name) for name in same}
            told.append({"part_id": part_id, "before": _json({name: after[name] for name in same}),
                         "after": _json(values)})  # fmt: skip
            of_part = {name: changes.lies(name, value) for name, value in values.items() if name in PART.c}
            if "description" in of_part:
                of_part["words"] = codes.search_words(of_part["description"])
            new = {f"new_{name}": value for name, value in of_part.items()}
            by_columns.setdefault(tuple(sorted(of_part)), []).append({"of_part": part_id, **new})
            _put_the_rest_back(session, part_id, values, after)
    connection = session.connection()
    for names, rows in by_columns.items():
        statement = update(PART).where(PART.c.id == bindparam("of_part"))
        values = {name: bindparam(f"new_{name}", type_=raw(PART.c[name]).type) for name in names}
        connection.execute(statement.values({**values, "version": PART.c.version + 1}), rows)
    return told


def _put_the_rest_back(session: Session, part_id: int, values: dict[str, Any], after: dict[str, Any]) -> None:
    connection = session.connection()
    if _COST in values:
        cost = bindparam("cost", values[_COST], type_=raw(STOCK.c.last_cost).type)
        connection.execute(update(STOCK).where(STOCK.c.part_id == part_id).values(last_cost=cost))
    for name in values:
        if name.startswith(NUMBER_TOLD):
            kind = name.removeprefix(NUMBER_TOLD)
            of_it = (NUMBER.c.part_id == part_id, NUMBER.c.kind == kind, NUMBER.c.number == after[name])
            connection.execute(delete(NUMBER).where(*of_it))
    if BREAKS in values:
        connection.execute(delete(BREAK).where(BREAK.c.part_id == part_id))
        kind_of = {name: raw(BREAK.c[name]).type for name in ("minimum", "price")}
        for minimum, price in values[BREAKS] or ():
            pair = {"minimum": minimum, "price": price}
            typed = {name: bindparam(f"new_{name}", value, type_=kind_of[name]) for name, value in pair.items()}
            connection.execute(insert(BREAK).values(part_id=part_id, **typed))


def _json(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _locked(
    session: Session, table: Table, key: Any, keys: Sequence[int], names: Sequence[str]
) -> dict[int, dict[str, Any]]:
    """These columns of the rows as they lie in the table, locked in the order of their keys."""
    statement = select(key.label("key"), *evidence.raw_columns(table, names)).where(key.in_(keys)).order_by(key)
    rows = session.execute(statement.with_for_update(key_share=True)).mappings()
    return {row["key"]: {name: _as_json(row[name]) for name in names} for row in rows}


def _as_json(value: Any) -> Any:
    return int(value) if isinstance(value, bool) else value


def _other_numbers(session: Session, keys: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {}
    statement = select(NUMBER.c.part_id, NUMBER.c.kind, NUMBER.c.number).where(NUMBER.c.part_id.in_(keys))
    for part_id, kind, number in session.execute(statement):
        found.setdefault(part_id, []).append((kind, number))
    return found


def _breaks(session: Session, keys: Sequence[int]) -> dict[int, list[list[int]]]:
    found: dict[int, list[list[int]]] = {}
    columns = evidence.raw_columns(BREAK, ("part_id", "minimum", "price"))
    statement = select(*columns).where(BREAK.c.part_id.in_(keys)).order_by(BREAK.c.part_id, BREAK.c.minimum)
    for part_id, minimum, price in session.execute(statement):
        found.setdefault(part_id, []).append([minimum, price])
    return found


# ---- what it made ----


def _runs(session: Session, import_id: int) -> Iterator[tuple[int, int]]:
    statement = select(PriceImportMade.first_part_id, PriceImportMade.last_part_id)
    of_it = statement.where(PriceImportMade.import_id == import_id).order_by(PriceImportMade.first_part_id)
    for row in session.execute(of_it).all():
        yield row.first_part_id, row.last_part_id


def _take_away(session: Session, first: int, final: int, done: _Done) -> None:
    """Delete the parts with these keys that nothing names and nobody has changed."""
    here = PART.c.id.between(first, final)
    there = list(session.scalars(select(PART.c.id).where(here).order_by(PART.c.id)))
    shelf = select(STOCK.c.part_id).where(STOCK.c.part_id.between(first, final)).order_by(STOCK.c.part_id)
    session.execute(shelf.with_for_update(key_share=True)).close()
    empty = exists().where(
        STOCK.c.part_id == PART.c.id,
        *(raw(STOCK.c[name]) == 0 for name in ("on_hand", "value", "committed", "allocated", "on_order")),
    )
    told = exists().where(Audit.subject == "part", Audit.subject_key == cast(PART.c.id, String))
    unused = select(PART.c.id).where(here, empty, ~told)
    for column in _USES:
        unused = unused.where(~exists().where(column == PART.c.id))
    unused = unused.order_by(PART.c.id)
    gone = list(session.scalars(unused.with_for_update()))
    connection = session.connection()
    for table, key in (
        (NUMBER, NUMBER.c.part_id),
        (BREAK, BREAK.c.part_id),
        (STOCK, STOCK.c.part_id),
        (PART, PART.c.id),
    ):
        if gone:
            connection.execute(delete(table).where(key.in_(gone)))
    done.taken_away += len(gone)
    done.stay += sorted(set(there) - set(gone))


def _islands(keys: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Consecutive keys as first and last, at most a run of them each."""
    for first, final in audit_digest.spans(keys):
        yield from evidence.runs(first, final)
