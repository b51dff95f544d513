"""The tax invoice, and the quote and order confirmation that look like it; it must not know where facts come from."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from app.printing import letterhead
from app.printing.flow import Flow, pages
from app.printing.letterhead import Total
from app.printing.page import BODY, Block, Measure, Page
from app.printing.table import Column, Row, Sums, fitted, row_block
from app.printing.text import paragraph
from app.rules import words
from app.rules.facts import InvoiceFacts, InvoiceLineFacts, lacks_buyer
from app.rules.money import ZERO

_DEPOSITS = InvoiceLineFacts(kind="comment", description="Deposits")
_TITLES = {"tax invoice": "Tax Invoice", "quote": "Quote", "saved order": "Order Confirmation"}


def lay_out(facts: InvoiceFacts, measure: Measure) -> tuple[Page, ...]:
    """The pages of an invoice, quote or order confirmation."""
    columns = _columns(facts)
    lines = _in_order(facts.lines)
    rows = [_row(facts, line) for line in lines]
    sums = _sums(lines, len(columns))
    table = fitted(columns, rows, letterhead.WIDTH, measure, sums=sums(len(rows)))
    title = _TITLES[facts.kind]
    about = " · ".join(part for part in (facts.seller.dates.full_day(facts.dated), facts.buyer.name) if part)
    return pages(
        Flow(
            first=letterhead.first_head(
                facts.seller, title, facts.number, facts.copy, measure, _parties(facts, measure)
            ),
            later=letterhead.later_head(facts.seller, f"{title} {facts.number}", about, facts.copy, measure),
            table=table,
            rows=tuple(row_block(table, row) for row in rows),
            closing=_closing(facts, measure),
            foot=letterhead.foot(letterhead.seller_line(facts.seller), measure),
            sums=sums,
        )
    )


def _columns(facts: InvoiceFacts) -> list[Column]:
    quantities = (
        [Column("Quantity", "right")]
        if facts.kind == "quote"
        else [Column("Ordered", "right"), Column("Supplied", "right")]
    )
    return [
        Column("Part", most=3000),
        Column("Description", stretches=True, least=3600),
        *quantities,
        Column("Unit price\nex GST", "right"),
        *([Column("Disc %", "right")] if _discounted(facts) else []),
        Column("Amount\nex GST", "right"),
        Column("GST", "right"),
        Column("Total\ninc GST", "right"),
    ]


def _discounted(facts: InvoiceFacts) -> bool:
    return any(line.discount for line in facts.lines)


def _in_order(lines: tuple[InvoiceLineFacts, ...]) -> list[InvoiceLineFacts]:
    """The goods as they were typed, then what is taken for goods that follow, or was taken before, as its own block."""
    goods = [line for line in lines if line.kind != "deposit"]
    deposits = [line for line in lines if line.kind == "deposit"]
    return [*goods, *([_DEPOSITS, *deposits] if deposits else [])]


def _row(facts: InvoiceFacts, line: InvoiceLineFacts) -> Row:
    if line.kind == "comment":
        return Row((), "\n".join(part for part in (line.description, line.note) if part) or " ")
    if line.kind == "deposit":
        blank = ("",) * (len(_columns(facts)) - 5)
        amounts = words.money(line.amount), words.money(line.gst), words.money(line.inc)
        return Row(("", line.description, *blank, *amounts), line.note)
    supplied = words.quantity(line.supplied)
    if facts.show_unsupplied and line.backordered:
        supplied = f"{supplied}\n({words.quantity(line.backordered)})"
    quantities = (words.quantity(line.ordered),) if facts.kind == "quote" else (words.quantity(line.ordered), supplied)
    discount = (words.percent(line.discount) if line.discount else "",) if _discounted(facts) else ()
    cells = (
        line.number,
        line.description,
        *quantities,
        words.price(line.unit_price),
        *discount,
        words.money(line.amount),
        words.money(line.gst),
        words.money(line.inc),
    )
    return Row(cells, line.note)


def _sums(lines: Sequence[InvoiceLineFacts], columns: int) -> Sums:
    """Running totals of amount, GST and total inc. before each row."""
    ex, gst = [ZERO], [ZERO]
    for line in lines:
        ex.append(ex[-1] + line.amount)
        gst.append(gst[-1] + line.gst)

    def before(row: int) -> tuple[str, ...]:
        figures = (words.money(ex[row]), words.money(gst[row]), words.money(ex[row] + gst[row]))
        return ("",) * (columns - 3) + figures

    return before


def _parties(facts: InvoiceFacts, measure: Measure) -> list[Block]:
    buyer = facts.buyer
    label = {"tax invoice": "Bill to", "quote": "Quote for", "saved order": "Ordered by"}[facts.kind]
    named = facts.kind != "tax invoice" or not lacks_buyer(facts.inc, buyer)
    to = letterhead.buyer(label, buyer, measure, named=named)
    delivery = facts.delivery_address.strip()
    where = letterhead.party("Deliver to", "", [delivery], measure) if delivery else Block(0)
    rows = [
        ("Date", facts.seller.dates.full_day(facts.dated)),
        ("Account", buyer.code),
        ("Your order", facts.customer_order),
        ("Terms", facts.terms),
        ("Due", facts.seller.dates.full_day(facts.due) if facts.due else ""),
        ("Valid until", facts.seller.dates.full_day(facts.valid_until) if facts.valid_until else ""),
        ("Served by", facts.salesperson),
    ]
    return [to, where, letterhead.details(rows, measure)]


def totals(facts: InvoiceFacts) -> list[Total]:
    """What it comes to and what was paid of it."""
    found = [
        Total("Total ex GST", words.money(facts.ex)),
        Total("GST", words.money(facts.gst)),
        Total("Total inc GST", letterhead.dollars(facts.inc), True),
        *(Total(f"Paid – {tender.words}", words.money(tender.amount)) for tender in facts.tenders),
    ]
    if facts.rounding:
        found.append(Total("Cash rounding", words.money(facts.rounding)))
    if facts.change:
        found.append(Total("Change", words.money(facts.change)))
    if facts.tenders:
        paid = sum((tender.amount for tender in facts.tenders), ZERO) - facts.change
        found.append(Total("Balance due", words.money(facts.inc + facts.rounding - paid)))
    return found


def _closing(facts: InvoiceFacts, measure: Measure) -> Block:
    left = [letterhead.said("", facts.note, measure)]
    if facts.kind != "quote" and facts.show_unsupplied and any(line.backordered for line in facts.lines):
        left.append(letterhead.remark("A quantity in brackets is on backorder and follows later.", measure))
    left += _last_words(facts, measure)
    return letterhead.closing(left, letterhead.totals(totals(facts), measure))


def _last_words(facts: InvoiceFacts, measure: Measure) -> list[Block]:
    if facts.kind == "quote":
        return [letterhead.remark("This is a quote, not an order: no stock is held for it.", measure)]
    if facts.kind == "saved order":
        return [letterhead.remark("This confirms your order. The tax invoice follows with the goods.", measure)]
    owed = not facts.tenders and facts.inc > Decimal(0)
    pay = letterhead.said("How to pay", facts.seller.how_to_pay, measure) if owed else Block(0)
    return [pay, paragraph(facts.seller.foot, 8600, measure, BODY, tone="quiet", most=6)]
