"""Which payment pays which charge of a ledger (domain 7); it must not know whose ledger it is, or what was sold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from app.rules.faults import Refused
from app.rules.money import ZERO, rounded
from app.rules.words import money

NEW: Final = 0
"""Stands for the entry of the receipt that is being typed, which has no key yet."""


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


def auto_pay(items: Sequence[OpenItem], amount: Decimal) -> dict[int, Decimal]:
    """What AutoPay does with the `items` of one debtor and `amount` of new money: of each item, how much is matched.

    The oldest charge is paid first; what was paid or credited before goes before the new money.
    """
    found: dict[int, Decimal] = {}
    for each in _matched(items, {each.id: abs(each.open) for each in items}, amount):
        for key in (each.charge_id, each.payment_id):
            if key != NEW:
                found[key] = found.get(key, ZERO) + each.amount
    return found


def divide(items: Sequence[OpenItem], applied: Mapping[int, Decimal], amount: Decimal) -> tuple[Match, ...]:
    """The matches by which so much of each item is settled, `applied` by its key, with `amount` of new money (NEW).

    What of `amount` is not needed stays unallocated. Raises Refused (field `matched`) when more of an item is matched
    than is open, more charges than there is money for, or more of what was paid before than there are charges for.
    """
    known = {each.id: each for each in items}
    for key, part in applied.items():
        item = known.get(key)
        if item is None:
            raise Refused("An item is not open any more. F5 proposes anew.", field="matched")
        if part < ZERO:
            raise Refused("Less than nothing cannot be matched. Type 0 to leave an item open.", field="matched")
        if part != rounded(part):
            raise Refused("An amount has whole cents. Type dollars and cents.", field="matched")
        if part > abs(item.open):
            raise Refused(f"{money(part)} is more than the {money(abs(item.open))} that is open. Match less.",
                          field="matched")  # fmt: skip
    charged = sum((part for key, part in applied.items() if known[key].charge), ZERO)
    used = sum((part for key, part in applied.items() if not known[key].charge), ZERO)
    if charged > used + amount:
        raise Refused(
            f"{money(charged)} is matched, but there is only {money(used + amount)} to match. Match "
            f"{money(charged - used - amount)} less.",
            field="matched",
        )
    if used > charged:
        raise Refused(
            f"{money(used)} of earlier credits is matched, but only {money(charged)} of what is owed. Match "
            f"{money(used - charged)} more, or use less of them.",
            field="matched",
        )
    return _matched(items, applied, amount)


def _matched(items: Sequence[OpenItem], applied: Mapping[int, Decimal], amount: Decimal) -> tuple[Match, ...]:
    def part(item: OpenItem) -> OpenItem:
        left = applied.get(item.id, ZERO)
        return replace(item, open=left if item.charge else -left)

    new = OpenItem(NEW, "receipt", dt.date.min, None, -amount, -amount)
    payments = [part(each) for each in items if not each.charge]
    return oldest_first([part(each) for each in items if each.charge], [*payments, new])
