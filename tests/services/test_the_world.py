"""What the world does to a database file, and the sentence that it gets: never a code, and nothing is half done."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from app import cli_demo, desk_settings, models
from app.db import open_database, there_is
from app.desk_settings import DeskSettings
from app.rules.faults import Refused, Unavailable
from app.services import check, settings, setup
from app.services.masters import debtors
from app.services.within.upkeep import backup_file
from tests import make
from tests.impatient import impatient
from tests.older_shops import of_version

pytestmark = pytest.mark.file

NOBODY = 65534


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A shop's database that nobody has open."""
    counter = make.a_shop(tmp_path / "shop")
    make.a_debtor(counter, code="MILLER")
    counter.db.tidy()
    counter.db.close()
    return tmp_path / "shop" / "shop.db"


def sql(file: Path, statement: str) -> None:
    connection = sqlite3.connect(file)
    connection.execute(statement)
    connection.commit()
    connection.close()


def refusal(place: Path) -> str:
    """Why the shop at that place cannot be opened."""
    with pytest.raises((Refused, Unavailable)) as fault:
        setup.open_counter(open_database(place))
    return str(fault.value)


def as_nobody(call: Callable[[], object]) -> str:
    """The sentence that a use case ends with for somebody who may write nowhere; the superuser forks one."""
    if os.geteuid() != 0:
        return _told(call)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        os.write(writing, _told(call).encode())
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading, encoding="utf-8") as said:
        return said.read()


def _told(call: Callable[[], object]) -> str:
    try:
        call()
    except (Refused, Unavailable) as fault:
        return fault.sentence
    except BaseException as fault:  # noqa: BLE001 – a child has nobody else to tell it
        return f"a bug: {fault!r}"
    return "nothing"


@pytest.fixture
def read_only(file: Path) -> Iterator[Path]:
    """A folder with a shop in it, in which only reading is allowed."""
    if sys.platform == "win32":
        pytest.skip("permissions are not a matter of mode bits here")
    folder = Path(tempfile.mkdtemp())
    shutil.copy(file, folder / "shop.db")
    (folder / "shop.db").chmod(0o444)
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


# ─────────────────────────────────────────────────────────────────────────────────────────── files that are no shop


def test_a_newer_database_is_left_alone(file: Path) -> None:
    sql(file, "UPDATE alembic_version SET version_num = '9999'")
    assert refusal(file) == (
        "The database shop.db was made by a newer version of Parts Counter. Install that version on this computer too."
    )


def test_a_text_is_no_database(tmp_path: Path) -> None:
    place = tmp_path / "shop.db"
    place.write_text("Dear Sir or Madam", encoding="utf-8")
    assert refusal(place) == "shop.db is not a database of Parts Counter. Choose another file."
    assert place.read_text(encoding="utf-8") == "Dear Sir or Madam"


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    place = tmp_path / "photos.db"
    sql(place, "CREATE TABLE photo (name)")
    assert refusal(place) == "photos.db is a database of another program. Choose another file."


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    assert "is a folder. Choose a file name in it" in refusal(tmp_path)


def test_a_database_cut_off_is_damaged(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:20_000])
    assert refusal(file) == "The database shop.db is damaged. Restore the last backup."


def test_a_database_of_rubbish_is_damaged(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:4096] + b"\xa7" * 200_000)
    assert "damaged" in refusal(file) and "Restore the last backup" in refusal(file)


