"""The sheets a stocktake is counted by, from bin to bin; it must not know what becomes of the count."""

from __future__ import annotations

from app.printing import letterhead
from app.printing.document import Sheet, set_on_pages
from app.printing.page import Block, Measure, Page, stacked
from app.printing.table import Column, Row
from app.printing.text import natural
from app.rules import words
from app.rules.money_facts import CountLineFacts, CountSheetFacts

_SIZE = 95
_TO_WRITE = 2600


def lay_out(facts: CountSheetFacts, measure: Measure) -> tuple[Page, ...]:
    """The parts in the order of their bins (A-2 before A-10, parts without a bin last), with a place for the count."""
    with_unit = any(line.unit for line in facts.lines)
    columns = [
        Column("Bin", bold=True, most=3000),
        Column("Part", most=3600),
        Column("Description", stretches=True, least=3800),
        *([Column("Unit", least=900, most=1800)] if with_unit else []),
        *([Column("On hand", "right")] if facts.show_on_hand else []),
        Column("Counted", "right", blank=_TO_WRITE),
    ]
    lines = sorted(facts.lines, key=lambda line: (not line.bin.strip(), natural(line.bin), natural(line.number)))
    rows = [
        ("Date", facts.seller.dates.full_day(facts.dated)),
        ("Parts", str(len(lines))),
        ("To count", str(sum(line.counted is None for line in lines))),
    ]
    sheet = Sheet(
        seller=facts.seller,
        title="Count Sheets",
        number=facts.number,
        about=facts.about,
        parties=(letterhead.party("Which bins", facts.about, [], measure), Block(0), letterhead.details(rows, measure)),
        columns=columns,
        rows=[_row(line, with_unit=with_unit, show_on_hand=facts.show_on_hand) for line in lines],
        closing=stacked([Block(200), letterhead.to_write_on(["Counted by", "Entered by", "Date"], measure)]),
        copy=facts.copy,
        size=_SIZE,
        empty="There is no part to count.",
    )
    return set_on_pages(sheet, measure)


def _row(line: CountLineFacts, *, with_unit: bool, show_on_hand: bool) -> Row:
    cells = [line.bin.strip() or "–", line.number, line.description]
    if with_unit:
        cells.append(line.unit)
    if show_on_hand:
        cells.append(words.quantity(line.on_hand) if line.on_hand is not None else "")
    cells.append(words.quantity(line.counted) if line.counted is not None else "")
    return Row(tuple(cells))
