"""What Debtor Receipts and Creditor Payments are made of: somebody, an amount, and the open items that it pays.

It must not know whose ledger that is, nor how anything is posted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar, Generic, Protocol, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app import draft_codec
from app.rules import words
from app.rules.faults import Refused
from app.rules.money import ZERO, rounded
from app.rules.questions import LeaveUnfinished
from app.services.money.receipts import LedgerItem
from app.services.unfinished import DraftKind
from app.ui.kit import style
from app.ui.kit.context import Context
from app.ui.kit.drafts import Typed
from app.ui.kit.drafts_books import look_whether_written
from app.ui.kit.elided import Elided
from app.ui.kit.entry.fields import DateField, LookupField, MoneyField
from app.ui.kit.window import TaskWindow
from app.ui.windows.shared.pay_lines import PayLines

NOTHING = rounded(ZERO)


class Account(Protocol):
    """The account of a debtor or a creditor: its open items, the oldest first, and what is owed in all."""

    @property
    def items(self) -> Sequence[LedgerItem]: ...

    @property
    def balance(self) -> Decimal: ...


A = TypeVar("A", bound=Account)


@dataclass(frozen=True, slots=True)
class PaymentTyped:
    """A payment that is typed and not posted; `applied` only where somebody has matched by hand."""

    key: str
    owner_id: int
    amount: Decimal | None
    day: date | None
    applied: tuple[tuple[int, Decimal], ...] | None
    own: dict[str, str]


class PayingWindow(TaskWindow, Generic[A]):
    """One payment being typed over the open items of its owner.

    A window makes its head in `make_head`, calls `begin`, and says in the methods without a body whose money it is.
    """

    owner_name: ClassVar[str] = ""
    """The fact that opens it for somebody, and in `fields` the look-up field's name: *debtor*, *creditor*."""
    said: ClassVar[Mapping[str, str]] = {}
    """Its sentences: *this* one, *owed* above the balance, *post* on the button, *earlier* credits, that *nobody* is
    chosen yet and *nothing* there to match."""
    shown_here: ClassVar[frozenset[str]] = frozenset()
    """The words of `kit.changes` after which the items are read again."""

    owner: LookupField
    kind: ClassVar[DraftKind]
    draft_key: str
    """The same payment is posted once."""
    amount: MoneyField
    day: DateField
    grid: PayLines

    def begin(self, context: Context, empty: str, owner_id: int | None) -> None:
        """Lay the window out, empty or open for somebody."""
        self.account: A | None = None
        self._found = Elided(f"About the {self.owner.accessibleName().lower()}", "strong")
        self.amount = MoneyField("Amount", "What is paid; F5 takes all that is owed, an empty amount only matches.")
        told = "The day it is paid: 5, 5/12, -3."
        self.day = DateField("Date", told, today=context.counter.today, required=True)
        self.make_head(self._found)
        self.owner.picked.connect(lambda hit: self.open(hit.record.id))
        self.amount.committed.connect(lambda _value: self.grid.pay(self.new_money))
        self.fields |= {self.owner_name: self.owner, "amount": self.amount, "given": self.amount, "day": self.day}
        for field in (self.owner, self.amount, self.day):
            field.refused.connect(lambda sentence: self.say(sentence, "refused"))
        self.grid = PayLines(empty)
        self.grid.refused.connect(lambda sentence: self.say(sentence, "refused"))
        self.grid.lines_changed.connect(self._show_sums)
        self.body(self.grid)
        self._make_foot()
        self.clear()
        if owner_id is not None:
            self.open(owner_id)

    # ── what only the window knows ────────────────────────────────────────────────────────────────────────────────

    def make_head(self, found: Elided) -> None:
        """The fields of the head; what was `found` stands beside the owner."""
        raise NotImplementedError

    def read_account(self, owner_id: int) -> A:
        """The account as it is now."""
        raise NotImplementedError

    def owner_id(self, account: A) -> int:
        """Whose account it is."""
        raise NotImplementedError

    def show_owner(self, account: A) -> str:
        """Put the owner into its field; returns what is told beside it."""
        raise NotImplementedError

    def clear_own(self) -> None:
        """Empty the fields of the window itself, and begin a new draft."""
        raise NotImplementedError

    def post(self, account: A) -> None:
        """Post what is typed."""
        raise NotImplementedError

    def match(self, account: A, applied: tuple[tuple[int, Decimal], ...]) -> None:
        """Match without new money."""
        raise NotImplementedError

    # ── the screen ────────────────────────────────────────────────────────────────────────────────────────────────

    def shows(self, facts: Mapping[str, object]) -> bool:
        """One for this owner is in front already, or nobody is asked for and none has been begun here."""
        this = self.account is not None and facts == {f"{self.owner_name}_id": self.owner_id(self.account)}
        return this or super().shows(facts)

    def is_empty(self) -> bool:
        """Nobody is chosen, and nothing typed since the screen was emptied."""
        return self.account is None and self._head() == self._emptied

    def _head(self) -> dict[str, object]:
        return {name: field.value for name, field in self.fields.items()}  # type: ignore[attr-defined]

    @property
    def new_money(self) -> Decimal:
        """The amount that is typed."""
        amount: Decimal | None = self.amount.value
        return amount or NOTHING

    def open(self, owner_id: int) -> None:
        """Somebody's open items, matched by AutoPay."""
        account = self.read(lambda: self.read_account(owner_id))
        if account is not None:
            self._show(account)

    def clear(self) -> None:
        """An empty screen with a new draft."""
        self.account = None
        self.clear_own()
        self.owner.value = None
        self._found.tell("")
        self.amount.value = None
        self.amount.setPlaceholderText("")
        self.day.value = self.context.counter.today()
        self.grid.pay(NOTHING)
        self.grid.show_items(())
        self._emptied = self._head()
        self.owner.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, account: A, *, keep: bool = False) -> None:
        self.account = account
        self._found.tell(self.show_owner(account))
        self.amount.setPlaceholderText(words.money(max(account.balance, NOTHING)))
        self.grid.show_items(account.items, keep=keep)

    def _make_foot(self) -> None:
        foot = self.foot_band()
        self._remark = style.label(role="muted", name="What is matched")
        foot.remarks.addWidget(self._remark)
        self._owed = foot.total(self.said["owed"])
        self._matched = foot.total("Matched")
        self._rest = foot.total("Stays unallocated", large=True)
        self._rest.setMinimumWidth(self._rest.fontMetrics().horizontalAdvance("! 99,999.99 too much"))
        foot.add(
            self.button("do_autopay"),
            self.button("do_pay_item"),
            self.button("do_process", self.said["post"], primary=True),
        )

    def _show_sums(self) -> None:
        owed = self.account.balance if self.account is not None else NOTHING
        rest = self.grid.rest
        self._owed.setText(words.money(owed))
        self._matched.setText(words.money(self.grid.charged))
        self._rest.setText(words.money(rest) if rest >= ZERO else f"! {words.money(-rest)} too much")
        style.mark(self._rest, "strong" if rest >= ZERO else "waits")
        how = "matched by hand, F5 proposes anew" if self.grid.by_hand else "AutoPay: the oldest first"
        used = f"{words.money(self.grid.used)} of {self.said['earlier']} used · " if self.grid.used else ""
        self._remark.setText(f"{used}{how}" if self.grid.lines else "")

    # ── commands ──────────────────────────────────────────────────────────────────────────────────────────────────

    def do_lookup(self) -> None:
        """F4: whom to choose from."""
        if QApplication.focusWidget() is self.owner:
            self.owner.look_up(first=True)
        else:
            self.say("There is nothing to look up in this field.")

    def do_autopay(self) -> None:
        """F5: match the oldest first; while no amount is typed and nothing is matched by hand, all that is owed."""
        if self.account is not None and self.new_money == ZERO and not self.grid.by_hand:
            self.amount.value = max(self.account.balance, NOTHING) or None
            self.grid.pay(self.new_money)
        self.grid.auto_pay()

    def do_pay_item(self) -> None:
        """F6: pay the item with the cursor, or leave it open."""
        try:
            self.grid.turn()
        except Refused as fault:
            self.refuse(fault)

    def do_process(self) -> None:
        """F12: post it; without an amount, match what was paid or credited before."""
        if self.account is None:
            self.refuse(Refused(self.said["nobody"], field=self.owner_name))
        elif self.new_money != ZERO:
            self.post(self.account)
        elif self.grid.applied:
            self.match(self.account, self.grid.applied)
        else:
            self.refuse(Refused(self.said["nothing"], field="amount"))

    def do_new(self) -> None:
        """Ctrl+N: an empty screen; beside this one where something is typed."""
        if self.unfinished() is None:
            self.clear()
        else:
            self.context.desk.open(self.name)

    # ── focus, and what others wrote ──────────────────────────────────────────────────────────────────────────────

    def do_back(self) -> None:
        """Esc: from the items to the amount, from there to the owner."""
        at = QApplication.focusWidget()
        (self.amount if at is self.grid else self.owner).setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_first(self) -> None:
        """At first sight: the owner, or the amount where the owner is known."""
        known = self.account is not None
        (self.amount if known else self.owner).setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_field(self, field: str, line: int | None = None) -> None:
        """Focus on a field of the head, or on the items."""
        if field == "matched":
            self.grid.start()
        else:
            super().focus_field(field, line)

    def unfinished(self) -> LeaveUnfinished | None:
        """An amount that was typed, or items matched by hand, and not posted."""
        typed = self.account is not None and (self.new_money != ZERO or self.grid.by_hand)
        return LeaveUnfinished(self.said["this"], max(1, len(self.grid.applied))) if typed else None

    def kept(self) -> Typed | None:
        """Who pays, how much, and what it is matched to."""
        account = self.account
        if account is None or self.unfinished() is None:
            return None
        own = {name: self.fields[name].value for name in self._own_fields()}  # type: ignore[attr-defined]
        applied = self.grid.applied if self.grid.by_hand else None
        typed = PaymentTyped(self.draft_key, self.owner_id(account), self.amount.value, self.day.value, applied, own)
        amount = f" {words.money(self.new_money)}" if self.new_money else ""
        return Typed(draft_codec.written(typed), f"{self.heading} – {self.owner.text()}{amount}")

    def take_up(self, payload: str) -> Sequence[str]:
        """The payment as it was typed, over the items that are open now."""
        typed = draft_codec.read(payload, PaymentTyped)
        look_whether_written(self.context.counter, self.kind, typed)
        self._show(self.read_account(typed.owner_id))
        self.draft_key = typed.key
        self.amount.value, self.day.value = typed.amount, typed.day
        for name, value in typed.own.items():
            self.fields[name].value = value  # type: ignore[attr-defined]
        self.grid.pay(self.new_money)
        if typed.applied is None or self.grid.match(typed.applied):
            return ()
        return (f"Of what {self.owner.text()} had open, something was paid meanwhile: look at what is matched.",)

    def _own_fields(self) -> list[str]:
        """The fields that only this window has."""
        return [name for name in self.fields if name not in (self.owner_name, "amount", "given", "day")]

    def on_changed(self, words: frozenset[str]) -> None:
        """Somebody charged, credited or paid: the items are read again, what is typed stays."""
        account = self.account
        if account is None or not words & self.shown_here:
            return
        fresh = self.read(lambda: self.read_account(self.owner_id(account)))
        if fresh is not None and fresh != account:
            self._show(fresh, keep=True)
