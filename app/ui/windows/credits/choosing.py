"""Which invoice is credited, and which posted credit is looked at again; it must not know what becomes of them."""

from __future__ import annotations

from app.rules import words
from app.services.counter import Counter
from app.services.sales import credits
from app.services.sales.credits import CreditListed, InvoiceToCredit
from app.ui.kit import dates
from app.ui.kit.context import Context
from app.ui.kit.entry.fields import Hit
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.picker import pick

_COLUMNS = (
    Column("Credit", "number", show=str, width=9),
    Column("Date", "date", show=dates.full_day, width=12),
    Column("Of", "invoice", width=14),
    Column("Debtor", "debtor", width=24),
    Column("Reason", "reason", width=0),
    Column("Total inc", "total", show=words.money, width=12, align="right"),
    Column("Refunded", "refunded", show=lambda paid: words.money(paid) if paid else "", width=12, align="right"),
)


def hits(counter: Counter, typed: str) -> list[Hit]:
    """Finalised invoices in the type-ahead: number, whose, what is on it."""
    return [hit(each) for each in credits.find_invoices(counter, typed)]


def hit(found: InvoiceToCredit) -> Hit:
    """One of them; its code is the bare number, so that typing just that picks it."""
    order = f" · their order {found.customer_order}" if found.customer_order else ""
    about = f"{found.debtor}{order} · {found.parts}"
    beside = f"{dates.full_day(found.date)} · {words.money(found.total)}"
    return Hit(found.id, found.name.rpartition(" ")[2], about, beside, found)


def choose_posted(context: Context) -> CreditListed | None:
    """A posted credit, to look at or print again; None when the person goes back."""
    chosen: CreditListed | None = pick(
        context,
        lambda typed: credits.posted(context.counter, typed),
        _COLUMNS,
        "Posted credits",
        hint="Number, invoice, debtor or reason",
        width=1080,
        empty="No credit fits. F12 posts one.",
    )
    return chosen
