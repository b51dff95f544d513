"""The windows and the paper of a program that was just built, tried once; it must not know whose shop it is."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from PySide6.QtCore import QProcess, QTimer
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication, QDialog

from app.desk_settings import DeskSettings
from app.printing.sheets import lay_out
from app.rules.faults import Refused
from app.rules.label_facts import STOCKS, USUAL_STOCK, LabelFacts, LabelsFacts
from app.services.counter import Counter
from app.services.sales import documents
from app.ui import start
from app.ui.kit.commands import WINDOWS
from app.ui.kit.sheets import ink
from app.ui.main_window import MainWindow

_FONT: Final = "IBM Plex Sans"
_EAN: Final = "9312345678907"
_PATIENCE: Final = 120_000
"""Milliseconds until a desk that has not shown all its windows counts as stuck."""
_LOOK: Final = 20
"""Milliseconds between two windows."""


def desk_opens(place: Path, *, twice: bool = False) -> int:
    """Open the desk on this shop, each of its windows once, and close it again; how many there were.

    With `twice` the program is started a second time meanwhile, which must find the first and end by itself. Raises
    Refused when a window cannot be opened, a dialog comes up, a second desk opens, or nothing happens.
    """
    app = _application()
    visitor = _Visitor(app, _second_start(place) if twice else None)
    code = start.open_desk(str(place), DeskSettings(), remember=False)
    visitor.leave()
    if visitor.fault:
        raise Refused(visitor.fault)
    if code != 0 or visitor.left:
        raise Refused(f"the desk ended with {code} before all its windows were seen.")
    return len(WINDOWS)


def _second_start(place: Path) -> list[str]:
    """How this very program is started once more on that shop."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "app"]
    return [*program, "--database", str(place)]


def prints_labels(path: Path) -> int:
    """Write labels with both kinds of bars as a PDF; its size. Raises Refused when one has none."""
    _application()
    wanted = tuple(LabelFacts("SMOKE-1", "Part", "", code, 1, "part") for code in ("SMOKE-1", _EAN))
    facts = LabelsFacts(wanted, STOCKS[USUAL_STOCK])
    ink.save(ink.pdf(pages := lay_out(facts, ink.measure), "Labels"), path)
    if not all(page.bars for page in pages):
        raise Refused("a label has no barcode.")
    return path.stat().st_size


def prints(counter: Counter, invoice_id: int, path: Path) -> int:
    """Write the invoice as a PDF in the font that the program comes with; its size. Raises Refused when it is none."""
    _application()
    facts = documents.invoice_facts(counter, invoice_id)
    ink.save(ink.pdf(lay_out(facts, ink.measure), facts.title), path)
    content = path.read_bytes()
    if not content.startswith(b"%PDF-") or _FONT not in QFontDatabase.families():
        raise Refused("the tax invoice is no PDF in the font that the program comes with.")
    return len(content)


class _Visitor:
    """Opens one window after the other as soon as there is a desk, then closes it; `fault` is what went wrong."""

    def __init__(self, app: QApplication, second_start: list[str] | None) -> None:
        self._app = app
        self._second_start = second_start
        self._second = QProcess()
        self._second.finished.connect(self._was_second)
        self.left = list(WINDOWS)
        self.fault = ""
        self._look = QTimer(interval=_LOOK)
        self._look.timeout.connect(self._next)
        self._look.start()
        self._stuck = QTimer(singleShot=True, interval=_PATIENCE)
        self._stuck.timeout.connect(self._waited_too_long)
        self._stuck.start()

    def leave(self) -> None:
        """Nobody looks any more."""
        self._look.stop()
        self._stuck.stop()
        if self._second.state() != QProcess.ProcessState.NotRunning:
            self._second.kill()
            self._second.waitForFinished()

    def _next(self) -> None:
        dialog = self._app.activeModalWidget()
        if dialog is not None:
            self._give_up(f"the dialog “{dialog.windowTitle()}” came up at {self.left[:1]}.")
            if isinstance(dialog, QDialog):
                dialog.reject()
            return
        desk = next((each for each in self._app.topLevelWidgets() if isinstance(each, MainWindow)), None)
        if desk is None or desk.front is None:
            return
        if self.fault or not self.left:
            if self._second_start is None or self.fault:
                desk.close()
            elif self._second.state() == QProcess.ProcessState.NotRunning:
                self._second.start(self._second_start[0], self._second_start[1:])
                if not self._second.waitForStarted():
                    self._give_up("the program could not be started a second time.")
            return
        name = self.left.pop(0)
        try:
            desk.open(name)
        except Exception as fault:  # noqa: BLE001 – the loop would swallow it, and the visit goes on without that window
            self._give_up(f"the window {name} does not open: {type(fault).__name__}, {fault}")

    def _was_second(self, code: int, ended: QProcess.ExitStatus) -> None:
        self._second_start = None
        if code != 0 or ended != QProcess.ExitStatus.NormalExit:
            self._give_up(f"a second start, which was to bring this desk to the front, ended with {code}.")

    def _waited_too_long(self) -> None:
        seen = not self.left and self._second_start is not None
        self._give_up(
            f"{'a second start did not find the desk' if seen else 'the desk did not show all its windows'} in time."
        )

    def _give_up(self, sentence: str) -> None:
        self.fault = self.fault or sentence
        if self._app.activeModalWidget() is None:
            self._app.exit(1)


def _application() -> QApplication:
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    return app
