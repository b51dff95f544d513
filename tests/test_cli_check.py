"""The command `check`, as it is called from a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from app.__main__ import main
from app.services import check
from tests.make import a_part, a_shop


def test_books_that_hold_are_proved_line_by_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counter = a_shop(tmp_path)
    a_part(counter, "CAB-220", on_hand=2)
    statements = len(check.prove(counter))
    counter.db.close()
    assert main(["check", "--database", str(tmp_path / "shop.db")]) == 0
    said = capsys.readouterr().out
    assert "holds   on hand is the sum of the movements: 4 parts, 2 on hand" in said
    assert said.count("holds   ") == statements
    assert said.endswith(f"all {statements} statements hold\n")


def test_what_breaks_no_books_is_a_remark(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counter = a_shop(tmp_path)
    a_part(counter, "CAB-220", superseded_by="CAB-330")
    counter.db.close()
    assert main(["check", "--database", str(tmp_path / "shop.db")]) == 0
    said = capsys.readouterr().out
    assert "remark  1 part superseded by what is not in the books: CAB-220 by CAB-330\nall " in said


def test_books_that_do_not_name_the_row_and_end_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counter = a_shop(tmp_path)
    a_part(counter, "CAB-220", on_hand=2)
    with counter.work() as session:
        session.execute(text("UPDATE stock SET on_hand = on_hand + 1000 WHERE on_hand > 0"))
    counter.db.close()
    assert main(["--database", str(tmp_path / "shop.db"), "check"]) == 1
    said = capsys.readouterr().out
    assert "BROKEN  on hand is the sum of the movements" in said
    assert "CAB-220: 3 on hand, movements 2" in said


def test_a_database_that_is_not_there_is_said_and_not_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--database", str(tmp_path / "none.db")]) == 1
    assert "There is no database" in capsys.readouterr().err
    assert not (tmp_path / "none.db").exists()
