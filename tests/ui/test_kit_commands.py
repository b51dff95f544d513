"""The table of commands: no key twice, everything reachable."""

from __future__ import annotations

from collections import Counter as Count

import pytest
from PySide6.QtGui import QKeySequence

from app.services.queries.declared import QUERIES
from app.ui.kit.commands import DESK, MENUS, TABLE, WINDOWS, for_scope, key_words


@pytest.mark.parametrize("scope", [DESK, *WINDOWS])
def test_no_key_is_given_twice_in_a_window(scope: str) -> None:
    commands = [*for_scope(DESK), *(for_scope(scope) if scope != DESK else ())]
    keys = Count(QKeySequence(key).toString() for command in commands for key in command.keys)
    assert [key for key, times in keys.items() if times > 1] == []


def test_every_key_is_one_that_keyboards_have() -> None:
    assert [c.id for c in TABLE for key in c.keys if QKeySequence(key).toString() == ""] == []


def test_every_command_has_an_id_of_its_own_and_does_exactly_one_thing() -> None:
    assert [name for name, times in Count(c.id for c in TABLE).items() if times > 1] == []
    assert [c.id for c in TABLE if bool(c.slot) == bool(c.opens)] == []
    assert [c.id for c in TABLE if c.slot and not c.slot.startswith("do_")] == []
    assert [c.id for c in TABLE if c.opens and c.opens not in WINDOWS] == []


def test_every_scope_is_a_window_and_every_window_does_something() -> None:
    assert {c.scope for c in TABLE} == {DESK, *WINDOWS}


def test_every_window_can_be_opened_by_a_command() -> None:
    assert {c.opens for c in TABLE if c.opens} == set(WINDOWS)


def test_a_list_is_called_in_the_menu_as_it_is_called_where_it_is_shown() -> None:
    reports = [c for c in TABLE if c.menu == "Reports" and c.opens == "debtors"]
    assert {dict(c.facts)["query"]: c.words for c in reports} == {q.key: q.name for q in QUERIES}


def test_menus_are_those_of_the_desk_and_their_letters_differ() -> None:
    assert {c.menu.partition("/")[0] for c in TABLE if c.menu} <= set(MENUS)
    letters = [words[words.index("&") + 1].casefold() for words in MENUS.values()]
    assert len(set(letters)) == len(letters)
    alt = {key.removeprefix("Alt+").casefold() for c in TABLE for key in c.keys if key.startswith("Alt+")}
    assert not alt & set(letters)


def test_the_default_profile_is_the_handbooks() -> None:
    keys = {key: each for scope in (DESK, "parts_invoicing") for each in for_scope(scope) for key in each.keys}
    assert {key: keys[key].slot or keys[key].opens for key in ("F2", "F3", "F5", "Alt+B", "F9", "F12", "Ctrl+2")} == {
        "F2": "do_save", "F3": "do_find", "F5": "do_back_orders", "Alt+B": "do_back_orders", "F9": "do_recall",
        "F12": "do_finalise", "Ctrl+2": "parts_invoicing",
    }  # fmt: skip
    assert key_words("Ctrl+Return") == "Ctrl+Enter"
