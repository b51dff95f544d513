"""The lines of a creditor's credit being typed: claims, goods that go back, other; it must not know the books."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QWidget

from app.rules import entry, supplier_drafts, words
from app.rules.faults import Refused
from app.rules.money import ZERO
from app.rules.supplier_drafts import SupplierCreditLine
from app.services.buying import creditor_credits
from app.ui.kit.context import Context
from app.ui.kit.entry.fields import LookupField
from app.ui.kit.grid.line_grid import LineGrid
from app.ui.kit.grid.line_model import STAYS_BLANK, Column
from app.ui.windows.shared import buying_find, part_hits

KINDS = {"claim": "Claim", "goods": "Goods back", "other": "Other"}


class CreditGrid(LineGrid):
    """A grid in which the credited amount follows the quantity until it is typed itself."""

    def __init__(self, context: Context) -> None:
        super().__init__(
            "Lines of the credit",
            _columns(context, self._scan),
            blank=SupplierCreditLine,
            committed=self._typed,
            empty="No lines yet. F5 offers the claims, F6 something else, or type a part that goes back.",
        )
        self._context = context

    def take_claims(self, claims: Sequence[SupplierCreditLine]) -> None:
        """Has exactly these claims on the credit: those that are there stay as typed, others come and go."""
        wanted = {line.claim_id for line in claims}
        there = {line.claim_id for line in self.lines}
        self.lines[:] = [line for line in self.lines if line.claim_id in (None, *wanted)]
        self.lines.extend(line for line in claims if line.claim_id not in there)
        self.refresh()
        if self.lines:
            self.go_to(self.lines[0], "quantity")
        self.lines_changed.emit()

    def take_other(self, line: SupplierCreditLine) -> None:
        """One more line, in words; its amount is typed next."""
        self.lines.append(line)
        self.refresh()
        self.go_to(line, "amount")
        self.lines_changed.emit()

    def _typed(self, line: SupplierCreditLine, attribute: str, value: Any) -> Any:
        if attribute == "part":
            given = buying_find.part_given(self._context, value, typed_fast=self.typed_fast)
            if given.scanned and line.blank and (again := self._goods(given)) is not None:
                self._typed(again, "quantity", again.quantity + (given.quantity or Decimal(1)))
                self.go_to(again, "quantity")
                return STAYS_BLANK
            made = creditor_credits.goods_line(given.part, given.quantity or Decimal(1))
            return made if line.blank else replace(made, key=line.key)
        if attribute == "quantity":
            if line.kind == "claim" and value > line.open_quantity:
                raise Refused(f"{words.quantity(line.open_quantity)} are claimed of {line.name}. Type less.")
            changed = supplier_drafts.credited(line, value)
            line.quantity, line.amount = changed.quantity, changed.amount
        elif attribute == "amount":
            if line.kind == "claim" and value > line.open_amount:
                raise Refused(
                    f"{words.money(line.open_amount)} are claimed for {line.name}. F6 takes what is beyond it."
                )
            line.amount = value
        else:
            setattr(line, attribute, value)
        return None

    def _goods(self, given: buying_find.PartGiven) -> SupplierCreditLine | None:
        """The line of goods of this part that is there already."""
        mine = (each for each in self.lines if each.kind == "goods" and each.part and each.part.id == given.part.id)
        return next(mine, None)

    def _scan(self, text: str) -> None:
        self.enter(None, "part", buying_find.scanned(self._context, text))


def _columns(context: Context, scanned: Callable[[str], None]) -> tuple[Column, ...]:
    seen = context.sees_costs

    def part_editor(parent: QWidget) -> LookupField:
        return LookupField("Part", part_hits.part_hits(context), parent=parent, free=True)

    def quantity(text: str, line: SupplierCreditLine) -> Decimal:
        whole = line.part is not None and line.part.whole_units
        return entry.quantity(text, part=line.number, whole_units=whole, allow_zero=line.kind == "claim")

    return (
        Column(
            "Part", "part", get=lambda line: line.number, show=str, width=13, stop=True, editor=part_editor,
            editable=lambda line: line.blank or line.kind == "goods",
            prompt="A part that goes back to the supplier; 12*ABC sends 12. F5 offers claims, F6 something else.",
        ),
        Column("For", "kind", get=lambda line: None if line.blank else KINDS[line.kind], show=str, width=9),
        Column("Description", "description", width=0, tone=lambda _line: "quiet"),
        Column("Their invoice", "claim", width=11),
        Column("Open", "open_quantity", show=_unless_zero, width=6, align="right"),
        Column("Open ex GST", "open_amount", show=_money_unless_zero, width=10, align="right", seen=seen),
        Column(
            "Quantity", "quantity", quantity, _unless_zero, 8, "right",
            lambda line: not line.blank and line.kind != "other", True,
            "How many? The amount follows; a scan is one more of its part.", typed=words.quantity,
            known_code=buying_find.known_barcode(context.counter), scanned=scanned,
        ),
        Column(
            "Credited ex", "amount", lambda text, _line: entry.money(text), words.money, 10, "right",
            lambda line: not line.blank, True, "What the supplier credits for this line, ex GST.", seen=seen,
        ),
        Column(
            "GST %", "gst_rate", lambda text, _line: entry.rate(text), words.percent, 6, "right",
            lambda line: not line.blank, prompt="GST on this line, in per cent: 10, or 0 where there is none.",
        ),
    )  # fmt: skip


def _unless_zero(amount: Decimal) -> str:
    return words.quantity(amount) if amount else ""


def _money_unless_zero(amount: Decimal) -> str:
    return words.money(amount) if amount > ZERO else ""
