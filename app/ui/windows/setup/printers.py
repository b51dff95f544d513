"""By which printers this desk prints what: printer, tray and copies for each kind of paper, the roll, the labels.

It must not know how anything is printed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from app import desk_settings, paths
from app.rules.label_facts import STOCKS
from app.rules.papers import MOST_COPIES, PAPER_KINDS, PaperKind, Printed, Printing
from app.ui.kit.context import Context
from app.ui.kit.entry.fields import Choice, Tick, WholeField
from app.ui.kit.sheets import queues
from app.ui.windows.setup.form import Form
from app.ui.windows.shared import printers

_WORDS: Final[dict[PaperKind, tuple[str, str]]] = {
    "documents": ("Documents", "Where invoices, orders, statements and lists come out: A4."),
    "pick lists": ("Pick lists", "A printer in the store, for instance; empty takes that of the documents."),
    "receipts": ("Receipts", "The printer with the 80 mm roll, where there is one."),
    "labels": ("Labels", "The label printer; sheets of labels may go to that of the documents."),
}
_NARROW: Final = "Receipts, and invoices paid at the counter, on an 80 mm roll instead of A4."
_STOCK: Final = "What lies in: a roll prints label by label, a sheet from its first free place."
_OFFER: Final = "After goods have come in, ask whether they get labels."


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
    """What is chosen here holds, and is kept, at once. A sheet already printed does not change for it."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        now = desk_settings.load(paths.desk_settings_file()).printing
        self.rows: dict[PaperKind, _Row] = {kind: self._row(kind, getattr(now, _name(kind))) for kind in PAPER_KINDS}
        self.narrow = Tick("Receipts on the roll", _NARROW)
        self.stock = Choice("Label paper", [(stock.name, stock.words) for stock in STOCKS.values()], _STOCK)
        self.offer = Tick("Offer labels for what comes in", _OFFER)
        self.narrow.value, self.stock.value, self.offer.value = now.narrow, now.label_stock, now.offer_labels
        for field in (self.narrow, self.stock, self.offer):
            field.committed.connect(lambda _value: self._keep())
            self.add(field.accessibleName(), field, field.prompt)
        self.add_sentence("What is chosen here holds at once, for this computer only.")

    def _row(self, kind: PaperKind, now: Printed) -> _Row:
        words, help = _WORDS[kind]
        row = _Row(
            Choice(words, _printers(now.printer, own=kind != "documents"), help),
            Choice(f"{words}: tray", _trays(now), "The tray the paper comes from."),
            WholeField(
                f"{words}: copies", "So many come out each time.", required=True, smallest=1, largest=MOST_COPIES
            ),
        )
        row.printer.value, row.tray.value, row.copies.value = now.printer, now.tray, now.copies
        row.printer.committed.connect(lambda _value: self._turn(row))
        for field in (row.tray, row.copies):
            field.committed.connect(lambda _value: self._keep())
        row.copies.refused.connect(lambda sentence: self._context.desk.say(sentence, "refused"))
        for field in (row.printer, row.tray, row.copies):
            self.add(field.accessibleName(), field, field.prompt)
        return row

    def _turn(self, row: _Row) -> None:
        """Another printer has other trays."""
        row.tray.offer(_trays(Printed(row.printer.value or "")))
        self._keep()

    def _keep(self) -> None:
        file = paths.desk_settings_file()
        was = desk_settings.load(file)
        kinds = {_name(kind): row.value for kind, row in self.rows.items()}
        now = Printing(**kinds, narrow=self.narrow.value, label_stock=self.stock.value, offer_labels=self.offer.value)
        try:
            desk_settings.save(file, replace(was, printing=now))
        except OSError as fault:
            sentence = f"{file} cannot be written ({fault.strerror}), so this is not kept. Make it writable."
            self._context.desk.say(sentence, "refused")


def _name(kind: PaperKind) -> str:
    return kind.replace(" ", "_")


def _printers(chosen: str, *, own: bool) -> list[tuple[str, str]]:
    """What an empty choice means first."""
    (_, default), *named = printers.offered(chosen)
    return [("", "As the documents" if own else default), *named]


def _trays(how: Printed) -> list[tuple[str, str]]:
    found = [(tray.name, tray.words) for tray in queues.trays(how.printer)] if how.printer else []
    if how.tray and how.tray not in dict(found):
        found.append((how.tray, how.tray))
    return [("", "The printer's own choice"), *found]
