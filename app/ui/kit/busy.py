"""Runs what may take longer than a blink off the main thread, and brings result or error back.

It must not know what runs.

A write may wait for another counter's lock, so every unit of work goes through here. While it runs, windows repaint but
keys wait their turn: what was typed meanwhile is delivered afterwards.
"""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager, suppress
from queue import SimpleQueue
from typing import Final, Protocol, TypeVar

from PySide6.QtCore import QCoreApplication, QEventLoop, QMetaObject, QObject, Qt, QThreadPool, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QProgressBar, QWidget

from app.ui.kit import style
from app.ui.kit.asking.dialog import Dialog

T = TypeVar("T")
_QUEUED: Final = Qt.ConnectionType.QueuedConnection

WAIT_CURSOR_AFTER: Final = 400
"""Milliseconds before the pointer says that something is being waited for."""
A_BLINK: Final = 100
"""Milliseconds that a look-up is waited for where its answer would better be there at once."""
_TURNS: Final = 0.0005
"""Seconds after which a thread that runs lets another one run: a search while somebody types is done a tenth sooner."""
LEFT_AFTER: Final = 3
"""Seconds that a closed desk waits for a print service that does not answer."""
TIDY_EVERY: Final = 1000
"""Milliseconds between two collections of garbage while something long runs; on the main thread."""


class Busy:
    """The desk's own small thread pool. `parent` gives the window over which progress is shown."""

    def __init__(self, parent: Callable[[], QWidget | None] = lambda: None) -> None:
        self._parent = parent
        self._pool = QThreadPool()
        self._pool.setMaxThreadCount(2)
        self._aside = QThreadPool()
        self._aside.setMaxThreadCount(1)
        self._looks = QThreadPool()
        self._looks.setMaxThreadCount(3)
        self._at_printer = _Line("printing")
        self._ends = _Ends()
        self._closing = threading.Event()
        self._waits = 0
        sys.setswitchinterval(_TURNS)

    @property
    def waiting(self) -> bool:
        """Whether something is being waited for at this moment."""
        return self._waits > 0

    def wait(self, call: Callable[[], T]) -> T:
        """What `call` returns, or the very error it raised. Keys and clicks are held back until it is done.

        Without a running application it is simply called.
        """
        if QCoreApplication.instance() is None:
            return call()
        self._waits += 1
        try:
            return self._wait(call)
        finally:
            self._waits -= 1

    def _wait(self, call: Callable[[], T]) -> T:
        loop = QEventLoop()
        slow = QTimer(loop, singleShot=True, interval=WAIT_CURSOR_AFTER)
        slow.timeout.connect(lambda: QGuiApplication.setOverrideCursor(Qt.CursorShape.BusyCursor))
        slow.start()
        with garbage_waits():
            future, let_go = self._start(call, loop)
            loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
            let_go.wait()
        if not slow.isActive():
            QGuiApplication.restoreOverrideCursor()
        slow.stop()
        return future.result()

    def with_progress(self, title: str, call: Callable[[Callable[[int, int], None], Callable[[], bool]], T]) -> T:
        """What `call(progress, cancelled)` returns, or the error it raised, under a window with a bar and Cancel.

        `progress(done, of)` may be told from the other thread; `cancelled()` says whether Cancel was pressed. What
        becomes of the work done so far is for `call` to decide.
        """
        window = _ProgressWindow(title, self._parent())
        tidying = QTimer(window, interval=TIDY_EVERY)
        tidying.timeout.connect(lambda: gc.collect(1))
        tidying.start()
        with garbage_waits():
            future, let_go = self._start(lambda: call(window.moved.emit, window.stop.is_set), window)
            window.exec()
            let_go.wait()
        tidying.stop()
        window.deleteLater()
        behind = window.parentWidget()
        if behind is not None:
            # work that was done at once may close the bar before the system has brought it to the front
            behind.window().activateWindow()
        return future.result()

    def aside(self, call: Callable[[Callable[[], bool]], T], done: Callable[[Future[T]], None]) -> None:
        """Run `call(closing)` while people go on working; `done` gets its result, or its error, on the main thread.

        One at a time, and none once the desk is being closed; `closing()` says that it is, and waits for it. `call`
        must hold nothing of Qt: nobody waits until its thread has let go of it.
        """
        closing = self._closing.is_set
        self._apart(self._aside, lambda: call(closing), done)

    def look(self, call: Callable[[], T], done: Callable[[Future[T]], None], *, wait: bool = False) -> None:
        """Run a look-up while people go on working; `done` gets its result, or its error, on the main thread.

        With `wait` the main thread waits for a blink: what is there by then, `done` has got when this returns. `call`
        must hold nothing of Qt, as in `aside`.
        """
        begun = self._apart(self._looks, call, done)
        if begun is not None and wait:
            self._blink(*begun)

    def at_printer(self, call: Callable[[], T], done: Callable[[Future[T]], None], *, wait: bool = False) -> None:
        """Talk to printers while people go on working: one call after the other, in the order they came.

        As `look`, but a print service may not answer for minutes: a closed desk leaves it after some seconds. So
        whatever `call` makes of Qt must be gone before it waits for one.
        """
        begun = self._apart(self._at_printer, call, done)
        if begun is not None and wait:
            self._blink(*begun)

    @property
    def closing(self) -> Callable[[], bool]:
        """Tells from any thread whether the desk is being closed: nothing is begun any more."""
        return self._closing.is_set

    def _blink(self, future: Future[T], key: int) -> None:
        """Wait for what may be there within a blink; then it has been told."""
        with suppress(TimeoutError):
            future.exception(A_BLINK / 1000)
            self._ends.finish(key)

    def _apart(
        self, pool: _Begins, call: Callable[[], T], done: Callable[[Future[T]], None]
    ) -> tuple[Future[T], int] | None:
        """Begins it on a thread of this pool; the result to come, and by which number its end is told."""
        if self._closing.is_set():
            return None
        future: Future[T] = Future()
        still = ExitStack()
        still.enter_context(garbage_waits())
        tidying = QTimer(self._ends, interval=TIDY_EVERY)
        tidying.timeout.connect(lambda: gc.collect(1))
        tidying.start()

        def finish() -> None:
            tidying.stop()
            tidying.deleteLater()
            still.close()
            done(future)

        key = self._ends.expect(finish)
        ended = self._ends.ended

        def run() -> None:
            try:
                future.set_result(call())
            except BaseException as fault:  # noqa: BLE001 – carried to the main thread and raised there
                future.set_exception(fault)
            ended.emit(key)

        pool.start(run)
        return future, key

    def close(self) -> None:
        """Wait for what still runs: no thread that holds anything of Qt may outlive the application."""
        self._closing.set()
        self._pool.waitForDone()
        self._aside.waitForDone()
        self._looks.waitForDone()
        self._at_printer.close(LEFT_AFTER)
        QCoreApplication.sendPostedEvents(self._ends)

    def _start(self, call: Callable[[], T], waiting: QObject) -> tuple[Future[T], threading.Event]:
        """The result to come, and when the thread has let go of it, of `call` and of `waiting`.

        Whoever waits keeps all three until then: the last to let go of a window takes it apart, and that must not
        happen on another thread. An error in the result leads to the window too, by where it was raised.
        """
        future: Future[T] = Future()
        let_go = threading.Event()
        held: list[tuple[Callable[[], T], QObject, Future[T]]] = [(call, waiting, future)]

        def run() -> None:
            try:
                held[0][2].set_result(held[0][0]())
            except BaseException as fault:  # noqa: BLE001 – carried to the main thread and raised there
                held[0][2].set_exception(fault)
            end = "quit" if isinstance(held[0][1], QEventLoop) else "accept"
            QMetaObject.invokeMethod(held[0][1], end, _QUEUED)
            held.clear()
            let_go.set()

        self._pool.start(run)
        return future, let_go


