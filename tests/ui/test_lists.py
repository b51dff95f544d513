"""Lists by key events: filter, sort, tick, open; and what leaves them as CSV and for paper."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.rules import words
from app.rules.faults import Refused
from app.ui.kit import dates
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.lists import RecordList
from tests.ui.keys import CTRL, DOWN, ENTER, ESC, KEY, focus, press
from tests.ui.written import csv_of, write


@dataclass(frozen=True)
class Waiting:
    id: int
    code: str
    name: str
    value: Decimal | None = None
    since: date | None = None


HUME = Waiting(1, "HUME", "Hume Motors", Decimal("330.00"), date(2026, 11, 3))
MILL = Waiting(2, "MILL", "Miller, red cable", Decimal("-1204.50"), date(2026, 10, 30))
ANNA = Waiting(3, "ANNA", "Anna's Hume hire")
COLUMNS = [
    Column("Debtor", "code"),
    Column("Name", "name", width=0),
    Column("Value inc", "value", show=words.money, align="right"),
    Column("Since", "since", show=dates.full_day, width=12),
]


@pytest.fixture
def shown(dressed: QApplication, qtbot: QtBot) -> Iterator[RecordList]:
    made = RecordList("Waiting", COLUMNS, empty="Nobody waits.", ticks=True)
    made.resize(800, 300)
    made.show()
    made.activateWindow()
    qtbot.waitActive(made)
    made.show_records([HUME, MILL, ANNA])
    made.setFocus()
    yield made
    made.close()
    made.deleteLater()


def codes(records: Sequence[Waiting]) -> list[str]:
    return [record.code for record in records]


def test_typing_on_the_list_filters_from_the_first_letter(shown: RecordList) -> None:
    press("hume")
    assert shown.filter.text() == "hume"
    assert codes(shown.shown()) == ["HUME", "ANNA"]
    press(" mot")
    assert codes(shown.shown()) == ["HUME"]


def test_esc_shows_all_again_and_the_cursor_stays_on_its_record(shown: RecordList) -> None:
    press("anna", ESC)
    assert len(shown.shown()) == 3
    assert shown.current() is ANNA
    assert focus() is shown.table


def test_enter_opens_from_the_list_and_from_the_filter(shown: RecordList) -> None:
    opened: list[Waiting] = []
    shown.opened.connect(opened.append)
    press(DOWN, ENTER)
    press("hume", DOWN, ENTER)
    assert codes(opened) == ["MILL", "ANNA"]


def test_a_double_click_opens(shown: RecordList) -> None:
    opened: list[Waiting] = []
    shown.opened.connect(opened.append)
    place = shown.table.visualRect(shown.rows.index(1, 2)).center()
    QTest.mouseClick(shown.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(shown.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert codes(opened) == ["MILL"]


def test_sorting_by_keys_puts_figures_and_days_in_their_own_order(shown: RecordList) -> None:
    press(*[(KEY.Key_Right, CTRL)] * 4)
    assert codes(shown.shown()) == ["ANNA", "MILL", "HUME"]
    press((DOWN, CTRL))
    assert codes(shown.shown()) == ["HUME", "MILL", "ANNA"]
    press((KEY.Key_Right, CTRL), (KEY.Key_Up, CTRL))
    assert codes(shown.shown()) == ["ANNA", "MILL", "HUME"]


def test_a_click_on_a_heading_sorts_and_turns(shown: RecordList) -> None:
    header = shown.table.horizontalHeader()
    at = header.viewport().rect().topLeft()
    at.setX(header.sectionViewportPosition(1) + 20)
    at.setY(8)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    first = codes(shown.shown())
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert sorted(first) in (first, first[::-1])
    assert codes(shown.shown()) == first[::-1]


def test_space_ticks_and_ctrl_a_ticks_what_is_shown(shown: RecordList) -> None:
    press(KEY.Key_Space)
    assert codes(shown.ticked()) == ["HUME"]
    shown.filter_by("hume")
    shown.setFocus()
    press((KEY.Key_A, CTRL))
    assert codes(shown.ticked()) == ["HUME", "ANNA"]
    press((KEY.Key_A, CTRL))
    assert shown.ticked() == ()


def test_a_tick_survives_reading_anew_and_goes_with_its_record(shown: RecordList) -> None:
    shown.tick([HUME, MILL])
    shown.show_records([MILL, ANNA])
    assert codes(shown.ticked()) == ["MILL"]


def test_reading_anew_keeps_the_cursor_on_its_record(shown: RecordList) -> None:
    shown.select(ANNA.id)
    shown.show_records([Waiting(3, "ANNA", "Changed"), HUME])
    assert shown.current().name == "Changed"
    shown.show_records([])
    assert shown.current() is None


def test_the_csv_runs_no_formula_and_keeps_figures_plain(shown: RecordList, tmp_path: Path) -> None:
    evil = Waiting(4, "=1+1", '@SUM(A1) "quoted", and\nbroken', Decimal("1234.50"), date(2026, 1, 2))
    shown.show_records([evil, MILL])
    rows = list(csv.reader(io.StringIO(csv_of(shown))))
    assert rows[0] == ["Debtor", "Name", "Value inc", "Since"]
    assert rows[1] == ["'=1+1", '\'@SUM(A1) "quoted", and\nbroken', "1234.50", "2026-01-02"]
    assert rows[2][2] == "-1204.50"
    file = tmp_path / "waiting.csv"
    assert write(shown, file) == 2
    assert file.read_bytes().startswith(b"\xef\xbb\xbfDebtor,Name")


def test_a_csv_that_cannot_be_written_is_refused_by_a_sentence(shown: RecordList, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"^x.csv cannot be written there .* Choose another folder\.$"):
        write(shown, tmp_path / "missing" / "x.csv")


def test_the_printed_list_is_what_is_shown(shown: RecordList) -> None:
    shown.filter_by("hume")
    shown.table.horizontalHeader().setSortIndicator(2, Qt.SortOrder.DescendingOrder)
    facts = shown.facts("Waiting", shop="Bayside Parts", dated=date(2026, 11, 28))
    assert [column.heading for column in facts.columns] == ["Debtor", "Name", "Value inc", "Since"]
    assert [column.align for column in facts.columns] == ["left", "left", "right", "left"]
    assert facts.rows[0] == ("HUME", "Hume Motors", "330.00", "3 Nov 2026")
    assert facts.rows[1][2:] == ("", "")
    assert facts.about == "filter: hume · sorted by name"


def test_a_hundred_thousand_rows_write_out_only_what_is_looked_at(shown: RecordList, qtbot: QtBot) -> None:
    written: list[int] = []

    def show(value: int) -> str:
        written.append(value)
        return str(value)

    many = RecordList("Many", [Column("Number", "id", show=show)])
    qtbot.addWidget(many)
    many.show_records([Waiting(at, "", "") for at in range(100_000)])
    many.show()
    QApplication.processEvents()
    many.select(99_999)
    QApplication.processEvents()
    assert many.current().id == 99_999
    assert len(set(written)) < 200


def test_the_model_keeps_qts_own_rules(shown: RecordList) -> None:
    tester = QAbstractItemModelTester(shown.rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    shown.filter_by("hume")
    shown.table.horizontalHeader().setSortIndicator(3, Qt.SortOrder.AscendingOrder)
    shown.show_records([])
    shown.show_records([MILL])
    assert shown.rows.rowCount() == 0
    shown.filter_by("")
    assert shown.rows.rowCount() == 1
    tester.deleteLater()
