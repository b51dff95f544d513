"""E-mail that carries a document: addresses, heads that nobody can break, the server, and when it is tried again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.entry import one_line
from app.rules.faults import Refused
from app.rules.mail import (
    MailCount,
    MailServer,
    again_at,
    checked_address,
    checked_server,
    is_this_computer,
    message_id,
    on_the_wire,
    tidy_body,
)

SERVER = MailServer("smtp.example.com", 587, "STARTTLS", "shop", "counter@bayside.example", "Bayside")


@pytest.mark.parametrize(
    "text", ["office@miller.com.au", "o'neil+parts@a-b.example", " office@miller.example ", "buero@müller.example"]
)
def test_an_address_is_taken_without_the_blanks_around_it(text: str) -> None:
    assert checked_address(text) == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "office",
        "office@",
        "@miller.example",
        "office@miller",
        "a b@c.example",
        "a@b@c.example",
        "a@b..example",
        ".a@b.example",
        "a.@b.example",
        "a@b.example.",
        "a@.b.example",
        "a@-b.example",
        "<a@b.example>",
        "Office <a@b.example>",
        "a@b.example;c@d.example",
        "a@b.example\nBcc: c@d.example",
        "a@b.example\x00",
        "ü@b.example",
        f"{'a' * 200}@b.example",
        f"a@{'b' * 64}.example",
    ],
)
def test_anything_else_is_refused_with_an_example_or_the_next_step(text: str) -> None:
    with pytest.raises(Refused, match="e-mail") as refused:
        checked_address(text)
    assert refused.value.field == "to"
    assert "\n" not in refused.value.sentence


@given(st.text())
def test_whatever_is_taken_is_one_word_of_plain_letters_on_the_wire(text: str) -> None:
    try:
        address = on_the_wire(checked_address(text))
    except Refused:
        return
    assert address.isascii() and address.isprintable()
    assert len(address.split()) == 1
    assert address.count("@") == 1
    assert not set('<>,;:"()') & set(address)


@given(st.text())
def test_no_name_makes_a_second_line_and_no_body_a_bare_control(text: str) -> None:
    assert len(f"x{one_line(text)}x".splitlines()) == 1
    body = tidy_body(text)
    assert body.endswith("\n")
    assert "\r" not in body and "\x00" not in body


def test_a_server_that_everything_can_be_given_to() -> None:
    assert checked_server(SERVER) == SERVER
    here = replace(SERVER, host="127.0.0.1", security="none")
    assert checked_server(here) == here


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"host": ""}, "mail_server"),
        ({"host": "smtp example"}, "mail_server"),
        ({"host": "smtp..example"}, "mail_server"),
        ({"host": "https://smtp.example"}, "mail_server"),
        ({"from_address": ""}, "mail_from"),
        ({"security": "none"}, "mail_security"),
    ],
)
def test_a_server_that_cannot_be_or_would_be_overheard_is_refused(changed: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as refused:
        checked_server(replace(SERVER, **changed))  # type: ignore[arg-type]
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("host", "here"),
    [("localhost", True), ("127.0.0.1", True), ("::1", True), ("10.0.0.1", False), ("localhost.example.com", False)],
)
def test_which_server_is_on_this_computer(host: str, here: bool) -> None:
    assert is_this_computer(host) is here


def test_a_message_has_a_name_in_the_senders_domain() -> None:
    assert message_id("4711", "counter@bayside.example") == "<4711@bayside.example>"
    assert message_id("4711", "counter@müller.example") == "<4711@xn--mller-kva.example>"
    assert message_id("4711", "") == "<4711@parts-counter.invalid>"


def test_it_is_tried_again_after_2_4_8_minutes_and_then_every_hour() -> None:
    now = datetime(2026, 11, 16, tzinfo=UTC)
    waits = [again_at(now, attempts) - now for attempts in (1, 2, 3, 4, 5, 6, 7, 5000)]
    assert waits == [timedelta(minutes=minutes) for minutes in (2, 4, 8, 16, 32, 60, 60, 60)]


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (MailCount(), ""),
        (MailCount(1), "1 e-mail waiting"),
        (MailCount(0, 2), "2 e-mails to look at"),
        (MailCount(2, 1), "2 e-mails waiting, 1 e-mail to look at"),
    ],
)
def test_what_the_status_line_says(count: MailCount, said: str) -> None:
    assert count.sentence == said
