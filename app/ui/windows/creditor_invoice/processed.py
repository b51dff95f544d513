"""A processed creditor invoice, to be looked at and undone; it must not know how either is done.

It stands on the window as it was processed: nothing on it can be changed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from app.rules import words
from app.rules.facts import ListFacts
from app.rules.faults import Refused
from app.rules.money import ZERO
from app.services.buying import processed, undoing
from app.services.buying.processed import ProcessedInvoice
from app.services.buying.undoing import UndoOutcome
from app.ui.kit import dates, style
from app.ui.kit.flow import Flow
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.lists import RecordList
from app.ui.kit.window import TaskWindow


def _unless_zero(amount: Decimal) -> str:
    return words.money(amount) if amount else ""


def _columns(seen: Callable[[], bool]) -> tuple[Column, ...]:
    return (
        Column("Part", "number", width=17),
        Column("Description", "description", width=0, tone=lambda _line: "quiet"),
        Column("Order", "order", width=9),
        Column("Billed", "billed", show=words.quantity, width=8, align="right"),
        Column(
            "Received", "received", show=words.quantity, width=9, align="right",
            tone=lambda line: "waits" if line.received != line.billed else "",
        ),
        Column("Unit cost", "cost", show=words.price, width=10, align="right", seen=seen),
        Column("Disc %", "discount", show=lambda rate: words.percent(rate) if rate else "", width=7, align="right",
               seen=seen),
        Column("Total", "amount", show=words.money, width=11, align="right", seen=seen),
        Column("Freight", "freight", show=_unless_zero, width=9, align="right", seen=seen),
        Column("Claim", "claim", show=_unless_zero, width=10, align="right", seen=seen),
    )  # fmt: skip


class ProcessedPage(QWidget):
    """One processed invoice: its lines, what it came to, what is owed of it; *Undo* unless that was done."""

    def __init__(self, window: TaskWindow) -> None:
        super().__init__()
        style.named(self, "A processed creditor invoice")
        self._window = window
        self.invoice: ProcessedInvoice | None = None
        self._heading = style.label("", "heading", name="Which invoice", wrap=True)
        self._about = style.label("", "muted", name="About the invoice", wrap=True)
        self._undone = style.label("", "waits", name="How it was undone", wrap=True)
        self.list = RecordList(
            "Lines that were processed",
            _columns(window.context.sees_costs),
            empty="Nothing stands on it.",
            filtered=False,
        )
        self.list.table.setStatusTip("Enter opens the part, Ctrl+Shift+U takes the invoice back, Esc goes back.")
        self.list.opened.connect(lambda line: window.context.desk.open("parts", part_id=line.part_id))
        self._sums = style.label("", "strong", name="What it came to", wrap=True)
        page = style.column(self)
        for widget in (self._heading, self._about, self._undone):
            page.addWidget(widget)
        page.addWidget(self.list, 1)
        page.addWidget(self._sums)
        foot = Flow()
        for button in (
            window.button("do_undo"),
            window.button_of_a_page("do_labels", "Labels"),
            window.button_of_a_page("do_print", "Print"),
            window.button_of_a_page("do_new", "Next creditor invoice", primary=True),
        ):
            foot.addWidget(button)
        page.addLayout(foot)

    def read(self, creditor_invoice_id: int) -> bool:
        """Show this invoice; False when it cannot be read, which was told."""
        counter = self._window.context.counter
        invoice = self._window.read(lambda: processed.shown(counter, creditor_invoice_id))
        if invoice is None:
            return False
        self.invoice = invoice
        self._heading.setText(f"Creditor invoice {invoice.number} – {invoice.creditor} {invoice.their_number}")
        said = [f"dated {dates.full_day(invoice.day)}"]
        if invoice.due:
            said.append(f"due {dates.full_day(invoice.due)}")
        if invoice.processed:
            said.append(f"processed {dates.full_day(invoice.processed.astimezone().date())} by {invoice.operator}")
        self._about.setText(" · ".join(said))
        self._undone.setText(f"{style.SIGNS['waits']} {invoice.undone}")
        self._undone.setVisible(bool(invoice.undone))
        self.show_sums()
        self.list.show_records(invoice.lines)
        return True

    def show_sums(self) -> None:
        """What it came to, for whoever is at the desk now."""
        self._sums.setText(self._comes_to(self.invoice) if self.invoice is not None else "")

    def undo(self) -> UndoOutcome | None:
        """Ask why and whether, and take the invoice back; None when somebody thought better of it."""
        invoice, window = self.invoice, self._window
        if invoice is None:
            return None
        reason = window.context.prompter.text(
            "Undo", f"Why is creditor invoice {invoice.number} ({invoice.creditor} {invoice.their_number}) taken back?"
        )
        if reason is None:
            return None
        return window.ask_and_call(
            lambda answers: undoing.undo(window.context.counter, invoice.creditor_invoice_id, reason, answers)
        )

    def show_history(self) -> None:
        """Who processed this invoice, who took it back, and who approved of that; refused while none is shown."""
        if self.invoice is None or not self.isVisible():
            self._window.refuse(Refused("This invoice is not processed yet. F9 shows those that are."))
            return
        key, called = self.invoice.creditor_invoice_id, f"creditor invoice {self.invoice.number}"
        self._window.context.desk.open("history", subject="creditor invoice", key=key, called=called)

    def facts(self) -> ListFacts:
        """The invoice on paper, for the shop's own file."""
        facts = self.list.facts(self._heading.text(), dated=self._window.context.counter.today())
        undone = self.invoice.undone if self.invoice is not None else ""
        said = (self._about.text(), self._sums.text(), undone)
        return replace(facts, about=" · ".join(each for each in said if each))

    def _comes_to(self, invoice: ProcessedInvoice) -> str:
        said = []
        if self._window.context.sees_costs():
            said.append(f"Lines {words.money(invoice.amount)}")
            if invoice.freight:
                said.append(f"freight {words.money(invoice.freight)}")
            said.append(f"GST {words.money(invoice.gst)}")
        said.append(f"total {words.money(invoice.total)}")
        if not invoice.undone:
            said.append(f"{words.money(invoice.owed)} owed" if invoice.owed > ZERO else "settled")
        return " · ".join(said)


def told(outcome: UndoOutcome) -> str:
    """What an undo has done, for the status line."""
    said = [f"Creditor invoice {outcome.creditor_invoice_number} is undone, number {outcome.number}."]
    if outcome.lost:
        said.append(f"{words.counted(len(outcome.lost), 'backorder')} have to wait again."
                    if len(outcome.lost) != 1 else "1 backorder has to wait again.")  # fmt: skip
    if outcome.orders:
        said.append(f"Expected again on stock order {', '.join(str(number) for number in outcome.orders)}.")
    if outcome.credit:
        said.append(f"{words.money(outcome.credit)} stays as a credit with the supplier.")
    return " ".join(said)
