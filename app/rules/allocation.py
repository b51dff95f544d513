"""Who gets what lies free on the shelf, and what of it is ready to invoice; it must not know where queues are kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, get_args

from app.rules.found import ShipRule
from app.rules.money import ZERO


@dataclass(frozen=True, slots=True)
class Place:
    """One backorder's place in the queue for a part."""

    id: int
    queue_date: datetime
    open: Decimal
    allocated: Decimal = ZERO
    priority: int = 0
    held: bool = False

    @property
    def wants(self) -> Decimal:
        """What it still waits for: open − allocated."""
        return self.open - self.allocated


@dataclass(frozen=True, slots=True)
class Given:
    """So much goes to a backorder; `rank` is its place among those who waited, `others` how many more they were."""

    id: int
    quantity: Decimal
    rank: int
    others: int


def queue(places: Sequence[Place]) -> list[Place]:
    """The places in their order: priority (larger first), then the oldest queue date, then id (domain 3.5)."""
    return sorted(places, key=lambda place: (-place.priority, place.queue_date, place.id))


def allocate(available: Decimal, places: Sequence[Place]) -> tuple[Given, ...]:
    """`available` given out along the queue: held ones are skipped, a part of what one wants is normal.

    Gives never more than is available nor more than a place wants; whatever way the goods arrive in pieces, the same
    backorders get the same.
    """
    waiting = [place for place in queue(places) if place.wants > ZERO and not place.held]
    given: list[Given] = []
    left = available
    for rank, place in enumerate(waiting, start=1):
        if left <= ZERO:
            break
        quantity = min(left, place.wants)
        given.append(Given(place.id, quantity, rank, len(waiting) - 1))
        left -= quantity
    return tuple(given)


def withdraw(quantity: Decimal, places: Sequence[Place], last: Collection[int] = ()) -> tuple[Given, ...]:
    """`quantity` taken back from the back of the queue, as far as it is allocated at all (domain 3.5 and 4).

    Those whose ids are in `last` lose theirs only when nobody else has any; held ones lose like the others. `others`
    is how many more have something to lose.
    """
    ordered = queue(places)
    losing = [(rank, place) for rank, place in enumerate(ordered, start=1) if place.allocated > ZERO]
    losing.sort(key=lambda each: (each[1].id in last, -each[0]))
    taken: list[Given] = []
    left = quantity
    for rank, place in losing:
        if left <= ZERO:
            break
        part = min(left, place.allocated)
        taken.append(Given(place.id, part, rank, len(losing) - 1))
        left -= part
    return tuple(taken)


@dataclass(frozen=True, slots=True)
class Open:
    """An open backorder of one debtor, as the ship rule sees it; `order` is the document it began on."""

    id: int
    order: int
    open: Decimal
    allocated: Decimal
    held: bool = False


def ready(backorders: Sequence[Open], rule: ShipRule) -> dict[int, Decimal]:
    """What of each backorder of one debtor may be invoiced now (domain 3.5).

    Ready is what is allocated; with *complete lines* or *complete order* only when all that is still open of the
    line or the order – held ones included – is there. A held backorder keeps what it has and is not ready.
    """
    incomplete_orders = {each.order for each in backorders if each.allocated < each.open}

    def may_go(each: Open) -> bool:
        if each.held:
            return False
        if rule == "complete lines":
            return each.allocated == each.open
        if rule == "complete order":
            return each.order not in incomplete_orders
        return True

    return {each.id: each.allocated if may_go(each) else ZERO for each in backorders}


State = Literal["waiting", "on order", "part here", "goods here", "ready", "part ready", "held", "cancelled", "filled"]
STATES: tuple[State, ...] = get_args(State)


def state(place: Open, ready_now: Decimal, filled: Decimal, ordered: Decimal) -> State:
    """One word for where a backorder stands; `ordered` is what is outstanding on stock orders for its part.

    *Goods here* are allocated in full, *part here* in part, and the ship rule has them wait for the rest.
    """
    if place.open <= ZERO:
        return "filled" if filled > ZERO else "cancelled"
    if place.held:
        return "held"
    if ready_now >= place.open:
        return "ready"
    if ready_now > ZERO:
        return "part ready"
    if place.allocated > ZERO:
        return "goods here" if place.allocated >= place.open else "part here"
    return "on order" if ordered > ZERO else "waiting"
