"""A second start of the same shop at the same desk brings the running window to the front; it must not know the window.

The two programs meet at a local socket that is named after the desk's folder and the shop, so desks with folders of
their own, and a demo shop beside the shop, stay apart.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QApplication

from app import paths

_FRONT: Final = b"front"
_COMES: Final = b"comes"
_PATIENCE: Final = 2000
"""Milliseconds in which a running program answers; one that does not is taken for none."""
_ANYBODY: Final = -1


def name_of(place: str) -> str:
    """The name of the socket for a shop at this desk; the same for every way to write the path of a file."""
    shop = place if "://" in place else str(Path(place).resolve())
    who = f"{paths.desk_settings_file().resolve()}\n{shop}\n{os.environ.get('USERNAME') or os.environ.get('USER')}"
    return f"parts-counter-{hashlib.sha256(who.encode()).hexdigest()[:24]}"


def brought_to_front(name: str) -> bool:
    """Whether this shop is open at this desk already; then its window has come to the front."""
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(_PATIENCE):
        return False
    _let_it_come()
    socket.write(_FRONT)
    socket.flush()
    comes = socket.waitForReadyRead(_PATIENCE) and bytes(socket.readAll().data()) == _COMES
    socket.disconnectFromServer()
    return comes


class Running(QObject):
    """This program is the one that runs; `close` when it ends. Where nobody can listen, every start is a new one."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._called)
        if not self._server.listen(name):
            QLocalServer.removeServer(name)  # of a program that was killed
            self._server.listen(name)

    def close(self) -> None:
        """Nobody is called to the front any more."""
        self._server.close()

    def _called(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(lambda socket=socket: self._answer(socket))

    def _answer(self, socket: QLocalSocket) -> None:
        if bytes(socket.readAll().data()) == _FRONT:
            come_to_front()
            socket.write(_COMES)
            socket.flush()


def come_to_front() -> None:
    """Every window of this program is above those of others, and the one that takes the keys has them."""
    keys_to = QApplication.activeModalWidget()
    for window in QApplication.topLevelWidgets():
        if window.isVisible() and window.isWindow() and window.windowType() == Qt.WindowType.Window:
            window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
            window.raise_()
            keys_to = keys_to or window
    if keys_to is not None:
        keys_to.raise_()
        keys_to.activateWindow()


def _let_it_come() -> None:
    """Windows lets a program come to the front only when the one in front, which this start is, allows it."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(_ANYBODY)
