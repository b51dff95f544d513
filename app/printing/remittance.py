"""The remittance advice: what a creditor is paid, and for what; it must not know where facts come from."""

from __future__ import annotations

from app.printing import letterhead
from app.printing.document import Sheet, set_on_pages
from app.printing.letterhead import Total
from app.printing.page import Block, Measure, Page
from app.printing.receipt import paid_columns, paid_row, paid_sums
from app.rules import words
from app.rules.money_facts import RemittanceFacts


def lay_out(facts: RemittanceFacts, measure: Measure) -> tuple[Page, ...]:
    """The pages of a remittance advice; documents go by the creditor's own numbers."""
    creditor = facts.creditor
    rows = [
        ("Date", facts.seller.dates.full_day(facts.dated)),
        ("Our account", creditor.our_account),
        ("Paid by", facts.paid_by),
        ("Reference", facts.reference),
    ]
    rest = [creditor.address, creditor.phone, creditor.email]
    sheet = Sheet(
        seller=facts.seller,
        title="Remittance Advice",
        number=facts.number,
        about=f"{facts.seller.dates.full_day(facts.dated)} · {creditor.name}",
        parties=(
            letterhead.party("Paid to", creditor.name, rest, measure),
            Block(0),
            letterhead.details(rows, measure),
        ),
        columns=paid_columns("Your document"),
        rows=[paid_row(line, facts.seller.dates) for line in facts.lines],
        closing=_closing(facts, measure),
        copy=facts.copy,
        sums=paid_sums(facts.lines),
        empty="On account; it pays no document yet.",
    )
    return set_on_pages(sheet, measure)


def _closing(facts: RemittanceFacts, measure: Measure) -> Block:
    found = [Total("Total paid", letterhead.dollars(facts.amount), True)]
    if facts.unallocated:
        found.append(Total("Of this, no document paid yet", words.money(facts.unallocated)))
    said = letterhead.remark(f"Please quote our payment {facts.number} when you ask about it.", measure)
    return letterhead.closing([said], letterhead.totals(found, measure))
