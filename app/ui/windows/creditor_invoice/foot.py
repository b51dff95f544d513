"""The foot of a creditor invoice: what its lines come to, and by how much the paper is off; it must not know keys."""

from __future__ import annotations

from decimal import Decimal

from app.rules import words
from app.rules.money import ZERO
from app.services.buying.receiving import ReceiptSums
from app.ui.kit import style
from app.ui.kit.bands import Foot
from app.ui.windows.shared.buying_window import figure


class Sums:
    """Lines, GST and their total, and how the document total stands against them."""

    def __init__(self, band: Foot) -> None:
        self._lines, self._gst = band.total("Lines ex GST"), band.total("GST")
        self._total = band.total("Comes to")
        self._balance = band.total("Out of balance", large=True)
        self._balance.setMinimumWidth(self._balance.fontMetrics().horizontalAdvance("! 99,999.99 too much"))

    def show(self, sums: ReceiptSums, typed: Decimal | None, *, sees_costs: bool) -> None:
        """What the invoice comes to; `typed` is the total of the paper, inc. GST.

        Whoever may not see costs is told whether the total agrees, and nothing that tells them.
        """
        for label, amount in ((self._lines, sums.lines), (self._gst, sums.gst_billed), (self._total, sums.total)):
            figure(label, words.money(amount) if sees_costs else "–")
        said, agrees = _balance(typed, sums.out_of_balance, sees_costs=sees_costs)
        figure(self._balance, said, "good" if agrees else "waits")

    @property
    def off(self) -> str:
        """By how much the document total is off, in words without the sign."""
        return self._balance.text().removeprefix(f"{style.SIGNS['waits']} ")


def _balance(typed: Decimal | None, out: Decimal, *, sees_costs: bool) -> tuple[str, bool]:
    """How the document total stands against its lines, in words with a sign, and whether it agrees."""
    if typed is None:
        return "! no total typed", False
    if out == ZERO:
        return "✓ 0.00 balanced", True
    if not sees_costs:
        return "! does not balance", False
    return f"! {words.money(abs(out))} {'missing' if out > ZERO else 'too much'}", False
