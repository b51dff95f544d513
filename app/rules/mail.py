"""E-mail that carries a document: what may be its address and its words, and when it is tried again.

It must not know how it is sent or where it is kept.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final, Literal

from app.rules import words
from app.rules.codes import is_email
from app.rules.entry import quoted, several_lines
from app.rules.faults import Refused
from app.rules.questions import Choice, Question

MailState = Literal["waiting", "sending", "sent", "failed", "refused", "unknown", "withdrawn"]
"""*failed* is tried again by itself; *refused* and *unknown* (it may have gone) wait for a person."""
Security = Literal["STARTTLS", "TLS", "none"]
SECURITIES: Final[tuple[Security, ...]] = ("STARTTLS", "TLS", "none")

PDF: Final = "application/pdf"
XML: Final = "application/xml"
LONGEST_ADDRESS: Final = 200
LONGEST_SUBJECT: Final = 200
LONGEST_SAID: Final = 500
HIGHEST_PORT: Final = 65535

FORSAKEN_AFTER: Final = timedelta(minutes=10)
"""An attempt that has not ended by then never will: the program or the computer stopped in the midst of it."""
_SOONEST, _LATEST = 2, 60
"""Minutes before a failed e-mail is tried again: the first time, and at most."""
_DOUBLINGS = 5

_NO_ADDRESS: Final = re.compile(r'[\x00-\x20\x7f<>()\[\]\\,;:"]|@.*@|\.\.|^\.|\.@|@\.|\.$|@-')


@dataclass(frozen=True, slots=True)
class MailServer:
    """The server that takes the shop's e-mail, and in whose name it is sent. `user` is empty where none is asked."""

    host: str
    port: int
    security: Security
    user: str
    from_address: str
    from_name: str


@dataclass(frozen=True, slots=True)
class MailedFile:
    """A file that goes with an e-mail; `media_type` like application/pdf."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A document to be e-mailed: which it is, to whom, and what is written.

    `document_kind` and `document_id` name it for the program, `document` for a person (Invoice 10023), `sheet` is which
    of its sheets it is, as it is kept when sheets go out.
    """

    document_kind: str
    document_id: int
    document: str
    sheet: str
    to: str
    subject: str
    body: str
    files: tuple[MailedFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """An e-mail as it goes over the line: the same `message_id` at each attempt, `at` is when it was written."""

    message_id: str
    at: datetime
    to: str
    subject: str
    body: str
    files: tuple[MailedFile, ...] = ()


OutcomeKind = Literal["sent", "failed", "refused", "unknown"]
Whose = Literal["mail", "line", "set-up"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended, in a sentence.

    `whose` says what it was about: this one e-mail, the line to the server, or the shop's set-up. In the latter two it
    would go the same way with every other e-mail.
    """

    kind: OutcomeKind
    said: str
    whose: Whose = "mail"


@dataclass(frozen=True)
class SendAgain(Question):
    """Nobody knows whether it went: sending it again may send it twice."""

    document: str
    to: str

    title: ClassVar[str] = "It may have gone"
    default: ClassVar[str] = "no"
    choices: ClassVar[tuple[Choice, ...]] = (
        Choice("again", "&Send again"),
        Choice("gone", "It has &gone"),
        Choice("no", "&Leave it"),
    )

    @property
    def sentence(self) -> str:
        """What the person should find out first."""
        return f"{self.document} may have reached {self.to} already. Ask there before it is sent once more."


def checked_address(text: str) -> str:
    """An address that one e-mail can go to, without blanks around it; raises Refused (field `to`) otherwise.

    Letters beyond ASCII are good in the domain only: they are written in IDNA there, and few servers take them before
    the @ (RFC 6531).
    """
    address = text.strip()
    before, _, domain = address.rpartition("@")
    if not address:
        raise Refused("There is no e-mail address. Type one, for instance office@miller.com.au.", field="to")
    if len(address) > LONGEST_ADDRESS or not is_email(address) or _NO_ADDRESS.search(address):
        raise Refused(
            f"{quoted(address)} is no e-mail address. Type one, for instance office@miller.com.au.",
            field="to",
        )
    try:
        before.encode("ascii")
        domain.encode("idna")
    except UnicodeError:
        raise Refused(
            f"{quoted(address)} cannot be written to by e-mail. Ask for an address in plain letters.", field="to"
        ) from None
    return address


def on_the_wire(address: str) -> str:
    """A checked address as servers write it: the domain in ASCII."""
    before, _, domain = address.rpartition("@")
    return f"{before}@{domain.encode('idna').decode('ascii')}"


def tidy_body(text: str) -> str:
    """What is written in the message, its lines ended alike and without controls."""
    return several_lines(text) + "\n"


def checked_server(server: MailServer) -> MailServer:
    """The server, if the shop's e-mail can be given to it.

    Raises Refused with the setting as its field. Nothing leaves this computer without TLS: documents and the password
    would be read on the way.
    """
    if not server.host:
        raise Refused("No e-mail server is set up. Setup, page E-mail, asks for it.", field="mail_server")
    if not _is_host(server.host):
        raise Refused(
            f"{quoted(server.host)} is no name of a server. Type it as your provider writes it, for instance "
            "smtp.example.com.",
            field="mail_server",
        )
    if not server.from_address:
        raise Refused("E-mail needs an address to come from. Type it in Setup, page E-mail.", field="mail_from")
    if server.security == "none" and not is_this_computer(server.host):
        raise Refused(
            f"{server.host} would get everything readable on the way. Choose STARTTLS or TLS in Setup, page E-mail.",
            field="mail_security",
        )
    return server


def _is_host(host: str) -> bool:
    try:
        return bool(host.encode("idna")) and not re.search(r"[\s/@]", host)
    except UnicodeError:
        return False


def is_this_computer(host: str) -> bool:
    """Whether a server runs on this very computer, by its name."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def message_id(key: str, from_address: str) -> str:
    """The name under which mail programs know the message (RFC 5322 3.6.4); `key` must be unique for ever."""
    domain = from_address.rpartition("@")[2] or "parts-counter.invalid"
    try:
        return f"<{key}@{domain.encode('idna').decode('ascii')}>"
    except UnicodeError:
        return f"<{key}@parts-counter.invalid>"


def again_at(last: datetime, attempts: int) -> datetime:
    """When a failed e-mail is tried again by itself: after 2 minutes, then each time twice as long, at most an hour."""
    return last + timedelta(minutes=min(_SOONEST * 2 ** min(attempts - 1, _DOUBLINGS), _LATEST))


@dataclass(frozen=True, slots=True)
class MailCount:
    """How many e-mails will still be sent by themselves, and how many wait for a person."""

    waiting: int = 0
    stuck: int = 0

    @property
    def sentence(self) -> str:
        """For the status line; empty when nothing waits."""
        said = [f"{words.counted(self.waiting, 'e-mail')} waiting"] if self.waiting else []
        said += [f"{words.counted(self.stuck, 'e-mail')} to look at"] if self.stuck else []
        return ", ".join(said)
