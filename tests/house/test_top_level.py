"""The top level of the project is fixed: whoever looks in finds the same few things."""

from __future__ import annotations

from tests.house import tree

TOP_LEVEL = {
    ".ci",
    ".gitignore",
    "LICENSE",
    "README.md",
    "app",
    "dev.py",
    "installer",
    "pyproject.toml",
    "requirements.in",
    "requirements.lock",
    "resources",
    "tests",
}


def test_nothing_is_added_and_nothing_is_missing() -> None:
    assert {name.partition("/")[0] for name in tree.tracked()} == TOP_LEVEL


def test_the_rooms_of_the_program_are_there() -> None:
    rooms = {name.split("/")[1] for name in tree.tracked() if name.count("/") > 1 and name.startswith("app/")}
    assert rooms == {"rules", "models", "db", "services", "printing", "exchange", "ui"}
