"""A sheet that is ready for a printer, and how it gets there; it must not know which document it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from app.printing.page import Page
from app.rules.faults import Refused, Unavailable
from app.rules.papers import Printed
from app.services import again
from app.ui.kit.sheets import queues
from app.ui.kit.sheets.queues import Job

T = TypeVar("T")


def not_kept() -> None:
    """For a sheet of which nobody keeps that it went out."""


def never() -> bool:
    """For what is never called off."""
    return False


@dataclass(frozen=True, slots=True)
class Handed:
    """A queue has taken the sheet; `not_kept` says why that it went out could not be kept, empty when it was."""

    job: Job
    not_kept: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Pages, how they are printed, and `keep`, which keeps that they went out: it runs where they are handed over.

    `against` says why they go to no printer, whatever the printers say.
    """

    title: str
    pages: tuple[Page, ...]
    how: Printed
    keep: Callable[[], None] = not_kept
    against: str = ""

    def hand_over(self, called_off: Callable[[], bool] = never) -> Handed:
        """Give it to its queue; may take seconds. Raises Refused with the reason when the queue does not take it.

        What is `called_off` before it has begun is refused, and afterwards nothing is kept: the books may be closed.
        """
        if called_off():
            raise Refused("The desk was closed before it began.")
        if self.against:
            raise Refused(self.against)
        job = queues.send(self.how, self.pages, self.title)
        if called_off():
            return Handed(job)
        try:
            again.while_it_may_help(self.keep)
        except (Refused, Unavailable) as fault:
            return Handed(job, fault.sentence)
        return Handed(job)


class Way(Protocol):
    """The way of sheets to their printers, and of files to the disk."""

    def hand_over(self, sheet: Sheet) -> None:
        """Put a sheet on its way. Raises Refused when it is known at once that no queue takes it."""

    def watch(self, sheet: Sheet, handed: Handed) -> None:
        """Look after a sheet that a queue has taken already."""

    def look(self, call: Callable[[], T], done: Callable[[T], None]) -> None:
        """Ask the print service something; `done` gets what it says, at once or later."""

    def wait(self, call: Callable[[], T]) -> T:
        """What `call` returns, or the error it raised."""


class AtOnce:
    """The way where there is no desk: whoever prints waits for it, and nobody looks after the sheet."""

    def hand_over(self, sheet: Sheet) -> None:
        """Give it to its queue now."""
        sheet.hand_over()

    def watch(self, sheet: Sheet, handed: Handed) -> None:
        """Nobody does."""

    def look(self, call: Callable[[], T], done: Callable[[T], None]) -> None:
        """Ask it now."""
        done(call())

    def wait(self, call: Callable[[], T]) -> T:
        """Call it."""
        return call()
