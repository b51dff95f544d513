"""What a price file would do, before it does it: figures and a page for each list; it must not know who finds it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from app.rules import words
from app.rules.price_files import PastImport, Preview
from app.ui.kit import dates, style
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.lists import RecordList

_NUMBER: Final = Column("Part", "number", width=20)
_WORDS: Final = Column("Description", "description", width=0)
_MOVES: Final = (
    _NUMBER,
    Column("Old price", "old", show=words.price, width=12, align="right"),
    Column("New price", "new", show=words.price, width=12, align="right"),
    Column("Move", "told", width=24, align="right"),
    _WORDS,
)


class Look(QWidget):
    """The figures of a preview above its lists; a list with nothing in it has no page."""

    def __init__(self, sees_costs: Callable[[], bool]) -> None:
        super().__init__()
        style.named(self, "What it would do")
        self._sees_costs = sees_costs
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(style.SIZES.gap)
        self._figures = style.label("", wrap=True, name="Figures")
        self._pages = style.named(QTabWidget(documentMode=True), "Lists")
        page.addWidget(self._figures)
        page.addWidget(self._pages, 1)

    def show_preview(self, preview: Preview) -> None:
        """Show what would be done."""
        self._figures.setText("\n".join(preview.told))
        while self._pages.count():
            gone = self._pages.widget(0)
            self._pages.removeTab(0)
            if gone is not None:
                gone.deleteLater()
        for title, records, columns, count in self._lists(preview):
            if records:
                made = RecordList(title, columns, empty="Nothing.")
                made.show_records(records)
                self._pages.addTab(made, f"{title} {count:,}")
        self._pages.setVisible(self._pages.count() > 0)

    def set_focus(self) -> None:
        """To the first list."""
        shown = self._pages.currentWidget()
        if shown is not None:
            shown.setFocus()

    def _lists(self, preview: Preview) -> Sequence[tuple[str, Sequence[Any], Sequence[Column], int]]:
        below = preview.below_cost if self._sees_costs() else ()
        return (
            ("Refused", preview.refused, _REFUSED, preview.refused_count),
            ("Dearer", preview.dearer, _MOVES, len(preview.dearer)),
            ("Cheaper", preview.cheaper, _MOVES, len(preview.cheaper)),
            ("Below cost", below, self._of_costs(), preview.below_cost_count),
            ("Not in the file", preview.gone_parts, (_NUMBER, _WORDS), preview.gone),
            ("Alike", preview.alike, (_NUMBER, _WORDS), preview.alike_count),
            (
                "Superseded by nothing",
                preview.dangling,
                (_NUMBER, Column("By", "told", width=20), _WORDS),
                preview.dangling_count,
            ),
        )

    def _of_costs(self) -> Sequence[Column]:
        return (
            _NUMBER,
            Column("Price", "price", show=words.price, width=12, align="right"),
            Column("Cost", "cost", show=words.price, width=12, align="right", seen=self._sees_costs),
            _WORDS,
        )


_REFUSED: Final = (
    Column("Row", "row", width=8, align="right"),
    Column("Why", "sentence", width=70),
    Column("The row", "text", width=0),
)


def past_imports() -> RecordList:
    """The price files that were brought in, the latest first."""
    return RecordList(
        "Past imports",
        (
            Column("When", "at", get=_when, width=20),
            Column("Who", "operator", width=14),
            Column("Supplier", "creditor", width=24),
            Column("File", "file_name", width=34),
            Column("What became of it", "told", width=0),
        ),
        empty="No price file has come in yet. Ctrl+O chooses one.",
    )


def _when(each: PastImport) -> str:
    at = each.at.astimezone()
    return f"{dates.full_day(at.date())} {at:%H:%M}"
