"""What an order to a creditor should hold for those who wait, inside a look-up, and how its lines are made.

It must not know what becomes of what it proposes, and writes nothing. What the shelf lacks is in filling_up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Backorder, Creditor, Part
from app.rules import ordering, words
from app.rules.drafts import OrderDraft, OrderLine
from app.rules.found import CreditorFound, PartFound
from app.rules.money import ZERO
from app.services.within import found, queue
from app.services.within.buying import buying
from app.services.within.buying.buying import Standing


@dataclass(frozen=True, slots=True)
class Waits:
    """Somebody who waits for a part: for how many, since which document, and whether it is bought for them alone."""

    backorder_id: int
    debtor: str
    origin: str
    quantity: Decimal
    special_order: bool = False


@dataclass(frozen=True, slots=True)
class BackorderProposal:
    """What *Get Back Orders* proposes of a part (domain 3.4).

    `need` is what those who wait lack, `quantity` the need rounded up to the pack. `outstanding` counts saved orders
    and the order being typed; `on_order` only what was sent. `other_supplier` names whose part it is, when not this
    one's.
    """

    part: PartFound
    supplier_number: str
    waiting: Decimal
    available: Decimal
    on_order: Decimal
    outstanding: Decimal
    need: Decimal
    quantity: Decimal
    cost: Decimal
    ticked: bool
    other_supplier: str
    who_waits: tuple[Waits, ...]
    meant_for: buying.MeantPairs

    @property
    def number(self) -> str:
        """The part's number."""
        return self.part.number

    @property
    def pack(self) -> Decimal:
        """How many the supplier sells at once."""
        return self.part.pack

    @property
    def for_whom(self) -> str:
        """Who waits, in words: *Miller Motors 3, Jones 2*."""
        return ", ".join(f"{each.debtor} {words.quantity(each.quantity)}" for each in self.who_waits)


def proposals(
    session: Session, creditor_id: int, only_suppliers_parts: bool, draft: OrderDraft | None = None
) -> tuple[BackorderProposal, ...]:
    """*Get Back Orders*: every part that somebody waits for, by number; what `draft` orders already is outstanding."""
    wanted = select(Backorder.part_id).where(
        Backorder.open > found.NOTHING, Backorder.open > Backorder.allocated, ~Backorder.held
    )
    if only_suppliers_parts:
        ours = select(Part.id).where(Part.creditor_id == creditor_id)
        wanted = wanted.where(Backorder.part_id.in_(ours))
    part_ids = set(session.scalars(wanted))
    parts = found.parts(session, part_ids)
    standings = standings_with(session, part_ids, draft)
    suppliers = _names_of(session, {part.creditor_id for part in parts.values()} - {creditor_id, None})
    supplier_numbers = buying.supplier_numbers(session, parts.values(), creditor_id)
    waits = _who_waits(session, standings)
    result = []
    for part in sorted(parts.values(), key=lambda each: each.number):
        standing = standings[part.id]
        need = ordering.net_need(standing.waiting, standing.untied, part.available)
        quantity = ordering.packed(need, part.pack)
        result.append(
            BackorderProposal(
                part=part,
                supplier_number=supplier_numbers.get(part.id, ""),
                waiting=sum((each.waiting for each in standing.waiting if not each.held), ZERO),
                available=part.available,
                on_order=part.on_order,
                outstanding=standing.outstanding,
                need=need,
                quantity=quantity,
                cost=buying.usual_cost(part),
                ticked=need > ZERO,
                other_supplier=suppliers.get(part.creditor_id or 0, ""),
                who_waits=tuple(waits[each.id] for each in standing.waiting if each.id in waits),
                meant_for=standing.order(quantity, part.available),
            )
        )
    return tuple(result)


def line_for(
    session: Session, creditor: CreditorFound, part: PartFound, quantity: Decimal, draft: OrderDraft | None = None
) -> OrderLine:
    """A line for this part as the supplier knows it, at its last cost, with who waits for it; raises Refused."""
    line = OrderLine(part=part, quantity=quantity)
    buying.check_line(line, ("quantity", quantity))
    standings = standings_with(session, [part.id], draft)
    return lines_of(session, creditor.id, {part.id: part}, {part.id: quantity}, standings)[0]


def standings_with(session: Session, part_ids: buying.PartIds, draft: OrderDraft | None) -> dict[int, Standing]:
    """How the parts stand when what is typed on the draft, instead of its saved lines, is outstanding."""
    standings = buying.standings(session, part_ids, without_order=draft.order_id if draft else None)
    if draft is not None:
        parts = {line.part.id: line.part for line in draft.filled_lines if line.part}
        buying.meant_for_lines(draft.filled_lines, parts, standings)
    return standings


def _who_waits(session: Session, standings: dict[int, Standing]) -> dict[int, Waits]:
    waiting = {
        each.id: each for at in standings.values() for each in at.waiting if each.waiting > ZERO and not each.held
    }
    rows = session.scalars(select(Backorder).where(Backorder.id.in_(waiting)))
    return {
        each.backorder_id: Waits(
            backorder_id=each.backorder_id,
            debtor=each.debtor,
            origin=each.origin,
            quantity=waiting[each.backorder_id].waiting,
            special_order=waiting[each.backorder_id].special_order,
        )
        for each in queue.said(session, [(row, ZERO) for row in rows])
    }


def _names_of(session: Session, creditor_ids: Iterable[int | None]) -> dict[int, str]:
    rows = session.execute(select(Creditor.id, Creditor.name).where(Creditor.id.in_(list(creditor_ids))))
    return dict(rows.all())


def lines_of(
    session: Session,
    creditor_id: int,
    parts: dict[int, PartFound],
    quantities: dict[int, Decimal],
    standings: dict[int, Standing],
) -> list[OrderLine]:
    """Lines for so many of these parts as this supplier knows them, with whom they are for."""
    supplier_numbers = buying.supplier_numbers(session, parts.values(), creditor_id)
    meant = {
        part.id: standings.setdefault(part.id, Standing()).order(quantities[part.id], part.available)
        for part in parts.values()
    }
    named = buying.names(session, {backorder_id for pairs in meant.values() for backorder_id, _ in pairs})
    return [
        OrderLine(
            part=part,
            supplier_number=supplier_numbers.get(part.id, ""),
            description=part.description,
            quantity=quantities[part.id],
            cost=buying.usual_cost(part),
            meant_for=meant[part.id],
            who_waits=buying.who_waits(meant[part.id], named),
        )
        for part in parts.values()
    ]
