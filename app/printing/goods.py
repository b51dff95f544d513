"""The sheets that go with the goods – pick list, packing slip, backorder note; it must not know any price list."""

from __future__ import annotations

from app.printing import letterhead
from app.printing.flow import Flow, pages
from app.printing.page import Block, Measure, Page, stacked
from app.printing.table import Column, Row, fitted, row_block
from app.printing.text import natural
from app.rules import words
from app.rules.dates import Dates
from app.rules.facts import (
    BackorderLineFacts,
    BackorderNoteFacts,
    BuyerFacts,
    PackingLineFacts,
    PackingSlipFacts,
    PickLineFacts,
    PickListFacts,
)

_PICK_SIZE = 100


def lay_out_pick_list(facts: PickListFacts, measure: Measure) -> tuple[Page, ...]:
    """What to fetch, in the order of the bins (A-2 before A-10, parts without a bin last), with a box to tick."""
    columns = [
        Column("Bin", bold=True),
        Column("Part", most=3400),
        Column("Description", stretches=True, least=4000),
        Column("Quantity", "right", bold=True),
        *([Column("Unit")] if any(line.unit for line in facts.lines) else []),
        Column("Picked", tick=True),
    ]
    lines = sorted(facts.lines, key=lambda line: (not line.bin.strip(), natural(line.bin), natural(line.number)))
    with_unit = len(columns) == 6
    rows = [_pick_row(line, with_unit) for line in lines]
    closing = stacked(
        [letterhead.said("", facts.note, measure), letterhead.to_write_on(["Picked by", "Checked by", "Date"], measure)]
    )
    return _goods_sheet(facts, "Pick List", "For", columns, rows, closing, measure, _PICK_SIZE)


def _pick_row(line: PickLineFacts, with_unit: bool) -> Row:
    unit = (line.unit,) if with_unit else ()
    cells = (line.bin.strip() or "–", line.number, line.description, words.quantity(line.quantity), *unit, "")
    return Row(cells, line.note)


def lay_out_packing_slip(facts: PackingSlipFacts, measure: Measure) -> tuple[Page, ...]:
    """What is in the parcel; a column for what follows only if something does."""
    follows = any(line.backordered for line in facts.lines)
    columns = [
        Column("Part", most=3400),
        Column("Description", stretches=True, least=4000),
        Column("Ordered", "right"),
        Column("Supplied", "right", bold=True),
        *([Column("To follow", "right")] if follows else []),
    ]
    rows = [_packing_row(line, follows) for line in facts.lines]
    closing = stacked(
        [
            letterhead.said("", facts.note, measure),
            letterhead.to_write_on(["Received in good order", "Name", "Date"], measure),
        ]
    )
    return _goods_sheet(facts, "Packing Slip", "Sold to", columns, rows, closing, measure)


def _packing_row(line: PackingLineFacts, follows: bool) -> Row:
    if line.kind == "comment":
        return Row((), "\n".join(part for part in (line.description, line.note) if part) or " ")
    later = (words.quantity(line.backordered) if line.backordered else "",) if follows else ()
    cells = (line.number, line.description, words.quantity(line.ordered), words.quantity(line.supplied), *later)
    return Row(cells, line.note)


def lay_out_backorder_note(facts: BackorderNoteFacts, measure: Measure) -> tuple[Page, ...]:
    """What a debtor is still to get; columns that say nothing on any line are left out."""
    lines = facts.lines
    ready = any(line.ready for line in lines)
    priced = any(line.unit_price for line in lines)
    stated = any(line.state for line in lines)
    columns = [
        Column("Part", most=3400),
        Column("Description", stretches=True, least=3600),
        Column("Ordered", "right"),
        Column("Still to come", "right", bold=True),
        *([Column("Ready", "right")] if ready else []),
        *([Column("Unit price\nex GST", "right")] if priced else []),
        Column("Expected", "right"),
        *([Column("State")] if stated else []),
    ]
    rows = [_backorder_row(line, facts.seller.dates, ready=ready, priced=priced, stated=stated) for line in lines]
    closing = stacked(
        [
            letterhead.said("", facts.note, measure),
            letterhead.remark("We let you know as soon as these goods are here.", measure),
        ],
        300,
    )
    return _goods_sheet(facts, "Backorder Note", "For", columns, rows, closing, measure)


def _backorder_row(line: BackorderLineFacts, dates: Dates, *, ready: bool, priced: bool, stated: bool) -> Row:
    cells = [line.number, line.description, words.quantity(line.ordered), words.quantity(line.open)]
    if ready:
        cells.append(words.quantity(line.ready) if line.ready else "")
    if priced:
        cells.append(words.price(line.unit_price) if line.unit_price else "")
    cells.append(dates.full_day(line.due) if line.due else "–")
    if stated:
        cells.append(line.state)
    return Row(tuple(cells), line.note)


def _goods_sheet(
    facts: PickListFacts | PackingSlipFacts | BackorderNoteFacts,
    title: str,
    label: str,
    columns: list[Column],
    rows: list[Row],
    closing: Block,
    measure: Measure,
    size: int = 85,
) -> tuple[Page, ...]:
    """Head, table and close of a sheet without sums."""
    table = fitted(columns, rows, letterhead.WIDTH, measure, size)
    salesperson = facts.salesperson if isinstance(facts, PickListFacts) else ""
    parties = _parties(facts.buyer, label, facts.delivery_address, measure)
    rest = [
        ("Date", facts.seller.dates.full_day(facts.dated)),
        ("Account", facts.buyer.code),
        ("Your order" if title != "Pick List" else "Their order", facts.customer_order),
        ("Served by", salesperson),
    ]
    about = " · ".join(part for part in (facts.seller.dates.full_day(facts.dated), facts.buyer.name) if part)
    return pages(
        Flow(
            first=letterhead.first_head(
                facts.seller, title, facts.document, facts.copy, measure, [*parties, letterhead.details(rest, measure)]
            ),
            later=letterhead.later_head(facts.seller, f"{title} {facts.document}".strip(), about, facts.copy, measure),
            table=table,
            rows=tuple(row_block(table, row) for row in rows),
            closing=closing,
            foot=letterhead.foot(letterhead.seller_line(facts.seller), measure),
        )
    )


def _parties(buyer: BuyerFacts, label: str, delivery: str, measure: Measure) -> list[Block]:
    to = letterhead.party(label, buyer.name.strip() or "Cash sale", [buyer.address, buyer.phone], measure)
    where = letterhead.party("Deliver to", "", [delivery], measure) if delivery.strip() else Block(0)
    return [to, where]
