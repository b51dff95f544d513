"""Parts that may stand in for another: its chain of supersession, and what shares a number with it.

It must not decide which one is sold.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Part, PartNumber
from app.rules import supersession
from app.rules.faults import Refused
from app.rules.found import PartFound
from app.services.counter import Counter
from app.services.within import found, searching, superseding


def of(counter: Counter, part_id: int) -> tuple[PartFound, ...]:
    """The other parts of its chain, the current one first, then those that bear any number this part bears.

    `why` says which number takes whose place, or names the number they share – own, old, supplier's, customer's,
    barcode –, by closeness. Retired parts are left out. Raises Refused when the part is gone.
    """
    with counter.db.read() as session:
        part = _there(session, part_id)
        others = session.scalars(select(PartNumber.number).where(PartNumber.part_id == part_id).order_by(PartNumber.id))
        why = _chained(session, part)
        for number in (part.number, *others):
            for match in searching.exact_parts(session, number):
                if match.part_id != part_id:
                    why.setdefault(match.part_id, f"{number} is its {match.why}")
        return tuple(
            replace(each, why=why[each.id]) for each in found.parts(session, list(why)).values() if each.active
        )


def chain(counter: Counter, part_id: int) -> str:
    """What takes the place of this part, in words: *superseded: A → B → C*; empty when nothing does.

    Tells of a circle and of an end that is not in the books. Raises Refused when the part is gone.
    """
    with counter.db.read() as session:
        part = _there(session, part_id)
        if not part.superseded_by:
            return ""
        ahead, _ = superseding.chain(session, part_id)
    if ahead.loop:
        return f"runs in a circle: {supersession.said(ahead.loop, closed=True)}"
    if ahead.missing:
        return f"superseded: {supersession.said((*ahead.numbers, ahead.missing))}, which is not in the books"
    return f"superseded: {supersession.said(ahead.numbers)}"


def _there(session: Session, part_id: int) -> Part:
    part = session.get(Part, part_id)
    if part is None:
        raise Refused("This part is no longer there. Look it up again.")
    return part


def _chained(session: Session, part: Part) -> dict[int, str]:
    """By key, what each other part of the chain is to it, the current one first."""
    _, members = superseding.chain(session, part.id)
    by = dict(session.execute(select(Part.id, Part.superseded_by).where(Part.id.in_(members))).all())
    return {
        each: f"superseded by {by[each]}" if by[each] else "the current number"
        for each in reversed(members)
        if each != part.id
    }
