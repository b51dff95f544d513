"""Every window has room on the smallest screen, also with the largest counter font."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from app.desk_settings import BIGGER
from app.ui.kit import style
from app.ui.kit.commands import WINDOWS
from app.ui.main_window import MainWindow

SCREEN = QSize(1280, 720 - 24)
"""The smallest screen without the title of a window."""


@pytest.fixture(scope="module")
def large_letters(dressed: QApplication) -> Iterator[None]:
    style.apply(dressed, "light", max(BIGGER))
    yield
    style.apply(dressed, "light")


@pytest.mark.parametrize("name", WINDOWS)
def test_a_window_fits_the_smallest_screen_with_the_largest_letters(
    name: str, large_letters: None, desk: MainWindow
) -> None:
    desk.open(name)
    assert settled(desk) == SCREEN, "put a field beside another one, or let a page of the window take it"


def test_a_window_behind_asks_for_no_room(large_letters: None, desk: MainWindow) -> None:
    for name in WINDOWS:
        desk.open(name)
        assert (name, settled(desk)) == (name, SCREEN)


def settled(desk: MainWindow) -> QSize:
    """How large the desk is on the smallest screen: larger than that when a window needs more."""
    desk.resize(SCREEN)
    for _ in range(3):  # the key bar breaks its line when it knows how wide it is
        QApplication.processEvents()
    return desk.size()
