"""Statements on their way out: printer, PDF files, e-mail; it must not know which window asked, or what is owed.

Each goes by itself: what is wrong with one is told, and the others go.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from app.printing.sheets import lay_out
from app.rules import words
from app.rules.faults import Refused
from app.rules.mail import Letter, MailedFile
from app.rules.money_facts import StatementFacts
from app.services import mailing
from app.services.money import statements
from app.services.money.statements import DebtorOwing
from app.services.sales import documents
from app.ui.kit.context import Context
from app.ui.kit.sheets import ink
from app.ui.kit.sheets.paper import file_name

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


def by_wish(context: Context, owing: Iterable[DebtorOwing], as_of: dt.date) -> Sent:
    """Each as its debtor wants it: printed or e-mailed; who wants none, but is ticked, gets it printed."""
    sent = Sent()
    for each in owing:
        _one(context, each, as_of, sent, _mail if each.statement_by == "email" else _print)
    return sent


def by_mail(context: Context, owing: Iterable[DebtorOwing], as_of: dt.date) -> Sent:
    """All by e-mail, whatever their debtors want."""
    sent = Sent()
    for each in owing:
        _one(context, each, as_of, sent, _mail)
    return sent


def as_files(context: Context, owing: Iterable[DebtorOwing], as_of: dt.date) -> Sent:
    """All as PDF files in the folder where sheets are kept."""
    sent = Sent()
    for each in owing:
        _one(context, each, as_of, sent, _save)
    return sent


def sheet_name(as_of: dt.date) -> str:
    """Under which name the statement of a day is kept."""
    return f"statement {as_of.isoformat()}"


def keep(context: Context, debtor_id: int, as_of: dt.date, how: str) -> None:
    """Keep that a statement went out."""
    counter = context.counter
    context.busy.wait(lambda: documents.printed(counter, "statement", debtor_id, sheet_name(as_of), how))


Way = Callable[[Context, DebtorOwing, StatementFacts, Sent], str]


def _one(context: Context, owing: DebtorOwing, as_of: dt.date, sent: Sent, way: Way) -> None:
    try:
        facts = statements.facts(context.counter, owing.debtor_id, as_of)
        how = way(context, owing, facts, sent)
    except Refused as fault:
        sent.faults.append(fault.sentence)
        return
    if how:
        keep(context, owing.debtor_id, as_of, how)


def _print(context: Context, _owing: DebtorOwing, facts: StatementFacts, sent: Sent) -> str:
    context.paper.print(facts)
    sent.printed += 1
    return "printer"


def _save(context: Context, _owing: DebtorOwing, facts: StatementFacts, sent: Sent) -> str:
    sent.folder = context.paper.file(facts).parent
    sent.saved += 1
    return "pdf"


def _mail(context: Context, owing: DebtorOwing, facts: StatementFacts, sent: Sent) -> str:
    """Into the outbox, which keeps by itself that it went out once it has."""
    if not owing.email:
        raise Refused(f"{owing.name} has no e-mail address. Type one on its card, or print the statement.")
    pdf = ink.pdf(lay_out(facts, ink.measure), facts.title)
    shop = facts.seller.name
    letter = Letter(
        document_kind="statement",
        document_id=owing.debtor_id,
        document=facts.title,
        sheet=sheet_name(facts.dated),
        to=owing.email,
        subject=f"{facts.title} – {shop}",
        body=f"Please find attached your statement as of {words.full_day(facts.dated)} over "
        f"{words.money(facts.total)}.\n\n{shop}",
        files=(MailedFile(file_name(facts.title), "application/pdf", pdf),),
    )
    context.busy.wait(lambda: mailing.queue(context.counter, letter))
    sent.queued += 1
    return ""
