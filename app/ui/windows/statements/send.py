"""Statements on their way out: printer, PDF files, e-mail; it must not know which window asked, or what is owed.

Each goes by itself: what is wrong with one is told, and the others go.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QWidget

from app.rules import words
from app.rules.faults import Refused
from app.rules.mail import Letter
from app.rules.money_facts import StatementFacts
from app.services import mailing
from app.services.money import statements
from app.services.money.statements import DebtorOwing
from app.services.sales import documents
from app.ui.kit.context import Context
from app.ui.kit.sheets import mail

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


Way = Callable[[Context, DebtorOwing, StatementFacts, Sent], str]


def _one(context: Context, owing: DebtorOwing, as_of: dt.date, sent: Sent, way: Way) -> None:
    try:
        facts = statements.facts(context.counter, owing.debtor_id, as_of)
        how = way(context, owing, facts, sent)
    except Refused as fault:
        sent.faults.append(fault.sentence)
        return
    if how:
        _keep(context, owing.debtor_id, as_of, how)


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
    if not mailing.is_set_up(context.counter):
        raise Refused("No mail server is set up: Setup, page E-mail. Ctrl+S saves PDF files to attach by hand.")
    if not owing.email:
        raise Refused(f"{owing.name} has no e-mail address. Type one on its card, or print the statement.")
    mail.send(context, _letter(owing.debtor_id, facts, owing.email), facts)
    sent.queued += 1
    return ""


def show(context: Context, owing: DebtorOwing, as_of: dt.date, parent: QWidget) -> None:
    """Show a statement, to be printed, saved or e-mailed. Raises Refused when its debtor is gone."""
    facts = statements.facts(context.counter, owing.debtor_id, as_of)
    how = context.paper.preview(facts, parent, lambda: _mail_this(context, owing, facts))
    if how not in ("none", "e-mail"):
        _keep(context, owing.debtor_id, as_of, how)


def _mail_this(context: Context, owing: DebtorOwing, facts: StatementFacts) -> bool:
    """From the preview: to the address somebody types; the debtor's own is proposed."""
    to = context.prompter.text("E-mail", f"{facts.title}: to which address?", owing.email)
    if to is None:
        return False
    said = mail.send(context, _letter(owing.debtor_id, facts, to.strip()), facts)
    context.desk.say(f"{facts.title}: {said}.", "good")
    return True


def _letter(debtor_id: int, facts: StatementFacts, to: str) -> Letter:
    shop = facts.seller.name
    text = f"Please find attached your statement as of {words.full_day(facts.dated)} over {words.money(facts.total)}."
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


def _keep(context: Context, debtor_id: int, as_of: dt.date, how: str) -> None:
    counter = context.counter
    context.busy.wait(lambda: documents.printed(counter, "statement", debtor_id, _sheet_name(as_of), how))
