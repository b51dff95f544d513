"""Creditor Invoice: the supplier's bill and its goods in one step; it must not know how costs or queues are worked out.

Supplier, its orders, what the paper says, F8 to see what will happen, F12 to do it, then whom to call.
"""

from __future__ import annotations

from collections.abc import Callable, MutableSequence
from dataclasses import replace
from typing import Any, ClassVar, TypeVar

from PySide6.QtCore import Qt

from app.rules import words
from app.rules.drafts import ReceiptDraft
from app.rules.faults import Refused
from app.rules.found import CreditorFound
from app.rules.money import ZERO
from app.rules.questions import Answers
from app.services.buying import ordering, receiving
from app.services.buying.receiving import ReceiptOutcome
from app.ui.kit import style
from app.ui.kit.context import Context
from app.ui.kit.entry.fields import DateField, MoneyField, TextField
from app.ui.kit.room import Room, Stack
from app.ui.windows.creditor_invoice import orders, preview, processed, recall
from app.ui.windows.creditor_invoice.filled import FilledPage
from app.ui.windows.creditor_invoice.foot import Sums
from app.ui.windows.creditor_invoice.grid import ReceiptGrid
from app.ui.windows.creditor_invoice.processed import ProcessedPage
from app.ui.windows.shared import buying_unfinished, labels
from app.ui.windows.shared.buying_window import BuyingWindow, fields_in_a_row, title
from app.ui.windows.shared.card_pages import LEAST_PAGE

T = TypeVar("T")
_TYPING = ("do_save", "do_choose_orders", "do_count", "do_preview", "do_process", "do_delete_line", "do_restore_line")
_AFTERWARDS = ("do_pick_list", "do_call_done", "do_release")
_TYPED, _FILLED, _PROCESSED = range(3)
"""The pages: an invoice being typed, who got something, an invoice that was processed before."""


