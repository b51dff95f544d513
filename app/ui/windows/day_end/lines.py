"""The kinds of tender to be counted, as lines one types into; it must not know how a day is closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from typing import Any

from app.rules import entry, words
from app.rules.money import ZERO, rounded
from app.services.money.day_end import LONGEST_REASON, Count, TenderTaken
from app.ui.kit.grid.line_grid import LineGrid
from app.ui.kit.grid.line_model import Column

_keys = count(1)


@dataclass
class CountLine:
    """One kind of tender: what it took, what was counted (None: nobody has yet), and why they differ."""

    taken: TenderTaken
    counted: Decimal | None = None
    reason: str = ""
    key: int = 0

    @property
    def kind(self) -> str:
        """The kind of tender."""
        return self.taken.kind

    @property
    def difference(self) -> Decimal:
        """Counted − taken; nothing while it is not counted."""
        return rounded(ZERO) if self.counted is None else self.counted - self.taken.taken

    @property
    def said(self) -> str:
        """The difference in words."""
        if self.counted is None:
            return "not counted" if self.taken.tenders else ""
        if not self.difference:
            return "agrees"
        how = "too much" if self.difference > ZERO else "missing"
        return f"{words.money(abs(self.difference))} {how}"


@dataclass(frozen=True, slots=True)
class Counted:
    """What was typed of one kind of tender."""

    kind: str
    counted: Decimal | None
    reason: str


@dataclass(frozen=True, slots=True)
class DayTyped:
    """A day end that is typed and not closed."""

    key: str
    counted: tuple[Counted, ...]


class CountLines(LineGrid):
    """The grid of the kinds of tender; the cursor runs down Counted, Shift+Tab and Tab reach the reasons."""

    def __init__(self) -> None:
        super().__init__("Tenders", _COLUMNS, committed=_typed, empty="Nothing was taken since the till was closed.")

    def show_taken(self, taken: Sequence[TenderTaken]) -> None:
        """Stand over what was taken; what was counted already stays."""
        before = {line.kind: (line.counted, line.reason) for line in self.lines}
        self.show_lines([CountLine(each, *before.get(each.kind, (None, "")), key=next(_keys)) for each in taken])

    @property
    def typed(self) -> tuple[Counted, ...]:
        """What stands in the lines that somebody has typed on."""
        lines = [line for line in self.lines if line.counted is not None or line.reason]
        return tuple(Counted(line.kind, line.counted, line.reason) for line in lines)

    def take_up(self, typed: Sequence[Counted]) -> None:
        """Show what `typed` gave out once."""
        before = {each.kind: each for each in typed}
        for line in self.lines:
            if line.kind in before:
                line.counted, line.reason = before[line.kind].counted, before[line.kind].reason
        self.refresh()

    def forget(self) -> None:
        """Nothing is counted yet."""
        self.show_lines([])

    @property
    def counts(self) -> tuple[Count, ...]:
        """What was counted, for the draft."""
        return tuple(
            Count(line.taken.kind, line.counted, line.reason, line.taken.taken)
            for line in self.lines
            if line.counted is not None
        )


def _typed(line: CountLine, attribute: str, value: Any) -> None:
    setattr(line, attribute, value)


def _counted(text: str, _line: CountLine) -> Decimal | None:
    typed = text.strip()
    if not typed:
        return None
    # more may have gone out than came in
    return -entry.money(typed[1:]) if typed[0] in "-−" else entry.money(typed)


def _tone(line: CountLine) -> str:
    if line.counted is None:
        return ""
    return "waits" if line.difference else "good"


_COLUMNS: Sequence[Column] = (
    Column("Tender", "kind", show=words.begun, width=16),
    Column("Tenders", "tenders", get=lambda line: line.taken.tenders, show=str, width=9, align="right"),
    Column("Taken", "taken", get=lambda line: line.taken.taken, show=words.money, width=14, align="right"),
    Column(
        "Counted", "counted", _counted, lambda amount: "" if amount is None else words.money(amount), 14, "right",
        editable=True, stop=True, prompt="What is there, to the cent. F6 takes what was taken.", typed=words.money,
    ),
    Column("Difference", "said", show=str, width=18, align="right", tone=_tone),
    Column(
        "Reason", "reason", lambda text, _line: entry.line(text, "The reason", LONGEST_REASON), str, 0,
        editable=True, prompt="Why the till is over or short; it is posted with the difference.",
    ),
)  # fmt: skip
