"""The day end on paper: takings against counted, the day's documents, deposits; it must not know how it was closed."""

from __future__ import annotations

from app.printing import letterhead
from app.printing.document import Sheet, set_on_pages
from app.printing.letterhead import Total
from app.printing.page import STRONG, Block, Measure, Page, stacked
from app.printing.table import Column, Row, Sums, fitted, head, row_block
from app.printing.text import paragraph
from app.rules import words
from app.rules.money import ZERO
from app.rules.money_facts import DayEndCountFacts, DayEndDocumentsFacts, DayEndFacts


def lay_out(facts: DayEndFacts, measure: Measure) -> tuple[Page, ...]:
    """The pages of a day end; a till that does not agree says by how much and why."""
    columns = [
        Column("Takings", stretches=True, least=3600),
        Column("Taken", "right"),
        Column("Counted", "right", bold=True),
        Column("Difference", "right"),
    ]
    local = facts.closed_at.astimezone()
    rows = [
        ("Date", facts.seller.dates.full_day(facts.dated)),
        ("Closed", f"{facts.seller.dates.full_day(local.date())}, {local:%H:%M}"),
        ("Closed by", facts.closed_by),
    ]
    sheet = Sheet(
        seller=facts.seller,
        title="Day End",
        number=facts.number,
        about=facts.seller.dates.full_day(facts.dated),
        parties=(
            letterhead.party("Till", in_words(facts.counts), [], measure),
            Block(0),
            letterhead.details(rows, measure),
        ),
        columns=columns,
        rows=[_row(count) for count in facts.counts],
        closing=_closing(facts, measure),
        copy=facts.copy,
        sums=_sums(facts.counts),
        empty="No money came in or went out.",
    )
    return set_on_pages(sheet, measure)


def in_words(counts: tuple[DayEndCountFacts, ...]) -> str:
    """Whether the till agrees, in a few words: “cash 5.00 too little”."""
    odd = [count for count in counts if count.difference]
    if not odd:
        return "All of it agrees."
    return ", ".join(
        f"{count.kind} {words.money(abs(count.difference))} too {'much' if count.difference > ZERO else 'little'}"
        for count in odd
    )


def _row(count: DayEndCountFacts) -> Row:
    difference = words.money(count.difference) if count.difference else "–"
    return Row((count.kind, words.money(count.taken), words.money(count.counted), difference), count.reason)


def _sums(counts: tuple[DayEndCountFacts, ...]) -> Sums:
    def before(row: int) -> tuple[str, ...]:
        some = counts[:row]
        figures = (
            sum((count.taken for count in some), ZERO),
            sum((count.counted for count in some), ZERO),
            sum((count.difference for count in some), ZERO),
        )
        return "", *(words.money(figure) for figure in figures)

    return before


def _closing(facts: DayEndFacts, measure: Measure) -> Block:
    taken = sum((count.taken for count in facts.counts), ZERO)
    counted = sum((count.counted for count in facts.counts), ZERO)
    found = [
        Total("Taken", words.money(taken)),
        Total("Counted", letterhead.dollars(counted), True),
        Total("Over (+) or short (–)", words.money(counted - taken)),
    ]
    deposits = [
        Total("Deposits held ex GST", words.money(facts.deposits_held)),
        Total("Account Customer deposits", words.money(facts.deposits_account)),
    ]
    return stacked(
        [
            letterhead.closing([], letterhead.totals(found, measure)),
            Block(500),
            _documents(facts.documents, measure),
            Block(500),
            letterhead.closing([], letterhead.totals(deposits, measure)),
            letterhead.to_write_on(["Counted by", "Checked by", "Date"], measure),
        ]
    )


def _documents(documents: tuple[DayEndDocumentsFacts, ...], measure: Measure) -> Block:
    """The day's documents, a row for each kind."""
    if not documents:
        return paragraph("No documents were posted.", letterhead.WIDTH, measure, STRONG, tone="quiet")
    columns = [
        Column("Documents", stretches=True, least=3600),
        Column("Numbers", "right"),
        Column("How many", "right"),
        Column("GST", "right"),
        Column("Total\ninc GST", "right", bold=True),
    ]
    rows = [
        Row((each.kind, _numbers(each), str(each.count), words.money(each.gst), words.money(each.total)))
        for each in documents
    ]
    table = fitted(columns, rows, letterhead.WIDTH, measure)
    return stacked([head(table), *(row_block(table, row) for row in rows)])


def _numbers(documents: DayEndDocumentsFacts) -> str:
    if documents.first == documents.last:
        return str(documents.first)
    return f"{documents.first} – {documents.last}"
