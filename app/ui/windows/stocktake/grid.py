"""The sheets of a stocktake to type into, and its variances to look at; it must not know how a count is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.rules import entry, stocktaking, words
from app.rules.faults import Refused
from app.rules.found import PartFound
from app.rules.money import ZERO
from app.rules.pasting import PastedRow
from app.rules.stocktaking import Count
from app.services import lookup
from app.ui.kit.context import Context
from app.ui.kit.grid.line_grid import LineGrid
from app.ui.kit.grid.line_model import Column, StayInCell
from app.ui.kit.records.lists import RecordList
from app.ui.windows.shared import buying_find


@dataclass(eq=False)
class CountRow:
    """A line of the sheets, with the count as it stands now."""

    count: Count

    @property
    def part(self) -> PartFound:
        """The part that is counted."""
        return self.count.part


class CountGrid(LineGrid):
    """The sheets by bin: type what is there, Enter goes to the next; a scan adds one of what was scanned.

    `write` keeps what was typed and returns the count as it stands then, or None when it was refused; `scan` does the
    same for a barcode.
    """

    def __init__(
        self,
        context: Context,
        write: Callable[[CountRow, Decimal | None], Count | None],
        scan: Callable[[str], None],
    ) -> None:
        self._context, self._write = context, write
        super().__init__(
            "Count sheets",
            (
                Column("Bin", "bin", get=lambda row: row.count.bin, width=11),
                Column("Part", "part", get=lambda row: row.part.number, show=str, width=18),
                Column("Description", "description", get=lambda row: row.part.description, width=0),
                Column("Unit", "unit", get=lambda row: row.part.unit, width=8),
                Column(
                    "On hand", "snapshot", get=lambda row: row.count.snapshot, show=words.quantity, width=10,
                    align="right",
                ),
                Column(
                    "Counted", "counted", _counted, words.quantity, 12, "right", True, True,
                    "How many lie there? 12+5 adds up, a scan adds one, Enter goes on. Del and Enter: not counted.",
                    get=lambda row: row.count.counted, known_code=buying_find.known_barcode(context.counter),
                    scanned=scan,
                ),
            ),
            committed=self._typed,
            pasted_into="counted",
            empty="There is nothing on these sheets. F3 finds a part and puts it on them.",
        )  # fmt: skip

    def show_counts(self, counts: Sequence[Count]) -> None:
        """Shows these from the top; the cursor goes to the first that is not counted."""
        self.show_lines([CountRow(each) for each in counts])
        first = next((row for row in self.lines if row.count.counted is None), None)
        if first is not None:
            self.go_to(first, "counted")

    def take(self, counts: Sequence[Count]) -> None:
        """Counts that have changed take the place of what is shown; new ones come where their bin is."""
        by_id = {row.count.line_id: row for row in self.lines}
        for each in counts:
            if each.line_id in by_id:
                by_id[each.line_id].count = each
            else:
                self.lines.append(CountRow(each))
        order = {each.line_id: at for at, each in enumerate(stocktaking.by_bin(row.count for row in self.lines))}
        self.lines.sort(key=lambda row: order[row.count.line_id])  # type: ignore[attr-defined]
        self.refresh()

    def take_row(self, row: PastedRow) -> None:
        """A count of a part that is on these sheets; raises Refused for any other, and for one without a count."""
        found = {part.id for part in lookup.exact_part(self._context.counter, row.part)}
        there = next((each for each in self.lines if each.part.id in found), None)
        if there is None:
            raise Refused(f"{entry.quoted(row.part)} is not on these sheets.")
        if not row.quantity:
            raise Refused(f"{there.part.number} has no count. Type 0 where none is left.")
        self.give(there, "counted", row.quantity)

    def go_to_count(self, line_id: int) -> bool:
        """The cursor goes to this count; False when it is not shown."""
        row = next((row for row in self.lines if row.count.line_id == line_id), None)
        return row is not None and self.go_to(row, "counted")

    def go_to_bin(self, bin_: str) -> bool:
        """The cursor goes to the first part of the first bin that begins like this; False when there is none."""
        row = self._first_in(bin_)
        return row is not None and self.go_to(row, "counted")

    def has_bin(self, bin_: str) -> bool:
        """Whether a bin on the sheets begins like this."""
        return self._first_in(bin_) is not None

    def _first_in(self, bin_: str) -> CountRow | None:
        wanted = bin_.casefold()
        return next((row for row in self.lines if row.count.bin.casefold().startswith(wanted)), None)

    def show_on_hand(self, shown: bool) -> None:
        """Whether what should be there is shown; who does not see it counts more honestly."""
        column = next(at for at, each in enumerate(self.rows.columns) if each.attribute == "snapshot")
        self.setColumnHidden(column, not shown)

    def _typed(self, row: CountRow, _attribute: str, value: Any) -> None:
        count = self._write(row, value)
        if count is None:
            raise StayInCell
        row.count = count


def _counted(text: str, row: CountRow) -> Decimal | None:
    if not text.strip():
        return None
    pieces = [
        entry.quantity(each, part=row.part.number, whole_units=row.part.whole_units, allow_zero=True)
        for each in text.split("+")
    ]
    return sum(pieces, ZERO)


def variances(sees_cost: Callable[[], bool]) -> RecordList:
    """The list of what was counted otherwise than it was."""
    columns = [
        Column("Bin", "bin", width=11),
        Column("Part", "number", get=lambda each: each.part.number, width=18),
        Column("Description", "description", get=lambda each: each.part.description, width=0),
        Column("Snapshot", "snapshot", show=words.quantity, width=10, align="right"),
        Column("Counted", "counted", show=words.quantity, width=10, align="right"),
        Column(
            "Moved since", "moved", show=stocktaking.signed, width=12, align="right",
            tone=lambda each: "waits" if each.explained else "",
        ),
        Column("Variance", "variance", show=stocktaking.signed, width=10, align="right"),
        Column(
            "Value", "worth", get=lambda each: each.worth if sees_cost() else None, show=words.money, width=12,
            align="right",
        ),
    ]  # fmt: skip
    made = RecordList(
        "Variances",
        columns,
        empty="No variance: what is counted is what was there. F8 goes back to the sheets, F12 posts.",
        ticks=True,
        key=lambda each: each.line_id,
    )
    made.table.setStatusTip("Enter goes to its count; Space ticks, F6 counts what is ticked again. F12 posts them all.")
    return made
