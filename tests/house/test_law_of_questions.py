"""Law 2: no dialog is open while a transaction is, so nobody's telephone call makes the other counters wait."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.db import Database, open_database
from app.rules.approving import Approve
from app.rules.questions import Question
from app.rules.rights import Operator, Right
from app.services.counter import Counter
from app.ui.kit.asking.prompts import Prompter
from tests.house import tree


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "shop.db")
    yield opened
    opened.close()


@pytest.fixture
def prompter(qtbot: QtBot, database: Database) -> Prompter:
    counter = Counter(database, Operator(1, "Sam"), lambda: datetime(2026, 11, 28, 9, 0, tzinfo=UTC))
    return Prompter(counter, guard=0)


WAYS_TO_ASK: dict[str, Callable[[Prompter], object]] = {
    "ask": lambda prompter: prompter.ask(Question()),
    "tick": lambda prompter: prompter.tick("Backorders", "Which ones?", [], []),
    "text": lambda prompter: prompter.text("Cancel", "Why?"),
    "sign_on": lambda prompter: prompter.sign_on(),
    "new_pin": lambda prompter: prompter.new_pin("PIN", "Which one?", lambda _new, _old: None),
    "choose_file": lambda prompter: prompter.choose_file("Import", "CSV (*.csv)"),
    "choose_folder": lambda prompter: prompter.choose_folder("Hand-over"),
}


@pytest.mark.parametrize("way", WAYS_TO_ASK)
def test_law_2_nothing_is_asked_while_a_unit_of_work_is_open(prompter: Prompter, database: Database, way: str) -> None:
    with database.work(), pytest.raises(RuntimeError, match="unit of work"):
        WAYS_TO_ASK[way](prompter)
    with database.rehearsal(), pytest.raises(RuntimeError, match="unit of work"):
        WAYS_TO_ASK[way](prompter)
    assert QApplication.activeModalWidget() is None


def test_law_2_is_tried_for_every_way_to_ask() -> None:
    ways = {name for name, _ in inspect.getmembers(Prompter, inspect.isfunction) if not name.startswith("_")}
    assert ways == set(WAYS_TO_ASK)


def test_law_2_an_approval_too_is_asked_outside(prompter: Prompter, database: Database) -> None:
    with database.work(), pytest.raises(RuntimeError, match="unit of work"):
        prompter.ask(Approve(Right.SELL_BELOW_COST, "CAB-220 at 1.00."))


def test_nobody_but_the_service_of_the_operators_makes_an_approval() -> None:
    makers = {
        tree.named(path)
        for path in tree.sources("app")
        for node in ast.walk(tree.parsed(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "Approval"
    }
    assert makers == {"app/services/operators.py"}


def works_opened(syntax: ast.AST) -> list[int]:
    """The lines that open a unit of work."""
    return [
        node.lineno
        for node in ast.walk(syntax)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"work", "rehearsal"}
        and ast.unparse(node.func.value).rpartition(".")[2] in {"db", "database", "counter"}
    ]


def test_law_2_no_window_opens_a_unit_of_work() -> None:
    found = {tree.named(path): lines for path in tree.sources("app/ui") if (lines := works_opened(tree.parsed(path)))}
    assert found == {}


def test_law_2_would_find_a_window_that_does() -> None:
    assert works_opened(ast.parse("with self.context.counter.work() as session: pass")) == [1]


@pytest.mark.parametrize("kind", ["QMessageBox", "QInputDialog", "QErrorMessage"])
def test_law_2_no_window_asks_past_the_prompter(kind: str) -> None:
    asking = [tree.named(path) for path in tree.sources("app/ui/windows") if kind in path.read_text(encoding="utf-8")]
    assert asking == []
