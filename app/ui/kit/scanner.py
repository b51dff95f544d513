"""A barcode scanner is a keyboard that types fast and presses Enter: wherever that lands, it presses no button, answers
no question and is no figure; it must not know what becomes of a part.

In a grid the open cell sees to it by itself. Elsewhere a burst of keys that ends with Enter or Tab is a scan. Where
letters are commands – buttons, lists, ticks, choices – its keys are held back until it is plain that a person types; in
fields for figures what stood there before comes back. The scan then goes to the grid of the window, as a new line.
"""

from __future__ import annotations

from typing import Final, Protocol

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPlainTextEdit, QWidget
from shiboken6 import isValid

from app.rules import entry
from app.rules.faults import Refused, Unavailable
from app.ui.kit.asking.dialog import Dialog
from app.ui.kit.context import Tone
from app.ui.kit.entry.fields import DateField, NumberField
from app.ui.kit.grid.burst import SCANNER_GAP, Burst, is_only_held, is_sign
from app.ui.kit.grid.line_grid import LineGrid
from app.ui.kit.records.lists import RecordView

_HELD: Final = 2 * SCANNER_GAP
"""Milliseconds after the last key when it was a person after all."""


class Desk(Protocol):
    """The desk that is scanned at, as far as this needs it."""

    @property
    def front(self) -> QWidget | None:
        """The window in front."""

    def say(self, sentence: str, tone: Tone = "plain") -> None:
        """Put a sentence on the status line."""


class Scanner(QObject):
    """Watches whatever has the focus on this desk and its dialogs; a key without a time stamp is pressed by hand."""

    def __init__(self, window: QWidget, desk: Desk) -> None:
        super().__init__(window)
        self._window, self._desk = window, desk
        self._at: QWidget | None = None
        self._burst = Burst()
        self._held: list[QKeyEvent] = []
        self._by_hand = QTimer(self, singleShot=True, interval=_HELD)
        self._by_hand.timeout.connect(self._let_go)

    def follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        """The focus is here now; what was held for somebody else is dropped."""
        self._forget()
        if self._at is not None and isValid(self._at):
            self._at.removeEventFilter(self)
        self._at = new if new is not None and self._is_here(new) else None
        if self._at is not None:
            self._at.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys only; True keeps them from whoever has the focus."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and watched is self._at:
            return self._pressed(event)
        if event.type() == QEvent.Type.KeyRelease and isinstance(event, QKeyEvent) and watched is self._at:
            return self._released(event)
        return False

    def _released(self, event: QKeyEvent) -> bool:
        """A key that is held back is released after it is pressed: a button under Space does nothing otherwise."""
        if not any(each.key() == event.key() for each in self._held):
            return False
        self._hold(event)
        return True

    def _hold(self, event: QKeyEvent) -> None:
        self._held.append(QKeyEvent(event.type(), event.key(), event.modifiers(), event.text()))

    def _pressed(self, event: QKeyEvent) -> bool:
        at = self._at
        assert at is not None
        if self._burst.ended_by(event):
            return self._ended(at)
        if is_only_held(event):
            return False
        if not is_sign(event):
            self._let_go()
            return False
        if not self._burst.follows(event):
            self._let_go()
            if self._at is not at:  # what was held has moved the focus
                return False
        self._burst.add(event, at.text() if isinstance(at, QLineEdit) else "")
        if _takes_text(at):
            return False
        self._hold(event)
        self._by_hand.start()
        return True

    def _ended(self, at: QWidget) -> bool:
        """A scan has come to its Enter or Tab; True when that goes no further."""
        text, before = self._burst.text, self._burst.stood
        around = at.window()
        if isinstance(around, QDialog):
            if isinstance(around, Dialog) and around.takes_scans:
                return False
            _put_back(at, before)
            self._forget()
            QApplication.beep()
            return True
        if isinstance(at, QLineEdit) and isinstance(at.parentWidget(), RecordView):
            self._forget()
            return True
        if _takes_text(at) and not isinstance(at, NumberField | DateField):
            return False
        _put_back(at, before)
        self._forget()
        self._give(text)
        return True

    def _give(self, text: str) -> None:
        """To the grid of the window in front, as a new line; where there is none, it is said."""
        front = self._desk.front
        grids = front.findChildren(LineGrid) if front is not None else []
        grid = next((grid for grid in grids if grid.takes_scans and grid.isVisible()), None)
        if grid is None:
            self._desk.say(f"{entry.brief(text)} was scanned, and nothing here takes a part. F3 finds it.", "waits")
            return
        try:
            grid.take_scan(text)
        except (Refused, Unavailable) as fault:
            self._desk.say(fault.sentence, "refused")

    def _let_go(self) -> None:
        """It was a person: what was held goes where the focus is, one key after the other."""
        held = self._held
        self._forget()
        for key in held:
            to = QApplication.focusWidget()
            if to is not None:
                QApplication.sendEvent(to, key)

    def _forget(self) -> None:
        self._by_hand.stop()
        self._burst.forget()
        self._held = []

    def _is_here(self, widget: QWidget) -> bool:
        around: QWidget | None = widget
        while around is not None and around is not self._window:
            around = around.parentWidget()
        return around is not None


def _takes_text(at: QWidget) -> bool:
    """Whether letters are text here and no command."""
    if isinstance(at, LineGrid):
        return at.can_type
    return isinstance(at, QLineEdit | QPlainTextEdit)


def _put_back(at: QWidget, before: str) -> None:
    if isinstance(at, QLineEdit):
        at.setText(before)
        at.selectAll()
