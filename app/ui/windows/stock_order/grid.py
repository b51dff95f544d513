"""The lines of a stock order being typed: parts, quantities, for whom; it must not know how an order is sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from app.rules import words
from app.rules.drafts import OrderDraft, OrderLine
from app.rules.faults import Refused
from app.rules.found import CreditorFound
from app.services import supersession
from app.services.buying import ordering
from app.ui.kit.context import Context
from app.ui.kit.grid.line_grid import LineGrid
from app.ui.kit.grid.line_model import STAYS_BLANK
from app.ui.windows.shared import buying_find, superseded
from app.ui.windows.stock_order import columns


class OrderGrid(LineGrid):
    """A grid that keeps *For* right while quantities change, and has each part on one line only.

    `creditor` gives the supplier of the order, or raises Refused while there is none.
    """

    def __init__(self, context: Context, creditor: Callable[[], CreditorFound], ask: superseded.Ask) -> None:
        super().__init__(
            "Lines of the order",
            columns.lines(context, self._scan),
            blank=OrderLine,
            committed=self._typed,
            pasted_into="part",
            empty="No lines yet. F5 gets what debtors wait for, Ctrl+G fills from minimum and maximum, "
            "or type a part number.",
        )
        self._context, self._creditor, self._ask = context, creditor, ask
        self.draft = OrderDraft()

    def show_draft(self, draft: OrderDraft) -> None:
        """Stands over another draft."""
        self.draft = draft
        self.show_lines(draft.lines)

    def anew(self, line: OrderLine) -> OrderLine:
        """The same line as it would be written now, the others counted as outstanding; raises Refused."""
        assert line.part is not None
        rest = replace(self.draft, lines=[each for each in self.draft.lines if each is not line])
        return ordering.line_for(self._context.counter, self._creditor(), line.part, line.quantity, rest)

    def add(self, new: Sequence[OrderLine]) -> None:
        """Lines from *Get Back Orders* and *Suggest*; what is on the order already is made more. Raises Refused."""
        for line in new:
            there = self.line_with(line)
            if there is None:
                self.draft.lines.append(line)
            else:
                there.quantity = there.quantity + line.quantity if there.wanted else line.quantity
                there.wanted = True
                self._for_whom(there)
        self.refresh()
        if new:
            self.go_to(self.line_with(new[0]) or new[0], "quantity")
        self.lines_changed.emit()

    def line_with(self, line: OrderLine) -> OrderLine | None:
        """Another line of the order with the part of this one; None when there is none."""
        same = (each for each in self.draft.filled_lines if each is not line and _part_id(each) == _part_id(line))
        return next(same, None)

    def _typed(self, line: OrderLine, attribute: str, value: Any) -> Any:
        if attribute == "part":
            return self._part(line, value)
        if attribute == "quantity":
            self._quantity(line, value)
            return None
        setattr(line, attribute, value)
        if attribute == "wanted":
            self._for_whom(line)
        return None

    def _part(self, line: OrderLine, value: object) -> Any:
        given = buying_find.part_given(self._context, value, typed_fast=self.typed_fast)
        if line.part is None or line.part.id != given.part.id:
            offer = supersession.offer_bought(self._context.counter, given.part, "order")
            given = replace(given, part=superseded.taken(given.part, offer, self.draft.answers, self._ask))
        there = self.line_with(replace(line, part=given.part))
        if there is not None and there is not line and line.blank:
            more = given.quantity or Decimal(int(given.scanned))
            if more:
                self._quantity(there, there.quantity + more)
            else:
                self.told.emit(f"{there.number} is on this order already; how many shall it be?", "plain")
            self.go_to(there, "quantity")
            return STAYS_BLANK
        quantity = given.quantity or given.part.pack
        made = ordering.line_for(self._context.counter, self._creditor(), given.part, quantity, self.draft)
        return made if line.blank else replace(made, key=line.key, line_id=line.line_id)

    def _quantity(self, line: OrderLine, quantity: Decimal) -> None:
        was, line.quantity = line.quantity, quantity
        try:
            self._for_whom(line)
        except Refused:
            line.quantity = was
            raise
        if columns.broken_pack(line):
            pack = words.quantity(line.pack)
            self.told.emit(f"{line.number} comes in packs of {pack}; {words.quantity(quantity)} breaks one.", "waits")

    def _for_whom(self, line: OrderLine) -> None:
        if line.wanted:
            anew = self.anew(line)
            line.meant_for, line.who_waits = anew.meant_for, anew.who_waits
        else:
            line.meant_for, line.who_waits = (), ""

    def _scan(self, text: str) -> None:
        self.enter(None, "part", buying_find.scanned(self._context, text))


def _part_id(line: OrderLine) -> int | None:
    return line.part.id if line.part else None
