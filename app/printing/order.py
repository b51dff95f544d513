"""The stock order as it goes to the supplier, in the supplier's own part numbers; it must not know what is in stock."""

from __future__ import annotations

from app.printing import letterhead
from app.printing.flow import Flow, pages
from app.printing.letterhead import Total
from app.printing.page import Block, Measure, Page
from app.printing.table import Column, Row, Sums, fitted, row_block
from app.rules import words
from app.rules.facts import StockOrderFacts, StockOrderLineFacts
from app.rules.money import ZERO


def lay_out(facts: StockOrderFacts, measure: Measure) -> tuple[Page, ...]:
    """The pages of a stock order; without `show_costs` no price stands on them."""
    packed = any(line.pack > 1 for line in facts.lines)
    both = any(line.suppliers_number.strip() not in ("", line.number) for line in facts.lines)
    columns = [
        Column("Your number" if both else "Part", bold=True, most=3400),
        Column("Description", stretches=True, least=3800),
        *([Column("Our part", most=3000)] if both else []),
        Column("Quantity", "right", bold=True),
        *([Column("Unit")] if any(line.unit for line in facts.lines) else []),
        *([Column("Pack", "right")] if packed else []),
        *([Column("Cost\nex GST", "right"), Column("Total\nex GST", "right")] if facts.show_costs else []),
    ]
    rows = [_row(facts, line, [column.heading for column in columns]) for line in facts.lines]
    sums = _sums(facts, len(columns)) if facts.show_costs else None
    table = fitted(columns, rows, letterhead.WIDTH, measure, sums=sums(len(rows)) if sums else ())
    about = f"{facts.seller.dates.full_day(facts.dated)} · {facts.creditor.name}"
    return pages(
        Flow(
            first=letterhead.first_head(
                facts.seller, "Stock Order", facts.number, facts.copy, measure, _parties(facts, measure)
            ),
            later=letterhead.later_head(facts.seller, f"Stock Order {facts.number}", about, facts.copy, measure),
            table=table,
            rows=tuple(row_block(table, row) for row in rows),
            closing=_closing(facts, measure),
            foot=letterhead.foot(letterhead.seller_line(facts.seller), measure),
            sums=sums,
        )
    )


def _row(facts: StockOrderFacts, line: StockOrderLineFacts, headings: list[str]) -> Row:
    cells = [line.suppliers_number.strip() or line.number, line.description]
    if "Our part" in headings:
        cells.append(line.number)
    cells.append(words.quantity(line.quantity))
    if "Unit" in headings:
        cells.append(line.unit)
    if "Pack" in headings:
        cells.append(words.quantity(line.pack) if line.pack > 1 else "")
    if facts.show_costs:
        cells += [words.price(line.cost), words.money(line.total)]
    return Row(tuple(cells), line.note)


def _sums(facts: StockOrderFacts, columns: int) -> Sums:
    running = [ZERO]
    for line in facts.lines:
        running.append(running[-1] + line.total)

    def before(row: int) -> tuple[str, ...]:
        return ("",) * (columns - 1) + (words.money(running[row]),)

    return before


def _parties(facts: StockOrderFacts, measure: Measure) -> list[Block]:
    creditor, seller = facts.creditor, facts.seller
    to = letterhead.party("To", creditor.name, [creditor.address, creditor.phone, creditor.email], measure)
    name, address = ("", facts.delivery_address) if facts.delivery_address.strip() else (seller.name, seller.address)
    where = letterhead.party("Deliver to", name, [address], measure)
    rows = [
        ("Date", facts.seller.dates.full_day(facts.dated)),
        ("Our account", creditor.our_account),
        ("Your reference", facts.their_reference),
        ("Expected", facts.seller.dates.full_day(facts.expected) if facts.expected else ""),
        ("Ordered by", facts.ordered_by),
    ]
    return [to, where, letterhead.details(rows, measure)]


def _closing(facts: StockOrderFacts, measure: Measure) -> Block:
    left = [
        letterhead.said("", facts.note, measure),
        letterhead.remark(f"Please quote our order number {facts.number} on your invoice and packing slip.", measure),
    ]
    found = [Total("Total ex GST", letterhead.dollars(facts.ex), True)] if facts.show_costs else []
    return letterhead.closing(left, letterhead.totals(found, measure))
