"""Which rows of a staged price file are new parts, which change one, which are refused; it must not write any part."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from app.models import Creditor
from app.rules.rows import RefusedRow
from app.services.within.price_files import differences, limits
from app.services.within.price_files.differences import PART
from app.services.within.price_files.stage import Stage, refuse

_AT_ONCE: Final = 1_000


def compare(connection: Connection, stage: Stage) -> None:
    """Find the part of every row, and refuse the rows that cannot be brought in. May be called again."""
    rows, known = stage.rows, stage.known
    connection.execute(delete(known))
    differs = differences.anything(stage)
    same_number = differences.with_stock(stage, rows.join(PART, PART.c.number == rows.c.number))
    connection.execute(
        insert(known).from_select(
            ["row", "part_id", "differs"], select(rows.c.row, PART.c.id, differs).select_from(same_number)
        )
    )
    if _count(connection, stage) < stage.count:
        _in_another_letter_case(connection, stage)
    _refuse_others_parts(connection, stage)
    if _count(connection, stage) < stage.count:
        _refuse_without_description(connection, stage)
    limits.refuse_what_does_not_fit(connection, stage)


def changed(connection: Connection, stage: Stage) -> int:
    """How many parts would be changed."""
    statement = select(func.count()).select_from(stage.known).where(stage.known.c.differs)
    return int(connection.execute(statement).scalar_one())


def known(connection: Connection, stage: Stage) -> int:
    """How many rows tell of a part that is in the books."""
    return _count(connection, stage)


def _count(connection: Connection, stage: Stage) -> int:
    return int(connection.execute(select(func.count()).select_from(stage.known)).scalar_one())


def _in_another_letter_case(connection: Connection, stage: Stage) -> None:
    """A part is known by its number in any letter case; what is written the same way was found already."""
    rows, known = stage.rows, stage.known
    left = rows.outerjoin(known, known.c.row == rows.c.row).join(PART, PART.c.key == rows.c.key)
    statement = (
        select(rows.c.row, rows.c.number, PART.c.id, PART.c.number.label("there"))
        .select_from(left)
        .where(known.c.row.is_(None))
        .order_by(rows.c.row, PART.c.id)
    )
    found: dict[int, int] = {}
    for row, number, part_id, there in connection.execute(statement):
        if number.casefold() == there.casefold():
            found.setdefault(row, part_id)
    taken: set[int] = set()
    keys = iter(found.values())
    while some_keys := list(islice(keys, _AT_ONCE)):
        taken.update(connection.scalars(select(known.c.part_id).where(known.c.part_id.in_(some_keys))))
    pairs: list[dict[str, Any]] = []
    for row, part_id in found.items():
        if part_id not in taken:
            taken.add(part_id)
            pairs.append({"row": row, "part_id": part_id, "differs": False})
    if not pairs:
        return
    connection.execute(insert(known), pairs)
    differs = differences.anything(stage)
    joined = differences.with_stock(stage, rows.join(PART, PART.c.id == known.c.part_id))
    asked = select(differs).select_from(joined).where(rows.c.row == known.c.row).correlate(known).scalar_subquery()
    some = [{"at": each["row"]} for each in pairs]
    connection.execute(update(known).where(known.c.row == bindparam("at")).values(differs=asked), some)


def _refuse_others_parts(connection: Connection, stage: Stage) -> None:
    """A supplier's file says nothing of the parts of another supplier, unless it has a column that names theirs."""
    if stage.creditor_id is None or stage.has("creditor_id"):
        return
    statement = (
        select(stage.known.c.row, PART.c.number, Creditor.code)
        .join_from(stage.known, PART, PART.c.id == stage.known.c.part_id)
        .join(Creditor, Creditor.id == PART.c.creditor_id)
        .where(PART.c.creditor_id != stage.creditor_id)
        .order_by(stage.known.c.row)
    )
    _refuse(
        connection,
        stage,
        (
            RefusedRow(row, f"{number} is a part of {code}: change its creditor first, or leave the row out.", number)
            for row, number, code in connection.execute(statement).all()
        ),
    )


def _refuse_without_description(connection: Connection, stage: Stage) -> None:
    rows, known = stage.rows, stage.known
    statement = (
        select(rows.c.row, rows.c.number)
        .select_from(rows.outerjoin(known, known.c.row == rows.c.row))
        .where(known.c.row.is_(None))
        .order_by(rows.c.row)
    )
    if stage.has("description"):
        statement = statement.where(rows.c.description.is_(None))
    _refuse(
        connection,
        stage,
        (
            RefusedRow(row, f"There is no part {number} yet, and a new one needs a description.", number)
            for row, number in connection.execute(statement).all()
        ),
    )


def _refuse(connection: Connection, stage: Stage, refused: Iterator[RefusedRow]) -> None:
    while some := list(islice(refused, _AT_ONCE)):
        refuse(connection, stage, some)
