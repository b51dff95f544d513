"""Backups of both stores: taken of one moment while others sell, opened and compared, kept by the rotation."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from app import desk_settings, paths
from app.desk_settings import DeskSettings
from app.rules.faults import Refused, Unavailable
from app.services import settings
from app.services.counter import Counter
from app.services.money import day_end
from app.services.upkeep import backups, backups_folder
from app.services.upkeep.backups_folder import Folders
from app.services.within.upkeep import backup_facts, backup_file, backup_server
from tests import make

SELLING = """
import sys
from app.db import open_database
from app.services import setup
from app.services.masters import debtors
counter = setup.open_counter(open_database(sys.argv[1]))
for number in range(100_000):
    debtors.save(counter, debtors.DebtorCard(code=f"D{number}", name="Somebody"), None)
    print("saved", flush=True)
"""
"""What another counter does meanwhile."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the backups go."""
    made = tmp_path / "backups"
    made.mkdir()
    return made


@pytest.fixture
def folders(folder: Path) -> Folders:
    return Folders(folder)


def made(counter: Counter, folders: Folders, why: backups.Why = "asked for") -> backups.BackupDone:
    done = backups.make(counter, why, folders=folders)
    assert done is not None
    return done


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


# ─────────────────────────────────────────────────────────────────────────────────────────────────── one that is good


def test_a_backup_has_the_books_and_says_so(counter: Counter, folders: Folders, folder: Path) -> None:
    make.a_debtor(counter, code="MILLER")
    make.a_part(counter, "CAB-220", on_hand="2.5", cost="60.00")
    done = made(counter, folders)
    assert done.backup.state == "good" and done.remarks == ()
    assert done.sentence == f"{done.backup.path.name} is made, opened and compared; it is in {folder}."
    manifest = done.backup.manifest
    assert manifest is not None
    assert (manifest.shop, manifest.by, manifest.why) == ("Bayside Parts", "Kim", "asked for")
    assert manifest.facts.rows["debtor"] == 2
    assert (manifest.facts.sums["stock.on_hand"], manifest.facts.sums["stock.value"]) == (2500, 15000)
    assert backups_folder.proved(done.backup.path) == done.backup
    assert names(folder) == [done.backup.path.name, f"{done.backup.path.name}.json"]


@pytest.mark.file
def test_every_desk_is_told_of_it(counter: Counter, folders: Folders) -> None:
    assert isinstance(counter.clock, make.Clock)
    assert backups.due(counter) == "daily"
    assert backups.concern(counter) == ""  # the shop is of today
    counter.clock.go_on(days=2, minutes=1)
    assert backups.concern(counter) == "There is no backup of this shop yet. Setup ▸ Backups makes one: F12 there."
    file = made(counter, folders).backup.path.name
    assert backups.due(counter) is None
    last = backups.last_made(counter)
    assert last is not None and (last.file, last.at) == (file, counter.now())
    assert backups.concern(counter) == ""
    counter.clock.go_on(days=2, minutes=1)
    assert backups.concern(counter).startswith("The last good backup is 2 days old (18 Nov 2026, ")
    assert backups.due(counter) == "daily"


def test_a_backup_is_of_one_moment_while_another_counter_writes(counter: Counter, folders: Folders) -> None:
    root = str(Path(__file__).parents[2])
    command = [sys.executable, "-c", SELLING, make.place_of(counter)]
    other = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root)
    try:
        assert other.stdout is not None and other.stdout.readline() == "saved\n"
        done = made(counter, folders)
        assert other.poll() is None
    finally:
        other.kill()
        other.communicate()
    manifest = done.backup.manifest
    assert done.backup.state == "good" and manifest is not None
    assert 1 < manifest.facts.rows["debtor"] < backup_facts.of_now(counter.db).rows["debtor"]


@pytest.mark.file
def test_the_second_folder_has_it_too_and_a_missing_one_is_told(counter: Counter, folder: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    done = made(counter, Folders(folder, stick))
    assert done.copied_to is None
    assert done.remarks == (
        f"The second copy is missing: There is no folder {stick}. "
        "Put the stick in, connect the drive, or choose another folder.",
    )
    stick.mkdir()
    done = made(counter, Folders(folder, stick))
    assert done.copied_to is not None and done.remarks == ()
    assert done.copied_to.read_bytes() == done.backup.path.read_bytes()
    assert backups_folder.proved(done.copied_to).state == "good"


@pytest.mark.file
def test_books_that_do_not_agree_are_kept_and_said(counter: Counter, folders: Folders) -> None:
    part = make.a_part(counter, "CAB-220", on_hand=3)
    with counter.work() as session:
        session.connection().exec_driver_sql(f"UPDATE stock SET on_hand = 4000 WHERE part_id = {part.id}")
    done = made(counter, folders)
    assert done.backup.state == "books do not agree"
    assert done.remarks[0].startswith("But the books do not agree: ")
    assert "CAB-220" in done.remarks[0]


# ──────────────────────────────────────────────────────────────────────────────────────────────────── none that is half


@pytest.mark.file
def test_without_its_folder_there_is_none(counter: Counter, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="There is no folder .*stick. Put the stick in, connect the drive"):
        made(counter, Folders(tmp_path / "stick"))
    assert not (tmp_path / "stick").exists() and backups.due(counter) == "daily"


def test_a_cancelled_one_leaves_nothing(counter: Counter, folders: Folders, folder: Path) -> None:
    assert backups.make(counter, folders=folders, cancelled=lambda: True) is None
    assert names(folder) == [] and backups.due(counter) == "daily"


@pytest.mark.skipif(sys.platform == "win32", reason="a file that is open cannot be taken away there, but by its stick")
def test_a_pulled_stick_leaves_nothing(counter: Counter, folders: Folders, folder: Path) -> None:
    def pulled() -> bool:
        for each in folder.iterdir():
            each.unlink()
        folder.rmdir()
        return False

    with pytest.raises(Unavailable, match="Put the stick in, connect the drive, or choose another folder"):
        backups.make(counter, folders=folders, cancelled=pulled)
    assert backups.due(counter) == "daily"


@pytest.mark.file
@pytest.mark.skipif(sys.platform == "win32", reason="the limit is a matter of POSIX")
def test_a_full_disk_leaves_nothing(counter: Counter, folders: Folders, folder: Path) -> None:
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, most))
    try:
        with pytest.raises(Unavailable, match="The disk of .*backups is full"):
            made(counter, folders)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    assert names(folder) == []


