"""The outbox: documents that are to go by e-mail, each sent once however often it is tried.

An e-mail is taken out of the outbox in one unit of work, sent outside of any, and what became of it is written in
another. So nobody waits for a mail server, and an e-mail that was taken and never came back is known: it may have gone,
and only a person sends it again. It must not know how a document becomes a file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.exchange import passwords, smtp
from app.exchange.smtp import Transport
from app.models import Mail, MailAttempt, MailFile, PaperRun
from app.rules import mail as rules
from app.rules.entry import one_line
from app.rules.faults import Refused
from app.rules.mail import Letter, MailCount, MailedFile, Message, Outcome
from app.rules.rights import Right
from app.services.counter import Counter
from app.services.within import entitled
from app.services.within.shop import settings

_STILL_TO_GO = ("waiting", "failed")
_NEEDS_SOMEBODY = ("refused", "unknown")
_SET_UP = "set-up"


@dataclass(frozen=True, slots=True)
class MailRun:
    """What became of the e-mails of one run; `said` is what a person should know of what went wrong, the last of it."""

    sent: int = 0
    not_sent: int = 0
    said: str = ""


# ── into the outbox ───────────────────────────────────────────────────────────────────────────────────────────────────


def is_set_up(counter: Counter) -> bool:
    """Whether the shop sends e-mail by itself."""
    with counter.db.read() as session:
        return bool(settings(session).mail_server)


def queue(counter: Counter, letter: Letter, key: str = "") -> int:
    """Put a document into the outbox; returns the e-mail's id. The same `key` again is the e-mail that is there.

    Raises Refused when the address is none, or when the same document is on its way to it already.
    """
    to = rules.checked_address(letter.to)
    with counter.work() as session:
        message_id = rules.message_id(key or uuid4().hex, settings(session).mail_from)
        there = session.scalar(select(Mail.id).where(Mail.message_id == message_id))
        if there is not None:
            return there
        on_its_way = select(Mail).where(
            Mail.document_kind == letter.document_kind,
            Mail.document_id == letter.document_id,
            Mail.document == letter.document,
            Mail.sheet == letter.sheet,
            Mail.to == to,
            Mail.state.in_((*_STILL_TO_GO, "sending")),
        )
        if session.scalars(on_its_way.limit(1)).first() is not None:
            raise Refused(f"{letter.document} is on its way to {to} already. Accounts, Outgoing E-mail shows it.")
        row = Mail(
            message_id=message_id,
            document_kind=letter.document_kind,
            document_id=letter.document_id,
            document=letter.document,
            sheet=letter.sheet,
            to=to,
            subject=one_line(letter.subject)[: rules.LONGEST_SUBJECT],
            body=rules.tidy_body(letter.body),
            state="waiting",
            operator_id=counter.operator.id,
            at=counter.now(),
            files=[
                MailFile(name=one_line(each.name), media_type=each.media_type, content=each.content)
                for each in letter.files
            ],
        )
        session.add(row)
        session.flush()
        return row.id


# ── out of the outbox ─────────────────────────────────────────────────────────────────────────────────────────────────


def transport(counter: Counter, patience: int = smtp.PATIENCE) -> Transport:
    """The way to the shop's mail server; may ask the keyring, so it is called off the main thread.

    `patience` is in seconds for each answer of the server. Raises Refused, with the setting as its field, when no
    server is set up or its password is not kept on this computer.
    """
    with counter.db.read() as session:
        server = rules.checked_server(settings(session).mail)
    password = passwords.known(server.host, server.user) if server.user else ""
    if server.user and not password:
        raise Refused(
            f"The password of {server.user} at {server.host} is not known on this computer. Type it in Setup, page "
            "E-mail.",
            field="mail_password",
        )
    return smtp.transport(server, password, patience)


def something_due(counter: Counter) -> bool:
    """Whether a run would find something to do: an e-mail whose time has come, or one that never came back."""
    with counter.db.read() as session:
        return not _held(session) and (
            _next_due(session, counter.now()) is not None or bool(_forsaken(session, counter))
        )


def send_waiting(
    counter: Counter,
    way: Transport,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> MailRun:
    """Send what is due, one e-mail after the other, the oldest first; other desks take none of the same.

    A run ends early when the line or the set-up is to blame, because it would go the same way with the others: they
    wait. After a *set-up* refusal nothing is sent by itself until somebody changes the set-up or tries again.
    `cancelled` is asked between two e-mails, and `progress` told how many of how many are done.
    """
    sent = not_sent = 0
    said, of = _find_forsaken(counter), count(counter).waiting
    while not cancelled():
        taken = _take(counter)
        if taken is None:
            break
        outcome = way(taken.message)
        _settle(counter, taken, outcome)
        progress(sent + not_sent + 1, of)
        if outcome.kind == "sent":
            sent += 1
            continue
        not_sent += 1
        said = f"{taken.document} to {taken.message.to}: {outcome.said}"
        if outcome.whose != "mail":
            break
    return MailRun(sent, not_sent, said)


def send_test(counter: Counter, way: Transport) -> Outcome:
    """Send a few words to the shop's own address, past the outbox. Raises Refused when there is no such address."""
    with counter.db.read() as session:
        shop = settings(session)
    text = f"{shop.shop_name or 'Your shop'} can send documents by e-mail."
    to = rules.checked_address(shop.mail_from)
    message_id = rules.message_id(uuid4().hex, to)
    return way(Message(message_id, counter.now(), to, "Parts Counter: a test", text))


