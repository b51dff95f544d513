"""Credits: what was invoiced and is taken back, from the invoice to the printed adjustment note.

It must not know how a credit is posted, nor where goods and money go.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.rules import words
from app.rules.drafts import CreditDraft
from app.rules.faults import Refused
from app.rules.questions import LeaveUnfinished
from app.services.sales import credits
from app.services.sales.credits import CreditPosted, CreditSums, InvoiceToCredit
from app.ui.kit import style
from app.ui.kit.context import Context
from app.ui.kit.drafts import Typed
from app.ui.kit.elided import Elided
from app.ui.kit.entry.fields import Hit, LookupField, TextField
from app.ui.kit.window import TaskWindow
from app.ui.windows.credits import choosing, paper, unfinished
from app.ui.windows.credits.lines import CreditLines

_LONGEST_REASON = 200


class Credits(TaskWindow):
    """One credit being typed. `invoice_id` begins with that invoice."""

    name = "credits"
    heading = "Credits"
    help: ClassVar[str] = (
        "Find the invoice by its number, the debtor or a part number, or scan the part that came back. Type the reason "
        "and how many of each line are taken back; F6 takes everything back. Space on To stock says whether the goods "
        "go on the shelf again. F12 posts the credit at the prices, GST and cost of the invoice, asks whether a "
        "backorder that had been filled lives again, and how the money goes back. F9 shows posted credits."
    )

    def __init__(self, context: Context, *, invoice_id: int | None = None) -> None:
        super().__init__(context)
        self.draft: CreditDraft | None = None
        self._last: int | None = None
        self._make_head()
        self.grid = CreditLines(context.counter)
        self.grid.refused.connect(lambda sentence: self.say(sentence, "refused"))
        self.grid.lines_changed.connect(self._show_sums)
        self.body(self.grid)
        self._make_foot()
        self.fields = {"invoice": self.invoice, "reason": self.reason, "lines": self.grid, "quantity": self.grid}
        self._clear()
        if invoice_id is not None:
            self._begin(invoice_id)

    def shows(self, facts: Mapping[str, object]) -> bool:
        """A credit of this invoice is being typed already, or any is asked for and none has been begun here."""
        this = self.draft is not None and facts == {"invoice_id": self.draft.invoice_id}
        return this or super().shows(facts)

    def is_empty(self) -> bool:
        """No invoice is chosen, and no reason typed."""
        return self.draft is None and not self.reason.value

    def _make_head(self) -> None:
        self.invoice = LookupField(
            "Invoice",
            lambda typed: choosing.hits(self.context.counter, typed),
            "Number, debtor, part number or a scan of the part; F4 shows the latest.",
            required=True,
            missing="There is no finalised invoice with {text}. F4 shows the latest.",
        )
        self._found = Elided("About the invoice", "strong")
        self.reason = TextField(
            "Reason", "Why it is credited; it stands on the adjustment note.", longest=_LONGEST_REASON
        )
        head = self.head_band(2)
        head.add("&Invoice", self.invoice, self._found)
        head.add("Reas&on", self.reason, column=1, wide=True)
        self.invoice.picked.connect(self._picked)
        self.reason.committed.connect(self._reason_typed)
        for field in (self.invoice, self.reason):
            field.refused.connect(lambda sentence: self.say(sentence, "refused"))

    def _make_foot(self) -> None:
        foot = self.foot_band()
        self._remark = style.label(role="muted", name="What comes back")
        foot.remarks.addWidget(self._remark)
        self._ex, self._gst = foot.total("Total ex"), foot.total("GST")
        self._inc = foot.total("Total inc", large=True)
        foot.add(
            self.button("do_recall", "Posted credits"),
            self.button("do_credit_all"),
            self.button("do_process", "Post credit", primary=True),
        )

    # ── the screen ────────────────────────────────────────────────────────────────────────────────────────────────

    def _picked(self, hit: Hit) -> None:
        found = hit.record
        assert isinstance(found, InvoiceToCredit)
        if self.draft is None or self.draft.invoice_id != found.id:
            self._begin(found.id)

    def _begin(self, invoice_id: int) -> None:
        """The lines of an invoice with nothing taken back yet; a reason that was typed stays."""
        counter = self.context.counter
        draft = self.read(lambda: credits.begin(counter, invoice_id))
        if draft is None:
            self.invoice.value = self._hit
            # the field that was left is gone back to once the key that left it is done with
            QTimer.singleShot(0, self.invoice, self.invoice.setFocus)
            return
        draft.reason = self.reason.value or ""
        self._show(draft)

    def _show(self, draft: CreditDraft | None) -> None:
        self.draft = draft
        self.invoice.value = self._hit
        self.reason.value = draft.reason if draft else None
        self._found.tell(self._about(draft) if draft else "")
        self.grid.show_lines(draft.lines if draft else [])
        self._show_sums()
        self.setWindowTitle(f"Credit of {draft.invoice}" if draft else self.heading)

    @property
    def _hit(self) -> Hit | None:
        """The invoice of the draft, as it stands in its field."""
        draft = self.draft
        return None if draft is None else Hit(draft.invoice_id, draft.invoice.rpartition(" ")[2], draft.debtor.name)

    def _about(self, draft: CreditDraft) -> str:
        cash = draft.debtor.kind == "cash"
        money = "cash: the money goes back" if cash else f"owes {words.money(draft.debtor.balance)}"
        return f"{money} · {draft.name or draft.debtor.name}"

    def _clear(self) -> None:
        """An empty credit, with the cursor in Invoice."""
        self._show(None)
        self.invoice.setFocus(Qt.FocusReason.OtherFocusReason)

    def _reason_typed(self, value: str | None) -> None:
        if self.draft is not None:
            self.draft.reason = value or ""

    def _show_sums(self) -> None:
        draft = self.draft
        comes_to = self.read(lambda: credits.sums(self.context.counter, draft)) if draft is not None else None
        figures = (comes_to.amount, comes_to.gst, comes_to.total) if isinstance(comes_to, CreditSums) else (None,) * 3
        for label, figure in zip((self._ex, self._gst, self._inc), figures, strict=True):
            label.setText(words.money(figure) if figure is not None else "0.00")
        taken = draft.filled_lines if draft else []
        away = sum(1 for line in taken if line.stocked and not line.back_to_stock)
        said = f"{words.counted(len(taken), 'line')} of {draft.invoice} taken back" if draft and taken else ""
        self._remark.setText(f"{said}, {away} not to stock" if away else said)

    # ── commands ──────────────────────────────────────────────────────────────────────────────────────────────────

    def do_lookup(self) -> None:
        """F4: the latest invoices, or those that hold what is typed."""
        if QApplication.focusWidget() is self.invoice:
            self.invoice.look_up(first=True)
        else:
            self.say("This field is typed. F9 shows posted credits.", "refused")

    def do_credit_all(self) -> None:
        """F6: take back everything that can still be credited."""
        if self.draft is None:
            self.refuse(_NO_INVOICE)
            return
        lines = self.grid.all_of_it()
        self.say(f"{words.counted(lines, 'line')} taken back in full. F12 posts the credit.")

    def do_process(self) -> None:
        """F12: post the credit, print what the debtor's settings say, and leave an empty screen."""
        draft = self.draft
        if draft is None:
            self.refuse(_NO_INVOICE)
            return
        posted = self.ask_and_call(lambda answers: credits.post(self.context.counter, draft, answers))
        if posted is None:
            return
        self._last = posted.credit_id
        self._clear()
        self.changed("invoices", "stock", "backorders", "debtors", "tenders")
        besides = paper.deliver(self, posted.credit_id, draft.debtor.invoice_by)
        self.say(f"{posted.sentence}{besides}{_gave(posted)}", "good")

    def do_recall(self) -> None:
        """F9: the credits that are posted, to print one again."""
        chosen = choosing.choose_posted(self.context)
        if chosen is not None:
            self.read(lambda: paper.again(self, chosen.id))

    def do_print(self) -> None:
        """Ctrl+P: the adjustment note that was posted last."""
        credit_id = self._last
        if credit_id is None:
            self.say("Nothing is posted yet. F9 shows the credits that are.", "refused")
            return
        self.read(lambda: paper.again(self, credit_id))

    def do_new(self) -> None:
        """Ctrl+N: an empty credit; beside this one where something is typed."""
        if self.unfinished() is None:
            self._clear()
        else:
            self.context.desk.open(self.name)

    def do_back(self) -> None:
        """Esc: from the lines to the reason, from there to the invoice."""
        at_lines = QApplication.focusWidget() is self.grid
        (self.reason if at_lines else self.invoice).setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_field(self, field: str, line: int | None = None) -> None:
        """A refusal sends the focus to a field of the head, or to the quantity of a line."""
        found = next((each for each in self.draft.lines if each.key == line), None) if self.draft else None
        if found is not None:
            self.grid.go_to(found, "quantity")
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
        elif field in ("lines", "quantity"):
            self.grid.start()
        elif field == "":
            super().focus_field(field, line)
        else:
            super().focus_field(field if field in self.fields else "invoice", line)

    def unfinished(self) -> LeaveUnfinished | None:
        """Lines that are taken back on the screen and on no books."""
        taken = len(self.draft.filled_lines) if self.draft else 0
        return LeaveUnfinished("This credit", taken) if taken else None

    def kept(self) -> Typed | None:
        """The credit, once something is taken back or said about it."""
        draft = self.draft
        return unfinished.typed(draft) if draft is not None and (draft.filled_lines or draft.reason) else None

    def take_up(self, payload: str) -> Sequence[str]:
        """What was taken back, as far as it can still be."""
        draft, remarks = unfinished.read(self.context.counter, payload)
        self._show(draft)
        return remarks


_NO_INVOICE = Refused("No invoice is chosen yet. Type its number, the debtor or a part.", field="invoice")


def _gave(posted: CreditPosted) -> str:
    """Who got what came back."""
    return f" – {words.counted(len(posted.filled), 'backorder')} filled" if posted.filled else ""