# ─────────────────────────────────────────────────────────────────────────────────────────── what became of it later


def test_one_that_was_tampered_with_is_damaged(counter: Counter, folders: Folders) -> None:
    path = made(counter, folders).backup.path
    written = bytearray(path.read_bytes())
    written[len(written) // 2] ^= 1
    path.write_bytes(written)
    assert backups_folder.at(path).state == "good"  # a look does not see it
    assert backups_folder.proved(path).state == "damaged"


def test_one_that_was_cut_off_is_damaged_at_sight(counter: Counter, folders: Folders, folder: Path) -> None:
    path = made(counter, folders).backup.path
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert [each.state for each in backups_folder.listed(folder)] == ["damaged"]
    read = backup_server.read_through if counter.db.on_server else backup_file.refuse_a_damaged
    with pytest.raises(Refused, match="damaged"):
        read(path)


@pytest.mark.file
@pytest.mark.parametrize("beside", ["", "{", "[]", '{"file": "x"}', '{"at": 5}'])
def test_without_a_manifest_it_is_not_proved(counter: Counter, folders: Folders, folder: Path, beside: str) -> None:
    path = made(counter, folders).backup.path
    (folder / f"{path.name}.json").write_text(beside, encoding="utf-8")
    assert [(each.state, each.manifest) for each in backups_folder.listed(folder)] == [("not proved", None)]


@pytest.mark.file
def test_a_backup_of_another_shop_is_not_listed_here(counter: Counter, folders: Folders, folder: Path) -> None:
    path = made(counter, folders).backup.path
    place = backups_folder.place_of(counter.db)
    assert [each.path for each in backups_folder.listed(folder, place)] == [path]
    assert backups_folder.listed(folder, f"{place}x") == ()
    assert backups_folder.listed(folder / "none") == ()


# ──────────────────────────────────────────────────────────────────────────────────────────────────── day by day


@pytest.mark.file
def test_by_itself_once_a_day_and_the_rotation_takes_the_rest(counter: Counter, folders: Folders, folder: Path) -> None:
    settings.save(counter, {"backup_days": 2, "backup_weeks": 1, "backup_months": 1})
    assert isinstance(counter.clock, make.Clock)
    for _ in range(4):
        assert backups.make_if_due(counter, folders=folders) is not None
        assert backups.make_if_due(counter, folders=folders) is None
        counter.clock.go_on(days=1)
    days = [each.at.day for each in backups_folder.listed(folder)]
    assert days == [19, 18]
    assert len(names(folder)) == 4
    settings.save(counter, {"back_up_daily": False})
    counter.clock.go_on(days=1)
    assert backups.make_if_due(counter, folders=folders) is None and backups.due(counter) is None


@pytest.mark.file
def test_after_a_day_was_closed_there_is_another(counter: Counter, folders: Folders) -> None:
    assert isinstance(counter.clock, make.Clock)
    assert backups.make_if_due(counter, folders=folders) is not None
    counter.clock.go_on(minutes=1)
    day_end.close(counter, day_end.DayEndDraft(()))
    done = backups.make_if_due(counter, folders=folders)
    assert done is not None and done.backup.why == "day end"
    assert backups.make_if_due(counter, folders=folders) is None


@pytest.mark.file
def test_a_damaged_one_takes_nobodys_place(counter: Counter, folders: Folders, folder: Path) -> None:
    settings.save(counter, {"backup_days": 1, "backup_weeks": 0, "backup_months": 0})
    assert isinstance(counter.clock, make.Clock)
    first = made(counter, folders, "daily").backup.path
    counter.clock.go_on(minutes=1)
    second = made(counter, folders, "daily").backup.path
    assert not first.exists()
    second.write_bytes(b"")
    counter.clock.go_on(minutes=1)
    third = made(counter, folders, "daily").backup.path
    assert {each.path: each.state for each in backups_folder.listed(folder)} == {second: "damaged", third: "good"}


def test_of_several_desks_one_makes_it(counter: Counter, folders: Folders) -> None:
    if not counter.db.on_server:
        pytest.skip("a file has one desk")
    with backups._only_here(counter.db) as mine:
        assert mine
        found: list[object] = []
        desk = threading.Thread(target=lambda: found.append(backups.make_if_due(counter, folders=folders)))
        desk.start()
        desk.join()
        assert found == [None]
    assert backups.make_if_due(counter, folders=folders) is not None


@pytest.mark.file
def test_the_desk_says_where(tmp_path: Path) -> None:
    assert backups_folder.of_this_desk() == Folders(paths.backups_folder(), None, made=True)
    chosen = DeskSettings(backup_folder=str(tmp_path), backup_second_folder=str(tmp_path / "stick"))
    desk_settings.save(paths.desk_settings_file(), chosen)
    assert backups_folder.of_this_desk() == Folders(tmp_path, tmp_path / "stick")
