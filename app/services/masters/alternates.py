"""Parts that may stand in for another, because they share a number with it; it must not decide which one is sold."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from app.models import Part, PartNumber
from app.rules.faults import Refused
from app.rules.found import PartFound
from app.services.counter import Counter
from app.services.within import found, matching


def of(counter: Counter, part_id: int) -> tuple[PartFound, ...]:
    """The other parts that bear any number this part bears – own, old, supplier's, customer's, barcode –, by closeness.

    `why` names the number they share. Retired parts are left out. Raises Refused when the part is gone.
    """
    with counter.db.read() as session:
        part = session.get(Part, part_id)
        if part is None:
            raise Refused("This part is no longer there. Look it up again.")
        others = session.scalars(select(PartNumber.number).where(PartNumber.part_id == part_id).order_by(PartNumber.id))
        shared: dict[int, str] = {}
        for number in (part.number, *others):
            for match in matching.exact_parts(session, number):
                if match.part_id != part_id:
                    shared.setdefault(match.part_id, f"{number} is its {match.why}")
        return tuple(replace(each, why=shared[each.id]) for each in found.parts(session, list(shared)).values())
