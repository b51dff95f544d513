"""A date becomes text for a person in one place, by the order that the shop has chosen."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.house import tree

_OF_A_DAY: Final = re.compile(r"%-?[aAbBcdDeFgGjmuUvVwWxyY]")
_MONTHS: Final = re.compile(r"jan.{0,12}feb|january", re.IGNORECASE)

OWN_FORM: Final = {
    "app/desk_drafts.py": "the names of files",
    "app/exchange/handover/tables.py": "what accounting systems take",
    "app/services/upkeep/backups_folder.py": "the names of files",
    "app/services/upkeep/backups_restore.py": "the names of files and databases",
    "app/services/within/upkeep/backup_server.py": "the names of databases",
}
"""Who writes a day for a machine, and why not as the shop does."""
MONTHS_NAMED: Final = {"app/rules/dates.py"}
KEPT: Final = frozenset({"isoformat"})


def formats(parsed: ast.Module) -> Iterator[tuple[int, str]]:
    """Every format of a day, in f-strings, `format` and `strftime`."""
    for node in ast.walk(parsed):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _OF_A_DAY.search(node.value):
            yield node.lineno, node.value


def without_docstrings(parsed: ast.Module) -> ast.Module:
    """The module without its words about itself, where a % is a percentage."""
    for node in ast.walk(parsed):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [  # type: ignore[attr-defined]
                each for each in body if not (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))
            ] or [ast.Pass()]
    return parsed


def program() -> Iterator[tuple[str, Path]]:
    """Every file of the program but its shipped migrations."""
    for path in tree.sources("app"):
        name = path.relative_to(tree.ROOT).as_posix()
        if "/migrations/" not in name:
            yield name, path


def read(path: Path) -> ast.Module:
    """Its tree, for this test alone."""
    return without_docstrings(ast.parse(path.read_text(encoding="utf-8")))


def test_nobody_formats_a_day_but_those_who_write_for_a_machine() -> None:
    found = {name: [*formats(read(path))] for name, path in program()}
    assert {name: where for name, where in found.items() if where and name not in OWN_FORM} == {}
    assert {name for name in OWN_FORM if not found[name]} == set()


def test_the_months_are_named_once() -> None:
    named = {
        name for name, path in program() if _MONTHS.search("".join(filter(str.isalpha, " ".join(strings(read(path))))))
    }
    assert named == MONTHS_NAMED


def strings(parsed: ast.Module) -> Iterator[str]:
    """The texts of a module in their order."""
    for node in ast.walk(parsed):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_windows_write_a_day_for_nobody_but_files() -> None:
    """`isoformat` is the form of files; a window that shows it would show another order than the shop's."""
    asked = {
        name
        for name, path in program()
        if name.startswith(("app/ui/", "app/printing/"))
        and any(isinstance(node, ast.Attribute) and node.attr in KEPT for node in ast.walk(read(path)))
    }
    assert asked == {
        "app/ui/kit/records/csv_file.py",
        "app/ui/windows/statements/send.py",
        "app/ui/windows/statements/window.py",
    }


@pytest.mark.parametrize("written", ['f"{when:%d %b %Y}"', 'when.strftime("%d/%m")', 'format(when, "%x")'])
def test_a_format_is_found(written: str) -> None:
    assert [*formats(ast.parse(written))]
