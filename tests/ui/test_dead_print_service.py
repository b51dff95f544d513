"""A print service that is there and never answers: the desk goes on, the bar tells it, closing waits and then asks."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app import models
from app.rules.papers import Printed, Printing
from app.services.counter import Counter
from app.ui import no_shop
from app.ui.kit import busy
from app.ui.kit.sheets import cups, not_printed, queues
from app.ui.kit.sheets.not_printed import LeaveSheets
from app.ui.kit.sheets.paper import Paper, SaveAsPdf
from app.ui.main_window import MainWindow
from app.ui.windows.start.first_start import FirstStart
from tests import make
from tests.printing.samples import LONG, ONE_LINE
from tests.ui.buying import typist
from tests.ui.keys import ALT, CTRL, ENTER, KEY, SHIFT, focus, press
from tests.ui.scripted import ScriptedPrompter

pytestmark = pytest.mark.skipif(
    os.name == "nt" or cups.Cups.found() is None, reason="CUPS is for Linux and macOS, and is not on every computer"
)
_BY_COUNTER = Printing(documents=Printed("COUNTER"))
_SAID = (
    "The printer COUNTER does not answer: the print service is there and says nothing. "
    f"{ONE_LINE.title} is not printed yet; nothing of it is lost."
)


class Silent:
    """A print service that takes every connection and says nothing, until it is `hung_up`."""

    def __init__(self) -> None:
        self._listening = socket.socket()
        self._listening.bind(("127.0.0.1", 0))
        self._listening.listen(50)
        self.server = f"127.0.0.1:{self._listening.getsockname()[1]}"
        self.asked = threading.Event()
        self._taken: list[socket.socket] = []
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        while True:
            try:
                taken, _who = self._listening.accept()
            except OSError:
                return
            self._taken.append(taken)
            self.asked.set()

    def hang_up(self) -> None:
        """It is switched off: whoever waits for it hears so."""
        with suppress(OSError):  # it may be hung up already
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for each in self._taken:
            each.close()


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> Iterator[Silent]:
    """Waited for as long as the test lasts; people are waited for only a blink."""
    made = Silent()
    monkeypatch.setenv("CUPS_SERVER", made.server)
    monkeypatch.setattr(cups, "_ANSWERS_WITHIN", 600)
    monkeypatch.setattr(busy, "A_BLINK", 20)
    yield made
    made.hang_up()


@pytest.fixture
def printing(desk: MainWindow, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    monkeypatch.setattr(desk.context.paper, "_printing", lambda: _BY_COUNTER)
    return desk


def test_a_sale_goes_on_while_the_service_is_waited_for_and_the_bar_tells_the_end(
    silent: Silent, printing: MainWindow, counter: Counter, qtbot: QtBot
) -> None:
    make.a_debtor(counter, code="MILLER")
    make.a_part(counter, "CAB-220", 9)
    printing.open("parts_invoicing")
    press("MILLER", ENTER, "CAB-220", ENTER, "1", ENTER, KEY.Key_F12)
    assert silent.asked.wait(20)
    assert "not printed" not in printing.status_line.sentence
    assert printing.not_printed.sentence == ""
    press("MILLER", ENTER, "CAB-220", ENTER, "2", ENTER, KEY.Key_F12)
    with counter.db.read() as session:
        invoices = session.scalars(select(models.Invoice)).all()
        assert [invoice.status for invoice in invoices] == ["finalised", "finalised"]
    silent.hang_up()
    qtbot.waitUntil(lambda: "Tax Invoice 10002" in printing.not_printed.sentence, timeout=20_000)
    assert "Tax Invoice 10001 is not printed yet; nothing of it is lost." in printing.not_printed.sentence
    with counter.db.read() as session:
        assert session.scalars(select(models.PaperRun)).all() == [], "what no queue took has not gone out"


def test_a_service_that_says_nothing_is_left_after_some_seconds_and_printing_again_says_so(
    silent: Silent, printing: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cups, "_ANSWERS_WITHIN", 0.3)
    printing.context.paper.print(ONE_LINE)
    assert printing.not_printed.sentence == ""
    qtbot.waitUntil(lambda: printing.not_printed.sentence == _SAID, timeout=20_000)
    monkeypatch.setattr(busy, "A_BLINK", 30_000)
    printing.open("home")
    press((KEY.Key_P, CTRL | SHIFT))
    assert "does not answer" in printing.status_line.sentence
    assert printing.not_printed.sentence == _SAID, "it can be printed again"
    printing.not_printed.leave()
    assert printing.not_printed.sentence == ""


def test_neither_the_preview_nor_setup_waits_for_it(silent: Silent, printing: MainWindow, qtbot: QtBot) -> None:
    preview = printing.context.paper.preview_dialog(LONG)
    with qtbot.waitActive(preview):
        preview.show()
        preview.activateWindow()
    qtbot.waitUntil(lambda: not preview.deaf)
    assert preview.message == ""
    qtbot.keyClick(preview.focusWidget(), KEY.Key_Return)
    assert preview.delivered == "printer"
    printing.open("setup")
    typist(printing, qtbot)((KEY.Key_L, ALT))
    assert focus().accessibleName() == "Documents"
    silent.hang_up()
    qtbot.waitUntil(lambda: LONG.title in printing.not_printed.sentence, timeout=20_000)


def test_the_first_start_does_not_wait_for_it(
    silent: Silent, dressed: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    window = FirstStart(str(tmp_path / "shop.db"), no_shop.begin, "Kim Lee", guard=0)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitActive(window)
    press("Bayside Parts", *(ENTER,) * 4)
    assert focus().accessibleName() == "Printer"
    assert silent.asked.wait(20)
    silent.hang_up()
    press(*(ENTER,) * 4)
    assert window.counter is not None
    window.counter.db.close()


def test_closing_the_desk_waits_for_sheets_and_then_asks(
    silent: Silent, printing: MainWindow, prompter: ScriptedPrompter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(not_printed, "GRACE", 100)
    monkeypatch.setattr(busy, "LEFT_AFTER", 0.1)
    printing.context.paper.print(ONE_LINE)
    prompter.expect(LeaveSheets, "stay")
    assert not printing.close()
    question = prompter.asked[-1]
    assert isinstance(question, LeaveSheets)
    assert question.sheets == (ONE_LINE.title,)
    prompter.expect(LeaveSheets, "leave")
    assert printing.close()


def test_a_desk_that_is_closed_waits_until_the_sheets_are_gone(
    silent: Silent, printing: MainWindow, qtbot: QtBot
) -> None:
    printing.context.paper.print(ONE_LINE)
    assert silent.asked.wait(20)
    QTimer.singleShot(50, silent.hang_up)
    assert printing.close(), "told at last that it is not printed; nobody is asked"


@pytest.mark.usefixtures("dressed")
def test_where_nobody_listens_at_all_there_is_no_printer_and_one_that_is_chosen_does_not_answer(
    prompter: ScriptedPrompter,
) -> None:
    assert queues.there() == queues.Printers()
    assert queues.missing("") == queues.NO_PRINTER
    prompter.expect(SaveAsPdf, "none")
    assert Paper(lambda: None, lambda: _BY_COUNTER, prompter, guard=0).deliver(ONE_LINE) == "none"
    question = prompter.asked[0]
    assert isinstance(question, SaveAsPdf)
    assert question.again
    assert question.reason == "The printer COUNTER does not answer: the print service of this computer is stopped."
    assert QApplication.activeModalWidget() is None
