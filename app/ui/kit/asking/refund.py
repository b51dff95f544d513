"""How money goes back, or stays on the account: tenders as in a payment; it must not know what is given back for."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from app.rules import tender, words
from app.rules.faults import Refused
from app.rules.money import ZERO, rounded
from app.rules.money_questions import ON_ACCOUNT, GiveBack
from app.rules.questions import Answer, Payments
from app.rules.tender import Paid
from app.ui.kit.asking.tender import MoneyDialog
from app.ui.kit.entry.field_base import KEYPAD, SHIFT, held_besides


class RefundDialog(MoneyDialog):
    """At most what is refundable goes back; with an account the rest stays there, and *On account* is the safe answer.

    Without an account all of it goes back: Enter on less adds a row. With one, Enter takes what was typed, and *Another
    way* adds a row.
    """

    def __init__(self, question: GiveBack, parent: QWidget | None, guard: int) -> None:
        self._question = question
        self._on_account = False
        most = f"At most {words.money(question.refundable)} in money: so much of it was paid. "
        short = question.refundable < question.total
        super().__init__(
            question.title,
            question.sentence,
            question.refundable,
            "EFTPOS",
            parent,
            guard,
            round_cash=question.round_cash,
            field="Handed back",
            done="Give back",
            remark=(most if short else "") + ("Enter leaves it on the account." if question.account else ""),
        )
        if question.account:
            self._account.setFocus()

    @property
    def answer(self) -> Answer:
        """What GiveBack is answered with."""
        return ON_ACCOUNT if self._on_account else self.payments

    def more_buttons(self) -> tuple[QWidget, ...]:
        if not self._question.account:
            return ()
        self._account: QPushButton = self.button("&On account")
        self._account.clicked.connect(self._leave_it)
        another = self.button("Another &way")
        another.clicked.connect(self._another)
        return self._account, another

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A figure is never lost on a button: it begins the amount anew."""
        plain = not held_besides(event, SHIFT, KEYPAD)
        if plain and event.text().isdecimal():
            self.begin_amount(event.text())
            return
        super().keyPressEvent(event)

    def goes_on(self, payments: Payments) -> bool:
        """Whether more has to go back, because nothing can stay on an account."""
        last = payments[-1]
        before = tender.rest(self._total, payments[:-1], last.kind, round_cash=self._round_cash)
        return not self._question.account and ZERO <= last.given < before

    def check(self, payments: Payments) -> Paid:
        return tender.refund(self._total, payments, round_cash=self._round_cash)

    def figure(self, payments: Payments) -> tuple[str, Decimal]:
        """What stays on the account."""
        try:
            back = -tender.settles(self.check(payments))
        except Refused:
            back = rounded(ZERO)
        return ("Leaves on account" if self._question.account else "Still to give back"), self._question.total - back

    def due_words(self, rest: str, *, in_cash: bool) -> str:
        """How much can go back by this tender."""
        return f"at most {rest} in cash" if in_cash else f"at most {rest} more"

    def _leave_it(self) -> None:
        self._on_account = True
        self.done(QDialog.DialogCode.Accepted)

    def _another(self) -> None:
        try:
            payments = self._typed()
            self.check(payments)
            self.add_row(payments)
        except Refused as fault:
            self._refuse(fault)
