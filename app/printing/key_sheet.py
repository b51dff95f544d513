"""The keys of a desk on one upright page, in three columns; it must not know what a key does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.printing import letterhead
from app.printing.page import (
    A4,
    FIRM,
    FOOT,
    MARGIN,
    TOP,
    Block,
    Measure,
    Page,
    Placed,
    Rule,
    page_of,
    stacked,
    together,
)
from app.printing.text import paragraph
from app.rules.key_facts import KeySheetFacts

_HEADING: Final = 160
_SIZE: Final = 75
_COLUMNS: Final = 3
_BETWEEN: Final = 500
_KEY: Final = 2450
_ROW: Final = 400
_LINES: Final = 3
_BENEATH: Final = 50
_ABOVE_PART: Final = 150


def lay_out(facts: KeySheetFacts, measure: Measure) -> tuple[Page, ...]:
    """As many pages as it takes; the keys of this program take one."""
    whole = A4[0] - 2 * MARGIN
    width = (whole - _BETWEEN * (_COLUMNS - 1)) // _COLUMNS
    head = stacked(
        [
            paragraph(facts.heading, whole, measure, _HEADING, bold=True, most=2),
            Block(40),
            paragraph(facts.shop, whole, measure, _SIZE, tone="quiet", most=1),
            Block(160),
            Block(FIRM, rules=(Rule(0, 0, whole, FIRM),)),
        ]
    )
    top = TOP + head.height + 250
    room = A4[1] - FOOT - 700 - top
    bodies = list(_columns(facts, room, width, measure))
    pages = [bodies[at : at + _COLUMNS] for at in range(0, len(bodies), _COLUMNS)] or [[]]
    foot = letterhead.foot(facts.heading, measure, whole)
    return tuple(
        page_of(
            [
                (MARGIN, TOP, head),
                *((MARGIN + place * (width + _BETWEEN), top, body) for place, body in enumerate(columns)),
                (MARGIN, A4[1] - FOOT, foot(number, len(pages))),
            ],
            A4,
        )
        for number, columns in enumerate(pages, start=1)
    )


def _columns(facts: KeySheetFacts, room: int, width: int, measure: Measure) -> Iterator[Block]:
    """The rows one beneath the other, a new column where there is no room; a heading is not left alone at its foot."""
    placed: list[Placed] = []
    y = 0
    for heading, rows in facts.parts:
        if placed and y + _ABOVE_PART + 2 * _ROW > room:
            yield together(placed)
            placed, y = [], 0
        y += _ABOVE_PART if placed else 0
        placed.append((0, y, paragraph(heading, width, measure, _SIZE, bold=True, most=1)))
        y += _ROW
        for key, does in rows:
            row = together(
                [
                    (0, 0, paragraph(key, _KEY - 100, measure, _SIZE, bold=True, most=_LINES)),
                    (_KEY, 0, paragraph(does, width - _KEY, measure, _SIZE, most=_LINES)),
                ]
            )
            if y + row.height > room:
                yield together(placed)
                placed, y = [], 0
            placed.append((0, y, row))
            y += row.height + _BENEATH
    if placed:
        yield together(placed)
