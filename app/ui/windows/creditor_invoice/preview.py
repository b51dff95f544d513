"""What processing a creditor's invoice will do, before it is done; it must not know how that is found out."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from app.rules import words
from app.rules.found import BackorderFilled
from app.rules.money import ZERO
from app.services.buying.receiving import CostMoved, ReceiptOutcome
from app.ui.kit import style
from app.ui.kit.asking.dialog import GUARD, Dialog
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.lists import RecordList

_WIDE, _HIGH = 1080, 560
_TONES: Final = {"filled": "good", "part filled": "waits", "left": "quiet"}


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one backorder: filled, part filled or left, and why it is left."""

    what: str
    of: BackorderFilled

    @property
    def still_waiting(self) -> Decimal:
        """What it waits for afterwards."""
        return self.of.still_waiting


def fates(outcome: ReceiptOutcome) -> list[Fate]:
    """What becomes of every backorder that waits for one of the parts: who gets something, then who does not."""
    got = [Fate("part filled" if each.still_waiting > ZERO else "filled", each) for each in outcome.filled]
    return got + [Fate("left", each) for each in outcome.waiting]


def also(outcome: ReceiptOutcome) -> list[str]:
    """What else it does, as sentences: orders, claims on the supplier, cost of sales, list prices."""
    said = []
    for order in outcome.orders:
        rest = f", {words.quantity(order.outstanding)} still to come" if order.outstanding else f": {order.status}"
        said.append(f"Stock order {order.number}{rest}.")
    said += [
        f"{claim.number}: {words.quantity(claim.quantity)} billed and not received, "
        f"{f'{words.money(claim.amount)} ' if claim.amount is not None else ''}to be claimed from the supplier."
        for claim in outcome.claims
    ]
    if outcome.to_cost_of_sales:
        said.append(f"{words.money(outcome.to_cost_of_sales)} to cost of sales, for what was issued before it came.")
    return [*said, *outcome.notices]


def _cost(amount: Decimal) -> str:
    return words.price(amount) if amount else "–"


def _moved(cost: CostMoved) -> str:
    change = cost.after - cost.before
    if not change or not cost.before:
        return ""
    return f"{'+' if change > ZERO else '−'} {words.price(abs(change))}"


_BACKORDERS: Final = (
    Column("Backorder", "what", width=12, tone=lambda fate: _TONES[fate.what]),
    Column("Debtor", "debtor", get=lambda fate: fate.of.debtor, width=0),
    Column("Document", "origin", get=lambda fate: fate.of.origin, width=15),
    Column("Part", "number", get=lambda fate: fate.of.number, width=17),
    Column("Gets", "quantity", get=lambda fate: fate.of.quantity, show=words.quantity, width=7, align="right"),
    Column("Still waiting", "still_waiting", show=words.quantity, width=10, align="right"),
    Column("Because", "reason", get=lambda fate: fate.of.reason, width=15),
)
_COSTS: Final = (
    Column("Part", "number", width=0),
    Column("Average cost", "before", show=_cost, width=12, align="right"),
    Column("New average cost", "after", show=_cost, width=14, align="right"),
    Column("Change", "change", get=_moved, show=str, width=12, align="right"),
)


class PreviewDialog(Dialog):
    """Two lists and some sentences; F12 or *Process* accepts, Esc goes back to the invoice.

    `off` tells by how much the document is out of balance, which is asked before it is processed. Without `costs`
    there is no list of them.
    """

    def __init__(
        self,
        outcome: ReceiptOutcome,
        off: str = "",
        parent: QWidget | None = None,
        guard: int = GUARD,
        *,
        costs: bool = True,
    ) -> None:
        super().__init__("Preview", parent or QApplication.activeWindow(), guard)
        self.backorders = RecordList(
            "Backorders", _BACKORDERS, filtered=False, empty="Nobody waits for any of these parts.",
            key=lambda fate: fate.of.backorder_id,
        )  # fmt: skip
        self.backorders.show_records(fates(outcome))
        self.costs = RecordList("Average costs", _COSTS, filtered=False, key=lambda cost: cost.part_id)
        self.costs.show_records(outcome.costs)
        self.sentences = also(outcome)
        if off:
            self.sentences.insert(0, f"The document total does not agree yet: {off}.")
        page = style.column(self, margin=style.SIZES.step * 5, gap=style.SIZES.gap)
        heading = "Nothing has been written yet. This is exactly what processing will do:"
        page.addWidget(style.label(heading, wrap=True))
        page.addWidget(self.backorders, 3)
        if costs:
            page.addWidget(self.costs, 2)
        if self.sentences:
            page.addWidget(style.label("\n".join(self.sentences), wrap=True, name="Also"))
        back, process = self.button("&Back"), self.button("&Process   F12", primary=True)
        process.setAccessibleName("Process")
        back.clicked.connect(self.reject)
        process.clicked.connect(self.accept)
        page.addLayout(self.foot(back, process))
        QShortcut(QKeySequence("F12"), self).activated.connect(self.accept)
        self.resize(_WIDE, _HIGH)
        self.backorders.table.setFocus()
