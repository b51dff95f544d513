"""By which printers this desk prints what: printer, tray and copies for each kind of paper, the roll, the labels.

It must not know how anything is printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final, get_args

from PySide6.QtWidgets import QPushButton
from shiboken6 import isValid

from app.rules.faults import Refused
from app.rules.label_facts import OWN, STOCKS, OwnPaper, own_stock
from app.rules.paper_kinds import PAPER_KINDS, PaperKind
from app.rules.papers import MOST_COPIES, OnRoll, Printed
from app.rules.trial_facts import TrialFacts
from app.ui.kit import style
from app.ui.kit.context import Context
from app.ui.kit.entry.fields import Choice, Tick, WholeField
from app.ui.kit.sheets import kept, queues
from app.ui.kit.sheets.print_system import Tray
from app.ui.kit.sheets.queues import Printers
from app.ui.windows.setup.form import Form
from app.ui.windows.setup.label_paper import LabelPaperDialog
from app.ui.windows.shared import printers

_WORDS: Final[dict[PaperKind, tuple[str, str]]] = {
    "documents": ("Documents", "Where invoices, orders, statements and lists come out: A4."),
    "pick lists": ("Pick lists", "A printer in the store, for instance; empty takes that of the documents."),
    "receipts": ("Receipts", "The printer with the 80 mm roll, where there is one."),
    "labels": ("Labels", "The label printer; sheets of labels may go to that of the documents."),
}
_ROLL: Final[dict[OnRoll, tuple[str, str]]] = {
    "receipts": ("Receipts on the roll", "What a payment on account is confirmed with: 80 mm instead of A4."),
    "paid": ("Paid invoices on the roll", "Invoices and adjustment notes with money over the counter."),
    "account": ("Account invoices on the roll", "Invoices and adjustment notes on account. A4 is usual for them."),
}
_AT_ONCE: Final = "As soon as a payment on account is taken; otherwise Ctrl+P prints one."
_STOCK: Final = "What lies in: a roll prints label by label, a sheet from its first free place."
_NEXT: Final = "The first free label of the sheet that lies in, counted along the rows. Printing moves it on."
_OFFER: Final = "After goods have come in, ask whether they get labels."
_TRY: Final = "Prints a sheet that says printer, tray and copies, with a rule to measure and a barcode to scan."


@dataclass(frozen=True, slots=True)
class _Row:
    """The three fields of one kind of paper."""

    printer: Choice
    tray: Choice
    copies: WholeField

    @property
    def value(self) -> Printed:
        return Printed(self.printer.value or "", self.tray.value or "", self.copies.value or 1)


class PrintersPage(Form):
    """What is chosen here holds, and is kept, at once. A sheet already printed does not change for it.

    The print service is asked off the main thread: what it says comes into the fields when it has said it.
    """

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        now = kept.now()
        self._there = Printers()
        self.rows: dict[PaperKind, _Row] = {kind: self._row(kind, getattr(now, _name(kind))) for kind in PAPER_KINDS}
        self.on_roll: dict[OnRoll, Tick] = {each: Tick(*_ROLL[each]) for each in get_args(OnRoll)}
        self.at_once = Tick("Print receipts at once", _AT_ONCE)
        self.stock = Choice("Label paper", _stocks(now.own_paper), _STOCK)
        self.next_label = WholeField("Next free label", _NEXT, required=True, smallest=1, largest=1600)
        self.offer = Tick("Offer labels for what comes in", _OFFER)
        self._own = now.own_paper
        for each, tick in self.on_roll.items():
            tick.value = each in now.on_roll
        self.at_once.value, self.stock.value, self.offer.value = now.receipt_at_once, now.label_stock, now.offer_labels
        self.next_label.value = now.next_label
        self._describe = self._button("Own label paper…", "Columns, rows, sizes and edges of labels not on the list.")
        self._describe.clicked.connect(lambda _checked=False: self.describe_labels())
        self.tests = {kind: self._button(f"Test {kind}", _TRY) for kind in PAPER_KINDS}
        self._lay()
        self._context.paper.look(queues.there, self._offer)
        for row in self.rows.values():
            self._ask_trays(row)

    def _lay(self) -> None:
        for kind, row in self.rows.items():
            for each in (row.printer, row.tray, row.copies):
                self.add(each.accessibleName(), each, each.prompt)
            self.tests[kind].clicked.connect(partial(self._try, kind))
        above: list[Choice | Tick] = [*self.on_roll.values(), self.at_once, self.stock]
        for field in above:
            self.add(field.accessibleName(), field, field.prompt)
        self.add(self.next_label.accessibleName(), self.next_label, self.next_label.prompt)
        self.add(self.offer.accessibleName(), self.offer, self.offer.prompt)
        for changed in (*above, self.next_label, self.offer):
            changed.committed.connect(lambda _value: self._keep())
        self.next_label.refused.connect(lambda sentence: self._context.desk.say(sentence, "refused"))
        self.add_buttons([self._describe], self._describe.statusTip())
        self.add_buttons(list(self.tests.values()), _TRY)
        self.add_sentence("What is chosen here holds at once, for this computer only.")

    def _row(self, kind: PaperKind, now: Printed) -> _Row:
        words, help = _WORDS[kind]
        row = _Row(
            Choice(words, _printers(now.printer, Printers(), own=kind != "documents"), help),
            Choice(f"{words}: tray", _trays(now, ()), "The tray the paper comes from."),
            WholeField(
                f"{words}: copies", "So many come out each time.", required=True, smallest=1, largest=MOST_COPIES
            ),
        )
        row.printer.value, row.tray.value, row.copies.value = now.printer, now.tray, now.copies
        row.printer.committed.connect(lambda _value: self._turn(row))
        for field in (row.tray, row.copies):
            field.committed.connect(lambda _value: self._keep())
        row.copies.refused.connect(lambda sentence: self._context.desk.say(sentence, "refused"))
        return row

    def _button(self, words: str, help: str) -> QPushButton:
        made = style.named(QPushButton(words), words)
        made.setStatusTip(help)
        made.setAccessibleDescription(help)
        return made

    def describe_labels(self) -> None:
        """Ask for the measures of the label paper that lies in; it is the chosen one then."""
        dialog = LabelPaperDialog(self._own, self)
        if not dialog.exec() or dialog.paper is None:
            return
        self._own = dialog.paper
        self.stock.offer(_stocks(self._own))
        self.stock.value = OWN
        self.next_label.value = 1
        self._keep()
        self._context.desk.say(f"{own_stock(self._own).words}: Test labels prints its outlines.", "good")

    def _try(self, kind: PaperKind, _checked: bool = False) -> None:
        """Print a sheet that shows what this kind of paper comes out like."""
        printing = self._context.paper.printing
        how = printing.of(kind)
        usual = f"{self._there.usual} (the system's own)" if self._there.usual else ""
        facts = TrialFacts(
            kind, how.printer or usual, self._tray(how), how.copies, printing.stock if kind == "labels" else None
        )
        try:
            done = self._context.paper.deliver(facts, self)
        except Refused as fault:
            self._context.desk.say(fault.sentence, "refused")
            return
        if done != "none":
            became = "goes to the printer" if done == "printer" else "is saved as a PDF"
            self._context.desk.say(f"{facts.title} {became}.", "good")

    def _tray(self, how: Printed) -> str:
        """The tray by the words its printer has for it."""
        for row in self.rows.values():
            if how.tray and row.tray.value == how.tray:
                return row.tray.currentText()
        return how.tray

    def _offer(self, there: Printers) -> None:
        """The print service has said which printers there are."""
        if not isValid(self):
            return
        self._there = there
        for kind, row in self.rows.items():
            row.printer.offer(_printers(row.printer.value or "", there, own=kind != "documents"))

    def _turn(self, row: _Row) -> None:
        """Another printer has other trays."""
        row.tray.offer(_trays(Printed(row.printer.value or ""), ()))
        self._keep()
        self._ask_trays(row)

    def _ask_trays(self, row: _Row) -> None:
        """Ask the row's printer for its trays; they are offered unless another one was chosen meanwhile."""
        asked = row.printer.value or ""
        if not asked:
            return

        def offer(found: tuple[Tray, ...]) -> None:
            if isValid(self) and row.printer.value == asked:
                row.tray.offer(_trays(row.value, found))

        self._context.paper.look(lambda: queues.trays(asked), offer)

    def _keep(self) -> None:
        try:
            kept.change(
                **{_name(kind): row.value for kind, row in self.rows.items()},
                on_roll=tuple(each for each, tick in self.on_roll.items() if tick.value),
                receipt_at_once=self.at_once.value,
                label_stock=self.stock.value,
                own_paper=self._own,
                next_label=self.next_label.value or 1,
                offer_labels=self.offer.value,
            )
        except Refused as fault:
            self._context.desk.say(fault.sentence, "refused")


def _name(kind: PaperKind) -> str:
    return kind.replace(" ", "_")


def _stocks(own: OwnPaper) -> list[tuple[str, str]]:
    return [*((stock.name, stock.words) for stock in STOCKS.values()), (OWN, own_stock(own).words)]


def _printers(chosen: str, there: Printers, *, own: bool) -> list[tuple[str, str]]:
    """What an empty choice means first."""
    (_, default), *named = printers.offered(chosen, there)
    return [("", "As the documents" if own else default), *named]


def _trays(how: Printed, found: tuple[Tray, ...]) -> list[tuple[str, str]]:
    named = [(tray.name, tray.words) for tray in found]
    if how.tray and how.tray not in dict(named):
        named.append((how.tray, how.tray))
    return [("", "The printer's own choice"), *named]
