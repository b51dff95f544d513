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
from app.ui.kit.grid.line_grid import LineGrid
from app.ui.kit.grid.line_model import Column
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


def says_nothing(tip: str, name: str) -> bool:
    """Whether the tip is too short to help, or only the name again."""
    words = re.findall(r"\w+", tip.casefold())
    return len(words) < FEWEST or set(words) <= set(re.findall(r"\w+", name.casefold()))


def holes(within: QWidget) -> list[str]:
    """The fields whose tip says nothing, and what it is now."""
    return [
        f"{type(each).__name__} “{each.accessibleName()}”: “{each.statusTip()}”"
        for each in fields(within)
        if says_nothing(each.statusTip(), each.accessibleName())
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


# ───────────────────────────────────────────────────────────────────────────────── the columns that are typed into


def typed_into(grid: LineGrid) -> list[Column]:
    """The columns that somebody types into or turns, on some line or other."""
    return [column for column in grid.rows.columns if column.editable]


def column_holes(within: QWidget) -> list[str]:
    """The columns of grids whose tip says nothing, and what it is now."""
    return [
        f"{grid.accessibleName()} ▸ {column.heading}: “{column.prompt}”"
        for grid in within.findChildren(LineGrid)
        for column in typed_into(grid)
        if says_nothing(column.prompt, column.heading)
    ]


@pytest.mark.parametrize("name", WINDOWS)
def test_every_column_that_is_typed_into_says_what_it_wants(name: str, desk: MainWindow) -> None:
    assert column_holes(desk.open(name)) == []


@pytest.mark.parametrize("name", sorted(DIALOGS))
def test_every_column_of_a_dialog_says_what_it_wants(name: str, desk: MainWindow, counter: Counter) -> None:
    dialog = DIALOGS[name](desk, counter)
    found = column_holes(dialog)
    dialog.deleteLater()
    assert found == []


@pytest.mark.parametrize("name", WINDOWS)
def test_a_column_of_per_cent_gives_an_example(name: str, desk: MainWindow) -> None:
    columns = [column for grid in desk.open(name).findChildren(LineGrid) for column in typed_into(grid)]
    rates = [column for column in columns if "%" in column.heading or column.heading == "Per cent"]
    assert [column.heading for column in rates if not re.search(r"\d", column.prompt)] == []


def test_every_kind_of_grid_stands_in_a_window_that_is_looked_at_here(desk: MainWindow) -> None:
    there = {type(grid) for name in WINDOWS for grid in desk.open(name).findChildren(LineGrid)}
    assert there == {LineGrid, *kinds_of(LineGrid)}


def kinds_of(base: type) -> Iterator[type]:
    for kind in base.__subclasses__():
        if kind.__module__.startswith("app."):
            yield kind
            yield from kinds_of(kind)


def test_the_tip_stands_in_the_status_line_with_the_cursor_and_on_the_open_cell(desk: MainWindow) -> None:
    grid = desk.open("operators").findChild(LineGrid)
    for column in typed_into(grid):
        grid.setFocus()
        grid.go_to(grid.lines[0], column.attribute)
        assert (grid.statusTip(), desk.status_line.prompt) == (column.prompt, column.prompt)
        if grid.open_cell():
            assert grid.editor.statusTip() == column.prompt
            grid.cancel_open_cell()


# ─────────────────────────────────────────────────────────────────────────────────────────────────────────── days


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
