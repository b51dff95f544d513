"""Gives one e-mail to a mail server, and tells how that ended; it must not know what the e-mail is about.

Mail submission by RFC 6409 with TLS by RFC 8314. What matters is the moment at which the message has been given away in
full: until then a broken line means that nothing has gone, after it that it may have.
"""

from __future__ import annotations

import base64
import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime
from typing import Final

from app.rules.entry import one_line
from app.rules.faults import Refused
from app.rules.mail import (
    LONGEST_SAID,
    MailServer,
    Message,
    Outcome,
    checked_address,
    on_the_wire,
    tidy_body,
)

Transport = Callable[[Message], Outcome]
"""Sends one message; never raises for what the world or the server does."""

PATIENCE: Final = 20
"""Seconds that one answer of the server may take."""
_OURS: Final = "[127.0.0.1]"
"""What we call ourselves; our own name in the network may take a minute to find out, and no server asks for it."""
_PIECE: Final = 65_536
"""Bytes that must go within the patience for one answer; so a large file may take its time on a slow line."""
_ACCEPTED: Final = range(200, 300)
_GO_ON: Final = 354
_TOO_LARGE: Final = 552
_PASSWORD_WANTED: Final = 530


class _Ended(Exception):
    """The attempt ends here, with this outcome."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.said)
        self.outcome = outcome


def transport(server: MailServer, password: str, patience: int = PATIENCE) -> Transport:
    """The way to this server. Certificates are checked against those that this computer trusts.

    `patience` is in seconds for each answer. An attempt makes its own connection, so that one e-mail cannot spoil the
    next.
    """
    return lambda message: send(server, password, message, patience)


def send(server: MailServer, password: str, message: Message, patience: int = PATIENCE) -> Outcome:
    """Give one message to the server.

    *sent*: the server has taken it. *refused*: it said no, in words. *failed*: it did not get there, or the server asks
    to come again later. *unknown*: the message was given away in full, and no answer came.
    """
    client: smtplib.SMTP | None = None
    try:
        wire = written(server, message)
        client = _connect(server, patience)
        if server.user:
            _log_in(client, server, password)
        _announce(client, server, message, len(wire))
        return _hand_over(client, message, wire)
    except Refused as fault:
        return Outcome("refused", fault.sentence)
    except _Ended as ended:
        return ended.outcome
    except smtplib.SMTPException as fault:
        return Outcome("failed", _broken(server, fault), "line")
    except OSError as fault:
        return _not_reached(server, fault)
    finally:
        if client is not None:
            _leave(client)


def written(server: MailServer, message: Message) -> bytes:
    """The message as it goes over the line (RFC 5322), every line at most 78 wide and plain ASCII.

    Raises Refused when the address of the receiver or the sender is none. No name or subject can add a line
    to the head.
    """
    to, sender = on_the_wire(checked_address(message.to)), on_the_wire(checked_address(server.from_address))
    mail = EmailMessage(policy=WIRE)
    mail["From"] = Address(one_line(server.from_name), addr_spec=sender)
    mail["To"] = to
    mail["Subject"] = one_line(message.subject)
    mail["Date"] = format_datetime(message.at)
    mail["Message-ID"] = message.message_id
    mail.set_content(tidy_body(message.body), cte="quoted-printable")
    for file in message.files:
        kind, _, subkind = file.media_type.partition("/")
        mail.add_attachment(file.content, maintype=kind, subtype=subkind, filename=one_line(file.name))
    return mail.as_bytes()


def _connect(server: MailServer, patience: int) -> smtplib.SMTP:
    """A connection that nobody else can read, the greetings exchanged."""
    trusted = ssl.create_default_context()
    if server.security == "TLS":
        return _greet(smtplib.SMTP_SSL(server.host, server.port, _OURS, timeout=patience, context=trusted))
    client = _greet(smtplib.SMTP(server.host, server.port, _OURS, timeout=patience))
    if server.security == "STARTTLS":
        try:
            if not client.has_extn("starttls"):
                said = f"{server.host} offers no STARTTLS at port {server.port}, so nothing was sent"
                raise _Ended(_set_up(f"{said}. Try TLS at port 465."))
            code, words = client.starttls(context=trusted)
            _must(code, words, server, "STARTTLS")
            _greet(client)
        except BaseException:
            client.close()
            raise
    return client


def _greet(client: smtplib.SMTP) -> smtplib.SMTP:
    try:
        client.ehlo_or_helo_if_needed()
    except BaseException:
        client.close()
        raise
    return client


def _log_in(client: smtplib.SMTP, server: MailServer, password: str) -> None:
    """User and password in UTF-8 (RFC 4616); the standard library's own takes only ASCII."""
    offered = str(client.esmtp_features.get("auth", "")).upper().split()
    if "PLAIN" in offered:
        code, words = client.docmd("AUTH", f"PLAIN {_armoured(f'{chr(0)}{server.user}{chr(0)}{password}')}")
    elif "LOGIN" in offered:
        code, words = client.docmd("AUTH", f"LOGIN {_armoured(server.user)}")
        if code == 334:
            code, words = client.docmd(_armoured(password))
    else:
        raise _Ended(_set_up(f"{server.host} takes no user and password. Leave the user empty, or choose STARTTLS."))
    if code in _ACCEPTED:
        return
    if code < 500:
        raise _Ended(Outcome("failed", _said(f"{server.host} cannot check the password now", code, words), "line"))
    raise _Ended(_set_up(_said(f"{server.host} does not accept user {server.user} with this password", code, words)))


