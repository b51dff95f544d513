"""The head of a parts invoice: who buys, where it goes, which document it is; it must not know lines or use cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.rules import words
from app.rules.drafts import InvoiceDraft
from app.rules.found import DebtorFound
from app.services import lookup
from app.services.counter import Counter
from app.ui.kit import style
from app.ui.kit.bands import Head
from app.ui.kit.context import Context
from app.ui.kit.elided import Elided
from app.ui.kit.entry.field_base import is_enter, with_shift
from app.ui.kit.entry.fields import Choice, Hit, LookupField, TextField
from app.ui.kit.entry.finding import Finder

_WALK_IN = ("name", "phone", "address")
_NAME_TAKES = 3
"""The debtor's name takes so many times the room that is left in the other columns."""


class DebtorField(LookupField):
    """The debtor's code or name. Enter goes straight to the lines, Tab to the rest of the head."""

    entered = Signal()
    """Enter on a debtor that is chosen."""
    _straight = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._straight = is_enter(event) and not with_shift(event)
        super().keyPressEvent(event)
        self._straight = False

    def _move_on(self, forward: bool) -> None:
        if self._straight and isinstance(self.value, Hit):
            if self.window().focusWidget() is self:
                self.entered.emit()
        else:
            super()._move_on(forward)


class InvoiceHead:
    """The fields over the lines. They show a draft and write into it what is typed.

    `search` finds debtors, `chosen` is told of another debtor (None: taken away), `turned` of another kind of
    document; both may put the old one back with `show`. `say` takes what cannot be read.
    """

    def __init__(
        self,
        band: Head,
        search: Callable[[str], Sequence[Hit]],
        chosen: Callable[[DebtorFound | None], None],
        turned: Callable[[str], None],
        say: Callable[[str], None],
    ) -> None:
        self.draft = InvoiceDraft()
        self.debtor = DebtorField(
            "Debtor", search, "Code, name or phone; Enter goes to the lines. F4 shows all.", missing=_MISSING
        )
        self.found = Elided("Debtor's name", "strong")
        self.account = style.label(role="muted", name="Account")
        self.name = TextField("Name", "Who stands at the counter: for a backorder and from $1,000.", longest=200)
        self.phone = TextField("Phone", "The phone to call when goods have come.", longest=60)
        self.address = TextField("Address", "The buyer's address.", longest=300)
        self.customer_order = TextField("Customer order", "The customer's own order number.", longest=60)
        self.delivery_address = LookupField(
            "Delivery", self._addresses, "Where it goes: Down shows the debtor's addresses, or type one.", free=True
        )
        self.salesperson = TextField("Salesperson", "Who sells; printed on the invoice.", longest=80)
        self.kind = Choice("Type", (("invoice", "Invoice"), ("quote", "Quote")), "Invoice, or a quote that holds none.")
        self.document = style.label(role="muted", name="Document")
        self._labels: dict[str, QLabel] = {}
        self._lay_out(band)
        self.debtor.picked.connect(lambda hit: chosen(hit.record))
        self.debtor.committed.connect(lambda hit: chosen(None) if hit is None else None)
        self.kind.committed.connect(turned)
        for attribute in (*_WALK_IN, "customer_order", "delivery_address", "salesperson"):
            self.fields[attribute].committed.connect(lambda value, to=attribute: self._write(to, value))
        for field in self.fields.values():
            field.refused.connect(say)

    @property
    def fields(self) -> dict[str, Any]:
        """The fields by the draft's attributes, in reading order."""
        return {
            "debtor": self.debtor,
            "name": self.name,
            "phone": self.phone,
            "customer_order": self.customer_order,
            "delivery_address": self.delivery_address,
            "address": self.address,
            "salesperson": self.salesperson,
            "kind": self.kind,
        }

    def show(self, draft: InvoiceDraft, document: str = "", *, locked: bool = False) -> None:
        """Show a draft; `document` is what it is on the books. A locked one is only looked at."""
        self.draft = draft
        self.debtor.value = debtor_hit(draft.debtor) if draft.debtor else None
        for attribute in (*_WALK_IN, "customer_order", "salesperson"):
            self.fields[attribute].value = getattr(draft, attribute)
        self.delivery_address.value = _one_line(draft.delivery_address) or None
        self.kind.value = draft.kind
        self.document.setText(document)
        for widget in (self.document, self._labels["document"]):
            widget.setVisible(bool(document))
        for field in self.fields.values():
            field.setEnabled(not locked)
        self.kind.setEnabled(not locked and draft.invoice_id is None)
        self.show_debtor()

    def show_debtor(self) -> None:
        """Show what is known of the debtor: name, balance, terms; for cash the walk-in's own fields."""
        debtor = self.draft.debtor
        walk_in = debtor is not None and debtor.kind == "cash"
        self.found.tell(debtor.name if debtor else "")
        words_of_account, tone = account_words(debtor)
        style.mark(self.account, tone).setText(words_of_account)
        for attribute in _WALK_IN:
            self._labels[attribute].setVisible(walk_in)
            self.fields[attribute].setVisible(walk_in)

    def _lay_out(self, band: Head) -> None:
        band.add("&Debtor", self.debtor, self.found, 0)
        band.add("", self.account, None, 0, wide=True)
        band.add("&Name", self.name, None, 0, wide=True)
        band.add("Ph&one", self.phone, None, 0, wide=True)
        band.add("&Customer order", self.customer_order, None, 1, wide=True)
        band.add("De&livery", self.delivery_address, None, 1, wide=True)
        band.add("Addr&ess", self.address, None, 1, wide=True)
        band.add("&Salesperson", self.salesperson, None, 2)
        band.add("&Type", self.kind, None, 2)
        band.add("", self.document, None, 2, wide=True)
        columns = band.layout()
        assert isinstance(columns, QGridLayout)
        columns.setColumnStretch(2, _NAME_TAKES)
        for label in band.findChildren(QLabel):
            for attribute, field in {**self.fields, "document": self.document}.items():
                if label.buddy() is field:
                    self._labels[attribute] = label
        order: list[QWidget] = list(self.fields.values())
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _write(self, attribute: str, value: object) -> None:
        if isinstance(value, Hit):
            value = value.record
        setattr(self.draft, attribute, str(value or ""))

    def _addresses(self, typed: str) -> Sequence[Hit]:
        """The debtor's delivery addresses that hold these words, and its own."""
        debtor = self.draft.debtor
        if debtor is None:
            return ()
        every = [each for each in (*debtor.delivery_addresses, debtor.address) if each.strip()]
        asked = typed.casefold().split()
        return [
            Hit(number, _one_line(address), "", record=address)
            for number, address in enumerate(dict.fromkeys(every))
            if all(word in address.casefold() for word in asked)
        ]


