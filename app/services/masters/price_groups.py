"""Price groups, and the pricing structures that say what debtors pay in each; it must not know who has which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Debtor, Part, PriceGroup, PricingRule, PricingStructure
from app.rules import words
from app.rules.faults import Refused
from app.rules.money import RATE_PLACES
from app.rules.pricing import StructureRule
from app.services.counter import Counter
from app.services.masters import cards
from app.services.within import audit_read

MOST_MARK_UP = Decimal(1000)
_ROWS: Mapping[str, cards.RowKey] = {"rules": lambda each: each.price_group_id}


@dataclass(frozen=True, slots=True)
class GroupCard:
    """A price group: parts that are priced alike."""

    id: int | None = None
    code: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class GroupListed:
    """A price group with the number of parts in it."""

    id: int
    code: str
    name: str
    parts: int


@dataclass(frozen=True, slots=True)
class RuleFor:
    """What a structure says of one price group."""

    price_group_id: int
    rule: StructureRule


@dataclass(frozen=True, slots=True)
class StructureCard:
    """A pricing structure, for instance *Trade*; a group without a rule is sold at list price."""

    id: int | None = None
    name: str = ""
    rules: tuple[RuleFor, ...] = ()


@dataclass(frozen=True, slots=True)
class StructureListed:
    """A pricing structure with the number of debtors that have it."""

    id: int
    name: str
    debtors: int


def groups(counter: Counter) -> tuple[GroupListed, ...]:
    """All price groups, by code."""
    statement = (
        select(PriceGroup.id, PriceGroup.code, PriceGroup.name, func.count(Part.id))
        .outerjoin(Part, Part.price_group_id == PriceGroup.id)
        .group_by(PriceGroup.id, PriceGroup.code, PriceGroup.name)
        .order_by(PriceGroup.code)
    )
    with counter.db.read() as session:
        return tuple(GroupListed(*row) for row in session.execute(statement))


def save_group(counter: Counter, card: GroupCard, was: GroupCard | None) -> GroupCard:
    """Store a new price group (`was` None) or the changes to it; returns what is stored.

    Raises Refused, with the field, for what cannot be, and when somebody else has changed the same field meanwhile.
    """
    card = _checked_group(card)
    with counter.work() as session:
        if was is None:
            again = cards.made_already(
                session, PriceGroup.id, PriceGroup.code, card, card.code, lambda key: _group_card(_group(session, key))
            )
            if again is not None:
                return again
            row = PriceGroup()
        else:
            row = _group(session, was.id or 0)
            by = audit_read.said_by(session, counter, "price_group", row.id)
            card = cards.merged(card, was, _group_card(row), by=by)
        cards.need_free_code(session, PriceGroup.id, PriceGroup.code, card.code, row.id)
        row.code, row.name = card.code, card.name
        session.add(row)
        session.flush()
        return _group_card(row)


def remove_group(counter: Counter, group_id: int) -> None:
    """Take away a price group in which there is no part, with its rules; raises Refused while there is one."""
    with counter.work() as session:
        row = _group(session, group_id)
        parts = session.scalar(select(func.count(Part.id)).where(Part.price_group_id == group_id)) or 0
        if parts:
            raise Refused(
                f"There {'is' if parts == 1 else 'are'} {words.counted(parts, 'part')} in {row.code}. "
                "Give them another price group first."
            )
        for rule in session.scalars(select(PricingRule).where(PricingRule.price_group_id == group_id)):
            session.delete(rule)
        session.flush()
        session.delete(row)


def structures(counter: Counter) -> tuple[StructureListed, ...]:
    """All pricing structures, by name."""
    statement = (
        select(PricingStructure.id, PricingStructure.name, func.count(Debtor.id))
        .outerjoin(Debtor, Debtor.structure_id == PricingStructure.id)
        .group_by(PricingStructure.id, PricingStructure.name)
        .order_by(PricingStructure.name)
    )
    with counter.db.read() as session:
        return tuple(StructureListed(*row) for row in session.execute(statement))


def open_structure(counter: Counter, structure_id: int) -> StructureCard:
    """The structure with its rules as they are stored; raises Refused when it is gone."""
    with counter.db.read() as session:
        return _card(_structure(session, structure_id))


def save_structure(counter: Counter, card: StructureCard, was: StructureCard | None) -> StructureCard:
    """Store a new structure (`was` None) or the changes to it; returns what is stored.

    Raises Refused, with the field, for what cannot be, and when somebody else has changed the same field meanwhile.
    """
    card = _checked_structure(card)
    with counter.work() as session:
        if was is None:
            again = cards.made_already(
                session,
                PricingStructure.id,
                PricingStructure.name,
                card,
                card.name,
                lambda key: _card(_structure(session, key)),
            )
            if again is not None:
                return again
            row = PricingStructure()
        else:
            row = _structure(session, was.id or 0, lock=True)
            by = audit_read.said_by(session, counter, "pricing_structure", row.id)
            card = cards.merged(card, was, _card(row), partial(_say, session), by=by, rows=_ROWS)
        cards.need_free_code(session, PricingStructure.id, PricingStructure.name, card.name, row.id, field="name")
        row.name = card.name
        wanted = {each.price_group_id: each.rule for each in card.rules}
        row.rules = [rule for rule in row.rules if rule.price_group_id in wanted]
        for rule in row.rules:
            typed = wanted.pop(rule.price_group_id)
            rule.basis, rule.percent = typed.basis, typed.percent
        row.rules += [
            PricingRule(price_group_id=group_id, basis=rule.basis, percent=rule.percent)
            for group_id, rule in wanted.items()
        ]
        session.add(row)
        session.flush()
        return _card(row)


def remove_structure(counter: Counter, structure_id: int) -> None:
    """Take away a pricing structure that no debtor has; raises Refused while one has it."""
    with counter.work() as session:
        row = _structure(session, structure_id)
        debtors = session.scalar(select(func.count(Debtor.id)).where(Debtor.structure_id == structure_id)) or 0
        if debtors:
            raise Refused(
                f"{words.counted(debtors, 'debtor')} {'has' if debtors == 1 else 'have'} {row.name}. "
                "Give them another pricing structure first."
            )
        session.delete(row)


def _group(session: Session, group_id: int) -> PriceGroup:
    row = session.get(PriceGroup, group_id, with_for_update={"key_share": True})
    if row is None:
        raise Refused("This price group is no longer there. Look it up again.", field="code")
    return row


def _structure(session: Session, structure_id: int, *, lock: bool = False) -> PricingStructure:
    row = session.get(PricingStructure, structure_id, with_for_update=lock or None)
    if row is None:
        raise Refused("This pricing structure is no longer there. Look it up again.", field="name")
    return row


def _group_card(row: PriceGroup) -> GroupCard:
    return GroupCard(row.id, row.code, row.name)


def _card(row: PricingStructure) -> StructureCard:
    rules = (RuleFor(each.price_group_id, StructureRule(cast(Any, each.basis), each.percent)) for each in row.rules)
    return StructureCard(row.id, row.name, tuple(sorted(rules, key=lambda each: each.price_group_id)))


def _say(session: Session, field: str, value: Any) -> str:
    """A structure's field within a sentence."""
    if field != "rules":
        return cards.said(value)
    codes = dict(session.execute(select(PriceGroup.id, PriceGroup.code)).all())
    said = tuple(
        f"{codes[each.price_group_id]} {words.percent(each.rule.percent)} % "
        + ("off list" if each.rule.basis == "list" else "on cost")
        for each in value
    )
    return cards.said(said)


def _checked_group(card: GroupCard) -> GroupCard:
    return replace(card, code=cards.code(card.code), name=cards.line(card.name, "The name", "name", 200))


def _checked_structure(card: StructureCard) -> StructureCard:
    rules: dict[int, RuleFor] = {}
    for each in card.rules:
        cards.one_of(each.rule.basis, ("list", "cost"), "Basis", "rules")
        percent = cards.at_least(each.rule.percent, RATE_PLACES, "The percentage", "rules")
        most = Decimal(100) if each.rule.basis == "list" else MOST_MARK_UP
        if percent > most:
            raise Refused(
                f"{words.percent(percent)} % is more than {words.percent(most)} %. Type a smaller percentage.",
                field="rules",
            )
        if each.price_group_id in rules:
            raise Refused("There are two rules for one price group. Take one of them away.", field="rules")
        rules[each.price_group_id] = replace(each, rule=StructureRule(each.rule.basis, percent))
    return replace(
        card,
        name=cards.line(card.name, "The name", "name", 80, required=True),
        rules=tuple(sorted(rules.values(), key=lambda each: each.price_group_id)),
    )