def _armoured(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")


def _announce(client: smtplib.SMTP, server: MailServer, message: Message, size: int) -> None:
    """From whom and to whom (RFC 5321 3.3); the size is told where the server wants to know it (RFC 1870)."""
    most = str(client.esmtp_features.get("size", ""))
    if most.isdecimal() and 0 < int(most) < size:
        raise _Ended(Outcome("refused", f"It has {_megabytes(size)}; {server.host} takes {_megabytes(int(most))}."))
    sender, to = on_the_wire(server.from_address), on_the_wire(checked_address(message.to))
    code, words = client.mail(sender, [f"size={size}"] if client.has_extn("size") else [])
    if code >= 500 and code != _TOO_LARGE:
        wanted = "wants a user and a password" if code == _PASSWORD_WANTED else f"does not send for {sender}"
        raise _Ended(_set_up(_said(f"{server.host} {wanted}", code, words)))
    _must(code, words, server, "the e-mail")
    code, words = client.rcpt(to)
    _must(code, words, server, message.to)


def _hand_over(client: smtplib.SMTP, message: Message, wire: bytes) -> Outcome:
    """The message itself; from its last line on, no answer means that nobody knows (RFC 5321 4.1.1.4)."""
    code, words = client.docmd("DATA")
    if code != _GO_ON:
        raise _Ended(_no("The server", "the e-mail", code, words))
    stuffed = re.sub(rb"(?m)^\.", b"..", wire)
    for start in range(0, len(stuffed), _PIECE):
        client.send(stuffed[start : start + _PIECE])
    try:
        client.send(b".\r\n")
        code, words = client.getreply()
    except (smtplib.SMTPException, OSError):
        said = "The line dropped after the e-mail was handed over, so it may have gone"
        return Outcome("unknown", f"{said}. Ask {message.to} before it is sent again.", "line")
    if code in _ACCEPTED:
        return Outcome("sent", _said("Taken by the server", code, words))
    return _no("The server", "the e-mail", code, words)


def _leave(client: smtplib.SMTP) -> None:
    """Say goodbye without waiting for one: what has been answered stands."""
    with suppress(smtplib.SMTPException, OSError):
        client.putcmd("QUIT")
    client.close()


def _must(code: int, words: bytes, server: MailServer, what: str) -> None:
    if code not in _ACCEPTED:
        raise _Ended(_no(server.host, what, code, words))


def _no(who: str, what: str, code: int, words: bytes) -> Outcome:
    """5yz is a no for good, anything else asks to come again (RFC 5321 4.2.1)."""
    if code >= 500:
        return Outcome("refused", _said(f"{who} refused {what}", code, words))
    return Outcome("failed", _said(f"{who} does not take {what} at the moment", code, words))


def _set_up(said: str) -> Outcome:
    return Outcome("refused", said, "set-up")


def _said(sentence: str, code: int, words: bytes) -> str:
    """Our sentence and the server's own words."""
    theirs = one_line(words.decode("utf-8", errors="replace"))
    return f"{sentence}: “{code} {theirs}”."[:LONGEST_SAID]


def _broken(server: MailServer, fault: smtplib.SMTPException) -> str:
    """A line that was there and is not any more."""
    if isinstance(fault, smtplib.SMTPResponseException):
        told = fault.smtp_error if isinstance(fault.smtp_error, bytes) else str(fault.smtp_error).encode()
        return _said(f"{server.host} does not want to talk now", fault.smtp_code, told)
    if isinstance(fault.__context__, TimeoutError):
        return f"{server.host} did not answer in time. It is tried again by itself."
    return f"{server.host} closed the line before the e-mail was taken. It is tried again by itself."


def _not_reached(server: MailServer, fault: OSError) -> Outcome:
    """No line at all: offline, switched off, or not the server that was meant."""
    place = f"{server.host}, port {server.port},"
    if isinstance(fault, ssl.SSLCertVerificationError):
        return _set_up(f"{place} is not who it says: {fault.verify_message}. Compare the server's name in Setup.")
    if isinstance(fault, ssl.SSLError) and fault.reason in {"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE"}:
        return _set_up(f"{place} does not begin with TLS. Choose STARTTLS in Setup, usually with port 587.")
    if isinstance(fault, TimeoutError):
        return Outcome("failed", f"{place} did not answer in time. It is tried again by itself.", "line")
    reason = fault.strerror or str(fault) or "the line dropped"
    return Outcome("failed", f"{place} cannot be reached ({reason}). It is tried again by itself.", "line")


def _megabytes(size: int) -> str:
    return f"{max(1, -(-size // 1_000_000))} MB"
