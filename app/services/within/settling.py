"""Open items inside a unit of work, of debtors and of creditors alike; it must not know why something is owed or paid.

Whoever settles has locked the debtor or creditor before, so that nobody settles the same item meanwhile.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy import ColumnElement, Subquery, func, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.models import CreditorEntry, CreditorSettlement, DebtorEntry, Settlement
from app.models.types import MONEY
from app.rules.money import ZERO, rounded
from app.rules.settling import Match, OpenItem, oldest_first, refuse_wrong
from app.services.within.found import NOTHING


@dataclass(frozen=True, slots=True)
class Ledger:
    """One of the two open-item ledgers: its entries, whose they are, and what settles them."""

    entry: type[DebtorEntry] | type[CreditorEntry]
    owner: InstrumentedAttribute[int]
    settlement: type[Settlement] | type[CreditorSettlement]


DEBTORS: Final = Ledger(DebtorEntry, DebtorEntry.debtor_id, Settlement)
CREDITORS: Final = Ledger(CreditorEntry, CreditorEntry.creditor_id, CreditorSettlement)


def open_items(session: Session, owner_id: int, ledger: Ledger = DEBTORS) -> tuple[OpenItem, ...]:
    """What of this debtor's (or creditor's) ledger is not settled yet, charges and payments, the oldest first."""
    return every_open(session, ledger, owner_id=owner_id).get(owner_id, ())


def every_open(
    session: Session, ledger: Ledger = DEBTORS, *, owner_id: int | None = None, as_of: dt.date | None = None
) -> dict[int, tuple[OpenItem, ...]]:
    """The same of everybody, by debtor (or creditor); who has nothing open is left out.

    With `as_of` the entries of later days do not count, and nothing that they settle.
    """
    of = ledger.entry
    paid = _settled(ledger, ledger.settlement.charge_id, owner_id, as_of)
    used = _settled(ledger, ledger.settlement.payment_id, owner_id, as_of)
    settled = func.coalesce(paid.c.settled, used.c.settled, NOTHING)
    entries = (
        select(ledger.owner, of.id, of.kind, of.date, of.due, of.amount, paid.c.settled, used.c.settled)
        .outerjoin(paid, paid.c.entry == of.id)
        .outerjoin(used, used.c.entry == of.id)
        .where(func.abs(of.amount) != settled)
        .order_by(of.date, of.id)
    )
    if owner_id is not None:
        entries = entries.where(ledger.owner == owner_id)
    if as_of is not None:
        entries = entries.where(of.date <= as_of)
    found: dict[int, list[OpenItem]] = {}
    for owner, key, kind, date, due, amount, by, for_ in session.execute(entries):
        left = amount - (by or ZERO) + (for_ or ZERO)
        found.setdefault(owner, []).append(OpenItem(key, kind, date, due, amount, left))
    return {owner: tuple(of_owner) for owner, of_owner in found.items()}


def open_of_each(session: Session, owner_id: int, ledger: Ledger = DEBTORS) -> dict[int, Decimal]:
    """Of each entry of this debtor's (or creditor's) ledger that is not settled, what is open: as in OpenItem."""
    return {each.id: each.open for each in open_items(session, owner_id, ledger)}


def open_now(ledger: Ledger) -> ColumnElement[Decimal]:
    """The same of one entry, as a column beside it: what is not settled yet."""
    of, settled = ledger.entry, ledger.settlement

    def on(side: InstrumentedAttribute[int]) -> ColumnElement[Decimal]:
        amount = select(func.sum(settled.amount)).where(side == of.id).scalar_subquery()
        return func.coalesce(amount, NOTHING)

    return type_coerce(of.amount - on(settled.charge_id) + on(settled.payment_id), MONEY)


def settle(
    session: Session, owner_id: int, matches: Sequence[Match], ledger: Ledger = DEBTORS, **document: int
) -> None:
    """Write these matches; `document` names what they were made with, by its column.

    Raises Refused (field `matched`) when one is more than is open, or is of somebody else.
    """
    refuse_wrong(open_items(session, owner_id, ledger), matches)
    for each in matches:
        session.add(
            ledger.settlement(charge_id=each.charge_id, payment_id=each.payment_id, amount=each.amount, **document)
        )
    session.flush()


def settle_on(
    session: Session, owner_id: int, payment_id: int, charge_ids: Iterable[int], ledger: Ledger = DEBTORS
) -> Decimal:
    """Let an entry that takes off pay these charges in this order, as far as both are open; returns how much it did."""
    known = {each.id: each for each in open_items(session, owner_id, ledger)}
    matches = oldest_first(
        [known[each] for each in charge_ids if each in known], [known[payment_id]] if payment_id in known else ()
    )
    settle(session, owner_id, matches, ledger)
    return sum((each.amount for each in matches), rounded(ZERO))


def _settled(ledger: Ledger, side: InstrumentedAttribute[int], owner_id: int | None, as_of: dt.date | None) -> Subquery:
    """How much is settled of each entry that stands on this side of the settlements."""
    of = ledger.settlement
    settled = select(side.label("entry"), func.sum(of.amount).label("settled")).group_by(side)
    if owner_id is not None:
        settled = settled.where(side.in_(select(ledger.entry.id).where(ledger.owner == owner_id)))
    if as_of is not None:
        charge, payment = aliased(ledger.entry), aliased(ledger.entry)
        settled = (
            settled.join(charge, charge.id == of.charge_id)
            .join(payment, payment.id == of.payment_id)
            .where(charge.date <= as_of, payment.date <= as_of)
        )
    return settled.subquery()
