"""A receipt on paper: shown, printed, saved or e-mailed; it must not know how a receipt is posted."""

from __future__ import annotations

from typing import Final

from app.rules import words
from app.rules.faults import Refused, Unavailable
from app.rules.mail import Letter
from app.rules.money_facts import ReceiptFacts
from app.services.money import receipts
from app.services.sales import documents
from app.ui.kit.sheets import mail
from app.ui.kit.window import TaskWindow

KIND: Final = "receipt"
"""What a receipt is called where sheets that went out are kept."""


def show_receipt(window: TaskWindow, receipt_id: int) -> None:
    """Show a receipt on paper, to be printed, saved or e-mailed; that it went out is kept."""
    context = window.context
    facts = window.read(lambda: receipts.receipt_facts(context.counter, receipt_id))
    if facts is None:
        return
    counter = context.counter
    context.paper.preview(
        facts,
        window,
        lambda: _mail(window, receipt_id, facts),
        keep=lambda how: documents.printed(counter, KIND, receipt_id, KIND, how),
    )


def print_at_once(window: TaskWindow, receipt_id: int) -> str:
    """Print a receipt that was just posted; what a person should know besides, nothing when it is printed."""
    counter = window.context.counter
    try:
        facts = receipts.receipt_facts(counter, receipt_id)
        how = window.context.paper.deliver(
            facts, window, lambda how: documents.printed(counter, KIND, receipt_id, KIND, how)
        )
    except (Refused, Unavailable) as fault:
        return f" – receipt not printed: {fault.sentence}"
    return {"printer": "", "pdf": " – receipt saved as PDF"}.get(how, " – receipt not printed, Ctrl+P prints it")


def _mail(window: TaskWindow, receipt_id: int, facts: ReceiptFacts) -> bool:
    """From the preview: to the address somebody types; the debtor's own is proposed."""
    context = window.context
    known = receipts.mail_address(context.counter, receipt_id)
    to = context.prompter.text("E-mail", f"{facts.title}: to which address?", known)
    if to is None:
        return False
    shop = facts.seller.name
    text = f"Please find attached {facts.title} over {words.money(facts.amount)}.\n\n{shop}"
    letter = Letter(KIND, receipt_id, facts.title, KIND, to.strip(), f"{facts.title} – {shop}", text)
    said = mail.send(window, letter, facts)
    context.desk.say(f"{facts.title}: {said}.", "good")
    return True
