"""How a stock order goes out: on paper, as a PDF, by e-mail, as CSV; it must not know how one is typed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from PySide6.QtCore import QStandardPaths

from app.exchange import report
from app.rules import words
from app.rules.facts import StockOrderFacts
from app.rules.faults import Refused, Unavailable
from app.rules.mail import Letter
from app.rules.questions import Choice, Question
from app.services.buying import ordering
from app.services.sales import documents
from app.ui.kit import dates
from app.ui.kit.sheets import mail
from app.ui.kit.sheets.paper import file_name
from app.ui.kit.window import TaskWindow

SHEET: Final = "stock order"
_PHONE: Final = "phone"
_MOST_IN_A_MAIL: Final = 40
"""Lines that are written into the message itself; beyond that programs for mail cut the address off."""


@dataclass(frozen=True)
class SendStockOrder(Question):
    """An order is final: how does it go to the supplier?"""

    number: str
    creditor: str
    email: str = ""

    title: ClassVar[str] = "Send"
    choices: ClassVar[tuple[Choice, ...]] = (
        Choice("print", "&Print"),
        Choice("pdf", "P&DF"),
        Choice("e-mail", "&E-mail"),
        Choice("csv", "&CSV"),
        Choice(_PHONE, "By p&hone"),
        Choice("none", "&Not now"),
    )
    default: ClassVar[str] = "print"

    @property
    def sentence(self) -> str:
        """What goes to whom."""
        return f"Stock order {self.number} to {self.creditor}: how does it go out? Ctrl+P sends it later, too."


def send(window: TaskWindow, order_id: int) -> str:
    """Ask how this order goes out, and do it; the sentence that tells what happened, empty when nothing was sent."""
    facts = window.read(lambda: ordering.facts(window.context.counter, order_id))
    if facts is None:
        return ""
    how = window.ask(SendStockOrder(facts.number, facts.creditor.name, facts.creditor.email))
    ways = {"print": _print, "pdf": _pdf, "e-mail": _mail, "csv": _csv, _PHONE: _phone}
    if not isinstance(how, str) or how not in ways:
        return ""
    try:
        gone, said = ways[how](window, facts, order_id)
    except Refused as fault:
        window.refuse(fault)
        return ""
    except Unavailable as fault:
        window.say(fault.sentence, "refused")
        return ""
    if gone:
        counter = window.context.counter
        window.ask_and_call(lambda _answers: documents.printed(counter, SHEET, order_id, SHEET, gone))
    return said


def _print(window: TaskWindow, facts: StockOrderFacts, order_id: int) -> tuple[str, str]:
    """The paper keeps by itself that it went out: when it has."""
    counter = window.context.counter
    done = window.context.paper.deliver(
        facts, window, lambda how: documents.printed(counter, SHEET, order_id, SHEET, how)
    )
    said = {"printer": f"{facts.title} goes to the printer.", "pdf": f"{facts.title} is saved as a PDF."}
    return "", said.get(done, "")


def _pdf(window: TaskWindow, facts: StockOrderFacts, _order_id: int) -> tuple[str, str]:
    path = _saved_pdf(window, facts)
    return ("pdf", f"{path.name} is saved in {path.parent}.") if path else ("", "")


def _mail(window: TaskWindow, facts: StockOrderFacts, order_id: int) -> tuple[str, str]:
    """What is sent keeps by itself that it went out: when it has."""
    known = facts.creditor.email
    to = known or window.context.prompter.text("E-mail", f"{facts.title}: to which address of {facts.creditor.name}?")
    if not to:
        return "", ""
    subject = f"{facts.title} – {facts.seller.name}"
    letter = Letter(SHEET, order_id, facts.title, SHEET, to.strip(), subject, message(facts))
    said = mail.send(window, letter, facts)
    return "", f"{said[:1].upper()}{said[1:]}."


def message(facts: StockOrderFacts) -> str:
    """What the supplier reads: the order in words, for those who do not open attachments."""
    rows = [
        f"{words.quantity(line.quantity)} {line.unit}  {line.suppliers_number or line.number}  {line.description}"
        for line in facts.lines[:_MOST_IN_A_MAIL]
    ]
    if len(facts.lines) > _MOST_IN_A_MAIL:
        rows.append(f"and {words.counted(len(facts.lines) - _MOST_IN_A_MAIL, 'more line')} in the attached order")
    wanted = f"Please send by {dates.full_day(facts.expected)}." if facts.expected else "Please send."
    to_place = f"Deliver to: {facts.delivery_address}" if facts.delivery_address else ""
    texts = [
        f"Stock order {facts.number} of {dates.full_day(facts.dated)}",
        f"Our account: {facts.creditor.our_account}" if facts.creditor.our_account else "",
        "\n".join(rows),
        "\n".join(each for each in (wanted, to_place, facts.note) if each),
        "\n".join(each for each in (facts.ordered_by, facts.seller.name, facts.seller.phone) if each),
    ]
    return "\n\n".join(each for each in texts if each)


def _csv(window: TaskWindow, facts: StockOrderFacts, order_id: int) -> tuple[str, str]:
    proposed = _folder() / Path(file_name(facts.title)).with_suffix(".csv")
    path = window.context.prompter.choose_file(f"Save {facts.title}", "CSV (*.csv)", save_as=str(proposed))
    if path is None:
        return "", ""
    rows = window.read(lambda: ordering.supplier_rows(window.context.counter, order_id))
    if rows is None:
        return "", ""
    report.write_csv(path, rows[0], rows[1:])
    return "csv", f"{path.name} is saved in {path.parent}."


def _phone(window: TaskWindow, facts: StockOrderFacts, order_id: int) -> tuple[str, str]:
    """Told to the supplier by somebody, or typed into their own system; no paper went out, so the first is no copy."""
    counter = window.context.counter
    window.ask_and_call(lambda _answers: documents.printed(counter, SHEET, order_id, _PHONE, _PHONE))
    return "", f"{facts.title} is kept as ordered by phone."


def _saved_pdf(window: TaskWindow, facts: StockOrderFacts) -> Path | None:
    proposed = _folder() / file_name(facts.title)
    path = window.context.prompter.choose_file(f"Save {facts.title}", "PDF (*.pdf)", save_as=str(proposed))
    if path is not None:
        window.context.paper.save_pdf(facts, path)
    return path


def _folder() -> Path:
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
