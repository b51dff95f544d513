"""Which part takes the place of which, inside a unit of work; it must not know who asks or what is done with it.

The links are numbers (`Part.superseded_by`), followed by the store in one query however long a chain is.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NamedTuple

from sqlalchemy import BindParameter, Select, String, bindparam, literal, literal_column, select
from sqlalchemy.orm import Session, aliased

from app.models import Part
from app.rules import codes, supersession
from app.rules.faults import Refused

_MOST: Final = 200
"""So many numbers of one chain are enough for anybody."""
_NOTHING: Final = literal_column("''", String)
"""No number, as it stands in the condition of the partial index; a bound value would not let it be used."""
SUPERSEDED: Final = Part.superseded_by != _NOTHING
"""Whether a part is superseded, by that index."""


def _walks_statement() -> Select[int, int, str, str, bool, str, int]:
    """The chain of each of these parts that is superseded, step by step."""
    begin = (
        select(Part.id.label("first"), Part.id, Part.number, Part.superseded_by, Part.active, Part.kind)
        .add_columns(literal(0).label("step"))
        .where(Part.id.in_(_PARTS), Part.superseded_by != _NOTHING)
        .cte("walk", recursive=True)
    )
    following = aliased(Part)
    columns = (following.id, following.number, following.superseded_by, following.active, following.kind)
    walk = begin.union_all(
        select(begin.c.first, *columns, begin.c.step + 1)
        .join(begin, following.number == begin.c.superseded_by)
        .where(begin.c.superseded_by != _NOTHING, begin.c.step < supersession.LONGEST)
    )
    return select(walk).order_by(walk.c.first, walk.c.step)


def _before_statement() -> Select[int]:
    """Everything that leads to these parts, however far back."""
    begin = select(Part.id, Part.number, literal(0).label("step")).where(Part.id.in_(_PARTS))
    back = begin.cte("back", recursive=True)
    before = aliased(Part)
    back = back.union_all(
        select(before.id, before.number, back.c.step + 1)
        .join(back, before.superseded_by == back.c.number)
        .where(before.superseded_by != _NOTHING, back.c.step < supersession.LONGEST)
    )
    return select(back.c.id).where(back.c.step > 0).limit(_MOST)


_PARTS: Final[BindParameter[int]] = bindparam("parts", expanding=True)
_WALKS: Final = _walks_statement()
_BEFORE: Final = _before_statement()


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
    rows = session.execute(_WALKS, {"parts": list(part_ids)})
    walks: dict[int, list[_Step]] = {}
    for first, part_id, number, by, active, kind, _ in rows:
        walks.setdefault(first, []).append(_Step(first, part_id, number, by, active and kind != "charge"))
    return walks


def chain(session: Session, part_id: int) -> tuple[supersession.Chain, list[int]]:
    """The whole chain that a part stands in, and the keys of its parts: the oldest first, the current one last.

    Whatever else leads to the same end is among the keys too. `numbers` of the chain begin with the part itself.
    """
    own = session.execute(select(Part.number, Part.superseded_by).where(Part.id == part_id)).one()
    steps = _walks(session, [part_id]).get(part_id, [])
    links = {each.number: each.superseded_by for each in steps} or {own.number: own.superseded_by}
    ahead = supersession.chain(own.number, links)
    return ahead, [each.id for each in _leading_to(session, ahead.loop[0] if ahead.loop else ahead.current)]


def predecessors(session: Session, part_ids: Collection[int]) -> dict[int, int]:
    """The parts in use or not that are superseded and for which one of these is sold today, each with that one."""
    olds = set(session.scalars(_BEFORE, {"parts": list(part_ids)})) if part_ids else set()
    today = currents(session, olds) if olds else {}
    return {old: now.part_id for old, now in today.items() if now.part_id in part_ids and now.part_id is not None}


def replaces(session: Session, part_id: int, old_id: int) -> bool:
    """Whether the part stands anywhere in the chain after the old one."""
    return any(each.id == part_id for each in _walks(session, [old_id]).get(old_id, [])[1:])


def successor(session: Session, number: str, by: str, *, charge: bool) -> str:
    """The number that takes the place of `number`, spelt as in the books; one that is not in them stays as typed.

    Raises Refused (field `superseded_by`) for itself, a circle, and where one of the two is a charge.
    """
    if not by:
        return ""
    if charge:
        raise Refused(f"{number} is a charge: nothing on a shelf takes its place.", field="superseded_by")
    alike = session.execute(select(Part.number, Part.kind).where(Part.key == codes.part_key(by)).order_by(Part.number))
    known = {each: kind for each, kind in alike if each != number}
    if by != number and by not in known and len(known) == 1:
        (by,) = known
    if known.get(by) == "charge":
        raise Refused(f"{by} is a charge and lies on no shelf. Type the number of a part.", field="superseded_by")
    supersession.refuse_loop(number, by, _links_from(session, by))
    return by


def lock_predecessors(session: Session, part_id: int) -> list[Part]:
    """The part and those that it has superseded, locked by id, to be changed together: the part itself comes first."""
    own = aliased(Part)
    of = select(own.number).where(own.id == part_id).scalar_subquery()
    led = select(Part.id).where(Part.superseded_by != _NOTHING, Part.superseded_by == of)
    statement = (
        select(Part)
        .where(Part.id.in_([part_id, *session.scalars(led)]))
        .order_by(Part.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return sorted(session.scalars(statement), key=lambda each: each.id != part_id)


def _links_from(session: Session, number: str) -> dict[str, str]:
    """Of every number from `number` on: what takes its place. Empty when it is not in the books."""
    begin = (
        select(Part.number, Part.superseded_by, literal(0).label("step"))
        .where(Part.number == number)
        .cte("ahead", recursive=True)
    )
    following = aliased(Part)
    ahead = begin.union_all(
        select(following.number, following.superseded_by, begin.c.step + 1)
        .join(begin, following.number == begin.c.superseded_by)
        .where(begin.c.superseded_by != _NOTHING, begin.c.step < supersession.LONGEST)
    )
    return {each: by for each, by, _ in session.execute(select(ahead))}


def _leading_to(session: Session, number: str) -> list[Part]:
    """Everything that leads to this number, however far back, the farthest first, and the part itself last."""
    begin = select(Part.id, Part.number, literal(0).label("step")).where(Part.number == number)
    back = begin.cte("back", recursive=True)
    before = aliased(Part)
    back = back.union_all(
        select(before.id, before.number, back.c.step + 1)
        .join(back, before.superseded_by == back.c.number)
        .where(before.superseded_by != _NOTHING, back.c.step < supersession.LONGEST)
    )
    steps: dict[int, int] = {}
    for part_id, step in session.execute(select(back.c.id, back.c.step).order_by(back.c.step).limit(_MOST)):
        steps.setdefault(part_id, step)
    parts = session.scalars(select(Part).where(Part.id.in_(steps)))
    return sorted(parts, key=lambda each: (-steps[each.id], each.number))
