"""What is asked about the line with the cursor: find, look up, price, alternates, stock card, lost sale, note.

It must not know how a document is written or recalled.
"""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtWidgets import QApplication

from app.rules import pricing, words
from app.rules.drafts import InvoiceDraft, InvoiceLine
from app.rules.found import PartFound
from app.rules.money import ZERO
from app.rules.questions import Answers, RecordLostSale
from app.services import lookup
from app.services.masters import alternates
from app.services.sales import lost_sales
from app.ui.kit.entry.fields import Choice, LookupField
from app.ui.kit.records.picker import pick
from app.ui.kit.window import TaskWindow
from app.ui.windows.parts_invoicing import price_card
from app.ui.windows.parts_invoicing.lines import InvoiceLines
from app.ui.windows.shared import part_hits


class WithLines(TaskWindow):
    """A window over the lines of an invoice, with the commands about one line."""

    _lines: InvoiceLines
    _typed = False
    """Whether somebody has typed since the document was shown."""

    @property
    def draft(self) -> InvoiceDraft:
        """What is being typed."""
        return self._lines.draft

    def do_find(self) -> None:
        """F3: find a part and put it on the line."""
        grid = self._lines.grid
        here = grid.current_line() if grid.current_attribute() == "number" else None
        start = grid.editor.text() if grid.editor is not None and grid.current_attribute() == "number" else ""
        counter, debtor = self.context.counter, self.draft.debtor
        hit = pick(
            self.context,
            part_hits.finder(self.context, debtor, priced=True),
            part_hits.columns(self.context, selling=True),
            "Find part",
            start,
            detail=part_hits.standing,
            empty="No part fits. Ctrl+7 opens the Stock Master File.",
            width=part_hits.WIDTH,
            guard=0,
        )
        part = self.read(lambda: lookup.part(counter, hit.id)) if hit is not None else None
        if part is not None and self._is_open():
            grid.cancel_open_cell()
            self._lines.add(part, over=here)
            grid.setFocus()

    def do_lookup(self) -> None:
        """F4: what there is for this field."""
        at = QApplication.focusWidget()
        grid = self._lines.grid
        if at is grid and grid.current_attribute() == "number" and grid.open_cell():
            at = grid.editor
        if isinstance(at, LookupField):
            at.look_up(first=True)
        elif isinstance(at, Choice):
            at.showPopup()
        else:
            self.say("This field is typed. F3 finds a part, F9 recalls a document.", "refused")

    def do_price(self) -> None:
        """F7: price, margin, cost by right, last sales to this debtor."""
        line, part = self._part_here(or_before=True)
        if part is not None:
            typed = (line.price, line.discount) if line else (part.list_price, ZERO)
            quantity = line.ordered if line else Decimal(1)
            self.read(lambda: price_card.show(self.context, part, self.draft.debtor, quantity, typed))

    def do_alternates(self) -> None:
        """F8: what superseded this part, and parts that share a number with it; the chosen one takes its place."""
        line, part = self._part_here()
        if part is None:
            return
        others = self.read(lambda: alternates.of(self.context.counter, part.id))
        if others is None:
            return
        if not others:
            self.say(f"Nothing supersedes {part.number}, and no other part shares a number with it.")
            return

        chosen = pick(
            self.context,
            lambda typed: [each for each in others if _fits(each, typed)],
            part_hits.ALTERNATES,
            f"Alternates of {part.number}",
            detail=part_hits.shelf,
            width=part_hits.WIDTH,
        )
        if chosen is not None and self._is_open():
            self._lines.grid.cancel_open_cell()
            self._lines.add(chosen, over=line)
            self._lines.grid.setFocus()

    def do_stock_card(self) -> None:
        """F11: the stock card of the part on this line."""
        _, part = self._part_here(silent=True, or_before=True)
        if part is None:
            super().do_stock_card()
        else:
            self.context.desk.open("parts", part_id=part.id, page="stock")

    def do_lost_sale(self) -> None:
        """F6: the customer does not take this line: it is recorded as a lost sale and comes off."""
        line, part = self._part_here()
        if line is None or part is None or not self._is_open():
            return
        if line.fills:
            self.say(f"{line.number} fills a backorder; Ctrl+6 cancels what is no longer wanted.", "refused")
            return
        reason = self.ask(RecordLostSale(line.key, line.number, line.ordered))
        if reason in (None, "none"):
            return
        debtor, quantity, price = self.draft.debtor, line.ordered, pricing.net(line.price, line.discount)
        counter = self.context.counter

        def call(_answers: Answers) -> bool:
            lost_sales.record(counter, part, debtor, quantity, price, str(reason))
            return True

        if self.ask_and_call(call):
            self._lines.grid.delete_line()
            self.changed("stock")
            self.say(f"Lost sale recorded: {words.quantity(quantity)} {part.number}, {reason}.", "good")

    def do_note(self) -> None:
        """Ctrl+M: a note printed beneath the line."""
        line = self._lines.grid.current_line()
        if line is None or not self._is_open():
            self.say("Put the cursor on a line first; the note is printed beneath it.", "refused")
            return
        takes_off = " A single - takes it off." if line.note else ""
        note = self.context.prompter.text("Note", f"Printed beneath {line.number or 'the line'}.{takes_off}", line.note)
        if note is not None:
            line.note = "" if note == "-" else note
            self._touch()
            self._lines.refresh()

    def do_delete_line(self) -> None:
        """Ctrl+Del: delete this line."""
        self._lines.grid.delete_line()

    def do_restore_line(self) -> None:
        """Ctrl+Shift+Z: bring the deleted line back."""
        self._lines.grid.restore_line()

    def do_inc_ex(self) -> None:
        """Ctrl+I: prices inc. or ex GST."""
        self._lines.turn_inc()
        self.say(f"Prices are shown and typed {'inc.' if self._lines.inc else 'ex'} GST.")

    def _part_here(
        self, *, silent: bool = False, or_before: bool = False
    ) -> tuple[InvoiceLine | None, PartFound | None]:
        """The line with the cursor and its part; on the blank line the part whose number is just typed.

        With `or_before`, while nothing is typed on the blank line, the line that was entered last.
        """
        grid = self._lines.grid
        line = grid.current_line()
        if line is None and or_before and grid.editor is None and self.draft.lines:
            line = self.draft.lines[-1]
        if line is not None and line.part is not None:
            return line, line.part
        text = grid.editor.text().strip() if grid.editor is not None else ""
        found = (self.read(lambda: lookup.exact_part(self.context.counter, text)) or ()) if text else ()
        if len(found) == 1:
            return None, found[0]
        if not silent:
            self.say("Put the cursor on a line with a part first.", "refused")
        return None, None

    def _touch(self) -> None:
        self._typed = True

    def _is_open(self) -> bool:
        """Whether the document may be changed; why not is told."""
        seen = self._lines.seen
        if self._lines.locked and seen is not None:
            self.say(f"{seen.name} is {seen.status} and never changes again. Ctrl+N starts a new one.", "refused")
            return False
        return True


def _fits(part: PartFound, typed: str) -> bool:
    """Whether all words typed are in the part's number or description."""
    said = f"{part.number} {part.description}".casefold()
    return all(word in said for word in typed.casefold().split())
