"""Print queues as a desk knows them: which there are, giving them pages, what became of those; it must not know sheets.

Whatever asks the print service may take seconds: call it by `Busy.at_printer`. A queue that takes pages has not printed
them yet, so whoever gives it some looks again later: `Job.state`.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.printing.page import Page
from app.rules.faults import Refused
from app.rules.papers import Printed
from app.ui.kit.sheets import ink
from app.ui.kit.sheets.cups import Cups
from app.ui.kit.sheets.print_system import JobState, NoService, PrintSystem, Tray

NO_PRINTER: Final = "This computer has no printer yet. Once it has one, Setup ▸ Settings, page Printers, chooses it."
_SILENT: Final = "does not answer: the print service of this computer is stopped"
_STUCK: Final = "does not answer: the print service is there and says nothing"


class NoPrinter(Refused):
    """There is nothing that could be tried again."""


@dataclass(frozen=True, slots=True)
class Job:
    """Pages that a queue has taken; `number` is the queue's own, 0 where it has none that can be asked after."""

    queue: str
    number: int

    def state(self) -> JobState:
        """What became of them by now."""
        system = _system()
        if system is None or not self.number:
            return "unknown"
        try:
            return system.state(self.queue, self.number)
        except NoService:
            return "waits"

    def trouble(self) -> str:
        """What keeps its queue from printing now, to follow the queue's name; empty when nothing is known."""
        return trouble(self.queue)


@dataclass(frozen=True, slots=True)
class Printers:
    """The printers of this computer by name; `usual` is the one the system prints by, empty where it names none."""

    names: tuple[str, ...] = ()
    usual: str = ""


def there() -> Printers:
    """The printers of this computer; none where its print service does not answer."""
    system = _system()
    try:
        return Printers(system.names(), system.usual()) if system else Printers()
    except NoService:
        return Printers()


def trouble(queue: str) -> str:
    """What keeps this queue from printing, to follow its name: “is stopped”; empty when nothing is known against it."""
    system = _system()
    if system is None:
        return ""
    try:
        return system.trouble(queue)
    except NoService as fault:
        return _STUCK if fault.stuck else _SILENT
    except LookupError:
        return "is not there any more; Setup chooses another"


def trays(queue: str) -> tuple[Tray, ...]:
    """The trays of this printer as far as it tells."""
    system = _system()
    try:
        return system.trays(queue) if system and queue else ()
    except NoService:
        return ()


def find(wanted: str) -> str:
    """The queue of this name, or the system's own, else the first; raises Refused where there is none.

    Qt would quietly write a PDF.
    """
    system = _system()
    if system is None:
        raise NoPrinter(NO_PRINTER)
    if wanted:
        return wanted
    try:
        found = system.usual() or next(iter(system.names()), "")
    except NoService as fault:
        if fault.stuck:
            raise Refused(f"The printer {_STUCK}.") from fault
        raise NoPrinter(NO_PRINTER) from fault
    if not found:
        raise NoPrinter(NO_PRINTER)
    return found


def missing(wanted: str) -> str:
    """Why nothing can be printed by this printer, whatever somebody does at it; empty where something can."""
    try:
        find(wanted)
    except Refused as fault:
        return fault.sentence if isinstance(fault, NoPrinter) else ""
    return ""


def send(how: Printed, pages: Sequence[Page], title: str) -> Job:
    """Give pages to a queue without a dialog; raises Refused with the reason when it does not take them."""
    name = find(how.printer)
    against = trouble(name)
    if against:
        raise Refused(f"The printer {name} {against}.")
    system = _system()
    try:
        number, why = _given(system, name, how, pages, title)
    except NoService as fault:
        raise Refused(f"The printer {name} {_STUCK if fault.stuck else _SILENT}.") from fault
    if why:
        raise Refused(f"The printer {name} has not taken {title} ({why}).")
    return Job(name, number)


def _given(system: PrintSystem | None, name: str, how: Printed, pages: Sequence[Page], title: str) -> tuple[int, str]:
    """The number of the job, and what is against it."""
    if not isinstance(system, Cups):
        from app.ui.kit.sheets.winspool import print_pages

        return print_pages(name, how, pages, title), ""
    handle, path = tempfile.mkstemp(suffix=".pdf")
    os.close(handle)
    try:
        ink.save(ink.pdf(pages, title), Path(path))
        size = (pages[0].width, pages[0].height)
        return system.send(name, path, title, copies=how.copies, tray=how.tray, paper=size)
    finally:
        with suppress(OSError):
            Path(path).unlink()


def _system() -> PrintSystem | None:
    """The print service of this computer: CUPS, or that of Windows; None where it has none."""
    if sys.platform == "win32":
        from app.ui.kit.sheets.winspool import Winspool

        found: PrintSystem | None = Winspool()
    else:
        found = Cups.found()
    return found
