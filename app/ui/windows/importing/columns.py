"""Which column holds what, and how the first rows would be read; it must not know where the rows come from or go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.exchange.fields import Field, fields_of
from app.exchange.mapping import Matching, require
from app.exchange.rows import read_rows
from app.exchange.tables import Table, widest
from app.exchange.text_file import Row
from app.rules.entry import brief
from app.rules.faults import Refused
from app.rules.rows import ImportKind, RefusedRow
from app.ui.kit import style
from app.ui.kit.entry.fields import Choice
from app.ui.kit.grid.line_model import Column, Side
from app.ui.kit.records.lists import RecordList

_ACROSS = 3
_SHOWN_IN_A_CHOICE = 24
_SHOWN_IN_A_CELL = 60
_ROWS_SHOWN = 20
_ROWS_AT_LEAST = 5


class ColumnChoices(QScrollArea):
    """A choice of column for every field of a kind; `changed` tells that a person has chosen another."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        style.named(self, "Columns")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the choices take it
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.choices: dict[str, Choice] = {}

    def show_columns(
        self, kind: ImportKind, first: Sequence[Row], headings: Row | None, chosen: dict[str, int]
    ) -> None:
        """Offer the columns of these rows for each field; `chosen` are those that are matched already."""
        options: list[tuple[object, str]] = [(None, "–")]
        sample = headings if headings is not None else first[0] if first else ()
        for column in range(widest(first)):
            text = " ".join(sample[column].split()) if column < len(sample) else ""
            shown = f"{text[:_SHOWN_IN_A_CHOICE]}…" if len(text) > _SHOWN_IN_A_CHOICE else text
            options.append((column, f"{column + 1}  {shown}".rstrip()))
        page = QWidget()
        style.named(page, "Columns")
        grid = QGridLayout(page)
        grid.setContentsMargins(style.SIZES.margin, style.SIZES.gap, style.SIZES.margin, style.SIZES.gap)
        grid.setHorizontalSpacing(style.SIZES.label_gap)
        grid.setVerticalSpacing(style.SIZES.step)
        self.choices = {}
        fields = fields_of(kind)
        high = -(-len(fields) // _ACROSS)
        for at, field in enumerate(fields):
            across, down = divmod(at, high)
            choice = Choice(field.label, options, _prompt(field))
            choice.setMinimumContentsLength(_SHOWN_IN_A_CHOICE // 2)
            choice.value = chosen.get(field.name)
            choice.committed.connect(lambda _value: self.changed.emit())
            words = style.label(field.label, "strong" if field.required else "muted")
            words.setBuddy(choice)
            grid.addWidget(words, down, across * 2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(choice, down, across * 2 + 1)
            grid.setColumnStretch(across * 2 + 1, 1)
            self.choices[field.name] = choice
        grid.setRowStretch(high, 1)
        self.setWidget(page)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As high as all choices are; a small screen scrolls them."""
        page = self.widget()
        return page.sizeHint() if page is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(
            super().minimumSizeHint().width(), min(self.sizeHint().height(), _ROWS_AT_LEAST * style.row_height())
        )

    @property
    def columns(self) -> dict[str, int]:
        """The chosen columns, from 0, by the names of the fields."""
        return {name: choice.value for name, choice in self.choices.items() if choice.value is not None}


@dataclass(frozen=True, slots=True)
class _Shown:
    """A row as the preview shows it: its number in the file, its cells, and why it would be refused."""

    id: int
    cells: Row
    why: str


class FirstRows(QWidget):
    """The first rows under the fields that they fill; a row that would be refused says why."""

    def __init__(self) -> None:
        super().__init__()
        style.named(self, "Preview")
        self._page = QVBoxLayout(self)
        self._page.setContentsMargins(0, 0, 0, 0)
        self.clear()

    def clear(self) -> None:
        """Say what would fill it."""
        self._list = self._made((), "Choose a file with Ctrl+O: its columns and first rows are shown here.")

    def show_rows(self, first: Sequence[Row], matching: Matching) -> None:
        """Show the rows beneath the headings."""
        why = _why_not(first, matching)
        columns = [Column("Row", "id", width=5, align="right")]
        if why:
            columns.append(Column("Would be refused", "why", width=36, tone=lambda _row: "refused"))
        held = {column: field for field, column in matching.fields}
        headings = matching.headings or ()
        for at in range(widest(first)):
            heading = brief(headings[at]) if at < len(headings) else f"Column {at + 1}"
            columns.append(_column(at, held.get(at), heading))
        self._list = self._made(columns, "There are no rows beneath the headings.")
        rows = enumerate(first, start=1)
        self._list.show_records(
            [_Shown(at, row, why.get(at, "")) for at, row in rows if at > matching.headings_row and any(row)][
                :_ROWS_SHOWN
            ]
        )

    def _made(self, columns: Sequence[Column], empty: str) -> RecordList:
        while (item := self._page.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        made = RecordList("First rows", columns or (Column("File", "id"),), empty=empty, filtered=False)
        self._page.addWidget(made)
        made.show()
        return made


def _column(at: int, field: Field | None, heading: str) -> Column:
    def text(row: _Shown) -> str:
        shown = " ".join(row.cells[at][: 2 * _SHOWN_IN_A_CELL].split()) if at < len(row.cells) else ""
        return f"{shown[:_SHOWN_IN_A_CELL]}…" if len(shown) > _SHOWN_IN_A_CELL else shown

    if field is None:
        return Column(f"({heading})", f"cell{at}", get=text, width=14, tone=lambda _row: "quiet")
    side: Side = "right" if field.is_amount else "left"
    return Column(field.label, f"cell{at}", get=text, width=12 if field.is_amount else 20, align=side)


def _why_not(first: Sequence[Row], matching: Matching) -> dict[int, str]:
    """By row number, why a row would be refused; nothing is known while a required field has no column."""
    try:
        require(matching.kind, matching.columns, matching.headings)
    except Refused:
        return {}
    sample = Table("", lambda: iter(first))
    return {row.row: row.sentence for row in read_rows(sample, matching) if isinstance(row, RefusedRow)}


def _prompt(field: Field) -> str:
    needed = " Every row needs it." if field.required else ""
    return f"Which column of the file holds {field.label}?{needed} Up and Down choose."
