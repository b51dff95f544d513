"""Creditor Payments: what a supplier is paid, and which of its documents; it must not know how a payment is posted.

Supplier, amount, how it is paid, F12. With no amount it matches what was credited before.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.rules import words
from app.rules.faults import Refused
from app.rules.money import ZERO, rounded
from app.rules.questions import LeaveUnfinished
from app.rules.supplier_drafts import PAID_BY, CreditorPays
from app.services.money import creditor_payments
from app.services.money.creditor_payments import CreditorAccount
from app.ui.kit import style
from app.ui.kit.context import Context
from app.ui.kit.elided import Elided
from app.ui.kit.entry.fields import Choice, DateField, LookupField, MoneyField, TextField
from app.ui.kit.window import TaskWindow
from app.ui.windows.creditor_payments.earlier import choose, show_remittance
from app.ui.windows.receipts.lines import PayLines
from app.ui.windows.shared import buying_find

_NOTHING = rounded(ZERO)
_SHOWN_HERE = frozenset({"creditors", "receipts"})
_HOW = {"bank transfer": "Bank transfer", "cheque": "Cheque", "cash": "Cash, out of the till"}


class CreditorPayments(TaskWindow):
    """One payment being typed over the open items of its supplier."""

    name = "creditor_payments"
    heading = "Creditor Payments"
    help: ClassVar[str] = (
        "Choose the supplier and type what is paid: AutoPay matches the oldest documents first, credits that paid "
        "nothing yet before the money; F5 takes all that we owe. Type other amounts under Matched, or F6 on an item; "
        "F5 then proposes anew. What matches nothing stays unallocated. Cash comes out of the till, a cheque and a "
        "bank transfer out of the bank account. F12 posts it; without an amount it only matches. Ctrl+P "
        "prints the remittance advice, F9 an earlier one."
    )

    def __init__(self, context: Context, *, creditor_id: int | None = None) -> None:
        super().__init__(context)
        self._account: CreditorAccount | None = None
        self._draft_key = CreditorPays(0, _NOTHING).key
        self._last: int | None = None
        self._make_head()
        self.grid = PayLines("Nothing is open. Choose a supplier whom we owe something; F4 shows them all.")
        self.grid.refused.connect(lambda sentence: self.say(sentence, "refused"))
        self.grid.lines_changed.connect(self._show_sums)
        self.body(self.grid)
        self._make_foot()
        self._clear()
        if creditor_id is not None:
            self._open(creditor_id)

    def shows(self, facts: Mapping[str, object]) -> bool:
        """A payment to this supplier is in front already."""
        return self._account is not None and facts == {"creditor_id": self._account.creditor.id}

    # ── making it ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _make_head(self) -> None:
        self.supplier = LookupField(
            "Supplier",
            buying_find.creditor_hits(self.context.counter),
            "Code or name of the supplier who is paid; F4 shows them all.",
            required=True,
            missing="There is no supplier {text}. F4 shows them all, Ctrl+3 enters a new one.",
        )
        self._found = Elided("About the supplier", "strong")
        self.amount = MoneyField("Amount", "What is paid; F5 takes all that we owe, nothing only matches.")
        self.paid_by = Choice(
            "Paid by", [(each, _HOW[each]) for each in PAID_BY], "How is it paid? Up and Down choose."
        )
        self.day = DateField("Date", "The day it is paid: 5, 5/12, -3.", today=self.context.counter.today)
        self.reference = TextField(
            "Reference",
            "The cheque's number or the transfer's reference.",
            longest=creditor_payments.LONGEST_REFERENCE,
        )
        head = self.head_band(2)
        head.add("&Supplier", self.supplier, self._found)
        head.add("Amoun&t", self.amount)
        head.add("Paid &by", self.paid_by)
        head.add("Dat&e", self.day, column=1)
        head.add("Refere&nce", self.reference, column=1, wide=True)
        self.supplier.picked.connect(lambda hit: self._open(hit.record.id))
        self.amount.committed.connect(lambda _value: self.grid.pay(self._new_money))
        self.fields.update(
            {
                "creditor": self.supplier,
                "amount": self.amount,
                "paid_by": self.paid_by,
                "day": self.day,
                "reference": self.reference,
            }
        )
        for field in self.fields.values():
            field.refused.connect(lambda sentence: self.say(sentence, "refused"))  # type: ignore[attr-defined]

    def _make_foot(self) -> None:
        foot = self.foot_band()
        self._remark = style.label(role="muted", name="What is matched")
        foot.remarks.addWidget(self._remark)
        self._owed = foot.total("We owe")
        self._matched = foot.total("Matched")
        self._rest = foot.total("Stays unallocated", large=True)
        self._rest.setMinimumWidth(self._rest.fontMetrics().horizontalAdvance("! 99,999.99 too much"))
        foot.add(
            self.button("do_autopay"),
            self.button("do_pay_item"),
            self.button("do_process", "Post payment", primary=True),
        )

    # ── the screen ────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def _new_money(self) -> Decimal:
        amount: Decimal | None = self.amount.value
        return amount or _NOTHING

    def _open(self, creditor_id: int) -> None:
        """Another supplier: its open items, matched by AutoPay."""
        account = self.read(lambda: creditor_payments.account(self.context.counter, creditor_id))
        if account is not None:
            self._show(account)

    def _show(self, account: CreditorAccount, *, keep: bool = False) -> None:
        self._account = account
        self.supplier.value = buying_find.creditor_hit(account.creditor)
        owed = f"we owe {words.money(account.balance)}"
        credit = f"{words.money(-account.balance)} in credit with them"
        self._found.tell(f"{account.creditor.name} · {owed if account.balance >= ZERO else credit}")
        self.amount.setPlaceholderText(words.money(max(account.balance, _NOTHING)))
        self.grid.show_items(account.items, keep=keep)

    def _clear(self) -> None:
        """An empty payment; how the last one was paid stays."""
        self._account = None
        self._draft_key = CreditorPays(0, _NOTHING).key
        self.supplier.value = None
        self._found.tell("")
        self.amount.value = None
        self.amount.setPlaceholderText("")
        self.day.value = self.context.counter.today()
        self.reference.value = None
        self.grid.pay(_NOTHING)
        self.grid.show_items(())
        self.supplier.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_sums(self) -> None:
        owed = self._account.balance if self._account is not None else _NOTHING
        rest = self.grid.rest
        self._owed.setText(words.money(owed))
        self._matched.setText(words.money(self.grid.charged))
        self._rest.setText(words.money(rest) if rest >= ZERO else f"! {words.money(-rest)} too much")
        style.mark(self._rest, "strong" if rest >= ZERO else "waits")
        how = "matched by hand, F5 proposes anew" if self.grid.by_hand else "AutoPay: the oldest first"
        used = f"{words.money(self.grid.used)} of earlier credits and payments used · " if self.grid.used else ""
        self._remark.setText(f"{used}{how}" if self.grid.lines else "")

    # ── commands ──────────────────────────────────────────────────────────────────────────────────────────────────

    def do_lookup(self) -> None:
        """F4: the suppliers to choose from."""
        if QApplication.focusWidget() is self.supplier:
            self.supplier.look_up(first=True)
        else:
            self.say("There is nothing to look up in this field.")

    def do_autopay(self) -> None:
        """F5: match the oldest first; while no amount is typed and nothing is matched by hand, all that is owed."""
        if self._account is not None and self._new_money == ZERO and not self.grid.by_hand:
            self.amount.value = max(self._account.balance, _NOTHING) or None
            self.grid.pay(self._new_money)
        self.grid.auto_pay()

    def do_pay_item(self) -> None:
        """F6: pay the item with the cursor, or leave it open."""
        try:
            self.grid.turn()
        except Refused as fault:
            self.refuse(fault)

    def do_process(self) -> None:
        """F12: post the payment; without an amount, match what was credited or paid before."""
        if self._account is None:
            self.refuse(Refused("No supplier is chosen yet. Type a code or a name.", field="creditor"))
        elif self._new_money == ZERO:
            self._match(self._account)
        else:
            self._post(self._account)

    def do_new(self) -> None:
        """Ctrl+N: an empty payment; beside this one where something is typed."""
        if self.unfinished() is None:
            self._clear()
        else:
            self.context.desk.open("creditor_payments")

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

    def do_back(self) -> None:
        """Esc: from the items to the amount, from there to the supplier."""
        at = QApplication.focusWidget()
        (self.amount if at is self.grid else self.supplier).setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_first(self) -> None:
        """At first sight: the supplier, or the amount where the supplier is known."""
        known = self._account is not None
        (self.amount if known else self.supplier).setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_field(self, field: str, line: int | None = None) -> None:
        """Focus on a field of the head, or on the items."""
        if field == "matched":
            self.grid.start()
        else:
            super().focus_field(field, line)

    def unfinished(self) -> LeaveUnfinished | None:
        """An amount that was typed, or items matched by hand, and not posted."""
        typed = self._account is not None and (self._new_money != ZERO or self.grid.by_hand)
        return LeaveUnfinished("This payment", max(1, len(self.grid.applied))) if typed else None

    def on_changed(self, words: frozenset[str]) -> None:
        """Somebody was billed, credited or paid: the items are read again, what is typed stays."""
        account = self._account
        if account is None or not words & _SHOWN_HERE:
            return
        fresh = self.read(lambda: creditor_payments.account(self.context.counter, account.creditor.id))
        if fresh is not None and fresh != account:
            self._show(fresh, keep=True)

    # ── inside ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _post(self, account: CreditorAccount) -> None:
        draft = CreditorPays(
            creditor_id=account.creditor.id,
            amount=self._new_money,
            paid_by=self.paid_by.value,
            applied=self.grid.applied,
            day=self.day.value,
            reference=self.reference.value,
            key=self._draft_key,
        )
        done = self.ask_and_call(lambda _answers: creditor_payments.post(self.context.counter, draft))
        if done is None:
            return
        self._clear()
        self._last = done.payment_id
        self.changed("creditors", "tenders")
        self.say(f"{done.sentence}. Ctrl+P prints the remittance advice.", "good")

    def _match(self, account: CreditorAccount) -> None:
        applied = self.grid.applied
        if not applied:
            sentence = "Type what is paid, or F5 for all that we owe: there is no earlier credit to match."
            self.refuse(Refused(sentence, field="amount"))
            return
        creditor_id = account.creditor.id
        matched = self.ask_and_call(
            lambda _answers: creditor_payments.match(self.context.counter, creditor_id, applied)
        )
        if matched is None:
            return
        self._clear()
        self.changed("creditors")
        self.say(f"{account.creditor.name}: {words.money(matched)} matched, no new money.", "good")
