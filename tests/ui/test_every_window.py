"""Holds for every window: it does all its commands, and names everything that takes the focus."""

from __future__ import annotations

from importlib import import_module

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from app.ui.kit.commands import DESK, MENUS, WINDOWS, for_scope
from app.ui.kit.window import TaskWindow
from app.ui.main_window import MainWindow


def window_class(name: str) -> type[TaskWindow]:
    module, _, kind = WINDOWS[name].partition(":")
    found: type[TaskWindow] = getattr(import_module(module), kind)
    return found


@pytest.mark.parametrize("name", WINDOWS)
def test_every_slot_of_a_window_exists(name: str) -> None:
    kind = window_class(name)
    assert kind.name == name
    assert kind.heading
    assert [command.slot for command in for_scope(name) if not callable(getattr(kind, command.slot, None))] == []


def test_every_slot_of_the_desk_exists() -> None:
    commands = for_scope(DESK)
    assert [c.slot for c in commands if c.slot and not callable(getattr(MainWindow, c.slot, None))] == []


@pytest.mark.parametrize("name", WINDOWS)
def test_whatever_takes_the_focus_has_a_name(name: str, desk: MainWindow) -> None:
    window = desk.open(name)
    nameless = [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not widget.accessibleName()
        and not widget.objectName().startswith("qt_")
    ]
    assert nameless == []


@pytest.mark.parametrize("name", WINDOWS)
def test_an_alt_letter_belongs_to_one_thing_only(name: str, desk: MainWindow) -> None:
    window = desk.open(name)
    letters = [words[words.index("&") + 1].casefold() for words in MENUS.values()]
    letters += [
        key.removeprefix("Alt+").casefold()
        for command in (*for_scope(DESK), *for_scope(name))
        for key in command.keys
        if key.startswith("Alt+")
    ]
    for widget in window.findChildren(QWidget):
        text = str(widget.property("text") or "").replace("&&", "")
        if "&" in text and (not isinstance(widget, QLabel) or widget.buddy() is not None):
            letters.append(text[text.index("&") + 1].casefold())
    assert sorted(letters) == sorted(set(letters))
