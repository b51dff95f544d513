"""Labels for parts and bins, one after the other on a roll or side by side on sheets; it must not know who sticks them
where."""

from __future__ import annotations

from app.printing.bars import coded
from app.printing.page import Block, Measure, Page, Placed, line_height, page_of, stacked, together
from app.printing.text import elided, paragraph
from app.rules.label_facts import LabelFacts, LabelsFacts, LabelStock

_EDGE = 200
"""What stays blank within each label: printers and hands are not exact."""
_BIG = (400, 320, 260, 210, 180, 150, 130, 110, 95, 85, 75, 65)
_SMALL = (90, 75, 60)
_LEAST_BARS = 500
_MOST_BARS = 1500
"""Bars lower than this no hand finds with a scanner; higher ones help nobody."""
_GAP = 60


def lay_out(facts: LabelsFacts, measure: Measure) -> tuple[Page, ...]:
    """The labels on their paper, from the first free place of the first sheet; a single blank one where none is."""
    stock = facts.stock
    each = [block for label in facts.labels for block in [_label(label, stock, measure)] * label.count]
    start = min(max(facts.first, 1), stock.places) - 1
    places = [divmod(start + number, stock.places) for number in range(len(each))]
    placed: list[list[Placed]] = [[] for _ in range(places[-1][0] + 1 if places else 1)]
    for block, (sheet, place) in zip(each, places, strict=True):
        left, top = stock.corner(place)
        placed[sheet].append((left + _EDGE, top + _EDGE, block))
    return tuple(page_of(on_it, stock.paper) for on_it in placed)


def without_bars(facts: LabelsFacts, measure: Measure) -> tuple[str, ...]:
    """The numbers of the parts whose barcode has no room on this paper, or signs that no barcode has."""
    return tuple(label.number for label in facts.labels if not _label(label, facts.stock, measure).bars)


def _label(label: LabelFacts, stock: LabelStock, measure: Measure) -> Block:
    """What stands on one label: large what is looked for, small what explains it, the bars at the foot."""
    width, height = stock.width - 2 * _EDGE, stock.height - 2 * _EDGE
    of_bin = label.kind == "bin" and bool(label.bin.strip())
    big = label.bin if of_bin else label.number
    rest = f"{label.number}  {label.description}" if of_bin else label.description
    small = next((size for size in _SMALL if line_height(size) * 7 <= height), _SMALL[-1])
    roomy = height >= 2400
    head = _largest(big, width, height // (2 if of_bin and roomy else 3), measure)
    words = paragraph(rest, width, measure, small, most=2 if roomy else 1)
    foot = _foot(label, width, small, measure, of_bin=of_bin)
    left = height - head.height - words.height - foot.height - 2 * _GAP
    bars = coded(label.code or label.number, width, min(left, _MOST_BARS)) if left >= _LEAST_BARS else Block(0)
    at_foot = height - foot.height
    return together(
        [
            (0, 0, stacked([head, words])),
            (0, at_foot - _GAP - bars.height, bars),
            (0, at_foot, foot),
        ],
        height,
    )


def _foot(label: LabelFacts, width: int, size: int, measure: Measure, *, of_bin: bool) -> Block:
    """What the bars say where that is another number, and the bin of a part."""
    bin_room = 0
    placed: list[Placed] = []
    if label.bin.strip() and not of_bin:
        where = elided(label.bin, width // 2, measure, size, True)
        bin_room = measure(where, size, True) + 200
        placed.append((0, 0, paragraph(where, width, measure, size, bold=True, most=1, right=True)))
    if label.code and label.code != label.number:
        placed.append((0, 0, paragraph(label.code, width - bin_room, measure, size, most=1)))
    return together(placed)


def _largest(text: str, width: int, height: int, measure: Measure) -> Block:
    """One line as large as it goes into this room."""
    size = next((each for each in _BIG if line_height(each) <= height and measure(text, each, True) <= width), _BIG[-1])
    return paragraph(elided(text, width, measure, size, True), width, measure, size, bold=True, most=1)
