"""The hand-over from the command line: what it writes, prints and refuses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.__main__ import main
from app.rules.posted import FORMATS
from app.services import settings
from app.services.counter import Counter
from tests import make
from tests.services import all_kinds
from tests.services.money import an_order_of


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    counter = make.a_shop(tmp_path)
    part = make.a_part(counter, "CAB-220", on_hand=9)
    with_abn = make.a_debtor(counter, abn=all_kinds.MILLERS_ABN)
    all_kinds.sold(counter, an_order_of(counter, with_abn, part, 1, 1))
    yield counter
    counter.db.close()


def run(counter: Counter, *words: object) -> int:
    database = counter.db.engine.url.database
    assert database is not None
    return main(["export", *(str(word) for word in words), "--database", database])


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_writes_and_says_so_and_twice_changes_nothing(
    counter: Counter, tmp_path: Path, capsys: pytest.CaptureFixture[str], format: str
) -> None:
    out = tmp_path / "out"
    assert run(counter, format, "--out", out) == 0
    said = capsys.readouterr().out
    (file,) = out.iterdir()
    was = file.read_bytes()
    assert f"written  {file}" in said
    assert "1 document handed over for the first time" in said
    assert run(counter, format, "--out", out) == 0
    again = capsys.readouterr().out
    assert f"there    {file}" in again and "written" not in again
    assert "0 documents handed over" in again
    assert [each.read_bytes() for each in out.iterdir()] == [was]


def test_new_only_and_days(counter: Counter, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(counter, "xero", "--out", tmp_path / "a", "--to", "15/11/2026") == 0
    assert "nothing to write" in capsys.readouterr().out
    assert run(counter, "xero", "--out", tmp_path / "a", "--from", "2026-11-16", "--to", "2026-11-16") == 0
    assert run(counter, "xero", "--out", tmp_path / "b", "--new") == 0
    assert "nothing to write" in capsys.readouterr().out.splitlines()[-1]
    assert len(list((tmp_path / "a").iterdir())) == 1
    assert list((tmp_path / "b").iterdir()) == []


def test_refused_ones_are_said_and_the_code_is_one(
    counter: Counter, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    part = make.a_part(counter, "OIL-1", on_hand=9)
    without = make.a_debtor(counter, "No Number", code="NONE")
    all_kinds.sold(counter, an_order_of(counter, without, part, 1, 1))
    assert run(counter, "pint", "--out", tmp_path / "out") == 1
    said = capsys.readouterr().out
    assert "refused  invoice-10002: Invoice 10002: No Number has no ABN" in said
    assert "invoice-10001.xml" in said
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["invoice-10001.xml"]


def test_what_cannot_be_done_is_a_sentence(
    counter: Counter, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    assert run(counter, "xero", "--out", tmp_path / "file") == 1
    assert run(counter, "xero", "--out", tmp_path, "--from", "2026-12-01", "--to", "2026-11-01") == 1
    assert main(["export", "xero", "--out", str(tmp_path), "--database", str(tmp_path / "none.db")]) == 1
    said = capsys.readouterr().err
    assert "cannot be written" in said and "is after" in said and "There is no database" in said
    assert "Traceback" not in said
    with pytest.raises(SystemExit):
        run(counter, "sage", "--out", tmp_path)
    assert run(counter, "xero", "--out", tmp_path, "--from", "someday") == 1
    assert "“someday” is no day" in capsys.readouterr().err


def test_days_are_typed_in_the_order_of_the_shop(
    counter: Counter, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.save(counter, {"date_order": "month/day/year"})
    assert run(counter, "xero", "--out", tmp_path / "a", "--to", "11/15/2026") == 0
    assert "nothing to write" in capsys.readouterr().out
    assert run(counter, "xero", "--out", tmp_path / "a", "--from", "Nov 16, 2026", "--to", "2026-11-16") == 0
    assert len(list((tmp_path / "a").iterdir())) == 1
    assert run(counter, "xero", "--out", tmp_path, "--to", "15/11/2026") == 1
    assert "Type for instance 5, 12/5" in capsys.readouterr().err
