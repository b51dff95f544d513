"""What is in the outbox and what became of it, to be shown; it changes nothing and must not know how it is shown."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import cast

from sqlalchemy import select

from app.models import Mail, MailAttempt, MailFile
from app.rules.mail import MailState
from app.services.counter import Counter
from app.services.within.shop import settings

_FINISHED = ("sent", "withdrawn")
MOST_FINISHED = 500
"""So many that are finished are shown, the latest; nobody looks through more."""


@dataclass(frozen=True, slots=True)
class MailListed:
    """An e-mail of the outbox; `tried` counts the attempts, `at` is when it was written."""

    id: int
    state: MailState
    document: str
    sheet: str
    to: str
    subject: str
    said: str
    files: str
    tried: int
    at: dt.datetime
    sent_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at an e-mail, or what a person decided about it."""

    at: dt.datetime
    outcome: str
    said: str


def every(counter: Counter, *, finished: bool = False) -> tuple[MailListed, ...]:
    """What still has to go, the oldest first; with `finished` also the latest of what has gone or was withdrawn."""
    with counter.db.read() as session:
        rows = list(session.scalars(select(Mail).where(Mail.state.not_in(_FINISHED)).order_by(Mail.id)))
        if finished:
            done = select(Mail).where(Mail.state.in_(_FINISHED)).order_by(Mail.id.desc()).limit(MOST_FINISHED)
            rows += session.scalars(done)
        ids = [row.id for row in rows]
        tries: dict[int, int] = {}
        for mail_id in session.scalars(select(MailAttempt.mail_id).where(MailAttempt.mail_id.in_(ids))):
            tries[mail_id] = tries.get(mail_id, 0) + 1
        files: dict[int, list[str]] = {}
        names = select(MailFile.mail_id, MailFile.name).where(MailFile.mail_id.in_(ids)).order_by(MailFile.id)
        for mail_id, name in session.execute(names):
            files.setdefault(mail_id, []).append(name)
        return tuple(_listed(row, tries.get(row.id, 0), ", ".join(files.get(row.id, ()))) for row in rows)


def history(counter: Counter, mail_id: int) -> tuple[Attempt, ...]:
    """Everything that was tried and decided, the latest first."""
    wanted = select(MailAttempt).where(MailAttempt.mail_id == mail_id).order_by(MailAttempt.id.desc())
    with counter.db.read() as session:
        return tuple(Attempt(row.at, row.outcome, row.said) for row in session.scalars(wanted))


def of_document(counter: Counter, document_kind: str, document_id: int) -> str:
    """What became of the last e-mail with this document, in a few words to stand beside it; empty without one."""
    wanted = (
        select(Mail)
        .where(Mail.document_kind == document_kind, Mail.document_id == document_id)
        .order_by(Mail.id.desc())
        .limit(1)
    )
    with counter.db.read() as session:
        row = session.scalars(wanted).first()
        if row is None:
            return ""
        if row.state == "sent" and row.sent_at is not None:
            return f"e-mailed {settings(session).dates.day(row.sent_at.astimezone().date())}"
        return _BESIDE[cast(MailState, row.state)]


_BESIDE: dict[MailState, str] = {
    "waiting": "e-mail waiting",
    "sending": "e-mail being sent",
    "failed": "e-mail not sent yet",
    "refused": "e-mail refused",
    "unknown": "e-mail may have gone",
    "withdrawn": "e-mail withdrawn",
}


def _listed(row: Mail, tried: int, files: str) -> MailListed:
    return MailListed(
        id=row.id,
        state=cast(MailState, row.state),
        document=row.document,
        sheet=row.sheet,
        to=row.to,
        subject=row.subject,
        said=row.said,
        files=files,
        tried=tried,
        at=row.at,
        sent_at=row.sent_at,
    )
