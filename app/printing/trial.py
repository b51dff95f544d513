"""A sheet that tries a printer: a rule of 100 mm, a barcode, frames along the edges; labels as outlines.

It must not know which printer it tries.
"""

from __future__ import annotations

from app.printing.bars import coded
from app.printing.page import (
    A4,
    BODY,
    HAIR,
    NOTE,
    SMALL,
    STRONG,
    THIN,
    TITLE,
    Block,
    Box,
    Measure,
    Page,
    Placed,
    Rule,
    line_height,
    page_of,
    stacked,
    together,
)
from app.printing.roll import EDGE, WIDTH
from app.printing.text import elided, paragraph
from app.rules.label_facts import LabelStock
from app.rules.trial_facts import TrialFacts

_FRAMES = (300, 500, 1000)
"""How far the frames stand from the edges."""
_LONG = 10_000
_TEN = 1000
_TICK = 200
_CODE = "PARTS-100"
_BARS = 1200
_ROOM = 2000
_INSIDE = 200


def lay_out(facts: TrialFacts, measure: Measure) -> tuple[Page, ...]:
    """One page of the paper it tries."""
    if facts.stock is not None:
        return (_labels(facts, facts.stock, measure),)
    return (_roll(facts, measure) if facts.kind == "receipts" else _a4(facts, measure),)


def _a4(facts: TrialFacts, measure: Measure) -> Page:
    left, room = 2500, A4[0] - 5000
    placed: list[Placed] = [(0, 0, _frame(edge, A4)) for edge in _FRAMES]
    y = 2200
    for block in (*_words(facts, TITLE, room, measure), _across(_LONG, measure), _down(_LONG, measure)):
        placed.append((left, y, block))
        y += block.height + 500
    placed.append((left, y, coded(_CODE, 8000, _BARS)))
    y += _BARS + 100
    placed.append((left, y, paragraph(f"The scanner reads {_CODE}.", room, measure, NOTE)))
    y += 700
    edges = "The frames stand 3, 5 and 10 mm from the edges. What is missing of them the printer cannot print."
    placed.append((left, y, paragraph(edges, room, measure, BODY, most=3)))
    return page_of(placed, A4)


def _roll(facts: TrialFacts, measure: Measure) -> Page:
    room = WIDTH - 2 * EDGE
    blocks = [*_words(facts, STRONG, room, measure), _across(5000, measure), _down(_LONG, measure)]
    blocks.append(coded(_CODE, room, _BARS))
    blocks.append(paragraph(f"The scanner reads {_CODE}.", room, measure, NOTE))
    placed: list[Placed] = []
    y = 1000
    for block in blocks:
        placed.append((EDGE, y, block))
        y += block.height + 300
    size = (WIDTH, y + 900)
    return page_of([*placed, (0, 0, _frame(EDGE, size))], size)


def _words(facts: TrialFacts, title: int, room: int, measure: Measure) -> list[Block]:
    """Which paper, and what was asked of which printer."""
    said = [paragraph(f"{name}: {value}", room, measure, BODY, most=2) for name, value in facts.said]
    exact = "Measure it: a line that is shorter or longer means that the printer fits pages to its paper."
    head = paragraph(facts.title, room, measure, title, bold=True, most=2)
    return [head, *said, paragraph(exact, room, measure, NOTE, most=3)]


def _across(length: int, measure: Measure) -> Block:
    """A level rule with a tick at each 10 mm."""
    ticks = tuple(Box(at, 0, 0, _TICK, THIN) for at in range(0, length + 1, _TEN))
    words = paragraph(f"{length // 100} mm", _ROOM, measure, NOTE, most=1)
    return together([(0, 0, Block(_TICK, (), (Rule(0, _TICK, length, THIN),), ticks)), (0, _TICK + 60, words)])


def _down(length: int, measure: Measure) -> Block:
    """An upright rule with a tick at each 10 mm."""
    ticks = tuple(Rule(0, at, _TICK, THIN) for at in range(0, length + 1, _TEN))
    words = paragraph(f"{length // 100} mm", _ROOM, measure, NOTE, most=1)
    line = Block(length + _TICK, (), ticks, (Box(0, 0, 0, length, THIN),))
    return together([(0, 0, line), (2 * _TICK, length // 2, words)])


def _frame(edge: int, size: tuple[int, int]) -> Block:
    """A thin frame so far from the edges of the paper."""
    return Block(0, boxes=(Box(edge, edge, size[0] - 2 * edge, size[1] - 2 * edge, HAIR),))


def _labels(facts: TrialFacts, stock: LabelStock, measure: Measure) -> Page:
    """Each label as an outline with its number, as they are counted when labels are printed."""
    placed: list[Placed] = []
    room = stock.width - 2 * _INSIDE
    high = stock.height - 2 * _INSIDE
    about = [stock.words, *(f"{name}: {value}" for name, value in facts.said)]
    for place in range(stock.places):
        said = about if place == 0 else []
        texts = [str(place + 1), *said][: max(1, high // line_height(SMALL))]
        lines = [paragraph(elided(each, room, measure, SMALL), room, measure, SMALL, most=1) for each in texts]
        left, top = stock.corner(place)
        outline = Block(stock.height, boxes=(Box(0, 0, stock.width, stock.height, HAIR),))
        placed.append((left, top, together([(0, 0, outline), (_INSIDE, _INSIDE, stacked(lines))])))
    return page_of(placed, stock.paper)
