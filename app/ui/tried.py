"""The windows and the paper of a program that was just built, tried once; it must not know whose shop it is."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication, QDialog

from app.desk_settings import DeskSettings
from app.printing.sheets import lay_out
from app.rules.faults import Refused
from app.services.counter import Counter
from app.services.sales import documents
from app.ui import start
from app.ui.kit.commands import WINDOWS
from app.ui.kit.sheets import ink
from app.ui.main_window import MainWindow

_FONT: Final = "IBM Plex Sans"
_PATIENCE: Final = 120_000
"""Milliseconds until a desk that has not shown all its windows counts as stuck."""
_LOOK: Final = 20
"""Milliseconds between two windows."""


def desk_opens(place: Path) -> int:
    """Open the desk on this shop, each of its windows once, and close it again; how many there were.

    Raises Refused when a window cannot be opened, a dialog comes up, or nothing happens.
    """
    app = _application()
    visitor = _Visitor(app)
    code = start.open_desk(str(place), DeskSettings(), remember=False)
    visitor.leave()
    if visitor.fault:
        raise Refused(visitor.fault)
    if code != 0 or visitor.left:
        raise Refused(f"the desk ended with {code} before all its windows were seen.")
    return len(WINDOWS)


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

    def __init__(self, app: QApplication) -> None:
        self._app = app
        self.left = list(WINDOWS)
        self.fault = ""
        self._look = QTimer(interval=_LOOK)
        self._look.timeout.connect(self._next)
        self._look.start()
        self._stuck = QTimer(singleShot=True, interval=_PATIENCE)
        self._stuck.timeout.connect(lambda: self._give_up("the desk did not show all its windows in time."))
        self._stuck.start()

    def leave(self) -> None:
        """Nobody looks any more."""
        self._look.stop()
        self._stuck.stop()

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
            desk.close()
            return
        name = self.left.pop(0)
        try:
            desk.open(name)
        except Exception as fault:  # noqa: BLE001 – the loop would swallow it, and the visit goes on without that window
            self._give_up(f"the window {name} does not open: {type(fault).__name__}, {fault}")

    def _give_up(self, sentence: str) -> None:
        self.fault = self.fault or sentence
        if self._app.activeModalWidget() is None:
            self._app.exit(1)


def _application() -> QApplication:
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    return app
