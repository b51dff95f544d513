"""The two pictures: drawn after the first paint, told in words, and a sentence where there is nothing to draw."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.ui.kit.charts import Kind, Picture

FIGURES = [("0–7", Decimal(12)), ("8–30", Decimal(5))]


@pytest.mark.parametrize("kind", ["bars", "line"])
def test_a_picture_is_drawn_and_tells_its_figures_in_words(dressed: QApplication, qtbot: QtBot, kind: Kind) -> None:
    picture = Picture(kind, "Age of open backorders", "No backorders are open.", " lines")
    qtbot.addWidget(picture)
    picture.show()
    assert said(picture) == ["Age of open backorders"]
    picture.show_figures(FIGURES)
    assert said(picture) == ["Age of open backorders"]
    qtbot.waitUntil(lambda: bool(picture.drawn))
    assert picture.accessibleDescription() == "0–7: 12 lines, 8–30: 5 lines"
    picture.show_figures([])
    assert not picture.drawn
    assert said(picture) == ["Age of open backorders", "No backorders are open."]


def said(picture: Picture) -> list[str]:
    """The words that stand on it."""
    return [label.text() for label in picture.findChildren(QLabel) if label.isVisible() and label.text()]
