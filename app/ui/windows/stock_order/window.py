"""Stock Order: what is wanted from a supplier, above all what debtors wait for; it must not know how a need is found.

Three steps: supplier, Get Back Orders (F5) or parts by hand, F12. What was sent is shown again by F9, with what came.
"""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from PySide6.QtCore import Qt

from app.rules import words
from app.rules.drafts import OrderDraft, OrderLine
from app.rules.faults import Refused
from app.rules.found import CreditorFound
from app.rules.money import ZERO, rounded
from app.rules.questions import Answers, SuppliersPartsOnly
from app.services import mail_lists, supersession
from app.services.buying import ordering, whom_to_order
from app.services.buying.ordering import BackorderProposal, OrderListed
from app.ui.kit import style
from app.ui.kit.context import Context
from app.ui.kit.entry.fields import DateField, Hit, NoteField, TextField
from app.ui.kit.entry.finding import Finder
from app.ui.kit.records.lists import RecordList
from app.ui.kit.room import Stack
from app.ui.windows.shared import buying_unfinished
from app.ui.windows.shared.buying_window import BuyingWindow, figure, lines_said, title
from app.ui.windows.stock_order import columns, suppliers
from app.ui.windows.stock_order import send as stock_order_send
from app.ui.windows.stock_order import sent as stock_order_sent
from app.ui.windows.stock_order.grid import OrderGrid

_NOT_SENT = "It has not gone out yet: Ctrl+P sends it, and Home keeps it among the orders to send."
_TYPED = ("do_save", "do_finalise", "do_get_back_orders", "do_suggest", "do_delete_line", "do_restore_line")


