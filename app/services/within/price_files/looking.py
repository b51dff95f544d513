"""What a staged and compared price file would do, in figures and lists; it must not write anything."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Connection, Select, and_, exists, func, or_, select, type_coerce

from app.models import Base
from app.rules.money import COST_PLACES, of_units
from app.rules.price_files import MOVES_SHOWN, BelowCost, Move, Named, Preview
from app.services.within.price_files import comparing
from app.services.within.price_files.differences import PART, STOCK, raw
from app.services.within.price_files.stage import Stage

SHOWN: Final = 500
"""So many parts of a list are shown; all are counted."""
_IMPORT: Final = Base.metadata.tables["price_import"]
_MADE: Final = Base.metadata.tables["price_import_made"]
_BACKORDER: Final = Base.metadata.tables["backorder"]


def preview(connection: Connection, stage: Stage) -> Preview:
    """All that a person is to see before a price file is brought in."""
    known, changed = comparing.known(connection, stage), comparing.changed(connection, stage)
    all_gone = gone(stage)
    below_count, below = _below_cost(connection, stage)
    alike_count, alike = _alike(connection, stage)
    superseded, dangling_count, dangling = successors(connection, stage)
    refusals = stage.refusals
    return Preview(
        new=stage.count - known,
        changed=changed,
        unchanged=known - changed,
        gone=0 if all_gone is None else _count(connection, all_gone),
        retired=0 if all_gone is None else _count(connection, retired(all_gone)),
        refused_count=refusals.count,
        refused=refusals.in_order(),
        dearer=_moves(connection, stage, up=True),
        cheaper=_moves(connection, stage, up=False),
        below_cost_count=below_count,
        below_cost=below,
        gone_parts=() if all_gone is None else _named(connection, all_gone),
        alike_count=alike_count,
        alike=alike,
        repeated=refusals.repeated,
        blank_prices=blank_prices(connection, stage),
        ruined=refusals.ruined,
        superseded=superseded,
        dangling_count=dangling_count,
        dangling=dangling,
        every_refused=refusals.every,
    )


def gone(stage: Stage) -> Select[int] | None:
    """The keys of the parts that a file of this supplier made and this one does not have; None without a supplier.

    A row that is refused or passed over is in the file all the same.
    """
    if stage.creditor_id is None:
        return None
    undone = select(_IMPORT.c.undoes_id).where(_IMPORT.c.undoes_id.is_not(None))
    here = exists().where(stage.known.c.part_id == PART.c.id)
    runs = _IMPORT.join(_MADE, _MADE.c.import_id == _IMPORT.c.id)
    parts = runs.join(PART, PART.c.id.between(_MADE.c.first_part_id, _MADE.c.last_part_id))
    return (
        select(PART.c.id)
        .select_from(parts)
        .where(_IMPORT.c.creditor_id == stage.creditor_id, _IMPORT.c.id.not_in(undone))
        .where(PART.c.creditor_id == stage.creditor_id, PART.c.active, ~here)
        .where(PART.c.key.not_in(select(stage.listed.c.key)))
        .distinct()
    )


def retired(all_gone: Select[int]) -> Select[int]:
    """Those of them that nobody has, orders or waits for."""
    keys = all_gone.subquery()
    waits = exists().where(_BACKORDER.c.part_id == keys.c.id, raw(_BACKORDER.c.open) > 0)
    shelf = keys.join(STOCK, STOCK.c.part_id == keys.c.id)
    idle = and_(*(raw(STOCK.c[name]) == 0 for name in ("on_hand", "committed", "allocated", "on_order")))
    return select(keys.c.id).select_from(shelf).where(idle, ~waits)


def blank_prices(connection: Connection, stage: Stage) -> int:
    """How many rows have no list price, in a file that has prices."""
    if not stage.has("list_price"):
        return 0
    return _count(connection, select(stage.rows.c.row).where(stage.rows.c.list_price.is_(None)))


def _moves(connection: Connection, stage: Stage, *, up: bool) -> tuple[Move, ...]:
    if not stage.has("list_price"):
        return ()
    rows, known = stage.rows, stage.known
    old, new = type_coerce(PART.c.list_price, BigInteger()), rows.c.list_price
    by = new - old
    thousandths = by * 1_000_000 / func.nullif(old, 0)
    statement = (
        select(PART.c.number, PART.c.description, old.label("old"), new.label("new"))
        .select_from(known.join(rows, rows.c.row == known.c.row).join(PART, PART.c.id == known.c.part_id))
        .where(known.c.differs, new.is_not(None), old > 0, by > 0 if up else by < 0)
        .order_by(thousandths.desc() if up else thousandths, PART.c.number)
        .limit(MOVES_SHOWN)
    )
    found = connection.execute(statement)
    return tuple(Move(number, words, _price(before), _price(after)) for number, words, before, after in found)


def _below_cost(connection: Connection, stage: Stage) -> tuple[int, tuple[BelowCost, ...]]:
    """Parts whose list price would fall below what they cost; a part that costs nothing is not looked at."""
    if not stage.has("list_price"):
        return 0, ()
    rows, known = stage.rows, stage.known
    price = rows.c.list_price
    last = func.coalesce(raw(STOCK.c.last_cost), 0)
    cost = func.coalesce(rows.c.cost, last) if stage.has("cost") else last
    joined = rows.outerjoin(known, known.c.row == rows.c.row).outerjoin(STOCK, STOCK.c.part_id == known.c.part_id)
    statement = (
        select(rows.c.row, rows.c.number, _description(stage), price.label("price"), cost.label("cost"))
        .select_from(joined)
        .where(price.is_not(None), cost > price, or_(known.c.row.is_(None), known.c.differs))
    )
    first = connection.execute(statement.order_by(rows.c.row).limit(SHOWN)).all()
    count = len(first) if len(first) < SHOWN else _count(connection, statement)
    return count, tuple(BelowCost(row.number, row[2] or "", _price(row.price), _price(row.cost)) for row in first)


def _description(stage: Stage) -> ColumnElement[Any]:
    return stage.rows.c.description if stage.has("description") else stage.rows.c.number


def _alike(connection: Connection, stage: Stage) -> tuple[int, tuple[Named, ...]]:
    """Numbers of the file that are searched alike: 128100 and 128-100 are two parts."""
    rows = stage.rows
    twice = select(rows.c.key).group_by(rows.c.key).having(func.count() > 1).subquery()
    statement = select(rows.c.number, _description(stage)).join(twice, twice.c.key == rows.c.key)
    first = connection.execute(statement.order_by(rows.c.key, rows.c.row).limit(SHOWN)).all()
    count = len(first) if len(first) < SHOWN else _count(connection, statement)
    return count, tuple(Named(number, words or "") for number, words in first)


def successors(connection: Connection, stage: Stage) -> tuple[int, int, tuple[Named, ...]]:
    """How many rows say what supersedes them, and those whose successor is neither in the books nor in the file."""
    if not stage.has("superseded_by"):
        return 0, 0, ()
    rows = stage.rows
    told = rows.c.superseded_by
    other = rows.alias("other")
    here = exists().where(other.c.number == told)
    there = exists().where(PART.c.number == told)
    count = _count(connection, select(rows.c.row).where(told.is_not(None)))
    if not count:
        return 0, 0, ()
    statement = select(rows.c.number, _description(stage), told).where(told.is_not(None), ~there, ~here)
    first = connection.execute(statement.order_by(rows.c.row).limit(SHOWN)).all()
    dangling = len(first) if len(first) < SHOWN else _count(connection, statement)
    return count, dangling, tuple(Named(number, words or "", by) for number, words, by in first)


def _named(connection: Connection, keys: Select[int]) -> tuple[Named, ...]:
    statement = select(PART.c.number, PART.c.description).where(PART.c.id.in_(keys))
    return tuple(Named(*row) for row in connection.execute(statement.order_by(PART.c.number).limit(SHOWN)))


def _count(connection: Connection, statement: Select[Any]) -> int:
    return int(connection.execute(select(func.count()).select_from(statement.subquery())).scalar_one())


def _price(units: int) -> Decimal:
    return of_units(units, COST_PLACES)
