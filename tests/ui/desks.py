"""One desk after the other on the same shop, each on what the disk held when the last one went."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.desk_drafts import DeskDrafts
from app.services.counter import Counter
from app.ui.kit.window import TaskWindow
from app.ui.main_window import SMALLEST, MainWindow
from tests.ui import keys
from tests.ui.hands import Hands
from tests.ui.scripted import ScriptedPrompter


def come_to_the_front(window: MainWindow, qtbot: QtBot) -> None:
    """The desk is shown, in its smallest size, and listens to keys."""
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(SMALLEST)
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)


def put_away(window: MainWindow) -> None:
    """The desk is closed, and nobody is asked about what is unfinished on it."""
    for task in window.windows():
        task.unfinished = lambda: None  # type: ignore[method-assign]
    window.close()
    window.deleteLater()


@contextmanager
def in_front(window: MainWindow, qtbot: QtBot) -> Iterator[MainWindow]:
    """The desk in front for this long."""
    come_to_the_front(window, qtbot)
    yield window
    put_away(window)


class Desks:
    """`desk` is the one in front; `hands` are at it."""

    def __init__(self, counter: Counter, prompter: ScriptedPrompter, qtbot: QtBot, folder: Path) -> None:
        self._counter, self._prompter, self._qtbot, self._folder = counter, prompter, qtbot, folder
        self.place = "/shop.db"
        self._gone: list[tuple[MainWindow, DeskDrafts]] = []
        self.start()

    def start(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        """The program starts."""
        self.drafts = DeskDrafts(self._folder / str(len(self._gone)), self.place)
        self.desk = MainWindow(self._counter, "Bayside Parts", prompter=self._prompter, drafts=self.drafts)
        come_to_the_front(self.desk, self._qtbot)
        self.hands = Hands(self.desk)
        self.desk.open("home")
        meanwhile()
        self.desk.drafts.take_up()

    def dies(
        self,
        says: str = "taken up again",
        until: Callable[[], object] | None = None,
        meanwhile: Callable[[], None] = lambda: None,
    ) -> None:
        """The program is gone from one moment to the next; it is started again, and says this.

        `meanwhile` happens when the desk is open again and its drafts are not yet.
        """
        QApplication.processEvents()  # the cursor is kept in the next turn
        here = self._folder / str(len(self._gone))
        shutil.copytree(here, self._folder / str(len(self._gone) + 1))
        self.desk.hide()
        self._gone.append((self.desk, self.drafts))
        self.start(meanwhile)
        self.until(until or (lambda: says in self.hands.said))

    def says(self, sentence: str) -> None:
        """Wait until this is said."""
        self.until(lambda: sentence in self.hands.said)

    def until(self, happens: Callable[[], object]) -> None:
        """Wait until it happens."""
        self._qtbot.waitUntil(lambda: bool(happens()))

    def quits(self) -> None:
        """Ctrl+Q, and nothing is asked."""
        keys.press((keys.KEY.Key_Q, keys.CTRL))
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
            put_away(desk)
            drafts.close()
