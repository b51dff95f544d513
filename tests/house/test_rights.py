"""Rights are checked where things are written: each by a service, against what the books say at that moment."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from app.rules.rights import DEFAULTS, OWNERS_ALONE, ROLES, Right, of_role
from tests.house import tree

CHECKS = {"need", "approved", "may"}


def checked(syntax: ast.AST) -> Iterator[str]:
    """The rights that are handed to a check, or to a list that checks them itself whenever it is read."""
    for node in ast.walk(syntax):
        if isinstance(node, ast.Call):
            checks = ast.unparse(node.func).rpartition(".")[2] in CHECKS
            for argument in (
                *(node.args if checks else ()),
                *(each.value for each in node.keywords if each.arg == "right"),
            ):
                if ast.unparse(argument).startswith("Right."):
                    yield ast.unparse(argument).removeprefix("Right.")


def test_each_right_is_checked_by_a_service() -> None:
    found = {name for path in tree.sources("app/services") for name in checked(tree.parsed(path))}
    assert found == {right.name for right in Right}


def test_a_right_that_is_only_named_would_be_found() -> None:
    assert list(checked(ast.parse("wanted = Right.SEE_COST"))) == []
    assert list(checked(ast.parse("entitled.need(session, counter, Right.SEE_COST)"))) == ["SEE_COST"]
    assert list(checked(ast.parse("Listed(counter, rows, right=Right.SEE_COST)"))) == ["SEE_COST"]


def test_no_service_trusts_what_was_true_at_sign_on() -> None:
    trusting = [
        tree.named(path)
        for path in tree.sources("app/services")
        for node in ast.walk(tree.parsed(path))
        if isinstance(node, ast.Attribute)
        and node.attr in {"may", "need", "rights"}
        and ast.unparse(node.value).endswith("counter.operator")
    ]
    assert trusting == []


def test_no_window_keeps_the_counter_of_whoever_was_there() -> None:
    keeping = [
        f"{tree.named(path)}:{node.lineno}"
        for path in tree.sources("app/ui/windows", "app/ui/main_window.py", "app/ui/kit")
        for node in ast.walk(tree.parsed(path))
        if isinstance(node, ast.Assign)
        and any(isinstance(each, ast.Attribute) for each in node.targets)
        and ast.unparse(node.value).endswith("context.counter")
    ]
    assert keeping == []


@pytest.mark.parametrize("role", ROLES)
def test_a_shop_gives_and_takes_every_right_but_the_owners(role: str) -> None:
    everything, nothing = dict.fromkeys(Right, True), dict.fromkeys(Right, False)
    if role == "owner":
        assert of_role("owner", nothing) == frozenset(Right)
        return
    assert of_role(role, everything) == frozenset(Right) - OWNERS_ALONE  # type: ignore[arg-type]
    assert of_role(role, nothing) == frozenset()  # type: ignore[arg-type]
    assert of_role(role, {}) == DEFAULTS[role]  # type: ignore[index]


BY_ANOTHER_WAY = {"app/ui/windows/creditor_invoice/preview.py"}
"""Their list of costs as a whole is there only for who may see them."""


def test_every_column_of_costs_is_seen_by_right() -> None:
    open_to_all = [
        f"{tree.named(path)}:{node.lineno} {heading}"
        for path in tree.sources("app/ui/windows")
        for node in ast.walk(tree.parsed(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Column" and node.args
        for heading in [ast.unparse(node.args[0])]
        if "cost" in heading.casefold() and "seen" not in {each.arg for each in node.keywords}
        if tree.named(path) not in BY_ANOTHER_WAY
    ]
    assert open_to_all == []
