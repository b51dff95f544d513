"""Parts Invoicing: a parts invoice or a quote from the empty screen to the printed sheet; it must not know the tables.

The draft is the truth, the fields only show it. What is written is asked of the services, and shown again from there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar, cast

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton

from app.rules import invoicing as rules
from app.rules import words
from app.rules.drafts import DocumentKind, InvoiceDraft, InvoiceLine
from app.rules.found import DebtorFound
from app.rules.questions import Answer, Answers, IncludeReadyBackorders, LeaveUnfinished, Question
from app.services import lookup
from app.services.sales import invoice_lists, invoicing
from app.services.sales.invoice_lists import InvoiceSeen
from app.services.sales.invoicing import Written
from app.ui.kit.context import Context
from app.ui.kit.drafts import Typed
from app.ui.windows.parts_invoicing import paper, recall, unfinished
from app.ui.windows.parts_invoicing.backorders import WithBackorders
from app.ui.windows.parts_invoicing.columns import line_words
from app.ui.windows.parts_invoicing.foot import InvoiceFoot
from app.ui.windows.parts_invoicing.head import InvoiceHead, credit_warning, debtor_hits
from app.ui.windows.parts_invoicing.lines import InvoiceLines

T = TypeVar("T")


class PartsInvoicing(WithBackorders):
    """One draft in one tab. `debtor_id` begins with that debtor (with `include_ready` at its list of backorders),
    `invoice_id` recalls that document, `release` begins with these backorders (id, quantity) of one customer, `kind` is
    what a new one is.
    """

    name = "parts_invoicing"
    heading = "Parts Invoicing"
    help = (
        "Type the debtor's code and Enter, then part, Enter, quantity, Enter, line by line; F12 finalises and prints. "
        "A line that begins with ; is a comment. What is short is asked about at once."
    )

    def __init__(
        self,
        context: Context,
        *,
        debtor_id: int | None = None,
        include_ready: bool = False,
        invoice_id: int | None = None,
        release: Sequence[tuple[int, Decimal]] = (),
        kind: str = "invoice",
    ) -> None:
        super().__init__(context)
        self._kind = cast(DocumentKind, kind)
        self._last: tuple[int, str] | None = None
        self._lines = InvoiceLines(self, self._reckoned)
        self._head = InvoiceHead(
            self.head_band(3), debtor_hits(context), self._choose_debtor, self._turn_kind, self._say_refused
        )
        self._head.debtor.entered.connect(self._lines.grid.start)
        for field in self._head.fields.values():
            field.committed.connect(lambda _value: self._touch())
        self.body(self._lines.grid)
        self._foot = self._make_foot()
        self.fields = {**self._head.fields, "lines": self._lines.grid}
        self._lines.grid.moved.connect(self._tell_line)
        self._lines.grid.lines_changed.connect(self._touch)
        self._show(self._empty())
        self._begins_with_something = bool(release) or debtor_id is not None or invoice_id is not None
        if release:
            QTimer.singleShot(0, self, lambda: self._release_these(release))
        elif debtor_id is not None or invoice_id is not None:
            QTimer.singleShot(0, self, lambda: self._begin(debtor_id, include_ready, invoice_id))

    def shows(self, facts: Mapping[str, object]) -> bool:
        """A new invoice or quote is asked for, and this one is of that kind and has not been begun."""
        asked = {"kind": "invoice", **facts}
        return asked == {"kind": self.draft.kind} and self.is_untouched()

    def is_empty(self) -> bool:
        """Nobody has been chosen, nor is anybody about to be."""
        nobody = self.draft.debtor is None and not self.draft.filled_lines
        return nobody and self._lines.seen is None and not self._begins_with_something

    # ── the document ──────────────────────────────────────────────────────────────────────────────────────────────

    def do_new(self) -> None:
        """Ctrl+N: an empty screen; what is unfinished keeps its own tab."""
        if self.unfinished():
            self.context.desk.open(self.name, kind=self._kind)
        else:
            self._show(self._empty())
            self.focus_first()

    def do_save(self) -> None:
        """F2: put it on the books as an order, or as a quote."""
        if not self._is_open():
            return
        draft = self.draft
        written = self._write(lambda answers: invoicing.save(self.context.counter, draft, answers))
        if written is not None:
            self._after(written)
            self.say(f"{written.sentence} – saved{_gave(written)}", "good")

    def do_finalise(self) -> None:
        """F12: finalise, print what the debtor's settings say, and leave an empty screen."""
        if not self._is_open():
            return
        draft = self.draft
        written = self._write(lambda answers: invoicing.finalise(self.context.counter, draft, answers))
        if written is not None:
            self._after(written)
            by = draft.debtor.invoice_by if draft.debtor else "print"
            besides = paper.deliver(self, written, by)
            self.say(f"{written.sentence}{besides}{_gave(written)}", "good")

    def do_recall(self) -> None:
        """F9: a saved order, a quote or a finalised invoice."""
        found = recall.choose(self.context)
        if found is None:
            return
        if self.unfinished():
            self.context.desk.open(self.name, invoice_id=found.id)
        else:
            self._recall(found.id)

    def do_delete(self) -> None:
        """Ctrl+Shift+Del: take the recalled order or quote off the books."""
        invoice_id = self.draft.invoice_id
        if invoice_id is None or not self._is_open():
            self.say("Only a recalled order or quote can be deleted. F9 shows them.", "refused")
            return
        written = self.ask_and_call(lambda answers: invoicing.delete(self.context.counter, invoice_id, answers))
        if written is not None:
            self._show(self._empty())
            self.focus_first()
            self._told()
            self.say(f"{written.name} is deleted{_gave(written)}", "good")

    def do_make_invoice(self) -> None:
        """Ctrl+Enter: the quote becomes an invoice; what is short is asked about."""
        quote = self.draft
        draft = self._answered(lambda answers: invoicing.make_invoice(self.context.counter, quote, answers))
        if draft is None:
            return
        self._show(draft)
        self._typed = True
        self._lines.divide_all()
        self._lines.grid.start()
        self.say("The quote is an invoice now. F12 finalises it, F2 saves it.", "good")

    def do_print(self) -> None:
        """Ctrl+P: a sheet of the document on the screen, or of the last one written."""
        seen = self._lines.seen
        at = (seen.invoice_id, seen.name) if seen else self._last
        if at is None:
            self.say("Nothing is written yet. F9 recalls what can be printed.", "refused")
            return
        on_books = at[1].startswith("Order")
        self.read(lambda: paper.again(self, at[0], at[1], on_books=on_books))

    def do_history(self) -> None:
        """Ctrl+H: who wrote the document on the screen, or the last one, and who approved of what."""
        seen = self._lines.seen
        at = (seen.invoice_id, seen.name) if seen else self._last
        if at is None:
            self.say("Nothing is written yet. F9 recalls what has a history.", "refused")
            return
        self.context.desk.open("history", subject="invoice", key=at[0], called=at[1])

    # ── the screen ────────────────────────────────────────────────────────────────────────────────────────────────────

    def do_back(self) -> None:
        """Esc: from the lines to the debtor; from a document that is only looked at to an empty screen."""
        if self._lines.locked:
            self._show(self._empty())
        self.focus_first()

    def focus_field(self, field: str, line: int | None = None) -> None:
        """A refusal sends the focus to a field of the head, or to a cell of a line."""
        if line is not None and self._lines.go_to(line, field):
            self._lines.grid.setFocus()
        elif field == "lines":
            self._lines.grid.start()
        else:
            super().focus_field(field, line)

    def serving(self) -> int | None:
        """The debtor of the invoice that is typed here."""
        return self.draft.debtor.id if self.draft.debtor is not None and not self._lines.locked else None

    def unfinished(self) -> LeaveUnfinished | None:
        """Lines that stand on no books, or not as they are typed here."""
        lines = len(self.draft.filled_lines)
        if not lines or not self._typed or self._lines.locked:
            return None
        return LeaveUnfinished(self._title(), lines)

    def kept(self) -> Typed | None:
        """The draft, once somebody has typed on it."""
        return unfinished.typed(self.draft, self._title()) if self._typed and not self._lines.locked else None

    def take_up(self, payload: str) -> Sequence[str]:
        """The draft as it was typed; a recalled order with the document it changes."""
        draft, remarks = unfinished.read(self.context.counter, payload)
        seen = None if draft.invoice_id is None else invoice_lists.seen(self.context.counter, draft.invoice_id)
        self._kind = draft.kind
        self._show(draft, seen)
        self._typed = True
        return remarks

    def on_changed(self, words: frozenset[str]) -> None:
        """The stock, the debtor or the terms have changed: the screen knows it at once."""
        if self._lines.locked:
            if "mail" in words:
                self._show_head()
            return
        counter, ids = self.context.counter, {line.part.id for line in self.draft.lines if line.part}
        if words & {"stock", "parts", "settings"} and ids:
            parts = self.read(lambda: lookup.parts(counter, ids))
            if parts is not None:
                self._lines.fresh(parts)
                self._tell_line(self._lines.grid.current_line())
        debtor = self.draft.debtor
        if words & {"debtors", "invoices", "receipts"} and debtor is not None:
            self.draft.debtor = self.read(lambda: lookup.debtor(counter, debtor.id)) or debtor
            self._head.show_debtor()

    # ── inside ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _begin(self, debtor_id: int | None, include_ready: bool, invoice_id: int | None) -> None:
        if invoice_id is not None:
            self._recall(invoice_id)
            return
        debtor = self.read(lambda: lookup.debtor(self.context.counter, debtor_id or 0))
        if debtor is not None:
            self._choose_debtor(debtor, offer=not include_ready)
            if include_ready:
                self._include(debtor)
            self._lines.grid.start()

    def _recall(self, invoice_id: int) -> None:
        seen = self.read(lambda: invoice_lists.seen(self.context.counter, invoice_id))
        if seen is None:
            return
        if seen.status == "saved":
            self._recall_saved(seen)
        elif seen.status == "finalised" and seen.progress and seen.progress.ready:
            self._release(invoice_id)
        else:
            self._show(seen.draft, seen)
            self._lines.grid.setFocus()
            waits = f": {seen.progress.sentence}" if seen.progress else f" is {seen.status}"
            self.say(f"{seen.name}{waits}. Ctrl+P prints it, Esc leaves it.")

    def _recall_saved(self, seen: InvoiceSeen) -> None:
        draft = self.read(lambda: invoicing.recall(self.context.counter, seen.invoice_id))
        if draft is None or draft.debtor is None:
            return
        self._show(draft, seen)
        self._lines.grid.start()
        again = "Ctrl+Enter makes it an invoice" if draft.kind == "quote" else "F12 finalises it"
        self.say(f"{seen.name} is recalled. {again}, F2 saves it again.")
        ready = [line for line in draft.lines if line.ready_here]
        if not ready:
            return
        question = IncludeReadyBackorders(draft.debtor.name, len(ready))
        answer = self.ask(question)
        if answer == "yes":
            draft.answers[question] = answer
            for line in ready:
                rules.move_ready(line)
            self._touch()
            self._lines.refresh()
            self.say(f"{words.counted(len(ready), 'line')} moved from Back Order to Supplied.", "good")

    def _show(self, draft: InvoiceDraft, seen: InvoiceSeen | None = None) -> None:
        self._lines.show(draft, seen)
        self._begins_with_something = False
        self._show_head()
        self._typed = False
        self.action("do_release").setEnabled(bool(seen and seen.status == "finalised" and seen.progress))
        self._tell_line(None)

    def _show_head(self) -> None:
        seen = self._lines.seen
        state = ""
        if seen is not None:
            mailed = self.read(lambda: paper.mailed(self.context.counter, seen.invoice_id))
            said = (seen.name, seen.progress.sentence if seen.progress else seen.status, mailed)
            state = " · ".join(each for each in said if each)
        self._head.show(self.draft, state, locked=self._lines.locked)
        self._name_document()

    def _name_document(self) -> None:
        """The tab and the buttons say whether it is an invoice or a quote."""
        self.setWindowTitle(self._title())
        self.action("do_save").setText("Save Quote" if self.draft.kind == "quote" else "Save Invoice")
        for kind, primary in self._by_kind.items():
            primary.setVisible(kind == self.draft.kind)

    def _empty(self) -> InvoiceDraft:
        return InvoiceDraft(kind=self._kind, salesperson=self.context.counter.operator.name)

    def _title(self) -> str:
        if self._lines.seen is not None:
            return self._lines.seen.name
        whom = f" – {self.draft.debtor.code}" if self.draft.debtor else ""
        return f"{'Quote' if self.draft.kind == 'quote' else self.heading}{whom}"

    def _choose_debtor(self, debtor: DebtorFound | None, *, offer: bool = True) -> None:
        """Another debtor: other prices, nothing divided yet; what is ready for it is offered at once."""
        before, draft = self.draft.debtor, self.draft
        if before is not None and debtor is not None and before.id == debtor.id:
            draft.debtor = debtor
            self._head.show_debtor()
            return
        if any(line.fills for line in draft.lines):
            self._show_head()
            self._say_refused(
                f"Lines fill backorders of {before.name if before else 'the debtor'}. Take them off first."
            )
            return
        self.say("")
        draft.debtor, draft.delivery_address, draft.answers = debtor, "", {}
        for line in draft.lines:
            rules.undo_split(line)
        self.read(self._lines.price_all)
        self._lines.refresh()
        self._show_head()
        if debtor is None:
            return
        if offer:
            self._offer(debtor)
        warning = credit_warning(debtor)
        if warning:
            self.say(warning, "waits")

    def _turn_kind(self, kind: str) -> None:
        draft = self.draft
        if kind == "quote" and any(line.fills for line in draft.lines):
            self._show_head()
            self._say_refused("A quote fills no backorders. Take those lines off first.")
            return
        draft.kind = cast(DocumentKind, kind)
        for line in draft.lines:
            rules.undo_split(line)
        self._lines.refresh()
        self._name_document()

    def _write(self, call: Callable[[Answers], Written]) -> Written | None:
        """Call with what was answered so far. What was answered with yes stays answered when it is called again."""
        before = self.draft.answers
        answers: dict[Question, Answer] = dict(before)
        written = self.ask_and_call(call, answers)
        if written is None:
            refusals = ("no", "back")
            self.draft.answers = {
                question: answer
                for question, answer in answers.items()
                if question in before or not (isinstance(answer, tuple) or answer in refusals)
            }
        return written

    def _after(self, written: Written) -> None:
        """It is on the books: the screen is empty again, and everybody is told."""
        self._last = (written.invoice_id, written.name)
        self._show(self._empty())
        self.focus_first()
        self._told()

    def _told(self) -> None:
        self.changed("invoices", "stock", "backorders", "debtors")

    def _say_refused(self, sentence: str) -> None:
        self.say(sentence, "refused")

    def _make_foot(self) -> InvoiceFoot:
        band = self.foot_band()
        self._by_kind: dict[DocumentKind, QPushButton] = {
            "invoice": self.button("do_finalise", primary=True),
            "quote": self.button("do_make_invoice", primary=True),
        }
        band.add(
            self.button("do_back_orders"),
            self.button("do_release"),
            self.button("do_save"),
            *self._by_kind.values(),
        )
        return InvoiceFoot(band, self.context.sees_costs)

    def staffed(self) -> None:
        """An invoice that nobody has begun is sold by whoever is there now; the margin is for those who see costs."""
        if not (self._lines.locked or self.draft.invoice_id or self.draft.filled_lines):
            self.draft.salesperson = self.context.counter.operator.name
            self._head.salesperson.value = self.draft.salesperson
        self._reckoned()

    def _reckoned(self) -> None:
        self._foot.show(self._lines.amounts, self._lines.deposit, rules.margin(self.draft.filled_lines))

    def _tell_line(self, line: InvoiceLine | None, _attribute: str = "") -> None:
        self._foot.tell(line_words(line) if line else "")


def _gave(written: Written) -> str:
    """Who else got what became free."""
    return f" – {words.counted(len(written.filled), 'other backorder')} filled" if written.filled else ""
