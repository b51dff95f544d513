"""Price files of suppliers: what is chosen for one, and what it would do, as frozen facts; it must not know any file.

Prices and costs are dollars ex GST.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import ClassVar, Final, Literal

from app.rules import words
from app.rules.found import PartKind
from app.rules.money import ZERO, rounded
from app.rules.questions import Question
from app.rules.rows import RefusedRow

IfGone = Literal["leave", "retire"]
"""What becomes of parts that an earlier price file of this supplier made and this one does not have: they stay, or are
marked as no longer sold where none is on hand, on order or waited for."""
IfBlank = Literal["keep", "skip"]
"""What a row without a list price does: the old price stays (a new part has none), or the whole row is passed over."""

MOVES_SHOWN: Final = 20
_HUNDRED: Final = Decimal(100)
_SUCCESSOR: Final = re.compile(
    r"(?:^|.*\s)(?:USE|REPLACED BY|SUPER[CS]EDED (?:BY|TO))\s+(?=\S*\d)([A-Z0-9][A-Z0-9./-]*[A-Z0-9])\s*",
    re.IGNORECASE | re.ASCII,
)
_SAYS_SO: Final = re.compile("USE |D BY |D TO ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Choices:
    """What is chosen for the price files of a supplier besides the columns."""

    kind: PartKind = "catalogue"
    """Of parts that are new, unless the file says it."""
    price_group: str = ""
    """Of parts that are new, unless the file says it; "" for none."""
    gst_free: bool = False
    """Of parts that are new, unless the file says it."""
    discount: Decimal | None = None
    """Percent off list that make the cost; None when the file has the cost, or nothing is known of it."""
    if_gone: IfGone = "leave"
    if_blank: IfBlank = "keep"
    successors_in_words: bool = False
    """Whether “USE TGK125” in a description says which part supersedes it."""


@dataclass(frozen=True, slots=True)
class Move:
    """A list price that would change."""

    number: str
    description: str
    old: Decimal
    new: Decimal

    @property
    def by(self) -> Decimal:
        """How many dollars more, or less."""
        return self.new - self.old

    @property
    def percent(self) -> Decimal:
        """By how many percent, with one decimal; of a price that was nothing, 0."""
        return rounded(self.by * _HUNDRED / self.old, 1) if self.old else ZERO

    @property
    def told(self) -> str:
        """The move in dollars and percent: +1.00, +10 %."""
        sign = "−" if self.by < 0 else "+"
        return f"{sign}{words.price(abs(self.by))}, {sign}{words.percent(abs(self.percent))} %"


@dataclass(frozen=True, slots=True)
class BelowCost:
    """A list price that would be less than what the part costs."""

    number: str
    description: str
    price: Decimal
    cost: Decimal


@dataclass(frozen=True, slots=True)
class Named:
    """A part with what is told of it in a list of the preview."""

    number: str
    description: str
    told: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a price file would do; nothing is written. Lists are cut off, their counts are not."""

    new: int
    changed: int
    unchanged: int
    gone: int
    """Parts that an earlier price file of this supplier made and this one does not have."""
    retired: int
    """Those of them that would be marked as no longer sold."""
    refused_count: int
    refused: tuple[RefusedRow, ...] = ()
    dearer: tuple[Move, ...] = ()
    cheaper: tuple[Move, ...] = ()
    below_cost_count: int = 0
    below_cost: tuple[BelowCost, ...] = ()
    gone_parts: tuple[Named, ...] = ()
    alike_count: int = 0
    alike: tuple[Named, ...] = ()
    """Numbers that differ in punctuation only (128100, 128-100): each is a part of its own."""
    repeated: int = 0
    """Refused because their number stood in an earlier row."""
    blank_prices: int = 0
    ruined: int = 0
    """Refused because a spreadsheet has made something else of the number."""
    superseded: int = 0
    dangling_count: int = 0
    dangling: tuple[Named, ...] = ()
    """Superseded by a number that is neither in the books nor in the file."""
    every_refused: Iterable[RefusedRow] = field(default=(), compare=False, repr=False)
    """All of them, as they stand in the file, where a list shows the first ones only."""

    @property
    def told(self) -> tuple[str, ...]:
        """All figures, each in a sentence of its own; those that are nothing are left out."""
        counts = ((self.new, "new"), (self.changed, "changed"), (self.unchanged, "unchanged"),
                  (self.refused_count, "refused"))  # fmt: skip
        first = ", ".join(f"{number:,} {word}" for number, word in counts if number)
        more = (
            (
                self.gone,
                "Not in this file, but in an earlier one",
                f" ({self.retired:,} can be marked as no longer sold)",
            ),
            (self.repeated, "Number in an earlier row already, refused", ""),
            (self.ruined, "Number ruined by a spreadsheet, refused", ""),
            (self.blank_prices, "Without a price", ""),
            (self.below_cost_count, "Listed below cost", ""),
            (self.alike_count, "Numbers alike but for punctuation, each a part of its own", ""),
            (self.superseded, "Superseded by another number", ""),
            (self.dangling_count, "Superseded by a number that is neither in the books nor in the file", ""),
        )
        said = (f"{heading}: {number:,}{also}." for number, heading, also in more if number)
        return (f"{first or 'The file has no rows'}.", *said)


