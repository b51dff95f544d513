"""The way to a mail server, against a real one: takes, refuses, stalls, drops; what was taken is counted there."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.exchange import smtp
from app.rules.mail import PDF, XML, MailedFile, MailServer, Message, Outcome, Security
from tests.mail_server import PASSWORD, USER, Manners, Running, a_server, trusted

WRITTEN = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
MESSAGE = Message(
    "<1@bayside.example>",
    WRITTEN,
    "office@miller.example",
    "Tax Invoice 10001 – Bayside Parts",
    "Please find attached.\n.\n.. a line of dots\nZoë Müller €",
    (MailedFile("Tax Invoice 10001.pdf", PDF, b"%PDF\r\n.\r\n" + bytes(range(256))),),
)


@pytest.fixture(autouse=True)
def the_authority_is_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted(tmp_path)))


def send(
    server: Running | MailServer, message: Message = MESSAGE, password: str = PASSWORD, patience: int = 5
) -> Outcome:
    at = server.at if isinstance(server, Running) else server
    return smtp.transport(at, password, patience)(message)


@pytest.fixture
def server() -> Iterator[Running]:
    with a_server() as running:
        yield running


@pytest.mark.parametrize("security", ["STARTTLS", "TLS", "none"])
@pytest.mark.parametrize("user", ["", USER])
def test_a_message_arrives_as_it_was_written(security: Security, user: str) -> None:
    with a_server(security, user=user) as server:
        outcome = send(server)
    assert (outcome.kind, outcome.whose) == ("sent", "mail")
    assert "taken as 4711" in outcome.said
    (mail,) = server.manners.taken
    assert mail["From"] == "Bayside <counter@bayside.example>"
    assert (mail["To"], mail["X-To"]) == ("office@miller.example", "office@miller.example")
    assert mail["Subject"] == "Tax Invoice 10001 – Bayside Parts"
    assert mail["Message-ID"] == "<1@bayside.example>"
    assert mail["Date"].datetime == WRITTEN
    body = mail.get_body()
    assert body is not None
    assert body.get_content().splitlines() == MESSAGE.body.splitlines()
    (file,) = mail.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ("Tax Invoice 10001.pdf", PDF)
    assert file.get_content() == MESSAGE.files[0].content


def test_names_cannot_add_a_line_to_the_head_nor_break_the_wire(server: Running) -> None:
    evil = "Miller\r\nBcc: thief@evil.example\r\n\r\n<script>"
    at = replace(server.at, from_name=f'Bay, "side" Ölmühle {evil}')
    file = MailedFile(f"Rechnung Ü {evil}.xml", XML, "<a>ü</a>".encode())
    message = replace(MESSAGE, subject=f"Ünvoice {'long ' * 60}{evil}", body=f"{'x' * 3000} ü {evil}", files=(file,))
    assert send(at, message).kind == "sent"
    (mail,) = server.manners.taken
    assert mail["Bcc"] is None and mail["X-To"] == "office@miller.example"
    assert mail["Subject"].endswith("Miller Bcc: thief@evil.example <script>")
    assert mail["From"].addresses[0].addr_spec == "counter@bayside.example"
    assert mail["From"].addresses[0].display_name.startswith('Bay, "side" Ölmühle')
    (part,) = mail.iter_attachments()
    assert part.get_filename() == "Rechnung Ü Miller Bcc: thief@evil.example <script>.xml"
    lines = server.manners.raw[0].split(b"\r\n")
    assert max(len(line) for line in lines) <= 998
    assert all(line.isascii() for line in lines)
    assert b"\n" not in b"".join(lines)


@pytest.mark.parametrize(
    "to",
    [
        "",
        "office",
        "a@b",
        "a@b.example, c@d.example",
        "a@b.example\r\nBcc: c@d.example",
        "<a@b.example>",
        "ü@b.example",
    ],
)
def test_what_is_no_address_is_refused_before_any_line_is_opened(server: Running, to: str) -> None:
    outcome = send(server, replace(MESSAGE, to=to))
    assert (outcome.kind, outcome.whose) == ("refused", "mail")
    assert "e-mail" in outcome.said
    assert (server.manners.lines, server.manners.taken) == (0, [])


def test_a_domain_in_other_letters_is_written_in_ascii(server: Running) -> None:
    assert send(server, replace(MESSAGE, to="office@müller.example")).kind == "sent"
    assert server.manners.taken[0]["X-To"] == "office@xn--mller-kva.example"


@pytest.mark.parametrize(
    ("at", "says", "kind", "whose"),
    [
        ("rcpt", "550 no such user here", "refused", "mail"),
        ("rcpt", "450 try again later", "failed", "mail"),
        ("mail", "553 not your address", "refused", "set-up"),
        ("mail", "451 busy", "failed", "mail"),
        ("mail", "552 too much", "refused", "mail"),
        ("data", "554 no", "refused", "mail"),
        ("data", "421 closing", "failed", "mail"),
        ("refuse", "554 spam", "refused", "mail"),
        ("refuse", "452 disk full", "failed", "mail"),
    ],
)
def test_a_server_that_says_no_is_quoted(at: str, says: str, kind: str, whose: str) -> None:
    with a_server(manners=Manners(at, says)) as server:
        outcome = send(server)
    assert (outcome.kind, outcome.whose) == (kind, whose)
    assert f"“{says}”." in outcome.said
    assert server.manners.taken == []


@pytest.mark.parametrize(
    ("at", "how"),
    [
        ("ehlo", "drops"),
        ("mail", "drops"),
        ("rcpt", "drops"),
        ("data", "drops"),
        ("ehlo", "stalls"),
        ("data", "stalls"),
    ],
)
def test_a_line_that_breaks_before_the_message_is_given_away_has_sent_nothing(at: str, how: str) -> None:
    with a_server(manners=Manners(at, drops=how == "drops", stalls=how == "stalls")) as server:
        outcome = send(server, patience=1)
    assert (outcome.kind, outcome.whose) == ("failed", "line")
    assert ("in time" if how == "stalls" else "closed the line") in outcome.said
    assert server.manners.taken == []


@pytest.mark.parametrize("how", ["drops", "stalls"])
def test_a_line_that_breaks_after_it_leaves_it_unknown(how: str) -> None:
    with a_server(manners=Manners("after data", drops=how == "drops", stalls=how == "stalls")) as server:
        outcome = send(server, patience=1)
    assert (outcome.kind, outcome.whose) == ("unknown", "line")
    assert "may have gone" in outcome.said
    assert len(server.manners.taken) == 1


def test_a_wrong_password_is_a_matter_of_the_set_up() -> None:
    with a_server(user=USER) as server:
        outcome = send(server, password="wrong")
        assert (outcome.kind, outcome.whose) == ("refused", "set-up")
        assert "user shop with this password: “535" in outcome.said
        missing = send(replace(server.at, user=""))
    assert (missing.kind, missing.whose) == ("refused", "set-up")
    assert "wants a user and a password" in missing.said
    assert server.manners.taken == []


def test_a_server_that_is_not_who_it_says_gets_nothing() -> None:
    with a_server(name="elsewhere.example") as server:
        outcome = send(server)
    assert (outcome.kind, outcome.whose) == ("refused", "set-up")
    assert "not who it says" in outcome.said
    assert server.manners.taken == []


def test_a_server_nobody_vouches_for_gets_nothing(monkeypatch: pytest.MonkeyPatch, server: Running) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    outcome = send(server)
    assert (outcome.kind, outcome.whose, server.manners.taken) == ("refused", "set-up", [])


def test_a_server_without_starttls_gets_nothing() -> None:
    with a_server("none") as server:
        outcome = send(replace(server.at, security="STARTTLS"))
        assert (outcome.kind, outcome.whose) == ("refused", "set-up")
        assert "offers no STARTTLS" in outcome.said
        plain = send(replace(server.at, security="TLS"))
    assert (plain.kind, plain.whose) == ("refused", "set-up")
    assert "does not begin with TLS" in plain.said
    assert server.manners.taken == []


def test_no_server_at_all_is_a_matter_of_the_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    outcome = send(MailServer("localhost", port, "STARTTLS", "", "a@b.example", ""))
    assert (outcome.kind, outcome.whose) == ("failed", "line")
    assert "cannot be reached" in outcome.said
    unknown = send(MailServer("no-such-host.invalid", 587, "STARTTLS", "", "a@b.example", ""))
    assert (unknown.kind, unknown.whose) == ("failed", "line")


def test_what_is_too_large_for_the_server_is_not_offered_to_it(server: Running) -> None:
    large = MailedFile("large.pdf", PDF, bytes(26_000_000))  # in base64 more than the server's 33,554,432
    outcome = send(server, replace(MESSAGE, files=(large,)))
    assert (outcome.kind, outcome.whose) == ("refused", "mail")
    assert "36 MB" in outcome.said and "34 MB" in outcome.said
    assert server.manners.taken == []
