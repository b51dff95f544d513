"""A dialog of the start that works for a while off the main thread and says what came of it; not on what."""

from __future__ import annotations

from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from app.ui.kit import style
from app.ui.kit.asking.dialog import Dialog
from app.ui.kit.busy import Busy
from app.ui.windows.start.start_help import StartHelp

LEAST_FORM: Final = 120
"""Pixels that the fields keep on the lowest screen; there they scroll."""


class WorkingDialog(Dialog):
    """While it works there is nothing to close. Who derives it puts `_told` on the page, which is called `told`, and
    may say in `help` what F1 shows over its fields.
    """

    help: ClassVar[str] = ""

    def __init__(self, title: str, told: str, parent: QWidget | None, guard: int) -> None:
        super().__init__(title, parent, guard)
        self._busy = Busy(lambda: self)
        self._working = False
        self._told = style.label(wrap=True, name=told)
        self._told.setAlignment(Qt.AlignmentFlag.AlignTop)

    @property
    def told(self) -> str:
        """The sentence that stands in the window; empty while there is nothing to say."""
        return self._told.text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F1: what it is about and what each of its fields is for."""
        if event.key() == Qt.Key.Key_F1 and self.help and not self._working:
            StartHelp(self, self.help).exec()
        else:
            super().keyPressEvent(event)

    def press_letter(self, letter: str) -> bool:
        """Letters belong into the fields: without Alt none presses a button."""
        return False

    def closeEvent(self, event: QCloseEvent) -> None:
        """While something is under way, it has the word."""
        if self._working:
            event.ignore()
        else:
            super().closeEvent(event)

    def done(self, result: int) -> None:
        """No thread outlives the window."""
        self._busy.close()
        super().done(result)

    def _say(self, sentence: str, tone: style.Role = "muted") -> None:
        sign = style.SIGNS.get(tone, "")
        self._told.setText(f"{sign} {sentence}" if sentence else "")
        style.mark(self._told, tone)
