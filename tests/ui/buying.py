"""How the tests of the windows of buying press keys: at the desk in front, in the find window, past a dialog."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from app.ui.main_window import MainWindow
from tests.ui.keys import Stroke, press

TypeKeys = Callable[..., None]


def typist(desk: MainWindow, qtbot: QtBot) -> TypeKeys:
    """Presses keys at the desk, which is brought back to the front first where nobody manages windows."""

    def type_keys(*strokes: Stroke) -> None:
        for stroke in strokes:
            if not desk.isActiveWindow():
                with qtbot.waitActive(desk):
                    desk.activateWindow()
            press(stroke)

    return type_keys


def in_dialog(desk: MainWindow, kind: type[QDialog], *strokes: Stroke, look: Callable[..., None] | None = None) -> None:
    """As soon as a dialog of this kind is up: looks at it, then presses these keys in it."""

    def act() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, kind) or not dialog.isActiveWindow() or getattr(dialog, "deaf", False):
            QTimer.singleShot(5, desk, act)
            return
        if look is not None:
            look(dialog)
        press(*strokes)

    QTimer.singleShot(0, desk, act)


def said(desk: MainWindow) -> str:
    """The sentence on the status line without its sign."""
    return desk.status_line.sentence.lstrip("×!✓ ")
