"""What a page is made of: texts, rules, boxes, bars placed in whole hundredths of a millimetre; it must not know what
the page is about or what draws it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Tone = Literal["ink", "quiet", "hair"]
Measure = Callable[[str, int, bool], int]
"""`measure(text, size, bold)`: how wide the text comes out, in hundredths of a millimetre."""

A4 = (21000, 29700)
MARGIN = 1500
TOP = 1600
FOOT = 1300
"""From the lower edge to the base line of the page's number."""

# Sizes of type in tenths of a point.
SMALL = 75
NOTE = 80
TABLE = 85
BODY = 90
STRONG = 110
NAME = 150
TITLE = 210

HAIR, THIN, FIRM = 10, 18, 28
"""Weights of rules."""


@dataclass(frozen=True, slots=True)
class Text:
    """One run of text: `x` is its left end, `y` its base line, `size` in tenths of a point."""

    x: int
    y: int
    text: str
    size: int
    width: int
    bold: bool = False
    tone: Tone = "ink"


@dataclass(frozen=True, slots=True)
class Rule:
    """A level line from `x`, `length` long."""

    x: int
    y: int
    length: int
    weight: int = THIN
    tone: Tone = "ink"


@dataclass(frozen=True, slots=True)
class Box:
    """An empty frame; `x` and `y` are its upper left corner."""

    x: int
    y: int
    width: int
    height: int
    weight: int = THIN


@dataclass(frozen=True, slots=True)
class Bar:
    """A filled upright bar of a barcode; `x` and `y` are its upper left corner."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a page that stays in one piece; its places count from its own upper left corner."""

    height: int
    texts: tuple[Text, ...] = ()
    rules: tuple[Rule, ...] = ()
    boxes: tuple[Box, ...] = ()
    bars: tuple[Bar, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One side of paper, `width` by `height`."""

    texts: tuple[Text, ...]
    rules: tuple[Rule, ...]
    boxes: tuple[Box, ...]
    width: int = A4[0]
    height: int = A4[1]
    bars: tuple[Bar, ...] = ()


Placed = tuple[int, int, Block]
"""A block and where its upper left corner goes: x, y, block."""


def line_height(size: int) -> int:
    """How far apart lines of that size stand: 1.3 times the size."""
    return size * 459 // 100


def base_line(size: int) -> int:
    """From the top of a line of that size to its base line; the capitals stand in the middle of the line."""
    return size * 353 // 100


def together(placed: Iterable[Placed], height: int = 0) -> Block:
    """Several blocks as one; as high as the lowest of them reaches, and at least `height`."""
    texts: list[Text] = []
    rules: list[Rule] = []
    boxes: list[Box] = []
    bars: list[Bar] = []
    for x, y, block in placed:
        texts += [Text(t.x + x, t.y + y, t.text, t.size, t.width, t.bold, t.tone) for t in block.texts]
        rules += [Rule(r.x + x, r.y + y, r.length, r.weight, r.tone) for r in block.rules]
        boxes += [Box(b.x + x, b.y + y, b.width, b.height, b.weight) for b in block.boxes]
        bars += [Bar(b.x + x, b.y + y, b.width, b.height) for b in block.bars]
        height = max(height, y + block.height)
    return Block(height, tuple(texts), tuple(rules), tuple(boxes), tuple(bars))


def stacked(blocks: Sequence[Block], gap: int = 0) -> Block:
    """Blocks one beneath the other, `gap` apart; those without height take no room."""
    placed: list[Placed] = []
    y = 0
    for block in blocks:
        if block.height:
            placed.append((0, y, block))
            y += block.height + gap
    return together(placed)


def page_of(placed: Iterable[Placed], size: tuple[int, int]) -> Page:
    """The finished page with these blocks on it."""
    whole = together(placed)
    return Page(whole.texts, whole.rules, whole.boxes, *size, whole.bars)