# ── what a person decides ─────────────────────────────────────────────────────────────────────────────────────────────


def try_again(counter: Counter, mail_id: int) -> None:
    """Let it be sent by the next run, whatever kept it. Raises Refused when it has gone or is being sent."""
    with counter.work() as session:
        row = _open(session, mail_id)
        row.state = "waiting"


def all_now(counter: Counter) -> None:
    """Somebody wants to see everything tried at once: what failed, and what the set-up kept."""
    with counter.work() as session:
        failed = select(Mail).where(Mail.state == "failed").order_by(Mail.id)
        for row in session.scalars(failed.with_for_update(key_share=True)):
            row.state = "waiting"
    set_up_is_new(counter)


def set_up_is_new(counter: Counter) -> None:
    """The set-up is another one: what was refused for the old one's sake may go again."""
    with counter.work() as session:
        refused = select(Mail).where(Mail.state == "refused").order_by(Mail.id)
        for row in session.scalars(refused.with_for_update(key_share=True)):
            if _last_outcome(session, row.id) == _SET_UP:
                row.state = "waiting"


def change_address(counter: Counter, mail_id: int, to: str) -> str:
    """Send it elsewhere, in a message of its own; the address as it is kept.

    Raises Refused when that is no address, or when it has gone, may have gone or is being sent.
    """
    address = rules.checked_address(to)
    with counter.work() as session:
        row = _open(session, mail_id)
        if row.state == "unknown":
            raise Refused(
                f"{row.document} may have gone to {row.to}. Find out first, then try it again or withdraw it."
            )
        row.to, row.state = address, "waiting"
        row.message_id = rules.message_id(uuid4().hex, settings(session).mail_from)
    return address


def withdraw(counter: Counter, mail_id: int) -> None:
    """Take it out of the outbox for good; it stays in the list. Raises Refused when it has gone or is being sent."""
    with counter.work() as session:
        row = _open(session, mail_id)
        said = f"Withdrawn by {counter.operator.name}."
        row.state, row.said = "withdrawn", said
        session.add(MailAttempt(mail_id=row.id, outcome="withdrawn", said=said, at=counter.now()))


def has_gone(counter: Counter, mail_id: int) -> None:
    """Somebody knows that an e-mail that may have gone has arrived. Raises Refused for any other."""
    with counter.work() as session:
        row = _locked(session, mail_id)
        if row.state != "unknown":
            raise Refused(f"{row.document} to {row.to} is not in doubt: it is {row.state}.")
        _write(session, counter, row, Outcome("sent", f"{counter.operator.name} says that it has arrived."))


def keep_password(counter: Counter, password: str) -> None:
    """Keep the password for the server and user that are set up, in this computer's keyring; empty forgets it.

    Raises Refused when the right is missing, no user is set up, or this computer keeps no passwords.
    """
    with counter.db.read() as session:
        entitled.need(session, counter, Right.CHANGE_SETUP)
        server = settings(session).mail
    if not server.host or not server.user:
        raise Refused("A password belongs to a server and a user. Type these first.", field="mail_user")
    passwords.keep(server.host, server.user, password)


# ── inside ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Taken:
    """An e-mail that this run is sending, and since when."""

    mail_id: int
    document: str
    at: dt.datetime
    message: Message


def _take(counter: Counter) -> _Taken | None:
    """Mark the next one that is due as being sent, and give it out; None when there is none."""
    now = counter.now()
    with counter.work() as session:
        while (mail_id := _next_due(session, now)) is not None:
            row = _locked(session, mail_id)
            if row.state in _STILL_TO_GO:  # on a server another desk may have been quicker
                row.state, row.taken_at = "sending", now
                files = tuple(MailedFile(each.name, each.media_type, each.content) for each in row.files)
                message = Message(row.message_id, row.at, row.to, row.subject, row.body, files)
                return _Taken(row.id, row.document, now, message)
    return None


