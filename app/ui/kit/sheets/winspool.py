"""The print queues of Windows: what they are, their trays, giving them pages, what became of those.

It must not know sheets, and is imported on Windows only. Windows' own spooler is asked; Qt draws the pages, and says
neither which job they became nor what became of it, so the job is found again by its name.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from ctypes import POINTER, Structure, byref, c_void_p, c_wchar_p
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from app.printing.page import Page
from app.rules.faults import Refused
from app.rules.papers import Printed
from app.ui.kit.sheets import ink
from app.ui.kit.sheets.print_system import JobState, NoService, Tray

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

# winspool.h, wingdi.h
_LOCAL, _CONNECTED = 2, 4
_BINS, _BIN_NAMES, _BIN_NAME = 6, 12, 24
_USER_BIN = 256
_TOO_SMALL, _BAD_NAME, _NO_SERVER = 122, 1801, 1722
_MOST_JOBS = 1000
_JOB_FAILED: Final = 0x2 | 0x800
"""JOB_STATUS_ERROR, BLOCKED_DEVQ"""
_JOB_DONE: Final = 0x80 | 0x1000
"""PRINTED, COMPLETE"""
_JOB_WITHDRAWN: Final = 0x4 | 0x100
"""DELETING, DELETED"""
_TROUBLES: Final = (
    (0x10 | 0x40, "has no paper"),
    (0x8, "has a paper jam"),
    (0x400000, "has a door open"),
    (0x40000, "has no ink or toner"),
    (0x80 | 0x1000, "is not connected or switched off"),
    (0x100000, "wants somebody to look at it"),
    (0x1 | 0x2, "is stopped"),
)
_OFFLINE_BY_HAND: Final = 0x400
_SOURCES: Final = {1: 0, 2: 1, 3: 2, 4: 3, 5: 4, 6: 5, 7: 6, 8: 7, 9: 8, 10: 9, 11: 10, 14: 11, 15: 12}
"""Windows' numbers of the usual trays as those of QPrinter.PaperSource; from 256 on Qt takes the printer's own."""


class _Named(Structure):
    """PRINTER_INFO_4W."""

    _fields_ = (("name", c_wchar_p), ("server", c_wchar_p), ("attributes", ctypes.c_uint32))


class _Info(Structure):
    """PRINTER_INFO_2W; of the places in it only what is asked for has a type."""

    _fields_ = (
        ("names", c_wchar_p * 7),
        ("devmode", c_void_p),
        ("words", c_wchar_p * 4),
        ("security", c_void_p),
        ("attributes", ctypes.c_uint32),
        ("priorities", ctypes.c_uint32 * 2),
        ("times", ctypes.c_uint32 * 2),
        ("status", ctypes.c_uint32),
        ("jobs", ctypes.c_uint32),
        ("average", ctypes.c_uint32),
    )


class _Job(Structure):
    """JOB_INFO_1W."""

    _fields_ = (
        ("id", ctypes.c_uint32),
        ("printer", c_wchar_p),
        ("machine", c_wchar_p),
        ("user", c_wchar_p),
        ("document", c_wchar_p),
        ("kind", c_wchar_p),
        ("status_words", c_wchar_p),
        ("status", ctypes.c_uint32),
        ("numbers", ctypes.c_uint32 * 4),
        ("submitted", ctypes.c_uint16 * 8),
    )


@lru_cache(maxsize=1)
def _library() -> Any:
    """Windows' spooler with the types of what is called."""
    found = ctypes.WinDLL("winspool.drv", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
    number, count = ctypes.c_uint32, POINTER(ctypes.c_uint32)
    found.EnumPrintersW.argtypes = (number, c_wchar_p, number, c_void_p, number, count, count)
    found.GetDefaultPrinterW.argtypes = (c_wchar_p, count)
    found.OpenPrinterW.argtypes = (c_wchar_p, POINTER(c_void_p), c_void_p)
    found.ClosePrinter.argtypes = (c_void_p,)
    found.GetPrinterW.argtypes = (c_void_p, number, c_void_p, number, count)
    found.EnumJobsW.argtypes = (c_void_p, number, number, number, c_void_p, number, count, count)
    found.DeviceCapabilitiesW.argtypes = (c_wchar_p, c_wchar_p, ctypes.c_uint16, c_void_p, c_void_p)
    return found


def _last_error() -> int:
    return int(ctypes.get_last_error())  # type: ignore[attr-defined,unused-ignore]


class Winspool:
    """The queues of this Windows computer."""

    def names(self) -> tuple[str, ...]:
        """The queues there are, the system's own first; raises NoService."""
        spooler = _library()
        needed, found = ctypes.c_uint32(), ctypes.c_uint32()
        kinds = _LOCAL | _CONNECTED
        if not spooler.EnumPrintersW(kinds, None, 4, None, 0, byref(needed), byref(found)):
            _unless_too_small()
        if not needed.value:
            return ()
        room = ctypes.create_string_buffer(needed.value)
        if not spooler.EnumPrintersW(kinds, None, 4, room, needed, byref(needed), byref(found)):
            raise NoService(stuck=True)
        rows = ctypes.cast(room, POINTER(_Named))
        usual = self.usual()
        return tuple(sorted((rows[at].name for at in range(found.value)), key=lambda name: (name != usual, name)))

    def usual(self) -> str:
        """The system's own queue; empty where it names none."""
        size = ctypes.c_uint32()
        _library().GetDefaultPrinterW(None, byref(size))
        name = ctypes.create_unicode_buffer(max(1, size.value))
        return name.value if _library().GetDefaultPrinterW(name, byref(size)) else ""

    def trouble(self, queue: str) -> str:
        """What keeps this queue from printing, to follow its name: “is stopped”; empty when nothing does.

        Raises NoService, and LookupError where there is no such queue.
        """
        with _Opened(queue) as printer:
            needed = ctypes.c_uint32()
            _library().GetPrinterW(printer, 2, None, 0, byref(needed))
            room = ctypes.create_string_buffer(max(ctypes.sizeof(_Info), needed.value))
            if not _library().GetPrinterW(printer, 2, room, len(room), byref(needed)):
                raise NoService(stuck=True)
            info = ctypes.cast(room, POINTER(_Info)).contents
            offline = info.attributes & _OFFLINE_BY_HAND
            found = next((words for bits, words in _TROUBLES if info.status & bits), "")
            return found or ("is not connected or switched off" if offline else "")

    def trays(self, queue: str) -> tuple[Tray, ...]:
        """The trays that the printer's driver names; none where it names none."""
        asked = _library().DeviceCapabilitiesW
        count = asked(queue, None, _BINS, None, None)
        if count <= 0:
            return ()
        numbers = (ctypes.c_uint16 * count)()
        names = ctypes.create_unicode_buffer(count * _BIN_NAME)
        if asked(queue, None, _BINS, numbers, None) != count or asked(queue, None, _BIN_NAMES, names, None) != count:
            return ()
        called = ["".join(names[at * _BIN_NAME : (at + 1) * _BIN_NAME]).partition("\0")[0] for at in range(count)]
        return tuple(Tray(str(number), name or f"Tray {number}") for number, name in zip(numbers, called, strict=True))

    def state(self, queue: str, number: int) -> JobState:
        """What became of a job by now; one that is not in its queue any more was printed. Raises NoService."""
        try:
            status = {job: bits for job, _document, bits in _jobs(queue)}.get(number)
        except LookupError:
            return "unknown"
        if status is None or status & _JOB_DONE:
            return "done"
        if status & _JOB_WITHDRAWN:
            return "withdrawn"
        return "failed" if status & _JOB_FAILED else "waits"


def print_pages(queue: str, how: Printed, pages: Sequence[Page], title: str) -> int:
    """Draw pages by this queue: the number of the job, 0 when it has left the queue already.

    Raises Refused when it cannot be drawn on, NoService when the spooler does not answer.
    """
    from PySide6.QtPrintSupport import QPrintEngine, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPrinterName(queue)
    if printer.printerName() != queue:  # Qt would take another one without a word
        raise Refused(f"The printer {queue} is not there any more; Setup chooses another.")
    printer.setCopyCount(how.copies)
    source = _source(how.tray)
    if source is not None:
        printer.printEngine().setProperty(QPrintEngine.PrintEnginePropertyKey.PPK_PaperSource, source)
    print_on(printer, pages, title)
    if printer.printerState() in (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted):
        raise Refused(f"The printer {queue} has not taken {title}.")
    try:
        return max((number for number, document, _bits in _jobs(queue) if document == title), default=0)
    except LookupError:
        return 0


def print_on(printer: QPrinter, pages: Sequence[Page], title: str) -> None:
    """Draw pages on a printer, from corner to corner of the sheet; raises Refused when it does not answer."""
    printer.setDocName(title)
    printer.setCreator("Parts Counter")
    printer.setFullPage(True)
    printer.setPageLayout(ink.paper_layout(pages[0]))
    ink.paint(printer, pages)


def _source(tray: str) -> int | None:
    """The tray as Qt knows it; None for the printer's own choice."""
    if not tray.isdecimal():
        return None
    number = int(tray)
    return number if number >= _USER_BIN else _SOURCES.get(number)


def _jobs(queue: str) -> list[tuple[int, str, int]]:
    """Number, name and state of each job that is in the queue. Raises NoService, and LookupError without a queue."""
    with _Opened(queue) as printer:
        needed, found = ctypes.c_uint32(), ctypes.c_uint32()
        if not _library().EnumJobsW(printer, 0, _MOST_JOBS, 1, None, 0, byref(needed), byref(found)):
            _unless_too_small()
        if not needed.value:
            return []
        room = ctypes.create_string_buffer(needed.value)
        if not _library().EnumJobsW(printer, 0, _MOST_JOBS, 1, room, needed, byref(needed), byref(found)):
            raise NoService(stuck=True)
        rows = ctypes.cast(room, POINTER(_Job))
        return [(rows[at].id, rows[at].document or "", rows[at].status) for at in range(found.value)]


class _Opened:
    """A queue that is open for asking. Raises LookupError where there is none, NoService where nobody answers."""

    def __init__(self, queue: str) -> None:
        self._queue = queue
        self._handle = c_void_p()

    def __enter__(self) -> c_void_p:
        if not _library().OpenPrinterW(self._queue, byref(self._handle), None):
            if _last_error() == _NO_SERVER:
                raise NoService(stuck=False)
            raise LookupError(self._queue)
        return self._handle

    def __exit__(self, *_fault: object) -> None:
        _library().ClosePrinter(self._handle)


def _unless_too_small() -> None:
    """Windows was asked how much room it needs, and says so by an error; any other one is meant."""
    fault = _last_error()
    if fault not in (0, _TOO_SMALL):
        raise NoService(stuck=fault != _NO_SERVER)
