"""Every window has room on the smallest screen, also with the largest counter font."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.desk_settings import BIGGER
from app.ui.kit import style
from app.ui.kit.commands import WINDOWS
from app.ui.main_window import MainWindow

WIDTH, HEIGHT = 1280, 720
FRAME = 24
"""What the title of a window takes of the screen's height."""


@pytest.fixture
def large_letters(dressed: QApplication) -> Iterator[None]:
    style.apply(dressed, "light", max(BIGGER))
    yield
    style.apply(dressed, "light")


@pytest.mark.parametrize("name", WINDOWS)
def test_a_window_fits_the_smallest_screen_with_the_largest_letters(
    name: str, large_letters: None, desk: MainWindow
) -> None:
    desk.open(name)
    least = desk.minimumSizeHint()
    assert least.width() <= WIDTH
    assert least.height() <= HEIGHT - FRAME


def test_a_window_behind_asks_for_no_room(large_letters: None, desk: MainWindow, qtbot: QtBot) -> None:
    desk.open("parts")
    tall = desk.minimumSizeHint().height()
    desk.open("setup")
    qtbot.waitUntil(lambda: desk.minimumSizeHint().height() < tall)