class CreditorInvoices(BuyingWindow):
    """One invoice being typed, and after processing the list of those who got something."""

    name = "creditor_invoice"
    heading = "Creditor Invoice"
    document = "This creditor invoice"
    default_cell = "received"
    quantity = "billed"
    help: ClassVar[str] = (
        "Choose the supplier and the orders to receive, type the number and the total of its paper, then go through "
        "the lines; Received follows Billed until it is typed, and a scanned barcode adds one. F6 sets everything "
        "received to 0 to count by scanning. F8 shows what processing will do, F12 does it and lists the backorders "
        "that have been filled: Ctrl+T call done, Ctrl+L pick lists, Ctrl+P call list, Enter invoices the "
        "debtor. Ctrl+B prints labels for what came. F9 recalls saved ones, and shows processed ones: Ctrl+Shift+U "
        "takes such a one back, with a reason."
    )

    def __init__(
        self,
        context: Context,
        creditor_id: int | None = None,
        order_id: int | None = None,
        creditor_invoice_id: int | None = None,
    ) -> None:
        super().__init__(context)
        self.draft = ReceiptDraft()
        self._to_label: int | None = None
        self._make_head()
        self._make_lines()
        self._make_foot()
        self.show_draft(self._empty())
        if creditor_invoice_id is not None:
            self._recall(creditor_invoice_id)
        elif order_id is not None or creditor_id is not None:
            self._begin_with(creditor_id, order_id)

    # ── making it ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _make_head(self) -> None:
        self._their_number = TextField("Their invoice no.", "The number on the supplier's paper.", longest=60)
        self._day = DateField("Date", "The date on the supplier's paper: 5, 5/12, -3.", today=self._today)
        self._typed_total = MoneyField("Document total", "The total inc. GST as the paper says it.")
        self._orders = style.label("none", "strong", name="Orders")
        self._number = style.label("new", "strong", name="Our number")
        self._head = self.head_band(3)
        self._head.add("&Supplier", self.supplier, self.supplier_found)
        self._head.add("Their &invoice no.", self._their_number)
        self._head.add("&Date", self._day, column=1)
        self._head.add("Document &total", self._typed_total, column=1)
        self._head.add("Our number", self._number, column=2)
        self._head.add("Orders", self._orders, column=2, wide=True)

    def _make_lines(self) -> None:
        self.grid: ReceiptGrid = ReceiptGrid(self.context, self.ask)
        self.grid.told.connect(self.say)
        self.wire_grid(self._has_typed)
        self._filled, self._processed = FilledPage(self), ProcessedPage(self)
        self._pages = Stack()
        for page in (self.grid, Room(self._filled, LEAST_PAGE), Room(self._processed, LEAST_PAGE)):
            self._pages.addWidget(page)
        self.body(self._pages)

    def _make_foot(self) -> None:
        self._freight = MoneyField("Freight ex GST", "Freight on the paper, ex GST; it goes into the cost.")
        self._gst = MoneyField(
            "GST as billed", "GST on the paper; empty takes ours. Up to 5 c of difference is rounding."
        )
        self._foot = self.foot_band()
        self._foot.remarks.addWidget(fields_in_a_row(("&Freight ex GST", self._freight), ("&GST as billed", self._gst)))
        self._foot.remarks.addWidget(self.remark)
        self._sums = Sums(self._foot)
        self._foot.add(
            self.button("do_choose_orders"),
            self.button("do_count"),
            self.button("do_save", "Save"),
            self.button("do_preview"),
            self.button("do_process", primary=True),
        )
        typed = {
            "their_number": self._their_number,
            "day": self._day,
            "total": self._typed_total,
            "freight": self._freight,
            "gst": self._gst,
        }
        self.fields.update(typed)
        self.wire(*typed.values(), told=self._has_typed)
        self.supplier.refused.connect(lambda sentence: self.say(sentence, "refused"))

    def _today(self) -> Any:
        return self.context.counter.today()

    # ── the draft and the screen ──────────────────────────────────────────────────────────────────────────────────

    def lines(self) -> MutableSequence[Any]:
        """The lines of the draft."""
        return self.draft.lines

    def _empty(self) -> ReceiptDraft:
        return ReceiptDraft(day=self.context.counter.today())

    def show_draft(self, draft: ReceiptDraft) -> None:
        """Put a draft on the screen; what stands there is on the books or empty."""
        self.draft = draft
        self.show_creditor(draft.creditor)
        self._their_number.value = draft.their_number
        self._day.value = draft.day
        self._typed_total.value = draft.total
        self._freight.value = draft.freight or None
        self._gst.value = draft.gst
        self.grid.show_draft(draft)
        saved = f"saved {draft.reference}" if draft.reference is not None else ""
        self._number.setText(saved or "new")
        title(self, self.heading, saved)
        self._turn_to(_TYPED)
        self._show_sums()
        self.typed = False

    def _turn_to(self, page: int) -> None:
        typing = page == _TYPED
        self._pages.setCurrentIndex(page)
        self._head.setVisible(typing)
        self._foot.setVisible(typing)
        for slot in _TYPING:
            self.action(slot).setEnabled(typing)
        for slot in _AFTERWARDS:
            self.action(slot).setEnabled(page == _FILLED)
        shown = self._processed.invoice if page == _PROCESSED else None
        self.action("do_print").setEnabled(not typing)
        self.action("do_undo").setEnabled(shown is not None and not shown.undone)
        self.action("do_delete").setEnabled(typing and self.draft.creditor_invoice_id is not None)

    def read_draft(self, payload: str) -> tuple[ReceiptDraft, list[str]]:
        """What was kept of it, with the facts of now."""
        return buying_unfinished.receipt(self.context.counter, payload)

    def collect(self) -> ReceiptDraft:
        """The draft with what stands in head and foot."""
        draft, hit = self.draft, self.supplier.value
        draft.creditor = hit.record if hit is not None else None
        draft.their_number = self._their_number.value
        draft.day = self._day.value or self._today()
        draft.total = self._typed_total.value
        draft.freight = self._freight.value or ZERO
        draft.gst = self._gst.value
        return draft

    def _has_typed(self) -> None:
        self.typed = True
        self._show_sums()

    def _show_sums(self) -> None:
        """What the invoice comes to, and by how much the document total is off."""
        draft = self.collect()
        sums = self.read(lambda: receiving.sums(self.context.counter, draft))
        if sums is None:
            return
        seen = self.context.sees_costs()
        self._gst.setPlaceholderText(words.money(sums.gst_ours) if seen else "")
        self._sums.show(sums, draft.total, sees_costs=seen)
        numbers = dict.fromkeys(line.order_number for line in draft.lines if line.order_number)
        self._orders.setText(", ".join(numbers) or "none – F5 chooses")
        self.show_remark(self.grid.current_line())

    def staffed(self) -> None:
        """Costs are shown to those only who may see them."""
        self._show_sums()
        self._processed.show_sums()

    # ── supplier and orders ───────────────────────────────────────────────────────────────────────────────────────

    def take_creditor(self, creditor: CreditorFound) -> None:
        """The supplier: its outstanding orders are offered; then on to the number of its paper."""
        before = self.draft.creditor
        if before is not None and before.id != creditor.id and any(line.order_number for line in self.draft.lines):
            self.show_creditor(before)
            self.say(f"Orders of {before.name} stand on this invoice. Ctrl+N begins another one.", "refused")
            return
        self.draft.creditor = creditor
        self.show_creditor(creditor)
        self._has_typed()
        if self._choose_orders(offer=True):
            self._their_number.setFocus(Qt.FocusReason.OtherFocusReason)

    def do_choose_orders(self) -> None:
        """F5: the supplier's orders on which something is to come; ticked ones are received."""
        if self._choose_orders(offer=False):
            empty = not self._their_number.value
            (self._their_number if empty else self.grid).setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose_orders(self, *, offer: bool) -> bool:
        """Tells whether the person has decided, or there was nothing to decide."""
        try:
            creditor = self.creditor()
        except Refused as fault:
            self.refuse(fault)
            return False
        outstanding = self.read(lambda: receiving.outstanding_orders(self.context.counter, creditor.id))
        if outstanding is None:
            return False
        if not outstanding:
            if not offer:
                self.say(f"Nothing is outstanding on any order to {creditor.name}. Type or scan what came.")
            return True
        chosen = {line.order_number for line in self.draft.lines if line.order_number}
        ids = orders.choose(self.context, creditor.name, outstanding, chosen)
        if ids is None:
            return offer
        fresh = self.read(lambda: receiving.new(self.context.counter, creditor.id, ids))
        if fresh is None:
            return False
        self.grid.take_orders(fresh.lines)
        if not ids:
            self.say("No order was chosen. F5 shows them again; or type or scan what came.", "waits")
        return True

    # ── commands ──────────────────────────────────────────────────────────────────────────────────────────────────

    def do_count(self) -> None:
        """F6: everything received to 0, then scan what came."""
        self.grid.count_from_zero()
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
        self.say("Scan what came: each scan adds one received.")

    def do_save(self) -> None:
        """F2: keep the invoice on the books with nothing received yet."""
        draft = self.collect()
        done = self._call(lambda _answers: receiving.save(self.context.counter, draft))
        if done is not None:
            self._clear()
            self.changed("receipts")
            self.say(f"Creditor invoice saved, reference {done.reference}; nothing is received. F9 recalls it.", "good")

    def do_preview(self) -> None:
        """F8: exactly what processing will do; from there F12 does it."""
        draft = replace(self.collect(), total=None)
        outcome = self._call(lambda answers: receiving.preview(self.context.counter, draft, answers))
        if outcome is None:
            return
        agrees = self._typed_total.value in (None, outcome.total)
        off = "" if agrees else self._sums.off
        if preview.PreviewDialog(outcome, off, self, costs=self.context.sees_costs()).exec():
            self.do_process()

    def do_process(self) -> None:
        """F12: receive the goods, record the bill, fill backorders, and tell which."""
        draft = self.collect()
        if draft.total is None and draft.filled_lines and draft.their_number:
            self.refuse(
                Refused("Type the total of the supplier's paper, so that the lines are checked.", field="total")
            )
            return
        outcome = self._call(lambda answers: receiving.process(self.context.counter, draft, answers))
        if outcome is not None:
            self._tell(outcome)

    def do_recall(self) -> None:
        """F9: an invoice that was saved, or one that was processed, to be looked at or undone."""
        listed = self.read(lambda: receiving.list_receipts(self.context.counter))
        if listed is None:
            return
        chosen = recall.choose(self.context, listed)
        if chosen is None:
            return
        if self.in_the_way():
            self.context.desk.open("creditor_invoice", creditor_invoice_id=chosen.creditor_invoice_id)
        else:
            self._recall(chosen.creditor_invoice_id)

    def do_new(self) -> None:
        """Ctrl+N: an empty screen; with lines on this one, beside it."""
        if self.in_the_way():
            self.context.desk.open("creditor_invoice")
        else:
            self._clear()

    def do_delete(self) -> None:
        """Ctrl+Shift+Del: take this saved invoice off the books."""
        invoice_id, number = self.draft.creditor_invoice_id, self.draft.their_number
        if invoice_id is None:
            return

        def delete(answers: Answers) -> bool:
            receiving.delete(self.context.counter, invoice_id, answers)
            return True

        if self.ask_and_call(delete):
            self._clear()
            self.changed("receipts")
            self.say(f"Saved creditor invoice {number} is deleted.", "good")

    def do_print(self) -> None:
        """Ctrl+P: the call list on paper, or the invoice that is looked at."""
        looked_at = self._pages.currentIndex() == _PROCESSED
        facts = self._processed.facts() if looked_at else self._filled.call_list(f"Call list – {self.windowTitle()}")
        self.context.paper.preview(facts, self)

    def do_undo(self) -> None:
        """Ctrl+Shift+U: take the processed invoice on the screen back, with a reason."""
        outcome = self._processed.undo()
        if outcome is None:
            return
        self.changed("receipts", "stock", "orders", "backorders", "creditors", "parts")
        if self._processed.read(outcome.creditor_invoice_id):
            self._turn_to(_PROCESSED)
        self.say(processed.told(outcome), "good")

    def do_history(self) -> None:
        """Ctrl+H: who processed the invoice on the screen, who took it back, and who approved of that."""
        self._processed.show_history()

    def do_pick_list(self) -> None:
        """Ctrl+L: a pick list for each debtor with something ready."""
        self._filled.pick_lists()

    def do_labels(self) -> None:
        """Ctrl+B: labels for what came with the invoice processed last here, or the one that is looked at."""
        labels.for_receipt(self, self._to_label)

    def do_call_done(self) -> None:
        """Ctrl+T: the debtor of this row has been told."""
        self._filled.call_done()

    def do_release(self) -> None:
        """Ctrl+R: invoicing for the debtor of this row, with what is ready."""
        self._filled.invoice()

    def do_back(self) -> None:
        """Esc: from the list to an empty invoice, from the lines to the supplier."""
        if self._pages.currentIndex() == _TYPED:
            super().do_back()
        else:
            self._clear()

    def on_changed(self, words: frozenset[str]) -> None:
        """Somebody has called, invoiced or cancelled what is on the list."""
        page, shown = self._pages.currentIndex(), self._processed.invoice
        if page == _FILLED and words & {"backorders", "invoices"}:
            self._filled.read_again()
        elif page == _PROCESSED and shown is not None and words & {"receipts", "creditors"}:
            self._processed.read(shown.creditor_invoice_id)
            self._turn_to(_PROCESSED)

    # ── inside ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _call(self, call: Callable[[Answers], T]) -> T | None:
        """Call a use case with the draft's answers; a *no* that ended it is asked again the next time."""
        answers = self.draft.answers
        result = self.ask_and_call(call, answers)
        if result is None:
            for question in [each for each, answer in answers.items() if answer == "no"]:
                del answers[question]
        return result

    def _tell(self, outcome: ReceiptOutcome) -> None:
        """What processing has done: the list of those who got something, or a sentence."""
        name = f"Creditor invoice {outcome.number} – {words.money(outcome.total)}"
        also = preview.also(outcome)
        self.show_draft(self._empty())
        if outcome.filled:
            title(self, self.heading, outcome.number)
            self._turn_to(_FILLED)
            debtors = words.counted(len({each.debtor_id for each in outcome.filled}), "debtor")
            lines = words.counted(len(outcome.filled), "line")
            self._filled.show_filled(f"{name}: backorders have been filled, {lines} of {debtors}", also, outcome.filled)
        else:
            self.supplier.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed("receipts", "stock", "orders", "backorders", "creditors", "parts")
        done = "backorders have been filled: call, pick, invoice." if outcome.filled else "no backorder was filled."
        self.say(f"{name} – {done}" + ("" if outcome.filled else f" {' '.join(also)}"), "good")
        self._to_label = labels.offer(self, outcome)

    def _clear(self) -> None:
        self.show_draft(self._empty())
        self.supplier.setFocus(Qt.FocusReason.OtherFocusReason)

    def _recall(self, creditor_invoice_id: int) -> None:
        """A saved invoice to go on with; any other as it was processed."""
        listed = self.read(lambda: receiving.listed(self.context.counter, creditor_invoice_id))
        if listed is None:
            return
        if listed.status != "saved":
            self._look_at(creditor_invoice_id)
            return
        draft = self.read(lambda: receiving.recall(self.context.counter, creditor_invoice_id))
        if draft is not None:
            self.show_draft(draft)
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _look_at(self, creditor_invoice_id: int) -> None:
        if not self._processed.read(creditor_invoice_id) or self._processed.invoice is None:
            return
        self.show_draft(self._empty())
        self._to_label = creditor_invoice_id
        title(self, self.heading, self._processed.invoice.number)
        self._turn_to(_PROCESSED)
        self._processed.list.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _begin_with(self, creditor_id: int | None, order_id: int | None) -> None:
        listed = self.read(lambda: ordering.list_orders(self.context.counter)) if order_id is not None else ()
        of = next((each.creditor_id for each in listed or () if each.order_id == order_id), creditor_id)
        if of is None:
            return
        ids = [order_id] if order_id is not None else []
        draft = self.read(lambda: receiving.new(self.context.counter, of, ids))
        if draft is not None:
            self.show_draft(draft)
            self.typed = bool(draft.lines)
