"""A keyring that forgets everything at the end of the test, and one that has no place for anything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import keyring
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoPlace
from keyring.errors import KeyringLocked, PasswordDeleteError


class Memory(KeyringBackend):
    """Keeps passwords by service and user; `locked` it opens for nobody."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        self._open()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._open()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._open()
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("not there")

    def _open(self) -> None:
        if self.locked:
            raise KeyringLocked("nobody typed the master password")


@contextmanager
def in_use(ring: KeyringBackend | None) -> Iterator[None]:
    """This keyring is the computer's meanwhile; None: the computer has none."""
    before = keyring.get_keyring()
    keyring.set_keyring(ring or NoPlace())
    try:
        yield
    finally:
        keyring.set_keyring(before)
