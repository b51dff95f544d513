"""The command `verify`, as it is called from a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from app.__main__ import main
from tests.make import a_part, a_shop
from tests.unguarded import unguarded


def test_what_nobody_touched_is_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counter = a_shop(tmp_path)
    a_part(counter, "CAB-220", on_hand=2)
    with counter.db.read() as session:
        last, seal = session.execute(text("SELECT last, seal FROM audit_head")).one()
    counter.db.close()
    assert main(["verify", "--database", str(tmp_path / "shop.db")]) == 0
    said = capsys.readouterr().out
    assert said == (
        f"{last} rows of the chain: 1 posted document, {last - 1} changes of master data; "
        "all are as they were written\n"
        f"the chain ends with row {last}, sealed {seal}\n"
    )


def test_what_was_touched_is_named_and_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counter = a_shop(tmp_path)
    a_part(counter, "CAB-220", on_hand=2)
    with unguarded(counter.db), counter.work() as session:
        session.execute(text("UPDATE stock_movement SET value = 1"))
    counter.db.close()
    assert main(["--database", str(tmp_path / "shop.db"), "verify"]) == 1
    said = capsys.readouterr().out
    assert said.startswith("BROKEN  Opening stock is not what was posted: its rows were changed after row ")
    assert "As far as that, " in said
