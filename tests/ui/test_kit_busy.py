"""What takes longer than a blink: another thread, its result or its error, and no key in between."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from concurrent.futures import Future

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.ui.kit.busy import Busy


@pytest.fixture
def busy(dressed: QApplication) -> Busy:
    return Busy()


def test_the_result_comes_back_from_another_thread(busy: Busy) -> None:
    assert busy.wait(threading.get_ident) != threading.get_ident()


def test_the_very_error_comes_back(busy: Busy) -> None:
    fault = LookupError("gone")

    def fails() -> None:
        raise fault

    with pytest.raises(LookupError) as caught:
        busy.wait(fails)
    assert caught.value is fault


def test_windows_live_on_meanwhile(busy: Busy) -> None:
    painted = threading.Event()
    QTimer.singleShot(0, painted.set)
    assert busy.wait(lambda: painted.wait(10))


def test_a_wait_within_a_wait_ends_both(busy: Busy) -> None:
    inner: list[int] = []
    go = threading.Event()

    def nested() -> None:
        inner.append(busy.wait(lambda: 7))
        go.set()

    QTimer.singleShot(0, nested)
    assert busy.wait(lambda: go.wait(10))
    assert inner == [7]


def test_progress_is_told_and_cancel_is_heard(busy: Busy, qtbot: QtBot) -> None:
    def work(progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> int:
        progress(3, 10)
        QTimer.singleShot(0, QApplication.instance(), press_cancel)
        while not cancelled():
            threading.Event().wait(0.001)
        return 3

    def press_cancel() -> None:
        window = QApplication.activeModalWidget()
        if window is None or window.deaf:  # type: ignore[attr-defined]
            QTimer.singleShot(5, press_cancel)
            return
        button = window.findChild(QPushButton)
        assert button is not None
        qtbot.keyClick(button, Qt.Key.Key_Escape)

    assert busy.with_progress("Importing parts", work) == 3
    assert QApplication.activeModalWidget() is None


def test_an_error_under_progress_comes_back_too(busy: Busy) -> None:
    def work(progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> None:
        raise OSError("The disk is full.")

    with pytest.raises(OSError, match="full"):
        busy.with_progress("Importing parts", work)
    assert QApplication.activeModalWidget() is None


def test_without_an_event_loop_to_turn_keys_are_not_lost(busy: Busy, qtbot: QtBot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    busy.wait(lambda: None)
    qtbot.keyClicks(field, "ab")
    assert field.text() == "ab"
    busy.close()


def test_garbage_is_never_collected_off_the_main_thread(busy: Busy) -> None:
    where: list[bool] = []

    class Ring:
        """Like a closed window: only the collector can free it."""

        def __init__(self) -> None:
            self.itself = self

        def __del__(self) -> None:
            where.append(threading.current_thread() is threading.main_thread())

    Ring()
    busy.wait(lambda: [[number] for number in range(100_000)])
    gc.collect()
    assert where == [True]
    assert gc.isenabled()


# ── aside ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_work_aside_lets_keys_through_and_ends_on_the_main_thread(busy: Busy, qtbot: QtBot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    typed = threading.Event()
    ended: list[tuple[bool, bool]] = []

    def done(future: Future[bool]) -> None:
        ended.append((future.result(), threading.current_thread() is threading.main_thread()))

    busy.aside(lambda _closing: typed.wait(10) and threading.current_thread() is not threading.main_thread(), done)
    qtbot.keyClicks(field, "ab")
    assert (field.text(), ended) == ("ab", [])
    typed.set()
    qtbot.waitUntil(lambda: bool(ended))
    assert ended == [(True, True)]


def test_the_error_of_work_aside_reaches_whoever_takes_its_result(busy: Busy, qtbot: QtBot) -> None:
    ended: list[BaseException | None] = []

    def fails(_closing: Callable[[], bool]) -> None:
        raise OSError("The line dropped.")

    busy.aside(fails, lambda future: ended.append(future.exception()))
    qtbot.waitUntil(lambda: bool(ended))
    assert [type(fault) for fault in ended] == [OSError]


def test_closing_asks_work_aside_to_stop_and_waits_for_its_end(busy: Busy) -> None:
    ended: list[str] = []

    def until_closing(closing: Callable[[], bool]) -> str:
        while not closing():
            threading.Event().wait(0.001)
        return "stopped"

    busy.aside(until_closing, lambda future: ended.append(future.result()))
    busy.close()
    assert ended == ["stopped"]


def test_garbage_waits_until_the_last_thread_has_ended(busy: Busy, qtbot: QtBot) -> None:
    go_on, ended = threading.Event(), []
    busy.aside(lambda _closing: go_on.wait(10), ended.append)
    assert not gc.isenabled()
    busy.wait(lambda: None)
    assert not gc.isenabled(), "the other one is still at work"
    go_on.set()
    qtbot.waitUntil(lambda: bool(ended))
    assert gc.isenabled()
