"""ruff, mypy --strict and the document of who may import whom hold over the whole program."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.house import tree


def run(*arguments: str) -> None:
    """Runs a checker of this Python; its complaints become the test's."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=tree.ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_ruff() -> None:
    run("-m", "ruff", "check", "--no-cache", "--output-format", "concise", ".")


@pytest.mark.parametrize("system", ["linux", "win32"])
def test_mypy(system: str) -> None:
    # no tales from an older run
    run("-m", "mypy", "--platform", system, "--strict", "--no-error-summary", "--cache-dir", os.devnull)


def test_law_1_imports_point_downwards() -> None:
    # in a process of its own: it switches off the loggers of the program that calls it
    call = "from importlinter.cli import lint_imports as lint; raise SystemExit(lint(no_cache=True, no_logo=True))"
    run("-c", call)
