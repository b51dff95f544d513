"""A program for e-mail that takes every message."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices


class _Program(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.messages: list[str] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.messages.append(f"{url.path()}?{url.query(QUrl.ComponentFormattingOption.FullyDecoded)}")


@contextmanager
def a_mail_program() -> Iterator[list[str]]:
    """The messages that are opened meanwhile: address, subject and text."""
    program = _Program()
    QDesktopServices.setUrlHandler("mailto", program, "take")
    try:
        yield program.messages
    finally:
        QDesktopServices.unsetUrlHandler("mailto")
