"""Debtor Receipts: what a debtor pays on account, and which items it pays; it must not know how a receipt is posted.

Debtor, amount, F12, how it is paid. With no amount it matches what was paid or credited before.
"""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from app.rules import words
from app.rules.money import ZERO
from app.services.money import receipts
from app.services.money.receipts import DebtorPays, OpenAccount
from app.services.unfinished import DraftKind
from app.ui.kit.context import Context
from app.ui.kit.elided import Elided
from app.ui.kit.entry.fields import LookupField, TextField
from app.ui.windows.parts_invoicing.head import debtor_hit, debtor_hits
from app.ui.windows.receipts.paper import print_at_once, show_receipt
from app.ui.windows.shared.paying_window import NOTHING, PayingWindow


class Receipts(PayingWindow[OpenAccount]):
    """One receipt being typed over the open items of its debtor."""

    name = "receipts"
    heading = "Debtor Receipts"
    help: ClassVar[str] = (
        "Choose the debtor, type what is paid: AutoPay matches the oldest items first, credits and receipts that paid "
        "nothing yet before the new money; F5 takes all that is owed. Type other amounts under Matched, or F6 on an "
        "item; F5 then proposes anew. What matches nothing stays unallocated. F12 asks how it is paid and posts it; "
        "without an amount it only matches. Ctrl+P prints the receipt."
    )
    owner_name = "debtor"
    kind: ClassVar[DraftKind] = "receipt"
    said: ClassVar = {
        "this": "This receipt",
        "owed": "Owed",
        "post": "Post receipt",
        "earlier": "earlier credits and receipts",
        "nobody": "No debtor is chosen yet. Type a code or a name.",
        "nothing": "Type what is paid, or F5 for all that is owed: there is no earlier receipt or credit to match.",
    }
    shown_here = frozenset({"debtors", "invoices", "tenders"})

    def __init__(self, context: Context, *, debtor_id: int | None = None) -> None:
        super().__init__(context)
        self._last: int | None = None
        self.owner = LookupField(
            "Debtor",
            debtor_hits(context, on_account=True),
            "Code, name or phone of the debtor who pays; F4 shows them all.",
            required=True,
            missing="There is no account debtor {text}. F4 shows them all, Ctrl+1 opens the Debtor Master File.",
        )
        self.note = TextField("Note", "For instance their remittance number.", longest=receipts.LONGEST_NOTE)
        self.note.refused.connect(lambda sentence: self.say(sentence, "refused"))
        self.begin(context, "Nothing is open. Choose a debtor who owes something; F4 shows them all.", debtor_id)

    def make_head(self, found: Elided) -> None:
        """Debtor and amount, day and note."""
        head = self.head_band(2)
        head.add("&Debtor", self.owner, found)
        head.add("Amoun&t", self.amount)
        head.add("Dat&e", self.day, column=1)
        head.add("&Note", self.note, column=1, wide=True)
        self.fields["note"] = self.note

    def read_account(self, owner_id: int) -> OpenAccount:
        """The debtor's account as it is now."""
        return receipts.account(self.context.counter, owner_id)

    def owner_id(self, account: OpenAccount) -> int:
        """The debtor."""
        return account.debtor.id

    def show_owner(self, account: OpenAccount) -> str:
        """The debtor, what it owes, and whether it is on stop."""
        debtor = account.debtor
        self.owner.value = debtor_hit(debtor)
        stop = " · stop credit" if debtor.stop_credit else ""
        owes = f"owes {words.money(account.balance)}"
        credit = f"{words.money(-account.balance)} in credit"
        return f"{debtor.name} · {owes if account.balance >= ZERO else credit}{stop}"

    def clear_own(self) -> None:
        """No note yet."""
        self.draft_key = DebtorPays(0, NOTHING).key
        self.note.value = None

    def post(self, account: OpenAccount) -> None:
        """Post the receipt; how it is paid is asked."""
        draft = DebtorPays(
            account.debtor.id, self.new_money, self.grid.applied, self.day.value, self.note.value, self.draft_key
        )
        done = self.ask_and_call(lambda answers: receipts.post(self.context.counter, draft, answers))
        if done is None:
            return
        self.clear()
        self._last = done.receipt_id
        self.changed("debtors", "tenders")
        if self.context.paper.printing.receipt_at_once:
            self.say(f"{done.sentence}{print_at_once(self, done.receipt_id)}", "good")
        else:
            self.say(f"{done.sentence}. Ctrl+P prints it.", "good")

    def match(self, account: OpenAccount, applied: tuple[tuple[int, Decimal], ...]) -> None:
        """Match earlier receipts and credits."""
        matched = self.ask_and_call(
            lambda _answers: receipts.match(self.context.counter, account.debtor.id, applied), counts_twice=True
        )
        if matched is None:
            return
        self.clear()
        self.changed("debtors")
        self.say(f"{account.debtor.name}: {words.money(matched)} matched, no new money.", "good")

    def do_print(self) -> None:
        """Ctrl+P: the receipt of the row with the cursor, else the one posted last."""
        line = self.grid.current_line()
        receipt_id = line.listed.receipt_id if line is not None else None
        receipt_id = receipt_id or self._last
        if receipt_id is None:
            self.say("No receipt is here to print. The Ledger of a debtor shows all of them.", "refused")
            return
        show_receipt(self, receipt_id)
