"""How a cash document is paid (domain 7); it must not know what was sold.

Cash is rounded to 5 c, up and down to the nearest, as a matter of the tender: the document's total never changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from app.rules.faults import Refused
from app.rules.money import ZERO, rounded
from app.rules.questions import TenderKind
from app.rules.words import money

SMALLEST_COIN = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class Paid:
    """What stays in the till (`amount`), what rounding added to the total or took from it, and the change to hand back.

    `amount` − `rounding` is the total of the document; `amount` + `change` is what was given.
    """

    amount: Decimal
    rounding: Decimal
    change: Decimal


def due(total: Decimal, kind: TenderKind, *, round_cash: bool = True) -> Decimal:
    """What has to be paid for a document of `total` in that way: in cash to the nearest 5 c, else to the cent."""
    if kind != "cash" or not round_cash:
        return total
    return rounded(rounded(total / SMALLEST_COIN, 0) * SMALLEST_COIN)


def pay(total: Decimal, kind: TenderKind, given: Decimal, *, round_cash: bool = True) -> Paid:
    """What becomes of `given` for a document of `total` (not negative), paid in full.

    Raises Refused (field `given`) when it is too little, cash that there are no coins for, or more than the total in a
    way that has no change.
    """
    amount = due(total, kind, round_cash=round_cash)
    if kind == "cash" and round_cash and given % SMALLEST_COIN:
        raise Refused(
            f"{money(given)} is no amount of cash: the smallest coin is 5 c. "
            f"{money(amount)} has to be paid; type what the customer gives.",
            field="given",
        )
    if given < amount:
        raise Refused(
            f"{money(given)} is {money(amount - given)} too little: {money(amount)} has to be paid. "
            "Type what the customer gives.",
            field="given",
        )
    change = given - amount
    if change > ZERO and kind != "cash":
        raise Refused(
            f"{money(given)} by {kind} is {money(change)} too much, and only cash has change. Type {money(amount)}.",
            field="given",
        )
    return Paid(amount, amount - total, change)
