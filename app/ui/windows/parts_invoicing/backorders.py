"""What a parts invoice does with backorders: offers what has come, includes it, releases the next invoice.

It must not know how a document is written or recalled.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TypeVar

from app.rules import words
from app.rules.drafts import InvoiceDraft
from app.rules.faults import Refused
from app.rules.found import DebtorFound
from app.rules.questions import Answer, Answers, IncludeReadyBackorders, Question
from app.services import backorder_lists
from app.services.backorder_lists import BackorderLine
from app.services.sales import invoicing, releasing
from app.services.sales.invoice_lists import InvoiceSeen
from app.ui.windows.parts_invoicing import ready_backorders
from app.ui.windows.parts_invoicing.here import WithLines

T = TypeVar("T")


class WithBackorders(WithLines):
    """A window over the lines of an invoice, with the commands about backorders."""

    def _show(self, draft: InvoiceDraft, seen: InvoiceSeen | None = None) -> None:
        raise NotImplementedError

    def _show_head(self) -> None:
        raise NotImplementedError

    def do_back_orders(self) -> None:
        """F5, Alt+B: the debtor's backorders, to be included."""
        debtor = self.draft.debtor
        if not self._is_open():
            return
        if debtor is None:
            self.refuse(Refused("Choose the debtor first: its backorders are shown then.", field="debtor"))
            return
        if self.draft.kind == "quote":
            self.say("A quote fills no backorders. Ctrl+Enter makes it an invoice first.", "refused")
            return
        self._include(debtor)

    def _include(self, debtor: DebtorFound) -> None:
        """The list to tick; what is ticked becomes lines at the agreed price."""
        backorders = self.read(lambda: backorder_lists.for_debtor(self.context.counter, debtor.id))
        taken = {line.fills.backorder_id for line in self.draft.lines if line.fills}
        if not backorders or all(each.id in taken for each in backorders):
            also = "no other" if taken else "no"
            self.say(f"{debtor.name} has {also} open backorders.")
            return
        walk_in = self.draft.name if debtor.kind == "cash" else None
        wanted = ready_backorders.choose(self.context.prompter, debtor.name, backorders, taken, walk_in)
        if not wanted:
            return
        chosen = [each for each in backorders if each.id in dict(wanted)]
        if walk_in is not None and not self._is_of_one_walk_in(chosen):
            return
        lines = self._answered(
            lambda answers: invoicing.fill_lines(self.context.counter, debtor, wanted, answers),
        )
        if lines is None:
            return
        self.draft.lines.extend(lines)
        orders = {each.customer_order for each in chosen}
        if not self.draft.customer_order and len(orders) == 1:
            self.draft.customer_order = orders.pop()
            self._show_head()
        self._touch()
        self._lines.refresh()
        self._lines.grid.start()
        self.say(f"{words.counted(len(lines), 'backorder')} included.", "good")

    def _is_of_one_walk_in(self, chosen: Sequence[BackorderLine]) -> bool:
        """Whether one person waits for all of these; the document then carries the name and the phone."""
        names = {each.debtor for each in chosen} | ({self.draft.name} if self.draft.name else set())
        if len(names) > 1:
            self.say(f"These wait for {' and '.join(sorted(names))}. Invoice each of them apart.", "refused")
            return False
        if not self.draft.name:
            self.draft.name, self.draft.phone = chosen[0].debtor, chosen[0].phone
            self._show_head()
        return True

    def _release(self, invoice_id: int) -> None:
        self._begin_with(lambda answers: invoicing.next_invoice(self.context.counter, invoice_id, answers))

    def _release_these(self, wanted: Sequence[tuple[int, Decimal]]) -> None:
        self._begin_with(lambda answers: releasing.draft(self.context.counter, wanted, answers))

    def _begin_with(self, released: Callable[[Answers], InvoiceDraft]) -> None:
        """Show an invoice that fills backorders."""
        draft = self._answered(released)
        if draft is not None:
            self._show(draft)
            self._typed = True
            self._lines.grid.start()
            self.say(f"{words.counted(len(draft.lines), 'backorder')} released.", "good")

    def do_release(self) -> None:
        """Ctrl+R: the next invoice of a finalised one, with what is ready."""
        seen = self._lines.seen
        if seen is None or seen.status != "finalised":
            self.say("Recall a finalised invoice with F9 first: its backorders are released.", "refused")
            return
        self._release(seen.invoice_id)

    def do_credit(self) -> None:
        """Ctrl+Shift+R: take back something of the finalised invoice that is looked at."""
        seen = self._lines.seen
        if seen is None or seen.status != "finalised":
            self.say("Recall a finalised invoice with F9 first: its lines are credited.", "refused")
            return
        self.context.desk.open("credits", invoice_id=seen.invoice_id)

    def _offer(self, debtor: DebtorFound) -> None:
        """Backorders are ready, include? (domain 3.7)"""
        if self.draft.kind == "quote":
            return
        backorders = self.read(lambda: backorder_lists.for_debtor(self.context.counter, debtor.id)) or ()
        ready = sum(1 for each in backorders if each.ready)
        if not ready:
            return
        if debtor.kind == "cash":
            # walk-ins share one debtor: nobody is offered what another one waits for
            self.say(f"{words.counted(ready, 'backorder')} of walk-ins ready. F5 shows whose they are.", "waits")
            return
        question = IncludeReadyBackorders(debtor.name, ready)
        answer = self.ask(question)
        if answer is not None:
            self.draft.answers[question] = answer
        if answer == "yes":
            self._include(debtor)

    def _answered(self, call: Callable[[Answers], T]) -> T | None:
        answers: dict[Question, Answer] = dict(self.draft.answers)
        found = self.ask_and_call(call, answers)
        if found is not None:
            self.draft.answers.update(answers)
        return found
