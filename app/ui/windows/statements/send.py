"""Statements on their way out: printer, PDF files, e-mail; it must not know which window asked, or what is owed.

Each goes by itself: what is wrong with one is told, and the others go.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from app.printing.sheets import lay_out
from app.rules import words
from app.rules.faults import Refused
from app.rules.mail import PDF, Letter, MailedFile
from app.rules.money_facts import StatementFacts
from app.services import mailing
from app.services.money import statements
from app.services.money.statements import DebtorOwing
from app.services.sales import documents
from app.ui.kit import dates
from app.ui.kit.context import Context
from app.ui.kit.sheets import ink, mail
from app.ui.kit.sheets.paper import Keeps, file_name
from app.ui.kit.sheets.sheet import Handed, Sheet
from app.ui.kit.window import TaskWindow

NEVER: Final = "none"
"""How a debtor says that it wants no statement."""


@dataclass
class Sent:
    """What became of some statements, way by way, and what kept the others."""

    printed: int = 0
    queued: int = 0
    saved: int = 0
    folder: Path | None = None
    faults: list[str] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """For the status line."""
        ways = (
            (self.printed, "printed"),
            (self.queued, "in the outbox"),
            (self.saved, f"saved in {self.folder}"),
        )
        said = [f"{words.counted(count, 'statement')} {how}" for count, how in ways if count]
        return " – ".join([", ".join(said) or "Nothing was sent", *dict.fromkeys(self.faults)])


def by_wish(context: Context, owing: Sequence[DebtorOwing], as_of: dt.date) -> Sent:
    """Each as its debtor wants it: e-mailed or printed; who wants none, but is ticked, gets it printed."""
    sent = by_mail(context, [each for each in owing if each.statement_by == "email"], as_of)
    printed = _printed(context, [each for each in owing if each.statement_by != "email"], as_of)
    sent.printed = printed.printed
    sent.faults += printed.faults
    return sent


def by_mail(context: Context, owing: Sequence[DebtorOwing], as_of: dt.date) -> Sent:
    """All by e-mail, whatever their debtors want, into the outbox; it keeps by itself what has gone."""
    counter = context.counter

    def queue(each: DebtorOwing, sent: Sent) -> None:
        if not mailing.is_set_up(counter):
            raise Refused("No mail server is set up: Setup, page E-mail. Ctrl+S saves PDF files to attach by hand.")
        if not each.email:
            raise Refused(f"{each.name} has no e-mail address. Type one on its card, or print the statement.")
        facts = statements.facts(counter, each.debtor_id, as_of)
        pdf = MailedFile(file_name(facts.title), PDF, ink.pdf(lay_out(facts, ink.measure), facts.title))
        mailing.queue(counter, replace(_letter(each.debtor_id, facts, each.email), files=(pdf,)))
        sent.queued += 1

    sent = _through(context, "E-mailing statements", owing, queue)
    if sent.queued:
        context.changes.tell("mail")
    return sent


def as_files(context: Context, owing: Sequence[DebtorOwing], as_of: dt.date) -> Sent:
    """All as PDF files in the folder where sheets are kept."""
    counter = context.counter

    def save(each: DebtorOwing, sent: Sent) -> None:
        path = context.paper.file(statements.facts(counter, each.debtor_id, as_of))
        documents.printed(counter, "statement", each.debtor_id, _sheet_name(as_of), "pdf")
        sent.folder = path.parent
        sent.saved += 1

    return _through(context, "Saving statements", owing, save)


def _through(
    context: Context, title: str, owing: Sequence[DebtorOwing], way: Callable[[DebtorOwing, Sent], None]
) -> Sent:
    """One after the other, off the main thread, as far as nobody presses Cancel."""
    sent = Sent()

    def run(progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> None:
        for done, each in enumerate(owing):
            if cancelled():
                sent.faults.append(f"Cancelled: {words.counted(len(owing) - done, 'statement')} not sent.")
                return
            progress(done, len(owing))
            try:
                way(each, sent)
            except Refused as fault:
                sent.faults.append(fault.sentence)

    if owing:
        context.busy.with_progress(title, run)
    return sent


def _printed(context: Context, owing: Sequence[DebtorOwing], as_of: dt.date) -> Sent:
    """Those on paper, one after the other. After one that the printer has not taken no other one is tried."""
    taken: list[tuple[Sheet, Handed]] = []
    refused: list[str] = []

    def hand_over(each: DebtorOwing, sent: Sent) -> None:
        if refused:
            raise Refused(refused[0])
        sheet = context.paper.sheet(
            statements.facts(context.counter, each.debtor_id, as_of), _keeps(context, each, as_of)
        )
        try:
            taken.append((sheet, sheet.hand_over()))
        except Refused as fault:
            refused.append(fault.sentence)
            raise
        sent.printed += 1

    sent = _through(context, "Printing statements", owing, hand_over)
    for sheet, handed in taken:
        context.paper.watch(sheet, handed)
    return sent


def show(context: Context, owing: DebtorOwing, as_of: dt.date, parent: TaskWindow) -> None:
    """Show a statement, to be printed, saved or e-mailed. Raises Refused when its debtor is gone."""
    facts = statements.facts(context.counter, owing.debtor_id, as_of)
    context.paper.preview(facts, parent, lambda: _mail_this(parent, owing, facts), keep=_keeps(context, owing, as_of))


def _mail_this(window: TaskWindow, owing: DebtorOwing, facts: StatementFacts) -> bool:
    """From the preview: to the address somebody types; the debtor's own is proposed."""
    context = window.context
    to = context.prompter.text("E-mail", f"{facts.title}: to which address?", owing.email)
    if to is None:
        return False
    said = mail.send(window, _letter(owing.debtor_id, facts, to.strip()), facts)
    context.desk.say(f"{facts.title}: {said}.", "good")
    return True


def _letter(debtor_id: int, facts: StatementFacts, to: str) -> Letter:
    shop = facts.seller.name
    text = f"Please find attached your statement as of {dates.full_day(facts.dated)} over {words.money(facts.total)}."
    return Letter(
        document_kind="statement",
        document_id=debtor_id,
        document=facts.title,
        sheet=_sheet_name(facts.dated),
        to=to,
        subject=f"{facts.title} – {shop}",
        body=f"{text}\n\n{shop}",
    )


def _sheet_name(as_of: dt.date) -> str:
    """Under which name the statement of a day is kept."""
    return f"statement {as_of.isoformat()}"


def _keeps(context: Context, owing: DebtorOwing, as_of: dt.date) -> Keeps:
    counter = context.counter
    return lambda how: documents.printed(counter, "statement", owing.debtor_id, _sheet_name(as_of), how)
