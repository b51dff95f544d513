"""Ready backorders from a list into invoices: released, or marked as handed over first; it must not know the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from app.rules import words
from app.rules.faults import Refused
from app.rules.questions import BACK, Choice, Question
from app.services.backorder_lists import BackorderLine
from app.services.sales import releasing
from app.services.sales.releasing import HandedOver, ReadyOf
from app.ui.kit.records.tick_list import TickColumn, TickLine
from app.ui.kit.window import TaskWindow
from app.ui.windows.backorders import actions as backorder_actions
from app.ui.windows.parts_invoicing import paper

AT_ONCE: Final = 5
"""So many invoices are opened without a question."""
_COLUMNS: Final = (
    TickColumn("Debtor"),
    TickColumn("Phone"),
    TickColumn("Documents"),
    TickColumn("Lines", right=True),
    TickColumn("Value inc", right=True),
    TickColumn("Deposit held", right=True),
)


@dataclass(frozen=True)
class ReleaseWhat(Question):
    """Something is ready of the document of a row, more of its debtor or of others."""

    document: str
    of_document: int
    debtor: str
    of_debtor: int
    customers: int

    title: ClassVar[str] = "Release Backorders"
    default: ClassVar[str] = "debtor"

    @property
    def sentence(self) -> str:
        """What is ready."""
        lines = words.counted(self.of_debtor, "backorder")
        others = f"; {words.counted(self.customers, 'customer')} in all" if self.customers > 1 else ""
        own = f", {self.of_document} of {self.document}" if 0 < self.of_document < self.of_debtor else ""
        return f"{self.debtor}: {lines} ready{own}{others}. What goes on the next invoice?"

    def offered(self) -> tuple[Choice, ...]:
        """Only what differs."""
        own = (Choice("document", "This &document"),) if 0 < self.of_document < self.of_debtor else ()
        every = (Choice("all", "&All customers…"),) if self.customers > 1 else ()
        return (*own, Choice("debtor", "This d&ebtor"), *every, BACK)


@dataclass(frozen=True)
class OpenSeveral(Question):
    """More invoices are to be opened than one looks through at once."""

    count: int

    title: ClassVar[str] = "Release Backorders"
    default: ClassVar[str] = "no"

    @property
    def sentence(self) -> str:
        """How many tabs it will be."""
        return f"{self.count} invoices are opened, each in a tab of its own. Go on?"


@dataclass(frozen=True)
class NotHandedOver(Question):
    """All that is ready is with the customer already: was that a mistake?"""

    number: str
    quantity: str
    debtor: str

    title: ClassVar[str] = "Handed over"

    @property
    def sentence(self) -> str:
        """What the mark says."""
        return f"{self.debtor} has {self.quantity} {self.number} already, to be invoiced. Take that mark back?"


def release(window: TaskWindow, line: BackorderLine | None) -> None:
    """Open invoices with all that is ready: of the row's document, of its debtor, or of everybody who is ticked."""
    every = window.read(lambda: releasing.ready(window.context.counter))
    if every is None:
        return
    if not every:
        window.refuse(Refused("Nothing is ready to be invoiced. Ctrl+6 shows what waits, and why."))
        return
    mine = next((each for each in every if line and line.id in dict(each.wanted)), None)
    if mine is None or line is None:
        _release_ticked(window, every)
        return
    asked = ReleaseWhat(line.origin, _on(window, line), mine.debtor, len(mine.wanted), len(every))
    what = window.ask(asked) if len(asked.offered()) > 2 else "debtor"
    if what == "all":
        _release_ticked(window, every)
    elif what == "document":
        window.context.desk.open("parts_invoicing", invoice_id=line.origin_invoice_id)
    elif what is not None:
        _open(window, mine)


def hand_over_words(*, undone: bool) -> str:
    """What the command is called: with all of one row handed over, it takes the mark back."""
    return "Not handed over" if undone else "Handed over"


