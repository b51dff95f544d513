"""The sheets of an invoice: after it was finalised, and again later; it must not know the window they are asked from.

Nothing here can undo a sale: what goes wrong with paper is told, the document stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from app.rules import words
from app.rules.facts import Facts
from app.rules.faults import Refused, Unavailable
from app.rules.questions import Choice, Question
from app.services.counter import Counter
from app.services.sales import documents
from app.services.sales.invoicing import Written
from app.ui.kit.context import Context
from app.ui.kit.sheets.mail import open_message

SHEETS: dict[str, tuple[str, Callable[[Counter, int], Facts]]] = {
    "invoice": ("tax invoice", documents.invoice_facts),
    "pick": ("pick list", documents.pick_list),
    "packing": ("packing slip", documents.packing_slip),
    "note": ("backorder note", documents.backorder_note),
}
"""By the answer to WhichSheet: under which name a sheet is kept, and where its facts are read."""


@dataclass(frozen=True)
class WhichSheet(Question):
    """Ctrl+P on a document: which of its sheets?"""

    document: str
    on_books: bool = False

    title: ClassVar[str] = "Print"
    default: ClassVar[str] = "invoice"

    @property
    def sentence(self) -> str:
        return f"{self.document}: which sheet?"

    def offered(self) -> tuple[Choice, ...]:
        first = Choice("invoice", "&Order" if self.on_books else "Tax &invoice")
        if self.document.startswith("Quote"):
            return (Choice("invoice", "&Quote"),)
        rest = (Choice("pick", "Pick &list"), Choice("packing", "Packing &slip"), Choice("note", "&Backorder note"))
        return (first, *rest)


def deliver(context: Context, written: Written, invoice_by: str, parent: QWidget) -> str:
    """Put a finalised invoice on paper as its debtor wants it, and the pick list when the shop does.

    Returns what a person should know besides, to follow the document's own sentence; nothing when all was printed.
    """
    by_mail = invoice_by == "email"
    said = _mail(context, written) if by_mail else _one(context, "invoice", written.invoice_id, parent)
    if written.pick_list:
        said += _one(context, "pick", written.invoice_id, parent)
    return said


def again(context: Context, invoice_id: int, document: str, parent: QWidget, *, on_books: bool) -> None:
    """Show a sheet of the document; from there it is printed or saved. Raises Refused where there is no such sheet."""
    question = WhichSheet(document, on_books)
    answer = "invoice" if len(question.offered()) == 1 else context.prompter.ask(question)
    if answer is None:
        return
    sheet, facts = SHEETS[str(answer)]
    how = context.paper.preview(facts(context.counter, invoice_id), parent)
    if how != "none":
        _keep(context, invoice_id, sheet, how)


def _mail(context: Context, written: Written) -> str:
    """The invoice as a PDF, and a message to the debtor that waits for it to be attached."""
    sheet, _ = SHEETS["invoice"]
    try:
        facts = documents.invoice_facts(context.counter, written.invoice_id)
        to = documents.mail_address(context.counter, written.invoice_id)
        path = context.paper.file(facts)
    except (Refused, Unavailable) as fault:
        return f" – not e-mailed: {fault.sentence}"
    text = f"Please find attached {facts.title} over {words.money(facts.inc)}.\n\n{facts.seller.name}"
    if not open_message(to, f"{facts.title} – {facts.seller.name}", text):
        _keep(context, written.invoice_id, sheet, "pdf")
        return f" – no program for e-mail answered; {path.name} is saved in {path.parent}"
    _keep(context, written.invoice_id, sheet, "e-mail")
    return f" – a message to {to or 'the debtor'} is open; attach {path.name} from {path.parent}"


def _one(context: Context, which: str, invoice_id: int, parent: QWidget) -> str:
    sheet, read = SHEETS[which]
    try:
        how = context.paper.deliver(read(context.counter, invoice_id), parent)
        if how != "none":
            _keep(context, invoice_id, sheet, how)
    except (Refused, Unavailable) as fault:
        return f" – {sheet} not printed: {fault.sentence}"
    return {"printer": "", "pdf": f" – {sheet} saved as PDF"}.get(how, f" – {sheet} not printed, Ctrl+P prints it")


def _keep(context: Context, invoice_id: int, sheet: str, how: str) -> None:
    counter = context.counter
    context.busy.wait(lambda: documents.printed(counter, "invoice", invoice_id, sheet, how))