_at_work = 0
_was_collecting = True


@contextmanager
def garbage_waits() -> Iterator[None]:
    """Another thread is at work: a collection there would take closed windows apart off the main thread.

    Entered and left on the main thread only, as often as threads are at work.
    """
    global _at_work, _was_collecting
    if not _at_work:
        _was_collecting = gc.isenabled()
    _at_work += 1
    gc.disable()
    try:
        yield
    finally:
        _at_work -= 1
        if not _at_work and _was_collecting:
            gc.enable()


class _Begins(Protocol):
    """Where a call is run: on some thread, as soon as one is free."""

    def start(self, run: Callable[[], None], /) -> object:
        """Run it there."""


class _Line:
    """One thread that runs what it is given in order, and that the end of the program does not wait for.

    A QThreadPool waits for its threads whatever they wait for themselves.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._given: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def start(self, run: Callable[[], None], /) -> None:
        """Run it after what was given before."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()
        self._given.put(run)

    def close(self, seconds: float) -> None:
        """Nothing comes any more; so long what has come is waited for."""
        self._given.put(None)
        if self._thread is not None:
            self._thread.join(seconds)

    def _run(self) -> None:
        while (run := self._given.get()) is not None:
            run()


class _Ends(QObject):
    """Where threads that nobody waits for tell that they have ended, to be heard on the main thread."""

    ended = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._expected: dict[int, Callable[[], None]] = {}
        self._count = 0
        self.ended.connect(self.finish, _QUEUED)

    def expect(self, finish: Callable[[], None]) -> int:
        """What is to be called when this number is told."""
        self._count += 1
        self._expected[self._count] = finish
        return self._count

    def finish(self, key: int) -> None:
        """It has ended: calls what is to be called, unless that was done before."""
        if (finish := self._expected.pop(key, None)) is not None:
            finish()


class _ProgressWindow(Dialog):
    """A bar, how far it is, and Cancel; it closes when the work is done and not before."""

    moved = Signal(int, int)

    def __init__(self, title: str, parent: QWidget | None) -> None:
        super().__init__(title, parent)
        self.stop = threading.Event()
        self._words = style.label(title)
        self._bar = style.named(QProgressBar(maximum=0, textVisible=False), title)
        self._cancel = self.button("&Cancel")
        self._cancel.clicked.connect(self.reject)
        page = style.column(self)
        page.addWidget(self._words)
        page.addWidget(self._bar)
        page.addLayout(self.foot(self._cancel))
        self.moved.connect(self._move)
        self._title = title

    def reject(self) -> None:
        """Ask the work to stop; the window stays until it has."""
        self.stop.set()
        self._cancel.setEnabled(False)
        self._words.setText(f"{self._title} – stopping…")

    def _move(self, done: int, of: int) -> None:
        self._bar.setMaximum(of)
        self._bar.setValue(done)
        if not self.stop.is_set():
            self._words.setText(f"{self._title} – {done:,} of {of:,}")
