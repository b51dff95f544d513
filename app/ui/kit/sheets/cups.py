"""The print queues of Linux and macOS: what they are, giving them a PDF, what became of it; it must not know sheets.

Qt gives a queue its pages and never says whether the queue took them, so they are given to CUPS' own library here. It
is loaded when the first sheet is printed; lengths are hundredths of a millimetre, as CUPS has them. Everything here may
take seconds; a service that does not answer is left after some.
"""

from __future__ import annotations

import ctypes
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from ctypes import POINTER, Structure, byref, c_char_p, c_int, c_long, c_void_p
from functools import lru_cache
from typing import Any, Final

from app.ui.kit.sheets.print_system import JobState, NoService, Tray

_ANSWERS_WITHIN: Final = 3
"""Seconds. CUPS' library itself waits for minutes, and cannot be told not to."""
_ANYBODY: Final = b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
_LIBRARY: Final = "libcups.so.2"
_EVERY: Final = -1
_NOW: Final[c_void_p | None] = None
"""CUPS_HTTP_DEFAULT: the server that the system, or CUPS_SERVER, names."""
_ENDED: Final[dict[int, JobState]] = {7: "withdrawn", 8: "failed", 9: "done"}
_SOURCE: Final = b"media-source"
_STOPPED_JOB: Final = 6
_STOPPED_QUEUE: Final = "5"
_REASONS: Final = {
    "media-empty": "has no paper",
    "media-needed": "has no paper",
    "media-jam": "has a paper jam",
    "cover-open": "has its cover open",
    "door-open": "has a door open",
    "toner-empty": "has no toner",
    "marker-supply-empty": "has no ink or toner",
    "offline": "is not connected or switched off",
    "connecting-to-device": "does not answer",
    "paused": "is stopped",
}


class _Option(Structure):
    _fields_ = (("name", c_char_p), ("value", c_char_p))


class _Dest(Structure):
    _fields_ = (
        ("name", c_char_p),
        ("instance", c_char_p),
        ("is_default", c_int),
        ("num_options", c_int),
        ("options", POINTER(_Option)),
    )


class _Job(Structure):
    _fields_ = (
        ("id", c_int),
        ("dest", c_char_p),
        ("title", c_char_p),
        ("user", c_char_p),
        ("format", c_char_p),
        ("state", c_int),
        ("size", c_int),
        ("priority", c_int),
        ("completed_time", c_long),
        ("creation_time", c_long),
        ("processing_time", c_long),
    )


@lru_cache(maxsize=1)
def _library() -> Any:
    """CUPS' library with the types of what is called; None on a computer without it."""
    try:
        found = ctypes.CDLL(_LIBRARY)
    except OSError:
        from ctypes.util import find_library  # it looks long, and is asked on macOS only

        other = find_library("cups")
        if other is None:
            return None
        found = ctypes.CDLL(other)
    found.cupsServer.restype = c_char_p
    found.cupsGetDests.argtypes = (POINTER(POINTER(_Dest)),)
    found.cupsGetNamedDest.restype = POINTER(_Dest)
    found.cupsGetNamedDest.argtypes = (c_void_p, c_char_p, c_char_p)
    found.cupsFreeDests.argtypes = (c_int, POINTER(_Dest))
    found.cupsGetOption.restype = c_char_p
    found.cupsGetOption.argtypes = (c_char_p, c_int, POINTER(_Option))
    found.cupsAddOption.argtypes = (c_char_p, c_char_p, c_int, POINTER(POINTER(_Option)))
    found.cupsFreeOptions.argtypes = (c_int, POINTER(_Option))
    found.cupsPrintFile.argtypes = (c_char_p, c_char_p, c_char_p, c_int, POINTER(_Option))
    found.cupsLastErrorString.restype = c_char_p
    found.cupsGetJobs.argtypes = (POINTER(POINTER(_Job)), c_char_p, c_int, c_int)
    found.cupsFreeJobs.argtypes = (c_int, POINTER(_Job))
    found.cupsCopyDestInfo.restype = c_void_p
    found.cupsCopyDestInfo.argtypes = (c_void_p, POINTER(_Dest))
    found.cupsFreeDestInfo.argtypes = (c_void_p,)
    found.cupsFindDestSupported.restype = c_void_p
    found.cupsFindDestSupported.argtypes = (c_void_p, POINTER(_Dest), c_void_p, c_char_p)
    found.cupsLocalizeDestValue.restype = c_char_p
    found.cupsLocalizeDestValue.argtypes = (c_void_p, POINTER(_Dest), c_void_p, c_char_p, c_char_p)
    found.ippGetCount.argtypes = (c_void_p,)
    found.ippGetString.restype = c_char_p
    found.ippGetString.argtypes = (c_void_p, c_int, c_void_p)
    return found


