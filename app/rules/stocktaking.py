"""Stock that is corrected and counted: what is typed, which bins a count takes in, what a count says.

It must not know where stock and counts are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from typing import Final
from uuid import uuid4

from app.rules import costing, entry, words
from app.rules.faults import Refused
from app.rules.found import PartFound
from app.rules.money import QUANTITY_PLACES, ZERO, rounded

OTHER: Final = "Other"
REASONS: Final = ("Counted", "Damaged", "Lost or stolen", "Found", "Used in the shop", "Wrong part supplied", OTHER)
"""Why stock is corrected; *Other* needs words of its own."""
LONGEST_REASON: Final = 200
LONGEST_NOTE: Final = 200
_keys = count(1)


@dataclass
class AdjustmentLine:
    """So many of a part were found (positive) or lost."""

    key: int = field(default_factory=lambda: next(_keys))
    part: PartFound | None = None
    change: Decimal = ZERO
    note: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing was typed on it yet."""
        return self.part is None

    @property
    def number(self) -> str:
        """The part's number, "" on a blank line."""
        return self.part.number if self.part else ""

    @property
    def new_on_hand(self) -> Decimal | None:
        """What lies there afterwards if nothing else moves; None on a blank line."""
        return self.part.on_hand + self.change if self.part else None


@dataclass
class AdjustmentDraft:
    """A stock adjustment while it is typed: what was found and lost, why, and which account it goes to."""

    key: str = field(default_factory=lambda: uuid4().hex)
    reason: str = ""
    account: str = ""
    """The code of the account; "" is the usual one for stock adjustments."""
    lines: list[AdjustmentLine] = field(default_factory=list)

    @property
    def filled_lines(self) -> list[AdjustmentLine]:
        """The lines with a part."""
        return [line for line in self.lines if not line.blank]


def reason(chosen: str, more: str) -> str:
    """The chosen reason and what was typed about it, in one line.

    Raises Refused (field `reason`) when *Other* is not explained, and for more than fits.
    """
    more = entry.one_line(more)
    if chosen == OTHER and not more:
        raise Refused("The reason is missing. Type why the stock is corrected.", field="more")
    said = more if chosen == OTHER else f"{chosen}: {more}" if more else chosen
    if len(said) > LONGEST_REASON:
        raise Refused(f"The reason is longer than {LONGEST_REASON} letters. Shorten it.", field="more")
    return said


def parted(said: str) -> tuple[str, str]:
    """The chosen reason and what was typed about it, of a reason as it was stored."""
    chosen, colon, more = said.partition(": ")
    if said in REASONS or (colon and chosen in REASONS):
        return chosen, more
    return OTHER, said


def signed(change: Decimal) -> str:
    """A quantity that came or went, with its sign: +2, -1.5, 0."""
    return f"{'+' if change > ZERO else ''}{words.quantity(change)}"


def line_for(part: PartFound, change: Decimal = ZERO) -> AdjustmentLine:
    """A line for a part; raises Refused for what lies on no shelf."""
    _need_shelf(part)
    return AdjustmentLine(part=part, change=change)


def check_line(line: AdjustmentLine) -> None:
    """Raises Refused, naming the line, for what lies on no shelf or cannot be found or lost."""
    part = line.part
    if part is None:
        return
    _need_shelf(part, line.key)
    if len(entry.one_line(line.note)) > LONGEST_NOTE:
        raise Refused(f"{part.number}: the note is longer than {LONGEST_NOTE} letters.", field="note", line=line.key)
    check_quantity(part, line.change, "change", line.key)
    if not line.change:
        raise Refused(
            f"{part.number}: nothing is found and nothing lost. Type for instance 2 or -2, or delete the line.",
            field="change",
            line=line.key,
        )


def _need_shelf(part: PartFound, line: int | None = None) -> None:
    if not part.stocked:
        raise Refused(f"{part.number} is a charge and lies on no shelf.", field="part", line=line)


