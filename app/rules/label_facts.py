"""What stands on labels for parts and bins, and on which label paper; it must not know how a label is laid out.

Lengths are hundredths of a millimetre.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

LabelKind = Literal["part", "bin"]

A4_WIDTH: Final = 21000
A4_HEIGHT: Final = 29700
MOST_LABELS: Final = 500
"""So many labels of one part are printed at once, and no more: more is a slip of the finger."""


@dataclass(frozen=True, slots=True)
class LabelStock:
    """Label paper: one label of a roll, or a sheet of A4 with `columns` × `rows` of them.

    `left` and `top` are where the first label begins, `across` and `down` how far apart labels begin.
    """

    name: str
    words: str
    width: int
    height: int
    columns: int = 1
    rows: int = 1
    left: int = 0
    top: int = 0
    across: int = 0
    down: int = 0

    @property
    def is_sheet(self) -> bool:
        """Whether several labels share one sheet."""
        return self.columns * self.rows > 1

    @property
    def places(self) -> int:
        """How many labels one sheet has."""
        return self.columns * self.rows

    @property
    def paper(self) -> tuple[int, int]:
        """Width and height of what goes through the printer."""
        return (A4_WIDTH, A4_HEIGHT) if self.is_sheet else (self.width, self.height)

    def corner(self, place: int) -> tuple[int, int]:
        """The upper left corner of a label, counted from 0 along the rows."""
        row, column = divmod(place, self.columns)
        return self.left + column * self.across, self.top + row * self.down


def _roll(width: int, height: int) -> LabelStock:
    return LabelStock(f"{width}x{height}", f"Roll, {width} × {height} mm", width * 100, height * 100)


def _sheet(columns: int, rows: int, width: int, height: int, gap: int = 0) -> LabelStock:
    """Labels in the middle of A4, `gap` between columns; these sheets have none between rows."""
    across = width + gap
    return LabelStock(
        name=f"A4 {columns}x{rows}",
        words=f"A4 sheet, {columns} × {rows} of {width / 100:g} × {height / 100:g} mm",
        width=width,
        height=height,
        columns=columns,
        rows=rows,
        left=(A4_WIDTH - columns * width - (columns - 1) * gap) // 2,
        top=(A4_HEIGHT - rows * height) // 2,
        across=across,
        down=height,
    )


STOCKS: Final = {
    stock.name: stock
    for stock in (
        _roll(62, 29),
        _roll(50, 25),
        _roll(57, 32),
        _roll(100, 50),
        _sheet(3, 8, 6400, 3390, 250),
        _sheet(3, 7, 6350, 3810, 250),
        _sheet(2, 7, 9910, 3810, 250),
        _sheet(2, 4, 9910, 6770, 250),
        _sheet(5, 13, 3810, 2120, 250),
    )
}
"""The label papers of the trade by their names; the usual one first."""
USUAL_STOCK: Final = next(iter(STOCKS))


@dataclass(frozen=True, slots=True)
class LabelFacts:
    """A label and how often it is wanted: of a part, or of the bin it lies in.

    `code` is what a scanner shall read: the part's own barcode, else its number.
    """

    number: str
    description: str = ""
    bin: str = ""
    code: str = ""
    count: int = 1
    kind: LabelKind = "part"


@dataclass(frozen=True, slots=True)
class LabelsFacts:
    """Labels to print. `first` is the first free place on the first sheet, from 1; on a roll it means nothing."""

    labels: tuple[LabelFacts, ...]
    stock: LabelStock
    first: int = 1

    @property
    def title(self) -> str:
        """The sheet's name, for a window, a file or a printer's queue."""
        one = self.labels[0].number if len(self.labels) == 1 else ""
        return f"Labels {one}".rstrip()
