"""A bug ends in the log and in one report; the program goes on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import qInstallMessageHandler, qWarning
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.rules.faults import Unavailable
from app.ui.kit.faults import LOG, FaultReport, Faults


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
            raise LookupError(f"bug {number}")
        except LookupError as fault:
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


def test_ctrl_c_is_no_bug(faults: Faults, capsys: pytest.CaptureFixture[str]) -> None:
    faults.caught(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert faults.log_file.read_text(encoding="utf-8") == ""
    assert "KeyboardInterrupt" in capsys.readouterr().err
