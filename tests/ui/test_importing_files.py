"""The Import window: what is taken back, saved as a list and dropped onto it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.rules.price_files import TakePriceFileBack
from app.services.counter import Counter
from app.ui.kit.busy import Busy
from app.ui.main_window import MainWindow
from app.ui.windows.importing.window import Importing
from tests.ui.scripted import ScriptedPrompter
from tests.ui.test_importing import CTRL, KEY, _status, choose, named, numbers, press, prices, remarks


@pytest.fixture
def window(desk: MainWindow) -> Importing:
    opened = desk.open("importing")
    assert isinstance(opened, Importing)
    return opened


def test_taking_a_price_file_back_can_be_cancelled_and_shows_how_far_it_is(
    desk: MainWindow, qtbot: QtBot, prompter: ScriptedPrompter, tmp_path: Path, counter: Counter
) -> None:
    steps: list[tuple[int, int]] = []

    class PressesCancel(Busy):
        """Lets the first work end, and cancels the second once it has told how far it is."""

        works = 0

        def with_progress(self, title: str, call: Callable[..., Any]) -> Any:
            self.works += 1
            steps.clear()
            return call(lambda done, of: steps.append((done, of)), lambda: self.works == 2 and len(steps) > 0)

    window = Importing(replace(desk.context, busy=PressesCancel()))
    desk.lay_down(window)
    choose(qtbot, prompter, prices(tmp_path, "list.csv", "".join(f"K{at},Bolt,1\n" for at in range(2_500))))
    press(qtbot, KEY.Key_F12)
    prompter.expect(TakePriceFileBack, "yes")
    press(qtbot, KEY.Key_U, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert "Cancelled: nothing was taken back." in _status(window)
    assert len(numbers(counter)) == 2_500
    prompter.expect(TakePriceFileBack, "yes")
    press(qtbot, KEY.Key_U, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert numbers(counter) == {}
    assert steps == [(1_000, 2_500), (2_000, 2_500), (2_500, 2_500)]


def test_the_refused_rows_of_a_preview_can_be_saved_too(
    window: Importing, qtbot: QtBot, prompter: ScriptedPrompter, tmp_path: Path
) -> None:
    choose(qtbot, prompter, prices(tmp_path, "list.csv", "K5,Bolt,1.00\n" + "K6,Nut,x\n" * 1_200))
    press(qtbot, KEY.Key_F8)
    prompter.expect_file(tmp_path / "refused.csv")
    press(qtbot, KEY.Key_E, CTRL)
    assert len((tmp_path / "refused.csv").read_text("utf-8-sig").splitlines()) == 1_201
    press(qtbot, KEY.Key_F12)
    assert "The first 1,000 refused rows are shown; Ctrl+E saves all of them." in remarks(window)
    prompter.expect_file(tmp_path / "again.csv")
    press(qtbot, KEY.Key_E, CTRL)
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "refused.csv").read_bytes()


def dragged(*urls: QUrl) -> QMimeData:
    """What the system says of files that are dragged."""
    mime = QMimeData()
    mime.setUrls(urls)
    mime.setText(" ".join(url.toString() for url in urls))
    return mime


def dropped(window: Importing, mime: QMimeData) -> bool:
    """Whether the window takes it, when it is let go over the field for the file."""
    where, action = named(window, "File"), Qt.DropAction.CopyAction
    assert not where.acceptDrops(), "the field would take the address as text"
    enters = QDragEnterEvent(QPoint(5, 5), action, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enters.ignore()
    QApplication.sendEvent(window, enters)
    if enters.isAccepted():
        at = QPointF(5, 5)
        drop = QDropEvent(at, action, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(window, drop)
    return enters.isAccepted()


def test_a_file_can_be_dropped_onto_the_window(window: Importing, tmp_path: Path) -> None:
    file = prices(tmp_path, "list.csv", "K5,Bolt,1.00\n")
    assert not dropped(window, dragged(QUrl("https://example.org/list.csv")))
    assert not dropped(window, dragged(QUrl.fromLocalFile(str(file)), QUrl.fromLocalFile(str(file.parent))))
    assert named(window, "File").text() == ""
    assert dropped(window, dragged(QUrl.fromLocalFile(str(file))))
    assert named(window, "File").text() == str(file)
    assert remarks(window) == "Every column is read."
