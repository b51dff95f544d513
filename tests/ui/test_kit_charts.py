"""The two pictures: drawn after the first paint, told in words, and a sentence where there is nothing to draw."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QGraphicsView, QLabel
from pytestqt.qtbot import QtBot

from app.ui.kit.charts import Kind, Picture
from tests.ui.keys import KEY, press

FIGURES = [("0–7", Decimal(12)), ("8–30", Decimal(5))]


@pytest.mark.parametrize("kind", ["bars", "line"])
def test_a_picture_is_drawn_and_tells_its_figures_in_words(dressed: QApplication, qtbot: QtBot, kind: Kind) -> None:
    picture = Picture(kind, "Age of open backorders", "No backorders are open.", " lines")
    qtbot.addWidget(picture)
    picture.show()
    assert said(picture) == []
    picture.show_figures(FIGURES)
    assert said(picture) == []
    assert picture.heading.text() == "Age of open backorders"
    qtbot.waitUntil(lambda: bool(picture.drawn))
    assert picture.accessibleDescription() == "0–7: 12 lines, 8–30: 5 lines"
    picture.show_figures([])
    assert not picture.drawn
    assert said(picture) == ["No backorders are open."]
    assert not picture.heading.isEnabled()


@pytest.mark.parametrize("kind", ["bars", "line"])
def test_keys_go_from_figure_to_figure_tell_each_and_open_it(dressed: QApplication, qtbot: QtBot, kind: Kind) -> None:
    picture = Picture(kind, "Age of open backorders", "No backorders are open.", " lines")
    qtbot.addWidget(picture)
    opened: list[int] = []
    picture.opened.connect(opened.append)
    picture.show()
    picture.show_figures(FIGURES)
    qtbot.waitUntil(lambda: bool(picture.drawn))
    picture.activateWindow()
    qtbot.waitActive(picture)
    picture.heading.setFocus()

    press(KEY.Key_Right)
    assert picture.heading.accessibleName() == "Age of open backorders · 0–7: 12 lines"
    press(KEY.Key_Right, KEY.Key_Right, KEY.Key_Space)
    assert picture.heading.accessibleName() == "Age of open backorders · 8–30: 5 lines"
    press(KEY.Key_Left, KEY.Key_Space)
    assert opened == [1, 0]


def test_a_click_on_a_bar_opens_it(dressed: QApplication, qtbot: QtBot) -> None:
    picture = Picture("bars", "Age of open backorders", "No backorders are open.", " lines")
    qtbot.addWidget(picture)
    opened: list[int] = []
    picture.opened.connect(opened.append)
    picture.resize(400, 300)
    picture.show()
    picture.show_figures(FIGURES)
    qtbot.waitUntil(lambda: bool(picture.drawn))
    plot = picture.findChild(QGraphicsView)
    assert plot is not None
    middle = plot.mapFromScene(plot.plotItem.vb.mapViewToScene(QPointF(1, 2)))
    with qtbot.waitSignal(picture.opened):
        QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=middle)

    assert opened == [1]


def said(picture: Picture) -> list[str]:
    """The words that stand on it."""
    return [label.text() for label in picture.findChildren(QLabel) if label.isVisible() and label.text()]