def _settle(counter: Counter, taken: _Taken, outcome: Outcome) -> None:
    """Write down how the attempt ended. Whoever gave it up meanwhile was wrong where it has gone after all."""
    with counter.work() as session:
        row = _locked(session, taken.mail_id)
        ours = row.state == "sending" and row.taken_at == taken.at
        if ours or outcome.kind == "sent":
            _write(session, counter, row, outcome)


def _write(session: Session, counter: Counter, row: Mail, outcome: Outcome) -> None:
    now = counter.now()
    row.state, row.said, row.taken_at = outcome.kind, outcome.said[: rules.LONGEST_SAID], None
    kept = _SET_UP if outcome.whose == "set-up" else outcome.kind
    session.add(MailAttempt(mail_id=row.id, outcome=kept, said=row.said, at=now))
    if outcome.kind == "sent":
        row.sent_at = now
        session.add(
            PaperRun(
                document_kind=row.document_kind,
                document_id=row.document_id,
                sheet=row.sheet,
                how="e-mail",
                operator_id=row.operator_id,
                at=now,
            )
        )


def _next_due(session: Session, now: dt.datetime) -> int | None:
    """The oldest one whose time has come: waiting, or failed long enough ago."""
    tried = (
        select(MailAttempt.mail_id, func.max(MailAttempt.at).label("last"), func.count().label("times"))
        .where(MailAttempt.outcome == "failed")
        .group_by(MailAttempt.mail_id)
        .subquery()
    )
    rows = session.execute(
        select(Mail.id, Mail.state, tried.c.last, tried.c.times)
        .outerjoin(tried, tried.c.mail_id == Mail.id)
        .where(Mail.state.in_(_STILL_TO_GO))
        .order_by(Mail.id)
    )
    for mail_id, state, last, times in rows:
        if state == "waiting" or last is None or rules.again_at(last, times) <= now:
            return int(mail_id)
    return None


def _held(session: Session) -> bool:
    """Whether the set-up was refused by the last attempt of all, and nobody has done anything about it."""
    last = session.scalars(select(MailAttempt).order_by(MailAttempt.id.desc()).limit(1)).first()
    if last is None or last.outcome != _SET_UP:
        return False
    return session.get_one(Mail, last.mail_id).state == "refused"


def _last_outcome(session: Session, mail_id: int) -> str | None:
    last = select(MailAttempt.outcome).where(MailAttempt.mail_id == mail_id).order_by(MailAttempt.id.desc()).limit(1)
    return session.scalars(last).first()


def _forsaken(session: Session, counter: Counter) -> list[Mail]:
    long_ago = counter.now() - rules.FORSAKEN_AFTER
    return list(session.scalars(select(Mail).where(Mail.state == "sending", Mail.taken_at <= long_ago)))


def _find_forsaken(counter: Counter) -> str:
    """Attempts that never ended, because a program or a computer stopped: they may have gone. Tells of the last."""
    said = ""
    with counter.work() as session:
        for row in _forsaken(session, counter):
            _write(
                session,
                counter,
                row,
                Outcome("unknown", f"The program stopped while it was sent, so it may have gone. Ask {row.to}."),
            )
            said = f"{row.document} to {row.to}: {row.said}"
    return said


def _locked(session: Session, mail_id: int) -> Mail:
    row = session.get(Mail, mail_id, with_for_update={"key_share": True})
    if row is None:
        raise Refused("This e-mail does not exist.")
    return row


def _open(session: Session, mail_id: int) -> Mail:
    """One that a person may still decide about."""
    row = _locked(session, mail_id)
    if row.state == "sending":
        raise Refused(f"{row.document} is being sent to {row.to} at this moment. Wait until that has ended.")
    if row.state == "sent":
        raise Refused(f"{row.document} has gone to {row.to}. Print or e-mail the document again where it is shown.")
    return row


def count(counter: Counter) -> MailCount:
    """How many still wait, and how many wait for somebody."""
    with counter.db.read() as session:
        states = dict(session.execute(select(Mail.state, func.count()).group_by(Mail.state)).all())
    waiting = sum(states.get(state, 0) for state in (*_STILL_TO_GO, "sending"))
    return MailCount(waiting, sum(states.get(state, 0) for state in _NEEDS_SOMEBODY))
