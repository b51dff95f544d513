"""What has to be ordered, and for whom (domain 3.4 and 4); it must not know who is asked to deliver it.

*Outstanding* includes the lines of saved stock orders, so that asking twice, or from two counters, proposes nothing
new. *Tied* is what is outstanding for a backorder flagged as special order, as long as that is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.rules.money import ZERO


@dataclass(frozen=True, slots=True)
class WaitingBackorder:
    """An open backorder as the buyer sees it; `waiting` is open − allocated.

    `tied_outstanding` is what is outstanding on stock orders for this one alone: zero unless it is a special order.
    """

    id: int
    waiting: Decimal
    tied_outstanding: Decimal = ZERO
    held: bool = False
    special_order: bool = False


@dataclass(frozen=True, slots=True)
class Tie:
    """What a stock order line holds for one open special order: how much it was meant for, and what came of that."""

    backorder_id: int
    quantity: Decimal
    delivered: Decimal = ZERO


def net_need(waiting: Sequence[WaitingBackorder], outstanding_untied: Decimal, available: Decimal) -> Decimal:
    """What of one part has to be ordered for backorders, never below 0.

    Σ over unheld backorders of (waiting − outstanding tied to it) − outstanding not tied − max(0, available). More tied
    to a backorder than it still waits for counts for the others: it will be for anyone.
    """
    wanted = sum((each.waiting - each.tied_outstanding for each in waiting if not each.held), ZERO)
    return max(ZERO, wanted - outstanding_untied - max(ZERO, available))


def packed(need: Decimal, pack: Decimal) -> Decimal:
    """`need` rounded up to whole packs; nothing for no need, `need` itself when the part has no pack."""
    if need <= 0:
        return ZERO
    if pack <= 0:
        return need
    packs, rest = divmod(need, pack)
    return (packs + 1 if rest else packs) * pack


def reorder(
    on_hand: Decimal,
    committed: Decimal,
    open_backorders: Decimal,
    outstanding: Decimal,
    minimum: Decimal,
    maximum: Decimal,
    pack: Decimal,
) -> Decimal:
    """What *Suggest* proposes: with the position at or below `minimum`, up to `maximum`, in whole packs; else 0.

    Position = on hand − committed − backorders open + outstanding, the order being written included. A part without
    minimum and maximum is not kept on the shelf: nothing is proposed. A maximum below the minimum is taken for it.
    """
    target = max(minimum, maximum)
    position = on_hand - committed - open_backorders + outstanding
    return packed(target - position, pack) if target > 0 and position <= minimum else ZERO


def meant_for(
    quantity: Decimal, waiting: Sequence[WaitingBackorder], covered: Decimal = ZERO
) -> tuple[tuple[int, Decimal], ...]:
    """For which backorders `quantity` on an order line is meant: pairs of id and a quantity above 0.

    `waiting` is in queue order. Special orders come first, with what is not tied to them yet; then the queue, after the
    `covered` (not negative) that is available or outstanding for anyone has gone along it. Held ones are left out; what
    remains is for the shelf.
    """
    meant: list[tuple[int, Decimal]] = []
    left = quantity
    unheld = [each for each in waiting if not each.held]
    for each in sorted(unheld, key=lambda each: not each.special_order):
        wanted = each.waiting - each.tied_outstanding
        if wanted < 0:
            covered -= wanted
        elif not each.special_order:
            free = min(covered, wanted)
            covered -= free
            wanted -= free
        part = min(left, wanted)
        if part > 0:
            meant.append((each.id, part))
            left -= part
    return tuple(meant)


def to_ties(quantity: Decimal, ties: Sequence[Tie]) -> tuple[tuple[int, Decimal], ...]:
    """What of `quantity` on one order line is for its ties, in their order: pairs of backorder id and quantity above 0.

    With what is outstanding on the line it says what is tied; with what was received, what goes to whom before anybody
    else gets any. The rest of `quantity` is not tied.
    """
    result: list[tuple[int, Decimal]] = []
    left = quantity
    for tie in ties:
        part = min(left, tie.quantity - tie.delivered)
        if part > 0:
            result.append((tie.backorder_id, part))
            left -= part
    return tuple(result)
