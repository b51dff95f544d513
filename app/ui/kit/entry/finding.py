"""Finding while one types: off the main thread, the newest text alone; it must not know what is found or where.

A key is never waited for: while one look-up is under way the next text waits, and of several only the last one. What
comes back for a text that no longer stands there is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QObject
from shiboken6 import isValid

T = TypeVar("T")


class Look(Protocol):
    """Runs a call on another thread and tells its end on the main one (`Busy.look`)."""

    def __call__(self, call: Callable[[], T], done: Callable[[Future[T]], None], /) -> None: ...


@dataclass(frozen=True, slots=True)
class Finder(Generic[T]):
    """A search that may run on another thread: `ready`, on the main thread, makes a call that holds nothing of Qt."""

    look: Look
    ready: Callable[[str], Callable[[], Sequence[T]]]

    def __call__(self, text: str) -> Sequence[T]:
        """What fits, at once."""
        return self.ready(text)()


class Finding(QObject, Generic[T]):
    """One place where somebody types; `found` gets the text and what was found for it, or the fault."""

    def __init__(self, finder: Finder[T], found: Callable[[str, Future[Sequence[T]]], None], parent: QObject) -> None:
        super().__init__(parent)
        self._finder, self._found = finder, found
        self._wanted: str | None = None
        self._running = False

    def seek(self, text: str) -> None:
        """Look this up as soon as what is under way has ended."""
        self._wanted = text
        if not self._running:
            self._begin()

    def forget(self) -> None:
        """Nothing is wanted any more; what is under way is dropped."""
        self._wanted = None

    def _begin(self) -> None:
        text = self._wanted
        if text is None:
            return
        self._running = True

        def ended(future: Future[Sequence[T]]) -> None:
            if isValid(self):
                self._end(text, future)

        self._finder.look(self._finder.ready(text), ended)

    def _end(self, text: str, future: Future[Sequence[T]]) -> None:
        self._running = False
        if text != self._wanted:
            self._begin()
            return
        self._wanted = None
        self._found(text, future)
