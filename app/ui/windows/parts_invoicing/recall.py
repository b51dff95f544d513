"""F9: one of the saved orders, quotes and finalised invoices; it must not know what is done with it."""

from __future__ import annotations

from app.rules import words
from app.services.sales import invoice_lists
from app.services.sales.invoice_lists import DocumentFound
from app.ui.kit import dates
from app.ui.kit.context import Context
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.picker import pick


def _tone(found: DocumentFound) -> str:
    if found.progress and found.progress.ready:
        return "good"
    return "waits" if found.progress and found.progress.open else "quiet" if not found.saved else ""


COLUMNS = (
    Column("Document", "name", width=14),
    Column("Date", "date", show=dates.full_day, width=11),
    Column("Debtor", "debtor_code", width=9),
    Column("Name", "debtor", width=0),
    Column("Order no.", "customer_order", width=10),
    Column("Lines", "lines", show=str, width=6, align="right"),
    Column("Total inc", "total", show=words.money, width=11, align="right"),
    Column("State", "state", width=32, tone=_tone),
)


def choose(context: Context) -> DocumentFound | None:
    """The document somebody picks; None when they go back. What is on the books comes first."""
    found: DocumentFound | None = pick(
        context,
        lambda typed: invoice_lists.recallable(context.counter, typed),
        COLUMNS,
        "Recall",
        detail=_next_step,
        hint="Number, debtor, the customer's order number or a part",
        width=1080,
        empty="Nothing fits. F2 saves an order, F12 finalises an invoice; both are recalled here.",
    )
    return found


def _next_step(found: DocumentFound) -> str:
    if found.kind == "quote":
        return f"Enter opens {found.name}; Ctrl+Enter then makes it an invoice."
    if found.saved:
        return f"Enter opens {found.name} to be changed or finalised."
    if found.progress and found.progress.ready:
        return f"Enter opens the next invoice of {found.name} with what is ready."
    return f"Enter shows {found.name} as it was."
