"""What becomes of a bug: one report window, a story in the log, and the program goes on; it must not know any window.

Refusals never come here: windows answer those (`kit.window`). An unavailable store does when a look-up met it where no
window expected that: then it is said, and nothing else.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
import traceback
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Final

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from app.rules.faults import Unavailable
from app.ui.kit import style
from app.ui.kit.asking.dialog import Dialog
from app.ui.kit.context import Tone

LOG: Final = logging.getLogger("parts")
_ABOUT_THE_PROGRAM: Final = (AttributeError, NameError, ImportError, NotImplementedError, RecursionError, MemoryError)
"""Faults whose words name parts of the program, never what somebody typed."""
_MOST_BEHIND: Final = 8
_BURST: Final = 5.0
"""Seconds: what comes again sooner is no new fault, and neither reported nor written down anew."""
AGAIN: Final = "That has gone wrong again. The report was shown before, and it is in the log."
NOISE: Final = ("This plugin does not support propagateSizeHints",)
_LEVELS: Final = {
    QtMsgType.QtDebugMsg: logging.DEBUG, QtMsgType.QtInfoMsg: logging.INFO, QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR, QtMsgType.QtFatalMsg: logging.CRITICAL,
}  # fmt: skip


class _Log(RotatingFileHandler):
    """A log that goes on growing while Windows does not let it begin anew, as another desk writes to it or reads it."""

    def doRollover(self) -> None:
        if self.stream is not None:
            self.stream.close()
        log = Path(self.baseFilename)
        try:
            log.rename(f"{log}.0").rename(log)
        except OSError:
            self.stream = self._open()
        else:
            super().doRollover()


class Faults(QObject):
    """Catches what nobody caught, in any thread. One report is open at a time; the others only go to the log."""

    _caught = Signal(str)
    _away = Signal(str)

    def __init__(self, log_file: Path) -> None:
        super().__init__()
        self.log_file = log_file
        self._open: FaultReport | None = None
        self._latest: dict[tuple[object, ...], float] = {}
        self.say: Callable[[str, Tone], object] | None = None
        """How the desk says a sentence, once there is one."""
        self._caught.connect(self._report, Qt.ConnectionType.QueuedConnection)
        self._away.connect(self._say, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """From now on nothing fails silently. Where no log can be kept, what would be in it goes to standard error."""
        handler: logging.Handler
        try:
            self.log_file.parent.mkdir(parents=True, exist_ok=True)
            handler = _Log(self.log_file, maxBytes=1_000_000, backupCount=3, encoding="utf-8")
        except OSError:
            handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        LOG.addHandler(handler)
        LOG.setLevel(logging.INFO)
        sys.excepthook = self.caught
        threading.excepthook = lambda args: self.caught(
            args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
        )
        qInstallMessageHandler(_from_qt)

    def caught(self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        """Write a bug down and report it; Ctrl+C ends the program as ever.

        A store that does not answer is no bug: whatever look-up met it first, it is said on the desk and nowhere else.
        """
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, fault, trace)
            return
        if isinstance(fault, Unavailable) and self.say is not None:
            LOG.warning("%s", fault.sentence)
            self._away.emit(fault.sentence)
            return
        if self._again(fault):
            self._away.emit(AGAIN)
            return
        story = "".join(traceback.format_exception(kind, fault, trace))
        LOG.error("%s", nameless(fault))
        self._caught.emit(story)

    def tell(self, fault: BaseException) -> None:
        """Write a bug down and show it until somebody has read it: for a start that ends with it."""
        story = "".join(traceback.format_exception(fault))
        LOG.error("%s", nameless(fault))
        FaultReport(story, self.log_file, None).exec()

    def _again(self, fault: BaseException) -> bool:
        """Whether the same goes wrong at the same place over and over: what is painted fails with each painting."""
        last = traceback.extract_tb(fault.__traceback__)[-1:]
        place = (type(fault), *((each.filename, each.lineno) for each in last))
        now = time.monotonic()
        before, self._latest[place] = self._latest.get(place), now
        return before is not None and now - before < _BURST

    def _say(self, sentence: str) -> None:
        if self.say is not None:
            self.say(sentence, "waits")

    def _report(self, story: str) -> None:
        if self._open is None:
            self._open = FaultReport(story, self.log_file, QApplication.activeWindow())
            self._open.finished.connect(self._reported)
            self._open.open()

    def _reported(self) -> None:
        if self._open is not None:
            self._open.deleteLater()
            self._open = None


def nameless(fault: BaseException) -> str:
    """Where it happened and what kind of fault it was, with those behind it, and nothing that the shop has written.

    A fault's words may hold a name, a number or an address; only those that Python makes of the program's own words
    are kept.
    """
    told: list[str] = []
    behind: BaseException | None = fault
    while behind is not None and len(told) < _MOST_BEHIND:
        words = str(behind) if isinstance(behind, _ABOUT_THE_PROGRAM) else "its words are left out of the log"
        frames = "".join(traceback.format_tb(behind.__traceback__))
        told.append(f"{frames}{type(behind).__module__}.{type(behind).__qualname__}: {words}")
        behind = behind.__cause__ or (None if behind.__suppress_context__ else behind.__context__)
    return "\n\nwhile there was this:\n".join(told)


class FaultReport(Dialog):
    """What happened, what was kept, and the story for whoever mends it."""

    def __init__(self, story: str, log_file: Path, parent: QWidget | None) -> None:
        super().__init__("Something went wrong", parent)
        self._story = story
        page = style.column(self, margin=style.SIZES.step * 5, gap=style.SIZES.step * 3)
        page.addWidget(style.label("This did not work, and it is the program's fault.", "strong"))
        page.addWidget(
            style.label(
                "Nothing was half saved, and what is typed is still there. Go on, or copy the report and send it to "
                "whoever looks after the program; it may hold a name or a number of what you were working on. Without "
                f"those it is also in {log_file}.",
                wrap=True,
            )
        )
        told = style.named(QPlainTextEdit(story, readOnly=True), "Report")
        page.addWidget(told, 1)
        copy, close = self.button("&Copy report"), self.button("&Go on", primary=True)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._story))
        close.clicked.connect(self.accept)
        page.addLayout(self.foot(copy, close))
        self.resize(640, 380)
        close.setFocus()


def _from_qt(kind: QtMsgType, _where: QMessageLogContext, message: str) -> None:
    if not any(noise in message for noise in NOISE):
        LOG.log(_LEVELS[kind], "Qt: %s", message)
