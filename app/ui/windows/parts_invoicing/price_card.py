"""F7: what a part costs this debtor, what it earns, and what was charged before; it must not change anything."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QWidget

from app.rules import gst, pricing, words
from app.rules.found import DebtorFound, PartFound
from app.services import lookup
from app.ui.kit import dates, style
from app.ui.kit.asking.dialog import Dialog
from app.ui.kit.context import Context
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.lists import RecordList

SALES = (
    Column("Date", "date", show=dates.full_day, width=12),
    Column("Invoice", "number", show=str, width=9),
    Column("Debtor", "debtor_name", width=0),
    Column("Quantity", "quantity", show=words.quantity, width=9, align="right"),
    Column("Price ex", "price", show=words.price, width=10, align="right"),
    Column("Disc %", "discount", show=lambda rate: words.percent(rate) if rate else "", width=7, align="right"),
    Column("From", "price_from", width=14),
)
_LETTERS = 118
"""How wide the card is, so that all the figures stand in a row whatever the counter font."""


def show(
    context: Context, part: PartFound, debtor: DebtorFound | None, quantity: Decimal, typed: tuple[Decimal, Decimal]
) -> None:
    """Open the card until it is closed; `typed` is the price on the line, ex GST, and its discount."""
    PriceCard(context, part, debtor, quantity, typed, QApplication.activeWindow()).exec()


class PriceCard(Dialog):
    """Figures in two columns, and the last sales beneath; Esc or Enter closes it."""

    def __init__(
        self,
        context: Context,
        part: PartFound,
        debtor: DebtorFound | None,
        quantity: Decimal,
        typed: tuple[Decimal, Decimal],
        parent: QWidget | None,
    ) -> None:
        super().__init__(f"Price – {part.number}", parent, 0)
        page = style.column(self, margin=style.SIZES.step * 5, gap=style.SIZES.step * 3)
        page.addWidget(style.label(f"{part.number}  {part.description}", "strong"))
        grid = style.row(gap=style.SIZES.column_gap)
        for heading, figure in self._figures(context, part, debtor, quantity, typed):
            stack = style.column(margin=0, gap=0)
            stack.addWidget(style.label(heading, "muted"))
            stack.addWidget(style.label(figure, "strong", name=heading))
            grid.addLayout(stack)
        grid.addStretch(1)
        page.addLayout(grid)
        sales = lookup.last_sales(context.counter, part.id, debtor.id if debtor else None)
        whom = debtor.name if debtor else "anybody"
        if debtor and not sales:
            sales, whom = lookup.last_sales(context.counter, part.id), "others – none to this debtor yet"
        page.addWidget(style.label(f"Last sales to {whom}", "muted"))
        table = RecordList("Last sales", SALES, empty="It has not been sold yet.", filtered=False)
        table.show_records(sales)
        table.opened.connect(lambda _sale: self.accept())
        page.addWidget(table, 1)
        close = self.button("&Close", primary=True)
        close.clicked.connect(self.accept)
        foot = style.row()
        foot.addStretch(1)
        foot.addWidget(close)
        page.addLayout(foot)
        self.resize(QSize(max(820, _LETTERS * self.fontMetrics().averageCharWidth()), 420))
        close.setFocus()

    def _figures(
        self,
        context: Context,
        part: PartFound,
        debtor: DebtorFound | None,
        quantity: Decimal,
        typed: tuple[Decimal, Decimal],
    ) -> list[tuple[str, str]]:
        usual = lookup.price_for(context.counter, debtor, part, quantity)
        net = pricing.net(*typed)
        found = [
            ("List ex", words.price(part.list_price)),
            (f"Usual ex ({usual.price_from})", words.price(usual.price)),
            ("On the line ex", words.price(net)),
            ("On the line inc", words.price(gst.inc(net, part.gst_rate))),
        ]
        if context.sees_costs() and part.stocked:
            cost = pricing.cost_of(part)
            margin = pricing.margin(*typed, cost) if cost else None
            found.append(("Cost", words.price(cost)))
            found.append(("Last cost", words.price(part.last_cost)))
            found.append(("Margin", f"{words.percent(margin)} %" if margin is not None else "–"))
        return found
