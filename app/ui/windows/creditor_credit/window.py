"""Creditor Credit: what a supplier credits for claims, goods sent back or something else; it must not know the books.

Supplier, the claims it credits, the number and total of its paper, F12.
"""

from __future__ import annotations

from collections.abc import MutableSequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from PySide6.QtCore import Qt

from app.rules import words
from app.rules.faults import Refused
from app.rules.found import CreditorFound
from app.rules.money import ZERO
from app.rules.supplier_drafts import SupplierCreditDraft, SupplierCreditSums
from app.services.buying import claims as open_claims
from app.services.buying import creditor_credits
from app.ui.kit import style
from app.ui.kit.context import Context
from app.ui.kit.entry.fields import DateField, MoneyField, TextField
from app.ui.windows.creditor_credit import claims, posted
from app.ui.windows.creditor_credit.grid import CreditGrid
from app.ui.windows.shared import buying_unfinished
from app.ui.windows.shared.buying_window import BuyingWindow, fields_in_a_row, figure


class CreditorCredits(BuyingWindow):
    """One credit being typed."""

    name = "creditor_credit"
    heading = "Creditor Credit"
    document = "This creditor credit"
    default_cell = "amount"
    help: ClassVar[str] = (
        "Choose the supplier: F5 offers what it has billed and never sent, to tick. Type a part that goes back and how "
        "many: it leaves the shelf at its average cost, and what is credited more or less is variance. F6 takes "
        "something else, a rebate for instance. Type the number and the total of their paper; F12 posts it. Claims "
        "settle the invoices they came from, the rest waits in Creditor Payments. F9 shows posted ones."
    )

    def __init__(
        self, context: Context, *, creditor_id: int | None = None, claim_ids: tuple[int, ...] | None = None
    ) -> None:
        super().__init__(context)
        self.draft = SupplierCreditDraft()
        self._make_head()
        self.grid: CreditGrid = CreditGrid(context)
        self.wire_grid(self._has_typed)
        self.body(self.grid)
        self._make_foot()
        self.show_draft(self._empty())
        if creditor_id is not None:
            draft = self.read(lambda: creditor_credits.new(context.counter, creditor_id, claim_ids or ()))
            if draft is not None:
                self.show_draft(draft)
                self.typed = bool(draft.lines)

    # ── making it ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _make_head(self) -> None:
        self._their_number = TextField("Their credit no.", "The number on the supplier's paper.", longest=60)
        told = "The date on the supplier's paper: 5, 5/12, -3."
        self._day = DateField("Date", told, today=self._today, required=True)
        self._typed_total = MoneyField("Document total", "The total inc. GST as the paper says it.")
        self._reason = TextField("Reason", "Why it is credited, for the records.")
        head = self.head_band(2)
        head.add("&Supplier", self.supplier, self.supplier_found)
        head.add("Their credit &no.", self._their_number)
        head.add("&Date", self._day, column=1)
        head.add("Document &total", self._typed_total, column=1)
        head.add("R&eason", self._reason, wide=True)

    def _make_foot(self) -> None:
        self._gst = MoneyField(
            "GST as credited", "GST on the paper; empty takes ours. Up to 5 c of difference is taken."
        )
        foot = self.foot_band()
        foot.remarks.addWidget(fields_in_a_row(("&GST as credited", self._gst)))
        foot.remarks.addWidget(self.remark)
        self._amount_said, self._gst_said = foot.total("Lines ex GST"), foot.total("GST")
        self._total_said = foot.total("Comes to")
        self._balance = foot.total("Out of balance", large=True)
        self._balance.setMinimumWidth(self._balance.fontMetrics().horizontalAdvance("! 99,999.99 too much"))
        foot.add(
            self.button("do_claims"),
            self.button("do_other"),
            self.button("do_process", "Post credit", primary=True),
        )
        typed = {
            "their_number": self._their_number,
            "day": self._day,
            "total": self._typed_total,
            "reason": self._reason,
            "gst": self._gst,
        }
        self.fields.update(typed)
        self.wire(*typed.values(), told=self._has_typed)
        self.supplier.refused.connect(lambda sentence: self.say(sentence, "refused"))

    def _today(self) -> date:
        return self.context.counter.today()

    # ── the draft and the screen ──────────────────────────────────────────────────────────────────────────────────

    def lines(self) -> MutableSequence[Any]:
        """The lines of the draft."""
        return self.draft.lines

    def _empty(self) -> SupplierCreditDraft:
        return SupplierCreditDraft(day=self._today())

    def show_draft(self, draft: SupplierCreditDraft) -> None:
        self.draft = draft
        self.show_creditor(draft.creditor)
        self._their_number.value = draft.their_number
        self._day.value = draft.day
        self._typed_total.value = draft.total
        self._reason.value = draft.reason
        self._gst.value = draft.gst
        self.grid.show_lines(draft.lines)
        self._show_sums()
        self.typed = False

    def read_draft(self, payload: str) -> tuple[SupplierCreditDraft, list[str]]:
        """What was kept of it, with the facts of now."""
        return buying_unfinished.credit(self.context.counter, payload)

    def collect(self) -> SupplierCreditDraft:
        """The draft with what stands in head and foot."""
        draft, hit = self.draft, self.supplier.value
        draft.creditor = hit.record if hit is not None else None
        draft.their_number = self._their_number.value
        draft.day = self._day.value or self._today()
        draft.total = self._typed_total.value
        draft.reason = self._reason.value
        draft.gst = self._gst.value
        return draft

    def _has_typed(self) -> None:
        self.typed = True
        self._show_sums()

    def _show_sums(self) -> None:
        """What the credit comes to, and by how much the document total is off."""
        draft = self.collect()
        sums = self.read(lambda: creditor_credits.sums(self.context.counter, draft))
        if sums is None:
            self._show_no_sums()
            return
        self._gst.setPlaceholderText(words.money(sums.gst_ours))
        figure(self._amount_said, words.money(sums.amount))
        figure(self._gst_said, words.money(sums.gst))
        figure(self._total_said, words.money(sums.total))
        figure(self._balance, *_balance(draft.total, sums))
        self.show_remark(self.grid.current_line())

    def staffed(self) -> None:
        """The whole paper is about costs: it is for those who may see them."""
        if self.context.sees_costs():
            self._show_sums()
        else:
            self._show_no_sums()

    def _show_no_sums(self) -> None:
        self._gst.setPlaceholderText("")
        for said in (self._amount_said, self._gst_said, self._total_said, self._balance):
            figure(said, "–")

    def take_creditor(self, creditor: CreditorFound) -> None:
        """The supplier: its claims are offered; then on to the number of its paper."""
        before = self.draft.creditor
        if before is not None and before.id != creditor.id and any(line.claim_id for line in self.draft.lines):
            self.show_creditor(before)
            self.say(f"Claims on {before.name} stand on this credit. Ctrl+N begins another one.", "refused")
            return
        self.draft.creditor = creditor
        self.show_creditor(creditor)
        self._has_typed()
        if self._choose_claims(offer=True):
            self._their_number.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose_claims(self, *, offer: bool) -> bool:
        """Tells whether the person has decided, or there was nothing to decide."""
        try:
            creditor = self.creditor()
        except Refused as fault:
            self.refuse(fault)
            return False
        listed = self.read(lambda: open_claims.listed(self.context.counter, creditor.id))
        if listed is None:
            return False
        if not listed:
            self.say(f"Nothing is claimed from {creditor.name}. Type a part that goes back; F6 takes something else.")
            return True
        ids = claims.choose(self.context, creditor.name, listed, {line.claim_id for line in self.draft.lines})
        if ids is None:
            return offer
        fresh = self.read(lambda: creditor_credits.claim_lines(self.context.counter, creditor.id))
        if fresh is None:
            return False
        self.grid.take_claims([line for line in fresh if line.claim_id in ids])
        return True

    # ── commands ──────────────────────────────────────────────────────────────────────────────────────────────────

    def do_claims(self) -> None:
        """F5: the claims on this supplier; ticked ones are credited."""
        if self._choose_claims(offer=False):
            empty = not self._their_number.value
            (self._their_number if empty else self.grid).setFocus(Qt.FocusReason.OtherFocusReason)

    def do_other(self) -> None:
        """F6: something that is neither a claim nor goods, in words."""
        said = self.context.prompter.text("Other", "What does the supplier credit? For instance: Rebate November.")
        if not said or not said.strip():
            return
        line = self.read(lambda: creditor_credits.other_line(self.context.counter, said.strip()))
        if line is not None:
            self.grid.take_other(line)
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def do_process(self) -> None:
        """F12: put the credit on the books."""
        draft = self.collect()
        if draft.total is None and draft.filled_lines and draft.their_number:
            self.refuse(
                Refused("Type the total of the supplier's paper, so that the lines are checked.", field="total")
            )
            return
        done = self.ask_and_call(lambda answers: creditor_credits.post(self.context.counter, draft, answers))
        if done is None:
            return
        self._clear()
        self.changed("creditors", "receipts", "stock", "parts")
        self.say(f"{done.sentence}.", "good")

    def do_recall(self) -> None:
        """F9: a credit that is posted, to be looked at."""
        chosen = posted.choose(self)
        if chosen is not None:
            posted.show(self, chosen.credit_id)

    def do_new(self) -> None:
        """Ctrl+N: an empty screen; with lines on this one, beside it."""
        if self.in_the_way():
            self.context.desk.open("creditor_credit")
        else:
            self._clear()

    def focus_first(self) -> None:
        """At first sight: the supplier, or the number of the paper where the supplier is known."""
        known = self.draft.creditor is not None and not self._their_number.value
        (self._their_number if known else self.supplier).setFocus(Qt.FocusReason.OtherFocusReason)

    def _clear(self) -> None:
        self.show_draft(self._empty())
        self.supplier.setFocus(Qt.FocusReason.OtherFocusReason)


def _balance(typed: Decimal | None, sums: SupplierCreditSums) -> tuple[str, style.Role]:
    """How the document total stands against its lines, in words with a sign, and their role."""
    if typed is None and not sums.total:
        return words.money(ZERO), "strong"
    if typed is None:
        return f"{style.SIGNS['waits']} no total typed", "waits"
    out = typed - sums.total
    if out == ZERO:
        return f"{style.SIGNS['good']} 0.00 balanced", "good"
    return f"{style.SIGNS['waits']} {words.money(abs(out))} {'missing' if out > ZERO else 'too much'}", "waits"