class Cups:
    """The queues of the server that the system, or CUPS_SERVER, names."""

    def __init__(self, library: Any) -> None:
        self._cups = library

    @classmethod
    def found(cls) -> Cups | None:
        """CUPS on this computer; None where it has none."""
        library = _library()
        return None if library is None else cls(library)

    def _somebody_answers(self) -> None:
        """Raises NoService when the print service is gone or stuck, before its library waits for it."""
        self._cups.cupsSetServer(None)  # what the system says now, not when this thread asked last
        server = (self._cups.cupsServer() or b"").decode()
        at: Any = server if server.startswith("/") else (server, self._cups.ippPort())
        try:
            with _connected(at) as asking:
                asking.sendall(_ANYBODY)
                answered = bool(asking.recv(1))
        except TimeoutError as fault:
            raise NoService(stuck=True) from fault
        except OSError as fault:
            raise NoService(stuck=False) from fault
        if not answered:
            raise NoService(stuck=True)

    def names(self) -> tuple[str, ...]:
        """The queues there are, the system's own first; raises NoService."""
        self._somebody_answers()
        dests = POINTER(_Dest)()
        count = self._cups.cupsGetDests(byref(dests))
        try:
            found = sorted((not dests[at].is_default, at, _name(dests[at])) for at in range(count))
        finally:
            self._cups.cupsFreeDests(count, dests)
        return tuple(name for _not_usual, _at, name in found)

    def usual(self) -> str:
        """The system's own queue; empty where it names none."""
        with self._dest("") as dest:
            return _name(dest.contents) if dest else ""

    @contextmanager
    def _dest(self, queue: str) -> Iterator[Any]:
        """The queue of this name, the system's own for an empty one; raises NoService."""
        self._somebody_answers()
        name, _, instance = queue.partition("/")
        dest = self._cups.cupsGetNamedDest(_NOW, name.encode() or None, instance.encode() or None)
        try:
            yield dest
        finally:
            if dest:
                self._cups.cupsFreeDests(1, dest)

    def trouble(self, queue: str) -> str:
        """What keeps this queue from printing, to follow its name: “is stopped”; empty when nothing does.

        Raises NoService, and LookupError where there is no such queue.
        """
        with self._dest(queue) as dest:
            if not dest:
                raise LookupError(queue)

            def said(option: str) -> str:
                text = self._cups.cupsGetOption(option.encode(), dest.contents.num_options, dest.contents.options)
                return (text or b"").decode(errors="replace")

            reasons = [each for each in said("printer-state-reasons").split(",") if not each.endswith("-warning")]
            for reason in reasons:
                for begin, words in _REASONS.items():
                    if reason.startswith(begin) and begin != "connecting-to-device":
                        return words
            if said("printer-is-accepting-jobs") == "false":
                return "takes no sheets at the moment"
            return "is stopped" if said("printer-state") == _STOPPED_QUEUE else ""

    def trays(self, queue: str) -> tuple[Tray, ...]:
        """The trays that the queue says it has; raises NoService."""
        cups = self._cups
        with self._dest(queue) as dest:
            info = cups.cupsCopyDestInfo(_NOW, dest) if dest else None
            if not info:
                return ()
            try:
                found = cups.cupsFindDestSupported(_NOW, dest, info, _SOURCE)
                names = [cups.ippGetString(found, at, None) or b"" for at in range(cups.ippGetCount(found))]
                called = {name: cups.cupsLocalizeDestValue(_NOW, dest, info, _SOURCE, name) or name for name in names}
            finally:
                cups.cupsFreeDestInfo(info)
        return tuple(
            Tray(name.decode(), words.decode()) for name, words in called.items() if name not in (b"", b"auto")
        )

    def send(
        self, queue: str, file: str, title: str, *, copies: int, tray: str, paper: tuple[int, int]
    ) -> tuple[int, str]:
        """Give a PDF to the queue: the number of the job, or 0 and what CUPS says against it. `paper` is its size.

        Raises NoService.
        """
        self._somebody_answers()
        source = f" media-source={tray}" if tray else ""
        size = f"media-size={{x-dimension={paper[0]} y-dimension={paper[1]}}}"
        wanted = {"copies": str(copies), "media-col": f"{{{size}{source}}}", "print-scaling": "none"}
        with self._options(wanted) as given:
            name = queue.partition("/")[0]
            number = self._cups.cupsPrintFile(name.encode(), file.encode(), title.encode(), *given)
        if number:
            return number, ""
        return 0, (self._cups.cupsLastErrorString() or b"").decode(errors="replace").strip(" .")

    @contextmanager
    def _options(self, wanted: Mapping[str, str]) -> Iterator[tuple[int, Any]]:
        options = POINTER(_Option)()
        count = 0
        for name, value in wanted.items():
            count = self._cups.cupsAddOption(name.encode(), value.encode(), count, byref(options))
        try:
            yield count, options
        finally:
            self._cups.cupsFreeOptions(count, options)

    def state(self, queue: str, number: int) -> JobState:
        """What became of a job by now; one that nobody remembers was printed: CUPS forgets those first.

        Raises NoService.
        """
        self._somebody_answers()
        jobs = POINTER(_Job)()
        count = self._cups.cupsGetJobs(byref(jobs), queue.partition("/")[0].encode(), 0, _EVERY)
        if count < 0:
            raise NoService(stuck=True)
        try:
            found = next((jobs[at].state for at in range(count) if jobs[at].id == number), None)
        finally:
            self._cups.cupsFreeJobs(count, jobs)
        if found is None:
            return "done"
        if found == _STOPPED_JOB:
            return "failed"
        return _ENDED.get(found, "waits")


def _name(dest: _Dest) -> str:
    """By which name a queue is chosen: with its instance, where it has one."""
    return "/".join(part.decode(errors="replace") for part in (dest.name, dest.instance) if part)


def _connected(at: Any) -> socket.socket:
    """A connection to a file's socket or to a host's port; its answers are waited for as long as its beginning."""
    if not isinstance(at, str):
        return socket.create_connection(at, _ANSWERS_WITHIN)
    found = socket.socket(socket.AF_UNIX)  # type: ignore[attr-defined,unused-ignore]
    try:
        found.settimeout(_ANSWERS_WITHIN)
        found.connect(at)
    except OSError:
        found.close()
        raise
    return found
