"""What the tests of the house look at: the project's folder, its tracked files, and the modules of a room."""

from __future__ import annotations

import ast
import importlib
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@cache
def tracked() -> tuple[str, ...]:
    """The tracked files' names, from the project's folder; skips the test where there is no git to ask."""
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout, so nobody can say which files are tracked")
    # safe.directory: on a bare machine the clone may belong to somebody else
    command = ["git", "-c", f"safe.directory={ROOT.as_posix()}", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return tuple(sorted(name for name in listed.split("\0") if name))


def sources(*places: str) -> Iterator[Path]:
    """The Python files of those folders and files, named from the project's folder."""
    for place in places:
        path = ROOT / place
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path]


@cache
def parsed(path: Path) -> ast.Module:
    """The file as a tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def modules(room: str) -> Iterator[ModuleType]:
    """Every module of a room of `app`, imported."""
    for path in sources(f"app/{room}"):
        yield importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))


def named(path: Path) -> str:
    """The file's name for a person, from the project's folder."""
    return path.relative_to(ROOT).as_posix()
