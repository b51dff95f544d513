"""A cable between a program and a PostgreSQL server that a test can cut, pull out and plug in again."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Final, Literal

from sqlalchemy import make_url

Lost = Literal["a write", "the commit", "the answer"]
_SIGNS: Final[dict[Lost, bytes]] = {"a write": b"INSERT INTO", "the commit": b"COMMIT\0", "the answer": b"COMMIT\0"}


class Cable:
    """Carries what is said to a server and what it answers; several connections at once."""

    def __init__(self, address: str) -> None:
        self._server = make_url(address)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lines: list[socket.socket] = []
        self._carries = threading.Event()
        self._carries.set()
        self._refuses = threading.Event()
        self._to_lose: list[Lost] = []
        self.asked = 0
        """How many times a desk has said something."""
        self._last: int | None = None
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    @property
    def address(self) -> str:
        """Of the same database, through this cable."""
        port = self._listener.getsockname()[1]
        return self._server.set(host="127.0.0.1", port=port).render_as_string(hide_password=False)

    def lose(self, what: Lost) -> None:
        """A connection breaks when the next write or commit is sent, before it arrives; or after the commit did.

        The answer to that commit is lost: the server has done it, and the desk cannot know.
        """
        self._to_lose.append(what)

    @property
    def nothing_to_lose(self) -> bool:
        """Whether everything that was to be lost has been."""
        return not self._to_lose

    def pull(self) -> None:
        """Nothing gets through any more, in either direction, and nobody is told."""
        self._carries.clear()

    def plug_in(self) -> None:
        """Everything gets through again."""
        self._carries.set()

    def cut(self) -> None:
        """Every connection breaks at once."""
        lines, self._lines = self._lines, []
        for line in lines:
            _hang_up(line)

    def refuse(self) -> None:
        """Every connection breaks, and no new one is made: the server is gone."""
        self._refuses.set()
        self.cut()

    def refuse_after(self, times: int) -> None:
        """The server is gone as soon as a desk has said something so many times from now on."""
        self._last = self.asked + times

    def let_in(self) -> None:
        """New connections are made again."""
        self._last = None
        self._refuses.clear()

    @property
    def refuses(self) -> bool:
        """Whether the server is gone."""
        return self._refuses.is_set()

    def close(self) -> None:
        """The cable is gone."""
        _hang_up(self._listener)
        self._carries.set()
        self.cut()
        self._accepting.join()

    def _accept(self) -> None:
        while True:
            try:
                desk, _ = self._listener.accept()
            except OSError:
                return
            if self._refuses.is_set():
                desk.close()
                continue
            try:
                server = socket.create_connection((self._server.host, self._server.port or 5432))
            except OSError:
                desk.close()
                continue
            self._lines += [desk, server]
            lost: list[bool] = []  # of this connection: its commit has been sent, its answer is not to arrive
            for source, target, seen in ((desk, server, self._asked), (server, desk, self._answered)):
                threading.Thread(target=self._carry, args=(source, target, seen, lost), daemon=True).start()

    def _carry(
        self, source: socket.socket, target: socket.socket, seen: Callable[[bytes, list[bool]], bool], lost: list[bool]
    ) -> None:
        with contextlib.suppress(OSError):
            while said := source.recv(65536):
                self._carries.wait()
                if not seen(said, lost):
                    break
                target.sendall(said)
        _hang_up(source)
        _hang_up(target)

    def _asked(self, said: bytes, lost: list[bool]) -> bool:
        self.asked += 1
        if self._last is not None and self.asked > self._last:
            self.refuse()
            return False
        for what in self._to_lose:
            if _SIGNS[what] in said or (what == "a write" and b"UPDATE" in said):
                self._to_lose.remove(what)
                if what != "the answer":
                    return False
                lost.append(True)
                break
        return True

    def _answered(self, _said: bytes, lost: list[bool]) -> bool:
        return not lost


def _hang_up(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    line.close()


@contextlib.contextmanager
def cable(address: str) -> Iterator[Cable]:
    """A cable to the server of this address."""
    made = Cable(address)
    try:
        yield made
    finally:
        made.close()
