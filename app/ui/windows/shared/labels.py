"""Labels from any window: for which parts, how many, from which place of the sheet, then out of the printer.

It must not know where the parts come from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Final

from app.printing.label import without_bars
from app.rules import entry, words
from app.rules.faults import Refused
from app.rules.label_facts import MOST_LABELS, LabelFacts, LabelKind, LabelsFacts, LabelStock
from app.rules.questions import Choice, Question
from app.services.buying.receiving import ReceiptOutcome
from app.services.stock import labels
from app.services.stock.labels import PartToLabel
from app.ui.kit.records.tick_list import TickColumn, TickLine
from app.ui.kit.sheets import ink, kept
from app.ui.kit.window import TaskWindow

_COLUMNS: Final = (TickColumn("Part"), TickColumn("Description"), TickColumn("Bin"))


@dataclass(frozen=True)
class WhichLabel(Question):
    """A label for the part, or one for the bin it lies in?"""

    number: str
    bin: str

    title: ClassVar[str] = "Labels"
    default: ClassVar[str] = "part"
    choices: ClassVar[tuple[Choice, ...]] = (Choice("part", "&Part"), Choice("bin", "&Bin"))

    @property
    def sentence(self) -> str:
        """What would be large on either."""
        return f"A label for part {self.number}, or for its bin {self.bin}?"


@dataclass(frozen=True)
class LabelWhatCame(Question):
    """Goods have come in: do they get labels?"""

    invoice: int
    parts: int
    labels: int

    title: ClassVar[str] = "Labels"
    default: ClassVar[str] = "yes"
    choices: ClassVar[tuple[Choice, ...]] = (Choice("yes", "&Yes"), Choice("no", "&No"))

    @property
    def sentence(self) -> str:
        """How many of what."""
        came = f"{words.counted(self.parts, 'part')} came with creditor invoice {self.invoice}."
        return f"{came} Print {words.counted(self.labels, 'label')}?"


def for_part(window: TaskWindow, part_id: int) -> None:
    """Labels of one part, or of its bin."""
    part = window.read(lambda: labels.of_part(window.context.counter, part_id))
    if part is None:
        return
    kind: LabelKind = "part"
    if part.bin:
        answer = window.ask(WhichLabel(part.number, part.bin))
        if answer is None:
            return
        kind = "bin" if answer == "bin" else "part"
    _print(window, [part], kind)


def for_receipt(window: TaskWindow, creditor_invoice_id: int | None) -> None:
    """Labels for what came with a processed creditor invoice; None where none was processed or is looked at."""
    if creditor_invoice_id is None:
        window.say("Nothing was processed here yet. F9 shows what was, and Ctrl+B there prints its labels.", "refused")
        return
    came = window.read(lambda: labels.of_receipt(window.context.counter, creditor_invoice_id))
    if came:
        _print(window, came, "part")


def offer(window: TaskWindow, outcome: ReceiptOutcome) -> int:
    """Ask whether what has just come gets labels, at a desk that wants to be asked; the key of its invoice."""
    invoice = outcome.creditor_invoice_id
    if not window.context.paper.printing.offer_labels:
        return invoice
    try:
        came = labels.of_receipt(window.context.counter, invoice)
    except Refused:
        return invoice  # a bill without goods
    if window.ask(LabelWhatCame(outcome.number, len(came), sum(part.count for part in came))) == "yes":
        _print(window, came, "part")
    return invoice


def _print(window: TaskWindow, parts: Sequence[PartToLabel], kind: LabelKind) -> None:
    """Ask how many of which, and from which place; print them, and say what became of it."""
    lines = [
        TickLine(
            key=part.part_id,
            cells=(part.number, part.description, part.bin),
            ticked=True,
            quantity=Decimal(part.count),
            most=Decimal(MOST_LABELS),
        )
        for part in parts
    ]
    chosen = window.context.prompter.tick("Labels", "How many labels of each?", lines, _COLUMNS)
    if chosen is None:
        return
    counts = {line.key: int(line.quantity or 0) for line in chosen if line.ticked}
    wanted = tuple(_label(part, kind, counts[part.part_id]) for part in parts if counts.get(part.part_id))
    if not wanted:
        window.say("No label is ticked, so none is printed.")
        return
    paper = window.context.paper
    stock = paper.printing.stock
    first = _first_place(window, stock) if stock.is_sheet else 1
    if first is None:
        return
    facts = LabelsFacts(wanted, stock, first)
    count = sum(label.count for label in wanted)
    try:
        how = paper.deliver(facts, window)
    except Refused as fault:
        window.refuse(fault)
        return
    if how == "none":
        return
    if stock.is_sheet:
        _move_on(window, (first - 1 + count) % stock.places + 1)
    one = count == 1
    saved = "is saved as a PDF" if one else "are saved as a PDF"
    done = ("goes to the printer" if one else "go to the printer") if how == "printer" else saved
    bare = without_bars(facts, ink.measure)
    besides = f" No barcode has room on the label of {words.some(bare)}." if bare else ""
    window.say(f"{words.counted(count, 'label')} {done}.{besides}", "waits" if bare else "good")


def _move_on(window: TaskWindow, place: int) -> None:
    """The next free place of the sheet is kept at this desk, for the next labels and the next start."""
    try:
        kept.change(next_label=place)
    except Refused as fault:
        window.refuse(fault)


def _label(part: PartToLabel, kind: LabelKind, count: int) -> LabelFacts:
    return LabelFacts(part.number, part.description, part.bin, part.code, count, kind)


def _first_place(window: TaskWindow, stock: LabelStock) -> int | None:
    """From which label on the sheet is free, counted along the rows; None when somebody goes back."""
    sentence = f"{stock.words}: from which free label on, 1 to {stock.places}, counted along the rows?"
    proposed = window.context.paper.printing.next_label
    typed = window.context.prompter.text("Labels", sentence, str(proposed if proposed <= stock.places else 1))
    if typed is None:
        return None
    try:
        return entry.whole(typed, smallest=1, largest=stock.places)
    except Refused as fault:
        window.refuse(fault)
        return None
