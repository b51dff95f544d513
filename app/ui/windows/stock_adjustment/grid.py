"""The lines of a stock adjustment being typed: parts, what was found or lost; it must not know how it is posted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QWidget

from app.rules import entry, stocktaking, words
from app.rules.found import PartFound
from app.rules.money import ZERO
from app.rules.pasting import PastedRow
from app.rules.stocktaking import LONGEST_NOTE, AdjustmentDraft, AdjustmentLine
from app.ui.kit.context import Context
from app.ui.kit.entry.fields import LookupField
from app.ui.kit.grid.line_grid import LineGrid
from app.ui.kit.grid.line_model import STAYS_BLANK, Column
from app.ui.windows.shared import buying_find, part_hits


class AdjustmentGrid(LineGrid):
    """A grid that has each part on one line only; `worth` is what each line does to the stock value, by its key."""

    def __init__(self, context: Context, sees_cost: Callable[[], bool]) -> None:
        self._context, self._sees_cost = context, sees_cost
        self.worth: dict[int, Decimal] = {}
        super().__init__(
            "Lines of the adjustment",
            self._columns(),
            blank=AdjustmentLine,
            committed=self._typed,
            pasted_into="part",
            empty="No lines yet. Type a part number, then how many were found, or with a minus how many are missing.",
        )
        self.draft = AdjustmentDraft()

    def show_draft(self, draft: AdjustmentDraft) -> None:
        """Stands over another draft."""
        self.draft = draft
        self.show_lines(draft.lines)

    def _columns(self) -> tuple[Column, ...]:
        counter = self._context.counter

        def part_editor(parent: QWidget) -> LookupField:
            return LookupField("Part", part_hits.part_hits(self._context), parent=parent, free=True)

        return (
            Column(
                "Part", "part", get=lambda line: line.number, show=str, width=17, editable=True, stop=True,
                editor=part_editor, prompt="Part number, barcode or words; 12*ABC: 12 of it were found.",
            ),
            Column("Description", "description", get=lambda line: line.part and line.part.description, width=0),
            Column("Bin", "bin", get=lambda line: line.part and line.part.bin, width=10),
            Column(
                "On hand", "on_hand", get=lambda line: line.part and line.part.on_hand, show=words.quantity, width=9,
                align="right",
            ),
            Column(
                "Found / lost", "change", _change, stocktaking.signed, 11, "right", _filled, True,
                "3: three were found. -2: two are missing. Or type New on hand.",
                known_code=buying_find.known_barcode(counter), scanned=self._scan, typed=words.quantity,
            ),
            Column(
                "New on hand", "new_on_hand", _on_hand, words.quantity, 11, "right", _filled,
                prompt="What lies there now; found or lost is worked out.", scanned=self._scan,
            ),
            Column(
                "Value", "value", get=self._worth_of, show=words.money, width=11, align="right",
            ),
            Column(
                "Note", "note", _note, str, 24, editable=_filled,
                prompt="Anything worth knowing about this line: fell off the shelf …",
            ),
        )  # fmt: skip

    def take_row(self, row: PastedRow) -> None:
        """The same, with a minus before what is missing."""
        given = buying_find.part_given(self._context, row.part, typed_fast=False)
        change = _change(row.quantity, stocktaking.line_for(given.part, ZERO)) if row.quantity else None
        self.give(None, "part", replace(given, quantity=given.quantity if change is None else change))

    def take_part(self, part: PartFound) -> None:
        """A part found elsewhere, as if it had been typed on the new line."""
        self.enter(None, "part", part)

    def _worth_of(self, line: AdjustmentLine) -> Decimal | None:
        return self.worth.get(line.key, ZERO) if not line.blank and self._sees_cost() else None

    def _typed(self, line: AdjustmentLine, attribute: str, value: Any) -> Any:
        if attribute == "part":
            return self._part(line, value)
        if attribute == "new_on_hand" and line.part is not None:
            line.change = value - line.part.on_hand
        else:
            setattr(line, attribute, value)
        return None

    def _part(self, line: AdjustmentLine, value: object) -> Any:
        given = buying_find.part_given(self._context, value, typed_fast=self.typed_fast)
        made = stocktaking.line_for(given.part, given.quantity or Decimal(int(given.scanned)))
        there = next((each for each in self.draft.filled_lines if each is not line and _same(each, given.part)), None)
        if there is not None:
            there.change += made.change
            if not made.change:
                self.told.emit(f"{there.number} is on this adjustment already; how many were found or lost?", "plain")
            self.go_to(there, "change")
            return STAYS_BLANK if line.blank else line
        if line.blank:
            return made
        line.part, line.change = made.part, made.change
        return None

    def _scan(self, text: str) -> None:
        self.enter(None, "part", buying_find.scanned(self._context, text))


def _same(line: AdjustmentLine, part: PartFound) -> bool:
    return line.part is not None and line.part.id == part.id


def _filled(line: AdjustmentLine) -> bool:
    return not line.blank


def _whole(line: AdjustmentLine) -> bool:
    return line.part is None or line.part.whole_units


def _note(text: str, _line: AdjustmentLine) -> str:
    return entry.line(text, "The note", LONGEST_NOTE)


def _change(text: str, line: AdjustmentLine) -> Decimal:
    return entry.quantity(
        text.replace("−", "-"), part=line.number, whole_units=_whole(line), allow_negative=True, allow_zero=True
    )


def _on_hand(text: str, line: AdjustmentLine) -> Decimal:
    return entry.quantity(text, part=line.number, whole_units=_whole(line), allow_zero=True)
