"""Where it is kept how each person has set the columns: it comes back, and a file that is no use is no harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.desk_looks import USUAL, DeskLooks, ListLook

WIDE = ListLook({"name": 320}, ("phone", "name"), ("city",))


def test_what_was_set_is_there_at_the_next_start_for_that_person_only(tmp_path: Path) -> None:
    file = tmp_path / "looks" / "shop.json"
    looks = DeskLooks(file)
    looks.set_look(1, "debtors/Ledger", WIDE)
    looks.set_place(1, "AdnQ")
    looks.write()

    again = DeskLooks(file)
    assert again.look(1, "debtors/Ledger") == WIDE
    assert again.place(1) == "AdnQ"
    assert again.look(2, "debtors/Ledger") == USUAL
    assert again.place(2) == ""


def test_the_usual_look_is_kept_as_nothing(tmp_path: Path) -> None:
    looks = DeskLooks(tmp_path / "shop.json")
    looks.set_look(1, "debtors/Ledger", WIDE)
    looks.set_look(1, "debtors/Ledger", USUAL)
    looks.write()

    assert "Ledger" not in (tmp_path / "shop.json").read_text()


@pytest.mark.parametrize(
    "written", ["", "no", "[]", '{"1": 3}', '{"1": {"lists": {"a": {"widths": {"b": "wide", "c": -1}, "order": 5}}}}']
)
def test_a_damaged_file_is_no_harm(written: str, tmp_path: Path) -> None:
    (tmp_path / "shop.json").write_text(written)
    looks = DeskLooks(tmp_path / "shop.json")
    assert looks.look(1, "a") == USUAL
    looks.set_look(1, "a", WIDE)
    assert looks.look(1, "a") == WIDE


def test_a_folder_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "looks").write_text("a file where the folder should be")
    looks = DeskLooks(tmp_path / "looks" / "shop.json")
    looks.set_look(1, "a", WIDE)
    looks.write()
    assert looks.look(1, "a") == WIDE
