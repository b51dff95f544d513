"""Parts that were found, as lists show them: in one query whatever was found; it must not know who searched, or how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from app.rules import costing, pricing
from app.rules.found import DebtorFound, PartHit
from app.rules.money import COST_PLACES, MONEY_PLACES, QUANTITY_PLACES
from app.services.within import found, superseding
from app.services.within.sales import prices
from app.services.within.searching import Match

_ONE: Final = Decimal(1)
_FACTS: Final = text(
    "SELECT p.id, p.number, p.description, p.kind, p.unit, p.list_price, p.price_group_id, p.bin, p.pack, p.active, "
    "p.superseded_by, s.on_hand, s.value, s.committed, s.allocated, s.on_order, s.last_cost "
    "FROM part p JOIN stock s ON s.part_id = p.id WHERE p.id IN :ids"
).bindparams(bindparam("ids", expanding=True))


def of(session: Session, matches: Sequence[Match], debtor: DebtorFound | None, *, priced: bool) -> tuple[PartHit, ...]:
    """What is shown of these parts, in their order; with `priced` what one costs this debtor, or anybody."""
    if not matches:
        return ()
    rows = {row[0]: row for row in session.execute(_FACTS, {"ids": [match.part_id for match in matches]})}
    hits = [_hit(rows[match.part_id], match.why) for match in matches if match.part_id in rows]
    superseded = [row[0] for row in rows.values() if row.superseded_by]
    if superseded:
        now = superseding.currents(session, superseded)
        hits = [replace(hit, now=now[hit.id][1]) if hit.id in now else hit for hit in hits]
    if coming := [hit.id for hit in hits if hit.on_order]:
        due = found.due(session, coming)
        hits = [replace(hit, due=due[hit.id]) if hit.id in due else hit for hit in hits]
    if priced:
        terms = prices.terms(session, debtor, hits)
        hits = [replace(hit, price=pricing.price_for(hit, terms[hit.id], _ONE).price) for hit in hits]
    return tuple(hits)


def _hit(row: Any, why: str) -> PartHit:
    key, number, description, kind, unit, list_price, group, bin_, pack, active, _ = row[:11]
    on_hand, value, committed, allocated, on_order, last_cost = row[11:]
    return PartHit(
        id=key,
        number=number,
        description=description,
        why=why,
        kind=kind,
        unit=unit,
        list_price=_units(list_price, COST_PLACES),
        price_group_id=group,
        bin=bin_,
        pack=_units(pack, QUANTITY_PLACES),
        on_hand=_units(on_hand, QUANTITY_PLACES),
        available=_units(on_hand - committed - allocated, QUANTITY_PLACES),
        on_order=_units(on_order, QUANTITY_PLACES),
        average_cost=costing.average(_units(on_hand, QUANTITY_PLACES), _units(value, MONEY_PLACES)),
        last_cost=_units(last_cost, COST_PLACES),
        active=bool(active),
    )


def _units(amount: int, places: int) -> Decimal:
    """As it lies in the table, whole numbers of the smallest unit; this text goes past the columns' own types."""
    return Decimal(amount).scaleb(-places)
