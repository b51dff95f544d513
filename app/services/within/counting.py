"""The sheets of stocktakes inside a unit of work: rows, locked and read; it must not know who counts."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Part, Stock, Stocktake, StocktakeLine
from app.rules.faults import Refused
from app.rules.found import PartFound
from app.rules.stocktaking import Count
from app.services.counter import Counter
from app.services.within import found, opening


def refuse_counted_twice(session: Session, part_ids: list[int]) -> None:
    """A part is on the sheets of one stocktake at a time: a variance must not be posted twice."""
    for some in opening.chunks(part_ids):
        other = session.execute(
            select(Part.number, Stocktake.number)
            .join(StocktakeLine, StocktakeLine.part_id == Part.id)
            .join(Stocktake, Stocktake.id == StocktakeLine.stocktake_id)
            .where(StocktakeLine.part_id.in_(some), Stocktake.status == "counting")
            .limit(1)
        ).first()
        if other is not None:
            raise Refused(
                f"{other[0]} is being counted in stocktake {other[1]} already. Post or abandon that one first.",
                field="first",
            )


def stocktake(session: Session, stocktake_id: int, *, lock: bool = False) -> Stocktake:
    """The stocktake; raises Refused when there is none."""
    statement = select(Stocktake).where(Stocktake.id == stocktake_id)
    if lock:
        statement = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    row = session.scalar(statement)
    if row is None:
        raise Refused("This stocktake is not there. F9 shows them all.")
    return row


def being_counted(session: Session, stocktake_id: int) -> Stocktake:
    """The stocktake, locked; raises Refused when it is not being counted any more."""
    row = stocktake(session, stocktake_id, lock=True)
    if row.status != "counting":
        raise Refused(f"Stocktake {row.number} is {row.status}; nothing can be counted on it. F9 shows the others.")
    return row


def line(session: Session, line_id: int) -> StocktakeLine:
    """A line of a stocktake that is being counted; the stocktake is locked."""
    stocktake_id = session.scalar(select(StocktakeLine.stocktake_id).where(StocktakeLine.id == line_id))
    being_counted(session, stocktake_id or 0)
    return session.get_one(StocktakeLine, line_id)


def line_of(session: Session, on: Stocktake, part_id: int) -> StocktakeLine:
    """The part's line on the sheets, made when there is none."""
    line = session.scalar(
        select(StocktakeLine).where(StocktakeLine.stocktake_id == on.id, StocktakeLine.part_id == part_id)
    )
    if line is not None:
        return line
    part = session.get_one(Part, part_id)
    if part.kind == "charge":
        raise Refused(f"{part.number} is a charge and lies on no shelf.", field="counted")
    stock = opening.locked(session, [part_id])[part_id]
    refuse_counted_twice(session, [part_id])
    line = StocktakeLine(stocktake_id=on.id, part_id=part_id, bin=part.bin, snapshot=stock.on_hand)
    session.add(line)
    session.flush()
    return line


def note(counter: Counter, line: StocktakeLine, counted: Decimal | None) -> None:
    """Write down what was counted, and when; None takes the count back."""
    line.counted = counted
    line.counted_at = None if counted is None else counter.now()


def counts(session: Session, stocktake_id: int, line_ids: Collection[int] | None = None) -> tuple[Count, ...]:
    """The counts of a stocktake, or some of them, in a fixed number of queries for each 500 parts."""
    statement = select(StocktakeLine).where(StocktakeLine.stocktake_id == stocktake_id)
    lines: list[StocktakeLine] = []
    if line_ids is None:
        lines += session.scalars(statement)
    else:
        for some in opening.chunks(sorted(line_ids)):
            lines += session.scalars(statement.where(StocktakeLine.id.in_(some)))
    parts: dict[int, PartFound] = {}
    values: dict[int, Decimal] = {}
    for some in opening.chunks(sorted(line.part_id for line in lines)):
        parts |= found.parts(session, some)
        values |= dict(session.execute(select(Stock.part_id, Stock.value).where(Stock.part_id.in_(some))).all())
    return tuple(_count(line, parts[line.part_id], values[line.part_id]) for line in lines)


def _count(line: StocktakeLine, part: PartFound, value: Decimal) -> Count:
    return Count(line.id, part, line.bin, line.snapshot, line.counted, value)
