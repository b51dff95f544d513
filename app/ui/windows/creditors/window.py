"""The Creditor Master File: whom the shop buys from, what is on order there, what was billed and what is bought there.

It must not know how any of it is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar, Literal

from PySide6.QtWidgets import QWidget

from app.rules import words
from app.rules.codes import checked_abn
from app.rules.found import CreditorFound
from app.rules.listing import Listing
from app.rules.questions import Answers
from app.services.buying import claims, purchases_read
from app.services.buying.claims import ClaimListed
from app.services.buying.purchases_read import OrderListed, ReceiptListed
from app.services.counter import Counter
from app.services.masters import creditors, creditors_listed, ledgers, supplied
from app.services.masters.creditors import MOST_DAYS, CreditorCard
from app.services.masters.creditors_listed import CreditorListed
from app.services.masters.ledgers import CreditorLedgerRow
from app.services.masters.supplied import SuppliedPart
from app.ui.kit import style
from app.ui.kit.bands import Head
from app.ui.kit.context import Context
from app.ui.kit.entry.fields import NoteField, TextField, Tick, WholeField
from app.ui.kit.records.lists import RecordList
from app.ui.kit.records.long_list import LongList
from app.ui.windows.creditor_credit import posted
from app.ui.windows.creditor_payments.earlier import show_remittance
from app.ui.windows.creditors.lists import (
    claims_list,
    every_creditor,
    invoices_list,
    ledger_list,
    orders_list,
    parts_list,
)
from app.ui.windows.shared import list_output
from app.ui.windows.shared.card_form import CardForm
from app.ui.windows.shared.card_pages import spaced, with_notes
from app.ui.windows.shared.master_file import CARD_ACTIONS, LIST_ACTIONS, MasterFile

_ALL = "ALL CREDITORS"
Page = Literal["details", "orders", "invoices", "ledger", "parts", "query", "list"]
_OF_ALL = ("query", "list")


class Creditors(MasterFile):
    """One creditor on the tabs Details, Orders, Invoices, Ledger and Parts; the others are about all of them."""

    name = "creditors"
    heading = "Creditor Master File"
    thing = "creditor"
    _in_history = "creditor"
    _shown_here = frozenset({"creditors", "orders", "receipts", "stock", "parts"})
    _on_the_card = frozenset({"creditors"})
    _of_a_stored_one = ("orders", "invoices", "ledger", "parts")
    help: ClassVar[str] = (
        "Find a creditor by code, name, phone or ABN. Alt and the underlined letter turn to a tab. On a list typing "
        "filters, Enter opens the row, Ctrl+P prints it and Ctrl+E exports it. On Ledger F12 pays this creditor; Query "
        "lists what is claimed from all of them, and F12 writes the credit for the claim in front. F4 lists all "
        "creditors."
    )

    def __init__(self, context: Context, *, creditor_id: int | None = None, page: Page = "details") -> None:
        super().__init__(context)
        details, self._form = _details(lambda sentence: self.say(sentence, "refused"))
        self._form.fields["name"].committed.connect(self._name_typed)  # type: ignore[attr-defined]
        self._lists: dict[str, RecordList | LongList] = {
            "orders": orders_list(context.sees_costs),
            "invoices": invoices_list(),
            "ledger": ledger_list(),
            "parts": parts_list(context.sees_costs),
            "query": claims_list(context.sees_costs),
            "list": every_creditor(),
        }
        opens: tuple[Callable[[Any], None], ...] = (
            self._open_order,
            self._open_bill,
            self._open_entry,
            self._open_part,
            self._open_bill,
            self._open_listed,
        )
        for shown, opened in zip(self._lists.values(), opens, strict=True):
            shown.opened.connect(opened)
        pages: dict[str, QWidget] = {"details": details}
        pages |= {name: spaced(shown, shown.accessibleName()) for name, shown in self._lists.items()}
        pages["query"] = _titled(f"Claims on suppliers – {_ALL}", pages["query"])
        headings = ("&Details", "&Orders", "&Invoices", "&Ledger", "Part&s", "&Query", "All creditors")
        slots = (*LIST_ACTIONS, "do_pay", *CARD_ACTIONS)
        self._lay_out(pages, headings, slots, primary=("do_pay", "do_save"))
        self._begin(creditor_id, page)

    # ── the record ────────────────────────────────────────────────────────────────────────────────────────────────

    @staticmethod
    def _found(counter: Counter, typed: str) -> Sequence[CreditorFound]:
        return creditors.search(counter, typed)

    def _open_card(self, record_id: int) -> CreditorCard:
        return creditors.open_card(self.context.counter, record_id)

    def _blank(self) -> CreditorCard:
        return CreditorCard()

    def _next_code(self, name: str) -> str:
        return creditors.next_code(self.context.counter, name)

    def _save(self, card: CreditorCard, was: CreditorCard | None, _answers: Answers) -> CreditorCard:
        return creditors.save(self.context.counter, card, was)

    def _read_standing(self) -> None:
        creditor_id, counter = self.record_id, self.context.counter
        style.mark(self.standing, "muted" if creditor_id is None else "strong")
        if creditor_id is None:
            self.standing.tell("" if self.page == "list" else "A new creditor")
            return
        owed = self.read(lambda: creditors.balance(counter, creditor_id))
        orders = self.read(lambda: purchases_read.outstanding_orders(counter, creditor_id))
        if owed is None or orders is None:
            return
        said = [self._was.name, f"we owe {words.money(owed)}"]
        if orders:
            said.append(f"{words.counted(len(orders), 'order')} outstanding")
        if not self._was.active:
            said.append("not in use")
        self.standing.tell("  ·  ".join(said))

    # ── the page in front ─────────────────────────────────────────────────────────────────────────────────────────

    def _read_page(self) -> None:
        counter, creditor_id, page = self.context.counter, self.record_id, self.page
        shown = self._lists.get(page)
        readers: dict[str, Callable[[int], Sequence[object]]] = {
            "orders": lambda key: purchases_read.list_orders(counter, creditor_id=key),
            "invoices": lambda key: purchases_read.list_receipts(counter, creditor_id=key),
            "query": lambda _key: claims.listed(counter),
        }
        listings: dict[str, Callable[[int], Listing[object]]] = {
            "ledger": partial(ledgers.of_creditor, counter),
            "parts": partial(supplied.parts, counter),
            "list": lambda _key: creditors_listed.every(counter),
        }
        known = creditor_id is not None or page in _OF_ALL
        if isinstance(shown, LongList) and known:
            shown.show_listing(listings[page](creditor_id or 0), self)
        elif isinstance(shown, RecordList) and known:
            rows = self.read(lambda: readers[page](creditor_id or 0))
            if rows is not None:
                shown.show_records(rows)
        for slot, button in self._buttons.items():
            button.setVisible((slot in CARD_ACTIONS) is (page == "details"))
        paying = page == "query" or (page == "ledger" and creditor_id is not None)
        self.action("do_pay").setEnabled(paying)
        self._buttons["do_pay"].setVisible(paying)
        self._buttons["do_pay"].setText("Credit   F12" if page == "query" else "Pay   F12")
        for slot in LIST_ACTIONS:
            self.action(slot).setEnabled(page != "details")
        self.action("do_next_code").setEnabled(self._was is None)

    def _page_turned(self, at: int) -> None:
        if self.record_id is None:
            self._read_standing()
        super()._page_turned(at)

    def focus_page(self) -> None:
        """The cursor goes into the page in front."""
        if self.page in self._lists:
            self._lists[self.page].setFocus()
        else:
            super().focus_page()

    def focus_first(self) -> None:
        """At first sight: the list that was asked for, else the look-up field."""
        if self.page in self._lists:
            self.focus_page()
        else:
            self.finder.setFocus()

    def _part_id(self) -> int | None:
        row: SuppliedPart | None = self._lists["parts"].current() if self.page == "parts" else None
        return row.id if row is not None else None

    # ── from a row on ─────────────────────────────────────────────────────────────────────────────────────────────

    def _open_listed(self, row: CreditorListed) -> None:
        if self.open_record(row.id):
            self.turn_to(self._by_name["details"])

    def _open_order(self, row: OrderListed) -> None:
        self.context.desk.open("stock_order", order_id=row.order_id)

    def _open_bill(self, row: ReceiptListed | ClaimListed) -> None:
        self.context.desk.open("creditor_invoice", creditor_invoice_id=row.creditor_invoice_id)

    def _open_entry(self, row: CreditorLedgerRow) -> None:
        if row.creditor_invoice_id is not None:
            self.context.desk.open("creditor_invoice", creditor_invoice_id=row.creditor_invoice_id)
        elif row.creditor_payment_id is not None:
            show_remittance(self, row.creditor_payment_id)
        elif row.creditor_credit_id is not None:
            posted.show(self, row.creditor_credit_id)

    def _open_part(self, row: SuppliedPart) -> None:
        self.context.desk.open("parts", part_id=row.id)

    def _list_all(self, typed: str) -> None:
        self._lists["list"].filter_by(typed)
        self.turn_to(self._by_name["list"])

    def do_pay(self) -> None:
        """F12: pay this creditor; on Query, write the credit for the claim in front."""
        if self.page == "query":
            claim: ClaimListed | None = self._lists["query"].current()
            if claim is None:
                self.say("No claim is chosen. Processing a creditor invoice that bills more than came makes one.")
                return
            self.context.desk.open("creditor_credit", creditor_id=claim.creditor_id, claim_ids=(claim.id,))
        elif self.record_id is not None:
            self.context.desk.open("creditor_payments", creditor_id=self.record_id)

    def do_print(self) -> None:
        """Ctrl+P: the list in front, as it is filtered and sorted."""
        shown = self._lists[self.page]
        about = "" if self.page == "list" else f" – {_ALL if self.page == 'query' else self._was.name}"
        facts = list_output.facts(self, shown, f"{shown.accessibleName()}{about}")
        if facts is not None:
            self.context.paper.preview(facts, self)

    def do_export(self) -> None:
        """Ctrl+E: the list in front as a CSV file, as it is filtered and sorted."""
        shown = self._lists[self.page]
        about = "" if self.page in _OF_ALL else self._was.code
        list_output.export(self, shown, f"{shown.accessibleName()} {about}".strip())


def _titled(title: str, page: QWidget) -> QWidget:
    """A page about more than the creditor in front says so."""
    made = style.named(QWidget(), title)
    rows = style.column(made, margin=0)
    heading = style.label(title, "strong", name="Which list")
    heading.setContentsMargins(style.SIZES.margin, style.SIZES.step, 0, 0)
    rows.addWidget(heading)
    rows.addWidget(page, 1)
    return made


def _details(say: Callable[[str], None]) -> tuple[QWidget, CardForm]:
    """The page of the card's fields and the form over them."""
    left: dict[str, tuple[str, QWidget]] = {
        "code": ("&Code", TextField("Code", "Short and unique; Ctrl+G proposes the next free one.", longest=20)),
        "name": ("&Name", TextField("Name", "As it stands on stock orders.")),
        "our_account": ("Our account", TextField("Our account", "By which number they know this shop.", longest=60)),
        "abn": ("ABN", TextField("ABN", "Eleven digits, as on their invoices.", check=checked_abn)),
        "active": ("", Tick("In use", "Without the tick it is not offered in buying any more.")),
    }
    right: dict[str, tuple[str, QWidget]] = {
        "contact": ("Contact", TextField("Contact", "Whom to ask for.")),
        "phone": ("Phon&e", TextField("Phone", "Rung about orders.", longest=60)),
        "email": ("E-&mail", TextField("E-mail", "Where stock orders go.")),
        "terms_days": (
            "&Terms, days",
            WholeField("Terms in days", "From their invoice to the day it is due.", required=True, largest=MOST_DAYS),
        ),
        "lead_days": (
            "Lead time, days",
            WholeField("Lead time in days", "How long goods take; dates orders.", required=True, largest=MOST_DAYS),
        ),
    }
    address = NoteField("Address", "Stands on stock orders; Shift+Enter begins a new line.", rows=5, longest=1000)
    notes = NoteField("Notes", "For who buys; Shift+Enter begins a new line.", rows=5, longest=10_000)
    head = Head(2)
    for column, fields in enumerate((left, right)):
        for label, field in fields.values():
            head.add(label, field, column=column, wide=True)
    widgets = {name: field for fields in (left, right) for name, (_, field) in fields.items()}
    return with_notes(head, "Details", address, notes), CardForm({**widgets, "address": address, "notes": notes}, say)
