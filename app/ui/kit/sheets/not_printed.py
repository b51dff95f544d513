"""What became of sheets that a queue has taken: watched until they are out, and told when they do not come out.

It must not know what stands on them. Nobody is interrupted: a bar says it, and Ctrl+Shift+P prints again.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from app.rules.faults import Refused
from app.ui.kit import style
from app.ui.kit.busy import Busy
from app.ui.kit.sheets.cups import JobState
from app.ui.kit.sheets.queues import Job

LOOKS_EVERY: Final = 2_000
"""Milliseconds between two looks at the queue."""
_LOOKS: Final = 300
"""After so many, ten minutes, a sheet that still waits is left to its queue."""


@dataclass(slots=True)
class _Watched:
    job: Job
    title: str
    again: Callable[[], None]
    looks: int = 0
    failed: bool = False
    why: str = ""

    @property
    def sentence(self) -> str:
        """What a person should know of it."""
        because = f": the printer {self.job.queue} {self.why}" if self.why else ""
        if self.failed:
            return f"{self.title} has not been printed{because or f' by the printer {self.job.queue}'}."
        return f"{self.title} waits{because}. It comes out as soon as that is mended."


class NotPrintedBar(QWidget):
    """Hidden while everything comes out. `watch` is told of each sheet a queue has taken."""

    def __init__(self, busy: Busy) -> None:
        super().__init__()
        self.setObjectName("not-saved")
        style.named(self, "Not printed")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._busy = busy
        self._watched: list[_Watched] = []
        self._looking = False
        across = style.row(self)
        across.setContentsMargins(style.SIZES.margin, style.SIZES.step, style.SIZES.margin, style.SIZES.step)
        self._words = style.label(wrap=True, name="What was not printed")
        self._again = self._button("Print again", "Ctrl+Shift+P", self.print_again)
        self._leave = self._button("Leave it", "", self.leave)
        across.addWidget(style.label("! Not printed", "waits"))
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

    def watch(self, job: Job, title: str, again: Callable[[], None]) -> None:
        """Look after these pages until they are out; `again` prints the very same ones, and may raise Refused."""
        self._watched.append(_Watched(job, title, again))
        self.timer.start()

    def print_again(self) -> str:
        """Print what has failed once more; a sentence for the status line, empty when there was nothing."""
        failed = [each for each in self._watched if each.failed]
        said: list[str] = []
        for each in failed:
            try:
                each.again()
            except Refused as fault:
                each.why = ""
                said.append(fault.sentence)
            else:
                self._watched.remove(each)
                said.append(f"{each.title} is printed again.")
        self._show()
        return " ".join(said)

    def leave(self) -> None:
        """Say no more of it: the document is there, Ctrl+P prints it any time."""
        self._watched = [each for each in self._watched if not each.failed and not each.why]
        self._show()

    def _look(self) -> None:
        if self._looking:
            return
        waiting = [each for each in self._watched if not each.failed]
        if not waiting:
            self.timer.stop()
            return
        self._looking = True
        jobs = [each.job for each in waiting]

        def look() -> list[tuple[JobState, str]]:
            return [(job.state(), job.trouble()) for job in jobs]

        def seen(future: Future[list[tuple[JobState, str]]]) -> None:
            self._looking = False
            for each, (state, why) in zip(waiting, future.result(), strict=True):
                self._take(each, state, why)
            self._show()

        self._busy.look(look, seen)

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
        now = " ".join(each.sentence for each in told[-3:])
        self._words.setText(now)
        self._words.setAccessibleName(now or "What was not printed")
        self._again.setVisible(any(each.failed for each in told))
        self.setVisible(bool(told))
        if now and now != before:
            QApplication.beep()
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))


def unwatched(_job: Job, _title: str, _again: Callable[[], None]) -> None:
    """For paper that no desk looks after."""
