"""Brings a staged and compared price file into the books, a handful of statements for every fifty thousand rows.

It must not know what the rows said before they were staged. These statements go round the session's own notes of who
did what on purpose: what they did is told by the import itself (app/services/within/price_files/evidence.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    String,
    Table,
    and_,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.orm import Session

from app.models import Base, PriceGroup, PriceImport
from app.models.types import Scaled
from app.rules import words
from app.services.within.price_files import differences
from app.services.within.price_files.differences import BREAK, CHANGE, NUMBER, OTHER_NUMBERS, PART, STOCK, raw, usual
from app.services.within.price_files.stage import Stage

AT_ONCE: Final = 50_000
"""Rows that one statement writes: between two of them Cancel is heard."""
_REMARKS_SHOWN: Final = 10
_COMMA: Final[str] = ","
_MADE: Final[Table] = Base.metadata.tables["price_import_made"]


def price_groups(session: Session, stage: Stage) -> list[str]:
    """Make the price groups that the file names and the shop lacks; what there is to say of it."""
    connection = session.connection()
    group = stage.rows.c.price_group_id if stage.has("price_group_id") else None
    if group is None or not stage.missing_groups:
        return []
    wanted = set(connection.scalars(select(group).where(group < 0).distinct()))
    missing = {code: stands for code, stands in stage.missing_groups.items() if stands in wanted}
    known = {code.upper(): key for key, code in session.execute(select(PriceGroup.id, PriceGroup.code))}
    made = [PriceGroup(code=code, name=code) for code in sorted(missing.keys() - known.keys())]
    session.add_all(made)
    session.flush()
    keys = known | {each.code: each.id for each in made}
    for code, stands in missing.items():
        connection.execute(update(stage.rows).where(group == stands).values(price_group_id=keys[code]))
    stage.missing_groups.clear()
    if not made:
        return []
    more = " …" if len(made) > _REMARKS_SHOWN else ""
    named = ", ".join(each.code for each in made[:_REMARKS_SHOWN])
    return [f"{words.counted(len(made), 'price group')} made: {named}{more}."]


# ---- new parts ----


def give_keys(connection: Connection, stage: Stage) -> int:
    """Give every row that becomes a new part its key, in the order of the file; how many there are."""
    rows, known, fresh = stage.rows, stage.known, stage.fresh
    connection.execute(delete(fresh))
    new = (
        select(rows.c.row)
        .select_from(rows.outerjoin(known, known.c.row == rows.c.row))
        .where(known.c.row.is_(None))
        .order_by(rows.c.row)
    )
    if connection.dialect.name == "postgresql":
        ordered = new.subquery()
        key = func.nextval(func.pg_get_serial_sequence(literal("part"), literal("id")))
        connection.execute(insert(fresh).from_select(["part_id", "row"], select(key, ordered.c.row)))
    else:
        before = connection.execute(select(func.coalesce(func.max(PART.c.id), 0))).scalar_one()
        # the file numbers on by itself from the largest key: the first one says where
        numbered = new.add_columns(func.row_number().over(order_by=rows.c.row).label("nth")).subquery()
        connection.execute(
            insert(fresh).from_select(["part_id", "row"], select(literal(before) + numbered.c.nth, numbered.c.row))
        )
    return int(connection.execute(select(func.count()).select_from(fresh)).scalar_one())


def spans(connection: Connection, table: Table) -> Iterator[tuple[int, int]]:
    """The keys of parts in this table in pieces that one statement takes: first and last."""
    ends = select(func.min(table.c.part_id), func.max(table.c.part_id))
    first, last = connection.execute(ends).one()
    if first is not None:
        for start in range(first, last + 1, AT_ONCE):
            yield start, min(start + AT_ONCE - 1, last)


def make_parts(connection: Connection, stage: Stage, first: int, last: int) -> None:
    """Write the new parts with these keys, their shelves, other numbers and breaks."""
    rows, fresh = stage.rows, stage.fresh
    joined = fresh.join(rows, rows.c.row == fresh.c.row)
    some = fresh.c.part_id.between(first, last)
    values = _of_a_new_part(stage)
    connection.execute(
        insert(PART).from_select(
            list(values), select(*values.values()).select_from(joined).where(some).order_by(fresh.c.part_id)
        )
    )
    shelf = {column.name: _usual_of(column) for column in STOCK.columns if column.name != "part_id"}
    if stage.has("cost"):
        shelf["last_cost"] = func.coalesce(rows.c.cost, shelf["last_cost"])
    connection.execute(
        insert(STOCK).from_select(
            ["part_id", *shelf],
            select(fresh.c.part_id, *shelf.values()).select_from(joined).where(some).order_by(fresh.c.part_id),
        )
    )
    for kind, (column, key) in OTHER_NUMBERS.items():
        if stage.has(column):
            told = select(fresh.c.part_id, literal(kind), rows.c[column], rows.c[key]).select_from(joined)
            told = told.where(some, rows.c[column].is_not(None)).order_by(fresh.c.part_id)
            connection.execute(insert(NUMBER).from_select(["part_id", "kind", "number", "key"], told))
    if stage.has_breaks:
        of_row = fresh.join(stage.breaks, stage.breaks.c.row == fresh.c.row)
        told = select(fresh.c.part_id, stage.breaks.c.minimum, stage.breaks.c.price).select_from(of_row).where(some)
        connection.execute(
            insert(BREAK).from_select(
                ["part_id", "minimum", "price"], told.order_by(fresh.c.part_id, stage.breaks.c.minimum)
            )
        )


def _of_a_new_part(stage: Stage) -> dict[str, ColumnElement[Any]]:
    rows, choices = stage.rows.c, stage.choices
    chosen: dict[str, ColumnElement[Any]] = {
        "kind": literal(choices.kind),
        "gst_free": literal(choices.gst_free),
        "creditor_id": null() if stage.creditor_id is None else literal(stage.creditor_id, BigInteger()),
        "price_group_id": _chosen_group(stage),
    }
    values: dict[str, ColumnElement[Any]] = {"id": stage.fresh.c.part_id, "version": literal(1)}
    for column in PART.columns:
        name = column.name
        if name in values:
            continue
        by_itself = chosen.get(name)
        if by_itself is None and not (name in ("number", "key", "description") or column.nullable):
            by_itself = usual(name)
        if not stage.has(name):
            values[name] = null() if by_itself is None else by_itself
        else:
            values[name] = rows[name] if by_itself is None else func.coalesce(rows[name], by_itself)
    minimum, maximum = values["minimum"], values["maximum"]
    values["maximum"] = case((maximum < minimum, minimum), else_=maximum)
    return values


def _chosen_group(stage: Stage) -> ColumnElement[Any]:
    if not stage.choices.price_group:
        return null()
    group = Base.metadata.tables["price_group"]
    return select(group.c.id).where(group.c.code == stage.choices.price_group).scalar_subquery()


def _usual_of(column: Any) -> ColumnElement[Any]:
    default = column.default.arg
    if isinstance(column.type, Scaled):
        return literal(int(default.scaleb(column.type.places)), BigInteger())
    return literal(default, column.type)


# ---- parts that change ----


def lock(connection: Connection, stage: Stage, idle: Sequence[int]) -> None:
    """Nobody else changes these parts until the end: all shelves first, where a cost changes, then all parts, by id.

    `idle` are those that will be marked as no longer sold. Piece by piece, or they after the others, whoever holds
    a part of a later piece and wants one of an earlier could wait for this for ever.
    """
    if connection.dialect.name == "sqlite":
        return
    these = select(stage.known.c.part_id).where(stage.known.c.differs)
    if stage.has("cost"):
        shelves = select(STOCK.c.part_id).where(STOCK.c.part_id.in_(these)).order_by(STOCK.c.part_id)
        connection.execute(shelves.with_for_update(key_share=True)).close()
    # one text of all keys: so many values at once are more than a server takes
    listed = func.unnest(func.string_to_array(",".join(map(str, idle)), _COMMA)).column_valued("key")
    either = or_(PART.c.id.in_(these), PART.c.id.in_(select(cast(listed, BigInteger))))
    parts = select(PART.c.id).where(either).order_by(PART.c.id)
    connection.execute(parts.with_for_update(key_share=True)).close()


def change_parts(connection: Connection, stage: Stage, import_id: int, first: int, last: int) -> int:
    """Change the parts with these keys that differ, and tell what each held before; how many there were."""
    rows, known = stage.rows, stage.known
    joined = known.join(rows, rows.c.row == known.c.row).join(PART, PART.c.id == known.c.part_id)
    joined = joined.join(STOCK, STOCK.c.part_id == PART.c.id)
    some = and_(known.c.differs, known.c.part_id.between(first, last))
    before, after = _told(stage, connection)
    told = select(literal(import_id), PART.c.id, before, after).select_from(joined)
    connection.execute(
        insert(CHANGE).from_select(
            ["import_id", "part_id", "before", "after"],
            told.where(some, differences.anything(stage)).order_by(PART.c.id),
        )
    )
    mine = and_(CHANGE.c.import_id == import_id, CHANGE.c.part_id.between(first, last))
    of_part = select(known.c.part_id).where(some)
    values: dict[str, Any] = {
        each.column: case((each.when, each.new), else_=raw(PART.c[each.column])) for each in differences.of_part(stage)
    }
    if stage.has("description"):
        values["words"] = func.coalesce(rows.c.words, PART.c.words)
    values["version"] = PART.c.version + 1
    connection.execute(
        update(PART)
        .where(PART.c.id == known.c.part_id, known.c.row == rows.c.row, some)
        .where(PART.c.id.in_(select(CHANGE.c.part_id).where(mine)))
        .values(values)
    )
    if stage.has("cost"):
        connection.execute(
            update(STOCK)
            .where(STOCK.c.part_id == known.c.part_id, known.c.row == rows.c.row, some, differences.cost_differs(stage))
            .values(last_cost=rows.c.cost)
        )
    for kind, (column, key) in OTHER_NUMBERS.items():
        if stage.has(column):
            missing = select(PART.c.id, literal(kind), rows.c[column], rows.c[key]).select_from(joined)
            missing = missing.where(some, differences.number_is_missing(stage, kind)).order_by(PART.c.id)
            connection.execute(insert(NUMBER).from_select(["part_id", "kind", "number", "key"], missing))
    if stage.has_breaks:
        _replace_breaks(connection, stage, of_part)
    return int(connection.execute(select(func.count()).select_from(CHANGE).where(mine)).scalar_one())


def _replace_breaks(connection: Connection, stage: Stage, of_part: Any) -> None:
    known, breaks = stage.known, stage.breaks
    told = known.join(breaks, breaks.c.row == known.c.row)
    these = select(known.c.part_id).select_from(told).where(known.c.part_id.in_(of_part))
    connection.execute(delete(BREAK).where(BREAK.c.part_id.in_(these)))
    connection.execute(
        insert(BREAK).from_select(
            ["part_id", "minimum", "price"],
            select(known.c.part_id, breaks.c.minimum, breaks.c.price)
            .select_from(told)
            .where(known.c.part_id.in_(of_part))
            .order_by(known.c.part_id, breaks.c.minimum),
        )
    )


def _told(stage: Stage, connection: Connection) -> tuple[ColumnElement[str], ColumnElement[str]]:
    """What changes of a part, before and after, as JSON by the name of the column."""
    sqlite = connection.dialect.name == "sqlite"
    pairs = [(each.column, each.when, raw(PART.c[each.column]), each.new) for each in differences.of_part(stage)]
    if stage.has("cost"):
        pairs.append(("last_cost", differences.cost_differs(stage), raw(STOCK.c.last_cost), stage.rows.c.cost))
    before, after = [], []
    for name, when, old, new in pairs:
        before.append(case((when, _member(name, _json(old, sqlite))), else_=""))
        after.append(case((when, _member(name, _json(new, sqlite))), else_=""))
    for kind, (column, _) in OTHER_NUMBERS.items():
        if stage.has(column):
            told = _member(f"number:{kind}", _json(stage.rows.c[column], sqlite))
            after.append(case((differences.number_is_missing(stage, kind), told), else_=""))
    if stage.has_breaks:
        when = differences.breaks_differ(stage)
        old = _list(BREAK, BREAK.c.part_id == PART.c.id)
        new = _list(stage.breaks, stage.breaks.c.row == stage.rows.c.row)
        before.append(case((when, _member("breaks", old)), else_=""))
        after.append(case((when, _member("breaks", new)), else_=""))
    return _object(before), _object(after)


def _object(members: list[Any]) -> ColumnElement[str]:
    whole: ColumnElement[str] = literal("")
    for each in members:
        whole = whole + type_coerce(each, String)
    # every member has its comma before it: the first one is cut off
    return literal("{") + func.substr(whole, 2) + literal("}")


def _member(name: str, value: ColumnElement[Any]) -> ColumnElement[str]:
    return literal(f',"{name}":') + type_coerce(value, String)


def _json(value: ColumnElement[Any], sqlite: bool) -> ColumnElement[Any]:
    if sqlite:
        return func.json_quote(value)
    return func.coalesce(cast(func.to_json(value), String), "null")


def _list(table: Table, of_it: ColumnElement[bool]) -> ColumnElement[str]:
    """Breaks as a list of quantity and price."""
    pair = literal("[") + cast(raw(table.c.minimum), String) + literal(",") + cast(raw(table.c.price), String)
    all_pairs = select(func.aggregate_strings(pair + literal("]"), _COMMA)).where(of_it).correlate_except(table)
    return literal("[") + func.coalesce(all_pairs.scalar_subquery(), "") + literal("]")


# ---- parts that are gone ----


def retire(connection: Connection, import_id: int, parts: Sequence[int]) -> None:
    """Mark the parts with these keys, however many, as no longer sold, and tell it."""
    told = {"import_id": import_id, "before": '{"active":true}', "after": '{"active":false}'}
    connection.execute(insert(CHANGE), [{**told, "part_id": each} for each in sorted(parts)])
    these = select(CHANGE.c.part_id).where(CHANGE.c.import_id == import_id, CHANGE.c.after == told["after"])
    connection.execute(update(PART).where(PART.c.id.in_(these)).values(active=False, version=PART.c.version + 1))


def made(session: Session, record: PriceImport, runs: list[tuple[int, int, str]]) -> None:
    """Tell which parts the import made, with the digest of each run of them."""
    if runs:
        session.connection().execute(
            insert(_MADE),
            [
                {"import_id": record.id, "first_part_id": first, "last_part_id": last, "digest": digest}
                for first, last, digest in runs
            ],
        )
