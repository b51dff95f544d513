"""What debtors are told they owe, by age, as of a day; it must not know how a statement is laid out or sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Debtor
from app.rules import statements, words
from app.rules.facts import BuyerFacts
from app.rules.faults import Refused
from app.rules.money import ZERO, rounded
from app.rules.money_facts import AgeingFacts, StatementFacts, StatementLineFacts
from app.rules.settling import OpenItem, unallocated
from app.services.counter import Counter
from app.services.within import entries, papers, settling
from app.services.within.shop import settings


@dataclass(frozen=True, slots=True)
class DebtorOwing:
    """A debtor with something open: what is owed by age, what was paid and matched to nothing, and how to be told."""

    debtor_id: int
    code: str
    name: str
    phone: str
    email: str
    statement_by: str
    ageing: AgeingFacts
    unallocated: Decimal
    overdue: Decimal
    """What of it is past its day."""

    @property
    def total(self) -> Decimal:
        """What is owed in all; below zero the shop owes."""
        return self.ageing.owed - self.unallocated


def owing(counter: Counter, as_of: dt.date | None = None) -> tuple[DebtorOwing, ...]:
    """Every debtor with open items as of that day (today), by name."""
    day = as_of or counter.today()
    with counter.db.read() as session:
        items = settling.every_open(session, as_of=day)
        debtors = session.scalars(select(Debtor).order_by(Debtor.name, Debtor.code))
        return tuple(_owing(debtor, items[debtor.id], day) for debtor in debtors if debtor.id in items)


def facts(counter: Counter, debtor_id: int, as_of: dt.date | None = None) -> StatementFacts:
    """The statement of one debtor as of that day (today): its open documents, the oldest first. Refused when gone."""
    with counter.db.read() as session:
        return _facts(session, debtor_id, as_of or counter.today())


def _owing(debtor: Debtor, items: Sequence[OpenItem], day: dt.date) -> DebtorOwing:
    ageing = statements.age(items, day)
    return DebtorOwing(
        debtor_id=debtor.id,
        code=debtor.code,
        name=debtor.name,
        phone=debtor.phone,
        email=debtor.email,
        statement_by=debtor.statement_by,
        ageing=ageing,
        unallocated=unallocated(items),
        overdue=ageing.owed - ageing.current,
    )


def _facts(session: Session, debtor_id: int, day: dt.date) -> StatementFacts:
    debtor = session.get(Debtor, debtor_id)
    if debtor is None:
        raise Refused("This debtor is no longer there. Look it up again.")
    items = settling.every_open(session, owner_id=debtor_id, as_of=day).get(debtor_id, ())
    lines = _lines(items, entries.named(session, debtor_id))
    return StatementFacts(
        seller=settings(session).seller,
        buyer=BuyerFacts(debtor.name, debtor.code, debtor.address, debtor.phone, debtor.abn),
        dated=day,
        lines=lines,
        ageing=statements.age(items, day),
        total=sum((each.open for each in items), rounded(ZERO)),
        unallocated=unallocated(items),
        terms=words.counted(debtor.terms_days, "day") if debtor.kind == "account" else "",
        copy=papers.went_out(session, "statement", debtor_id, f"statement {day.isoformat()}"),
    )


def _lines(items: Sequence[OpenItem], names: dict[int, entries.EntryNamed]) -> tuple[StatementLineFacts, ...]:
    lines = []
    balance = rounded(ZERO)
    for each in items:
        balance += each.open
        named = names[each.id]
        part = f"{words.money(abs(each.open))} left of {words.money(abs(each.amount))}"
        told = (named.reference, part if each.open != each.amount else "")
        lines.append(
            StatementLineFacts(
                dated=each.date,
                document=named.document,
                reference=", ".join(filter(None, told)),
                due=each.due if each.charge else None,
                charge=each.open if each.charge else rounded(ZERO),
                credit=rounded(ZERO) if each.charge else -each.open,
                balance=balance,
            )
        )
    return tuple(lines)
