"""What the print services of all systems have in common; it must not know any of them, nor what is printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

JobState = Literal["waits", "done", "failed", "withdrawn", "unknown"]


class NoService(Exception):
    """The print service of this computer is not there, or is `stuck`: it is there and does not answer."""

    def __init__(self, *, stuck: bool) -> None:
        super().__init__("stuck" if stuck else "gone")
        self.stuck = stuck


@dataclass(frozen=True, slots=True)
class Tray:
    """A place a printer takes paper from: by which name it is asked for, and what it is called."""

    name: str
    words: str


class PrintSystem(Protocol):
    """The queues of one computer. Each call may take seconds, may come from any thread, and may raise NoService."""

    def names(self) -> tuple[str, ...]:
        """The queues there are, the system's own first."""

    def usual(self) -> str:
        """The system's own queue; empty where it names none."""

    def trouble(self, queue: str) -> str:
        """What keeps this queue from printing, to follow its name; empty when nothing does. Raises LookupError."""

    def trays(self, queue: str) -> tuple[Tray, ...]:
        """The trays it says it has."""

    def state(self, queue: str, number: int) -> JobState:
        """What became of a job by now."""
