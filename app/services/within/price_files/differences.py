"""What differs between a staged price file and the parts in the books, as expressions; it must not know who asks.

Every comparison is of columns as they lie in the tables, so a million of them is one statement.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Table,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from app.models import Base
from app.models.types import Scaled
from app.services.within.price_files.stage import Stage

PART: Final[Table] = Base.metadata.tables["part"]
STOCK: Final[Table] = Base.metadata.tables["stock"]
NUMBER: Final[Table] = Base.metadata.tables["part_number"]
BREAK: Final[Table] = Base.metadata.tables["quantity_break"]
CHANGE: Final[Table] = Base.metadata.tables["price_import_change"]

OTHER_NUMBERS: Final = {
    "supplier": ("supplier_number", "supplier_key"),
    "old": ("old_number", "old_key"),
    "barcode": ("barcode", "barcode_key"),
}
"""By kind of number the columns of the stage."""
COMPARED: Final = (
    "description", "kind", "creditor_id", "price_group_id", "list_price", "gst_free", "unit", "whole_units",
    "no_backorders", "bin", "minimum", "maximum", "pack", "notes", "superseded_by",
)  # fmt: skip
"""The columns of a part that a file may say; `words` and `key` follow from others."""


def raw(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column as it lies in the table: whole numbers where the program reads amounts."""
    return type_coerce(column, BigInteger()) if isinstance(column.type, Scaled) else column


def usual(name: str) -> ColumnElement[Any]:
    """What a column of a part holds when nobody says anything, as it lies in the table."""
    column = PART.c[name]
    default = column.default
    assert isinstance(default, ScalarElementColumnDefault)
    if isinstance(column.type, Scaled):
        return literal(int(default.arg.scaleb(column.type.places)), BigInteger())
    return literal(default.arg, column.type)


@dataclass(frozen=True, slots=True)
class Difference:
    """A column of a part, what it is to hold, and when that is something else."""

    column: str
    new: ColumnElement[Any]
    when: ColumnElement[bool]


def of_part(stage: Stage) -> Iterator[Difference]:
    """Every column of a part that the file says, or that follows from what was chosen."""
    rows = stage.rows.c
    for name in COMPARED:
        if name == "maximum":
            if (new := _maximum(stage)) is not None:
                yield Difference(name, new, new != raw(PART.c.maximum))
        elif stage.has(name):
            told: ColumnElement[Any] = rows[name]
            now = PART.c[name]
            differs = told.is_distinct_from(now) if now.nullable else told != raw(now)
            yield Difference(name, told, and_(told.is_not(None), differs))
        elif name == "creditor_id" and stage.creditor_id is not None:
            yield Difference(name, literal(stage.creditor_id, BigInteger()), PART.c.creditor_id.is_(None))
    # what a price file has marked as no longer sold is sold again when it is listed again
    was_gone = exists().where(CHANGE.c.part_id == PART.c.id, CHANGE.c.after.contains('"active"'))
    yield Difference("active", true(), and_(PART.c.active.is_(False), was_gone))


def _maximum(stage: Stage) -> ColumnElement[Any] | None:
    """What the maximum is to be; a minimum alone raises it. None where the file says neither."""
    told = {name: stage.rows.c[name] for name in ("minimum", "maximum") if stage.has(name)}
    if not told:
        return None
    minimum, maximum = (
        func.coalesce(told[name], raw(PART.c[name])) if name in told else raw(PART.c[name])
        for name in ("minimum", "maximum")
    )
    larger = case((maximum < minimum, minimum), else_=maximum)
    # a card from before that does not fit is left alone where the row says nothing
    return case((or_(*(column.is_not(None) for column in told.values())), larger), else_=raw(PART.c.maximum))


def cost_differs(stage: Stage) -> ColumnElement[bool]:
    """Whether the last cost of a part is another than the file says."""
    if not stage.has("cost"):
        return false()
    new = stage.rows.c.cost
    return and_(new.is_not(None), new != raw(STOCK.c.last_cost))


def number_is_missing(stage: Stage, kind: str) -> ColumnElement[bool]:
    """Whether the file tells another number of this kind that the part does not have, in any letter case."""
    column, _ = OTHER_NUMBERS[kind]
    if not stage.has(column):
        return false()
    new = stage.rows.c[column]
    there = exists().where(
        NUMBER.c.part_id == PART.c.id, NUMBER.c.kind == kind, func.lower(NUMBER.c.number) == func.lower(new)
    )
    return and_(new.is_not(None), ~there)


def breaks_differ(stage: Stage) -> ColumnElement[bool]:
    """Whether the file tells breaks, and other ones than the part has."""
    if not stage.has_breaks:
        return false()
    told = stage.breaks
    of_row = told.c.row == stage.rows.c.row
    same = exists().where(
        BREAK.c.part_id == PART.c.id, raw(BREAK.c.minimum) == told.c.minimum, raw(BREAK.c.price) == told.c.price
    )
    kept = exists().where(of_row, told.c.minimum == raw(BREAK.c.minimum))
    return or_(
        exists(select(told.c.row).where(of_row, ~same).correlate(stage.rows, PART)),
        and_(
            exists().where(of_row).correlate(stage.rows),
            exists(select(BREAK.c.id).where(BREAK.c.part_id == PART.c.id, ~kept).correlate(stage.rows, PART)),
        ),
    )


def anything(stage: Stage) -> ColumnElement[bool]:
    """Whether a part is to be changed at all."""
    return or_(
        false(),
        *(each.when for each in of_part(stage)),
        cost_differs(stage),
        *(number_is_missing(stage, kind) for kind in OTHER_NUMBERS),
        breaks_differ(stage),
    )


def with_stock(stage: Stage, joined: FromClause) -> FromClause:
    """Parts joined with their shelves, where something of these is asked."""
    return joined.join(STOCK, STOCK.c.part_id == PART.c.id) if stage.has("cost") else joined
