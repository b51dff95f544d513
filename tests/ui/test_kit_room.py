"""What gives way on a low or narrow screen: pages that scroll, buttons in two lines, a table that scrolls sideways."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.kit.flow import Flow
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.lists import RecordList
from app.ui.kit.room import Room, Stack


def tall(fields: int) -> QWidget:
    made = QWidget()
    down = QVBoxLayout(made)
    for _ in range(fields):
        down.addWidget(QLineEdit())
    return made


def test_a_room_makes_do_with_little_and_asks_for_no_more_than_there_is(dressed: QApplication) -> None:
    large, small = Room(tall(20), 64), Room(QLineEdit(), 64)

    assert large.minimumSizeHint().height() == 64 < large.sizeHint().height()
    assert small.minimumSizeHint().height() == small.sizeHint().height() < 64


def test_a_room_goes_with_what_is_in_it(dressed: QApplication, qtbot: QtBot) -> None:
    inner = tall(2)
    room = Room(inner, 64)
    qtbot.addWidget(room)
    room.show()

    inner.hide()
    assert room.isHidden()

    inner.show()
    assert room.isVisible()


def test_the_field_with_the_focus_is_scrolled_to(dressed: QApplication, qtbot: QtBot) -> None:
    inner = tall(20)
    room = Room(inner, 64)
    qtbot.addWidget(room)
    room.resize(300, 100)
    with qtbot.waitActive(room):
        room.show()
        room.activateWindow()
    last = inner.findChildren(QLineEdit)[-1]
    assert last.visibleRegion().isEmpty()

    last.setFocus()

    assert last.visibleRegion().boundingRect().height() == last.height()


def test_only_the_page_in_front_asks_for_room(dressed: QApplication) -> None:
    pages = Stack()
    pages.addWidget(tall(1))
    pages.addWidget(tall(9))
    low = pages.minimumSizeHint().height()

    pages.setCurrentIndex(1)

    assert pages.minimumSizeHint().height() > 4 * low


@pytest.mark.parametrize(("width", "lines"), [(1000, 1), (260, 2), (100, 4)])
def test_buttons_go_into_as_many_lines_as_they_need(
    width: int, lines: int, dressed: QApplication, qtbot: QtBot
) -> None:
    band = QWidget()
    qtbot.addWidget(band)
    flow = Flow()
    band.setLayout(flow)
    buttons = [QPushButton("Release") for _ in range(4)]
    for button in buttons:
        flow.addWidget(button)
    hidden = QPushButton("Not for this list")
    flow.addWidget(hidden)
    hidden.hide()

    band.resize(QSize(width, flow.heightForWidth(width)))
    band.show()

    assert len({button.y() for button in buttons}) == lines
    assert buttons[-1].geometry().right() == width - 1
    assert all(band.rect().contains(button.geometry()) for button in buttons)
    assert all(button.width() >= button.sizeHint().width() for button in buttons)


def test_a_column_that_takes_the_rest_stays_readable(dressed: QApplication, qtbot: QtBot) -> None:
    columns = (
        Column("Part", "part", width=20),
        Column("Description", "words", width=0),
        Column("Price", "p", width=20),
    )
    made = RecordList("Parts", columns)
    qtbot.addWidget(made)
    made.resize(1000, 300)
    made.show()
    header = made.table.horizontalHeader()
    assert header.length() == made.table.viewport().width()

    made.resize(320, 300)
    assert header.sectionSize(1) > 16 * made.table.fontMetrics().averageCharWidth()
    assert header.length() > made.table.viewport().width(), "so it scrolls sideways"

    made.resize(1000, 300)
    assert header.length() == made.table.viewport().width()
