"""The lines of an invoice as they are taken back: how many, and whether to stock; it must not know how it is posted."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.rules import entry, words
from app.rules.drafts import CreditLine
from app.rules.faults import Refused
from app.rules.money import ZERO
from app.services import lookup
from app.services.counter import Counter
from app.ui.kit.grid.line_grid import LineGrid
from app.ui.kit.grid.line_model import Column

_ONE = Decimal(1)


class CreditLines(LineGrid):
    """The cursor goes from quantity to quantity; a scan takes back one more of its part, Space turns *To stock*."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        super().__init__(
            "Lines of the invoice",
            self._columns(),
            committed=self._typed,
            may_delete=self._never,
            empty="Choose the invoice first: by number, debtor or part number, or scan the part that came back.",
        )

    def all_of_it(self) -> int:
        """Takes back everything that can still be; tells of how many lines that is something."""
        for line in self.lines:
            line.quantity = line.can
        self.refresh()
        self.lines_changed.emit()
        return sum(1 for line in self.lines if line.quantity)

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column("Part", "number", width=15),
            Column("Description", "description", get=_described, width=0),
            Column("Supplied", "supplied", show=words.quantity, width=10, align="right"),
            Column("Credited", "credited", show=_unless_zero, width=10, align="right"),
            Column("Can credit", "can", show=words.quantity, width=11, align="right"),
            Column("Charged inc", "inc", show=words.money, width=13, align="right"),
            Column(
                "Credit", "quantity", _quantity, _unless_zero, 10, "right",
                editable=lambda line: line.can > ZERO, stop=True,
                prompt="How many are taken back? F6 takes everything back; a scan takes back one more.",
                typed=words.quantity, known_code=self._is_barcode, scanned=self._scanned,
                tone=lambda line: "good" if line.quantity else "",
            ),
            Column(
                "To stock", "back_to_stock", tick=True, width=9,
                editable=lambda line: bool(line.stocked and line.can),
                prompt="Space: whether these goods go back on the shelf.",
            ),
        )  # fmt: skip

    def _typed(self, line: CreditLine, attribute: str, value: Any) -> None:
        if attribute == "quantity" and value > line.can:
            raise Refused(
                f"{line.number}: 0 to {words.quantity(line.can)} can be credited; "
                f"{words.quantity(line.supplied)} were supplied."
            )
        setattr(line, attribute, value)

    def _never(self, line: CreditLine) -> None:
        raise Refused(f"{line.number} stays on its invoice. Type 0 to take none of it back.")

    def _is_barcode(self, text: str) -> bool:
        return any(part.why == "barcode" for part in lookup.exact_part(self._counter, text))

    def _scanned(self, text: str) -> None:
        numbers = {part.number for part in lookup.exact_part(self._counter, text)}
        mine = [line for line in self.lines if line.number in numbers and line.can]
        line = next((each for each in mine if each.quantity < each.can), mine[0] if mine else None)
        if line is None:
            raise Refused(f"{entry.brief(text)} is not on this invoice, or all of it is credited already.")
        self._typed(line, "quantity", line.quantity + _ONE)
        self.refresh()
        self.go_to(line, "quantity")
        self.lines_changed.emit()


def _described(line: CreditLine) -> str:
    return f"{line.description}\u2002– filled the backorder of {line.origin}" if line.origin else line.description


def _unless_zero(quantity: Decimal) -> str:
    return words.quantity(quantity) if quantity else ""


def _quantity(text: str, line: CreditLine) -> Decimal:
    return entry.quantity(text or "0", part=line.number, allow_zero=True)