_MISSING = "There is no debtor {text}. F4 shows all, Ctrl+1 opens the Debtor Master File."


def debtor_hits(context: Context, *, on_account: bool = False) -> Finder[Hit]:
    """The search of a debtor's field: by code, name, phone or ABN; nothing typed shows them all."""
    return Finder(context.busy.look, lambda text: partial(_debtors, context.counter, text, on_account))


def _debtors(counter: Counter, text: str, on_account: bool) -> list[Hit]:
    found = lookup.find_debtors(counter, text)
    return [debtor_hit(each) for each in found if each.kind == "account" or not on_account]


def debtor_hit(debtor: DebtorFound) -> Hit:
    """A debtor in the type-ahead: code, name, and what one should know before choosing it."""
    detail = "cash" if debtor.kind == "cash" else "stop credit" if debtor.stop_credit else words.money(debtor.balance)
    return Hit(debtor.id, debtor.code, debtor.name, detail, debtor)


def account_words(debtor: DebtorFound | None) -> tuple[str, style.Role]:
    """Balance, terms and limit of a debtor in a line, and its tone."""
    if debtor is None:
        return "", "muted"
    if debtor.kind == "cash":
        return "Cash: paid in full at finalise", "muted"
    said = [f"Balance {words.money(debtor.balance)}", words.counted(debtor.terms_days, "day")]
    if debtor.credit_limit is not None:
        said.append(f"limit {words.money(debtor.credit_limit)}")
    if debtor.stop_credit:
        return " · ".join([f"{style.SIGNS['refused']} Stop credit", *said]), "refused"
    if debtor.credit_limit is not None and debtor.balance > debtor.credit_limit:
        return " · ".join([f"{style.SIGNS['waits']} Over the limit", *said]), "waits"
    if not debtor.use_backorders:
        said.append("no backorders")
    return " · ".join(said), "muted"


def credit_warning(debtor: DebtorFound) -> str:
    """What should be known before anything is typed for this debtor; empty when nothing stands in the way."""
    if debtor.stop_credit:
        return "On stop credit: F2 saves an order, but nothing new can be charged."
    if debtor.credit_limit is not None and debtor.balance >= debtor.credit_limit:
        return f"Owes {words.money(debtor.balance)}, the limit is {words.money(debtor.credit_limit)}."
    return ""


def _one_line(address: str) -> str:
    return ", ".join(line.strip() for line in address.splitlines() if line.strip())
