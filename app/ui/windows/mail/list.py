"""The list of outgoing e-mail and what happened to one; it must not know what is done about it."""

from __future__ import annotations

from typing import Final

from app.rules.mail import MailState
from app.services.mail_lists import Attempt, MailListed
from app.ui.kit import dates
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.lists import RecordList

STATES: Final[dict[str, str]] = {
    "waiting": "waiting",
    "sending": "being sent",
    "sent": "sent",
    "failed": "tried again",
    "refused": "refused",
    "unknown": "may have gone",
    "withdrawn": "withdrawn",
    "set-up": "set-up refused",
}
"""What a state, or the outcome of an attempt, is called."""
_TONES: Final[dict[MailState, str]] = {
    "failed": "waits",
    "refused": "refused",
    "unknown": "waits",
    "sent": "good",
    "withdrawn": "quiet",
}


def made() -> RecordList:
    """The list with its columns."""
    made = RecordList(
        "Outgoing E-mail",
        (
            Column("State", "state", show=STATES.__getitem__, width=13, tone=lambda row: _TONES.get(row.state, "")),
            Column("Document", "document", width=24),
            Column("To", "to", width=28),
            Column("What happened", "said", width=0),
            Column("Tried", "tried", show=str, width=5, align="right"),
            Column("Written", "at", show=lambda when: dates.full_day(when.astimezone().date()), width=11),
        ),
        empty="Nothing waits. Documents of debtors who get theirs by e-mail come here when they are final.",
    )
    made.table.setStatusTip("Type to filter; Enter tries this one again.")
    return made


def history() -> RecordList:
    """Everything that was tried with one e-mail, the latest first."""
    return RecordList(
        "Attempts",
        (
            Column("When", "at", show=lambda when: f"{when.astimezone():%H:%M}  {_day(when)}", width=17),
            Column("How it ended", "outcome", show=STATES.__getitem__, width=14),
            Column("What was said", "said", width=0),
        ),
        empty="No attempt yet of the e-mail that is chosen above.",
        filtered=False,
        key=_attempted,
    )


def about(row: MailListed) -> str:
    """What goes, and with which files."""
    return "  ·  ".join(each for each in (row.subject, row.files) if each)


def _day(when: object) -> str:
    return dates.full_day(when.astimezone().date())  # type: ignore[attr-defined]


def _attempted(row: Attempt) -> object:
    return (row.at, row.outcome, row.said)
