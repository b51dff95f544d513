"""Keys as a person presses them: always at whatever has the focus, with the shortcuts that stand in their way."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

KEY = Qt.Key
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
ENTER, TAB, ESC, UP, DOWN = KEY.Key_Return, KEY.Key_Tab, KEY.Key_Escape, KEY.Key_Up, KEY.Key_Down
BACK_TAB = (KEY.Key_Backtab, SHIFT)

Stroke = str | Qt.Key | tuple[Qt.Key, Qt.KeyboardModifier]


def focus() -> QWidget:
    """The widget that keys go to, once a window that has just closed has given the focus back."""
    for _ in range(100):
        at = QApplication.focusWidget()
        if at is not None and at.isVisible():
            return at
        QTest.qWait(10)
    raise AssertionError("nothing has the focus")


def press(*strokes: Stroke) -> None:
    """Types texts letter by letter and presses keys, one after the other."""
    for stroke in strokes:
        if isinstance(stroke, str):
            for letter in stroke:
                QTest.keyClicks(focus(), letter)
        elif isinstance(stroke, tuple):
            QTest.keyClick(focus(), *stroke)
        else:
            QTest.keyClick(focus(), stroke)


def type_at_speed(text: str, gap: int, start: int = 1000) -> None:
    """Types with so many milliseconds between the keys, as the keyboard's own time stamps tell it."""
    for at, letter in enumerate(text):
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, ord(letter.upper()), Qt.KeyboardModifier.NoModifier, letter)
            event.setTimestamp(start + at * gap)
            QApplication.sendEvent(focus(), event)


def scan(code: str, start: int = 5_000, gap: int = 12, end: Qt.Key = ENTER) -> None:
    """A barcode, its capitals with Shift, and a scanner's Enter or Tab, with time stamps; to whatever has the focus."""
    for at, letter in enumerate(code):
        capital = letter.isupper()
        if capital:
            stamped(int(KEY.Key_Shift), "", start + at * gap, SHIFT, (QEvent.Type.KeyPress,))
        stamped(ord(letter.upper()), letter, start + at * gap, SHIFT if capital else Qt.KeyboardModifier.NoModifier)
        if capital:
            stamped(int(KEY.Key_Shift), "", start + at * gap, kinds=(QEvent.Type.KeyRelease,))
    stamped(int(end), "\t" if end == TAB else "\r", start + len(code) * gap)


def stamped(
    key: int,
    text: str,
    at: int,
    held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    kinds: tuple[QEvent.Type, ...] = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease),
) -> None:
    """One key pressed and released at this time."""
    for kind in kinds:
        event = QKeyEvent(kind, key, held, text)
        event.setTimestamp(at)
        QApplication.sendEvent(focus(), event)


def said(widget: QWidget, name: str = "What is wrong") -> str:
    """The words of the label of that name in a dialog or a window."""
    return next(each.text() for each in widget.findChildren(QLabel) if each.accessibleName() == name)
