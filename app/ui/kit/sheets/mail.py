"""Hands a message to this computer's program for e-mail; it must not know what the message is about.

A link to a message cannot carry a file, so the sheet is saved as a PDF and whoever calls says which file to attach.
"""

from __future__ import annotations

from urllib.parse import quote

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def open_message(to: str, subject: str, body: str) -> bool:
    """Open a new message with this text; False when no program for e-mail answers."""
    lines = "\r\n".join(body.splitlines())
    return QDesktopServices.openUrl(QUrl(f"mailto:{quote(to, safe='@')}?subject={quote(subject)}&body={quote(lines)}"))
