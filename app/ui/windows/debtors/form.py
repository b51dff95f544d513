"""The pages of a debtor's card: Details, Addresses, Options; it must not know where the card comes from or goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.rules.codes import checked_abn
from app.services.masters.debtors import MOST_TERMS
from app.services.masters.price_groups import StructureListed
from app.ui.kit import style
from app.ui.kit.bands import Head
from app.ui.kit.entry.fields import Choice, MoneyField, NoteField, TextField, Tick, WholeField
from app.ui.windows.debtors.delivery_addresses import DeliveryAddresses
from app.ui.windows.shared.card_form import CardForm
from app.ui.windows.shared.card_pages import with_notes

_KINDS: Final = (("account", "Account – charged, pays later"), ("cash", "Cash – pays at once"))
_MODES: Final = (("ask", "ask"), ("automatic", "automatic"))
_SHIP_RULES: Final = (
    ("any", "as it comes"),
    ("complete lines", "complete lines only"),
    ("complete order", "complete order only"),
)
_FILLING: Final = (
    (None, "as the shop's setting"),
    ("keep agreed", "keep agreed"),
    ("today's", "today's"),
    ("lower of both", "lower of both"),
    ("ask", "ask"),
)
_DEPOSITS: Final = ((None, "as the shop's setting"), ("never", "never"), ("ask", "ask"), ("always", "always"))
_INVOICE_BY: Final = (("print", "print"), ("email", "e-mail"))
_STATEMENT_BY: Final = (*_INVOICE_BY, ("none", "none"))


class DebtorPages:
    """The three pages and the form over their fields; `prices` is the grid that stands under the options."""

    def __init__(self, prices: QWidget, say: Callable[[str], None]) -> None:
        self.structure = Choice("Pricing structure", ((None, "list price"),), "Which prices are this debtor's?")
        fields: dict[str, QWidget] = {}
        self.details = self._details(fields)
        self.addresses = self._addresses(fields)
        self.options = self._options(fields, prices)
        self.form = CardForm(fields, say)

    def offer_structures(self, structures: Sequence[StructureListed]) -> None:
        """The pricing structures to choose from."""
        self.structure.offer(((None, "list price"), *((each.id, each.name) for each in structures)))

    def _details(self, fields: dict[str, QWidget]) -> QWidget:
        code = fields["code"] = TextField("Code", "Short and unique; Ctrl+G proposes the next free one.", longest=20)
        name = fields["name"] = TextField("Name", "As it stands on invoices.")
        kind = fields["kind"] = Choice("Kind", _KINDS, "Account debtors are charged; cash debtors pay at finalise.")
        contact = fields["contact"] = TextField("Contact", "Whom to ask for.")
        phone = fields["phone"] = TextField("Phone", "Rung when backorders are ready.", longest=60)
        email = fields["email"] = TextField("E-mail", "For instance office@miller.com.au.")
        abn = fields["abn"] = TextField("ABN", "Eleven digits; from $1,000 an invoice shows it.", check=checked_abn)
        active = Tick("In use", "Without the tick it is not offered in invoicing any more.")
        notes = fields["notes"] = NoteField(
            "Notes", "For the people at the counter; Shift+Enter begins a new line.", rows=6, longest=10_000
        )
        fields |= {"active": active}
        head = Head(2)
        for label, field in (("&Code", code), ("&Name", name), ("Kind", kind), ("ABN", abn)):
            head.add(label, field, wide=True)
        for label, field in (("Con&tact", contact), ("Phon&e", phone), ("E-&mail", email)):
            head.add(label, field, column=1, wide=True)
        head.add("", active, column=1, wide=True)
        return with_notes(head, "Details", notes)

    def _addresses(self, fields: dict[str, QWidget]) -> QWidget:
        address = fields["address"] = NoteField(
            "Address", "Stands on invoices; Shift+Enter begins a new line.", rows=4, longest=1000
        )
        delivery = DeliveryAddresses()
        fields["delivery_addresses"] = delivery
        page = QWidget()
        style.named(page, "Addresses")
        style.mark(page, "band").setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        across = style.row(page, margin=style.SIZES.margin, gap=style.SIZES.column_gap)
        left, right = style.column(margin=0), style.column(margin=0)
        left.addWidget(style.label("Address on invoices", "muted"))
        left.addWidget(address)
        left.addStretch(1)
        right.addWidget(style.label("Delivery addresses", "muted"))
        right.addWidget(delivery, 1)
        across.addLayout(left, 1)
        across.addLayout(right, 1)
        return page

    def _options(self, fields: dict[str, QWidget], prices: QWidget) -> QWidget:
        use = Tick(
            "Use Bac&korders", "Ticked: a short line may go on backorder. Without it the rest of a line is cancelled."
        )
        mode = Choice("Short lines", _MODES, "Ask at each short line, or put it on backorder without asking.")
        ship = Choice("Ship rule", _SHIP_RULES, "When a backorder counts as ready.")
        filling = Choice("Price at filling", _FILLING, "What a backorder costs when it is filled.")
        deposits = Choice("Deposits", _DEPOSITS, "Whether what goes on backorder is charged at once, as a deposit.")
        limit = MoneyField("Credit limit", "Over it, charging is asked about. Empty: no limit.")
        stop = Tick("Stop credit", "Ticked: nothing can be charged to the account.")
        terms = WholeField("Terms in days", "From the invoice to the day it is due.", required=True, largest=MOST_TERMS)
        by = Choice("Invoice by", _INVOICE_BY, "How invoices reach this debtor.")
        statement = Choice("Statement by", _STATEMENT_BY, "How statements reach this debtor.")
        fields |= {
            "use_backorders": use,
            "backorder_mode": mode,
            "ship_rule": ship,
            "price_at_filling": filling,
            "charge_deposits": deposits,
            "structure_id": self.structure,
            "credit_limit": limit,
            "stop_credit": stop,
            "terms_days": terms,
            "invoice_by": by,
            "statement_by": statement,
        }
        head = Head(3)
        head.add("", use, wide=True)
        for label, field in (("Short lines", mode), ("Ship rule", ship), ("Price at filling", filling)):
            head.add(label, field, wide=True)
        head.add("Pricing structure", self.structure, column=1, wide=True)
        head.add("Deposits", deposits, column=1, wide=True)
        head.add("Invoice by", by, column=1, wide=True)
        head.add("Statement by", statement, column=1, wide=True)
        head.add("Credit limit", limit, column=2, wide=True)
        head.add("Terms, days", terms, column=2, wide=True)
        head.add("", stop, column=2, wide=True)
        page = QWidget()
        style.named(page, "Options")
        down = style.column(page, margin=0, gap=0)
        down.addWidget(head)
        under = style.column(gap=style.SIZES.step)
        under.addWidget(style.label("Special prices, ex GST", "muted"))
        under.addWidget(prices, 1)
        down.addLayout(under, 1)
        return page
