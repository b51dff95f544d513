"""Which part takes the place of which, inside a unit of work; it must not know who asks or what is done with it.

The links are numbers (`Part.superseded_by`), followed by the store in one query however long a chain is.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NamedTuple

from sqlalchemy import String, literal, literal_column, select
from sqlalchemy.orm import Session, aliased

from app.models import Part
from app.rules import supersession

_NOTHING: Final = literal_column("''", String)
"""No number, as it stands in the condition of the partial index; a bound value would not let it be used."""


class Current(NamedTuple):
    """The part that holds today in place of another one; without a key its number is not in the books."""

    part_id: int | None
    number: str


class _Step(NamedTuple):
    first: int
    id: int
    number: str
    superseded_by: str
    sold: bool
    """In use, and lies on a shelf: it can be taken in place of another."""


def currents(session: Session, part_ids: Collection[int]) -> dict[int, Current]:
    """What is sold today instead of each of these parts, by their keys.

    Left out is what nothing has superseded, and what only runs in a circle. Numbers that are no longer in use are
    passed over. Where none of the chain is in the books, it is the number that the part itself names.
    """
    result: dict[int, Current] = {}
    for first, steps in _walks(session, part_ids).items():
        links = {each.number: each.superseded_by for each in steps}
        chain = supersession.chain(steps[0].number, links)
        if chain.loop:
            continue
        sold = [each for each in steps[1:] if each.sold]
        if sold:
            result[first] = Current(sold[-1].id, sold[-1].number)
        elif chain.missing:
            result[first] = Current(None, chain.missing)
    return result


def _walks(session: Session, part_ids: Collection[int]) -> dict[int, list[_Step]]:
    """The chain of each of these parts that is superseded, itself first, step by step."""
    if not part_ids:
        return {}
    begin = (
        select(Part.id.label("first"), Part.id, Part.number, Part.superseded_by, Part.active, Part.kind)
        .add_columns(literal(0).label("step"))
        .where(Part.id.in_(part_ids), Part.superseded_by != _NOTHING)
        .cte("walk", recursive=True)
    )
    following = aliased(Part)
    walk = begin.union_all(
        select(
            begin.c.first,
            following.id,
            following.number,
            following.superseded_by,
            following.active,
            following.kind,
            begin.c.step + 1,
        )
        .join(begin, following.number == begin.c.superseded_by)
        .where(begin.c.superseded_by != _NOTHING, begin.c.step < supersession.LONGEST)
    )
    rows = session.execute(select(walk).order_by(walk.c.first, walk.c.step))
    walks: dict[int, list[_Step]] = {}
    for first, part_id, number, by, active, kind, _ in rows:
        walks.setdefault(first, []).append(_Step(first, part_id, number, by, active and kind != "charge"))
    return walks
