"""The one kind of dialog: small, over its window, deaf to typed-ahead keys; it must not know what it asks."""

from __future__ import annotations

from typing import ClassVar, Final

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent, QShortcutEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QDialog, QHBoxLayout, QPushButton, QWidget

from app.ui.kit import style
from app.ui.kit.asking.typed_ahead import GUARD as GUARD
from app.ui.kit.asking.typed_ahead import TypedAhead
from app.ui.kit.entry.field_base import SHIFT, held_besides

_BUTTON: Final = 86
_TITLE: Final = 32
"""Pixels kept free for the title that the window manager puts on top."""


class _Button(QPushButton):
    """Does what Alt and its letter say at once; Qt would first show it pressed for a moment, and Enter came before."""

    def sizeHint(self) -> QSize:
        """Room for its words, and as wide as others when those are short."""
        return super().sizeHint().expandedTo(QSize(_BUTTON, 0))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Shortcut and isinstance(event, QShortcutEvent) and not event.isAmbiguous():
            self.click()
            return True
        return super().event(event)


class Dialog(QDialog):
    """A modal window that takes a plain letter as well as Alt and the letter for each of its buttons.

    `takes_scans` says that a barcode may be scanned into it; elsewhere a scan is taken out again and answers nothing.
    `guard` is how long it ignores input after it is shown; 0 in tests that press keys at once.
    """

    takes_scans: ClassVar[bool] = False
    usual_width: ClassVar[int] = style.SIZES.dialog
    """Pixels; what stands in it may need more, and then it is wider."""
    comes_again: ClassVar[bool] = False
    """Whether it is shown several times; then whoever made it gives it back."""

    def __init__(self, title: str, parent: QWidget | None, guard: int = GUARD) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setModal(True)
        self.setWindowFlag(Qt.WindowType.WindowMinMaxButtonsHint, False)
        self._length = guard
        self._typed_ahead = TypedAhead(self)

    @property
    def deaf(self) -> bool:
        """Whether input is still ignored."""
        return self._typed_ahead.deaf

    def foot(self, *buttons: QWidget) -> QHBoxLayout:
        """The line at the foot of a dialog: its buttons at the right, the one that Enter means last."""
        made = style.row()
        made.addStretch()
        for button in buttons:
            made.addWidget(button)
        return made

    def sizeHint(self) -> QSize:
        """At least its usual width."""
        return super().sizeHint().expandedTo(QSize(self.usual_width, 0))

    def showEvent(self, event: QShowEvent) -> None:
        """Come up over the middle of the window it belongs to, deaf."""
        super().showEvent(event)
        room = self.screen().availableGeometry().adjusted(0, _TITLE, 0, -_TITLE // 2)
        self.resize(self.size().boundedTo(room.size()))
        over = self.parentWidget()
        place = self.rect()
        place.moveCenter(over.window().geometry().center() if over is not None else room.center())
        place.moveRight(min(place.right(), room.right()))
        place.moveBottom(min(place.bottom(), room.bottom()))
        self.move(max(place.left(), room.left()), max(place.top(), room.top()) - _TITLE)
        if self._length:
            self._typed_ahead.begin(self._length)

    def exec(self) -> int:
        """Until somebody has answered; then it is given back, once whoever asked has read what came of it."""
        try:
            return super().exec()
        finally:
            if not self.comes_again:
                self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A letter without Alt presses the button that has it underlined."""
        letter = event.text().casefold()
        if letter and not held_besides(event, SHIFT) and self.press_letter(letter):
            return
        super().keyPressEvent(event)

    def press_letter(self, letter: str) -> bool:
        """Click the button with this letter underlined; tells whether there is one."""
        for button in self.findChildren(QAbstractButton):
            if button.isEnabled() and button.isVisible() and f"&{letter}" in button.text().casefold():
                button.click()
                return True
        return False

    def done(self, result: int) -> None:
        """Stop listening for other people's keys, then close."""
        self._typed_ahead.end()
        super().done(result)

    def button(self, words: str, *, primary: bool = False) -> QPushButton:
        """A button with these words, the letter after & underlined."""
        made = style.named(_Button(words), words.replace("&", ""))
        made.setAutoDefault(True)
        if primary:
            made.setDefault(True)
            style.mark(made, "primary")
        return made
