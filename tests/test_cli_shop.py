"""Which shop the commands without a window are for, as they are called from a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import desk_settings, paths
from app.__main__ import main
from app.desk_settings import DeskSettings
from tests.make import a_shop

COMMANDS = {
    "backup": (["backup"], "backup"),
    "check": (["check"], "statements hold"),
    "export": (["export", "hledger", "--out", "{folder}"], ""),
    "import": (["import", "parts", "{list}"], "Parts: 1 new."),
    "migrate": (["migrate"], ""),
    "verify": (["verify"], ""),
}


@pytest.mark.parametrize(("words", "said"), COMMANDS.values(), ids=COMMANDS)
def test_without_a_name_it_is_the_shop_of_this_desk(
    words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a_shop(tmp_path).db.close()
    desk_settings.save(paths.desk_settings_file(), DeskSettings(database=str(tmp_path / "shop.db")))
    goods = tmp_path / "list.csv"
    goods.write_text("Number,Description\nK5,Bolt\n", encoding="utf-8")
    (tmp_path / "out").mkdir()
    told = [word.format(list=goods, folder=tmp_path / "out") for word in words]
    assert main(told) == 0, capsys.readouterr()
    assert said in capsys.readouterr().out
    assert not paths.shop_database().exists()
