"""The foot of a parts invoice: the line with the cursor in words, what the document comes to; it must not know keys."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from app.rules import words
from app.rules.invoicing import Amounts
from app.ui.kit import style
from app.ui.kit.bands import Foot


class InvoiceFoot:
    """Totals ex, GST and inc. GST, what deposits are of that, the margin for those who may see costs, and a remark."""

    def __init__(self, band: Foot, sees_cost: Callable[[], bool]) -> None:
        self._line = style.label("", "muted", name="This line", wrap=True)
        band.remarks.addWidget(self._line)
        band.remarks.addStretch(1)
        self._sees_cost = sees_cost
        self._margin = band.total("Margin")
        self._deposit = band.total("Deposit")
        self._ex, self._gst = band.total("Total ex"), band.total("GST")
        self._inc = band.total("Total inc", large=True)

    def show(self, amounts: Amounts, deposit: Decimal, margin: Decimal | None) -> None:
        """What the document comes to; `margin` in per cent.

        `deposit` is in the totals: taken for what goes on backorder, or below zero what was paid of this in advance.
        """
        self._deposit.setText(words.money(deposit) if deposit else "–")
        self._ex.setText(words.money(amounts.amount))
        self._gst.setText(words.money(amounts.gst))
        self._inc.setText(words.money(amounts.total))
        self._margin.setText(f"{words.percent(margin)} %" if margin is not None and self._sees_cost() else "–")

    def tell(self, sentence: str) -> None:
        """What is worth knowing of the line with the cursor."""
        self._line.setText(sentence)
