"""The first page of Stocktake: what is to be counted, and the stocktakes there are; it must not know how one counts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.rules.stocktaking import Scope
from app.services.masters.price_groups import GroupListed
from app.services.stock.stocktakes import StocktakeListed
from app.ui.kit import dates, style
from app.ui.kit.bands import Head
from app.ui.kit.context import Context
from app.ui.kit.elided import Elided
from app.ui.kit.entry.fields import Choice, LookupField, TextField
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.lists import RecordList
from app.ui.windows.shared import buying_find

_COLUMNS = (
    Column("Stocktake", "number", show=str, width=10),
    Column("Status", "status", width=11, tone=lambda each: "waits" if each.status == "counting" else "quiet"),
    Column("What", "about", width=0),
    Column("Started", "started_at", show=lambda at: dates.full_day(at.astimezone().date()), width=12),
    Column("Parts", "parts", show=str, width=8, align="right"),
    Column("Counted", "counted", show=str, width=8, align="right"),
    Column("By", "operator", width=12),
)


class StartPage(QWidget):
    """Which bins, and the list of stocktakes; Enter on one opens it."""

    changed = Signal()
    """Something else is to be counted."""
    refused = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        style.named(self, "What to count")
        self.first = TextField("From bin", "The beginning of a bin, A or A1; nothing takes every bin.", longest=30)
        self.last = TextField("To bin", "The last bin; nothing takes those that begin with From bin.", longest=30)
        self.supplier = LookupField(
            "Supplier",
            buying_find.creditor_hits(context),
            "Only parts of this supplier; F4 shows them all.",
            missing="There is no supplier {text}. F4 shows them all.",
        )
        self.supplier_found = Elided("About the supplier", "muted")
        self.group = Choice("Price group", ((None, "all price groups"),), "Only parts of this price group.")
        self.would = Elided("How much it is", "strong")
        self.list = RecordList("Stocktakes", _COLUMNS, empty="No stocktake yet. F12 starts one.", filtered=False,
                               key=lambda each: each.stocktake_id)  # fmt: skip
        self.list.table.setStatusTip("Enter goes on counting.")
        head = Head(2)
        head.add("&From bin", self.first)
        head.add("&To bin", self.last)
        head.add("&Supplier", self.supplier, self.supplier_found, column=1)
        head.add("Price &group", self.group, self.would, column=1)
        page = style.column(self, margin=0, gap=0)
        page.addWidget(head)
        page.addWidget(self.list, 1)
        for field in (self.first, self.last, self.supplier, self.group):
            field.committed.connect(lambda _value: self._tell())
            field.refused.connect(self.refused)

    def offer(self, groups: Sequence[GroupListed]) -> None:
        """The price groups to choose from."""
        self.group.offer(((None, "all price groups"), *((each.id, f"{each.code} {each.name}") for each in groups)))

    def show_stocktakes(self, listed: Sequence[StocktakeListed]) -> None:
        """The stocktakes there are, those that are being counted first."""
        self.list.show_records(listed)
        if self.list.current() is None and listed:
            self.list.select(listed[0].stocktake_id)

    @property
    def scope(self) -> Scope:
        """What is chosen."""
        hit = self.supplier.value
        return Scope(self.first.value, self.last.value, hit.id if hit else None, self.group.value)

    def _tell(self) -> None:
        hit = self.supplier.value
        self.supplier_found.tell(hit.text if hit else "")
        self.changed.emit()
