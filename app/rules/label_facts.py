"""What stands on labels for parts and bins, and on which label paper; it must not know how a label is laid out.

Lengths are hundredths of a millimetre.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from app.rules.entry import quoted
from app.rules.faults import Refused

_LENGTH = re.compile(r"(\d{1,4})(?:\.(\d{0,2}))?", re.ASCII)
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


OWN: Final = "own"
"""The name of the label paper that a desk has described itself."""
MOST_IN_LINE: Final = 40
LEAST_SIDE: Final = 1000
LONGEST_ROLL: Final = 30000
"""Nothing that is printed on is smaller or, on a roll, longer than this."""


@dataclass(frozen=True, slots=True)
class OwnPaper:
    """Label paper as a person measures it: `left` and `top` are the blank edges, `gap_across` and `gap_down` the gaps.

    One column and one row is a roll; it has neither edges nor gaps.
    """

    columns: int = 3
    rows: int = 8
    width: int = 6400
    height: int = 3390
    left: int = 650
    top: int = 1290
    gap_across: int = 250
    gap_down: int = 0


def own_stock(paper: OwnPaper) -> LabelStock:
    """This paper to print on. Raises Refused with the field that is wrong when it cannot be, or does not fit on A4."""
    _within("columns", "columns", paper.columns, 1, MOST_IN_LINE)
    _within("rows", "rows", paper.rows, 1, MOST_IN_LINE)
    on_sheet = paper.columns * paper.rows > 1
    for field, value, longest in (("width", paper.width, A4_WIDTH), ("height", paper.height, A4_HEIGHT)):
        most = longest if on_sheet else LONGEST_ROLL
        if not LEAST_SIDE <= value <= most:
            raise Refused(f"The label {field} is {_mm(value)}. It is {_mm(LEAST_SIDE)} to {_mm(most)}.", field=field)
    if not on_sheet:
        size = f"{written_mm(paper.width)} × {_mm(paper.height)}"
        return LabelStock(OWN, f"Own roll, {size}", paper.width, paper.height)
    for field, called, value in (
        ("left", "left edge", paper.left),
        ("top", "top edge", paper.top),
        ("gap_across", "gap between columns", paper.gap_across),
        ("gap_down", "gap between rows", paper.gap_down),
    ):
        if value < 0:
            raise Refused(f"The {called} is less than nothing. Measure it on the sheet, in millimetres.", field=field)
    wide = paper.left + paper.columns * paper.width + (paper.columns - 1) * paper.gap_across
    high = paper.top + paper.rows * paper.height + (paper.rows - 1) * paper.gap_down
    if wide > A4_WIDTH:
        raise Refused(
            f"{paper.columns} columns take {_mm(wide)} with edge and gaps; A4 is {_mm(A4_WIDTH)} wide.", field="columns"
        )
    if high > A4_HEIGHT:
        raise Refused(
            f"{paper.rows} rows take {_mm(high)} with edge and gaps; A4 is {_mm(A4_HEIGHT)} high.", field="rows"
        )
    size = f"{written_mm(paper.width)} × {_mm(paper.height)}"
    return LabelStock(
        name=OWN,
        words=f"Own A4 sheet, {paper.columns} × {paper.rows} of {size}",
        width=paper.width,
        height=paper.height,
        columns=paper.columns,
        rows=paper.rows,
        left=paper.left,
        top=paper.top,
        across=paper.width + paper.gap_across,
        down=paper.height + paper.gap_down,
    )


def _within(field: str, called: str, value: int, smallest: int, largest: int) -> None:
    if not smallest <= value <= largest:
        raise Refused(f"A sheet has {smallest} to {largest} {called}, not {value}.", field=field)


def millimetres(text: str) -> int:
    """A typed length as hundredths of a millimetre; raises Refused for what is none."""
    found = _LENGTH.fullmatch(text.strip().removesuffix("mm").strip())
    if found is None:
        raise Refused(f"{quoted(text)} is no length. Type millimetres, for instance 63.5.")
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))


def written_mm(hundredths: int) -> str:
    """A length as it is typed: 63.5."""
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02}".rstrip("0").rstrip(".")


def _mm(hundredths: int) -> str:
    return f"{written_mm(hundredths)} mm"


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
