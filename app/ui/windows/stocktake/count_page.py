"""The page one counts on: the sheets, or what differs, under one head; it must not know how a count is kept."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.rules import entry
from app.rules.faults import Refused
from app.ui.kit import style
from app.ui.kit.bands import Head
from app.ui.kit.elided import Elided
from app.ui.kit.entry.fields import LookupField, TextField, Tick
from app.ui.windows.stocktake.grid import CountGrid, variances


class CountPage(QWidget):
    """Which stocktake it is, where to go in it, and its sheets or its variances."""

    def __init__(self, account: LookupField, account_found: Elided, sees_cost: Callable[[], bool]) -> None:
        super().__init__()
        style.named(self, "Counting")
        self.variances = variances(sees_cost)
        self.about = Elided("The stocktake", "strong")
        told = "The beginning of a bin; Enter goes to its first part."
        self.bin = TextField("Go to bin", told, longest=30, check=self._known)
        self.on_hand = Tick("Show &on hand", "Ticked: the sheets say what should be there, also on paper.")
        head = Head(2)
        head.add("Stocktake", self.about, wide=True)
        head.add("Go to &bin", self.bin)
        head.add("A&ccount", account, account_found, column=1)
        head.add("", self.on_hand, column=1)
        self._lists = QStackedWidget()
        page = style.column(self, margin=0, gap=0)
        page.addWidget(head)
        page.addWidget(self._lists, 1)

    def show_grid(self, grid: CountGrid) -> None:
        """The sheets come first, the variances behind them."""
        self._grid = grid
        around = style.named(QWidget(), "What differs")
        style.column(around, margin=style.SIZES.margin).addWidget(self.variances)
        self._lists.addWidget(grid)
        self._lists.addWidget(around)

    def _known(self, bin_: str) -> str:
        if not self._grid.has_bin(bin_):
            raise Refused(f"No bin on these sheets begins with {entry.quoted(bin_)}. F3 finds a part.")
        return bin_

    @property
    def at_variances(self) -> bool:
        """Whether what differs is shown instead of the sheets."""
        return self._lists.currentIndex() == 1

    def turn_to(self, *, variances: bool) -> None:
        """The sheets or what differs, with the focus."""
        self._lists.setCurrentIndex(int(variances))
        (self.variances if variances else self._grid).setFocus(Qt.FocusReason.OtherFocusReason)
