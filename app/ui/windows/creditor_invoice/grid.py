"""The lines of a creditor's invoice being typed: billed, received, scans; it must not know what processing does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from app.rules.drafts import ReceiptDraft, ReceiptLine
from app.rules.faults import Refused
from app.rules.found import PartFound
from app.rules.money import ZERO
from app.rules.questions import Answer, Question, ReceiveMoreThanOrdered
from app.rules.words import quantity as said
from app.services import supersession
from app.services.buying import receiving
from app.ui.kit.context import Context
from app.ui.kit.grid.line_grid import LineGrid
from app.ui.kit.grid.line_model import STAYS_BLANK, StayInCell
from app.ui.windows.creditor_invoice import columns
from app.ui.windows.shared import buying_find, superseded


class ReceiptGrid(LineGrid):
    """A grid in which *Received* follows *Billed* until it is typed, and a scan adds one received.

    `ask` puts a question to the person; more than is outstanding is asked for as soon as it is typed.
    """

    def __init__(self, context: Context, ask: Callable[[Question], Answer | None]) -> None:
        super().__init__(
            "Lines of the invoice",
            columns.lines(context, self._scan),
            blank=ReceiptLine,
            committed=self._typed,
            pasted_into="part",
            empty="No lines yet. F5 takes in what was ordered, or type or scan a part.",
        )
        self._context, self._ask = context, ask
        self.draft = ReceiptDraft()

    def show_draft(self, draft: ReceiptDraft) -> None:
        """Stands over another draft."""
        self.draft = draft
        self.show_lines(draft.lines)

    def take_orders(self, lines: Sequence[ReceiptLine]) -> None:
        """Has exactly these order lines on the invoice: those that are there stay as typed, others come and go."""
        wanted = {line.order_line_id for line in lines}
        there = {line.order_line_id for line in self.draft.lines}
        self.draft.lines[:] = [line for line in self.draft.lines if line.order_line_id in (None, *wanted)]
        self.draft.lines += [line for line in lines if line.order_line_id not in there]
        self.refresh()
        if self.draft.lines:
            self.go_to(self.draft.lines[0], "billed")
        self.lines_changed.emit()

    def count_from_zero(self) -> None:
        """Everything received to 0: what came is scanned, one by one."""
        for line in self.draft.filled_lines:
            line.received = ZERO
        self.refresh()
        self.start()
        self.lines_changed.emit()

    def _typed(self, line: ReceiptLine, attribute: str, value: Any) -> Any:
        if attribute == "part":
            return self._part(line, value)
        if attribute == "received":
            self._receive(line, value)
        elif attribute == "billed":
            follows = line.received == line.billed and line.received != value
            if follows:
                self._receive(line, value)
            line.billed = value
        else:
            setattr(line, attribute, value)
        if not columns.may_close(line):
            line.close_remainder = False
        return None

    def _part(self, line: ReceiptLine, value: object) -> Any:
        given = buying_find.part_given(self._context, value, typed_fast=self.typed_fast)
        if line.part is None or line.part.id != given.part.id:
            given = replace(given, part=self._come(given.part))
        there = (self._line_with(given.part.id, line) or self._ordered_before(given.part)) if line.blank else None
        if there is not None:
            more = given.quantity or Decimal(int(given.scanned))
            if more:
                self._add(there, more)
            else:
                self.told.emit(f"{there.number} is on this invoice already; how many have come?", "plain")
            self.go_to(there, "received" if more else "billed")
            return STAYS_BLANK
        made = receiving.line_for(given.part, given.quantity or Decimal(1))
        return made if line.blank else replace(made, key=line.key, line_id=line.line_id)

    def _come(self, part: PartFound) -> PartFound:
        """The part that has come: of a superseded number that is on no line yet it is asked what is on the box."""
        if self._line_with(part.id) is not None:
            return part
        offer = supersession.offer_bought(self._context.counter, part, "receipt")
        return superseded.taken(part, offer, self.draft.answers, self._ask)

    def _ordered_before(self, part: PartFound) -> ReceiptLine | None:
        """The order line by which an old number of this part was ordered: it becomes the line of what has come."""
        found = supersession.ordered_before(self._context.counter, self.draft, part)
        if found is None or not superseded.yes(found[0], self.draft.answers, self._ask):
            return None
        there = found[1]
        came = supersession.received_as(there, part)
        there.part, there.description = came.part, came.description
        there.gst_rate, there.ordered_as = came.gst_rate, came.ordered_as
        return there

    def _add(self, line: ReceiptLine, more: Decimal) -> None:
        """More has come; on a line that was on no order it is billed too, as far as that has not been typed."""
        follows = line.order_line_id is None and line.billed == line.received
        self._receive(line, line.received + more)
        if follows:
            line.billed = line.received
        self.told.emit(f"{line.number}: {said(line.received)} received.", "good")

    def _receive(self, line: ReceiptLine, received: Decimal) -> None:
        if line.order_line_id is not None and received > line.outstanding:
            self._accept_more(line, received)
        line.received = received

    def _accept_more(self, line: ReceiptLine, received: Decimal) -> None:
        question = ReceiveMoreThanOrdered(
            line=line.key, number=line.number, outstanding=line.outstanding, received=received
        )
        if question in self.draft.answers:
            return
        answer = self._ask(question)
        if answer is None:
            raise StayInCell
        if answer == "no":
            raise Refused(f"{line.number}: type what is accepted, at most {said(line.outstanding)}.")
        self.draft.answers[question] = answer

    def _scan(self, text: str) -> None:
        given = buying_find.scanned(self._context, text)
        there = self._line_with(given.part.id)
        if there is None:
            self.enter(None, "part", given)
            return
        self._add(there, Decimal(1))
        self.refresh()
        self.go_to(there, "received")
        self.lines_changed.emit()

    def _line_with(self, part_id: int, but: ReceiptLine | None = None) -> ReceiptLine | None:
        """The line that more of a part belongs to: one on which some is outstanding still, else the last."""
        same = [line for line in self.draft.filled_lines if line is not but and line.part and line.part.id == part_id]
        room = (line for line in same if line.order_line_id is not None and line.received < line.outstanding)
        return next(room, same[-1] if same else None)
