"""Every field says what to type and what it does, in its tip: of every window and every dialog, dates with examples."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from app.services.counter import Counter
from app.ui.kit import dates
from app.ui.kit.commands import WINDOWS
from app.ui.kit.entry.fields import DateField, Tick
from app.ui.main_window import MainWindow
from tests.ui.dialogs import DIALOGS

FIELDS: Final = (QLineEdit, QPlainTextEdit, QComboBox, Tick)
FEWEST: Final = 3
"""Words of a tip that says something."""


def fields(within: QWidget) -> Iterator[QWidget]:
    """What somebody types into, chooses from or ticks; what Qt makes for itself within a widget is left out."""
    for widget in within.findChildren(QWidget):
        if isinstance(widget, FIELDS) and not widget.objectName().startswith("qt_"):
            if isinstance(widget, (QLineEdit, QPlainTextEdit)) and widget.isReadOnly():
                continue
            yield widget


def says_nothing(field: QWidget) -> bool:
    """Whether the tip is too short to help, or only the name again."""
    tip = field.statusTip()
    words = re.findall(r"\w+", tip.casefold())
    name = re.findall(r"\w+", field.accessibleName().casefold())
    return len(words) < FEWEST or set(words) <= set(name)


def holes(within: QWidget) -> list[str]:
    """The fields whose tip says nothing, and what it is now."""
    return [
        f"{type(each).__name__} “{each.accessibleName()}”: “{each.statusTip()}”"
        for each in fields(within)
        if says_nothing(each)
    ]


@pytest.mark.parametrize("name", WINDOWS)
def test_every_field_of_a_window_says_what_it_wants(name: str, desk: MainWindow) -> None:
    assert holes(desk.open(name)) == []


@pytest.mark.parametrize("name", sorted(DIALOGS))
def test_every_field_of_a_dialog_says_what_it_wants(name: str, desk: MainWindow, counter: Counter) -> None:
    dialog = DIALOGS[name](desk, counter)
    found = holes(dialog)
    dialog.deleteLater()
    assert found == []


def without_examples(within: QWidget) -> list[str]:
    """The fields of a day whose tip does not say how one may be typed, in the order of the shop and otherwise."""
    figures = re.escape(dates.of_the_shop().short)
    how = re.compile(rf"\b5, {figures}, ([+]7|-3)")
    return [
        f"{each.accessibleName()}: {each.prompt}"
        for each in within.findChildren(DateField)
        if not how.search(each.prompt)
    ]


@pytest.mark.parametrize("name", WINDOWS)
def test_every_day_says_how_it_may_be_typed(name: str, desk: MainWindow) -> None:
    assert without_examples(desk.open(name)) == []


def test_journal_history_and_hand_over_give_examples_in_the_order_of_the_shop(desk: MainWindow) -> None:
    for name in ("journal", "history", "handover"):
        tips = [field.prompt for field in desk.open(name).findChildren(DateField)]
        assert tips and all("Type 5, 5/12, +7 or tom." in tip for tip in tips)
