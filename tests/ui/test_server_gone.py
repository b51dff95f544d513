"""The server goes while somebody types: the bar, the draft whole, and one invoice when it is back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app import models
from app.rules.mail import Letter, Outcome
from app.services import check, mailing, settings
from app.services.counter import Counter
from app.services.sales import documents
from app.ui.kit.faults import LOG, Faults
from app.ui.kit.not_saved import NotSavedBar
from app.ui.kit.records.lists import RecordList
from app.ui.kit.sheets import mail
from app.ui.kit.sheets.paper import SaveAsPdf
from app.ui.live import Live
from app.ui.main_window import MainWindow
from app.ui.ready import Ready
from app.ui.windows.parts_invoicing.window import PartsInvoicing
from tests.faults.own_server import OwnServer
from tests.make import a_part, stock
from tests.proxy import Cable, cable
from tests.ui.desks import in_front
from tests.ui.hands import Hands
from tests.ui.scripted import ScriptedPrompter

D = Decimal
BACK_WITHIN = 30_000


@pytest.fixture
def line(own: OwnServer) -> Iterator[Cable]:
    with cable(own.place) as made:
        yield made


@pytest.fixture
def counter(own: OwnServer, line: Cable) -> Iterator[Counter]:
    """The counter of a desk whose cable to the server can be cut."""
    made = own.counter(line.address)
    yield made
    made.db.close()


@pytest.fixture
def desk(
    dressed: QApplication, qtbot: QtBot, counter: Counter, prompter: ScriptedPrompter, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[MainWindow]:  # fmt: skip
    """The desk as it is started: it listens to the server, and what nobody caught is reported."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr("threading.excepthook", sys.excepthook)
    before = qInstallMessageHandler(None)
    faults = Faults(tmp_path / "log" / "parts.log")
    faults.install()
    ready = Ready(counter)
    window = MainWindow(counter, "Bayside Parts", prompter=prompter, ready=ready.count)
    faults.say = window.say
    live = Live(window, counter.db, ready)
    with in_front(window, qtbot):
        yield window
        live.close()
    qInstallMessageHandler(before)
    for handler in list(LOG.handlers):
        handler.close()
        LOG.removeHandler(handler)


def bar(window: PartsInvoicing) -> str:
    """What the bar on top of the window says, empty while there is none; it listens to keys when this returns."""
    found = window.findChild(NotSavedBar)
    while found.deaf:
        QTest.qWait(5)
    return " ".join(label.text() for label in found.findChildren(QLabel)) if found.isVisible() else ""


def test_stopped_and_started_again_there_is_one_invoice(
    own: OwnServer, desk: MainWindow, counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing,
    hands: Hands, qtbot: QtBot,
) -> None:  # fmt: skip
    cab = a_part(counter, "CAB-220", on_hand=9)
    hands.type("miller").press("Enter").type("cab220").press("Enter").type("4").press("Enter")
    own.crash()
    hands.press("F12")
    assert "! Not saved" in bar(invoicing) and "does not answer" in bar(invoicing)
    assert [(line.number, line.ordered) for line in invoicing.draft.lines] == [("CAB-220", D(4))]
    assert hands.at == "Retry"
    hands.press("Space")
    assert "! Not saved" in bar(invoicing)
    own.server.start()
    qtbot.waitUntil(lambda: "127.0.0.1 is back." in desk.status_line.sentence, timeout=BACK_WITHIN)
    assert bar(invoicing) == "! Not saved The server is back: Retry saves it."
    prompter.expect(SaveAsPdf, "none")
    hands.press("Space")
    assert bar(invoicing) == ""
    assert stock(counter, cab)[0] == D(5)
    assert invoicing.draft.lines == [] and hands.at == "Debtor"


