"""Finding while one types: no key is waited for, and an answer for what no longer stands there is dropped."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import pytest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.rules.faults import Unavailable
from app.ui.kit.busy import Busy
from app.ui.kit.entry.finding import Finder
from app.ui.kit.entry.lookup_field import Hit, LookupField
from tests.ui.keys import DOWN, ENTER, ESC, press


class Store:
    """What is searched; it answers only when it is let, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.let = threading.Event()
        self.let.set()
        self.away = False

    def search(self, text: str) -> Sequence[Hit]:
        self.asked.append(text)
        assert self.let.wait(20)
        if self.away:
            raise Unavailable("The server does not answer.")
        return [Hit(at, f"{text.upper()}-{at}", "Brake pad") for at in (1, 2)]


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def field(dressed: QApplication, qtbot: QtBot, store: Store) -> Iterator[LookupField]:
    busy, window = Busy(), QWidget()
    finder = Finder(busy.look, lambda text: partial(store.search, text))
    made = LookupField("Part", finder, free=True)
    QVBoxLayout(window).addWidget(made)
    window.resize(500, 400)
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)
    made.setFocus()
    yield made
    store.let.set()
    busy.close()
    window.close()
    window.deleteLater()


def codes(field: LookupField) -> list[str]:
    popup = field._popup
    assert popup is not None
    model = popup.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def ended(qtbot: QtBot, store: Store) -> Callable[[int], None]:
    return lambda times: qtbot.waitUntil(lambda: len(store.asked) == times)


def test_what_is_typed_is_found_without_a_pause(field: LookupField, store: Store, qtbot: QtBot) -> None:
    press("ka")
    qtbot.waitUntil(lambda: field.list_open)
    assert codes(field) == ["KA-1", "KA-2"]
    press(DOWN, ENTER)
    assert field.text() == "KA-1"


def test_keys_go_on_while_the_store_is_slow_and_only_the_newest_text_is_looked_up(
    field: LookupField, store: Store, qtbot: QtBot
) -> None:
    store.let.clear()
    press("brake")
    assert field.text() == "brake", "no key has waited"
    ended(qtbot, store)(1)
    assert not field.list_open
    store.let.set()
    qtbot.waitUntil(lambda: field.list_open)
    assert store.asked == ["br", "brake"]
    assert codes(field) == ["BRAKE-1", "BRAKE-2"]


def test_a_list_that_was_closed_does_not_come_back(field: LookupField, store: Store, qtbot: QtBot) -> None:
    press("ka")
    qtbot.waitUntil(lambda: field.list_open)
    store.let.clear()
    press("b")
    ended(qtbot, store)(2)
    press(ESC)
    store.let.set()
    press("c")
    qtbot.waitUntil(lambda: field.list_open)
    assert codes(field) == ["KABC-1", "KABC-2"], "what came for kab was dropped"


def test_while_the_store_is_away_nothing_is_proposed(field: LookupField, store: Store, qtbot: QtBot) -> None:
    store.away = True
    press("ka")
    ended(qtbot, store)(1)
    store.away = False
    press("b")
    qtbot.waitUntil(lambda: field.list_open)
    assert codes(field) == ["KAB-1", "KAB-2"]
