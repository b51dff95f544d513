"""Tables: columns that share a width, rows that stay in one piece; it must not know what the rows are about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest

from app.printing.page import (
    FIRM,
    HAIR,
    NOTE,
    SMALL,
    TABLE,
    THIN,
    Block,
    Box,
    Measure,
    Placed,
    Rule,
    Text,
    base_line,
    line_height,
    together,
)
from app.printing.text import clean, elided, paragraph, placed_lines
from app.printing.text import lines as lines_of
from app.rules.facts import Align

_GAPS = (560, 460)
"""Between columns when all words have room; else there is `_GAP`."""
_GAP = 320
PAD = 105
_CELL_LINES = 4
_NOTE_LINES = 30
_LEAST = 1700
_SMALLER = (80, 75, 70, 65, 60)
_MEASURED = 60
_CELL = 200
"""So many cells of a column, and so many characters of each, are measured to find its width."""
_TICK_BOX = 340
_WRITING = 580
"""How high a place to write on is."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: one that `stretches` takes the room that is left; a `tick` column has an empty box to tick."""

    heading: str
    align: Align = "left"
    stretches: bool = False
    bold: bool = False
    least: int = _LEAST
    most: int = 0
    """It never asks for more than this, so that one long code does not squeeze the others; 0 sets no limit."""
    tick: bool = False
    blank: int = 0
    """An empty cell is a frame this wide to write in; 0 for none."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: a cell for each column, and a `note` beneath them; a row without cells is a note alone."""

    cells: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Columns with their places: `lefts` and `widths` in hundredths of a millimetre, type in tenths of a point."""

    columns: tuple[Column, ...]
    lefts: tuple[int, ...]
    widths: tuple[int, ...]
    size: int
    width: int
    measure: Measure

    @property
    def note_left(self) -> int:
        """Where notes and comments begin: at the column that stretches."""
        for column, left in zip(self.columns, self.lefts, strict=True):
            if column.stretches:
                return left
        return 0


def fitted(
    columns: Sequence[Column],
    rows: Sequence[Row],
    width: int,
    measure: Measure,
    size: int = TABLE,
    sums: tuple[str, ...] = (),
) -> Table:
    """The table whose columns share `width`: figures in full, words in what is left, in smaller type if need be.

    `sums` are the widest cells that a row of sums will have.
    """
    between = len(columns) - 1
    for smaller in (size, *(step for step in _SMALLER if step < size)):
        naturals = [_natural(place, column, rows, width, measure, smaller) for place, column in enumerate(columns)]
        for place, cell in enumerate(sums):
            naturals[place] = min(width, max(naturals[place], measure(clean(cell[:_CELL]), smaller, True)))
        airy = [gap for gap in _GAPS if sum(naturals) + gap * between <= width]
        gap = airy[0] if airy else _GAP
        widths = _shared(columns, naturals, width - gap * between)
        if not _tight(columns, naturals, widths):
            break
    else:
        widths = _levelled(naturals, width - gap * between)
    lefts = [sum(widths[:place]) + gap * place for place in range(len(widths))]
    return Table(tuple(columns), tuple(lefts), tuple(widths), smaller, width, measure)


def _natural(place: int, column: Column, rows: Sequence[Row], room: int, measure: Measure, size: int) -> int:
    """How wide a column would like to be."""
    wide = max(column.blank, *(measure(line, SMALL, True) for line in clean(column.heading).split("\n")))
    if column.tick:
        return max(wide, _TICK_BOX)
    cells = {row.cells[place] for row in rows if row.cells}
    longest = cells if column.align == "right" else nlargest(_MEASURED, cells, key=len)
    for cell in longest:
        for line in clean(cell[:_CELL]).split("\n"):
            wide = max(wide, measure(line, size, column.bold))
    return min(wide, column.most or room)


def _shared(columns: Sequence[Column], naturals: Sequence[int], room: int) -> list[int]:
    """Figures get their full width, words share the rest; what is over goes to the columns that stretch."""
    widths = list(naturals)
    words = [place for place, column in enumerate(columns) if column.align == "left" and not column.tick]
    left = room - sum(widths[place] for place in range(len(widths)) if place not in words)
    for place, wide in zip(words, _levelled([naturals[place] for place in words], left), strict=True):
        widths[place] = wide
    over = room - sum(widths)
    takers = [place for place, column in enumerate(columns) if column.stretches] or words
    if over > 0 and takers:
        whole = sum(widths[place] for place in takers) or 1
        for place in takers:
            widths[place] += over * widths[place] // whole
    return widths


def _levelled(naturals: Sequence[int], room: int) -> list[int]:
    """Room shared so that the modest get what they ask for and the others an equal part of the rest."""
    widths = [0] * len(naturals)
    asking = sorted(range(len(naturals)), key=lambda place: naturals[place])
    for served, place in enumerate(asking):
        widths[place] = min(naturals[place], max(0, room) // (len(asking) - served))
        room -= widths[place]
    return widths


def _tight(columns: Sequence[Column], naturals: Sequence[int], widths: Sequence[int]) -> bool:
    return any(
        wide < min(natural, column.least) for column, natural, wide in zip(columns, naturals, widths, strict=True)
    )


def head(table: Table) -> Block:
    """The headings over their rule; a heading may have two lines and stands on the rule."""
    placed: list[Placed] = []
    cells = []
    for column, width in zip(table.columns, table.widths, strict=True):
        fits = [elided(line, width, table.measure, SMALL, True) for line in clean(column.heading).split("\n")]
        right = column.align == "right"
        cells.append(placed_lines(fits, width, table.measure, SMALL, bold=True, tone="quiet", right=right))
    tallest = max(cell.height for cell in cells)
    for cell, left in zip(cells, table.lefts, strict=True):
        placed.append((left, tallest - cell.height, cell))
    ruled = Block(90, rules=(Rule(0, 90, table.width, FIRM),))
    return together([*placed, (0, tallest, ruled)], tallest + 90 + 30)


def row_block(table: Table, row: Row) -> Block:
    """One row with its note and the hair line beneath it."""
    placed: list[Placed] = []
    bottom = PAD
    if row.cells:
        for column, left, width, cell in zip(table.columns, table.lefts, table.widths, row.cells, strict=True):
            block = _cell(table, column, width, cell)
            placed.append((left, PAD, block))
            bottom = max(bottom, PAD + block.height)
    if row.note:
        left = table.note_left
        size, tone = (min(NOTE, table.size), "quiet") if row.cells else (table.size, "ink")
        note = paragraph(
            row.note,
            table.width - left,
            table.measure,
            size,
            tone="quiet" if tone == "quiet" else "ink",
            most=_NOTE_LINES,
        )
        placed.append((left, bottom, note))
        bottom += note.height
    return underlined(together(placed, bottom + PAD), table.width)


def underlined(block: Block, width: int) -> Block:
    """A row with the hair line beneath it."""
    line = Rule(0, block.height, width, HAIR, "hair")
    return Block(block.height, block.texts, (*block.rules, line), block.boxes, block.bars)


def _cell(table: Table, column: Column, width: int, cell: str) -> Block:
    if column.tick:
        top = (line_height(table.size) - _TICK_BOX) // 2
        return Block(line_height(table.size), boxes=(Box(0, top, _TICK_BOX, _TICK_BOX, THIN),))
    if column.blank and not cell:
        return Block(_WRITING, boxes=(Box(0, 0, width, _WRITING, THIN),))
    if column.align == "right":
        fits = [elided(line, width, table.measure, table.size, column.bold) for line in clean(cell).split("\n")]
        block = placed_lines(fits[:_CELL_LINES], width, table.measure, table.size, bold=column.bold, right=True)
        return _with_hanging_brackets(block, table.measure)
    fits = lines_of(cell, width, table.measure, table.size, column.bold, _CELL_LINES)
    return placed_lines(fits, width, table.measure, table.size, bold=column.bold)


def _with_hanging_brackets(block: Block, measure: Measure) -> Block:
    """Figures in brackets moved right by the closing one, so that figures stand under figures."""
    texts = tuple(
        replace(text, x=text.x + measure(")", text.size, text.bold)) if text.text.startswith("(") else text
        for text in block.texts
    )
    return Block(block.height, texts)


def is_cramped(table: Table, rows: Sequence[Row]) -> bool:
    """Whether the type is very small or many rows need several lines: wider paper would be better."""
    some = [row_block(table, row).height for row in rows[:_MEASURED]]
    return table.size < 75 or sum(some) * 2 > (line_height(table.size) + 2 * PAD) * len(some) * 3


def sum_block(table: Table, label: str, cells: tuple[str, ...], *, bold: bool = True, ruled: bool = False) -> Block:
    """A row of sums: `label` from the left edge of the note, figures in their columns."""
    texts: list[Text] = []
    y = PAD + base_line(table.size)
    left = table.note_left
    filled = [place for place, cell in enumerate(cells) if cell]
    until = table.lefts[filled[0]] - _GAP if filled else table.width
    if label:
        fits = elided(label, max(until - left, _LEAST), table.measure, table.size, bold)
        texts.append(Text(left, y, fits, table.size, table.measure(fits, table.size, bold), bold))
    for place in filled:
        column, width = table.columns[place], table.widths[place]
        fits = elided(clean(cells[place]), width, table.measure, table.size, bold)
        wide = table.measure(fits, table.size, bold)
        x = table.lefts[place] + (width - wide if column.align == "right" else 0)
        texts.append(Text(x, y, fits, table.size, wide, bold))
    height = 2 * PAD + line_height(table.size)
    return Block(height, tuple(texts), (Rule(0, 0, table.width, THIN),) if ruled else ())


Sums = Callable[[int], tuple[str, ...]]
"""What the rows before the given one come to, as a cell for each column; an empty cell has no sum."""
