"""A creditor's credit that is posted: found by F9, looked at on paper; it must not know how it was posted."""

from __future__ import annotations

from typing import Final

from app.rules import words
from app.rules.facts import ListColumnFacts, ListFacts
from app.services.buying import creditor_credits_read
from app.services.buying.creditor_credits_read import CreditorCreditListed
from app.ui.kit import dates
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.picker import pick
from app.ui.kit.window import TaskWindow
from app.ui.windows.creditor_credit.grid import KINDS

_COLUMNS: Final = (
    Column("Number", "number", show=str, width=8, align="right"),
    Column("Supplier", "creditor", width=0),
    Column("Their credit", "their_number", width=16),
    Column("Date", "day", show=dates.full_day, width=12),
    Column("Reason", "reason", width=20),
    Column("Total", "total", show=words.money, width=12, align="right"),
)
_FIGURES: Final = ("Quantity", "Credited ex GST", "GST", "Value on the shelf")
_HEADINGS: Final = ("For", "Part", "Description", *_FIGURES)


def choose(window: TaskWindow) -> CreditorCreditListed | None:
    """The credit somebody picks; None when they go back."""
    listed = window.read(lambda: creditor_credits_read.listed(window.context.counter))
    if listed is None:
        return None
    chosen: CreditorCreditListed | None = pick(
        window.context,
        lambda text: [each for each in listed if _fits(each, text)],
        _COLUMNS,
        "Look at a creditor credit",
        empty="No creditor credit is posted yet. F12 posts one.",
        hint="Number, supplier, their number or the reason",
    )
    return chosen


def show(window: TaskWindow, credit_id: int) -> None:
    """Show a posted credit on paper, for the shop's own file."""
    credit = window.read(lambda: creditor_credits_read.shown(window.context.counter, credit_id))
    if credit is None:
        return
    of = credit.listed
    facts = ListFacts(
        heading=f"Creditor credit {of.number} – {of.creditor} {of.their_number}",
        columns=tuple(ListColumnFacts(each, "right" if each in _FIGURES else "left") for each in _HEADINGS),
        rows=tuple(
            (
                KINDS[line.kind],
                line.number,
                line.description,
                words.quantity(line.quantity) if line.quantity else "",
                words.money(line.amount),
                words.money(line.gst),
                words.money(line.stock_value) if line.kind == "goods" else "",
            )
            for line in credit.lines
        ),
        dated=of.day,
        dates=dates.of_the_shop(),
        about=" · ".join(each for each in (of.reason, f"total inc. GST {words.money(of.total)}") if each),
        totals=("", "", "Total", "", words.money(credit.amount), words.money(credit.gst), ""),
    )
    window.context.paper.preview(facts, window)


def _fits(credit: CreditorCreditListed, text: str) -> bool:
    row = f"{credit.number} {credit.creditor} {credit.their_number} {credit.reason}".casefold()
    return all(word in row for word in text.casefold().split())