def check_quantity(part: PartFound, quantity: Decimal, where: str, line: int | None = None) -> None:
    """Raises Refused for a part of a unit where whole ones are sold, and for what is too large or too fine."""
    shown = words.quantity(quantity)
    if part.whole_units and quantity != quantity.to_integral_value():
        raise Refused(f"{part.number} is sold in whole units. Type a whole number for {shown}.", field=where, line=line)
    if abs(quantity) > entry.LARGEST_QUANTITY or quantity != rounded(quantity, QUANTITY_PLACES):
        raise Refused(f"{part.number}: {quantity} is no quantity that can be kept.", field=where, line=line)


def check_count(part: PartFound, counted: Decimal) -> None:
    """Raises Refused for what cannot have been counted of this part."""
    if counted < ZERO:
        raise Refused(f"{part.number}: {words.quantity(counted)} cannot have been counted.", field="counted")
    check_quantity(part, counted, "counted")


@dataclass(frozen=True, slots=True)
class Scope:
    """Which parts a stocktake counts: by bin, and only those of a supplier or a price group if one is named.

    `first` alone takes the bins that begin with it; with `last` all from the one to the other, those that begin with
    `last` included. Neither: everything that has a bin or stock.
    """

    first: str = ""
    last: str = ""
    creditor_id: int | None = None
    price_group_id: int | None = None

    def takes(self, bin_: str) -> bool:
        """Whether this bin is counted; letter case does not matter."""
        here, first, last = (entry.one_line(each).casefold() for each in (bin_, self.first, self.last))
        if not last:
            return here.startswith(first)
        return bool(here) and first <= here and (here <= last or here.startswith(last))

    @property
    def bins(self) -> str:
        """The bins in words."""
        first, last = entry.brief(self.first), entry.brief(self.last)
        if first and last:
            return f"bins {first} to {last}"
        if last:
            return f"bins up to {last}"
        return f"bins that begin with {first}" if first else "all bins"


@dataclass(frozen=True, slots=True)
class Count:
    """One part of a stocktake as it stands now: quantities in the part's unit, `value` and `last_cost` in dollars."""

    line_id: int
    part: PartFound
    bin: str
    """As it was when the sheets were made."""
    snapshot: Decimal
    """On hand when the sheets were made."""
    counted: Decimal | None
    value: Decimal
    """What lies on the shelf now is worth."""

    @property
    def moved(self) -> Decimal:
        """What came and went since the snapshot: on hand − snapshot."""
        return self.part.on_hand - self.snapshot

    @property
    def variance(self) -> Decimal | None:
        """Counted − snapshot; None while it is not counted."""
        return None if self.counted is None else self.counted - self.snapshot

    @property
    def worth(self) -> Decimal:
        """What posting the variance would do to the stock value as it is now."""
        variance = self.variance or ZERO
        if variance > ZERO:
            return costing.gain(self.part.on_hand, self.value, variance, self.part.last_cost).value_in
        return -costing.issue(self.part.on_hand, self.value, -variance).cost

    @property
    def explained(self) -> bool:
        """Whether what moved since the snapshot is just the variance: it was counted after that, so count again."""
        return bool(self.variance) and self.variance == self.moved


def variances(counts: Iterable[Count]) -> tuple[Count, ...]:
    """What was counted otherwise than it was, the largest value first, then the largest quantity."""
    found = [each for each in counts if each.variance]
    return tuple(sorted(found, key=lambda each: (-abs(each.worth), -abs(each.variance or ZERO), each.part.number)))


def by_bin(counts: Iterable[Count]) -> tuple[Count, ...]:
    """The counts as somebody walks along the shelves: by bin, then by number; what has no bin comes last."""
    return tuple(sorted(counts, key=lambda each: (not each.bin, each.bin.casefold(), each.part.number)))


def uncounted(counts: Sequence[Count]) -> int:
    """How many parts are not counted yet."""
    return sum(each.counted is None for each in counts)
