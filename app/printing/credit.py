"""The adjustment note: what a tax invoice charged and is given back; it must not know where facts come from.

GST Act s 29-75: it says what it is, who gives it to whom, which invoice it adjusts, why, and by how much.
"""

from __future__ import annotations

from app.printing import letterhead
from app.printing.document import Sheet, set_on_pages
from app.printing.letterhead import Total
from app.printing.page import BODY, Block, Measure, Page
from app.printing.table import Column, Row, Sums
from app.printing.text import paragraph
from app.rules import words
from app.rules.facts import lacks_buyer
from app.rules.money import ZERO
from app.rules.money_facts import CreditFacts, CreditLineFacts

_TITLE = "Adjustment Note"


def lay_out(facts: CreditFacts, measure: Measure) -> tuple[Page, ...]:
    """The pages of an adjustment note; its amounts are positive: what the customer gets back."""
    discounted = any(line.discount for line in facts.lines)
    columns = [
        Column("Part", most=3000),
        Column("Description", stretches=True, least=3600),
        Column("Quantity", "right"),
        Column("Unit price\nex GST", "right"),
        *([Column("Disc %", "right")] if discounted else []),
        Column("Amount\nex GST", "right"),
        Column("GST", "right"),
        Column("Total\ninc GST", "right"),
    ]
    sheet = Sheet(
        seller=facts.seller,
        title=_TITLE,
        number=facts.number,
        about=" · ".join(part for part in (facts.seller.dates.full_day(facts.dated), facts.buyer.name) if part),
        parties=_parties(facts, measure),
        columns=columns,
        rows=[_row(line, discounted=discounted) for line in facts.lines],
        closing=_closing(facts, measure),
        copy=facts.copy,
        sums=_sums(facts, len(columns)),
    )
    return set_on_pages(sheet, measure)


def _row(line: CreditLineFacts, *, discounted: bool) -> Row:
    goods = line.kind == "goods"
    discount = (words.percent(line.discount) if line.discount else "",) if discounted else ()
    cells = (
        line.number if goods else "",
        line.description,
        words.quantity(line.quantity) if goods else "",
        words.price(line.unit_price) if goods else "",
        *discount,
        words.money(line.amount),
        words.money(line.gst),
        words.money(line.inc),
    )
    return Row(cells, line.note)


def _sums(facts: CreditFacts, columns: int) -> Sums:
    ex, gst = [ZERO], [ZERO]
    for line in facts.lines:
        ex.append(ex[-1] + line.amount)
        gst.append(gst[-1] + line.gst)

    def before(row: int) -> tuple[str, ...]:
        figures = (words.money(ex[row]), words.money(gst[row]), words.money(ex[row] + gst[row]))
        return ("",) * (columns - 3) + figures

    return before


def _parties(facts: CreditFacts, measure: Measure) -> tuple[Block, ...]:
    named = not lacks_buyer(facts.inc, facts.buyer)
    to = letterhead.buyer("Credit to", facts.buyer, measure, named=named)
    return to, Block(0), letterhead.details(about(facts), measure)


def about(facts: CreditFacts) -> list[tuple[str, str]]:
    """What a credit says of itself beneath its head: each line's name and what stands there."""
    return [
        ("Date", facts.seller.dates.full_day(facts.dated)),
        ("Adjusts", f"Tax Invoice {facts.invoice}"),
        ("Invoice date", facts.seller.dates.full_day(facts.invoiced)),
        ("Account", facts.buyer.code),
        ("Your order", facts.customer_order),
        ("Served by", facts.served_by),
    ]


def totals(facts: CreditFacts) -> list[Total]:
    """What is given back, and how."""
    found = [
        Total("Total ex GST", words.money(facts.ex)),
        Total("GST", words.money(facts.gst)),
        Total("Total credit inc GST", letterhead.dollars(facts.inc), True),
        *(Total(f"Refunded – {tender.words}", words.money(tender.amount)) for tender in facts.tenders),
    ]
    if facts.rounding:
        found.append(Total("Cash rounding", words.money(facts.rounding)))
    if facts.on_account:
        found.append(Total("To your account", words.money(facts.on_account)))
    return found


def _closing(facts: CreditFacts, measure: Measure) -> Block:
    left = [
        letterhead.said("Reason for the adjustment", facts.reason, measure),
        paragraph(explained(facts), 8600, measure, BODY, tone="quiet", most=4),
    ]
    return letterhead.closing(left, letterhead.totals(totals(facts), measure))


def explained(facts: CreditFacts) -> str:
    """The sentence that says what the note does to its invoice."""
    invoice = f"Tax Invoice {facts.invoice} of {facts.seller.dates.full_day(facts.invoiced)}"
    return f"This adjusts {invoice}: its price is less by {letterhead.dollars(facts.inc)}, GST included."
