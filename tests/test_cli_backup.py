"""The commands that back a shop up and restore it, as they are typed."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from app.__main__ import main
from app.services.upkeep import backups_folder
from tests import make


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A shop's file that nobody has open, with one debtor besides CASH."""
    counter = make.a_shop(tmp_path)
    make.a_debtor(counter, code="MILLER")
    counter.db.close()
    return tmp_path / "shop.db"


@pytest.fixture
def backup(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A backup of it, and then another debtor."""
    (tmp_path / "stick").mkdir()
    assert main(["backup", "--database", str(place), "--to", str(tmp_path / "stick")]) == 0
    (made,) = backups_folder.listed(tmp_path / "stick")
    assert capsys.readouterr().out == f"{made.path.name} is made, opened and compared; it is in {tmp_path / 'stick'}.\n"
    debtors(place, "LATER")
    return made.path


def debtors(place: Path, *new: str) -> list[str]:
    """Their codes, after these were made too."""
    from app.db import open_database
    from app.services import lookup, setup

    counter = setup.open_counter(open_database(place))
    for code in new:
        make.a_debtor(counter, code, code=code)
    found = sorted(each.code for each in lookup.find_debtors(counter, ""))
    counter.db.close()
    return found


def test_a_restore_shows_the_difference_first(place: Path, backup: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["restore", str(backup), "--database", str(place), "--yes"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert [line.split() for line in said if line.startswith("Debtors  ")] == [["Debtors", "3", "2", "−1"]]
    assert any("1 debtor would be missing. A backup of what is there now is made first." in line for line in said)
    assert said[-1].startswith("The books are those of ") and "statements hold." in said[-1]
    assert debtors(place) == ["CASH", "MILLER"]


def test_without_anybody_to_confirm_nothing_is_restored(
    place: Path, backup: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("restore\n"))
    assert main(["restore", str(backup), "--database", str(place)]) == 1
    assert capsys.readouterr().err == "Nobody can be asked here. With --yes it is restored without asking.\n"
    assert debtors(place) == ["CASH", "LATER", "MILLER"]


class Terminal(io.StringIO):
    """Somebody who types."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("typed", "code"), [("Restore \n", 0), ("yes\n", 1)])
def test_the_word_is_typed(place: Path, backup: Path, monkeypatch: pytest.MonkeyPatch, typed: str, code: int) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(typed))
    assert main(["restore", str(backup), "--database", str(place)]) == code
    assert debtors(place) == (["CASH", "MILLER"] if code == 0 else ["CASH", "LATER", "MILLER"])


def test_a_damaged_shop_is_restored_and_kept(place: Path, backup: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place.write_bytes(b"Dear Sir or Madam")
    assert main(["restore", str(backup), "--database", str(place), "--yes"]) == 0
    said = capsys.readouterr().out
    assert "cannot be read" in said and "What was there before is kept as " in said
    assert debtors(place) == ["CASH", "MILLER"]


def test_what_cannot_be_is_told_in_a_sentence(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup", "--database", str(place), "--to", str(tmp_path / "none")]) == 1
    assert capsys.readouterr().err.startswith(f"There is no folder {tmp_path / 'none'}. Put the stick in")
    assert main(["restore", str(tmp_path / "none.db"), "--database", str(place), "--yes"]) == 1
    assert capsys.readouterr().err == f"There is no file {tmp_path / 'none.db'}. Choose another backup.\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PARTS_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_before_an_update_the_desks_own_shop_is_backed_up(
    place: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "data").mkdir(parents=True)
    place.rename(home / "data" / "shop.db")
    assert main(["backup", "--before-update"]) == 0
    (made,) = backups_folder.listed(home / "data" / "backups")
    assert made.manifest is not None and made.manifest.why == "before an update"
    assert made.state == "good"
    assert made.path.name in capsys.readouterr().out


@pytest.mark.parametrize("there", [[], ["--database", "postgresql+psycopg://parts_counter@nowhere.example/parts"]])
def test_before_an_update_a_desk_without_a_file_has_nothing_to_do(
    home: Path, there: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup", "--before-update", *there]) == 0
    assert capsys.readouterr().out == "There is no shop in a file of this desk, so no backup was needed.\n"
    assert not home.exists()


def test_before_an_update_a_shop_that_cannot_be_backed_up_stops_it(home: Path, place: Path) -> None:
    place.write_bytes(b"Dear Sir or Madam")
    assert main(["backup", "--before-update", "--database", str(place)]) == 1


def test_a_program_without_a_console_does_the_same(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows gives a program with windows no streams."""
    (tmp_path / "stick").mkdir()
    streams = ("stdin", "stdout", "stderr")
    for name in streams:
        monkeypatch.setattr(sys, name, None)
    try:
        assert main(["backup", "--database", str(place), "--to", str(tmp_path / "stick")]) == 0
    finally:
        for name in streams:
            if stream := getattr(sys, name):
                stream.close()
    assert len(backups_folder.listed(tmp_path / "stick")) == 1


def test_a_sign_that_the_console_does_not_have_is_no_fault(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = io.BytesIO()
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(shown, encoding="cp1252", write_through=True))
    assert main(["check", "--database", str(tmp_path / "Ωmega.db")]) == 1
    assert b"?mega.db" in shown.getvalue()
