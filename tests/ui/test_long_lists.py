"""Long lists by key events: the first rows at once, the last by one key, ticks and filters over many pages."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.rules.faults import Refused
from app.rules.listing import ALL, Sums, Wanted, never
from app.ui.kit import busy
from app.ui.kit.busy import Busy
from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.long_list import MOST_PRINTED, LongList
from app.ui.kit.records.paged_model import KEPT, MOST_TICKED
from app.ui.kit.records.reading import FIRST, PAGE
from tests.ui.keys import CTRL, DOWN, ENTER, ESC, KEY, UP, focus, press
from tests.ui.written import write

MANY = 1_000_000
END, HOME, PAGE_DOWN, SPACE = KEY.Key_End, KEY.Key_Home, KEY.Key_PageDown, KEY.Key_Space


@dataclass(frozen=True)
class Row:
    id: int
    name: str


@dataclass
class Numbers:
    """So many rows, each made when it is read. `gate` keeps readers waiting while it is closed."""

    count: int
    asked: list[str] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    first: int = 1

    def __post_init__(self) -> None:
        self.gate.set()

    def keys(self, wanted: Wanted = ALL, most: int | None = None, stop: Callable[[], bool] = never) -> array[int]:
        self.gate.wait()
        self.asked.append(f"keys {wanted.words} {most}".replace("  ", " "))
        every = range(self.first, self.count + 1)
        found = (
            [key for key in every if all(word in f"row {key}" for word in wanted.words.split())]
            if wanted.words
            else every
        )
        found = found[::-1] if wanted.descending else found
        return array("q", found[:most])

    def rows(self, keys: Sequence[int]) -> tuple[Row | None, ...]:
        self.gate.wait()
        self.asked.append(f"{len(keys)} rows from {keys[0]}")
        return tuple(Row(key, f"row {key}") if key >= self.first else None for key in keys)

    def key(self, row: Any) -> int:
        return int(row.id)

    def sums(self, wanted: Wanted = ALL) -> Sums:
        return {"rows": len(self.keys(wanted))}

    def every(self, wanted: Wanted = ALL, stop: Callable[[], bool] = never) -> Iterator[Row]:
        for key in self.keys(wanted):
            if stop():
                return
            yield Row(key, f"row {key}")


class AtTheDesk:
    """Reads as a window does, without one."""

    def __init__(self) -> None:
        self.busy = Busy()
        self.refused: list[str] = []

    def look(self, call: Callable[[], Any], done: Callable[[Any], None], *, wait: bool = False) -> None:
        def finish(future: Future[Any]) -> None:
            try:
                found = future.result()
            except Refused as fault:
                self.refused.append(fault.sentence)
                found = None
            done(found)

        self.busy.look(call, finish, wait=wait)

    def wait(self, call: Callable[[], Any]) -> Any:
        return self.busy.wait(call)


@pytest.fixture
def desk() -> Iterator[AtTheDesk]:
    made = AtTheDesk()
    yield made
    made.busy.close()


@pytest.fixture
def shown(dressed: QApplication, qtbot: QtBot) -> Iterator[LongList]:
    made = LongList(
        "Numbers", [Column("Name", "name", width=0), Column("Key", "id", width=9)], ticks=True, empty="None."
    )
    made.resize(700, 400)
    made.show()
    made.activateWindow()
    qtbot.waitActive(made)
    made.setFocus()
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def tester(shown: LongList) -> QAbstractItemModelTester:
    return QAbstractItemModelTester(shown.rows, QAbstractItemModelTester.FailureReportingMode.Fatal)


def counted(shown: LongList) -> str:
    return shown._count.text()


def whole(shown: LongList, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: shown.whole and shown.sums is not None)


def test_the_model_is_sound_while_it_grows_and_is_filtered(
    shown: LongList, desk: AtTheDesk, tester: QAbstractItemModelTester, qtbot: QtBot
) -> None:
    shown.show_listing(Numbers(FIRST + 2 * PAGE + 1), desk)
    whole(shown, qtbot)
    press((END, CTRL), (HOME, CTRL), PAGE_DOWN)
    shown.filter_by("99")
    qtbot.waitUntil(lambda: 1 < shown.count() < PAGE)
    assert tester.model() is shown.rows


def test_the_first_rows_of_a_million_are_there_at_once_and_the_last_by_one_key(
    shown: LongList, desk: AtTheDesk, qtbot: QtBot
) -> None:
    numbers = Numbers(MANY)
    shown.show_listing(numbers, desk)
    assert shown.current() == Row(1, "row 1")
    whole(shown, qtbot)
    assert counted(shown) == "1,000,000 lines"
    assert shown.sums == {"rows": MANY}
    press((END, CTRL))
    assert shown.current() == Row(MANY, f"row {MANY}")
    press(HOME, PAGE_DOWN, UP, DOWN)
    assert 1 < shown.current().id < PAGE
    press(END)
    assert shown.current().id == MANY


def test_end_goes_to_the_last_row_also_before_it_is_known_which_one_that_is(
    shown: LongList, desk: AtTheDesk, qtbot: QtBot
) -> None:
    numbers = Numbers(20_000)
    later = threading.Event()
    keys = numbers.keys

    def only_the_first(wanted: Wanted = ALL, most: int | None = None, stop: Callable[[], bool] = never) -> array[int]:
        if most is None:
            later.wait()
        return keys(wanted, most, stop)

    numbers.keys = only_the_first  # type: ignore[method-assign]
    shown.show_listing(numbers, desk)
    press((END, CTRL))
    assert (shown.count(), shown.current().id) == (FIRST, 1)
    later.set()
    qtbot.waitUntil(lambda: shown.current() == Row(20_000, "row 20000"))
    later.clear()
    press(HOME)
    shown.show_listing(numbers, desk)
    press(END, DOWN)
    later.set()
    whole(shown, qtbot)
    assert shown.current().id == 2, "who has moved on is not taken away from there"


def test_rows_are_read_again_where_they_are_looked_at(shown: LongList, desk: AtTheDesk, qtbot: QtBot) -> None:
    numbers = Numbers(MANY)
    shown.show_listing(numbers, desk)
    whole(shown, qtbot)
    for at in range(0, 40 * PAGE, PAGE):
        shown.table.setCurrentIndex(shown.rows.index(at, 0))
    qtbot.waitUntil(lambda: not shown.rows._reading and not shown.rows._missed)
    numbers.asked.clear()
    shown.read_again()
    qtbot.waitUntil(lambda: not shown.rows._reading)
    assert 1 <= len(numbers.asked) <= 3
    assert all("rows" in each for each in numbers.asked)
    assert shown.current().id == 39 * PAGE + 1


def test_no_more_is_read_than_what_is_looked_at(shown: LongList, desk: AtTheDesk, qtbot: QtBot) -> None:
    numbers = Numbers(MANY)
    shown.show_listing(numbers, desk)
    whole(shown, qtbot)
    numbers.asked.clear()
    for row in range(0, MANY, MANY // 40):
        shown.table.setCurrentIndex(shown.rows.index(row, 0))
    qtbot.waitUntil(lambda: not shown.rows._reading and not shown.rows._missed)
    read = [each for each in numbers.asked if "rows" in each]
    assert len(read) == len(numbers.asked) <= 40 * 3
    assert len(shown.rows._pages) <= KEPT


def test_what_is_not_there_yet_is_blank_and_a_key_waits_no_longer_than_a_blink(
    shown: LongList, desk: AtTheDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = Numbers(MANY)
    shown.show_listing(numbers, desk)
    whole(shown, qtbot)
    monkeypatch.setattr(busy, "A_BLINK", 1)
    numbers.gate.clear()
    press((END, CTRL))
    row = shown.table.currentIndex().row()
    assert (row, shown.current()) == (MANY - 1, None)
    assert shown.rows.index(row, 1).data() == "…"
    chosen: list[Any] = []
    shown.chosen.connect(chosen.append)
    numbers.gate.set()
    qtbot.waitUntil(lambda: shown.current() is not None)
    assert chosen == [Row(MANY, f"row {MANY}")]


def test_an_empty_list_that_is_still_being_read_says_so(
    shown: LongList, desk: AtTheDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(busy, "A_BLINK", 1)
    numbers = Numbers(5)
    numbers.gate.clear()
    shown.show_listing(numbers, desk)
    assert (shown.being_read, counted(shown), shown.table._says_nothing()) == (
        True,
        "… lines",
        "The list is being read…",
    )
    numbers.gate.set()
    qtbot.waitUntil(lambda: not shown.being_read)
    assert counted(shown) == "5 lines"


def test_an_answer_to_what_nobody_asks_any_more_is_dropped(
    shown: LongList, desk: AtTheDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(busy, "A_BLINK", 1)
    numbers = Numbers(50)
    shown.show_listing(numbers, desk)
    qtbot.waitUntil(lambda: shown.count() == 50)
    numbers.gate.clear()
    shown.filter_by("row 1")
    shown.filter_by("row 4")
    numbers.gate.set()
    qtbot.waitUntil(lambda: shown.count() < 50)
    qtbot.waitUntil(lambda: len(shown.shown()) == shown.count())
    assert [row.id for row in shown.shown()][:3] == [4, 14, 24]


def test_typing_filters_and_esc_shows_all_again_with_the_cursor_on_its_row(
    shown: LongList, desk: AtTheDesk, qtbot: QtBot
) -> None:
    shown.show_listing(Numbers(FIRST), desk)
    press("77")
    assert shown.filter.text() == "77"
    assert counted(shown) == f"{shown.count()} lines fit"
    assert [row.id for row in shown.shown()][:3] == [77, 177, 277]
    press(DOWN, DOWN)
    assert shown.current().id == 277
    press(ESC)
    assert (shown.count(), shown.current().id, focus()) == (FIRST, 277, shown.table)


def test_a_filter_begins_at_the_top_and_without_it_the_row_is_where_it_was(
    shown: LongList, desk: AtTheDesk, qtbot: QtBot
) -> None:
    shown.show_listing(Numbers(20_000), desk)
    whole(shown, qtbot)
    press((END, CTRL), "77")
    qtbot.waitUntil(lambda: shown.whole and 1 < shown.count() < 20_000)
    assert shown.current().id == 77
    press(DOWN, PAGE_DOWN, PAGE_DOWN, PAGE_DOWN, PAGE_DOWN)
    found = shown.current().id
    assert found > FIRST
    press(ESC)
    qtbot.waitUntil(lambda: shown.count() == 20_000)
    assert (shown.current().id, shown.table.currentIndex().row()) == (found, found - 1)
    press((KEY.Key_Right, CTRL), (KEY.Key_Down, CTRL))
    qtbot.waitUntil(lambda: shown.rows._shown.descending and shown.whole)
    assert shown.table.currentIndex().row() == 0


def test_a_long_list_is_filtered_when_the_typing_stops(shown: LongList, desk: AtTheDesk, qtbot: QtBot) -> None:
    numbers = Numbers(20_000)
    shown.show_listing(numbers, desk)
    whole(shown, qtbot)
    numbers.asked.clear()
    press("19999")
    qtbot.waitUntil(lambda: shown.count() == 1)
    assert shown.current() == Row(19_999, "row 19999")
    assert [each for each in numbers.asked if each.startswith("keys")][0] == f"keys 19999 {FIRST + 1}"


def test_ctrl_and_arrows_sort_and_enter_opens(shown: LongList, desk: AtTheDesk) -> None:
    shown.show_listing(Numbers(300), desk)
    opened: list[Any] = []
    shown.opened.connect(opened.append)
    press((KEY.Key_Right, CTRL), (KEY.Key_Down, CTRL))
    assert shown.rows.descending
    press((HOME, CTRL), ENTER)
    assert opened == [Row(300, "row 300")]


def test_space_ticks_and_the_ticks_stay_over_pages_filters_and_reading_anew(
    shown: LongList, desk: AtTheDesk, qtbot: QtBot
) -> None:
    numbers = Numbers(20_000)
    shown.show_listing(numbers, desk)
    whole(shown, qtbot)
    press(SPACE, (END, CTRL), SPACE)
    assert [row.id for row in shown.ticked()] == [1, 20_000]
    shown.filter_by("20000")
    qtbot.waitUntil(lambda: shown.count() == 1)
    assert [row.id for row in shown.ticked_here()] == [20_000]
    assert len(shown.ticked()) == 2
    numbers.first = 2
    shown.show_listing(numbers, desk)
    qtbot.waitUntil(lambda: len(shown.ticked()) == 1)
    assert [row.id for row in shown.ticked()] == [20_000]


def test_ctrl_a_ticks_all_that_fit_and_says_when_they_are_too_many(
    shown: LongList, desk: AtTheDesk, qtbot: QtBot
) -> None:
    said: list[str] = []
    shown.refused.connect(said.append)
    shown.show_listing(Numbers(20_000), desk)
    whole(shown, qtbot)
    press((KEY.Key_A, CTRL))
    assert shown.ticked() == ()
    assert said == ["More than 1,000 lines cannot be ticked at once. Type some words into the filter first."]
    shown.filter_by("1999")
    qtbot.waitUntil(lambda: shown.whole and 1 < shown.count() < MOST_TICKED)
    shown.table.setFocus()
    press((KEY.Key_A, CTRL))
    assert len(shown.ticked()) == shown.count()
    press((KEY.Key_A, CTRL))
    assert shown.ticked() == ()


def test_reading_anew_keeps_a_deep_cursor_on_its_record(shown: LongList, desk: AtTheDesk, qtbot: QtBot) -> None:
    numbers = Numbers(MANY)
    shown.show_listing(numbers, desk)
    whole(shown, qtbot)
    shown.select(900_000)
    numbers.first = 400_001
    shown.show_listing(numbers, desk)
    qtbot.waitUntil(lambda: shown.count() == MANY - 400_000)
    assert (shown.current().id, shown.table.currentIndex().row()) == (900_000, 499_999)


def test_a_list_opened_at_its_end_or_on_a_record_shows_that_row(shown: LongList, desk: AtTheDesk, qtbot: QtBot) -> None:
    shown.show_listing(Numbers(30_000), desk, at_end=True)
    assert shown.current() == Row(30_000, "row 30000")
    shown.show_listing(Numbers(30_000), desk, key=12_345)
    assert shown.current() == Row(12_345, "row 12345")


def test_a_file_has_all_of_them_and_paper_refuses_too_many(
    shown: LongList, desk: AtTheDesk, qtbot: QtBot, tmp_path: Path
) -> None:
    shown.show_listing(Numbers(20_000), desk)
    whole(shown, qtbot)
    file = tmp_path / "numbers.csv"
    assert write(shown, file) == 20_000
    assert file.read_text(encoding="utf-8-sig").splitlines()[-1] == "row 20000,20000"
    with pytest.raises(Refused, match=f"More than {MOST_PRINTED:,} lines are too many for paper.*Ctrl.E"):
        shown.facts("Numbers")
    shown.filter_by("199")
    qtbot.waitUntil(lambda: shown.whole and shown.count() < 1_000)
    assert len(shown.facts("Numbers").rows) == shown.count()


def test_a_file_that_is_cancelled_is_not_there(shown: LongList, desk: AtTheDesk, qtbot: QtBot, tmp_path: Path) -> None:
    shown.show_listing(Numbers(20_000), desk)
    whole(shown, qtbot)
    told: list[int] = []
    file = tmp_path / "numbers.csv"
    assert shown.writing(file)(lambda done, _of: told.append(done), lambda: bool(told)) is None
    assert told and not file.exists()


def test_an_empty_list_says_so_and_one_that_the_filter_empties_says_that(shown: LongList, desk: AtTheDesk) -> None:
    shown.show_listing(Numbers(0), desk)
    assert (shown.current(), counted(shown), shown.nothing_fits) == (None, "0 lines", False)
    shown.show_listing(Numbers(5), desk)
    shown.filter_by("nowhere")
    assert (shown.current(), counted(shown), shown.nothing_fits) == (None, "0 lines fit", True)
    shown.forget()
    assert shown.shown() == ()
    assert Qt.ItemFlag.ItemIsSelectable not in shown.rows.flags(shown.rows.index(0, 0))
