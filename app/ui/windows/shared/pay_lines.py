"""The open items that a receipt is matched to, as lines one types into; it must not know how a receipt is posted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.rules import entry, words
from app.rules.faults import Refused
from app.rules.money import ZERO, rounded
from app.rules.settling import OpenItem, auto_pay
from app.services.money.receipts import LedgerItem
from app.ui.kit import dates
from app.ui.kit.grid.line_grid import LineGrid
from app.ui.kit.grid.line_model import Column

_NOTHING = rounded(ZERO)


@dataclass
class PayLine:
    """One open item; `applied` is how much of it is matched, a positive amount also where the item takes off."""

    listed: LedgerItem
    applied: Decimal = _NOTHING

    @property
    def key(self) -> int:
        """The item's entry in the ledger."""
        return self.listed.entry_id

    @property
    def item(self) -> OpenItem:
        """The item as the rules know it."""
        return self.listed.item

    @property
    def most(self) -> Decimal:
        """What of it can be matched."""
        return abs(self.item.open)

    @property
    def left(self) -> Decimal:
        """What stays open, signed as the item is."""
        return self.item.open - (self.applied if self.item.charge else -self.applied)


class PayLines(LineGrid):
    """The lines follow AutoPay until somebody types an amount or turns one with F6; F5 begins anew."""

    def __init__(self, empty: str = "Nothing is open. Choose a debtor who owes something; F4 shows them all.") -> None:
        super().__init__("Open items", _COLUMNS, committed=self._typed, empty=empty)
        self.by_hand = False
        self._amount = _NOTHING

    def show_items(self, items: Iterable[LedgerItem], *, keep: bool = False) -> None:
        """Stand over these items; with `keep` what was matched by hand stays, as far as it is still open."""
        before = {line.key: line.applied for line in self.lines} if keep and self.by_hand else {}
        made = [PayLine(each) for each in items]
        for line in made:
            line.applied = min(before.get(line.key, _NOTHING), line.most)
        self.by_hand = keep and self.by_hand
        self.show_lines(made)
        self._follow()

    def pay(self, amount: Decimal) -> None:
        """So much new money is to be matched."""
        self._amount = amount
        self._follow()

    def auto_pay(self) -> None:
        """F5: the oldest first, whatever was typed."""
        self.by_hand = False
        self._follow()

    def turn(self) -> None:
        """F6: pay the item with the cursor as far as the money goes, or leave it open again."""
        line: PayLine | None = self.current_line()
        if line is None:
            raise Refused("No item is chosen. Go to the list, then F6 pays the item with the cursor.")
        if line.applied:
            line.applied = _NOTHING
        else:
            line.applied = min(line.most, self.rest) if line.item.charge else line.most
            if not line.applied:
                raise Refused("No money is left to match. Type a larger amount, or less of another item.")
        self.by_hand = True
        self.refresh()
        self.lines_changed.emit()

    def match(self, applied: Iterable[tuple[int, Decimal]]) -> bool:
        """What was matched by hand once; tells whether all of it is still open."""
        wanted = dict(applied)
        for line in self.lines:
            line.applied = min(wanted.get(line.key, _NOTHING), line.most)
        self.by_hand = True
        self.refresh()
        self.lines_changed.emit()
        return dict(self.applied) == wanted

    @property
    def applied(self) -> tuple[tuple[int, Decimal], ...]:
        """How much of which item is matched, for the draft."""
        return tuple((line.key, line.applied) for line in self.lines if line.applied)

    @property
    def charged(self) -> Decimal:
        """What of the charges is matched."""
        return _sum(line.applied for line in self.lines if line.item.charge)

    @property
    def used(self) -> Decimal:
        """What of earlier credits and receipts is matched."""
        return _sum(line.applied for line in self.lines if not line.item.charge)

    @property
    def rest(self) -> Decimal:
        """What of the new money and of what is used pays nothing; below zero too much is matched."""
        return self._amount + self.used - self.charged

    def _follow(self) -> None:
        if not self.by_hand:
            proposed = auto_pay([line.item for line in self.lines], self._amount)
            for line in self.lines:
                line.applied = proposed.get(line.key, _NOTHING)
        self.refresh()
        self.lines_changed.emit()

    def _typed(self, line: PayLine, _attribute: str, value: Any) -> None:
        if value > line.most:
            raise Refused(f"At most {words.money(line.most)} is open of {line.listed.document}. Type less.")
        line.applied = value
        self.by_hand = True


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, _NOTHING)


def _matched(text: str, _line: PayLine) -> Decimal:
    return entry.money(text) if text.strip() else _NOTHING


def _kind_tone(line: PayLine) -> str:
    return "" if line.item.charge else "good"


_COLUMNS: Sequence[Column] = (
    Column("Document", "document", get=lambda line: line.listed.document, show=str, width=16, tone=_kind_tone),
    Column("Kind", "kind", get=lambda line: line.item.kind, show=str, width=9),
    Column("Reference", "reference", get=lambda line: line.listed.reference, show=str, width=0),
    Column("Date", "date", get=lambda line: line.item.date, show=dates.full_day, width=12),
    Column("Due", "due", get=lambda line: line.item.due, show=dates.full_day, width=12),
    Column("Days", "days", get=lambda line: line.listed.days, show=str, width=6, align="right"),
    Column("Amount", "amount", get=lambda line: line.item.amount, show=words.money, width=13, align="right"),
    Column("Open", "open", get=lambda line: line.item.open, show=words.money, width=13, align="right"),
    Column(
        "Matched", "applied", _matched, lambda amount: words.money(amount) if amount else "", 13, "right",
        editable=True, stop=True, prompt="How much of this item? F6 pays it, F5 pays the oldest first.",
        typed=words.money,
    ),
    Column("Stays open", "left", show=lambda amount: words.money(amount) if amount else "", width=13, align="right"),
)  # fmt: skip
