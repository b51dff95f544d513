"""What is done to backorders from the row of a list: called, picked, invoiced, cancelled; it must not know the list."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final
from uuid import uuid4

from app.rules import entry, words
from app.rules.facts import PickListFacts
from app.rules.faults import Refused
from app.services import backorders, lookup
from app.services.backorder_lists import BackorderLine
from app.services.backorders import Done
from app.services.sales import documents
from app.ui.kit.window import TaskWindow
from app.ui.windows.credits import paper as credit_paper

CHANGED: Final = ("backorders", "stock", "invoices")
"""What windows may have to read again after a backorder was changed."""


def call_done(window: TaskWindow, lines: Sequence[BackorderLine]) -> bool:
    """Writes down that the customers were told; tells whether it was."""
    done = window.ask_and_call(lambda _answers: backorders.tell(window.context.counter, [each.id for each in lines]))
    if done is None:
        return False
    window.changed("backorders")
    tell(window, done)
    return True


def cancel(window: TaskWindow, line: BackorderLine) -> bool:
    """Asks how many are no longer wanted and why, then cancels them; tells whether it was done."""
    quantity = how_many(
        window,
        "Cancel a backorder",
        f"{line.number} for {line.debtor}: {words.quantity(line.open)} open. How many are no longer wanted?",
        line,
        line.open,
    )
    if quantity is None:
        return False
    reason = window.context.prompter.text(
        "Cancel a backorder", f"Why does {line.debtor} no longer want {words.quantity(quantity)} {line.number}?"
    )
    if reason is None:
        return False
    key = uuid4().hex
    return window.run(lambda: _cancel(window, line, quantity, reason, key))


def _cancel(window: TaskWindow, line: BackorderLine, quantity: Decimal, reason: str, key: str) -> bool:
    """All that Retry does again."""
    counter = window.context.counter
    done = window.ask_and_call(lambda answers: backorders.cancel(counter, line.id, quantity, reason, answers, key))
    if done is None:
        return False
    window.changed(*CHANGED, "debtors", "tenders")
    besides = ""
    if done.credit_id is not None:
        by = window.read(lambda: lookup.debtor(counter, line.debtor_id).invoice_by)
        besides = credit_paper.deliver(window, done.credit_id, by or "print")
    tell(window, done, besides)
    return True


def how_many(window: TaskWindow, title: str, sentence: str, line: BackorderLine, most: Decimal) -> Decimal | None:
    """A quantity up to `most`, which is proposed; what cannot be read is told and asked again. None: back one step."""
    typed: str | None = words.quantity(most)
    while True:
        typed = window.context.prompter.text(title, sentence, typed or "")
        if typed is None:
            return None
        try:
            quantity = entry.quantity(typed, part=line.number, allow_zero=False)
            if quantity > most:
                raise Refused(f"{line.number}: {words.quantity(quantity)} is more than {words.quantity(most)}.")
        except Refused as fault:
            window.say(fault.sentence, "refused")
        else:
            window.say("")
            return quantity


def pick_list(window: TaskWindow, lines: Sequence[BackorderLine]) -> bool:
    """Prints what to fetch for those of them that are ready; tells whether paper or a file came of it."""
    wanted = tuple(each.id for each in lines if each.ready)
    if not wanted:
        window.refuse(Refused("Nothing of this is ready to be picked. The State column tells what it waits for."))
        return False
    facts = window.read(lambda: documents.ready_pick_list(window.context.counter, wanted))
    return facts is not None and deliver_pick_list(window, facts)


def deliver_pick_list(window: TaskWindow, facts: PickListFacts) -> bool:
    """Prints a pick list; tells whether paper or a file came of it."""
    try:
        how = window.context.paper.deliver(facts, window)
    except Refused as fault:
        window.refuse(fault)
        return False
    if how == "none":
        return False
    became = "goes to the printer" if how == "printer" else "saved as a PDF"
    window.say(f"Pick list of {words.counted(len(facts.lines), 'line')} {became}.", "good")
    return True


def invoice(window: TaskWindow, line: BackorderLine) -> None:
    """Opens invoicing for its debtor with what is ready; what began on a saved order is filled on that order."""
    desk = window.context.desk
    if line.on_saved_order:
        desk.open("parts_invoicing", invoice_id=line.origin_invoice_id)
    else:
        desk.open("parts_invoicing", debtor_id=line.debtor_id, include_ready=bool(line.ready))


def tell(window: TaskWindow, done: Done, besides: str = "") -> None:
    """What came of it, who got what became free, and what else a person should know."""
    got = ", ".join(f"{words.quantity(each.quantity)} to {each.debtor}" for each in done.filled)
    said = f"{done.sentence} Goes to those who wait: {got}." if got else done.sentence
    window.say(f"{said.rstrip('.')}{besides}" if besides else said, "good")