@dataclass(frozen=True, slots=True)
class PastImport:
    """A price file that was brought in, or was taken back again."""

    id: int
    at: datetime
    operator: str
    creditor: str
    file_name: str
    new: int
    changed: int
    unchanged: int
    gone: int
    refused: int
    undone: bool
    is_undo: bool

    @property
    def told(self) -> str:
        """What became of it, in a few words."""
        if self.is_undo:
            return f"taken back: {self.changed:,} as before, {self.new:,} taken away, {self.unchanged:,} stay"
        counts = ((self.new, "new"), (self.changed, "changed"), (self.unchanged, "unchanged"), (self.gone, "gone"))
        said = ", ".join(f"{number:,} {word}" for number, word in (*counts, (self.refused, "refused")) if number)
        return f"{said} – taken back since" if self.undone else said


@dataclass(frozen=True, slots=True)
class Undone:
    """What the undo of an import has done."""

    file_name: str
    put_back: int
    """Parts whose columns are again what they were."""
    kept: int
    """Parts of which something was changed since: that stays."""
    taken_away: int
    stay: int
    """New parts that are in use or were changed since: they stay."""

    @property
    def summary(self) -> str:
        """What has become of it, in a sentence."""
        said = [f"{self.put_back:,} parts are again what they were", f"{self.taken_away:,} new ones are taken away"]
        if self.kept:
            said.append(f"{self.kept:,} were changed since and keep that")
        if self.stay:
            said.append(f"{self.stay:,} new ones are in use or were changed since and stay")
        return f"{self.file_name} is taken back: {', '.join(said)}."


@dataclass(frozen=True, slots=True)
class TakePriceFileBack(Question):
    """Taking a price file back changes as many parts as bringing it in did."""

    file_name: str
    new: int
    changed: int

    title: ClassVar[str] = "Undo import"

    @property
    def sentence(self) -> str:
        """The question as a person reads it."""
        return (
            f"Take {self.file_name} back? {self.changed:,} parts get back what they held before, {self.new:,} new ones "
            "are taken away; what was changed or used since stays. Make a backup first if you are not sure."
        )


def after_discount(list_units: int, discount: Decimal) -> int:
    """The cost of a list price in whole units of its smallest decimal, half up."""
    hundredths = int(discount * _HUNDRED)
    return (list_units * (10_000 - hundredths) + 5_000) // 10_000


def successor_in(description: str) -> str:
    """The number that a description says is to be used instead – “Use TGK125”, “PISTON USE 12H2178” –, or ""."""
    found = _SUCCESSOR.fullmatch(description) if _SAYS_SO.search(description) else None
    return found[1] if found else ""
