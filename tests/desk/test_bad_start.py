"""The real program over a database that it cannot open: a sentence in a window, a way on, and no desk half open."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.desk.real_desk import missing, real_desk
from tests.make import a_shop

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"there is no {missing()} on this machine")


def test_a_newer_database_is_told_in_a_window_and_opens_once_it_is_mended(tmp_path: Path) -> None:
    a_shop(tmp_path).db.close()
    file = tmp_path / "shop.db"
    version = sqlite3.connect(file, isolation_level=None)
    (now,) = version.execute("SELECT version_num FROM alembic_version").fetchone()
    version.execute("UPDATE alembic_version SET version_num = '9999'")
    with real_desk(tmp_path, "--database", str(file)) as desk:
        desk.sees("cannot open the shop")
        version.execute("UPDATE alembic_version SET version_num = ?", (now,))
        desk.answer("cannot open the shop", "t")
        desk.sees("Bayside Parts")
        desk.key("alt+F4")
        assert desk.ends() == 0
    version.close()


def test_without_a_way_on_the_program_ends_and_says_so(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    file.write_text("Dear Sir or Madam", encoding="utf-8")
    with real_desk(tmp_path, "--database", str(file)) as desk:
        desk.sees("cannot open the shop")
        desk.until(lambda: desk._pressed_away("cannot open the shop", ("Escape",)), "the window to go")
        assert desk.ends() == 1
