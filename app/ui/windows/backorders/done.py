"""What a person does to one backorder: hold, hurry, promise, allocate, take away; it must not know its list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, TypeVar

from app.rules import entry, words
from app.rules.faults import Refused
from app.rules.money import ZERO
from app.rules.questions import BACK, Answers, Choice, Question
from app.services import backorders, lookup, supersession
from app.services.backorder_lists import BackorderLine
from app.services.backorders import Done
from app.ui.kit import dates
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records import picker
from app.ui.kit.window import TaskWindow
from app.ui.windows.backorders import actions as backorder_actions

_OTHERS: Final = (
    Column("Debtor", "debtor", width=0),
    Column("Document", "origin", width=15),
    Column("Since", "since", show=dates.full_day, width=12),
    Column("Waiting", "wanting", get=lambda line: line.open - line.allocated, width=8, align="right"),
    Column("Promised", "promised", show=dates.full_day, width=12),
)
_MOST_PRIORITY: Final = 99
T = TypeVar("T")


@dataclass(frozen=True)
class HandOver(Question):
    """Stock is taken from a backorder while others wait for the same part."""

    number: str
    quantity: str
    debtor: str
    others: int

    title: ClassVar[str] = "Un-allocate"
    default: ClassVar[str] = "hold"
    choices: ClassVar[tuple[Choice, ...]] = (
        Choice("hold", "Put it on &hold"),
        Choice("hand over", "Hand &over…"),
        BACK,
    )

    @property
    def sentence(self) -> str:
        """What is decided."""
        waits = "one other waits" if self.others == 1 else f"{self.others} others wait"
        return (
            f"{self.quantity} {self.number} are taken from {self.debtor}; {waits} for it. Put this backorder on hold, "
            "so that the stock goes along the queue, or hand it to a backorder you name?"
        )


def hold_or_lift(window: TaskWindow, line: BackorderLine) -> bool:
    """Lift the hold, or ask why it is held and hold it."""
    counter = window.context.counter
    if line.held:
        return _do(window, lambda _answers: backorders.lift(counter, line.id))
    reason = window.context.prompter.text("Hold a backorder", f"Why is {line.number} for {line.debtor} put on hold?")
    return reason is not None and _do(window, lambda _answers: backorders.hold(counter, line.id, reason))


def take_other(window: TaskWindow, line: BackorderLine) -> bool:
    """It waits for the number that superseded its own, or again for the one that was ordered."""
    counter = window.context.counter
    return _do(window, lambda _answers: supersession.take_other(counter, line.id))


def priority(window: TaskWindow, line: BackorderLine) -> bool:
    """Ask for another priority."""

    def read(typed: str) -> int:
        negative = typed.strip().startswith(("-", "−"))
        number = entry.whole(typed.strip().lstrip("-−+"), smallest=0, largest=_MOST_PRIORITY)
        return -number if negative else number

    sentence = f"{line.number} for {line.debtor}: which priority? 0 is usual, larger is more urgent."
    number = _asked(window, "Priority", sentence, str(line.priority), read)
    counter = window.context.counter
    return number is not None and _do(window, lambda _answers: backorders.set_priority(counter, line.id, number))


def promise(window: TaskWindow, line: BackorderLine) -> bool:
    """Ask until when it was promised; a dash takes the promise back."""
    counter = window.context.counter
    given = dates.full_day(line.promised) if line.promised else ""
    days = dates.asked("5, 5/12, +7, fri")
    sentence = f"{line.number} for {line.debtor}: promised for which day? {days}; - for no promise."
    typed = _asked(
        window,
        "Promise",
        sentence,
        given,
        lambda text: (None,) if text.strip() in ("-", "–") else (dates.read(text, counter.today()),),
    )
    return typed is not None and _do(window, lambda _answers: backorders.promise(counter, line.id, typed[0]))


def special(window: TaskWindow, line: BackorderLine) -> bool:
    """Turn the special-order flag."""
    counter = window.context.counter
    return _do(window, lambda _answers: backorders.mark_special(counter, line.id, not line.special_order))


def allocate(window: TaskWindow, line: BackorderLine) -> bool:
    """Ask how much of what is free it gets."""
    counter = window.context.counter
    part = window.read(lambda: lookup.part(counter, line.part_id))
    if part is None:
        return False
    most = min(part.available, line.open - line.allocated)
    if most <= ZERO:
        wants = line.open > line.allocated
        sentence = f"No {line.number} is free." if wants else f"{line.debtor} has all {line.number} it waits for."
        window.refuse(Refused(sentence))
        return False
    quantity = backorder_actions.how_many(
        window,
        "Allocate",
        f"{words.quantity(part.available)} {line.number} are free. How many are held for {line.debtor}?",
        line,
        most,
    )
    return quantity is not None and _do(window, lambda _answers: backorders.allocate(counter, line.id, quantity))


def unallocate(window: TaskWindow, line: BackorderLine, others: Sequence[BackorderLine]) -> bool:
    """Ask how much is taken away, why, and where it goes: along the queue, or to one of `others`."""
    counter, prompter = window.context.counter, window.context.prompter
    if line.allocated <= ZERO:
        window.refuse(Refused(f"{line.debtor} has no {line.number} that could be taken away."))
        return False
    has = words.quantity(line.allocated)
    quantity = backorder_actions.how_many(
        window, "Un-allocate", f"{line.debtor} has {has} {line.number}. How many are taken away?", line, line.allocated
    )
    if quantity is None:
        return False
    reason = prompter.text("Un-allocate", f"Why is {line.number} taken from {line.debtor}?")
    if reason is None:
        return False
    to = None
    if others:
        answer = prompter.ask(HandOver(line.number, words.quantity(quantity), line.debtor, len(others)))
        if answer is None:
            return False
        if answer == "hand over":
            winner = _who(window, line, others)
            if winner is None:
                return False
            to = winner.id
    return _do(window, lambda answers: backorders.unallocate(counter, line.id, quantity, reason, answers, to=to))


def _who(window: TaskWindow, line: BackorderLine, others: Sequence[BackorderLine]) -> BackorderLine | None:
    def fitting(typed: str) -> list[BackorderLine]:
        asked = typed.casefold().split()
        return [each for each in others if all(word in f"{each.debtor} {each.origin}".casefold() for word in asked)]

    chosen: BackorderLine | None = picker.pick(
        window.context, fitting, _OTHERS, f"Who gets the {line.number}?", hint="Debtor or document"
    )
    return chosen


def _asked(window: TaskWindow, title: str, sentence: str, given: str, read: Callable[[str], T]) -> T | None:
    """What was typed, read; what cannot be read is told and asked again. None: back one step."""
    typed: str | None = given
    while True:
        typed = window.context.prompter.text(title, sentence, typed or "")
        if typed is None:
            return None
        try:
            return read(typed)
        except Refused as fault:
            window.say(fault.sentence, "refused")


def _do(window: TaskWindow, call: Callable[[Answers], Done]) -> bool:
    done = window.ask_and_call(call, counts_twice=True)
    if done is None:
        return False
    window.changed(*backorder_actions.CHANGED)
    backorder_actions.tell(window, done)
    return True
