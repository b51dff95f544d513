"""A real mail server that does as it is told: takes, refuses, stalls or drops the line; it counts what it took."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from app.rules.mail import MailServer, Security

USER, PASSWORD = "shop", "schlüssel ✓"


@dataclass
class Manners:
    """How the server answers. `at` a step it says `says`, `stalls`, or `drops` the line; empty: it takes everything."""

    at: str = ""
    says: str = ""
    stalls: bool = False
    drops: bool = False
    taken: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    lines: int = 0
    """How many connections were made."""

    async def meet(self, step: str, server: SMTP) -> str | None:
        """What this step answers; None when it is as usual."""
        if step != self.at:
            return None
        if self.drops:
            server.transport.abort()
            return "421 gone"
        if self.stalls:
            await asyncio.Event().wait()
        return self.says or None


class _Handler:
    def __init__(self, manners: Manners) -> None:
        self._manners = manners

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self._manners.lines += 1
        await self._manners.meet("ehlo", server)
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return await self._manners.meet("mail", server) or "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = await self._manners.meet("rcpt", server)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = await self._manners.meet("refuse", server)
        if answer is None:
            content = envelope.content
            assert isinstance(content, bytes)
            self._manners.raw.append(content)
            message = message_from_bytes(content, policy=default)
            assert isinstance(message, EmailMessage)
            message["X-To"] = ", ".join(envelope.rcpt_tos)
            self._manners.taken.append(message)
            answer = await self._manners.meet("after data", server)
        return answer or "250 taken as 4711"


class _Smtp(SMTP):
    """Drops or refuses at the DATA command itself as well, which no hook of a handler reaches."""

    manners: Manners

    async def smtp_DATA(self, arg: str) -> None:
        answer = await self.manners.meet("data", self)
        if answer is None:
            await super().smtp_DATA(arg)
        else:
            await self.push(answer)


def _knows(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    assert isinstance(data, LoginPassword)
    good = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=good, handled=False)


@dataclass(frozen=True)
class Running:
    """A server that runs: how it is reached, and its manners."""

    at: MailServer
    manners: Manners


@contextmanager
def a_server(
    security: Security = "STARTTLS", *, name: str = "localhost", user: str = "", manners: Manners | None = None
) -> Iterator[Running]:
    """A mail server on this computer, with a certificate for `name` of the authority in `trusted`."""
    manners = manners or Manners()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    _authority().issue_cert(name).configure_cert(context)
    starttls = security == "STARTTLS"

    def one_line() -> SMTP:
        made = _Smtp(
            _Handler(manners),
            hostname="localhost",
            tls_context=context if starttls else None,
            require_starttls=starttls,
            authenticator=_knows,
            auth_required=bool(user) and starttls,
            auth_require_tls=starttls,
            loop=loop,
        )
        made.manners = manners
        return made

    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda _loop, _context: None)  # dropped lines are meant
    listening = loop.run_until_complete(
        loop.create_server(one_line, "127.0.0.1", 0, ssl=context if security == "TLS" else None)
    )
    port = listening.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield Running(MailServer("localhost", port, security, user, "counter@bayside.example", "Bayside"), manners)
    finally:
        asyncio.run_coroutine_threadsafe(_stop(listening), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _stop(listening: asyncio.Server) -> None:
    listening.close()
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


_AUTHORITIES: list[trustme.CA] = []


def _authority() -> trustme.CA:
    if not _AUTHORITIES:
        _AUTHORITIES.append(trustme.CA())
    return _AUTHORITIES[0]


def trusted(folder: Path) -> Path:
    """A file with the authority of these servers: for SSL_CERT_FILE."""
    file = folder / "authority.pem"
    file.write_bytes(_authority().cert_pem.bytes())
    return file
