"""Print queues as a desk knows them: which there are, giving them pages, what became of those; it must not know sheets.

A queue that takes pages has not printed them yet, so whoever gives it some looks again later: `Job.state`.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from app.printing.page import Page
from app.rules.faults import Refused
from app.rules.papers import Printed
from app.ui.kit.sheets import ink
from app.ui.kit.sheets.cups import Cups, JobState, Tray

NO_PRINTER = "There is no printer on this computer."


@dataclass(frozen=True, slots=True)
class Job:
    """Pages that a queue has taken; `number` is the queue's own, 0 where it has none that can be asked after."""

    queue: str
    number: int

    def state(self) -> JobState:
        """What became of them by now."""
        if not self.number:
            return "unknown"
        cups = _cups()
        return cups.state(self.queue, self.number) if cups else "unknown"

    def trouble(self) -> str:
        """What keeps its queue from printing now, to follow the queue's name; empty when nothing is known."""
        return trouble(self.queue)


def any_there() -> bool:
    """Whether this computer has any printer."""
    return bool(QPrinterInfo.availablePrinters())


def find(wanted: str) -> QPrinterInfo:
    """The printer of this name, or the system's own; refused where there is none: Qt would quietly write a PDF."""
    found = QPrinterInfo.availablePrinters()
    if not found:
        raise Refused(NO_PRINTER)
    if not wanted:
        return next((info for info in found if info.isDefault()), found[0])
    for info in found:
        if info.printerName() == wanted:
            return info
    raise Refused(f"The printer {wanted} is not there any more; Setup chooses another.")


def trouble(queue: str) -> str:
    """What keeps this queue from printing, to follow its name: “is stopped”; empty when nothing is known against it."""
    cups = _cups()
    if cups:
        return cups.trouble(queue)
    info = QPrinterInfo.printerInfo(queue)
    return (
        "is stopped or not connected"
        if info.state() in (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted)
        else ""
    )


def trays(queue: str) -> tuple[Tray, ...]:
    """The trays of this printer as far as it tells."""
    cups = _cups()
    return cups.trays(queue) if cups and queue else ()


def send(info: QPrinterInfo, how: Printed, pages: Sequence[Page], title: str) -> Job:
    """Give pages to a queue without a dialog; raises Refused with the reason when it does not take them."""
    name = info.printerName()
    against = trouble(name)
    if against:
        raise Refused(f"The printer {name} {against}.")
    cups = _cups()
    if cups is None:
        printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
        printer.setCopyCount(how.copies)
        print_on(printer, pages, title)
        return Job(name, 0)
    handle, path = tempfile.mkstemp(suffix=".pdf")
    os.close(handle)
    try:
        ink.save(ink.pdf(pages, title), Path(path))
        number, why = cups.send(
            name, path, title, copies=how.copies, tray=how.tray, paper=(pages[0].width, pages[0].height)
        )
    finally:
        with suppress(OSError):
            Path(path).unlink()
    if not number:
        raise Refused(f"The printer {name} has not taken {title} ({why}).")
    return Job(name, number)


def print_on(printer: QPrinter, pages: Sequence[Page], title: str) -> None:
    """Draw pages on a printer, from corner to corner of the sheet; raises Refused when it does not answer."""
    printer.setDocName(title)
    printer.setCreator("Parts Counter")
    printer.setFullPage(True)
    printer.setPageLayout(ink.paper_layout(pages[0]))
    ink.paint(printer, pages)


def _cups() -> Cups | None:
    """CUPS where this computer prints by it; Windows has queues of its own."""
    return Cups.found() if sys.platform != "win32" else None
