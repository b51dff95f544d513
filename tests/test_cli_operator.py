"""As whom a command writes: the person that is named, with the PIN; nobody is guessed where it could be several."""

from __future__ import annotations

import getpass
import io
import sys
from pathlib import Path

import pytest

from app import __main__, cli_operator
from app.services import history, lookup, operators
from app.services.counter import Counter
from tests import make


class Terminal(io.StringIO):
    """A standard input at which somebody sits."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return make.a_shop(tmp_path)


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "list.csv"
    path.write_text("number,description\nK55,Bolt\n", encoding="utf-8")
    return str(path)


def brought_in(counter: Counter, file: str, *more: str) -> int:
    return __main__.main(["import", "parts", file, "--database", str(make.place_of(counter)), *more])


def who_made(counter: Counter) -> list[str]:
    """Who has brought the part in, as its own history tells."""
    found = lookup.exact_part(counter, "K55")
    return [each.operator for part in found for each in history.of_record(counter, "part", part.id).every()]


def test_where_one_person_works_nobody_is_asked(counter: Counter, file: str) -> None:
    assert brought_in(counter, file) == 0
    assert who_made(counter) == ["Kim"]


def test_where_several_work_it_has_to_be_said(counter: Counter, file: str, capsys: pytest.CaptureFixture[str]) -> None:
    make.somebody(counter, "Lee")
    assert brought_in(counter, file) == 1
    said = capsys.readouterr().err
    assert "What is done here bears a name. Say --operator and a code: " in said
    assert "(Kim)" in said and "(Lee)" in said
    assert who_made(counter) == []
    assert brought_in(counter, file, "--operator", "nobody") == 1
    assert "There is no operator nobody." in capsys.readouterr().err


def code_of(counter: Counter, name: str) -> str:
    return next(each.code for each in operators.people(counter) if each.name == name)


def test_the_pin_stands_in_the_environment_where_nobody_sits(
    counter: Counter, file: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make.somebody(counter, "Pat", "parts manager", "1357")
    code = code_of(counter, "Pat")
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert brought_in(counter, file, "--operator", code) == 1
    assert f"Pat has a PIN. Put it into {cli_operator.PIN}, or run this at a terminal." in capsys.readouterr().err
    monkeypatch.setenv(cli_operator.PIN, "1111")
    assert brought_in(counter, file, "--operator", code) == 1
    assert "That is not Pat's PIN." in capsys.readouterr().err
    assert who_made(counter) == []
    monkeypatch.setenv(cli_operator.PIN, "1357")
    assert brought_in(counter, file, "--operator", code.lower()) == 0
    assert who_made(counter) == ["Pat"]


def test_the_pin_is_asked_for_at_a_terminal(counter: Counter, file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    make.somebody(counter, "Pat", "parts manager", "1357")
    monkeypatch.setattr(sys, "stdin", Terminal())
    asked: list[str] = []

    def typed(prompt: str) -> str:
        asked.append(prompt)
        return "1357"

    monkeypatch.setattr(getpass, "getpass", typed)
    assert brought_in(counter, file, "--operator", code_of(counter, "Pat")) == 0
    assert (asked, who_made(counter)) == (["PIN of Pat: "], ["Pat"])


def test_an_export_bears_the_name_too(counter: Counter, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make.somebody(counter, "Lee", "office")
    words = ["export", "xero", "--out", str(tmp_path / "out"), "--database", str(make.place_of(counter))]
    assert __main__.main(words) == 1
    assert "Say --operator and a code" in capsys.readouterr().err
    assert __main__.main([*words, "--operator", code_of(counter, "Lee")]) == 0
