"""Sheets on their way: handed over off the main thread, watched until they are out, told when they do not come out.

It must not know what stands on them. Nobody is interrupted: a bar says it, and Ctrl+Shift+P prints again.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import ClassVar, Final, TypeVar

from PySide6.QtCore import QEventLoop, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from shiboken6 import isValid

from app.rules import words
from app.rules.faults import Refused
from app.rules.questions import Choice, Question
from app.ui.kit import style
from app.ui.kit.asking.prompts import Asks
from app.ui.kit.busy import Busy
from app.ui.kit.sheets import kept
from app.ui.kit.sheets.print_system import JobState
from app.ui.kit.sheets.queues import Job
from app.ui.kit.sheets.sheet import Handed, Sheet, not_kept

T = TypeVar("T")
LOOKS_EVERY: Final = 2_000
"""Milliseconds between two looks at the queue."""
GRACE: Final = 3_000
"""Milliseconds that a desk which is being closed gives the sheets on their way."""
_LOOKS: Final = 300
"""After so many, ten minutes, a sheet that still waits is left to its queue."""


@dataclass(frozen=True)
class LeaveSheets(Question):
    """The desk is being closed, and sheets have not reached their printers: wait for them?"""

    sheets: tuple[str, ...]

    title: ClassVar[str] = "Not printed yet"
    default: ClassVar[str] = "stay"
    choices: ClassVar[tuple[Choice, ...]] = (Choice("stay", "&Stay"), Choice("leave", "&Close without them"))

    @property
    def sentence(self) -> str:
        """Which, and what becomes of them."""
        are = "is" if len(self.sheets) == 1 else "are"
        return (
            f"{words.some(self.sheets)} {are} not printed yet: the printer does not answer. "
            "Closed now, it is printed by Ctrl+P when the desk is open again."
        )


@dataclass(slots=True)
class _Watched:
    """A sheet and its job, None while no queue has taken it."""

    sheet: Sheet
    job: Job | None = None
    looks: int = 0
    failed: bool = False
    why: str = ""
    refused: str = ""
    """The sentence with which no queue took it."""

    @property
    def on_its_way(self) -> bool:
        return self.job is None and not self.failed

    @property
    def sentence(self) -> str:
        """What a person should know of it."""
        if self.job is None:
            return f"{self.refused} {self.sheet.title} is not printed yet; nothing of it is lost."
        because = f": the printer {self.job.queue} {self.why}" if self.why else ""
        if self.failed:
            return f"{self.sheet.title} has not been printed{because or f' by the printer {self.job.queue}'}."
        return f"{self.sheet.title} waits{because}. It comes out as soon as that is mended."


class NotPrintedBar(QWidget):
    """Hidden while everything comes out; the way of all sheets of a desk."""

    handed = Signal()
    """A sheet has been handed over, or not."""

    def __init__(self, busy: Busy) -> None:
        super().__init__()
        self.setObjectName("not-saved")
        style.named(self, "Not printed")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._busy = busy
        self._watched: list[_Watched] = []
        self._notes: list[str] = []
        self._looking = False
        across = style.row(self)
        across.setContentsMargins(style.SIZES.margin, style.SIZES.step, style.SIZES.margin, style.SIZES.step)
        self._sign = style.label("! Not printed", "waits")
        self._words = style.label(wrap=True, name="What was not printed")
        self._again = self._button("Print again", "Ctrl+Shift+P", self.print_again)
        self._leave = self._button("Leave it", "", self.leave)
        across.addWidget(self._sign)
        across.addWidget(self._words, 1)
        across.addWidget(self._again)
        across.addWidget(self._leave)
        self.timer = QTimer(self, interval=LOOKS_EVERY)
        self.timer.timeout.connect(self._look)
        self.hide()

    def _button(self, words: str, key: str, slot: Callable[[], object]) -> QPushButton:
        button = style.named(QPushButton(words), words)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if key:
            button.setToolTip(f"{words} – {key}")
        button.clicked.connect(lambda _checked=False: slot())
        return button

    @property
    def sentence(self) -> str:
        """What the bar says; empty while it is not there."""
        said: str = "" if self.isHidden() else self._words.text()
        return said

    def wait(self, call: Callable[[], T]) -> T:
        """What `call` returns, or the error it raised, off the main thread; nobody types meanwhile."""
        return self._busy.wait(call)

    def look(self, call: Callable[[], T], done: Callable[[T], None]) -> None:
        """Ask the print service something off the main thread; `done` gets it, within a blink or later."""
        self._busy.at_printer(call, lambda future: done(future.result()), wait=True)

    def hand_over(self, sheet: Sheet) -> None:
        """Put a sheet on its way and look after it until it is out.

        Raises Refused when it is known within a blink that no queue takes it; what is known later the bar tells.
        """
        self._hand_over(_Watched(sheet))

    def watch(self, sheet: Sheet, handed: Handed) -> None:
        """Look after a sheet that a queue has taken already."""
        each = _Watched(sheet)
        self._watched.append(each)
        self._taken(each, handed)

    def _taken(self, each: _Watched, handed: Handed) -> None:
        each.job = handed.job
        if not each.sheet.how.printer:
            self._tell_usual(each.sheet.title, handed.job.queue)
        if handed.not_kept:
            self._notes.append(
                f"{each.sheet.title} is printed, but that could not be kept: {handed.not_kept} "
                "Printed once more, it does not say Copy."
            )
            self._show()
        self.timer.start()

    def _tell_usual(self, title: str, queue: str) -> None:
        """Nobody has chosen a printer: by which one it comes is said once, and again when it is another one."""
        if kept.now().told_usual == queue:
            return
        with suppress(Refused):  # then it is said once more
            kept.change(told_usual=queue)
        self._notes.append(
            f"{title} comes out of {queue}, as no printer is chosen at this desk. "
            "Setup ▸ Settings, page Printers, chooses one for each kind of paper."
        )
        self._show()

    def _hand_over(self, each: _Watched) -> None:
        at_once: list[Refused] = []
        asked = True

        def done(future: Future[Handed]) -> None:
            if not isValid(self):
                return  # the desk was closed without it
            try:
                got = future.result()
            except Refused as fault:
                each.failed, each.refused = True, fault.sentence
                if asked:
                    at_once.append(fault)
                    self._watched.remove(each)
                else:
                    self._show()
            else:
                self._taken(each, got)
            self.handed.emit()

        closing, sheet = self._busy.closing, each.sheet
        self._watched.append(each)
        self._busy.at_printer(lambda: sheet.hand_over(closing), done, wait=True)
        asked = False
        if at_once:
            raise at_once[0]

    def print_again(self) -> str:
        """Print what has failed once more; a sentence for the status line, empty when there was nothing."""
        failed = [each for each in self._watched if each.failed]
        said: list[str] = []
        for each in failed:
            kept = each.job is not None
            try:
                self._hand_over(_Watched(replace(each.sheet, keep=not_kept) if kept else each.sheet))
            except Refused as fault:
                each.why = ""
                said.append(fault.sentence)
            else:
                self._watched.remove(each)
                said.append(f"{each.sheet.title} goes to the printer again.")
        self._show()
        return " ".join(said)

    def leave(self) -> None:
        """Say no more of it: the document is there, Ctrl+P prints it any time."""
        self._watched = [each for each in self._watched if not each.failed and not each.why]
        self._notes.clear()
        self._show()

    def may_close(self, asks: Asks) -> bool:
        """Give the sheets on their way some seconds; then ask whether the desk is closed without them."""
        if self._on_their_way():
            loop = QEventLoop()
            self.handed.connect(lambda: None if self._on_their_way() else loop.quit())
            QTimer.singleShot(GRACE, loop, loop.quit)
            loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        left = self._on_their_way()
        return not left or asks.ask(LeaveSheets(left)) == "leave"

    def _on_their_way(self) -> tuple[str, ...]:
        return tuple(each.sheet.title for each in self._watched if each.on_its_way)

    def _look(self) -> None:
        if self._looking:
            return
        waiting = [each for each in self._watched if each.job is not None and not each.failed]
        if not waiting:
            self.timer.stop()
            return
        self._looking = True
        jobs = [each.job for each in waiting if each.job is not None]

        def look() -> list[tuple[JobState, str]]:
            return [(job.state(), job.trouble()) for job in jobs]

        def seen(future: Future[list[tuple[JobState, str]]]) -> None:
            if not isValid(self):
                return
            self._looking = False
            for each, (state, why) in zip(waiting, future.result(), strict=True):
                self._take(each, state, why)
            self._show()

        self._busy.at_printer(look, seen)

    def _take(self, each: _Watched, state: JobState, why: str) -> None:
        each.looks += 1
        if state == "failed":
            each.failed, each.why = True, why
        elif state == "waits" and each.looks < _LOOKS:
            each.why = why
        elif each in self._watched:
            self._watched.remove(each)

    def _show(self) -> None:
        told = [each for each in self._watched if each.failed or each.why]
        before = self.sentence
        now = " ".join([*(each.sentence for each in told[-3:]), *self._notes[-3:]])
        self._words.setText(now)
        self._words.setAccessibleName(now or "What was not printed")
        self._sign.setVisible(bool(told))
        self._again.setVisible(any(each.failed for each in told))
        self._leave.setText("Leave it" if told else "OK")
        self.setVisible(bool(now))
        if now and now != before:
            if told:
                QApplication.beep()
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
