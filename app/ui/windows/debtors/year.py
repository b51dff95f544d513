"""A debtor's year as a picture: what was sold in each month, the year before too, and what was owed; it must not know
how it is worked out."""

from __future__ import annotations

from collections.abc import Sequence

from app.rules import words
from app.services.sales.sold import Which
from app.services.sales.years import DebtorsMonth
from app.ui.kit import dates
from app.ui.kit.charts import Bar, Meaning, Picture
from app.ui.kit.context import Context


class DebtorsYear(Picture):
    """Full bars of this year's sales, hollow ones of the year before, steps of what was owed; a bar opens its lines."""

    def __init__(self, context: Context) -> None:
        super().__init__(
            "bars",
            "Sold in each month, in dollars ex GST, less what came back",
            "Nothing was sold to this debtor in two years. Ctrl+2 writes an invoice.",
            Meaning("sold", "in the same month a year before", "owed at its end, inc GST", words.money),
        )
        self._context = context
        self._months: tuple[DebtorsMonth, ...] = ()
        self._debtor_id, self._name = 0, ""
        self.opened.connect(self._open)

    def show_months(self, debtor_id: int, name: str, months: Sequence[DebtorsMonth]) -> None:
        """The months of this debtor; nothing when nothing was sold or owed in any."""
        self._debtor_id, self._name = debtor_id, name
        some = any(each.sold.amount or each.before.amount or each.owed for each in months)
        self._months = tuple(months) if some else ()
        self.show_bars(
            [
                Bar(dates.month(each.sold.first), each.sold.amount, each.before.amount, each.owed)
                for each in self._months
            ]
        )

    def _open(self, at: int, before: bool) -> None:
        month = self._months[at].before if before else self._months[at].sold
        which = Which(month.first, month.last, debtor_id=self._debtor_id)
        self._context.desk.open("sold", which=which, called=f"{self._name}, {dates.full_month(which.first)}")
