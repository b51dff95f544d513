"""How much of what was paid may still go back in money (domain 5); it must not know who paid, or what for.

Amounts are dollars in whole cents, inc. GST. An invoice is named by its key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from app.rules.money import ZERO, rounded

_NOTHING = rounded(ZERO)


@dataclass(frozen=True, slots=True)
class Paid:
    """An invoice: the money it was paid with, what of its credits went back in money, and what deposits paid of it.

    `deposits` are by the invoice on which they were taken.
    """

    money: Decimal
    refunded: Decimal = _NOTHING
    deposits: Mapping[int, Decimal] = field(default_factory=dict)


def may_go_back(family: Mapping[int, Paid], invoice: int) -> Decimal:
    """How much of `invoice` may go back in money: its own and what its deposits were paid with, each dollar once.

    `family` are all invoices that are joined by deposits, the oldest first. What an invoice gave back beyond its own
    money came out of its deposits, the oldest first.
    """
    left = {key: each.money - each.refunded for key, each in family.items()}
    deposits = {key: dict(each.deposits) for key, each in family.items()}
    for key, of in deposits.items():
        for origin in sorted(of):
            taken = max(_NOTHING, min(-left[key], of[origin], left[origin]))
            left[key] += taken
            left[origin] -= taken
            of[origin] -= taken
    out_of_deposits = sum((max(_NOTHING, min(part, left[origin])) for origin, part in deposits[invoice].items()), ZERO)
    # in all no more than there is: what nothing is left to set against is a debt of the whole family
    return max(_NOTHING, min(max(left[invoice], _NOTHING) + out_of_deposits, sum(left.values(), ZERO)))
