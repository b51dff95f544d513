"""The same sheets on a receipt roll of 80 mm, as long as they need; it must not know which printer cuts it."""

from __future__ import annotations

from collections.abc import Sequence

from app.printing import credit, invoice, letterhead, receipt
from app.printing.letterhead import Total
from app.printing.page import (
    BODY,
    NAME,
    SMALL,
    STRONG,
    THIN,
    Block,
    Measure,
    Page,
    Placed,
    Rule,
    line_height,
    page_of,
    together,
)
from app.printing.text import paragraph
from app.rules import words
from app.rules.dates import Dates
from app.rules.facts import BuyerFacts, InvoiceFacts, InvoiceLineFacts, SellerFacts, lacks_buyer
from app.rules.money_facts import CreditFacts, CreditLineFacts, PaidItemFacts, ReceiptFacts

WIDTH = 8000
EDGE = 400
"""What printers of this width leave blank at either side."""
_ROOM = WIDTH - 2 * EDGE
_TOP = 300
_BOTTOM = 900
"""Blank paper to tear at."""
LONGEST = 200_000
"""Two metres: what is longer goes on another length, as no printer takes a page without end."""
_GAP = 150
_NOTE_LINES = 12


def lay_out(facts: InvoiceFacts | CreditFacts | ReceiptFacts, measure: Measure) -> tuple[Page, ...]:
    """One page as long as the document; more only beyond two metres."""
    match facts:
        case InvoiceFacts():
            blocks = _invoice(facts, measure)
        case CreditFacts():
            blocks = _credit(facts, measure)
        case ReceiptFacts():
            blocks = _receipt(facts, measure)
    return _lengths([block for block in blocks if block.height])


def _invoice(facts: InvoiceFacts, measure: Measure) -> list[Block]:
    rows = [
        ("Date", facts.seller.dates.full_day(facts.dated)),
        ("Account", facts.buyer.code),
        ("Your order", facts.customer_order),
        ("Terms", facts.terms),
        ("Due", facts.seller.dates.full_day(facts.due) if facts.due else ""),
        ("Served by", facts.salesperson),
    ]
    named = not lacks_buyer(facts.inc, facts.buyer)
    follows = facts.show_unsupplied and any(line.backordered for line in facts.lines)
    owed = not facts.tenders and facts.inc > 0
    return [
        *_head(facts.seller, "Tax Invoice", facts.number, facts.copy, measure),
        *_about("Bill to", facts.buyer, rows, measure, named=named),
        _pair("", "Total inc GST", SMALL, measure),
        *(_invoice_line(facts, line, measure) for line in facts.lines),
        *_sums(invoice.totals(facts), measure),
        _said(facts.note, measure),
        _said("A quantity in brackets is on backorder and follows later." if follows else "", measure),
        _said(f"How to pay: {facts.seller.how_to_pay}" if owed and facts.seller.how_to_pay.strip() else "", measure),
        _said(facts.seller.foot, measure),
    ]


def _invoice_line(facts: InvoiceFacts, line: InvoiceLineFacts, measure: Measure) -> Block:
    if line.kind == "comment":
        return _line("", "\n".join(part for part in (line.description, line.note) if part), "", "", "", measure)
    if line.kind == "deposit":
        return _line("", line.description, "", words.money(line.inc), line.note, measure)
    waits = f" ({words.quantity(line.backordered)})" if facts.show_unsupplied and line.backordered else ""
    off = f" less {words.percent(line.discount)} %" if line.discount else ""
    how_much = f"{words.quantity(line.supplied)}{waits} × {words.price(line.unit_price)} ex GST{off}"
    return _line(line.number, line.description, how_much, words.money(line.inc), line.note, measure)


def _credit(facts: CreditFacts, measure: Measure) -> list[Block]:
    named = not lacks_buyer(facts.inc, facts.buyer)
    return [
        *_head(facts.seller, "Adjustment Note", facts.number, facts.copy, measure),
        *_about("Credit to", facts.buyer, credit.about(facts), measure, named=named),
        _pair("", "Total inc GST", SMALL, measure),
        *(_credit_line(line, measure) for line in facts.lines),
        *_sums(credit.totals(facts), measure),
        _said(f"Reason: {facts.reason}" if facts.reason.strip() else "", measure),
        _said(credit.explained(facts), measure),
    ]


def _credit_line(line: CreditLineFacts, measure: Measure) -> Block:
    goods = line.kind == "goods"
    off = f" less {words.percent(line.discount)} %" if line.discount else ""
    how_much = f"{words.quantity(line.quantity)} × {words.price(line.unit_price)} ex GST{off}" if goods else ""
    number = line.number if goods else ""
    return _line(number, line.description, how_much, words.money(line.inc), line.note, measure)


def _receipt(facts: ReceiptFacts, measure: Measure) -> list[Block]:
    rows = [
        ("Date", facts.seller.dates.full_day(facts.dated)),
        ("Account", facts.buyer.code),
        ("Served by", facts.served_by),
    ]
    paid = [_paid_line(line, facts.seller.dates, measure) for line in facts.lines]
    return [
        *_head(facts.seller, "Receipt", facts.number, facts.copy, measure),
        *_about("Received from", facts.buyer, rows, measure),
        *([_pair("", "Paid now", SMALL, measure), *paid] if paid else []),
        *([] if paid else [_said("On your account; it pays no document yet.", measure)]),
        *_sums(receipt.totals(facts), measure),
        _said(facts.note, measure),
        _said("Received with thanks.", measure),
    ]


