"""Every window has room on every screen that is supported, whatever it is scaled to, and nothing in it is cut off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.desk_settings import BIGGER
from app.ui.kit import style
from app.ui.kit.commands import WINDOWS
from app.ui.kit.elided import Elided
from app.ui.kit.grid.cell_delegate import room_of_empty
from app.ui.kit.room import Room
from app.ui.main_window import MainWindow

TITLE = 24
"""What the title of a window takes."""
TASKBAR = 48
"""What the system's own bar takes of the screen, in the window's pixels: it grows with the scale."""
SCREENS = {
    "1280×720": (QSize(1280, 720), max(BIGGER)),
    "1280×720 at 150 %": (QSize(853, 480), 0),
    "1280×720 at 125 %": (QSize(1024, 576), 0),
    "1366×768": (QSize(1366, 768), max(BIGGER)),
    "1366×768 at 125 %": (QSize(1093, 614), 0),
    "1920×1080 at 200 %": (QSize(960, 540), 0),
    "1920×1080 at 200 %, larger letters": (QSize(960, 540), max(BIGGER)),
}
"""How many of its own pixels a window has on a scaled screen, and how much larger its letters are."""


@pytest.fixture(scope="module", params=SCREENS.values(), ids=SCREENS.keys())
def screen(request: pytest.FixtureRequest, dressed: QApplication) -> Iterator[QSize]:
    """The largest that a window can be there."""
    whole, bigger = request.param
    style.apply(dressed, "light", bigger)
    yield whole - QSize(0, TITLE + TASKBAR)
    style.apply(dressed, "light")


@pytest.mark.parametrize("name", WINDOWS)
def test_a_window_fits_and_nothing_in_it_is_cut_off(name: str, screen: QSize, desk: MainWindow) -> None:
    window = desk.open(name)
    assert settled(desk, screen) == screen, "let a page of it scroll (kit.room), or put a field beneath another one"
    for tabs in [None, *window.findChildren(QTabWidget)]:
        for page in range(tabs.count() if tabs is not None else 1):
            if tabs is not None:
                tabs.setCurrentIndex(page)
            assert (settled(desk, screen), cut_off(window)) == (screen, []), (tabs, page)
    out_of_sight = [each.text() for each in window.findChildren(QPushButton) if is_hidden_behind_an_edge(each, desk)]
    assert out_of_sight == []


def test_a_window_behind_asks_for_no_room(screen: QSize, desk: MainWindow) -> None:
    for name in WINDOWS:
        desk.open(name)
        assert (name, settled(desk, screen)) == (name, screen)


@pytest.mark.parametrize("name", ["debtors", "creditors", "parts", "journal", "history", "importing"])
def test_what_has_the_focus_is_seen(name: str, screen: QSize, desk: MainWindow, qtbot: QtBot) -> None:
    window = desk.open(name)
    settled(desk, screen)
    with qtbot.waitActive(desk):
        desk.activateWindow()
    for tabs in [None, *window.findChildren(QTabWidget)]:
        for page in range(tabs.count() if tabs is not None else 1):
            if tabs is not None:
                tabs.setCurrentIndex(page)
                QApplication.processEvents()
            for field in window.findChildren(QLineEdit):
                if field.isVisible() and field.isEnabled() and field.focusPolicy() & Qt.FocusPolicy.TabFocus:
                    field.setFocus(Qt.FocusReason.OtherFocusReason)
                    assert is_seen(field), f"{field.accessibleName()} has the focus and is out of sight"


@pytest.mark.parametrize("height", [30, 50, 70, 400])
def test_the_sentence_of_an_empty_list_gives_up_the_space_above_it_first(
    height: int, dressed: QApplication, qtbot: QtBot
) -> None:
    table = QTableView()
    qtbot.addWidget(table)
    table.resize(500, height)
    table.show()
    line = table.fontMetrics().height()
    room = room_of_empty(table, "There is nothing.", 0)
    assert room.height() >= min(line, table.viewport().height())
    assert room.bottom() == table.viewport().rect().bottom()
    assert height < 400 or room.top() > line


def settled(desk: MainWindow, screen: QSize) -> QSize:
    """How large the desk is on this screen: larger than that when a window needs more."""
    desk.resize(screen)
    for _ in range(3):  # the key bar breaks its line when it knows how wide it is
        QApplication.processEvents()
    return desk.size()


def cut_off(window: QWidget) -> list[str]:
    """What stands in less room than its words need."""
    return [
        f"{type(each).__name__} “{each.text()[:40]}”"
        for each in labels_and_buttons(window)
        if each.isVisible() and each.text() and not isinstance(each, Elided) and lacks_room(each)
    ]


def labels_and_buttons(window: QWidget) -> Iterator[QLabel | QAbstractButton]:
    yield from window.findChildren(QLabel)
    yield from window.findChildren(QAbstractButton)


def lacks_room(each: QLabel | QAbstractButton) -> bool:
    if isinstance(each, QLabel) and each.wordWrap():
        return each.heightForWidth(each.width()) > each.height() + 2
    return each.sizeHint().width() > each.width() + 2


def is_hidden_behind_an_edge(button: QPushButton, desk: MainWindow) -> bool:
    """Whether a button of head or foot lies outside the window; what is in a page that scrolls comes to the focus."""
    if not button.isVisible() or any(isinstance(each, Room) for each in around(button)):
        return False
    return not desk.rect().contains(QRect(button.mapTo(desk, QPoint(0, 0)), button.size()))


def around(widget: QWidget) -> Iterator[QWidget]:
    """What it lies in, from inside to outside."""
    while (outer := widget.parentWidget()) is not None:
        yield outer
        widget = outer


def is_seen(field: QWidget) -> bool:
    """Whether at least a line of it is not scrolled away."""
    seen = field.visibleRegion().boundingRect()
    return seen.height() >= min(field.height(), field.fontMetrics().height()) and seen.width() > field.width() // 2
