"""A desk that goes without a word, and the next one: the same tabs, lines and cursor, and nothing said twice."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.desk_drafts import DeskDrafts
from app.rules.questions import PutOnBackorder
from app.services.counter import Counter
from app.ui.kit.window import TaskWindow
from app.ui.main_window import SMALLEST, MainWindow
from tests.make import a_debtor, a_part
from tests.ui.hands import Hands
from tests.ui.invoices import open_cell
from tests.ui.scripted import ScriptedPrompter

D = Decimal


class Desks:
    """One desk after the other on the same shop, each on what the disk held when the last one went."""

    def __init__(self, counter: Counter, prompter: ScriptedPrompter, qtbot: QtBot, folder: Path) -> None:
        self._counter, self._prompter, self._qtbot, self._folder = counter, prompter, qtbot, folder
        self._gone: list[tuple[MainWindow, DeskDrafts]] = []
        self.start()

    def start(self) -> None:
        """The program starts."""
        self.drafts = DeskDrafts(self._folder / str(len(self._gone)))
        self.desk = MainWindow(self._counter, "Bayside Parts", prompter=self._prompter, drafts=self.drafts)
        self.desk.resize(SMALLEST)
        self.desk.show()
        self.desk.activateWindow()
        self._qtbot.waitActive(self.desk)
        self.hands = Hands(self.desk)
        self.desk.open("home")
        self.desk.drafts.take_up()

    def dies(self, says: str = "taken up again") -> None:
        """The program is gone from one moment to the next; it is started again, and says this."""
        here = self._folder / str(len(self._gone))
        shutil.copytree(here, self._folder / str(len(self._gone) + 1))
        self.desk.hide()
        self._gone.append((self.desk, self.drafts))
        self.start()
        self._qtbot.waitUntil(lambda: says in self.hands.said)

    def quits(self) -> None:
        """Ctrl+Q, and nothing is asked."""
        self.hands.press("Ctrl+Q")
        assert not self.desk.isVisible()
        self.drafts.close()

    @property
    def front(self) -> TaskWindow:
        assert self.desk.front is not None
        return self.desk.front

    def titles(self) -> list[str]:
        return [window.windowTitle() for window in self.desk.windows()]

    def end(self) -> None:
        for desk, drafts in [*self._gone, (self.desk, self.drafts)]:
            for window in desk.windows():
                window.unfinished = lambda: None  # type: ignore[method-assign]
            desk.close()
            desk.deleteLater()
            drafts.close()


@pytest.fixture
def desks(
    dressed: QApplication,
    counter: Counter,
    prompter: ScriptedPrompter,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Desks]:
    """A desk with Home on it. MILLER buys on account; of CAB-220 there are 2, of OIL-5 there are 50."""
    monkeypatch.setattr(QPrinterInfo, "availablePrinters", list)
    a_debtor(counter, "Miller Motors", code="MILLER")
    a_part(counter, "CAB-220", on_hand=2)
    a_part(counter, "OIL-5", on_hand=50)
    made = Desks(counter, prompter, qtbot, tmp_path / "drafts")
    yield made
    made.end()


def typed(window: TaskWindow) -> list[tuple[str, Decimal, Decimal]]:
    draft = window.draft  # type: ignore[attr-defined]
    return [(line.number, line.ordered, line.supplied) for line in draft.lines]


def test_the_same_tab_lines_and_cursor(desks: Desks, prompter: ScriptedPrompter) -> None:
    prompter.expect(PutOnBackorder, "yes")
    desks.hands.press("Ctrl+2").type("miller").press("Enter")
    desks.hands.type("cab220").press("Enter").type("5").press("Enter")
    desks.hands.type("oil5").press("Enter").type("4").press("Enter")
    QApplication.processEvents()
    desks.dies()
    assert desks.hands.said == "✓ 1 unfinished document was taken up again."
    assert desks.titles() == ["Home", "Parts Invoicing – MILLER"]
    assert typed(desks.front) == [("CAB-220", D(5), D(2)), ("OIL-5", D(4), D(4))]
    assert desks.hands.at == "Lines"
    desks.hands.type("oil5")
    assert open_cell() == "oil5"
