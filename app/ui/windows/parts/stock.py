"""The stock card of a part: its figures, its prices, and who waits; it must not know where they are read."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.rules import gst, words
from app.rules.money import ZERO
from app.rules.pricing import cost_of, margin
from app.services.masters.stock_card import StockCard
from app.ui.kit import dates, style
from app.ui.windows.parts import lists as parts_lists

_STOCK = ("On hand", "Committed", "Allocated", "Available", "On order", "Waiting", "Bin")
_PRICES = ("List ex GST", "List inc GST", "Average cost", "Last cost", "Stock value", "Margin", "Due")


class StockCardPage(QWidget):
    """Two rows of figures and the queue beneath. Costs are shown to those who may see them."""

    def __init__(self, costs: Callable[[], bool]) -> None:
        super().__init__()
        self._costs = costs
        self._figures: dict[str, QLabel] = {}
        self.who_waits = parts_lists.who_waits()
        page = style.column(style.named(self, "Stock card"), gap=style.SIZES.step * 3)
        grid = QGridLayout()
        grid.setHorizontalSpacing(style.SIZES.column_gap)
        grid.setVerticalSpacing(0)
        for row, names in enumerate((_STOCK, _PRICES)):
            for column, name in enumerate(names):
                figure = self._figures[name] = style.label("", name=name)
                figure.setProperty("large", not row)
                style.mark(figure, "strong")
                grid.addWidget(style.label(name, "muted"), 3 * row, column)
                grid.addWidget(figure, 3 * row + 1, column)
                grid.setColumnStretch(column, 1)
        grid.setRowMinimumHeight(2, style.SIZES.step * 3)
        page.addLayout(grid)
        page.addWidget(style.label("Who waits", "muted"))
        page.addWidget(self.who_waits, 1)

    def figure(self, name: str) -> str:
        """A figure as it is shown."""
        return self._figures[name].text()

    def show_card(self, card: StockCard) -> None:
        """Show the figures of this moment."""
        part = card.part
        shown = dict.fromkeys((*_STOCK, *_PRICES), "–")
        if part.stocked:
            shown |= {
                "On hand": f"{words.quantity(part.on_hand)} {part.unit if part.unit != 'each' else ''}".strip(),
                "Committed": words.quantity(part.committed),
                "Allocated": words.quantity(part.allocated),
                "Available": words.quantity(part.available),
                "On order": words.quantity(part.on_order),
                "Waiting": words.quantity(card.waiting),
                "Bin": part.bin or "–",
                "Due": dates.full_day(part.due) if part.due else "–",
            }
        shown["List ex GST"] = words.price(part.list_price)
        shown["List inc GST"] = words.price(gst.inc(part.list_price, part.gst_rate))
        if self._costs() and part.stocked:
            shown |= {
                "Average cost": words.price(part.average_cost) if part.average_cost else "–",
                "Last cost": words.price(part.last_cost) if part.last_cost else "–",
                "Stock value": words.money(card.value),
                "Margin": _margin(part.list_price, cost_of(part)),
            }
        for name, text in shown.items():
            self._figures[name].setText(text)
        if card.waiting:
            self._figures["Waiting"].setText(f"{style.SIGNS['waits']} {words.quantity(card.waiting)}")
        style.mark(self._figures["Waiting"], "waits" if card.waiting else "strong")
        self.who_waits.show_records(card.who_waits)


def _margin(price: Decimal, cost: Decimal) -> str:
    earned = margin(price, ZERO, cost) if cost else None
    return "–" if earned is None else f"{words.percent(earned)} %"
