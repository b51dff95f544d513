"""The sheets of an invoice: after it was finalised, and again later; it must not know the window they are asked from.

Nothing here can undo a sale: what goes wrong with paper is told, the document stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from app.printing.sheets import Facts
from app.rules import words
from app.rules.facts import InvoiceFacts
from app.rules.faults import Refused, Unavailable
from app.rules.mail import Letter
from app.rules.questions import Choice, Question
from app.services import mail_lists
from app.services.counter import Counter
from app.services.sales import documents
from app.services.sales.invoicing import Written
from app.ui.kit.context import Context
from app.ui.kit.sheets import mail
from app.ui.kit.sheets.paper import Keeps
from app.ui.kit.window import TaskWindow

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


def deliver(window: TaskWindow, written: Written, invoice_by: str) -> str:
    """Put a finalised invoice on paper as its debtor wants it, and the pick list when the shop does.

    Returns what a person should know besides, to follow the document's own sentence; nothing when all was printed.
    """
    by_mail = invoice_by == "email"
    said = _mail(window, written.invoice_id) if by_mail else _one(window, "invoice", written.invoice_id)
    if written.pick_list:
        said += _one(window, "pick", written.invoice_id)
    return said


def again(window: TaskWindow, invoice_id: int, document: str, *, on_books: bool) -> None:
    """Show a sheet of the document, to be printed, saved or e-mailed. Raises Refused where there is no such sheet."""
    context = window.context
    question = WhichSheet(document, on_books)
    answer = "invoice" if len(question.offered()) == 1 else context.prompter.ask(question)
    if answer is None:
        return
    which = str(answer)
    sheet, read = SHEETS[which]
    facts = read(context.counter, invoice_id)
    mails = which == "invoice"
    context.paper.preview(
        facts,
        window,
        (lambda: _mail_again(window, invoice_id, facts)) if mails else None,
        keep=_keeps(context, invoice_id, sheet),
    )


def mailed(counter: Counter, invoice_id: int) -> str:
    """What became of the document's last e-mail, to stand beside its name; empty when it was never e-mailed."""
    return mail_lists.of_document(counter, "invoice", invoice_id)


def _mail(window: TaskWindow, invoice_id: int) -> str:
    """The invoice to its debtor's address, as soon as it is final."""
    context = window.context
    try:
        facts = documents.invoice_facts(context.counter, invoice_id)
        to = documents.mail_address(context.counter, invoice_id)
        return f" – {mail.send(window, _letter(context.counter, invoice_id, facts, to), facts)}"
    except (Refused, Unavailable) as fault:
        return f" – not e-mailed: {fault.sentence}"


def _mail_again(window: TaskWindow, invoice_id: int, facts: Facts) -> bool:
    """From the preview: to the address somebody types; the debtor's own is proposed."""
    assert isinstance(facts, InvoiceFacts)
    context = window.context
    known = documents.mail_address(context.counter, invoice_id)
    to = context.prompter.text("E-mail", f"{facts.title}: to which address?", known)
    if to is None:
        return False
    said = mail.send(window, _letter(context.counter, invoice_id, facts, to), facts)
    context.desk.say(f"{facts.title}: {said}.", "good")
    return True


def _letter(counter: Counter, invoice_id: int, facts: InvoiceFacts, to: str) -> Letter:
    """What is written, and the e-invoice where there can be one."""
    text = f"Please find attached {facts.title} over {words.money(facts.inc)}.\n\n{facts.seller.name}"
    subject = f"{facts.title} – {facts.seller.name}"
    # with every accounting system's formats, which the first invoice of the morning does not wait for
    from app.services import handing_over

    files = mail.e_invoice(lambda: handing_over.e_invoice(counter, invoice_id))
    return Letter("invoice", invoice_id, facts.title, SHEETS["invoice"][0], to.strip(), subject, text, files)


def _one(window: TaskWindow, which: str, invoice_id: int) -> str:
    context = window.context
    sheet, read = SHEETS[which]
    try:
        facts = read(context.counter, invoice_id)
        how = context.paper.deliver(facts, window, _keeps(context, invoice_id, sheet))
    except (Refused, Unavailable) as fault:
        return f" – {sheet} not printed: {fault.sentence}"
    return {"printer": "", "pdf": f" – {sheet} saved as PDF"}.get(how, f" – {sheet} not printed, Ctrl+P prints it")


def _keeps(context: Context, invoice_id: int, sheet: str) -> Keeps:
    counter = context.counter
    return lambda how: documents.printed(counter, "invoice", invoice_id, sheet, how)