def test_an_answer_lost_while_finalising_is_found_by_retry(
    desk: MainWindow, counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands,
    line: Cable,
) -> None:  # fmt: skip
    hose = a_part(counter, "HOSE", on_hand=9)
    hands.type("miller").press("Enter").type("hose").press("Enter").type("3").press("Enter")
    line.lose("the answer")
    hands.press("F12")
    assert "Retry finds out; nothing is saved twice" in bar(invoicing)
    prompter.expect(SaveAsPdf, "none")
    hands.press("Space")
    assert bar(invoicing) == ""
    assert stock(counter, hose)[0] == D(6)
    assert [proved.says for proved in check.prove(counter) if not proved.holds] == []


def test_an_e_mail_whose_way_into_the_outbox_is_unknown_has_a_retry_and_is_never_doubled(
    desk: MainWindow, counter: Counter, prompter: ScriptedPrompter, invoicing: PartsInvoicing, hands: Hands,
    line: Cable,
) -> None:  # fmt: skip
    a_part(counter, "LAMP", on_hand=9)
    settings.save(counter, {"mail_server": "mail.example", "mail_from": "shop@example.com"})
    hands.type("miller").press("Enter").type("lamp").press("Enter").type("1").press("Enter")
    prompter.expect(SaveAsPdf, "none")
    hands.press("F12")
    with counter.db.read() as session:
        invoice = session.scalars(select(models.Invoice).order_by(models.Invoice.id.desc()).limit(1)).one()
    facts = documents.invoice_facts(counter, invoice.id)
    letter = Letter("invoice", invoice.id, facts.title, "tax invoice", "kim@example.com", facts.title, "Attached.")
    line.lose("the answer")
    assert mail.send(invoicing, letter, facts) == "not in the outbox yet, Retry puts it there"
    assert "Retry finds out; nothing is saved twice" in bar(invoicing)
    gone = mailing.send_waiting(counter, lambda _message: Outcome("sent", "Sent."))  # another desk is quick
    assert gone.sent == 1
    hands.press("Space")
    assert bar(invoicing) == "" and hands.said.endswith("goes to kim@example.com by e-mail.")
    with counter.db.read() as session:
        assert session.scalars(select(models.Mail.state)).all() == ["sent"]


@pytest.mark.parametrize("name", ["mail", "journal", "statements"])
def test_an_empty_list_says_that_the_server_is_away_and_not_what_usually_fills_it(
    desk: MainWindow, counter: Counter, line: Cable, qtbot: QtBot, name: str
) -> None:
    counter.db.impatient_thread = None
    line.refuse()
    window = desk.open(name)
    lists = [each for each in window.findChildren(RecordList) if each.isVisible()]
    assert lists and all(each.table.unread.startswith("This could not be read: the server") for each in lists)
    line.let_in()
    qtbot.waitUntil(lambda: not any(each.table.unread for each in lists), timeout=BACK_WITHIN)


def test_whatever_is_pressed_meanwhile_ends_in_a_sentence(
    desk: MainWindow, counter: Counter, invoicing: PartsInvoicing, hands: Hands, line: Cable, qtbot: QtBot
) -> None:
    """No report of a bug, no window that hangs, and nothing typed is lost."""
    a_part(counter, "OIL", on_hand=9)
    hands.type("miller").press("Enter").type("oil").press("Enter").type("3").press("Enter")
    counter.db.impatient_thread = None
    line.refuse()
    for name in ("Ctrl+1", "Ctrl+3", "Ctrl+5", "Ctrl+6", "Ctrl+7", "Ctrl+8", "Ctrl+0"):
        hands.press(name)
        assert QApplication.activeModalWidget() is None
        if name in ("Ctrl+6", "Ctrl+0"):  # what reads when it opens says why it is empty
            qtbot.waitUntil(lambda: "does not answer" in desk.status_line.sentence)
    desk._tabs.setCurrentWidget(invoicing)
    hands.type("oil").press("Enter")
    qtbot.waitUntil(lambda: "does not answer" in desk.status_line.sentence)
    assert [(each.number, each.ordered) for each in invoicing.draft.lines][:1] == [("OIL", D(3))]
    assert QApplication.activeModalWidget() is None
    line.let_in()
