"""Documents by e-mail, by key events and against a real server: sent by itself, seen on the document, decided by a
person; counted at the server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app import models
from app.rules.mail import Letter, SendAgain
from app.rules.questions import LeaveUnsaved
from app.services import mail_lists, mailing, settings
from app.services.counter import Counter
from app.services.sales import documents
from app.ui.kit.sheets import preview
from app.ui.main_window import MainWindow
from app.ui.windows.mail.sender import Sender
from app.ui.windows.mail.window import OutgoingMail
from app.ui.windows.parts_invoicing.paper import WhichSheet
from app.ui.windows.parts_invoicing.window import PartsInvoicing
from app.ui.windows.setup.window import Setup
from app.ui.windows.stock_order.send import SendStockOrder
from tests import make
from tests.mail_server import PASSWORD, USER, Manners, Running, a_server, trusted
from tests.memory_keyring import Memory, in_use
from tests.ui.hands import Hands
from tests.ui.keys import ALT, CTRL, ENTER, KEY, focus, press
from tests.ui.scripted import ScriptedPrompter

LETTER = Letter(
    "invoice", 1, "Tax Invoice 10001", "tax invoice", "office@miller.example", "Tax Invoice 10001", "Hello."
)


@pytest.fixture(autouse=True)
def trusts_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted(tmp_path)))


@pytest.fixture(autouse=True)
def ring() -> Iterator[Memory]:
    memory = Memory()
    with in_use(memory):
        yield memory


@pytest.fixture
def server(counter: Counter) -> Iterator[Running]:
    with a_server() as running:
        set_up(counter, running)
        yield running


@pytest.fixture
def sender(desk: MainWindow) -> Sender:
    return Sender(desk.context, desk)


def set_up(counter: Counter, server: Running) -> None:
    at = server.at
    settings.save(
        counter,
        {
            "mail_server": at.host,
            "mail_port": at.port,
            "mail_user": at.user,
            "mail_from": "counter@bayside.example",
        },
    )


def letters(desk: MainWindow, counter: Counter, count: int) -> None:
    for at in range(1, count + 1):
        mailing.queue(counter, replace(LETTER, document_id=at, document=f"Tax Invoice 1000{at}"))
    desk.changes.tell("mail")


def states(counter: Counter) -> list[str]:
    with counter.db.read() as session:
        return list(session.scalars(select(models.Mail.state).order_by(models.Mail.id)))


def quiet(qtbot: QtBot, sender: Sender) -> None:
    qtbot.waitUntil(lambda: not sender.running, timeout=10_000)


@pytest.fixture
def outgoing(desk: MainWindow) -> Callable[[], OutgoingMail]:
    def opened() -> OutgoingMail:
        window = desk.open("mail")
        assert isinstance(window, OutgoingMail)
        return window

    return opened


# ── documents ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def an_invoice_by_mail(counter: Counter, hands: Hands, **facts: str) -> None:
    facts = {"invoice_by": "email", "email": "office@posted.example"} | facts
    make.a_debtor(counter, "Posted Pty", code="POST", **facts)
    make.a_part(counter, "CAB-220", on_hand=9)
    hands.type("post").press("Enter").type("cab220").press("Enter", "F12")


def beside_the_number(desk: MainWindow, qtbot: QtBot) -> str:
    """What a recalled invoice says of itself in its head."""
    shown = desk.open("parts_invoicing", invoice_id=1)
    assert isinstance(shown, PartsInvoicing)
    qtbot.waitUntil(lambda: "10001" in shown.windowTitle())
    return shown._head.document.text()


def shown_preview() -> preview.Preview:
    """The dialog in front; it is deaf to keys that were pressed before anybody could see it."""
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, preview.Preview)
    return dialog


def test_an_invoice_goes_with_its_pdf_and_shows_that_it_has(
    desk: MainWindow, invoicing: PartsInvoicing, hands: Hands, counter: Counter, server: Running, sender: Sender,
    qtbot: QtBot,
) -> None:  # fmt: skip
    an_invoice_by_mail(counter, hands)
    assert "it goes to office@posted.example by e-mail" in hands.said
    assert desk.status_line.mail == "1 e-mail waiting"
    quiet(qtbot, sender)
    (mail,) = server.manners.taken
    assert (mail["X-To"], mail["Subject"]) == ("office@posted.example", "Tax Invoice 10001 – Bayside Parts")
    (file,) = mail.iter_attachments()
    assert file.get_filename() == "Tax Invoice 10001.pdf"
    assert file.get_content().startswith(b"%PDF")
    assert desk.status_line.mail == ""
    assert documents.invoice_facts(counter, 1).copy
    assert beside_the_number(desk, qtbot) == "Invoice 10001 · finalised · e-mailed 16 Nov"


def test_a_buyer_with_an_abn_gets_the_e_invoice_too(
    invoicing: PartsInvoicing, hands: Hands, counter: Counter, server: Running
) -> None:
    settings.save(counter, {"address": "1 High St\nBayside VIC 3000"})
    an_invoice_by_mail(counter, hands, abn="53 004 085 616", address="2 Low St\nBayside VIC 3000")
    assert mailing.send_waiting(counter, mailing.transport(counter)).sent == 1
    sheet, e_invoice = server.manners.taken[0].iter_attachments()
    assert sheet.get_filename() == "Tax Invoice 10001.pdf"
    assert e_invoice.get_content_type() == "application/xml"
    assert b"urn:peppol:pint:billing-1@aunz-1" in e_invoice.get_content()


def test_a_credit_goes_with_its_adjustment_note_and_its_e_invoice(
    desk: MainWindow, invoicing: PartsInvoicing, hands: Hands, counter: Counter, server: Running
) -> None:
    settings.save(counter, {"address": "1 High St\nBayside VIC 3000"})
    an_invoice_by_mail(counter, hands, abn="53 004 085 616", address="2 Low St\nBayside VIC 3000")
    desk.open("credits")
    hands.type("10001").press("Enter").type("void").press("Enter", "F6", "F12")
    assert "it goes to office@posted.example by e-mail" in hands.said
    assert mailing.send_waiting(counter, mailing.transport(counter)).sent == 2
    note, e_invoice = server.manners.taken[1].iter_attachments()
    assert note.get_content().startswith(b"%PDF")
    assert b"<CreditNote" in e_invoice.get_content() or b":CreditNote" in e_invoice.get_content()


def test_an_invoice_that_could_not_go_says_so_where_it_is_shown(
    desk: MainWindow, invoicing: PartsInvoicing, hands: Hands, counter: Counter, qtbot: QtBot
) -> None:
    with a_server(manners=Manners("rcpt", "550 no such user here")) as server:
        set_up(counter, server)
        sender = Sender(desk.context, desk)
        an_invoice_by_mail(counter, hands)
        quiet(qtbot, sender)
    assert "Tax Invoice 10001 to office@posted.example: localhost refused office@posted.example" in hands.said
    assert desk.status_line.mail == "1 e-mail to look at"
    assert not documents.invoice_facts(counter, 1).copy
    assert beside_the_number(desk, qtbot) == "Invoice 10001 · finalised · e-mail refused"


def test_an_invoice_is_e_mailed_again_from_its_preview(
    invoicing: PartsInvoicing, hands: Hands, counter: Counter, server: Running, prompter: ScriptedPrompter,
) -> None:  # fmt: skip
    an_invoice_by_mail(counter, hands)
    mailing.withdraw(counter, 1)
    prompter.expect(WhichSheet, "invoice").expect_text("boss@posted.example")
    hands.then(lambda: shown_preview().mail()).press("Ctrl+P")
    assert hands.said.endswith("Tax Invoice 10001: it goes to boss@posted.example by e-mail.")
    assert states(counter) == ["withdrawn", "waiting"]


def test_a_preview_says_what_keeps_a_document_from_being_e_mailed(
    invoicing: PartsInvoicing, hands: Hands, counter: Counter, server: Running, prompter: ScriptedPrompter
) -> None:
    an_invoice_by_mail(counter, hands)
    prompter.expect(WhichSheet, "invoice").expect_text("office@posted.example").expect_text(None)
    told: list[str] = []

    def twice() -> None:
        dialog = shown_preview()
        dialog.mail()
        told.append(dialog.message)
        dialog.mail()
        dialog.reject()

    hands.then(twice).press("Ctrl+P")
    assert told == [
        "Tax Invoice 10001 is on its way to office@posted.example already. Accounts, Outgoing E-mail shows it."
    ]
    assert states(counter) == ["waiting"]


def test_a_stock_order_goes_by_mail_and_its_supplier_without_an_address_is_asked_for(
    desk: MainWindow, hands: Hands, counter: Counter, server: Running, sender: Sender, prompter: ScriptedPrompter,
    qtbot: QtBot,
) -> None:  # fmt: skip
    make.a_creditor(counter, "Repco Wholesale", code="REPCO")
    make.a_part(counter, "CAB-220", on_hand=0)
    desk.open("stock_order")
    prompter.expect(SendStockOrder, "e-mail").expect_text("orders@repco.example")
    hands.type("repco").press("Enter").type("10*cab220").press("F12")
    assert "It goes to orders@repco.example by e-mail." in hands.said
    quiet(qtbot, sender)
    (mail,) = server.manners.taken
    assert mail["X-To"] == "orders@repco.example"
    body = mail.get_body()
    assert body is not None and "10 each  CAB-220" in body.get_content()
    with counter.db.read() as session:
        (run,) = session.scalars(select(models.PaperRun))
        assert (run.document_kind, run.sheet, run.how) == ("stock order", "stock order", "e-mail")


# ── the outbox by itself ──────────────────────────────────────────────────────────────────────────────────────────────


def test_what_waits_goes_at_start_and_after_the_line_was_down(
    desk: MainWindow, counter: Counter, qtbot: QtBot, hands: Hands
) -> None:
    with a_server() as gone:
        set_up(counter, gone)
    letters(desk, counter, 2)
    sender = Sender(desk.context, desk)
    sender.look()
    quiet(qtbot, sender)
    assert "cannot be reached" in hands.said
    assert states(counter) == ["failed", "waiting"]
    with a_server() as back:
        set_up(counter, back)
        sender.look()
        quiet(qtbot, sender)
        assert states(counter) == ["failed", "sent"]
        counter.clock.go_on(minutes=2)  # type: ignore[attr-defined]
        sender.look()
        quiet(qtbot, sender)
        assert len(back.manners.taken) == 2
    assert states(counter) == ["sent", "sent"]


def test_people_go_on_working_while_a_server_stalls_and_closing_waits_for_it(
    desk: MainWindow, counter: Counter, sender: Sender, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_server(manners=Manners("rcpt", stalls=True)) as server:
        set_up(counter, server)
        monkeypatch.setattr(mailing.transport, "__defaults__", (1,))
        letters(desk, counter, 2)
        qtbot.waitUntil(lambda: states(counter) == ["sending", "waiting"])
        desk.open("parts")
        press("cab")
        assert desk.close()
        assert states(counter) == ["failed", "waiting"]


def test_a_missing_password_is_said_once_and_everything_waits(
    desk: MainWindow, counter: Counter, qtbot: QtBot, hands: Hands, ring: Memory
) -> None:
    with a_server(user=USER) as server:
        set_up(counter, server)
        sender = Sender(desk.context, desk)
        letters(desk, counter, 1)
        quiet(qtbot, sender)
        assert "password of shop at localhost is not known on this computer" in hands.said
        desk.say("")
        sender.look()
        quiet(qtbot, sender)
        assert hands.said == ""
        assert states(counter) == ["waiting"]


# ── the list ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_list_shows_what_happened_and_another_address_mends_it(
    desk: MainWindow, counter: Counter, hands: Hands, prompter: ScriptedPrompter,
    outgoing: Callable[[], OutgoingMail],
) -> None:  # fmt: skip
    with a_server(manners=Manners("rcpt", "550 no such user here")) as server:
        set_up(counter, server)
        letters(desk, counter, 1)
        window = outgoing()
        hands.press("F12")
        assert hands.said.startswith("! 0 e-mails sent. Tax Invoice 10001 to office@miller.example: localhost refused")
        assert window.current is not None and window.current.state == "refused"
        assert [each.outcome for each in window.history.shown()] == ["refused"]
        server.manners.at = ""
        prompter.expect_text("nowhere").expect_text(None)
        hands.press("F7")
        assert "“nowhere” is no e-mail address" in hands.said
        prompter.expect_text("new@miller.example")
        hands.press("F7", "F12")
        assert hands.said == "✓ 1 e-mail sent."
        assert [mail["X-To"] for mail in server.manners.taken] == ["new@miller.example"]
        assert window.current is None
        hands.press("Alt+S")
        assert window.current is not None and window.current.state == "sent"
        assert not window.action("do_try_again").isEnabled()


def test_what_may_have_gone_is_asked_about(
    desk: MainWindow, counter: Counter, hands: Hands, prompter: ScriptedPrompter,
    outgoing: Callable[[], OutgoingMail],
) -> None:  # fmt: skip
    with a_server(manners=Manners("after data", drops=True)) as server:
        set_up(counter, server)
        letters(desk, counter, 3)
        outgoing()
        hands.press("F12", "F12", "F12")
        assert states(counter) == ["unknown"] * 3
        assert len(server.manners.taken) == 3
        assert desk.status_line.mail == "3 e-mails to look at"
        server.manners.at = ""
        hands.press("F12")
        assert states(counter) == ["unknown"] * 3, "not even when everything is tried at once"
        prompter.expect(SendAgain, None).expect(SendAgain, "no").expect(SendAgain, "gone")
        hands.press("Enter", "Enter", "Enter")
        assert states(counter) == ["sent", "unknown", "unknown"]
        prompter.expect(SendAgain, "again")
        hands.press("F6", "F12")
        assert states(counter) == ["sent", "sent", "unknown"]
        assert len(server.manners.taken) == 4
        hands.press("Ctrl+Shift+Del")
        assert states(counter) == ["sent", "sent", "withdrawn"]
    assert mail_lists.every(counter) == ()
    assert desk.status_line.mail == ""


def test_the_list_is_opened_from_the_status_line(desk: MainWindow, counter: Counter) -> None:
    letters(desk, counter, 2)
    assert desk.status_line.mail == "2 e-mails waiting"
    desk.status_line.mail_clicked.emit()
    assert isinstance(desk.front, OutgoingMail)


# ── the set-up ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_server_is_typed_in_setup_and_tried_from_there(
    desk: MainWindow, counter: Counter, hands: Hands, ring: Memory, prompter: ScriptedPrompter
) -> None:
    with a_server(user=USER) as server:
        window = desk.open("setup")
        assert isinstance(window, Setup)
        press((KEY.Key_E, ALT))
        assert focus().accessibleName() == "Server"
        press("localhost", ENTER, (KEY.Key_A, CTRL), str(server.at.port), ENTER, ENTER, USER, ENTER)
        press("counter@bayside.example", ENTER, ENTER)
        field = focus()
        assert isinstance(field, QLineEdit)
        assert (field.accessibleName(), field.echoMode()) == ("Password", QLineEdit.EchoMode.Password)
        press("wrong")
        hands.press("Ctrl+T")
        assert "does not accept user shop with this password" in hands.said
        assert server.manners.taken == []
        field.setText(PASSWORD)  # letters that no test can press
        prompter.expect(LeaveUnsaved, "stay")
        assert not desk.close_tab(window)
        hands.press("F2")
        assert hands.said == "✓ Settings are saved."
        assert field.text() == ""
        hands.press("Ctrl+T")
        assert "Taken by the server" in hands.said
    assert [mail["X-To"] for mail in server.manners.taken] == ["counter@bayside.example"]
    assert list(ring.kept.values()) == [PASSWORD]
    with counter.db.read() as session:
        assert not [row for row in session.scalars(select(models.Setting)) if PASSWORD in row.value]
    assert window.unfinished() is None


def test_a_computer_without_a_keyring_says_so_and_keeps_the_settings(
    desk: MainWindow, counter: Counter, hands: Hands, server: Running
) -> None:
    settings.save(counter, {"mail_user": USER})
    window = desk.open("setup")
    assert isinstance(window, Setup)
    window.mail_page.password.setText(PASSWORD)
    with in_use(None):
        hands.press("F2")
    assert "no place to keep a password" in hands.said
    assert focus().accessibleName() == "Password"
    assert settings.load(counter).mail_user == USER


def test_a_new_password_lets_go_what_the_old_one_kept(
    desk: MainWindow, counter: Counter, hands: Hands, qtbot: QtBot
) -> None:
    with a_server(user=USER) as server:
        set_up(counter, server)
        mailing.keep_password(counter, "wrong")
        sender = Sender(desk.context, desk)
        letters(desk, counter, 2)
        quiet(qtbot, sender)
        assert states(counter) == ["refused", "waiting"]
        window = desk.open("setup")
        assert isinstance(window, Setup)
        window.mail_page.password.setText(PASSWORD)
        hands.press("F2")
        quiet(qtbot, sender)
        assert states(counter) == ["sent", "sent"]
    assert len(server.manners.taken) == 2
