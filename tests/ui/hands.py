"""Hands on the keyboard of a counter: what is typed is data, all other keys are counted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.ui.main_window import MainWindow
from tests.ui import keys


class Hands:
    """`type` is the data itself, `press` are the other keys: `pressed` counts those."""

    def __init__(self, desk: MainWindow) -> None:
        self.pressed = 0
        self._desk = desk

    def type(self, text: str) -> Hands:
        """Type letters and figures."""
        keys.press(text)
        return self

    def scan(self, code: str) -> Hands:
        """A barcode at a scanner's speed, and its Enter."""
        keys.scan(code)
        return self

    def press(self, *named: str) -> Hands:
        """Press keys by their names, for instance F12 or Ctrl+I."""
        for name in named:
            self.pressed += 1
            combination = QKeySequence(name)[0]
            keys.press((combination.key(), combination.keyboardModifiers()))
            if QApplication.focusWidget() is None:  # a dialog was open; the desk comes to the front again
                self._desk.activateWindow()
                QTest.qWaitForWindowActive(self._desk)
        return self

    def then(self, act: Callable[[], object]) -> Hands:
        """What is done as soon as the next dialog is open."""

        def when_open() -> None:
            dialog, focus = QApplication.activeModalWidget(), QApplication.focusWidget()
            if dialog is None or focus is None or focus.window() is not dialog:
                QTimer.singleShot(5, when_open)
            else:
                act()

        QTimer.singleShot(0, when_open)
        return self

    @property
    def said(self) -> str:
        """The sentence on the status line."""
        return self._desk.status_line.sentence

    @property
    def at(self) -> str:
        """What has the focus, as a screen reader calls it."""
        return keys.focus().accessibleName()
