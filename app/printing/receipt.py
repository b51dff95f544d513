"""The receipt for money that a debtor paid on account; it must not know where facts come from."""

from __future__ import annotations

from collections.abc import Sequence

from app.printing import letterhead
from app.printing.document import Sheet, set_on_pages
from app.printing.letterhead import Total
from app.printing.page import BODY, Block, Measure, Page
from app.printing.table import Column, Row, Sums
from app.printing.text import paragraph
from app.rules import words
from app.rules.dates import Dates
from app.rules.money import ZERO
from app.rules.money_facts import PaidItemFacts, ReceiptFacts


def lay_out(facts: ReceiptFacts, measure: Measure) -> tuple[Page, ...]:
    """The pages of a receipt: what was paid, by what, and which documents it paid."""
    sheet = Sheet(
        seller=facts.seller,
        title="Receipt",
        number=facts.number,
        about=" · ".join(part for part in (facts.seller.dates.full_day(facts.dated), facts.buyer.name) if part),
        parties=_parties(facts, measure),
        columns=paid_columns("Document"),
        rows=[paid_row(line, facts.seller.dates) for line in facts.lines],
        closing=_closing(facts, measure),
        copy=facts.copy,
        sums=paid_sums(facts.lines),
        empty="On your account; it pays no document yet.",
    )
    return set_on_pages(sheet, measure)


def paid_columns(heading: str) -> list[Column]:
    """The columns of what was paid; `heading` says whose numbers the documents have."""
    return [
        Column(heading, stretches=True, least=3600),
        Column("Dated", "right"),
        Column("Amount", "right"),
        Column("Paid now", "right", bold=True),
        Column("Left open", "right"),
    ]


def paid_row(line: PaidItemFacts, dates: Dates) -> Row:
    """A document that was paid, in full or in part."""
    figures = (words.money(line.amount), words.money(line.paid), words.money(line.left))
    return Row((line.document, dates.full_day(line.dated), *figures))


def paid_sums(lines: Sequence[PaidItemFacts]) -> Sums:
    """What the documents before a row were paid."""
    paid = [ZERO]
    for line in lines:
        paid.append(paid[-1] + line.paid)

    def before(row: int) -> tuple[str, ...]:
        return "", "", "", words.money(paid[min(row, len(lines))]), ""

    return before


def _parties(facts: ReceiptFacts, measure: Measure) -> tuple[Block, ...]:
    rows = [
        ("Date", facts.seller.dates.full_day(facts.dated)),
        ("Account", facts.buyer.code),
        ("Served by", facts.served_by),
    ]
    to = letterhead.buyer("Received from", facts.buyer, measure)
    return to, Block(0), letterhead.details(rows, measure)


def totals(facts: ReceiptFacts) -> list[Total]:
    """What was handed over, and how the account stands after it."""
    found = [Total(f"Paid – {tender.words}", words.money(tender.amount)) for tender in facts.tenders]
    if facts.change:
        found.append(Total("Change", words.money(facts.change)))
    if facts.rounding:
        found.append(Total("Cash rounding", words.money(facts.rounding)))
    found.append(Total("Received on your account", letterhead.dollars(facts.amount), True))
    if facts.unallocated:
        found.append(Total("Of this, no document paid yet", words.money(facts.unallocated)))
    if facts.balance is not None:
        label = "Your account owes after it" if facts.balance >= ZERO else "In your favour after it"
        found.append(Total(label, words.money(abs(facts.balance))))
    return found


def _closing(facts: ReceiptFacts, measure: Measure) -> Block:
    left = [
        letterhead.said("", facts.note, measure),
        paragraph("Received with thanks.", 8600, measure, BODY, tone="quiet"),
    ]
    return letterhead.closing(left, letterhead.totals(totals(facts), measure))
