"""A program that starts the desk as a person does, presses its first keys, and says when what was to be seen.

The program itself with somebody at the keyboard, who types on if so asked; tests/bench/desk_start.py runs it. It prints
one line of JSON: moments of this computer's monotonic clock, and how much memory is in use. It must not know any
window's inside.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QWidget

LETTER: Final = "M"
TYPED: Final = "brake pad hilux front 2.8"
_BETWEEN: Final = 60
"""Milliseconds between two letters of somebody who types on."""
_AFTERWARDS: Final = 500


class Painted(QObject):
    """Knows what has been painted since it was last asked."""

    def __init__(self) -> None:
        super().__init__()
        self.widgets: set[int] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Looks on; takes nothing away."""
        if event.type() == QEvent.Type.Paint:
            self.widgets.add(id(watched))
        return False

    def has(self, widget: QWidget) -> bool:
        """Whether this one has been painted."""
        return id(widget) in self.widgets


def memory() -> float:
    """Megabytes that this process has in memory."""
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def field_in_front() -> QLineEdit | None:
    """The field in which letters go, once there is one."""
    at = QApplication.focusWidget()
    return at if isinstance(at, QLineEdit) else None


def main_window() -> QMainWindow | None:
    """The desk, once it is shown."""
    return next(
        (each for each in QApplication.topLevelWidgets() if isinstance(each, QMainWindow) and each.isVisible()), None
    )


def person(painted: Painted, told: dict[str, Any], *, opens: bool, types_on: bool) -> Iterator[Callable[[], object]]:
    """Steps at the keyboard; each yields what has to be there before the next."""
    yield lambda: (window := main_window()) and painted.has(window)
    told["painted"] = time.monotonic()
    if opens:
        yield QApplication.focusWidget
        at = QApplication.focusWidget()
        assert at is not None
        QTest.keyClick(at, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    yield field_in_front
    field = field_in_front()
    assert field is not None
    painted.widgets.clear()
    QTest.keyClicks(field, LETTER)
    yield lambda: field.text().upper() == LETTER and painted.has(field)
    told["served"] = time.monotonic()
    told["opened_mb"] = memory()
    if types_on:
        yield from _typing(field)
    told["typed_mb"] = memory()


def _typing(field: QLineEdit) -> Iterator[Callable[[], object]]:
    """Ctrl+K and a part's words, letter by letter."""
    field.clear()
    # what it opens waits in an event loop of its own: the key must not be waited for
    QTimer.singleShot(0, lambda: QTest.keyClick(field, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier))
    yield lambda: (at := field_in_front()) and at is not field
    for letter in TYPED:
        at = field_in_front()
        if at is not None:
            QTest.keyClicks(at, letter)
        yield _after(_BETWEEN)
    yield _after(_AFTERWARDS)


def _after(milliseconds: int) -> Callable[[], object]:
    until = time.monotonic() + milliseconds / 1000
    return lambda: time.monotonic() > until


def at_the_keyboard(steps: Iterator[Callable[[], object]], told: dict[str, Any]) -> QTimer:
    """From now on somebody is there; when all is done it is printed, and the program ends at once."""
    waiting: list[Callable[[], object]] = [next(steps)]

    def look() -> None:
        if waiting and waiting[0]():
            waiting.pop()
            following = next(steps, None)
            if following is not None:
                waiting.append(following)
                return
            sys.stdout.write(json.dumps(told) + "\n")
            sys.stdout.flush()
            os._exit(0)

    timer = QTimer(interval=1)
    timer.timeout.connect(look)
    timer.start()
    return timer


def main(place: str, *, types_on: bool) -> int:
    """The program at this shop."""
    app = QApplication(sys.argv[:1])
    painted = Painted()
    told: dict[str, Any] = {}
    app.installEventFilter(painted)
    timer = at_the_keyboard(person(painted, told, opens=True, types_on=types_on), told)
    from app.__main__ import main as program

    code = program(["--database", place])
    timer.stop()
    return code
