"""The adjustment note of a credit: after it was posted, and again later; it must not know the window it is asked from.

Nothing here can undo a credit: what goes wrong with paper is told, the document stands.
"""

from __future__ import annotations

from app.rules import words
from app.rules.faults import Refused, Unavailable
from app.rules.mail import Letter
from app.rules.money_facts import CreditFacts
from app.services import handing_over
from app.services.counter import Counter
from app.services.sales import credits, documents
from app.services.sales.credit_sheet import SHEET, credit_facts
from app.ui.kit.context import Context
from app.ui.kit.sheets import mail
from app.ui.kit.sheets.paper import Keeps
from app.ui.kit.window import TaskWindow


def deliver(window: TaskWindow, credit_id: int, invoice_by: str) -> str:
    """Put a posted credit on paper, or e-mail it, as its debtor wants documents.

    Returns what a person should know besides, to follow the document's own sentence; nothing when all was printed.
    """
    context = window.context
    try:
        facts = credit_facts(context.counter, credit_id)
        if invoice_by == "email":
            to = credits.mail_address(context.counter, credit_id)
            return f" – {mail.send(window, _letter(context.counter, credit_id, facts, to), facts)}"
        how = context.paper.deliver(facts, window, _keeps(context, credit_id))
    except (Refused, Unavailable) as fault:
        return f" – {SHEET} not {'e-mailed' if invoice_by == 'email' else 'printed'}: {fault.sentence}"
    return {"printer": "", "pdf": f" – {SHEET} saved as PDF"}.get(how, f" – {SHEET} not printed, Ctrl+P prints it")


def again(window: TaskWindow, credit_id: int) -> None:
    """Show the adjustment note, to be printed, saved or e-mailed. Raises Refused when there is no such credit."""
    context = window.context
    facts = credit_facts(context.counter, credit_id)
    context.paper.preview(facts, window, lambda: _mail_again(window, credit_id, facts), keep=_keeps(context, credit_id))


def _mail_again(window: TaskWindow, credit_id: int, facts: CreditFacts) -> bool:
    """From the preview: to the address somebody types; the debtor's own is proposed."""
    context = window.context
    known = credits.mail_address(context.counter, credit_id)
    to = context.prompter.text("E-mail", f"{facts.title}: to which address?", known)
    if to is None:
        return False
    said = mail.send(window, _letter(context.counter, credit_id, facts, to), facts)
    context.desk.say(f"{facts.title}: {said}.", "good")
    return True


def _letter(counter: Counter, credit_id: int, facts: CreditFacts, to: str) -> Letter:
    text = f"Please find attached {facts.title} over {words.money(facts.inc)}.\n\n{facts.seller.name}"
    subject = f"{facts.title} – {facts.seller.name}"
    files = mail.e_invoice(lambda: handing_over.e_credit(counter, credit_id))
    return Letter("credit", credit_id, facts.title, SHEET, to.strip(), subject, text, files)


def _keeps(context: Context, credit_id: int) -> Keeps:
    counter = context.counter
    return lambda how: documents.printed(counter, "credit", credit_id, SHEET, how)
