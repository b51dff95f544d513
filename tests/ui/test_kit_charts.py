"""The two pictures: drawn after the first paint, told in words, and a sentence where there is nothing to draw."""

from __future__ import annotations

from collections.abc import Sequence
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
    picture, opened = drawn(qtbot, kind, LINES, BARS)
    to_front(picture, qtbot)

    press(KEY.Key_Right)
    assert picture.heading.accessibleName() == "Age of open backorders · 0–7: 12 lines"
    press(KEY.Key_Right, KEY.Key_Right, KEY.Key_Space)
    assert picture.heading.accessibleName() == "Age of open backorders · 8–30: 5 lines"
    press(KEY.Key_Left, KEY.Key_Space)
    assert opened == [(1, False), (0, False)]


def test_a_click_on_a_bar_opens_it(dressed: QApplication, qtbot: QtBot) -> None:
    picture, opened = drawn(qtbot, "bars", LINES, BARS)
    click(picture, qtbot, QPointF(1, 2))
    assert opened == [(1, False)]


def test_the_year_before_and_the_level_are_told_and_gone_to_by_keys(dressed: QApplication, qtbot: QtBot) -> None:
    picture, opened = drawn(qtbot, "bars", SOLD, YEAR)
    assert picture.told.startswith("Full bars: sold. Hollow bars: a year before. Steps: in stock at its end.")
    to_front(picture, qtbot)
    press(KEY.Key_End)
    assert picture.told == "Nov: -2 sold, 0 a year before, 1.5 in stock at its end. Enter opens its lines."
    press(KEY.Key_Down)
    assert picture.heading.accessibleName().endswith("1.5 in stock at its end – the lines a year before")
    press(KEY.Key_Left, KEY.Key_Space, KEY.Key_Up, KEY.Key_Space)
    assert opened == [(0, True), (0, False)]
    assert picture.accessibleDescription().startswith("Oct: 7 sold, 3 a year before, 20 in stock at its end; Nov")


def test_its_letters_grow_with_all_others(dressed: QApplication, qtbot: QtBot) -> None:
    picture, _opened = drawn(qtbot, "bars", LINES, BARS)

    def letters() -> int:
        size: int = plot_of(picture).plotItem.getAxis("left").style["tickFont"].pointSize()
        return size

    before = letters()
    style.apply(dressed, "light", 4)
    qtbot.waitUntil(lambda: letters() == before + 4)
    style.apply(dressed, "light")
    qtbot.waitUntil(lambda: letters() == before)


def test_the_scale_has_what_was_sold_before_and_the_level_too(dressed: QApplication, qtbot: QtBot) -> None:
    picture, _opened = drawn(qtbot, "bars", SOLD, YEAR)
    assert picture.scale == (-5, 0, 5, 10, 15, 20)
    per_cent, _opened = drawn(qtbot, "line", Meaning("% in full", top=100), BARS)
    assert per_cent.scale[-1] == 100


@pytest.mark.parametrize("beside", [-0.2, 0.2])
def test_a_click_on_a_hollow_bar_opens_the_year_before(dressed: QApplication, qtbot: QtBot, beside: float) -> None:
    picture, opened = drawn(qtbot, "bars", SOLD, YEAR)
    click(picture, qtbot, QPointF(beside, 2))
    assert opened == [(0, beside < 0)]


@pytest.mark.parametrize("theme", style.PALETTES)
def test_full_bars_hollow_ones_and_steps_are_told_apart_without_a_colour(
    dressed: QApplication, qtbot: QtBot, theme: str
) -> None:
    style.apply(dressed, theme)  # type: ignore[arg-type]
    picture, _opened = drawn(qtbot, "bars", SOLD, YEAR)
    plot = plot_of(picture)
    seen = plot.grab().toImage()
    style.apply(dressed, "light")

    def lightness(x: float, y: float) -> int:
        return seen.pixelColor(plot.mapFromScene(plot.plotItem.vb.mapViewToScene(QPointF(x, y)))).lightness()

    full, hollow, ground = lightness(0.2, 2), lightness(-0.2, 1.5), lightness(0.2, 12)
    assert abs(full - ground) > 60
    assert abs(hollow - ground) < 10
    assert max(abs(lightness(0.0, 20 + step / 10) - ground) for step in range(-5, 5)) > 100


def drawn(qtbot: QtBot, kind: Kind, meaning: Meaning, bars: Sequence[Bar]) -> tuple[Picture, list[tuple[int, bool]]]:
    """A picture with these bars once it is drawn, and a list of what is opened from now on."""
    picture = Picture(kind, "Age of open backorders", "No backorders are open.", meaning)
    qtbot.addWidget(picture)
    opened: list[tuple[int, bool]] = []
    picture.opened.connect(lambda at, before: opened.append((at, before)))
    picture.resize(500, 300)
    picture.show()
    picture.show_bars(bars)
    qtbot.waitUntil(lambda: bool(picture.drawn))
    return picture, opened


def to_front(picture: Picture, qtbot: QtBot) -> None:
    """In front, with the focus on its heading."""
    picture.activateWindow()
    qtbot.waitActive(picture)
    picture.heading.setFocus()


def plot_of(picture: Picture) -> QGraphicsView:
    """Where the bars are drawn."""
    plot = picture.findChild(QGraphicsView)
    assert plot is not None
    return plot


def click(picture: Picture, qtbot: QtBot, at: QPointF) -> None:
    """A click there, in the picture's own measure, that opens something."""
    plot = plot_of(picture)
    with qtbot.waitSignal(picture.opened):
        QTest.mouseClick(
            plot.viewport(), Qt.MouseButton.LeftButton, pos=plot.mapFromScene(plot.plotItem.vb.mapViewToScene(at))
        )


def said(picture: Picture) -> list[str]:
    """The words that stand on it."""
    return [label.text() for label in picture.findChildren(QLabel) if label.isVisible() and label.text()]
