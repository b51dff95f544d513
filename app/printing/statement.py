"""The statement of a debtor's account: documents, running balance, ageing; it must not know where facts come from."""

from __future__ import annotations

from app.printing import letterhead
from app.printing.document import Sheet, set_on_pages
from app.printing.page import BODY, FIRM, SMALL, STRONG, Block, Measure, Page, Placed, Rule, stacked, together
from app.printing.table import Column, Row, Sums
from app.printing.text import paragraph
from app.rules import words
from app.rules.dates import Dates
from app.rules.money import ZERO
from app.rules.money_facts import StatementFacts, StatementLineFacts

_PAY = 11000


def lay_out(facts: StatementFacts, measure: Measure) -> tuple[Page, ...]:
    """The pages of a statement; columns that say nothing on any line are left out."""
    dates = facts.seller.dates
    referenced = any(line.reference for line in facts.lines)
    dated = any(line.due for line in facts.lines)
    columns = [
        Column("Date", "right"),
        Column("Document", stretches=True, least=3000),
        *([Column("Your reference", least=2400, most=4500)] if referenced else []),
        *([Column("Due", "right")] if dated else []),
        Column("Charge", "right"),
        Column("Credit", "right"),
        Column("Balance", "right", bold=True),
    ]
    rows = [_row(line, dates, referenced=referenced, dated=dated) for line in facts.lines]
    if facts.since:
        blank = ("",) * (len(columns) - 3)
        first = (dates.full_day(facts.since), "Brought forward", *blank, words.money(facts.brought_forward))
        rows.insert(0, Row(first))
    sheet = Sheet(
        seller=facts.seller,
        title="Statement",
        number=dates.full_day(facts.dated),
        about=facts.buyer.name,
        parties=_parties(facts, measure),
        columns=columns,
        rows=rows,
        closing=_closing(facts, measure),
        copy=facts.copy,
        sums=_sums(facts, len(columns)),
        empty="There is nothing open on this account.",
    )
    return set_on_pages(sheet, measure)


def _row(line: StatementLineFacts, dates: Dates, *, referenced: bool, dated: bool) -> Row:
    cells = [dates.full_day(line.dated), line.document]
    if referenced:
        cells.append(line.reference)
    if dated:
        cells.append(dates.full_day(line.due) if line.due else "")
    cells += [
        words.money(line.charge) if line.charge else "",
        words.money(line.credit) if line.credit else "",
        words.money(line.balance),
    ]
    return Row(tuple(cells))


def _sums(facts: StatementFacts, columns: int) -> Sums:
    """The running balance before each row: what is carried to the next page."""
    running = [facts.brought_forward if facts.since else ZERO]
    if facts.since:
        running.append(facts.brought_forward)
    running += [line.balance for line in facts.lines]

    def before(row: int) -> tuple[str, ...]:
        return ("",) * (columns - 1) + (words.money(running[min(row, len(running) - 1)]),)

    return before


def _parties(facts: StatementFacts, measure: Measure) -> tuple[Block, ...]:
    rows = [
        ("As of", facts.seller.dates.full_day(facts.dated)),
        ("From", facts.seller.dates.full_day(facts.since) if facts.since else ""),
        ("Account", facts.buyer.code),
        ("Terms", facts.terms),
    ]
    to = letterhead.buyer("Statement for", facts.buyer, measure)
    return to, Block(0), letterhead.details(rows, measure)


def _closing(facts: StatementFacts, measure: Measure) -> Block:
    ageing = facts.ageing
    strip = [
        ("Current", ageing.current),
        ("30 days", ageing.thirty),
        ("60 days", ageing.sixty),
        ("90 days and more", ageing.ninety),
    ]
    if facts.unallocated:
        strip.append(("Not matched yet", -facts.unallocated))
    total = "Please pay" if facts.total > ZERO else "In your favour" if facts.total < ZERO else "Nothing is owed"
    pay = letterhead.said("How to pay", facts.seller.how_to_pay, measure) if facts.total > ZERO else Block(0)
    foot = paragraph(facts.seller.foot, _PAY, measure, BODY, tone="quiet", most=6)
    figures = [(label, words.money(amount)) for label, amount in strip]
    return stacked(
        [_strip(figures, total, letterhead.dollars(abs(facts.total)), measure), Block(500), pay, Block(200), foot]
    )


def _strip(figures: list[tuple[str, str]], label: str, total: str, measure: Measure) -> Block:
    """What is owed by age, side by side over the whole width, and what it comes to at the right."""
    gap = 300
    last = max(4200, min(7000, measure(total, STRONG, True) + 100))
    each = (letterhead.WIDTH - last - gap * len(figures)) // len(figures)
    placed: list[Placed] = [(0, 0, Block(0, rules=(Rule(0, 0, letterhead.WIDTH, FIRM),)))]
    x = 0
    for heading, amount in figures:
        placed.append((x, 150, paragraph(heading, each, measure, SMALL, tone="quiet", most=1, right=True)))
        placed.append((x, 520, paragraph(amount, each, measure, BODY, most=1, right=True)))
        x += each + gap
    placed.append((x, 150, paragraph(label, last, measure, SMALL, bold=True, most=1, right=True)))
    placed.append((x, 520 - 70, paragraph(total, last, measure, STRONG, bold=True, most=1, right=True)))
    whole = together(placed)
    return together([(0, 0, whole), (0, whole.height + 120, Block(0, rules=(Rule(0, 0, letterhead.WIDTH, FIRM),)))])
