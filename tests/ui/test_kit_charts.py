"""The two pictures: drawn after the first paint, told in words, and a sentence where there is nothing to draw."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QGraphicsView, QLabel
from pytestqt.qtbot import QtBot

from app.ui.kit import style
from app.ui.kit.charts import Bar, Kind, Meaning, Picture
from tests.ui.keys import KEY, press

BARS = [Bar("0–7", Decimal(12)), Bar("8–30", Decimal(5))]
LINES = Meaning("lines")
SOLD = Meaning("sold", "a year before", "in stock at its end")
YEAR = [Bar("Oct", Decimal(7), Decimal(3), Decimal(20)), Bar("Nov", Decimal(-2), Decimal(0), Decimal("1.5"))]


@pytest.mark.parametrize("kind", ["bars", "line"])
def test_a_picture_is_drawn_and_tells_its_figures_in_words(dressed: QApplication, qtbot: QtBot, kind: Kind) -> None:
    picture = Picture(kind, "Age of open backorders", "No backorders are open.", LINES)
    qtbot.addWidget(picture)
    picture.show()
    assert said(picture) == []
    picture.show_bars(BARS)
    assert said(picture) == ["Left and Right tell each, Enter opens its lines."]
    assert picture.heading.text() == "Age of open backorders"
    qtbot.waitUntil(lambda: bool(picture.drawn))
    assert picture.accessibleDescription() == "0–7: 12 lines; 8–30: 5 lines"
    picture.show_bars([])
    assert not picture.drawn
    assert said(picture) == ["No backorders are open."]
    assert not picture.heading.isEnabled()


@pytest.mark.parametrize("kind", ["bars", "line"])
def test_keys_go_from_figure_to_figure_tell_each_and_open_it(dressed: QApplication, qtbot: QtBot, kind: Kind) -> None:
    picture = Picture(kind, "Age of open backorders", "No backorders are open.", LINES)
    qtbot.addWidget(picture)
    opened: list[tuple[int, bool]] = []
    picture.opened.connect(lambda at, before: opened.append((at, before)))
    picture.show()
    picture.show_bars(BARS)
    qtbot.waitUntil(lambda: bool(picture.drawn))
    picture.activateWindow()
    qtbot.waitActive(picture)
    picture.heading.setFocus()

    press(KEY.Key_Right)
    assert picture.heading.accessibleName() == "Age of open backorders · 0–7: 12 lines"
    press(KEY.Key_Right, KEY.Key_Right, KEY.Key_Space)
    assert picture.heading.accessibleName() == "Age of open backorders · 8–30: 5 lines"
    press(KEY.Key_Left, KEY.Key_Space)
    assert opened == [(1, False), (0, False)]


def test_a_click_on_a_bar_opens_it(dressed: QApplication, qtbot: QtBot) -> None:
    picture = Picture("bars", "Age of open backorders", "No backorders are open.", LINES)
    qtbot.addWidget(picture)
    opened: list[tuple[int, bool]] = []
    picture.opened.connect(lambda at, before: opened.append((at, before)))
    picture.resize(400, 300)
    picture.show()
    picture.show_bars(BARS)
    qtbot.waitUntil(lambda: bool(picture.drawn))
    plot = picture.findChild(QGraphicsView)
    assert plot is not None
    middle = plot.mapFromScene(plot.plotItem.vb.mapViewToScene(QPointF(1, 2)))
    with qtbot.waitSignal(picture.opened):
        QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=middle)

    assert opened == [(1, False)]


def test_the_year_before_and_the_level_are_told_and_gone_to_by_keys(dressed: QApplication, qtbot: QtBot) -> None:
    picture = Picture("bars", "Sold", "Nothing was sold.", SOLD)
    qtbot.addWidget(picture)
    opened: list[tuple[int, bool]] = []
    picture.opened.connect(lambda at, before: opened.append((at, before)))
    picture.show()
    picture.show_bars(YEAR)
    assert picture.told.startswith("Full bars: sold. Hollow bars: a year before. Steps: in stock at its end.")
    qtbot.waitUntil(lambda: bool(picture.drawn))
    picture.activateWindow()
    qtbot.waitActive(picture)
    picture.heading.setFocus()
    press(KEY.Key_End)
    assert picture.told == "Nov: -2 sold, 0 a year before, 1.5 in stock at its end. Enter opens its lines."
    press(KEY.Key_Down)
    assert picture.heading.accessibleName().endswith("1.5 in stock at its end – the lines a year before")
    press(KEY.Key_Left, KEY.Key_Space, KEY.Key_Up, KEY.Key_Space)
    assert opened == [(0, True), (0, False)]
    assert picture.accessibleDescription().startswith("Oct: 7 sold, 3 a year before, 20 in stock at its end; Nov")


@pytest.mark.parametrize("beside", [-0.2, 0.2])
def test_a_click_on_a_hollow_bar_opens_the_year_before(dressed: QApplication, qtbot: QtBot, beside: float) -> None:
    picture = Picture("bars", "Sold", "Nothing was sold.", SOLD)
    qtbot.addWidget(picture)
    opened: list[tuple[int, bool]] = []
    picture.opened.connect(lambda at, before: opened.append((at, before)))
    picture.resize(500, 300)
    picture.show()
    picture.show_bars(YEAR)
    qtbot.waitUntil(lambda: bool(picture.drawn))
    plot = picture.findChild(QGraphicsView)
    assert plot is not None
    middle = plot.mapFromScene(plot.plotItem.vb.mapViewToScene(QPointF(beside, 2)))
    with qtbot.waitSignal(picture.opened):
        QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert opened == [(0, beside < 0)]


@pytest.mark.parametrize("theme", style.PALETTES)
def test_full_bars_hollow_ones_and_steps_are_told_apart_without_a_colour(
    dressed: QApplication, qtbot: QtBot, theme: str
) -> None:
    style.apply(dressed, theme)  # type: ignore[arg-type]
    picture = Picture("bars", "Sold", "Nothing was sold.", SOLD)
    qtbot.addWidget(picture)
    picture.resize(500, 300)
    picture.show()
    picture.show_bars(YEAR)
    qtbot.waitUntil(lambda: bool(picture.drawn))
    plot = picture.findChild(QGraphicsView)
    assert plot is not None
    seen = plot.grab().toImage()
    style.apply(dressed, "light")

    def lightness(x: float, y: float) -> int:
        at = plot.mapFromScene(plot.plotItem.vb.mapViewToScene(QPointF(x, y)))
        return seen.pixelColor(at).lightness()

    full, hollow, ground = lightness(0.2, 2), lightness(-0.2, 1.5), lightness(0.2, 12)
    assert abs(full - ground) > 60
    assert abs(hollow - ground) < 10
    assert (
        abs(
            max((lightness(0.0, 20 + step / 10) for step in range(-5, 5)), key=lambda each: abs(each - ground)) - ground
        )
        > 100
    )


def said(picture: Picture) -> list[str]:
    """The words that stand on it."""
    return [label.text() for label in picture.findChildren(QLabel) if label.isVisible() and label.text()]
