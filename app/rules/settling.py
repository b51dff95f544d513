"""Which payment pays which charge of a ledger (domain 7); it must not know whose ledger it is, or what was sold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.rules.faults import Refused
from app.rules.money import ZERO, rounded
from app.rules.words import money


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An entry of a ledger with what of it is not settled yet; charges are positive, what takes off is negative."""

    id: int
    kind: str
    date: dt.date
    due: dt.date | None
    amount: Decimal
    open: Decimal

    @property
    def charge(self) -> bool:
        """Whether it is owed, rather than taken off what is owed."""
        return self.amount > ZERO


@dataclass(frozen=True, slots=True)
class Match:
    """So many dollars (above zero) of a charge are paid by a payment; both are named by their entries."""

    charge_id: int
    payment_id: int
    amount: Decimal


def oldest_first(charges: Iterable[OpenItem], payments: Iterable[OpenItem]) -> tuple[Match, ...]:
    """AutoPay: each payment in turn pays the charges in their order, as far as both have something open.

    Whoever wants the oldest first hands them over in that order. What has nothing open takes no part.
    """
    left = {each.id: each.open for each in charges if each.open > ZERO}
    found = []
    for payment in payments:
        rest = max(-payment.open, ZERO)
        for charge_id, open_ in left.items():
            amount = min(rest, open_)
            if amount > ZERO:
                found.append(Match(charge_id, payment.id, amount))
                left[charge_id] -= amount
                rest -= amount
    return tuple(found)


def refuse_wrong(items: Sequence[OpenItem], matches: Iterable[Match]) -> None:
    """Raises Refused (field `matched`) when `matches` settle more of an item than is open, or what is none of `items`.

    `items` are those of one ledger, of one debtor or creditor, as they stand before.
    """
    left = {each.id: abs(each.open) for each in items}
    charges = {each.id: each.charge for each in items}
    for each in matches:
        if each.amount <= ZERO:
            raise Refused("An amount that pays nothing cannot be matched. Type one above zero.", field="matched")
        if charges.get(each.charge_id) is not True or charges.get(each.payment_id) is not False:
            raise Refused("This item is not open any more. Choose again from the list.", field="matched")
        for key, what in ((each.charge_id, "this item"), (each.payment_id, "what pays it")):
            if each.amount > left[key]:
                raise Refused(
                    f"{money(each.amount)} is more than the {money(left[key])} that is open of {what}. Match less.",
                    field="matched",
                )
            left[key] -= each.amount


def unallocated(items: Iterable[OpenItem]) -> Decimal:
    """What was paid or credited and pays no charge yet, in dollars."""
    return sum((-each.open for each in items if not each.charge), rounded(ZERO))
