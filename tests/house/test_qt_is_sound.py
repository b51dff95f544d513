"""What the installed Qt gets wrong is walked round, everywhere.

It counts its references: 6.12.0 gives one of None's away on every void call and ends in a crash. On Windows its flags
are signed, and ~ of a key that is held is not all the others. Whatever `nextInFocusChain` returns is for the binding a
child of the widget that was asked, and is gone with it: menus, other tabs, the desk.
"""

from __future__ import annotations

import ast
import sys

from PySide6.QtCore import QObject

from tests.house import tree


def test_a_call_that_returns_nothing_leaves_the_count_of_none_alone() -> None:
    thing = QObject()
    before = sys.getrefcount(None)
    for number in range(500):
        thing.setObjectName(str(number))
    # on 3.12 and later None is immortal and the count stands still; others may fall by a few for reasons of their own
    assert sys.getrefcount(None) > before - 100


def turned_round(path_of: str) -> list[str]:
    """Where somebody asks for all keys that are held but one, and would not get them on Windows."""
    return [
        f"{path.relative_to(tree.ROOT).as_posix()}:{node.lineno}"
        for path in tree.sources(path_of)
        for node in ast.walk(tree.parsed(path))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert) and "Modifier" in ast.unparse(node)
    ]


def test_what_is_held_besides_is_asked_of_the_one_function_that_knows() -> None:
    assert turned_round("app/ui") == []


def test_nobody_walks_along_the_chain_of_focus() -> None:
    walks = [
        f"{path.relative_to(tree.ROOT).as_posix()}:{node.lineno}"
        for path in tree.sources("app/ui")
        for node in ast.walk(tree.parsed(path))
        if isinstance(node, ast.Attribute) and node.attr in ("nextInFocusChain", "previousInFocusChain", "focusProxy")
    ]
    assert walks == [], "app/ui/kit/tab_order.py has the fields in their order"