def test_a_lost_table_is_damage(file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("DROP TABLE setting")
    connection.commit()
    connection.close()
    with pytest.raises(Unavailable, match="a table is missing. Restore the last backup"):
        settings.load(setup.open_counter(open_database(file)))


def test_broken_references_are_damage_to_an_upgrade(tmp_path: Path) -> None:
    old = of_version("0003", tmp_path / "shop.db")
    sql(old, "INSERT INTO delivery_address (debtor_id, position, address) VALUES (1000, 1, 'Dock 4')")
    assert "broken references. Restore the last backup." in refusal(old)


def test_broken_references_are_found_by_check_and_by_a_backup(file: Path) -> None:
    sql(file, "UPDATE part SET id = id + 1000")
    counter = setup.open_counter(open_database(file))
    (broken,) = (each for each in check.prove(counter) if each.says == "no row names another that is missing")
    assert not broken.holds
    with pytest.raises(Refused, match="rows name others that are missing"):
        backup_file.refuse_a_damaged(file)
    counter.db.close()


def test_what_is_committed_goes_into_the_file_in_idle_time_or_when_it_is_much(file: Path) -> None:
    database = open_database(file)
    size = file.stat().st_size

    def grown_by(megabytes: int) -> int:
        """By how many megabytes the file is larger than it was, after so many more were committed."""
        with database.work() as session:
            setting = models.Setting(name=f"{megabytes} more", value="x" * megabytes * 1_000_000)
            session.add(setting)
        return (file.stat().st_size - size) // 1_000_000

    assert grown_by(8) == 0
    database.tidy()
    assert grown_by(1) == 8
    assert grown_by(70) >= 79
    database.close()


@pytest.mark.parametrize("name", ["x" * 400, "a/" * 3000 + "shop.db"])
def test_a_name_that_no_disk_takes(tmp_path: Path, name: str) -> None:
    assert "Choose a file of your own." in refusal(tmp_path / name)
    with pytest.raises(Refused, match="cannot be reached"):
        there_is(tmp_path / name)


# ─────────────────────────────────────────────────────────────────────────────────────── places that cannot be written


def test_a_read_only_folder_is_told(read_only: Path) -> None:
    assert as_nobody(lambda: open_database(read_only / "shop.db")) == (
        f"{read_only / 'shop.db'} cannot be written: the file or its folder is read-only. "
        "Choose a folder of your own for it."
    )
    assert "read-only" in as_nobody(lambda: open_database(read_only / "new.db"))
    assert "cannot be made" in as_nobody(lambda: open_database(read_only / "folder" / "new.db"))


def test_no_demo_shop_in_a_read_only_folder(read_only: Path) -> None:
    said = as_nobody(lambda: cli_demo.make(read_only / "demo.db", make.TODAY))
    assert said.startswith(str(read_only)) and "cannot be written" in said and "a folder of your own" in said
    assert sorted(each.name for each in read_only.iterdir()) == ["shop.db"]


def test_a_full_disk_saves_nothing(file: Path) -> None:
    counter = setup.open_counter(open_database(file))

    @event.listens_for(counter.db.engine, "checkout")
    def full(connection: Any, *_about: object) -> None:
        connection.execute("PRAGMA max_page_count=1")

    with pytest.raises(Unavailable, match="The disk with shop.db is full. Make room and try again; nothing was saved."):
        debtors.save(counter, debtors.DebtorCard(code="NEW", name="New", notes="x" * 9000), None)
    assert make.the_debtor(counter, "NEW") is None and make.the_debtor(counter, "MILLER") is not None
    counter.db.close()


def test_desk_settings_survive_a_disk_that_takes_no_more(tmp_path: Path) -> None:
    place = tmp_path / "desk.json"
    desk_settings.save(place, DeskSettings(database="books.db"))
    (tmp_path / "desk.json.new").mkdir()  # what is to be written cannot be
    with pytest.raises(OSError):
        desk_settings.save(place, DeskSettings(database="other.db"))
    assert desk_settings.load(place).database == "books.db"


# ─────────────────────────────────────────────────────────────────────────────────────────────── somebody else writes


def test_a_shop_opens_and_is_read_while_somebody_else_writes(file: Path) -> None:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    counter = setup.open_counter(open_database(file))
    impatient(counter)
    assert make.the_debtor(counter, "MILLER") is not None
    with pytest.raises(Unavailable, match="shop.db is being written by somebody else. Try again in a moment."):
        make.a_debtor(counter, code="NEW")
    other.execute("ROLLBACK")
    other.close()
    assert make.a_debtor(counter, code="NEW").code == "NEW"
    counter.db.close()


def test_an_empty_file_is_not_taken_for_a_new_shop(tmp_path: Path) -> None:
    """A disk that was full or a crash has left nothing of the books; who starts must hear it, and not begin anew."""
    file = tmp_path / "shop.db"
    file.touch()
    assert "is an empty file. Restore the last backup" in refusal(file)
    assert file.stat().st_size == 0
