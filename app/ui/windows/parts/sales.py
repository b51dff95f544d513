"""A part's year as a picture: what was sold in each month, and what lay there at its end; it must not know how it is
worked out."""

from __future__ import annotations

from collections.abc import Sequence

from app.services.sales.sold import Which
from app.services.sales.years import PartsMonth
from app.ui.kit import dates
from app.ui.kit.charts import Bar, Meaning, Picture
from app.ui.kit.context import Context


class PartsYear(Picture):
    """Bars of what was sold, steps of what was in stock; a bar opens the month's lines of the part."""

    def __init__(self, context: Context) -> None:
        super().__init__(
            "bars",
            "Sold in each month, less what came back",
            "Nothing was sold in the last twelve months. Ctrl+2 writes an invoice.",
            Meaning("sold", level="in stock at its end"),
        )
        self._context = context
        self._months: tuple[PartsMonth, ...] = ()
        self._part_id, self._number = 0, ""
        self.opened.connect(lambda at, _before: self._open(self._months[at]))

    def show_months(self, part_id: int, number: str, months: Sequence[PartsMonth]) -> None:
        """The months of this part; nothing when nothing was sold in any."""
        self._part_id, self._number = part_id, number
        self._months = tuple(months) if any(each.sold.quantity for each in months) else ()
        self.show_bars(
            [Bar(dates.month(each.sold.first), each.sold.quantity, level=each.on_hand) for each in self._months]
        )

    def _open(self, month: PartsMonth) -> None:
        which = Which(month.sold.first, month.sold.last, part_id=self._part_id)
        called = f"{self._number}, {dates.full_month(which.first)}"
        self._context.desk.open("sold", which=which, called=called)
