"""A file that is dropped onto the Import window from outside; it must not know what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject
from PySide6.QtGui import QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QLineEdit, QWidget


class Dropped(QObject):
    """Takes one file that lies on this computer, wherever on the window it is let go; everything else is not taken."""

    def __init__(self, window: QWidget, take: Callable[[Path], None]) -> None:
        super().__init__(window)
        self._take = take
        window.setAcceptDrops(True)
        # a field for text would write the file's address into itself
        for each in window.findChildren(QLineEdit):
            each.setAcceptDrops(False)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's hook: what is dragged over the window and dropped there."""
        if isinstance(event, QDropEvent) and (path := _file(event.mimeData())) is not None:
            event.acceptProposedAction()
            if not isinstance(event, QDragMoveEvent):
                self._take(path)
            return True
        return super().eventFilter(watched, event)


def _file(dragged: QMimeData) -> Path | None:
    urls = dragged.urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
