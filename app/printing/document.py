"""A sheet of the shop with letterhead, one table and a close; it must not know which document it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.printing import letterhead
from app.printing.flow import Flow, pages
from app.printing.page import TABLE, Block, Measure, Page
from app.printing.table import Column, Row, Sums, fitted, row_block
from app.rules.facts import SellerFacts


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a document says, in pieces: `about` stands on the pages after the first, `empty` where there is no row."""

    seller: SellerFacts
    title: str
    number: str
    about: str
    parties: tuple[Block, ...]
    columns: Sequence[Column]
    rows: Sequence[Row]
    closing: Block
    copy: bool = False
    sums: Sums | None = None
    size: int = TABLE
    empty: str = ""


def set_on_pages(sheet: Sheet, measure: Measure) -> tuple[Page, ...]:
    """The pages of a document: rows stay whole, heads are repeated, sums are carried."""
    widest = sheet.sums(len(sheet.rows)) if sheet.sums else ()
    table = fitted(sheet.columns, sheet.rows, letterhead.WIDTH, measure, sheet.size, widest)
    shown = sheet.rows or ([Row((), sheet.empty)] if sheet.empty else [])
    name = f"{sheet.title} {sheet.number}".strip()
    return pages(
        Flow(
            first=letterhead.first_head(sheet.seller, sheet.title, sheet.number, sheet.copy, measure, sheet.parties),
            later=letterhead.later_head(sheet.seller, name, sheet.about, sheet.copy, measure),
            table=table,
            rows=tuple(row_block(table, row) for row in shown),
            closing=sheet.closing,
            foot=letterhead.foot(letterhead.seller_line(sheet.seller), measure),
            sums=sheet.sums,
        )
    )
