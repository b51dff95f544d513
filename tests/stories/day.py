"""A day at the counter, as the sentences of all stories share it; it must not know any sentence."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from app.rules.drafts import InvoiceDraft, ReceiptDraft
from app.rules.faults import Unanswered
from app.rules.found import BackorderFilled, CreditorFound, DebtorFound, PartFound
from app.rules.questions import Answer, Question, RecordLostSale
from app.services import lookup
from app.services.sales import invoicing
from tests.make import a_shop

D = Decimal


class Day:
    """A day at the counter of a new shop, and what was said last."""

    def __init__(self, folder: Path) -> None:
        self.counter = a_shop(folder)
        self.debtors: dict[str, DebtorFound] = {}
        self.creditors: dict[str, CreditorFound] = {}
        self.parts: dict[str, PartFound] = {}
        self.draft = InvoiceDraft()
        self.asked: tuple[Question, ...] = ()
        self.invoice = 0
        self.filled: tuple[BackorderFilled, ...] = ()
        self.order = 0
        self.receipt = ReceiptDraft()
        self.taken_back: tuple[BackorderFilled, ...] = ()
        self.stocktake = 0
        self.told = ""

    def part(self, number: str) -> PartFound:
        return lookup.part(self.counter, self.parts[number].id)

    def types(self, who: str, quantity: str, number: str) -> None:
        debtor = lookup.debtor(self.counter, self.debtors[who].id)
        line = invoicing.line_for(self.counter, self.part(number), debtor, D(quantity))
        self.draft, self.asked = InvoiceDraft(debtor=debtor, lines=[line]), ()

    def finalises(self, answer: str = "") -> None:
        """Finalise what is typed; what is asked gets the answer, and with none it stays asked."""
        answers: dict[Question, Answer] = dict.fromkeys(self.asked, answer) if answer else {}
        while True:
            try:
                self.invoice = invoicing.finalise(self.counter, self.draft, answers).invoice_id
                return
            except Unanswered as undecided:
                self.asked = undecided.questions
                if not answer:
                    return
                for question in self.asked:
                    answers[question] = "no stock" if isinstance(question, RecordLostSale) else answer
