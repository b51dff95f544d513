"""A desk with a parts invoice in front, and how long each key takes until the rows that it finds are painted.

The list beneath the cell is known by its accessible name alone; what finds the parts is nobody's business here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Final

from PySide6.QtCore import QAbstractItemModel, QEvent, QEventLoop, QObject, QTimer, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListView

from app.services.counter import Counter
from app.ui.kit import style
from app.ui.main_window import MainWindow
from tests.ui import keys

_WITHIN: Final = 2000
"""Milliseconds after which nobody would wait any longer."""
_LEFT: Final = 100


class Rows(QObject):
    """Knows when the list has got other rows, and when it was painted afterwards."""

    shown = Signal()
    """The rows of the key are on the screen."""

    def __init__(self) -> None:
        super().__init__()
        self._models: list[QAbstractItemModel] = []  # held, for each open cell has one of its own
        self._changed = False
        self.painted = False

    def begin(self) -> None:
        """A key is about to be pressed."""
        self._changed = self.painted = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Looks on; takes nothing away."""
        if event.type() == QEvent.Type.Paint:
            view = watched.parent()
            if isinstance(view, QListView) and view.accessibleName().startswith("Found"):
                self._listen(view.model())
                if self._changed and not self.painted:
                    self.painted = True
                    self.shown.emit()
        return False

    def _listen(self, model: QAbstractItemModel) -> None:
        """A list that is painted for the first time has got its rows just before."""
        if not any(model is each for each in self._models):
            self._models.append(model)
            self._changed = True
            for told in (model.rowsInserted, model.modelReset, model.dataChanged, model.layoutChanged):
                told.connect(self._has_changed)

    def _has_changed(self, *_about: object) -> None:
        self._changed = True


@contextmanager
def desk(app: QApplication, counter: Counter) -> Iterator[MainWindow]:
    """The program's own desk, shown and listening to keys."""
    style.apply(app, "light")
    window = MainWindow(counter, "Bayside Parts")
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    yield window
    for task in window.windows():
        task.unfinished = lambda: None  # type: ignore[method-assign]
    window.close()
    window.busy.close()
    window.deleteLater()
    app.processEvents()


def invoice_for(window: MainWindow, debtor_code: str) -> None:
    """A parts invoice for this debtor, the cursor in the first part cell."""
    window.open("parts_invoicing")
    keys.press(debtor_code, keys.ENTER)
    settle(_LEFT)


def settle(milliseconds: int) -> None:
    """Let the program do what it does by itself, in a loop that sleeps as its own does."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _leave_the_cell() -> None:
    """Esc closes the list, then the cell; the grid itself keeps the focus."""
    for _ in range(2):
        if isinstance(QApplication.focusWidget(), QLineEdit):
            keys.press(keys.ESC)
            settle(_LEFT)


def typed(app: QApplication, texts: list[str]) -> tuple[list[float], list[str]]:
    """Milliseconds from each key to its rows on the screen; and the texts for which none came.

    A text that goes on where the last one ended is one key more; another one begins the cell anew.
    """
    rows, before = Rows(), ""
    taken: list[float] = []
    missed: list[str] = []
    app.installEventFilter(rows)
    try:
        for text in texts:
            if not before or not text.startswith(before):
                _leave_the_cell()
                keys.press(text[:-1])
                settle(_LEFT)
            else:
                keys.press(text[len(before) : -1])
            loop = QEventLoop()
            rows.shown.connect(loop.quit)
            QTimer.singleShot(_WITHIN, loop, loop.quit)
            rows.begin()
            begun = perf_counter()
            keys.press(text[-1])
            if not rows.painted:
                loop.exec()
            if rows.painted:
                taken.append((perf_counter() - begun) * 1000)
            else:
                missed.append(text)
            before = text
    finally:
        app.removeEventFilter(rows)
    return taken, missed