class StockOrders(BuyingWindow):
    """One order being typed, or one that was sent and is looked at."""

    name = "stock_order"
    heading = "Stock Order"
    document = "This stock order"
    default_cell = "quantity"
    help: ClassVar[str] = (
        "Choose the supplier – F5 shows whose parts debtors wait for –, then F5 gets what they wait for, or type "
        "parts and quantities. Lines without a tick are not ordered. F2 keeps the order on the books unsent; F12 "
        "makes it final and sends it. F9 shows every order; of one that was sent, Ctrl+P sends it again and "
        "Ctrl+Shift+C closes what will not come."
    )

    def __init__(self, context: Context, creditor_id: int | None = None, order_id: int | None = None) -> None:
        super().__init__(context)
        self.draft = OrderDraft()
        self._sent: OrderListed | None = None
        self._last_sent: int | None = None
        self._make_head()
        self._make_lines()
        self._make_foot()
        self.show_draft(self.draft)
        if order_id is not None:
            self._show_order(order_id)
        elif creditor_id is not None:
            draft = self.read(lambda: ordering.new(self.context.counter, creditor_id))
            if draft is not None:
                self.show_draft(draft)

    # ── making it ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _make_head(self) -> None:
        self._number = style.label("new", "strong", name="Order no.")
        self._reference = TextField("Their reference", "What the supplier calls this order.", longest=60)
        self._expected = DateField("Expected", "The day the goods should come: 5, 5/12, +7, fri.", today=self._today)
        self._delivery = NoteField("Delivery", "Where the goods go, if not to the shop.", rows=2)
        self._notes = NoteField("Notes", "Printed on the order for the supplier.", rows=2)
        head = self.head_band(3)
        head.add("&Supplier", self.supplier, self.supplier_found)
        head.add("Their re&ference", self._reference)
        head.add("Order no.", self._number, column=1)
        head.add("&Expected", self._expected, column=1)
        head.add("&Delivery", self._delivery, column=2, wide=True)
        head.add("&Notes", self._notes, column=2, wide=True)
        typed = {
            "their_reference": self._reference,
            "expected": self._expected,
            "delivery": self._delivery,
            "notes": self._notes,
        }
        self.fields.update(typed)
        self.wire(*typed.values(), told=self._has_typed)
        self.supplier.refused.connect(lambda sentence: self.say(sentence, "refused"))

    def _make_lines(self) -> None:
        self.grid: OrderGrid = OrderGrid(self.context, self.creditor, self.ask)
        self.grid.told.connect(self.say)
        self.wire_grid(self._has_typed)
        self._became = RecordList(
            "Lines of the order that was sent",
            columns.sent(self.context),
            filtered=False,
            key=lambda line: line.line_id,
        )
        self._became.table.setStatusTip("Ctrl+P sends it again, Ctrl+Shift+C closes what will not come, Esc goes back.")
        self._pages = Stack()
        self._pages.addWidget(self.grid)
        self._pages.addWidget(self._became)
        self.body(self._pages)

    def _make_foot(self) -> None:
        foot = self.foot_band()
        foot.remarks.addWidget(self.remark)
        self._count = foot.total("Lines")
        self._total = foot.total("Total ex GST", large=True)
        foot.add(
            self.button("do_get_back_orders"),
            self.button("do_suggest"),
            self.button("do_close_short"),
            self.button("do_save", "Save Order"),
            self.button("do_finalise", "Finalise and Send", primary=True),
        )

    def _today(self) -> Any:
        return self.context.counter.today()

    # ── the draft and the screen ──────────────────────────────────────────────────────────────────────────────────

    def lines(self) -> MutableSequence[Any]:
        """The lines of the draft."""
        return self.draft.lines

    def show_draft(self, draft: OrderDraft) -> None:
        """Put a draft on the screen; what stands there is on the books or empty."""
        self.draft, self._sent = draft, None
        self.show_creditor(draft.creditor)
        self._reference.value = draft.their_reference
        self._expected.value = draft.expected
        self._delivery.value = draft.delivery
        self._notes.value = draft.notes
        self.grid.show_draft(draft)
        self._number.setText(self._saved or "new")
        self._name_tab()
        self._turn_to(sent=False)
        self.typed = False
        self._show_sums()

    @property
    def _saved(self) -> str:
        return f"saved {self.draft.reference}" if self.draft.reference is not None else ""

    def _name_tab(self) -> None:
        """By its reference, or while it is on no books by its supplier."""
        whose = self.draft.creditor.code if self.draft.creditor is not None else "no supplier yet"
        title(self, self.heading, self._saved or f"– {whose}")

    def _turn_to(self, *, sent: bool) -> None:
        self._pages.setCurrentIndex(int(sent))
        for field in (self.supplier, *(self.fields[each] for each in ("their_reference", "expected"))):
            field.setReadOnly(sent)  # type: ignore[attr-defined]
        for note in (self._delivery, self._notes):
            note.setReadOnly(sent)
        for slot in _TYPED:
            self.action(slot).setEnabled(not sent)
        self.action("do_delete").setEnabled(not sent and self.draft.order_id is not None)
        self.action("do_close_short").setEnabled(sent and self._sent is not None and self._sent.outstanding > ZERO)

    def read_draft(self, payload: str) -> tuple[OrderDraft, list[str]]:
        """What was kept of it, with the facts of now."""
        return buying_unfinished.order(self.context.counter, payload)

    def collect(self) -> OrderDraft:
        """The draft with what stands in the head."""
        hit = self.supplier.value
        self.draft.creditor = hit.record if hit is not None else None
        self.draft.their_reference = self._reference.value
        self.draft.expected = self._expected.value
        self.draft.delivery = self._delivery.value
        self.draft.notes = self._notes.value
        return self.draft

    def _has_typed(self) -> None:
        self.typed = True
        self._show_sums()

    def _show_sums(self) -> None:
        wanted = [line for line in self.draft.filled_lines if line.wanted]
        figure(self._count, str(len(wanted)))
        total = sum((columns.amount(line) for line in wanted), rounded(ZERO))
        self._show_total(total)
        self.show_remark(self.grid.current_line())

    def _show_total(self, total: Decimal) -> None:
        figure(self._total, words.money(total) if self.context.sees_costs() else "–")

    def staffed(self) -> None:
        """What it comes to is shown to those only who may see costs."""
        if self._sent is not None:
            self._show_total(self._sent.amount)
        else:
            self._show_sums()

    # ── the supplier ──────────────────────────────────────────────────────────────────────────────────────────────

    def supplier_hits(self) -> Finder[Hit]:
        """Those first whose parts debtors wait for."""
        return suppliers.hits(self.context)

    def take_creditor(self, creditor: CreditorFound) -> None:
        """The supplier: the goods are expected after its usual days, lines get its numbers; on to the first part."""
        fresh = self.read(lambda: ordering.new(self.context.counter, creditor.id))
        if fresh is None:
            return
        if self.draft.creditor is None or not self._expected.value:
            self._expected.value = fresh.expected
        self.draft.creditor = creditor
        self._name_tab()
        for line in self.draft.filled_lines:
            line.supplier_number = self.grid.anew(line).supplier_number
        self.show_creditor(creditor)
        self.grid.refresh()
        self._show_sums()
        self.grid.start()

    # ── commands ──────────────────────────────────────────────────────────────────────────────────────────────────

    def do_get_back_orders(self) -> None:
        """F5: what debtors wait for, of this supplier or of all, ticked what is needed; with no supplier yet, whom."""
        if self.supplier.value is None:
            self._whom_to_order_from()
            return
        draft = self._collected()
        if draft is None:
            return
        creditor = self.creditor()
        only = self.ask(SuppliersPartsOnly(creditor.name))
        if only is None:
            return
        gone_over = self.ask_and_call(
            lambda answers: supersession.for_ordering(self.context.counter, creditor.id, only == "yes", draft, answers)
        )
        if gone_over is None:
            return
        if gone_over.sentence:
            self.changed("backorders", "stock", "invoices")
            self.say(gone_over.sentence, "good")
        found = self.read(lambda: ordering.proposals(self.context.counter, creditor.id, only == "yes", draft))
        if found is None:
            return
        if not found:
            of = f" of {creditor.name}" if only == "yes" else ""
            self.say(f"Nobody waits for any part{of}.")
            return
        sentence = f"What debtors wait for. Ticked parts are ordered from {creditor.name}."
        ticked = self.context.prompter.tick("Get Back Orders", sentence, *columns.proposed(found))
        chosen = [line for line in ticked or () if line.ticked]
        new = self.read(lambda: [self._proposed(line.key, line.quantity) for line in chosen])
        if not new:
            return
        self._add(new)
        waiting = {each.backorder_id for line in chosen for each in _proposal(line.key).who_waits}
        who = words.counted(len(waiting), "backorder")
        self.say(f"{words.counted(len(new), 'part')} for {who}. F12 sends the order.", "good")

    def _whom_to_order_from(self) -> None:
        wanted = self.read(lambda: whom_to_order.wanted(self.context.counter))
        if wanted is None:
            return
        if not wanted.suppliers:
            self.refuse(Refused(suppliers.missing(wanted), field="creditor"))
            return
        self.supplier.setFocus(Qt.FocusReason.OtherFocusReason)
        self.supplier.look_up(first=True)
        self.say(suppliers.WHOM)

    def _add(self, new: Sequence[OrderLine]) -> None:
        self.read(lambda: self.grid.add(new))
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _proposed(self, key: object, quantity: Any) -> OrderLine:
        proposal = _proposal(key)
        if quantity == proposal.quantity:
            return ordering.line_from(proposal)
        return ordering.line_for(self.context.counter, self.creditor(), proposal.part, quantity, self.draft)

    def do_suggest(self) -> None:
        """Ctrl+G: this supplier's parts at or below their minimum, up to the maximum."""
        draft = self._collected()
        if draft is None:
            return
        creditor = self.creditor()
        new = self.read(lambda: ordering.suggest(self.context.counter, creditor.id, draft))
        if new is None:
            return
        if not new:
            self.say(f"No part of {creditor.name} is at or below its minimum.")
            return
        self._add(new)
        self.say(f"{words.counted(len(new), 'part')} up to the maximum. F12 sends the order.", "good")

    def do_save(self) -> None:
        """F2: keep the order on the books, not sent."""
        draft = self._collected()
        if draft is None:
            return
        done = self.ask_and_call(lambda _answers: ordering.save(self.context.counter, draft), draft.answers)
        if done is not None:
            self._clear()
            self.changed("orders")
            self.say(f"Stock order saved, reference {done.reference}; it is not sent. F9 recalls it.", "good")

    def do_finalise(self) -> None:
        """F12: make the order final, then send it."""
        draft = self._collected()
        if draft is None:
            return
        done = self.ask_and_call(lambda answers: ordering.finalise(self.context.counter, draft, answers), draft.answers)
        if done is None:
            return
        self._clear()
        self._last_sent = done.order_id
        self.changed("orders", "stock")
        amount = f" – {words.money(done.amount)} ex GST" if self.context.sees_costs() else ""
        what = f"Stock order {done.number} – {lines_said(done.lines)}{amount}."
        self.say(what, "good")
        said = stock_order_send.send(self, done.order_id)
        self.say(f"{what} {said or _NOT_SENT}", "good" if said else "waits")
        self.supplier.setFocus(Qt.FocusReason.OtherFocusReason)

    def do_print(self) -> None:
        """Ctrl+P: send the order on the screen, or the one that was sent last, again."""
        if self._sent is not None:
            order_id = self._sent.order_id
        elif self.draft.filled_lines:
            self.refuse(Refused("This order is not final yet. F12 makes it final and sends it."))
            return
        elif self._last_sent is not None:
            order_id = self._last_sent
        else:
            chosen = stock_order_sent.choose(self, "Send again", sent_only=True)
            if chosen is None:
                return
            order_id = chosen.order_id
        said = stock_order_send.send(self, order_id)
        if said:
            self.say(said, "good")

    def do_recall(self) -> None:
        """F9: a saved order to go on with, or one that was sent to look at."""
        chosen = stock_order_sent.choose(self, "Recall a stock order")
        if chosen is None:
            return
        if self.in_the_way():
            self.context.desk.open("stock_order", order_id=chosen.order_id)
        else:
            self._show_order(chosen.order_id)

    def do_new(self) -> None:
        """Ctrl+N: an empty screen; with lines on this one, beside it."""
        if self.in_the_way():
            self.context.desk.open("stock_order")
        else:
            self._clear()

    def do_delete(self) -> None:
        """Ctrl+Shift+Del: take this saved order off the books."""
        order_id, reference = self.draft.order_id, self.draft.reference
        if order_id is None:
            self.say("This order is on no books yet. Ctrl+Del takes a line off.")
            return

        def delete(answers: Answers) -> bool:
            ordering.delete(self.context.counter, order_id, answers)
            return True

        if self.ask_and_call(delete):
            self._clear()
            self.changed("orders")
            self.say(f"Saved stock order {reference} is deleted.", "good")

    def do_close_short(self) -> None:
        """Ctrl+Shift+C: what is outstanding on this sent order, or on some of its lines, will not come."""
        if self._sent is not None:
            stock_order_sent.close_short(self, self._sent)

    def do_back(self) -> None:
        """Esc: from an order that was sent to an empty screen, from the lines to the supplier."""
        if self._sent is not None:
            self._clear()
        else:
            super().do_back()

    def on_changed(self, words: frozenset[str]) -> None:
        """Goods have come for the order that is looked at, or its e-mail has gone."""
        if self._sent is not None and words & {"orders", "mail"}:
            self._show_order(self._sent.order_id)

    # ── inside ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _collected(self) -> OrderDraft | None:
        """The draft, or None while the supplier is missing, which is told."""
        try:
            self.creditor()
        except Refused as fault:
            self.refuse(fault)
            return None
        return self.collect()

    def _clear(self) -> None:
        self.show_draft(OrderDraft())
        self.supplier.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_order(self, order_id: int) -> None:
        order = stock_order_sent.listed(self, order_id)
        if order is None or order.number is None:
            draft = self.read(lambda: ordering.recall(self.context.counter, order_id))
            if draft is not None:
                self.show_draft(draft)
                self.grid.start()
            return
        self._show_sent(order)

    def _show_sent(self, order: OrderListed) -> None:
        facts = self.read(lambda: ordering.facts(self.context.counter, order.order_id))
        lines = self.read(lambda: ordering.order_lines(self.context.counter, order.order_id))
        if facts is None or lines is None:
            return
        self.show_draft(stock_order_sent.head_of(facts))
        self._sent = order
        self.supplier.value = facts.creditor.code
        self.supplier_found.tell(order.creditor)
        mailed = self.read(lambda: mail_lists.of_document(self.context.counter, "stock order", order.order_id))
        self._number.setText(" – ".join(each for each in (str(order.number), order.status, mailed) if each))
        title(self, self.heading, order.number)
        self._became.show_records(lines)
        self._turn_to(sent=True)
        figure(self._count, str(order.lines))
        self._show_total(order.amount)
        self._became.setFocus(Qt.FocusReason.OtherFocusReason)


def _proposal(key: object) -> BackorderProposal:
    assert isinstance(key, BackorderProposal)
    return key
