"""Columns that whoever is at the desk has set: they hold, are theirs alone, come back, and go back to the usual."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.desk_looks import DeskLooks
from app.services.counter import Counter
from app.ui.kit.grid.columns_dialog import ColumnsDialog
from app.ui.kit.grid.line_grid import LineGrid
from app.ui.main_window import MainWindow
from tests import make
from tests.ui import keys
from tests.ui.buying import in_dialog
from tests.ui.desks import in_front
from tests.ui.hands import Hands
from tests.ui.scripted import ScriptedPrompter

USUAL = ["Part", "Description", "Ordered"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "looks.json"


@pytest.fixture
def kept_desk(
    dressed: QApplication, qtbot: QtBot, counter: Counter, prompter: ScriptedPrompter, file: Path
) -> Iterator[MainWindow]:
    with in_front(MainWindow(counter, "Bayside", prompter=prompter, looks=DeskLooks(file)), qtbot) as window:
        yield window


def grid_of(desk: MainWindow) -> LineGrid:
    grid: LineGrid = desk.open("parts_invoicing").findChildren(LineGrid)[0]
    return grid


def headings(grid: LineGrid) -> list[str]:
    header = grid.horizontalHeader()
    in_order = [header.logicalIndex(at) for at in range(header.count())]
    return [grid.rows.columns[at].heading for at in in_order if not grid.isColumnHidden(at)]


def width(grid: LineGrid, attribute: str) -> int:
    return grid.columnWidth(grid.column_of(attribute))


def choose(desk: MainWindow, *strokes: keys.Stroke) -> None:
    in_dialog(desk, ColumnsDialog, *strokes, keys.ENTER)
    desk.do_columns()
    desk.activateWindow()
    QTest.qWaitForWindowActive(desk)


def test_a_width_that_was_pulled_is_there_at_the_next_start(
    kept_desk: MainWindow, counter: Counter, file: Path, qtbot: QtBot, prompter: ScriptedPrompter
) -> None:
    grid = grid_of(kept_desk)
    grid.horizontalHeader().resizeSection(grid.column_of("number"), 333)
    kept_desk.close()

    with in_front(MainWindow(counter, "Bayside", prompter=prompter, looks=DeskLooks(file)), qtbot) as again:
        assert width(grid_of(again), "number") == 333


def test_order_and_columns_are_chosen_by_keys(kept_desk: MainWindow) -> None:
    grid = grid_of(kept_desk)
    assert headings(grid)[:3] == USUAL
    choose(kept_desk, keys.DOWN, keys.KEY.Key_Space, keys.DOWN, (keys.UP, keys.CTRL), (keys.UP, keys.CTRL))

    assert headings(grid)[:3] == ["Ordered", "Part", "Supplied"]


def test_what_the_cursor_stops_at_stays_on_the_screen(kept_desk: MainWindow) -> None:
    grid = grid_of(kept_desk)
    choose(kept_desk, keys.KEY.Key_Space)

    assert headings(grid)[:3] == USUAL


def test_a_column_is_widened_by_keys_and_everything_goes_back_to_the_usual(kept_desk: MainWindow) -> None:
    grid = grid_of(kept_desk)
    was = width(grid, "number")
    choose(kept_desk, keys.KEY.Key_Plus, keys.KEY.Key_Plus)
    assert width(grid, "number") == was + 16

    choose(kept_desk, keys.DOWN, keys.KEY.Key_Space, "u")
    assert width(grid, "number") == was
    assert headings(grid)[:3] == USUAL


def test_each_person_has_their_own(kept_desk: MainWindow, counter: Counter) -> None:
    grid = grid_of(kept_desk)
    was = width(grid, "number")
    grid.horizontalHeader().resizeSection(grid.column_of("number"), 333)
    somebody_else = replace(counter, operator=replace(counter.operator, id=77))

    kept_desk.sign_on(somebody_else)
    assert width(grid, "number") == was

    kept_desk.sign_on(counter)
    assert width(grid, "number") == 333


def test_what_may_not_be_seen_stays_away_whatever_was_chosen(kept_desk: MainWindow, counter: Counter) -> None:
    make.a_creditor(counter, "Repco", code="REPCO")
    grid: LineGrid = kept_desk.open("stock_order").findChildren(LineGrid)[0]
    assert "Cost" in headings(grid)
    nobody = replace(counter, operator=replace(counter.operator, rights=frozenset()))

    kept_desk.sign_on(nobody)
    choose(kept_desk, keys.KEY.Key_Plus)
    assert "Cost" not in headings(grid)

    kept_desk.sign_on(counter)
    assert "Cost" in headings(grid)


def test_a_hidden_column_stays_hidden_while_lines_are_typed(kept_desk: MainWindow, counter: Counter) -> None:
    make.a_debtor(counter, code="MILLER")
    make.a_part(counter, "CAB-220", Decimal(9))
    grid = grid_of(kept_desk)
    choose(kept_desk, keys.DOWN, keys.KEY.Key_Space)
    hands = Hands(kept_desk)
    hands.type("miller").press("Enter").type("cab220").press("Enter").type("2").press("Enter")

    assert headings(grid)[:2] == ["Part", "Ordered"]


def test_the_window_comes_back_where_it_stood(
    kept_desk: MainWindow, counter: Counter, file: Path, prompter: ScriptedPrompter
) -> None:
    kept_desk.resize(QSize(780, 690))  # the screen of the tests is 800 wide
    stood = kept_desk.size()
    kept_desk.close()

    again = MainWindow(counter, "Bayside", prompter=prompter, looks=DeskLooks(file))
    assert again.size() == stood
    again.deleteLater()
