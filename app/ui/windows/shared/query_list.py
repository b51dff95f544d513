"""One list of the Query tab on the screen, whichever it is, and the page that chooses among them.

It must not know where the rows come from or what is done with them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.rules import words
from app.rules.facts import ListFacts
from app.rules.listing import Listing
from app.services.queries.declared import QUERIES, CellKind, LeadsTo, Query, QueryColumn, QueryRow
from app.ui.kit import dates, style
from app.ui.kit.entry.fields import Choice
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.long_list import LongList
from app.ui.kit.records.reading import Reader
from app.ui.kit.window import TaskWindow
from app.ui.windows.shared.backorder_tones import TONES

_TONES: Final = TONES | {"waiting": "quiet"}

_SHOW: Final[dict[CellKind, Callable[[Any], str]]] = {
    "text": str,
    "state": str,
    "day": dates.full_day,
    "number": str,
    "quantity": words.quantity,
    "money": words.money,
    "price": words.price,
}
_FIGURES: Final = frozenset({"number", "quantity", "money", "price"})
_ENTER: Final[dict[LeadsTo, str]] = {
    "invoicing": "Enter opens invoicing for this debtor.",
    "order": "Enter recalls the order.",
    "final invoice": "Enter makes the final invoice with what is ready.",
    "backorders": "Enter opens the debtor's backorders.",
    "ledger": "Enter opens the debtor's ledger.",
    "debtor": "Enter opens the debtor.",
    "part": "Enter opens the part.",
}
_TICKED: Final = frozenset({"ready", "debtor"})


class QueryList(QWidget):
    """The rows of one query; where goods can be ready, several rows can be ticked."""

    opened = Signal(object)
    chosen = Signal()

    def __init__(self, query: Query) -> None:
        super().__init__()
        self.query = query
        columns = [_column(at, column) for at, column in enumerate(query.columns)]
        ticks = query.key in _TICKED
        self.list = LongList(query.name, columns, empty=query.empty, ticks=ticks)
        tick = " Space ticks several for Call done, Pick list and Handed over." if ticks else ""
        self.list.table.setStatusTip(f"Type to filter. {_ENTER[query.leads_to]}{tick}")
        self.list.opened.connect(self.opened)
        self.list.chosen.connect(lambda _row: self.chosen.emit())
        self.list.ticks_changed.connect(self.chosen)
        self.list.known.connect(self.chosen)
        style.column(self, margin=0).addWidget(self.list)
        self.setFocusProxy(self.list)

    def show_listing(self, listing: Listing[QueryRow], reader: Reader) -> None:
        """Shows other rows; the current one and the ticks stay where they are still there."""
        self.list.show_listing(listing, reader)

    def current(self) -> QueryRow | None:
        """The row with the cursor."""
        row: QueryRow | None = self.list.current()
        return row

    def picked(self) -> tuple[QueryRow, ...]:
        """The ticked rows that can be seen, or else the current one."""
        ticked: tuple[QueryRow, ...] = self.list.ticked_here()
        current = self.current()
        return ticked or (() if current is None else (current,))

    def totals(self) -> tuple[str, ...]:
        """What is shown in sum, a cell for each column, empty where a sum would mean nothing; … till it is known."""
        sums = self.list.sums
        return tuple(
            "" if not column.total else "…" if sums is None else words.money(Decimal(sums.get(column.heading, 0)))
            for column in self.query.columns
        )

    def with_sums(self, facts: ListFacts) -> ListFacts:
        """What is shown, for paper, with its sums beneath."""
        return replace(facts, totals=self.totals() if any(self.totals()) and facts.rows else ())


class QueryPage(QWidget):
    """A drop-down of lists, and the list that is chosen.

    `listing` gives it by its key; `remark` looks up what is told by `tell_remark`.
    """

    opened = Signal(object)
    chosen = Signal()

    def __init__(
        self, window: TaskWindow, listing: Callable[[str], Listing[QueryRow]], remark: Callable[[str], None]
    ) -> None:
        super().__init__()
        style.named(self, "Query")
        self._window, self._listing, self._ask_remark = window, listing, remark
        self._lists: dict[str, QueryList] = {}
        self.choice = Choice(
            "List", [(each.key, each.name) for each in QUERIES], "Which list? Up and Down choose, Enter goes into it."
        )
        self._sum = style.label("", "strong", name="Sum")
        self._remark = style.label("", "muted", name="Against the books")
        self._pages = QStackedWidget()
        across = style.row(gap=style.SIZES.label_gap)
        label = style.label("L&ist", "muted")
        label.setBuddy(self.choice)
        across.addWidget(label)
        across.addWidget(self.choice)
        across.addStretch(1)
        across.addWidget(self._sum)
        across.addWidget(self._remark)
        page = style.column(self)
        page.addLayout(across)
        page.addWidget(self._pages, 1)
        self.choice.committed.connect(lambda _key: self.reload())

    @property
    def shown(self) -> QueryList:
        """The list that is chosen; made when it is first looked at."""
        key = self.choice.value
        if key not in self._lists:
            made = self._lists[key] = QueryList(next(each for each in QUERIES if each.key == key))
            made.opened.connect(self.opened)
            made.chosen.connect(self._tell)
            made.list.refused.connect(lambda sentence: self._window.say(sentence, "refused"))
            self._pages.addWidget(made)
        return self._lists[key]

    def reload(self) -> None:
        """Reads the chosen list again."""
        shown = self.shown
        self._pages.setCurrentWidget(shown)
        QWidget.setTabOrder(self.choice, shown.list.filter)
        self._ask_remark(shown.query.key)
        shown.show_listing(self._listing(shown.query.key), self._window)

    def tell_remark(self, remark: str | None) -> None:
        """What all rows together have to be compared with."""
        self._remark.setText(remark or "")

    def focus_list(self) -> None:
        """The cursor goes into the list."""
        self.shown.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _tell(self) -> None:
        shown = self.shown
        sums = zip(shown.query.columns, shown.totals(), strict=True)
        said = [f"{column.heading}  {total}" for column, total in sums if total and shown.list.count()]
        self._sum.setText("      ".join(said))
        self.chosen.emit()


def _column(at: int, column: QueryColumn) -> Column:
    return Column(
        column.heading,
        f"cell_{at}",
        show=_SHOW[column.kind],
        width=column.width,
        align="right" if column.kind in _FIGURES else "left",
        tone=(lambda row: _TONES.get(row.cells[at] or "", "")) if column.kind == "state" else None,
        get=lambda row: row.cells[at],
    )
