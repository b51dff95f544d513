"""Any list or query on paper, upright or lying as its columns need; it must not know what the list is of."""

from __future__ import annotations

from app.printing import letterhead
from app.printing.flow import Flow, pages
from app.printing.page import A4, BODY, FIRM, MARGIN, Block, Measure, Page, Rule, stacked, together
from app.printing.table import Column, Row, fitted, is_cramped, row_block, sum_block
from app.printing.text import paragraph
from app.rules import words
from app.rules.facts import ListFacts, SellerFacts

_HEADING = 160
_SIZE = 80


def lay_out(facts: ListFacts, measure: Measure) -> tuple[Page, ...]:
    """The pages of a list; the paper is turned when the columns have too little room upright."""
    columns = [Column(column.heading, column.align) for column in facts.columns] or [Column("")]
    count = len(columns)
    rows = [Row((*row, *("",) * count)[:count]) for row in facts.rows]
    shown = rows or [Row((), "There is nothing on this list.")]
    sums = (*facts.totals, *("",) * count)[:count]
    size = A4
    table = fitted(columns, rows, A4[0] - 2 * MARGIN, measure, _SIZE, sums)
    if is_cramped(table, rows):
        size = (A4[1], A4[0])
        table = fitted(columns, rows, A4[1] - 2 * MARGIN, measure, _SIZE, sums)
    shop = SellerFacts(facts.shop)
    when = facts.dates.full_day(facts.dated) if facts.dated else ""
    counted = words.counted(len(rows), "line")
    closing = sum_block(table, "", sums, ruled=True) if facts.totals else Block(0)
    return pages(
        Flow(
            first=_head(facts, when, counted, table.width, measure),
            later=letterhead.later_head(shop, facts.heading, when, False, measure, table.width),
            table=table,
            rows=tuple(row_block(table, row) for row in shown),
            closing=closing,
            foot=letterhead.foot(f"{facts.heading} · {counted}", measure, table.width),
            size=size,
            above_close=0,
        )
    )


def _head(facts: ListFacts, when: str, counted: str, width: int, measure: Measure) -> Block:
    room = width * 70 // 100
    left = stacked(
        [
            paragraph(facts.heading, room, measure, _HEADING, bold=True, most=2),
            Block(60),
            paragraph(facts.about, room, measure, BODY, tone="quiet", most=3),
        ]
    )
    right = stacked(
        [
            paragraph(facts.shop, width - room - 400, measure, BODY, bold=True, most=2, right=True),
            paragraph(when, width - room - 400, measure, BODY, tone="quiet", right=True),
            paragraph(counted, width - room - 400, measure, BODY, tone="quiet", right=True),
        ]
    )
    both = together([(0, 0, left), (room + 400, 90, right)])
    y = both.height + 250
    return together([(0, 0, both), (0, y, Block(0, rules=(Rule(0, 0, width, FIRM),)))], y + 450)
