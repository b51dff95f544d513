"""The outbox against a real mail server: nothing is lost, nothing is sent twice; counted at the server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app import models
from app.rules.faults import Refused, Unavailable
from app.rules.mail import PDF, Letter, MailedFile, Message, Outcome
from app.services import mail_lists, mailing, settings
from app.services.counter import Counter
from tests import make
from tests.mail_server import PASSWORD, USER, Manners, Running, a_server, trusted
from tests.make import Clock
from tests.memory_keyring import Memory, in_use

LETTER = Letter(
    "invoice",
    1,
    "Invoice 10001",
    "tax invoice",
    "office@miller.example",
    "Tax Invoice 10001 – Bayside Parts",
    "Please find attached.",
    (MailedFile("Tax Invoice 10001.pdf", PDF, b"%PDF-1"),),
)


@pytest.fixture(autouse=True)
def the_authority_is_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted(tmp_path)))


@pytest.fixture(autouse=True)
def ring() -> Iterator[Memory]:
    memory = Memory()
    with in_use(memory):
        yield memory


@pytest.fixture
def server(counter: Counter) -> Iterator[Running]:
    """A server that takes everything, and the shop set up for it."""
    with a_server() as running:
        set_up(counter, running)
        yield running


def set_up(counter: Counter, server: Running) -> None:
    at = server.at
    settings.save(
        counter,
        {
            "mail_server": at.host,
            "mail_port": at.port,
            "mail_security": at.security,
            "mail_user": at.user,
            "mail_from": "counter@bayside.example",
        },
    )


def letters(counter: Counter, count: int) -> list[int]:
    return [mailing.queue(counter, replace(LETTER, document_id=at, document=f"Invoice {at}")) for at in range(count)]


def run(counter: Counter, patience: int = 1) -> mailing.MailRun:
    return mailing.send_waiting(counter, mailing.transport(counter, patience))


def states(counter: Counter) -> list[str]:
    with counter.db.read() as session:
        return list(session.scalars(select(models.Mail.state).order_by(models.Mail.id)))


def go_on(counter: Counter, **time: int) -> None:
    clock = counter.clock
    assert isinstance(clock, Clock)
    clock.go_on(**time)


def test_what_is_queued_goes_once_and_is_kept_as_sent(counter: Counter, server: Running) -> None:
    letters(counter, 3)
    assert mailing.count(counter).sentence == "3 e-mails waiting"
    assert mailing.something_due(counter)
    assert run(counter) == mailing.MailRun(sent=3)
    assert run(counter) == mailing.MailRun()
    assert not mailing.something_due(counter)
    assert states(counter) == ["sent"] * 3
    assert [mail["X-To"] for mail in server.manners.taken] == ["office@miller.example"] * 3
    assert len({mail["Message-ID"] for mail in server.manners.taken}) == 3
    assert server.manners.taken[0]["From"] == "Bayside Parts <counter@bayside.example>"
    assert mail_lists.every(counter) == ()
    assert [each.state for each in mail_lists.every(counter, finished=True)] == ["sent"] * 3
    assert mail_lists.of_document(counter, "invoice", 0) == "e-mailed 16 Nov"
    assert mailing.count(counter).sentence == ""
    with counter.db.read() as session:
        runs = session.scalars(select(models.PaperRun)).all()
        assert [(each.document_kind, each.sheet, each.how) for each in runs] == [
            ("invoice", "tax invoice", "e-mail")
        ] * 3


def test_a_document_on_its_way_is_not_queued_again_but_may_go_elsewhere_and_later(
    counter: Counter, server: Running
) -> None:
    mailing.queue(counter, LETTER)
    with pytest.raises(Refused, match="on its way to office@miller.example already"):
        mailing.queue(counter, LETTER)
    mailing.queue(counter, replace(LETTER, to="boss@miller.example"))
    assert run(counter).sent == 2
    mailing.queue(counter, LETTER)
    assert run(counter).sent == 1


@pytest.mark.parametrize("to", ["", "office", "a@b.example\nBcc: c@d.example", "a@b.example, c@d.example"])
def test_what_is_no_address_is_refused_and_nothing_is_kept(counter: Counter, to: str) -> None:
    with pytest.raises(Refused, match="e-mail address") as refused:
        mailing.queue(counter, replace(LETTER, to=to))
    assert refused.value.field == "to"
    assert states(counter) == []


def test_offline_it_waits_and_goes_by_itself_when_the_line_is_back(counter: Counter) -> None:
    with a_server() as server:
        set_up(counter, server)
    letters(counter, 2)
    gone = run(counter)
    assert (gone.sent, gone.not_sent) == (0, 1), "the others are not even tried"
    assert "Invoice 0 to office@miller.example: localhost, port" in gone.said
    assert states(counter) == ["failed", "waiting"]
    assert mail_lists.of_document(counter, "invoice", 0) == "e-mail not sent yet"
    with a_server() as back:
        set_up(counter, back)
        assert run(counter).sent == 1
        assert states(counter) == ["failed", "sent"], "not before its time"
        assert not mailing.something_due(counter)
        go_on(counter, minutes=2)
        assert mailing.something_due(counter)
        assert run(counter).sent == 1
        assert [mail["Message-ID"] for mail in back.manners.taken] == message_ids(counter)[::-1]
    assert states(counter) == ["sent", "sent"]
    assert [each.outcome for each in mail_lists.history(counter, 1)] == ["sent", "failed"]


def message_ids(counter: Counter) -> list[str]:
    with counter.db.read() as session:
        return list(session.scalars(select(models.Mail.message_id).order_by(models.Mail.id)))


def test_a_failed_one_is_tried_less_and_less_often(counter: Counter, server: Running) -> None:
    letters(counter, 1)
    calls = 0

    def busy(message: Message) -> Outcome:
        nonlocal calls
        calls += 1
        return Outcome("failed", "Busy.")

    for _look in range(12 * 30):
        if mailing.something_due(counter):
            mailing.send_waiting(counter, busy)
        go_on(counter, minutes=2)
    assert calls == 16, "at once, after 2, 6, 14, 30 and 62 minutes, then every hour"
    mailing.try_again(counter, 1)
    assert run(counter).sent == 1


def test_a_refusal_waits_for_a_person_who_changes_the_address(counter: Counter) -> None:
    with a_server(manners=Manners("rcpt", "550 no such user here")) as server:
        set_up(counter, server)
        letters(counter, 2)
        assert run(counter).not_sent == 2, "one wrong address does not keep the others"
        go_on(counter, days=1)
        assert run(counter).not_sent == 0
        assert states(counter) == ["refused", "refused"]
        assert mailing.count(counter).sentence == "2 e-mails to look at"
        assert "“550 no such user here”" in mail_lists.every(counter)[0].said
        server.manners.at = ""
        with pytest.raises(Refused, match="no e-mail address"):
            mailing.change_address(counter, 1, "nowhere")
        mailing.change_address(counter, 1, " new@miller.example ")
        mailing.try_again(counter, 2)
        assert run(counter).sent == 2
    assert [mail["X-To"] for mail in server.manners.taken] == ["new@miller.example", "office@miller.example"]


def test_a_line_that_drops_after_the_message_is_never_tried_by_itself(counter: Counter) -> None:
    with a_server(manners=Manners("after data", drops=True)) as server:
        set_up(counter, server)
        letters(counter, 1)
        assert "may have gone" in run(counter).said
        go_on(counter, days=3)
        assert not mailing.something_due(counter)
        assert run(counter) == mailing.MailRun()
        assert states(counter) == ["unknown"]
        assert mail_lists.of_document(counter, "invoice", 0) == "e-mail may have gone"
        assert len(server.manners.taken) == 1
        with pytest.raises(Refused, match="may have gone to office@miller.example"):
            mailing.change_address(counter, 1, "new@miller.example")
        server.manners.at = ""
        mailing.try_again(counter, 1)
        assert run(counter).sent == 1
    first, again = server.manners.taken
    assert first["Message-ID"] == again["Message-ID"], "so that the receiver's program sees that it is the same"


def test_a_person_knows_that_it_has_arrived(counter: Counter, server: Running) -> None:
    letters(counter, 2)
    mailing.send_waiting(counter, lambda _message: Outcome("unknown", "Nobody knows.", "line"))
    with pytest.raises(Refused, match="is not in doubt: it is waiting"):
        mailing.has_gone(counter, 2)
    mailing.has_gone(counter, 1)
    assert states(counter) == ["sent", "waiting"]
    assert mail_lists.history(counter, 1)[0].said == "Kim says that it has arrived."
    with counter.db.read() as session:
        assert len(session.scalars(select(models.PaperRun)).all()) == 1


def test_a_crash_while_sending_leaves_it_unknown(counter: Counter, server: Running) -> None:
    letters(counter, 1)
    way = mailing.transport(counter, 1)

    def sends_and_dies(message: Message) -> Outcome:
        way(message)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        mailing.send_waiting(counter, sends_and_dies)
    assert states(counter) == ["sending"]
    assert run(counter) == mailing.MailRun(), "another desk may be at it"
    for decide in (mailing.try_again, mailing.withdraw):
        with pytest.raises(Refused, match="being sent to office@miller.example at this moment"):
            decide(counter, 1)
    go_on(counter, minutes=10)
    assert mailing.something_due(counter)
    assert "may have gone" in run(counter).said
    assert states(counter) == ["unknown"]
    assert len(server.manners.taken) == 1


def test_one_that_was_given_up_and_has_gone_after_all_is_sent(counter: Counter) -> None:
    letters(counter, 1)

    def slow(_message: Message) -> Outcome:
        go_on(counter, minutes=11)
        assert mailing.send_waiting(counter, lambda _message: pytest.fail("sent twice")).said
        assert states(counter) == ["unknown"]
        mailing.try_again(counter, 1)
        return Outcome("sent", "Taken.")

    assert mailing.send_waiting(counter, slow).sent == 1
    assert states(counter) == ["sent"]


def test_two_desks_never_take_the_same(counter: Counter, server: Running) -> None:
    letters(counter, 5)
    way = mailing.transport(counter, 1)
    inside = 0

    def meanwhile_the_other_desk(message: Message) -> Outcome:
        nonlocal inside
        inside += mailing.send_waiting(counter, way).sent
        return way(message)

    assert mailing.send_waiting(counter, meanwhile_the_other_desk).sent == 1
    assert inside == 4
    assert len({mail["Message-ID"] for mail in server.manners.taken}) == len(server.manners.taken) == 5


def test_a_store_that_fails_after_the_sending_does_not_send_again(counter: Counter, server: Running) -> None:
    letters(counter, 1)
    way = mailing.transport(counter, 1)

    def sends_and_the_disk_turns_read_only(message: Message) -> Outcome:
        outcome = way(message)
        read_only(counter, "on")
        return outcome

    with pytest.raises(Unavailable):
        mailing.send_waiting(counter, sends_and_the_disk_turns_read_only)
    read_only(counter, "off")
    assert states(counter) == ["sending"]
    go_on(counter, minutes=10)
    assert "may have gone" in run(counter).said
    assert states(counter) == ["unknown"]
    assert len(server.manners.taken) == 1


def read_only(counter: Counter, on: str) -> None:
    """On the one connection of the pool, which whoever writes next gets."""
    setting = "SET default_transaction_read_only" if counter.db.on_server else "PRAGMA query_only"
    with counter.db.engine.connect() as connection:
        connection.exec_driver_sql(f"{setting} = {on}")
        connection.commit()


def test_a_withdrawn_one_never_goes(counter: Counter, server: Running) -> None:
    letters(counter, 2)
    mailing.withdraw(counter, 1)
    assert run(counter).sent == 1
    assert states(counter) == ["withdrawn", "sent"]
    assert mail_lists.history(counter, 1)[0].said == "Withdrawn by Kim."
    with pytest.raises(Refused, match="has gone to office@miller.example"):
        mailing.withdraw(counter, 2)
    with pytest.raises(Refused, match="does not exist"):
        mailing.withdraw(counter, 3)


def test_cancel_lets_the_one_under_way_end_and_takes_no_other(counter: Counter, server: Running) -> None:
    letters(counter, 3)
    stops = iter([False, True])
    assert mailing.send_waiting(counter, mailing.transport(counter, 1), lambda: next(stops)).sent == 1
    assert states(counter) == ["sent", "waiting", "waiting"]


# ── the set-up ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_wrong_password_is_tried_once_and_everything_goes_when_it_is_mended(counter: Counter, ring: Memory) -> None:
    with a_server(user=USER) as server:
        set_up(counter, server)
        mailing.keep_password(counter, "wrong")
        letters(counter, 3)
        assert "does not accept user shop" in run(counter).said
        assert states(counter) == ["refused", "waiting", "waiting"]
        assert server.manners.lines == 2, "one attempt: greeted before STARTTLS and after it"
        go_on(counter, days=1)
        assert not mailing.something_due(counter), "a locked account helps nobody"
        mailing.keep_password(counter, PASSWORD)
        mailing.set_up_is_new(counter)
        assert mailing.something_due(counter)
        assert run(counter).sent == 3
    assert len(server.manners.taken) == 3
    assert ring.kept == {("Parts Counter e-mail localhost", "shop"): PASSWORD}
    with counter.db.read() as session:
        assert not [row.name for row in session.scalars(select(models.Setting)) if PASSWORD in row.value]


def test_no_server_is_a_sentence_and_the_mail_waits(counter: Counter) -> None:
    assert not mailing.is_set_up(counter)
    letters(counter, 1)
    with pytest.raises(Refused, match="No e-mail server is set up. Setup, page E-mail"):
        run(counter)
    assert states(counter) == ["waiting"]


def test_no_keyring_or_no_password_is_a_sentence_and_the_mail_waits(counter: Counter, ring: Memory) -> None:
    with a_server(user=USER) as server:
        set_up(counter, server)
        letters(counter, 1)
        with pytest.raises(Refused, match="password of shop at localhost is not known on this computer"):
            run(counter)
        ring.locked = True
        with pytest.raises(Refused, match="keyring of this computer does not open: nobody typed the master password"):
            run(counter)
        with in_use(None):
            with pytest.raises(Refused, match="no place to keep a password"):
                run(counter)
            with pytest.raises(Refused, match="no place to keep a password"):
                mailing.keep_password(counter, PASSWORD)
        ring.locked = False
        mailing.keep_password(counter, PASSWORD)
        assert run(counter).sent == 1
        mailing.keep_password(counter, "")
        mailing.keep_password(counter, "")
    assert ring.kept == {}


def test_a_password_needs_a_right_and_somebody_it_belongs_to(counter: Counter) -> None:
    with pytest.raises(Refused, match="belongs to a server and a user"):
        mailing.keep_password(counter, "x")
    clerk = make.somebody(counter, "Lee")
    with pytest.raises(Refused, match="Lee may not change the set-up"):
        mailing.keep_password(clerk, "x")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"mail_server": "smtp.example.com"}, "mail_from"),
        ({"mail_server": "smtp.example.com/x", "mail_from": "a@b.example"}, "mail_server"),
        ({"mail_server": "smtp.example.com", "mail_from": "nowhere"}, "mail_from"),
        ({"mail_server": "smtp.example.com", "mail_from": "a@b.example", "mail_security": "none"}, "mail_security"),
        ({"mail_port": 0}, "mail_port"),
        ({"mail_port": 65536}, "mail_port"),
        ({"mail_security": "SSL"}, "mail_security"),
    ],
)
def test_a_set_up_that_cannot_work_or_would_be_read_on_the_way_is_refused(
    counter: Counter, changed: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        settings.save(counter, changed)
    assert refused.value.field == field
    assert not mailing.is_set_up(counter)


def test_a_test_message_goes_to_the_shop_itself_and_leaves_the_outbox_alone(counter: Counter, server: Running) -> None:
    assert mailing.send_test(counter, mailing.transport(counter, 1)).kind == "sent"
    assert [mail["X-To"] for mail in server.manners.taken] == ["counter@bayside.example"]
    assert states(counter) == []
