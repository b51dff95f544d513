"""Debtor Receipts: what a debtor pays on account, and which items it pays; it must not know how a receipt is posted.

Debtor, amount, F12, how it is paid. With no amount it matches what was paid or credited before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.rules import words
from app.rules.faults import Refused
from app.rules.found import DebtorFound
from app.rules.mail import Letter
from app.rules.money import ZERO, rounded
from app.rules.money_facts import ReceiptFacts
from app.rules.questions import LeaveUnfinished
from app.services import lookup
from app.services.money import receipts
from app.services.money.receipts import DebtorPays, OpenAccount
from app.services.sales import documents
from app.ui.kit import style
from app.ui.kit.context import Context
from app.ui.kit.elided import Elided
from app.ui.kit.entry.fields import DateField, Hit, LookupField, MoneyField, TextField
from app.ui.kit.sheets import mail
from app.ui.kit.window import TaskWindow
from app.ui.windows.parts_invoicing.head import debtor_hit
from app.ui.windows.receipts.lines import PayLines

KIND: Final = "receipt"
"""What a receipt is called where sheets that went out are kept."""
_NOTHING = rounded(ZERO)
_SHOWN_HERE = frozenset({"debtors", "invoices", "tenders"})


class Receipts(TaskWindow):
    """One receipt being typed over the open items of its debtor."""

    name = "receipts"
    heading = "Debtor Receipts"
    help: ClassVar[str] = (
        "Choose the debtor, type what is paid: AutoPay matches the oldest items first, credits and receipts that paid "
        "nothing yet before the new money; F5 takes all that is owed. Type other amounts under Matched, or F6 on an "
        "item; F5 then proposes anew. What matches nothing stays unallocated. F12 asks how it is paid and posts it; "
        "without an amount it only matches. "
        "Ctrl+P prints the receipt."
    )

    def __init__(self, context: Context, *, debtor_id: int | None = None) -> None:
        super().__init__(context)
        self._account: OpenAccount | None = None
        self._draft_key = DebtorPays(0, _NOTHING).key
        self._last: int | None = None
        self._make_head()
        self.grid = PayLines()
        self.grid.refused.connect(lambda sentence: self.say(sentence, "refused"))
        self.grid.lines_changed.connect(self._show_sums)
        self.body(self.grid)
        self._make_foot()
        self._clear()
        if debtor_id is not None:
            self._open(debtor_id)

    def shows(self, facts: Mapping[str, object]) -> bool:
        """A receipt of this debtor is in front already."""
        return self._account is not None and facts == {"debtor_id": self._account.debtor.id}

    # ── making it ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _make_head(self) -> None:
        self.debtor = LookupField(
            "Debtor",
            self._search,
            "Code, name or phone of the debtor who pays; F4 shows them all.",
            required=True,
            missing="There is no account debtor {text}. F4 shows them all, Ctrl+1 opens the Debtor Master File.",
        )
        self._found = Elided("About the debtor", "strong")
        self.amount = MoneyField("Amount", "What is paid; F5 takes all that is owed, nothing only matches.")
        self.day = DateField("Date", "The day it was paid: 5, 5/12, -3.", today=self.context.counter.today)
        self.note = TextField("Note", "For instance their remittance number.", longest=receipts.LONGEST_NOTE)
        head = self.head_band(2)
        head.add("&Debtor", self.debtor, self._found)
        head.add("Amoun&t", self.amount)
        head.add("Dat&e", self.day, column=1)
        head.add("&Note", self.note, column=1, wide=True)
        self.debtor.picked.connect(lambda hit: self._open(hit.record.id))
        self.amount.committed.connect(lambda _value: self.grid.pay(self._new_money))
        self.fields.update(
            {"debtor": self.debtor, "amount": self.amount, "given": self.amount, "day": self.day, "note": self.note}
        )
        for field in (self.debtor, self.amount, self.day, self.note):
            field.refused.connect(lambda sentence: self.say(sentence, "refused"))

    def _make_foot(self) -> None:
        foot = self.foot_band()
        self._remark = style.label(role="muted", name="What is matched")
        foot.remarks.addWidget(self._remark)
        self._owed = foot.total("Owed")
        self._matched = foot.total("Matched")
        self._rest = foot.total("Stays unallocated", large=True)
        self._rest.setMinimumWidth(self._rest.fontMetrics().horizontalAdvance("! 99,999.99 too much"))
        foot.add(
            self.button("do_autopay"),
            self.button("do_pay_item"),
            self.button("do_process", "Post receipt", primary=True),
        )

    def _search(self, typed: str) -> Sequence[Hit]:
        found = lookup.find_debtors(self.context.counter, typed)
        return [debtor_hit(each) for each in found if each.kind == "account"]

    # ── the screen ────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def _new_money(self) -> Decimal:
        amount: Decimal | None = self.amount.value
        return amount or _NOTHING

    def _open(self, debtor_id: int) -> None:
        """Another debtor: its open items, matched by AutoPay."""
        account = self.read(lambda: receipts.account(self.context.counter, debtor_id))
        if account is not None:
            self._show(account)

    def _show(self, account: OpenAccount, *, keep: bool = False) -> None:
        self._account = account
        debtor: DebtorFound = account.debtor
        self.debtor.value = debtor_hit(debtor)
        stop = " · stop credit" if debtor.stop_credit else ""
        owes = f"owes {words.money(account.balance)}"
        credit = f"{words.money(-account.balance)} in credit"
        self._found.tell(f"{debtor.name} · {owes if account.balance >= ZERO else credit}{stop}")
        self.amount.setPlaceholderText(words.money(max(account.balance, _NOTHING)))
        self.grid.show_items(account.items, keep=keep)

    def _clear(self) -> None:
        """An empty receipt."""
        self._account = None
        self._draft_key = DebtorPays(0, _NOTHING).key
        self.debtor.value = None
        self._found.tell("")
        self.amount.value = None
        self.amount.setPlaceholderText("")
        self.day.value = self.context.counter.today()
        self.note.value = None
        self.grid.pay(_NOTHING)
        self.grid.show_items(())
        self.debtor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_sums(self) -> None:
        owed = self._account.balance if self._account is not None else _NOTHING
        rest = self.grid.rest
        self._owed.setText(words.money(owed))
        self._matched.setText(words.money(self.grid.charged))
        self._rest.setText(words.money(rest) if rest >= ZERO else f"! {words.money(-rest)} too much")
        style.mark(self._rest, "strong" if rest >= ZERO else "waits")
        how = "matched by hand, F5 proposes anew" if self.grid.by_hand else "AutoPay: the oldest first"
        used = f"{words.money(self.grid.used)} of earlier credits and receipts used · " if self.grid.used else ""
        self._remark.setText(f"{used}{how}" if self.grid.lines else "")

    # ── commands ──────────────────────────────────────────────────────────────────────────────────────────────────

    def do_lookup(self) -> None:
        """F4: the debtors to choose from."""
        if QApplication.focusWidget() is self.debtor:
            self.debtor.look_up(first=True)
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
        """F12: post the receipt; without an amount, match what was paid or credited before."""
        if self._account is None:
            self.refuse(Refused("No debtor is chosen yet. Type a code or a name.", field="debtor"))
        elif self._new_money == ZERO:
            self._match(self._account)
        else:
            self._post(self._account)

    def do_new(self) -> None:
        """Ctrl+N: an empty receipt; beside this one where something is typed."""
        if self.unfinished() is None:
            self._clear()
        else:
            self.context.desk.open("receipts")

    def do_print(self) -> None:
        """Ctrl+P: the receipt of the row with the cursor, else the one posted last."""
        line = self.grid.current_line()
        receipt_id = line.listed.receipt_id if line is not None else None
        receipt_id = receipt_id or self._last
        if receipt_id is None:
            self.say("No receipt is here to print. The Ledger of a debtor shows all of them.", "refused")
            return
        show_receipt(self, receipt_id)

    def do_back(self) -> None:
        """Esc: from the items to the amount, from there to the debtor."""
        at = QApplication.focusWidget()
        (self.amount if at is self.grid else self.debtor).setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_first(self) -> None:
        """At first sight: the debtor, or the amount where the debtor is known."""
        known = self._account is not None
        (self.amount if known else self.debtor).setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_field(self, field: str, line: int | None = None) -> None:
        """Focus on a field of the head, or on the items."""
        if field == "matched":
            self.grid.start()
        else:
            super().focus_field(field, line)

    def unfinished(self) -> LeaveUnfinished | None:
        """An amount that was typed, or items matched by hand, and not posted."""
        typed = self._account is not None and (self._new_money != ZERO or self.grid.by_hand)
        return LeaveUnfinished("This receipt", max(1, len(self.grid.applied))) if typed else None

    def on_changed(self, words: frozenset[str]) -> None:
        """Somebody charged or paid: the items are read again, what is typed stays."""
        account = self._account
        if account is None or not words & _SHOWN_HERE:
            return
        fresh = self.read(lambda: receipts.account(self.context.counter, account.debtor.id))
        if fresh is not None and fresh != account:
            self._show(fresh, keep=True)

    # ── inside ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _post(self, account: OpenAccount) -> None:
        draft = DebtorPays(
            account.debtor.id, self._new_money, self.grid.applied, self.day.value, self.note.value, self._draft_key
        )
        done = self.ask_and_call(lambda answers: receipts.post(self.context.counter, draft, answers))
        if done is None:
            return
        self._clear()
        self._last = done.receipt_id
        self.changed("debtors", "tenders")
        self.say(f"{done.sentence}. Ctrl+P prints it.", "good")

    def _match(self, account: OpenAccount) -> None:
        applied = self.grid.applied
        if not applied:
            sentence = "Type what is paid, or F5 for all that is owed: there is no earlier receipt or credit to match."
            self.refuse(Refused(sentence, field="amount"))
            return
        matched = self.ask_and_call(lambda _answers: receipts.match(self.context.counter, account.debtor.id, applied))
        if matched is None:
            return
        self._clear()
        self.changed("debtors")
        self.say(f"{account.debtor.name}: {words.money(matched)} matched, no new money.", "good")


def show_receipt(window: TaskWindow, receipt_id: int) -> None:
    """Show a receipt on paper, to be printed, saved or e-mailed; that it went out is kept."""
    context = window.context
    facts = window.read(lambda: receipts.receipt_facts(context.counter, receipt_id))
    if facts is None:
        return
    how = context.paper.preview(facts, window, lambda: _mail(context, receipt_id, facts))
    if how not in ("none", "e-mail"):
        context.busy.wait(lambda: documents.printed(context.counter, KIND, receipt_id, KIND, how))


def _mail(context: Context, receipt_id: int, facts: ReceiptFacts) -> bool:
    """From the preview: to the address somebody types; the debtor's own is proposed."""
    known = receipts.mail_address(context.counter, receipt_id)
    to = context.prompter.text("E-mail", f"{facts.title}: to which address?", known)
    if to is None:
        return False
    shop = facts.seller.name
    text = f"Please find attached {facts.title} over {words.money(facts.amount)}.\n\n{shop}"
    letter = Letter(KIND, receipt_id, facts.title, KIND, to.strip(), f"{facts.title} – {shop}", text)
    said = mail.send(context, letter, facts)
    context.desk.say(f"{facts.title}: {said}.", "good")
    return True
