"""Hands on the keyboard: types and presses keys at whatever has the focus, and counts what is pressed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui.main_window import MainWindow


class Hands:
    """`type` is the data itself, `press` are the other keys: `pressed` counts those."""

    def __init__(self, qtbot: QtBot, desk: MainWindow) -> None:
        self.pressed = 0
        self._qtbot = qtbot
        self._desk = desk

    def type(self, text: str) -> Hands:
        """Type letters and figures, no faster than a person: they are never taken for a scan."""
        for letter in text:
            QTest.keyClicks(self._at(), letter, delay=-1)
        return self

    def press(self, *keys: str) -> Hands:
        """Press keys, for instance F12 or Ctrl+I."""
        for key in keys:
            self.pressed += 1
            combination = QKeySequence(key)[0]
            QTest.keyClick(self._at(), combination.key(), combination.keyboardModifiers())
        return self

    def in_the_dialog(self, act: Callable[[], object]) -> Hands:
        """What is done as soon as the next dialog is open."""

        def when_open() -> None:
            if QApplication.activeModalWidget() is None:
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
    def focus_name(self) -> str:
        """What has the focus, as a screen reader calls it."""
        return self._at().accessibleName()

    def _at(self) -> QWidget:
        modal = QApplication.activeModalWidget()
        return QApplication.focusWidget() or modal or self._desk
