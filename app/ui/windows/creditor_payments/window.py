"""Creditor Payments: what a supplier is paid, and which of its documents; it must not know how a payment is posted.

Supplier, amount, how it is paid, F12. With no amount it matches what was credited before.
"""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from app.rules import words
from app.rules.money import ZERO
from app.rules.supplier_drafts import PAID_BY, CreditorPays
from app.services.money import creditor_payments
from app.services.money.creditor_payments import CreditorAccount
from app.services.unfinished import DraftKind
from app.ui.kit.context import Context
from app.ui.kit.elided import Elided
from app.ui.kit.entry.fields import Choice, LookupField, TextField
from app.ui.windows.creditor_payments.earlier import choose, show_remittance
from app.ui.windows.shared import buying_find
from app.ui.windows.shared.paying_window import NOTHING, PayingWindow

_HOW = {"bank transfer": "Bank transfer", "cheque": "Cheque", "cash": "Cash, out of the till"}


class CreditorPayments(PayingWindow[CreditorAccount]):
    """One payment being typed over the open items of its supplier."""

    name = "creditor_payments"
    heading = "Creditor Payments"
    help: ClassVar[str] = (
        "Choose the supplier and type what is paid: AutoPay matches the oldest documents first, credits that paid "
        "nothing yet before the money; F5 takes all that we owe. Type other amounts under Matched, or F6 on an item; "
        "F5 then proposes anew. What matches nothing stays unallocated. Cash comes out of the till, a cheque and a "
        "bank transfer out of the bank account. F12 posts it; without an amount it only matches. Ctrl+P prints the "
        "remittance advice, F9 an earlier one."
    )
    owner_name = "creditor"
    kind: ClassVar[DraftKind] = "creditor payment"
    said: ClassVar = {
        "this": "This payment",
        "owed": "We owe",
        "post": "Post payment",
        "earlier": "earlier credits and payments",
        "nobody": "No supplier is chosen yet. Type a code or a name.",
        "nothing": "Type what is paid, or F5 for all that we owe: there is no earlier credit to match.",
    }
    shown_here = frozenset({"creditors", "receipts"})

    def __init__(self, context: Context, *, creditor_id: int | None = None) -> None:
        super().__init__(context)
        self._last: int | None = None
        self.owner = LookupField(
            "Supplier",
            buying_find.creditor_hits(context),
            "Code or name of the supplier who is paid; F4 shows them all.",
            required=True,
            missing="There is no supplier {text}. F4 shows them all, Ctrl+3 enters a new one.",
        )
        self.paid_by = Choice(
            "Paid by", [(each, _HOW[each]) for each in PAID_BY], "How is it paid? Up and Down choose."
        )
        self.reference = TextField(
            "Reference",
            "The cheque's number or the transfer's reference.",
            longest=creditor_payments.LONGEST_REFERENCE,
        )
        self.reference.refused.connect(lambda sentence: self.say(sentence, "refused"))
        self.begin(context, "Nothing is open. Choose a supplier whom we owe something; F4 shows them all.", creditor_id)

    def make_head(self, found: Elided) -> None:
        """Supplier, amount and how it is paid, day and reference."""
        head = self.head_band(2)
        head.add("&Supplier", self.owner, found)
        head.add("Amoun&t", self.amount)
        head.add("Paid &by", self.paid_by)
        head.add("Dat&e", self.day, column=1)
        head.add("Refere&nce", self.reference, column=1, wide=True)
        self.fields |= {"paid_by": self.paid_by, "reference": self.reference}

    def read_account(self, owner_id: int) -> CreditorAccount:
        """The creditor's account as it is now."""
        return creditor_payments.account(self.context.counter, owner_id)

    def owner_id(self, account: CreditorAccount) -> int:
        """The creditor."""
        return account.creditor.id

    def show_owner(self, account: CreditorAccount) -> str:
        """The supplier and what we owe."""
        self.owner.value = buying_find.creditor_hit(account.creditor)
        owed = f"we owe {words.money(account.balance)}"
        credit = f"{words.money(-account.balance)} in credit with them"
        return f"{account.creditor.name} · {owed if account.balance >= ZERO else credit}"

    def clear_own(self) -> None:
        """No reference yet; how the last one was paid stays."""
        self.draft_key = CreditorPays(0, NOTHING).key
        self.reference.value = None

    def post(self, account: CreditorAccount) -> None:
        """Post the payment."""
        draft = CreditorPays(
            creditor_id=account.creditor.id,
            amount=self.new_money,
            paid_by=self.paid_by.value,
            applied=self.grid.applied,
            day=self.day.value,
            reference=self.reference.value,
            key=self.draft_key,
        )
        done = self.ask_and_call(lambda _answers: creditor_payments.post(self.context.counter, draft))
        if done is None:
            return
        self.clear()
        self._last = done.payment_id
        self.changed("creditors", "tenders")
        self.say(f"{done.sentence}. Ctrl+P prints the remittance advice.", "good")

    def match(self, account: CreditorAccount, applied: tuple[tuple[int, Decimal], ...]) -> None:
        """Match earlier credits and payments."""
        counter, creditor_id = self.context.counter, account.creditor.id
        matched = self.ask_and_call(
            lambda _answers: creditor_payments.match(counter, creditor_id, applied), counts_twice=True
        )
        if matched is None:
            return
        self.clear()
        self.changed("creditors")
        self.say(f"{account.creditor.name}: {words.money(matched)} matched, no new money.", "good")

    def do_recall(self) -> None:
        """F9: an earlier payment, for its remittance advice."""
        chosen = choose(self)
        if chosen is not None:
            show_remittance(self, chosen.payment_id)

    def do_print(self) -> None:
        """Ctrl+P: the remittance advice of the payment posted last."""
        if self._last is None:
            self.say("No payment was posted here yet. F9 shows all of them.", "refused")
        else:
            show_remittance(self, self._last)
