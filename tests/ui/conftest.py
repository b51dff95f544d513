"""What the tests of windows stand on: a desk on a real shop, dressed, shown and in front, and somebody who answers."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.rules.dates import USUAL
from app.services.counter import Counter
from app.ui.kit import busy, dates, style
from app.ui.kit.sheets import queues
from app.ui.main_window import MainWindow
from app.ui.windows.parts_invoicing.window import PartsInvoicing
from tests import make
from tests.faults.own_server import OwnServer, own_server
from tests.ui.desks import Desks, in_front
from tests.ui.hands import Hands
from tests.ui.scripted import ScriptedPrompter


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> QApplication:
    """The application in its light dress."""
    style.apply(qapp, "light")
    return qapp


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    """The counter of a new shop."""
    counter = make.a_shop(tmp_path)
    yield counter
    counter.db.close()


@pytest.fixture
def prompter(counter: Counter) -> Iterator[ScriptedPrompter]:
    """Somebody who answers by script; at the end everything expected must have been asked."""
    scripted = ScriptedPrompter(counter)
    yield scripted
    scripted.finished()


@pytest.fixture(autouse=True)
def _usual_dates() -> Iterator[None]:
    """No test leaves dates in another order to the next one."""
    yield
    dates.use(USUAL)


@pytest.fixture
def desk(dressed: QApplication, qtbot: QtBot, counter: Counter, prompter: ScriptedPrompter) -> Iterator[MainWindow]:
    """The empty desk, in front; `desk.open("parts_invoicing")` lays a window on it."""
    with in_front(MainWindow(counter, "Bayside Parts", prompter=prompter), qtbot) as window:
        yield window


@pytest.fixture
def desks(
    dressed: QApplication,
    counter: Counter,
    prompter: ScriptedPrompter,
    qtbot: QtBot,
    tmp_path: Path,
) -> Iterator[Desks]:
    """A desk with Home on it that keeps drafts, and may die; this counter has no printer."""
    made = Desks(counter, prompter, qtbot, tmp_path / "drafts")
    yield made
    made.end()


@pytest.fixture
def hands(desk: MainWindow) -> Hands:
    """Somebody at the keyboard of that desk."""
    return Hands(desk)


@pytest.fixture
def invoicing(desk: MainWindow, counter: Counter) -> PartsInvoicing:
    """An empty parts invoice in front. MILLER buys on account with backorders; this counter has no printer."""
    make.a_debtor(counter, code="MILLER")
    opened = desk.open("parts_invoicing")
    assert isinstance(opened, PartsInvoicing)
    return opened


@pytest.fixture(autouse=True)
def nothing_stays_open(qapp: QApplication) -> Iterator[None]:
    """A dialog left open would hang the next test; windows that wait to be deleted would slow down all others."""
    yield
    left = QApplication.activeModalWidget()
    title = "" if left is None else left.windowTitle()
    if left is not None:
        left.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    if left is not None:
        pytest.fail(f"{title} was left open.")


@pytest.fixture(scope="module")
def own() -> Iterator[OwnServer]:
    """A server of these tests' own, with a shop on it."""
    with own_server() as made:
        yield made


@pytest.fixture(autouse=True, scope="session")
def no_printer() -> Iterator[None]:
    """Nothing of these tests comes out of a printer of this computer: they ask at a port where nobody listens."""
    with pytest.MonkeyPatch.context() as patch, socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        patch.setenv("CUPS_SERVER", f"127.0.0.1:{nobody.getsockname()[1]}")
        if sys.platform == "win32":
            patch.setattr(queues, "_system", lambda: None)
        yield


@pytest.fixture(autouse=True, scope="session")
def a_busy_machine_blinks_slowly() -> Iterator[None]:
    """What is read while somebody types has come before the next key, however busy the machine is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(busy, "A_BLINK", 30_000)
        yield
