"""Open items inside a unit of work, of debtors and of creditors alike; it must not know why something is owed or paid.

Whoever settles has locked the debtor or creditor before, so that nobody settles the same item meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.models import CreditorEntry, CreditorSettlement, DebtorEntry, Settlement
from app.rules.money import ZERO, rounded
from app.rules.settling import Match, OpenItem, oldest_first, refuse_wrong


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
    return tuple(each for each in items(session, owner_id, ledger) if each.open)


def items(session: Session, owner_id: int, ledger: Ledger = DEBTORS) -> tuple[OpenItem, ...]:
    """Every entry of this debtor's (or creditor's) ledger with what of it is open, the oldest first."""
    of = ledger.entry
    entries = (
        select(of.id, of.kind, of.date, of.due, of.amount).where(ledger.owner == owner_id).order_by(of.date, of.id)
    )
    settled = _settled(session, owner_id, ledger)
    found = []
    for key, kind, date, due, amount in session.execute(entries):
        used = settled.get(key, ZERO)
        found.append(OpenItem(key, kind, date, due, amount, amount - used if amount > ZERO else amount + used))
    return tuple(found)


def settle(session: Session, owner_id: int, matches: Sequence[Match], ledger: Ledger = DEBTORS) -> None:
    """Write these matches. Raises Refused (field `matched`) when one is more than is open, or is of somebody else."""
    refuse_wrong(items(session, owner_id, ledger), matches)
    for each in matches:
        session.add(ledger.settlement(charge_id=each.charge_id, payment_id=each.payment_id, amount=each.amount))
    session.flush()


def settle_on(
    session: Session, owner_id: int, payment_id: int, charge_ids: Iterable[int], ledger: Ledger = DEBTORS
) -> Decimal:
    """Let an entry that takes off pay these charges in this order, as far as both are open; returns how much it did."""
    known = {each.id: each for each in items(session, owner_id, ledger)}
    matches = oldest_first([known[each] for each in charge_ids], [known[payment_id]])
    settle(session, owner_id, matches, ledger)
    return sum((each.amount for each in matches), rounded(ZERO))


def settle_oldest(session: Session, owner_id: int, payment_id: int, ledger: Ledger = DEBTORS) -> Decimal:
    """Let an entry that takes off pay what is open, the oldest charge first; returns how much it did."""
    charges = [each.id for each in open_items(session, owner_id, ledger) if each.charge]
    return settle_on(session, owner_id, payment_id, charges, ledger)


def _settled(session: Session, owner_id: int, ledger: Ledger) -> dict[int, Decimal]:
    """How much of each entry of this debtor or creditor is settled."""
    found: dict[int, Decimal] = {}
    for column in (ledger.settlement.charge_id, ledger.settlement.payment_id):
        statement = (
            select(column, func.sum(ledger.settlement.amount))
            .join(ledger.entry, ledger.entry.id == column)
            .where(ledger.owner == owner_id)
            .group_by(column)
        )
        for key, amount in session.execute(statement):
            found[key] = amount
    return found