def _paid_line(line: PaidItemFacts, dates: Dates, measure: Measure) -> Block:
    left = f", {words.money(line.left)} left open" if line.left else ""
    about = f"{dates.full_day(line.dated)}, {words.money(line.amount)}{left}"
    return _line(line.document, "", about, words.money(line.paid), "", measure)


def _head(seller: SellerFacts, title: str, number: str, copy: bool, measure: Measure) -> list[Block]:
    abn = f"ABN {letterhead.abn_words(seller.abn)}" if seller.abn.strip() else ""
    return [
        paragraph(seller.name, _ROOM, measure, NAME, bold=True, most=3),
        paragraph(seller.address, _ROOM, measure, BODY, most=4),
        *(paragraph(each, _ROOM, measure, BODY, most=1) for each in (seller.phone, seller.email, seller.website)),
        paragraph(abn, _ROOM, measure, BODY, most=1),
        _rule(),
        paragraph(f"{title} {number}", _ROOM, measure, STRONG, bold=True, most=2),
        paragraph("Copy" if copy else "", _ROOM, measure, STRONG, bold=True),
        Block(_GAP),
    ]


def _about(
    label: str, buyer: BuyerFacts, rows: Sequence[tuple[str, str]], measure: Measure, *, named: bool = True
) -> list[Block]:
    """Whom it is for and the details, one beneath the other; then a rule."""
    said = [_pair(name, value, BODY, measure) for name, value in rows if value.strip()]
    if not named:
        lines = ["Buyer's name", "Address or ABN"]
        return [*said, *(letterhead.to_write_on([each], measure, _ROOM) for each in lines), _rule()]
    abn = f"ABN {letterhead.abn_words(buyer.abn)}" if buyer.abn.strip() else ""
    if not any(each.strip() for each in (buyer.name, buyer.address, abn, buyer.phone)):
        return [*said, _rule()]
    who = letterhead.party(label, buyer.name.strip() or "Cash sale", [buyer.address, abn, buyer.phone], measure, _ROOM)
    return [*said, Block(_GAP), who, _rule()]


def _line(number: str, description: str, how_much: str, amount: str, note: str, measure: Measure) -> Block:
    """A part and its description over the quantity and, at the right, what it comes to."""
    placed: list[Placed] = []
    y = 0
    for text, bold in ((number, True), (description, False)):
        block = paragraph(text, _ROOM, measure, BODY, bold=bold, most=4)
        placed.append((0, y, block))
        y += block.height
    below = _pair(how_much, amount, BODY, measure) if how_much or amount else Block(0)
    placed.append((0, y, below))
    y += below.height
    under = paragraph(note, _ROOM, measure, SMALL, most=_NOTE_LINES)
    placed.append((0, y, under))
    return together(placed, y + under.height + _GAP)


def _pair(left: str, right: str, size: int, measure: Measure) -> Block:
    """Words at the left, an amount or a value at the right edge."""
    room = _ROOM * 62 // 100 if left else _ROOM
    at_right = paragraph(right, room, measure, size, most=2, right=True)
    wide = max((text.width for text in at_right.texts), default=0)
    beside = paragraph(left, _ROOM - wide - _GAP, measure, size, most=2)
    return together([(0, 0, beside), (_ROOM - room, 0, at_right)])


def _sums(found: Sequence[Total], measure: Measure) -> list[Block]:
    """The totals, the strong one large, between two rules."""
    blocks = [_rule()]
    for total in found:
        size = STRONG if total.strong else BODY
        amount = paragraph(total.amount, _ROOM, measure, size, bold=total.strong, most=1, right=True)
        wide = max((text.width for text in amount.texts), default=0)
        label = paragraph(total.label, _ROOM - wide - _GAP, measure, size, bold=total.strong, most=2)
        blocks.append(together([(0, 0, label), (0, 0, amount)], line_height(size)))
    return [*blocks, _rule()]


def _said(text: str, measure: Measure) -> Block:
    if not text.strip():
        return Block(0)
    said = paragraph(text, _ROOM, measure, BODY, most=_NOTE_LINES)
    return together([(0, 0, said)], said.height + _GAP)


def _rule() -> Block:
    return Block(2 * _GAP, rules=(Rule(0, _GAP, _ROOM, THIN),))


def _lengths(blocks: Sequence[Block]) -> tuple[Page, ...]:
    lengths: list[list[Placed]] = [[]]
    y = _TOP
    for block in blocks:
        if lengths[-1] and y + block.height > LONGEST - _BOTTOM:
            lengths.append([])
            y = _TOP
        lengths[-1].append((EDGE, y, block))
        y += block.height
    return tuple(page_of(placed, (WIDTH, _end(placed) + _BOTTOM)) for placed in lengths)


def _end(placed: Sequence[Placed]) -> int:
    return max((y + block.height for _x, y, block in placed), default=_TOP)
