"""The real program started again while its shop is open: one window comes to the front, and `--new` opens another."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk.real_desk import PATIENCE, missing, real_desk
from tests.make import a_shop

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"there is no {missing()} on this machine")

TITLE = "Bayside Parts"


def test_a_second_start_finds_the_first_and_new_opens_another(tmp_path: Path) -> None:
    a_shop(tmp_path).db.close()
    shop = ("--database", str(tmp_path / "shop.db"))
    with real_desk(tmp_path, *shop) as desk:
        desk.sees(TITLE)
        assert desk.another(*shop).wait(PATIENCE) == 0
        assert desk.count(TITLE) == 1

        new = desk.another(*shop, "--new")
        desk.until(lambda: desk.count(TITLE) == 2 and desk.is_in_front(new), "a window of its own")

        assert desk.another(*shop).wait(PATIENCE) == 0
        desk.until(desk.is_in_front, "the first window to come to the front")
        assert desk.count(TITLE) == 2

        desk.key("alt+F4")
        assert desk.ends() == 0
        desk.until(lambda: desk.is_in_front(new), "the other window to have the keys", ended=True)
        desk.key("alt+F4")
        assert new.wait(PATIENCE) == 0
