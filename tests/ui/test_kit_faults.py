"""A bug ends in the log and in one report; the program goes on."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer, qInstallMessageHandler, qWarning
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.rules.faults import Unavailable
from app.ui.kit.faults import AGAIN, LOG, FaultReport, Faults, nameless
from tests import make


@pytest.fixture
def faults(dressed: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Faults]:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr("threading.excepthook", sys.excepthook)
    before = qInstallMessageHandler(None)
    made = Faults(tmp_path / "log" / "parts.log")
    made.install()
    yield made
    qInstallMessageHandler(before)
    for handler in list(LOG.handlers):
        handler.close()
        LOG.removeHandler(handler)


def test_a_bug_is_written_down_and_reported_once_at_a_time(faults: Faults, qtbot: QtBot) -> None:
    for number in (1, 2):
        try:
            raise AttributeError(f"bug {number}") if number == 1 else NameError(f"bug {number}")
        except (AttributeError, NameError) as fault:
            faults.caught(type(fault), fault, fault.__traceback__)
    seen: list[str] = []

    def look_and_go_on() -> bool:
        report = QApplication.activeModalWidget()
        if isinstance(report, FaultReport):
            told = report.findChild(QPlainTextEdit)
            assert told is not None
            seen.append(told.toPlainText())
            report.accept()
        return bool(seen)

    qtbot.waitUntil(look_and_go_on)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    assert "bug 1" in seen[0]
    log = faults.log_file.read_text(encoding="utf-8")
    assert "bug 1" in log
    assert "bug 2" in log


class Broken(QPushButton):
    """Fails where it is told to."""

    def __init__(self, where: str) -> None:
        super().__init__("Press")
        self._where = where
        self.clicked.connect(self.pressed_once)

    def pressed_once(self) -> None:
        if self._where == "slot":
            raise AttributeError("in a slot")
        if self._where == "thread":
            threading.Thread(target=self.work).start()
        self.update()

    def work(self) -> None:
        raise AttributeError("in a thread")

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._where == "paint":
            raise AttributeError("in a paint")
        super().paintEvent(event)


@pytest.mark.no_qt_log
@pytest.mark.parametrize("where", ["slot", "thread", "paint"])
def test_wherever_it_comes_from_it_ends_in_one_window_and_the_desk_goes_on(
    where: str, faults: Faults, qtbot: QtBot
) -> None:
    said: list[str] = []
    faults.say = lambda sentence, _tone: said.append(sentence)
    button = Broken(where)
    qtbot.addWidget(button)
    with qtbot.capture_exceptions():
        sys.excepthook = faults.caught
        button.show()
        button.click()
        qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), FaultReport))
        report = QApplication.activeModalWidget()
        assert isinstance(report, FaultReport)
        told = report.findChild(QPlainTextEdit)
        assert told is not None and f"in a {where}" in told.toPlainText()
        report.accept()

        button.click()  # it goes wrong again at once
        qtbot.waitUntil(lambda: AGAIN in said)
    assert QApplication.activeModalWidget() is None
    assert faults.log_file.read_text(encoding="utf-8").count(f"AttributeError: in a {where}") == 1
    assert button.isEnabled()


def test_a_start_that_fails_shows_the_report_and_ends(faults: Faults, qtbot: QtBot) -> None:
    seen: list[str] = []

    def read_and_close() -> None:
        report = QApplication.activeModalWidget()
        assert isinstance(report, FaultReport)
        told = report.findChild(QPlainTextEdit)
        seen.append(told.toPlainText() if told is not None else "")
        report.accept()

    try:
        raise AttributeError("in a start")
    except AttributeError as fault:
        QTimer.singleShot(0, read_and_close)
        faults.tell(fault)
    assert "in a start" in seen[0]
    assert "in a start" in faults.log_file.read_text(encoding="utf-8")


def test_what_qt_grumbles_about_is_in_the_log_but_its_noise_is_not(faults: Faults) -> None:
    qWarning("Ambiguous shortcut overload: F2")
    qWarning("This plugin does not support propagateSizeHints()")
    log = faults.log_file.read_text(encoding="utf-8")
    assert "Ambiguous shortcut overload" in log
    assert "propagateSizeHints" not in log


def test_a_store_that_does_not_answer_is_said_and_no_bug(faults: Faults, qtbot: QtBot) -> None:
    said: list[tuple[str, str]] = []
    faults.say = lambda sentence, tone: said.append((sentence, tone))
    try:
        raise Unavailable("The server of parts at shop does not answer.", gone=True)
    except Unavailable as fault:
        faults.caught(type(fault), fault, fault.__traceback__)
    qtbot.waitUntil(lambda: bool(said))
    assert said == [("The server of parts at shop does not answer.", "waits")]
    assert QApplication.activeModalWidget() is None
    assert "Traceback" not in faults.log_file.read_text(encoding="utf-8")


PRIVATE = (
    "Mia Müller & Söhne",
    "0412 555 001",
    "9 Rose St, Cooma NSW 2630",
    "mia@example.com",
    "PIN 4711",
    "51824753556",
)


@pytest.mark.parametrize("private", PRIVATE)
@pytest.mark.parametrize("kind", [LookupError, ValueError, KeyError, RuntimeError, TypeError, AssertionError, OSError])
def test_nothing_of_the_shop_reaches_the_log(private: str, kind: type[Exception], faults: Faults, qtbot: QtBot) -> None:
    try:
        try:
            raise kind(private)
        except kind as first:
            first.add_note(private)
            raise RuntimeError(f"behind it: {private}") from first
    except RuntimeError as fault:
        faults.caught(type(fault), fault, fault.__traceback__)

    log = faults.log_file.read_text(encoding="utf-8")
    assert private not in log
    assert f"builtins.{kind.__name__}" in log
    assert "test_nothing_of_the_shop_reaches_the_log" in log
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), FaultReport))
    report = QApplication.activeModalWidget()
    assert isinstance(report, FaultReport)
    report.accept()


def test_a_row_that_the_store_refused_leaves_nothing_of_itself_in_the_log(faults: Faults, tmp_path: Path) -> None:
    counter = make.a_shop(tmp_path)
    row = {"n": None, "v": PRIVATE[0]}
    with pytest.raises(IntegrityError) as refused, counter.work() as session:
        session.execute(text("INSERT INTO setting (name, value) VALUES (:n, :v)"), row)
    story = nameless(refused.value)
    counter.db.close()

    assert PRIVATE[0] not in story
    assert "IntegrityError" in story


def test_the_log_begins_anew_when_it_is_long_and_only_three_old_ones_are_kept(faults: Faults) -> None:
    for _ in range(6):
        LOG.info("x" * 900_000)

    kept = sorted(path.name for path in faults.log_file.parent.iterdir())
    assert kept == ["parts.log", "parts.log.1", "parts.log.2", "parts.log.3"]


def test_nothing_is_lost_while_another_program_has_the_log_open(faults: Faults) -> None:
    LOG.warning("the first")
    with faults.log_file.open(encoding="utf-8"):  # a second desk, or whoever reads it: Windows renames no such file
        for at in range(3):
            LOG.warning("%s %s", "x" * 900_000, at)
    LOG.warning("%s the last", "x" * 900_000)
    logs = sorted(faults.log_file.parent.iterdir(), key=lambda path: path.name, reverse=True)
    told = [line.split()[-1] for log in logs for line in log.read_text(encoding="utf-8").splitlines()]
    assert told == ["first", "0", "1", "2", "last"][-len(told) :]
    assert len(told) >= 4  # three old ones are kept


def test_ctrl_c_is_no_bug(faults: Faults, capsys: pytest.CaptureFixture[str]) -> None:
    faults.caught(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert faults.log_file.read_text(encoding="utf-8") == ""
    assert "KeyboardInterrupt" in capsys.readouterr().err
