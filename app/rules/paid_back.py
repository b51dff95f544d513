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
class InvoiceMoney:
    """An invoice: the money it was paid with, what of its credits went back in money, and what deposits paid of it.

    `deposits` are by the invoice on which they were taken.
    """

    money: Decimal
    refunded: Decimal = _NOTHING
    deposits: Mapping[int, Decimal] = field(default_factory=dict)


def may_go_back(family: Mapping[int, InvoiceMoney], invoice: int) -> Decimal:
    """How much of `invoice` may go back in money: its own and what its deposits were paid with, each dollar once.

    `family` are all invoices that are joined by deposits, the oldest first. A first invoice of 550.00 was paid with
    330.00, the final one took its deposit of 330.00: when the final one has given 330.00 back, nothing is left that the
    first could give.
    """
    left, unused = _after_refunds(family)
    own = max(left[invoice], _NOTHING)
    through_deposits = sum(
        (max(_NOTHING, min(part, left[origin])) for origin, part in unused[invoice].items()), _NOTHING
    )
    # in all no more than there is: what nothing is left to set against is a debt of the whole family
    in_the_family = sum(left.values(), _NOTHING)
    return max(_NOTHING, min(own + through_deposits, in_the_family))


def _after_refunds(
    family: Mapping[int, InvoiceMoney],
) -> tuple[dict[int, Decimal], dict[int, dict[int, Decimal]]]:
    """By invoice, the money that is left, and what is left of the deposits that it used.

    What an invoice gave back beyond its own money (then `left` is below zero) came out of its deposits, the oldest
    first, as far as the invoices that took them still have that money.
    """
    left = {key: each.money - each.refunded for key, each in family.items()}
    unused = {key: dict(each.deposits) for key, each in family.items()}
    for key, by_origin in unused.items():
        for origin in sorted(by_origin):
            drawn = max(_NOTHING, min(-left[key], by_origin[origin], left[origin]))
            left[key] += drawn
            left[origin] -= drawn
            by_origin[origin] -= drawn
    return left, unused
