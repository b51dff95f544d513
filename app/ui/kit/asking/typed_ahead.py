"""Swallows what was typed before anybody could have read what came up; it must not know what came up."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

GUARD: Final = 300
"""Milliseconds for which what has come up ignores all input, so that no typed-ahead key or scan ever answers it."""
QUIET: Final = 250
"""Milliseconds without a key that end a burst which began within the guard."""

_INPUT: Final = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.Shortcut, QEvent.Type.ShortcutOverride,
    QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick,
})  # fmt: skip


class TypedAhead(QObject):
    """Deaf from `begin` until nothing has been typed for a while; a burst is swallowed to its end."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._guard = QTimer(self, singleShot=True)
        self._guard.timeout.connect(self.end)

    @property
    def deaf(self) -> bool:
        """Whether input is still ignored."""
        return self._guard.isActive()

    def begin(self, length: int = GUARD) -> None:
        """Ignore all input of the program for at least so many milliseconds."""
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]
        self._guard.start(length)

    def end(self) -> None:
        """Listen again."""
        self._guard.stop()
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Swallow what nobody can have meant."""
        if event.type() in _INPUT and self._guard.isActive():
            if event.type() == QEvent.Type.KeyPress and self._guard.remainingTime() < QUIET:
                self._guard.start(QUIET)
            return True
        return super().eventFilter(watched, event)
