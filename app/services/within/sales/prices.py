"""Prices inside a unit of work: the terms of a debtor, and what a fill costs; it must not know the document."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import PricingRule, QuantityBreak, SpecialPrice
from app.rules import pricing
from app.rules.drafts import InvoiceLine
from app.rules.found import DebtorFound, PartFound
from app.rules.questions import TodaysPrice
from app.services.within.asking import Asking


def terms(
    session: Session, debtor: DebtorFound | None, parts: Collection[pricing.ForSale]
) -> dict[int, pricing.PriceTerms]:
    """What was agreed with the debtor for each part, and the parts' quantity breaks, by part id."""
    ids = {part.id for part in parts}
    special: dict[int, Decimal] = {}
    rules: dict[int, pricing.StructureRule] = {}
    if debtor is not None:
        special = dict(
            session.execute(
                select(SpecialPrice.part_id, SpecialPrice.price).where(
                    SpecialPrice.debtor_id == debtor.id, SpecialPrice.part_id.in_(ids)
                )
            ).all()
        )
        if debtor.structure_id is not None:
            rows = session.scalars(select(PricingRule).where(PricingRule.structure_id == debtor.structure_id))
            rules = {
                row.price_group_id: pricing.StructureRule(cast(pricing.Basis, row.basis), row.percent) for row in rows
            }
    breaks: dict[int, list[pricing.Break]] = {}
    for each in session.scalars(select(QuantityBreak).where(QuantityBreak.part_id.in_(ids))):
        breaks.setdefault(each.part_id, []).append(pricing.Break(each.minimum, each.price))
    return {
        part.id: pricing.PriceTerms(
            special=special.get(part.id),
            rule=rules.get(part.price_group_id) if part.price_group_id is not None else None,
            breaks=tuple(breaks.get(part.id, ())),
        )
        for part in parts
    }


def price(session: Session, part: PartFound, debtor: DebtorFound | None, quantity: Decimal) -> pricing.Priced:
    """What a unit of `quantity` of the part costs this debtor today, dollars ex GST."""
    return pricing.price_for(part, terms(session, debtor, [part])[part.id], quantity)


def at_filling(line: InvoiceLine, today: pricing.Priced, debtor: DebtorFound, asking: Asking) -> None:
    """Give the line that fills a backorder its price by the debtor's rule; asks where the rule is *ask*.

    What was paid in advance keeps its price.
    """
    if line.fills and line.fills.deposit:
        return
    agreed = pricing.net(line.price, line.discount)
    decided = pricing.at_filling(debtor.price_at_filling, agreed, today.price)
    if decided is None:
        # the line is made anew each time somebody asks, the backorder is not: the answer is found by that
        about = line.fills.backorder_id if line.fills else line.key
        answer = asking.ask(TodaysPrice(about, line.number, agreed, today.price))
        decided = today.price if answer == "today" else agreed
    if decided != agreed:
        line.price, line.discount, line.price_from = decided, Decimal("0.00"), today.price_from
