"""The server goes while the program starts, at whatever it is asked: a sentence with a way on, and then the desk."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QTimer, qInstallMessageHandler
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.desk_settings import DeskSettings
from app.services.counter import Counter
from app.ui import start
from app.ui.kit.asking.dialog import Dialog
from app.ui.kit.faults import LOG
from app.ui.main_window import MainWindow
from app.ui.windows.start.start_fault import StartFault
from tests import make
from tests.faults.own_server import OwnServer
from tests.proxy import Cable, cable
from tests.ui.keys import ENTER, press

SIGN_ON, CANNOT_OPEN = "Sign on", "Parts Counter cannot open the shop"
AWAY = "does not answer"


@pytest.fixture(scope="module")
def shop(own: OwnServer) -> Iterator[Counter]:
    """Two people work there, so that a start asks who is here."""
    counter = own.counter()
    make.somebody(counter, "Lee", "owner")
    yield counter
    counter.db.close()


@pytest.fixture
def line(own: OwnServer, shop: Counter) -> Iterator[Cable]:
    with cable(own.place) as made:
        yield made


@pytest.fixture(autouse=True)
def as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a start installs for the whole program is gone after it."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr("threading.excepthook", sys.excepthook)
    before = qInstallMessageHandler(None)
    yield
    qInstallMessageHandler(before)
    for handler in list(LOG.handlers):
        handler.close()
        LOG.removeHandler(handler)


@dataclass
class Somebody:
    """Who starts the program: tries again when the server does not answer, signs on, and closes the desk."""

    line: Cable
    met: list[str] = field(default_factory=list)
    desk: str = ""
    """What stood on the status line of the desk."""

    def starts(self) -> int:
        timer = QTimer(interval=5)
        timer.timeout.connect(self._look)
        timer.start()
        try:
            return start.open_desk(self.line.address, DeskSettings(), remember=False)
        finally:
            timer.stop()

    def _look(self) -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, Dialog) and not dialog.deaf:
            dialog.activateWindow()
            self._answer(dialog)
        for window in QApplication.topLevelWidgets():
            if dialog is None and isinstance(window, MainWindow) and window.isVisible():
                self.desk = window.status_line.sentence
                self.line.let_in()
                window.close()

    def _answer(self, dialog: Dialog) -> None:
        again = dialog.windowTitle() in self.met
        self.met.append(dialog.windowTitle())
        if isinstance(dialog, StartFault):
            assert AWAY in dialog.sentence
            self.line.let_in()
            press("t")
        elif dialog.windowTitle() == SIGN_ON:
            if again:  # it has said so, and stays open
                self.line.let_in()
            press(ENTER)
        else:
            dialog.reject()


@pytest.mark.parametrize(
    "times",
    [
        *(2, 38, 46, 52, 60, 80),
        *(pytest.param(times, marks=pytest.mark.long, id=f"long-{times}") for times in range(160)),
    ],
)
def test_gone_after_so_many_words_of_a_start(dressed: QApplication, qtbot: QtBot, line: Cable, times: int) -> None:
    line.refuse_after(times)
    person = Somebody(line)
    assert person.starts() == 0
    assert set(person.met) <= {CANNOT_OPEN, SIGN_ON}
    assert CANNOT_OPEN in person.met or person.met.count(SIGN_ON) > 1 or AWAY in person.desk
    assert "not being kept" not in person.desk


def test_nothing_is_asked_but_who_is_there_when_it_stays(dressed: QApplication, qtbot: QtBot, line: Cable) -> None:
    person = Somebody(line)
    assert person.starts() == 0
    assert person.met == [SIGN_ON] and person.desk == ""
