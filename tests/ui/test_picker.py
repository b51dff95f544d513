"""The find window by key events: words find, Enter picks what belongs to them, Esc goes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.kit.grid.line_model import Column
from app.ui.kit.records.picker import Picker, pick
from app.ui.main_window import MainWindow
from tests.ui.keys import DOWN, ENTER, ESC, press


@dataclass(frozen=True)
class Part:
    id: int
    number: str
    description: str


PARTS = [Part(1, "CAB-220", "Cable, red"), Part(2, "CAB-221", "Cable, black"), Part(3, "OIL-5", "Engine oil")]
COLUMNS = [Column("Part", "number"), Column("Description", "description", width=0)]


def search(text: str) -> list[Part]:
    return [part for part in PARTS if text.casefold() in f"{part.number} {part.description}".casefold()]


@pytest.fixture
def picked(desk: MainWindow, qtbot: QtBot) -> Callable[..., object]:
    """Opens the picker, does what a person does in it, and returns what was picked."""

    def run(person: Callable[[Picker], None], start: str = "", guard: int = 0) -> object:
        faults: list[BaseException] = []

        def act() -> None:
            picker = QApplication.activeModalWidget()
            if not isinstance(picker, Picker) or not picker.isActiveWindow():
                QTimer.singleShot(5, desk, act)
                return
            try:
                person(picker)
            except BaseException as fault:  # noqa: BLE001 - raised again below, outside Qt
                faults.append(fault)
            if picker.isVisible():
                picker.reject()

        QTimer.singleShot(0, desk, act)
        found = pick(
            desk.context,
            search,
            COLUMNS,
            "Find part",
            start,
            detail=lambda part: f"{part.number} on bin A1",
            guard=guard,
        )
        if faults:
            raise faults[0]
        return found

    return run


def test_words_find_and_enter_picks_the_only_one(picked: Callable[..., object]) -> None:
    assert picked(lambda _picker: press("engine", ENTER)) == PARTS[2]


def test_enter_does_not_pick_blindly_among_several(picked: Callable[..., object]) -> None:
    assert picked(lambda _picker: press("cab", ENTER, DOWN, ENTER)) == PARTS[1]


def test_esc_goes_back_with_nothing(picked: Callable[..., object]) -> None:
    assert picked(lambda _picker: press("cab", ESC)) is None


def test_it_opens_with_what_was_typed_in_the_cell_and_shows_detail(picked: Callable[..., object]) -> None:
    seen: list[object] = []

    def look(picker: Picker) -> None:
        seen.extend([picker.field.selectedText(), len(picker.list.shown()), picker._line.text()])
        press(ENTER)

    assert picked(look, start="cab") == PARTS[0]
    assert seen == ["cab", 2, "CAB-220 on bin A1"]


def test_what_was_typed_ahead_does_not_pick(picked: Callable[..., object]) -> None:
    def scan(picker: Picker) -> None:
        press("9300675024235", ENTER)
        assert picker.isVisible()
        assert picker.field.text() == "cab"

    assert picked(scan, start="cab", guard=60_000) is None


def test_it_never_opens_while_a_unit_of_work_is_open(desk: MainWindow) -> None:
    with desk.context.counter.work(), pytest.raises(RuntimeError, match="unit of work"):
        pick(desk.context, search, COLUMNS, "Find part")
