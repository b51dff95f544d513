"""A start that fails where nobody sees standard error: what it says comes into a window, and nothing else does."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app import no_console
from app.__main__ import main


@contextmanager
def opened_by_its_icon(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Within, there are no standard streams, as Windows has it."""
    streams = ("stdin", "stdout", "stderr")
    with monkeypatch.context() as icon:
        for name in streams:
            icon.setattr(sys, name, None)
        yield
        for name in streams:
            if stream := getattr(sys, name):
                stream.close()


def test_a_refusal_is_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shown: list[str] = []
    missing = str(tmp_path / "none.db")
    with opened_by_its_icon(monkeypatch):
        code = no_console.heard(lambda: main(["check", "--database", missing]), shown.append)
    assert code == 1
    (sentence,) = shown
    assert missing in sentence and sentence.endswith(".")


def test_a_wrong_option_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    with opened_by_its_icon(monkeypatch):
        code = no_console.heard(lambda: main(["--wrong"]), shown.append)
    assert code == 2
    assert "--wrong" in shown[0]


def test_a_file_that_is_not_there_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def start() -> int:
        raise FileNotFoundError("counter.qss")

    shown: list[str] = []
    with opened_by_its_icon(monkeypatch):
        code = no_console.heard(start, shown.append)
    assert code == 1
    assert shown[0].startswith("Parts Counter could not start (FileNotFoundError: counter.qss).")
    assert "Install it again" in shown[0]


def test_what_ends_well_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def chatters() -> int:
        sys.stderr.write("by the way\n")
        return 0

    shown: list[str] = []
    with opened_by_its_icon(monkeypatch):
        code = no_console.heard(chatters, shown.append)
    assert code == 0
    assert shown == []


def test_at_a_terminal_nothing_is_kept_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown: list[str] = []
    missing = str(tmp_path / "none.db")
    assert no_console.heard(lambda: main(["check", "--database", missing]), shown.append) == 1
    assert shown == []
    assert missing in capsys.readouterr().err
