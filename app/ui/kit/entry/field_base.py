"""How every one-line field behaves: focus, Enter, refusal; it must not know what is typed into it or in which window.

A field holds a value and the text of it. What is typed becomes the value on leaving the field, on Enter, or when a
command asks for it (`commit`); text that cannot be read is refused with a sentence, and the focus stays.
"""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app.rules import entry
from app.rules.faults import Refused

Keys = Qt.Key
PASSING = (
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)
"""The focus only pays a visit elsewhere (another program, a menu, a dialog): nothing has been left."""


SHIFT, KEYPAD = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.KeypadModifier
_HELD: Final = (
    SHIFT,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.MetaModifier,
    KEYPAD,
    Qt.KeyboardModifier.GroupSwitchModifier,
)


def held_besides(event: QKeyEvent, *passed: Qt.KeyboardModifier) -> Qt.KeyboardModifier:
    """What is held with a key, but for what may be held.

    On Windows Qt's flags are signed, and ~Shift is no longer everything else: Ctrl and Alt would not be seen.
    """
    held = Qt.KeyboardModifier.NoModifier
    for each in _HELD:
        if each not in passed and event.modifiers() & each:
            held |= each
    return held


def is_enter(event: QKeyEvent) -> bool:
    """Enter or Return, alone or with Shift; with Ctrl or Alt it is somebody's command."""
    return event.key() in (Keys.Key_Return, Keys.Key_Enter) and not held_besides(event, SHIFT, KEYPAD)


def is_copy(event: QKeyEvent) -> bool:
    """Ctrl+C, which copies what the cursor is on, and Ctrl+Shift+E, which copies all of a grid or list."""
    shifted = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    everything = event.key() == Keys.Key_E and event.modifiers() == shifted
    return everything or event.matches(QKeySequence.StandardKey.Copy)


def is_stray_letter(event: QKeyEvent) -> bool:
    """Alt and a letter that nothing in the window has: Qt would type it over what stands in the field."""
    return event.modifiers() == Qt.KeyboardModifier.AltModifier and bool(event.text())


def with_shift(event: QKeyEvent) -> bool:
    """Whether Shift is held, which turns the direction round."""
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)


class LineField(QLineEdit):
    """A line to type a value into. Subclasses say how a text is read (`read`) and a value written (`written`)."""

    committed = Signal(object)
    """The value has changed by what a person typed."""
    refused = Signal(str)
    """What was typed cannot be read: the sentence for the status line. Empty: by now it was read."""

    def __init__(self, name: str, prompt: str = "", parent: QWidget | None = None, *, required: bool = False) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setStatusTip(prompt)
        self.setAccessibleDescription(prompt)
        self.required = required
        self._value: Any = None
        self._clean = ""
        self._returning = False
        self._complained = False

    # ------------------------------------------------------------------------------------------------------ the value

    def read(self, text: str) -> Any:
        """The value of a typed text that is not blank; raises Refused."""
        return text

    def written(self, value: Any) -> str:
        """How a value is written into the field."""
        return str(value)

    def blank(self) -> Any:
        """The value of an empty field."""
        return None

    @property
    def prompt(self) -> str:
        """The sentence of this field in the status line."""
        return self.statusTip()

    @property
    def value(self) -> Any:
        """What stands in the field; while the text cannot be read, the value from before it was typed."""
        try:
            return self._value if self.text() == self._clean else self._taken()
        except Refused:
            return self._value

    @value.setter
    def value(self, value: Any) -> None:
        self._value = self.blank() if value is None else value
        self._clean = "" if value is None else self.written(value)
        self.setText(self._clean)
        self.setCursorPosition(0)
        if self.hasFocus():
            self.selectAll()

    def commit(self) -> bool:
        """Takes in what was typed. False when it was refused: the text is selected and the sentence given out."""
        if self.text() == self._clean:
            return True
        try:
            value = self._taken()
        except Refused as fault:
            self._complained = True
            self.refuse_fault(fault)
            return False
        if self._complained:
            self._complained = False
            self.refused.emit("")
        changed = value != self._value
        self.value = value
        if changed:
            self.committed.emit(value)
        return True

    def commit_open_cell(self) -> bool:
        """What a window asks of whatever has the focus before it runs a command."""
        return self.commit()

    def refuse_fault(self, fault: Refused) -> None:
        """What is done about a text that cannot be taken."""
        self.refuse(fault.sentence)

    def refuse(self, sentence: str) -> None:
        """Keeps the focus here with the text selected, and gives the sentence out."""
        self.selectAll()
        self.refused.emit(sentence)

    def give_up(self) -> bool:
        """Puts back what stood here before typing began; False when nothing was typed."""
        if self.text() == self._clean:
            return False
        self.setText(self._clean)
        self.selectAll()
        return True

    def _taken(self) -> Any:
        text = entry.one_line(self.text())
        if text:
            return self.read(text)
        if self.required:
            raise Refused(f"{self.accessibleName()} is missing. {self.prompt}".rstrip())
        return self.blank()

    # ----------------------------------------------------------------------------------------------------- focus, keys

    def leave(self, forward: bool = True) -> None:
        """Takes in the text and moves on to the next field, or back; stays when the text is refused."""
        if self.commit():
            self._move_on(forward)

    def _move_on(self, forward: bool) -> None:
        """The field itself may have moved the focus while it took in its text; then that stands."""
        if self.window().focusWidget() is self:  # also while a dialog that has just closed is still in front
            super().focusNextPrevChild(forward)

    def focusNextPrevChild(self, forward: bool) -> bool:
        self.leave(forward)
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() not in PASSING or self._untouched():
            self.selectAll()
            if event.reason() == Qt.FocusReason.MouseFocusReason:
                self._select_after_click = True

    def _untouched(self) -> bool:
        """The window has only now become active, and nobody has been in this field since its value was shown."""
        return self.text() == self._clean and not self.hasSelectedText() and self.cursorPosition() == 0

    _select_after_click = False

    def mouseReleaseEvent(self, event: Any) -> None:
        super().mouseReleaseEvent(event)
        if self._select_after_click and not self.hasSelectedText():
            self.selectAll()
        self._select_after_click = False

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._select_after_click = False
        if event.reason() in PASSING or self._returning or not self.isVisible():
            return
        if not self.commit():
            self._returning = True
            QTimer.singleShot(0, self, self._return)

    def _return(self) -> None:
        self._returning = False
        if self.isVisible() and QApplication.activeModalWidget() in (None, self.window()):
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Keys.Key_Escape
            and self.wants_escape()
        ):
            event.accept()
            return True
        return super().event(event)

    def wants_escape(self) -> bool:
        """Whether Esc has something to do in this field; if not, it goes one step back in the window."""
        return self.text() != self._clean

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_enter(event):
            self.leave(forward=not with_shift(event))
        elif event.key() == Keys.Key_Escape and self.give_up():
            event.accept()
        elif event.key() == Keys.Key_Escape or is_stray_letter(event):
            event.ignore()
        else:
            super().keyPressEvent(event)