def hand_over(window: TaskWindow, lines: Sequence[BackorderLine]) -> bool:
    """Write down that customers have what is ready; of a single row it asks how many. Tells whether it was done.

    Where the shop invoices automatically, the invoices that were made are printed, and the others opened.
    """
    counter = window.context.counter
    if is_all_handed_over(lines):
        return _take_back(window, lines[0])
    todo = [line for line in lines if line.to_hand_over]
    if not todo:
        window.refuse(Refused("All that is ready here is with the customers already. F12 invoices it."))
        return False
    quantity = None
    if len(todo) == 1 and todo[0].to_hand_over != 1:
        line = todo[0]
        sentence = (
            f"{line.number} for {line.debtor}: {words.quantity(line.to_hand_over)} ready. How many are handed over?"
        )
        quantity = backorder_actions.how_many(window, "Handed over", sentence, line, line.to_hand_over)
        if quantity is None:
            return False
    ids = [line.id for line in todo]
    done = window.ask_and_call(lambda _answers: releasing.hand_over(counter, ids, quantity=quantity), counts_twice=True)
    if done is None:
        return False
    window.changed(*backorder_actions.CHANGED, "debtors")
    _tell(window, done)
    return True


def is_all_handed_over(lines: Sequence[BackorderLine]) -> bool:
    """Whether it is a single row, and its customer has all that is ready of it."""
    return len(lines) == 1 and bool(lines[0].handed_over) and not lines[0].to_hand_over


def _take_back(window: TaskWindow, line: BackorderLine) -> bool:
    if window.ask(NotHandedOver(line.number, words.quantity(line.handed_over), line.debtor)) != "yes":
        return False
    done = window.ask_and_call(lambda _answers: releasing.take_mark_back(window.context.counter, line.id))
    if done is None:
        return False
    window.changed("backorders")
    window.say(done.sentence, "good")
    return True


def _tell(window: TaskWindow, done: HandedOver) -> None:
    """Print what was made by itself, open what somebody has to decide, and say both."""
    said = [done.sentence]
    for each in done.finalised:
        said.append(f"{each.written.sentence}{paper.deliver(window, each.written, each.invoice_by)}")
    for open_ in done.undecided:
        facts = {"release": open_.wanted} if open_.order_id is None else {"invoice_id": open_.order_id}
        window.context.desk.open("parts_invoicing", **facts)
        said.append(f"To be finalised by hand: {open_.because}")
    window.say(" ".join(said), "waits" if done.undecided else "good")


def _on(window: TaskWindow, line: BackorderLine) -> int:
    """How many backorders of the row's document are ready."""
    every = window.read(lambda: releasing.ready_on(window.context.counter, line.origin_invoice_id))
    return every or 0


def _release_ticked(window: TaskWindow, every: Sequence[ReadyOf]) -> None:
    few = len(every) <= AT_ONCE
    lines = [_tick_line(at, each, ticked=few) for at, each in enumerate(every)]
    sentence = f"{words.counted(len(every), 'customer')} with something ready. Tick whom to invoice now."
    chosen = every if len(every) == 1 else _ticked(window, sentence, lines, every)
    if len(chosen) > AT_ONCE and window.ask(OpenSeveral(len(chosen))) != "yes":
        return
    for each in chosen:
        _open(window, each)


def _ticked(
    window: TaskWindow, sentence: str, lines: Sequence[TickLine], every: Sequence[ReadyOf]
) -> Sequence[ReadyOf]:
    after = window.context.prompter.tick("Release Backorders", sentence, lines, _COLUMNS)
    return [every[int(str(line.key))] for line in after or () if line.ticked]


def _tick_line(at: int, each: ReadyOf, *, ticked: bool) -> TickLine:
    cells = (
        each.debtor,
        each.phone,
        ", ".join(each.documents),
        str(len(each.wanted)),
        words.money(each.value),
        words.money(each.deposit) if each.deposit else "",
    )
    return TickLine(key=at, cells=cells, ticked=ticked)


def _open(window: TaskWindow, each: ReadyOf) -> None:
    if each.order_id is not None:
        window.context.desk.open("parts_invoicing", invoice_id=each.order_id)
    else:
        window.context.desk.open("parts_invoicing", release=each.wanted)
