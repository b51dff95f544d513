"""A backup put in the place of the books: exactly its rows, everything or nothing, and never under somebody's feet."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text

from app import db, paths
from app.db import open_database
from app.models import search_index
from app.rules.faults import Refused
from app.services import check, setup
from app.services.counter import Counter
from app.services.upkeep import backups, backups_folder, backups_restore
from app.services.upkeep.backups_folder import Folders
from app.services.upkeep.opening import open_shop
from app.services.within.upkeep import backup_server
from tests import make, older_shops, postgres

Rows = dict[str, list[tuple[Any, ...]]]


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """Where the backups go."""
    (tmp_path / "backups").mkdir()
    return Folders(tmp_path / "backups")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Counter]:
    """A shop with a debtor and a part; whatever a restore leaves on the server is taken away again."""
    counter = make.a_shop(tmp_path)
    if counter.db.on_server:
        postgres.as_its_owner()
    make.a_debtor(counter, code="MILLER")
    make.a_part(counter, "CAB-220", on_hand=5)
    yield counter
    counter.db.close()
    if counter.db.on_server:
        asked = text("SELECT datname FROM pg_database WHERE datname LIKE :begins")
        begins = f"{counter.db.engine.url.database}\\_before\\_%"
        with backup_server.of_the_server(counter.db) as connection:
            left = connection.execute(asked, {"begins": begins}).scalars().all()
        for name in left:
            postgres.drop(name)


def rows(counter: Counter) -> Rows:
    """Every row of every table."""
    with counter.db.engine.connect() as connection:
        return {
            table: sorted(map(tuple, connection.execute(text(f'SELECT * FROM "{table}"')).all()), key=repr)
            for table in inspect(connection).get_table_names()
            if not search_index.is_part_of_it(table)
        }


def backed_up(counter: Counter, folders: Folders) -> Path:
    done = backups.make(counter, folders=folders)
    assert done is not None
    return done.backup.path


def restored(counter: Counter, path: Path, folders: Folders) -> backups_restore.Restored:
    """Restore while nobody has the shop open."""
    make.left(counter)
    done = backups_restore.restore(make.place_of(counter), path, folders=folders)
    assert done is not None
    return done


def refused(counter: Counter, path: Path, folders: Folders) -> str:
    """Why it cannot be restored; the books are as they were."""
    before = rows(counter)
    counter.db.close()
    with pytest.raises(Refused) as fault:
        backups_restore.restore(make.place_of(counter), path, folders=folders)
    assert rows(counter) == before
    return fault.value.sentence


def test_exactly_the_rows_come_back(shop: Counter, folders: Folders) -> None:
    before = rows(shop)
    path = backed_up(shop, folders)
    make.a_debtor(shop, "Later Motors", code="LATER")
    make.a_part(shop, "NEW-1", on_hand=1)
    found = backups_restore.compare(shop, path)
    assert found.lost == "1 stock movement, 1 debtor, 1 part"
    assert ("Debtors", "3", "2", "−1") in [(e.what, e.now, e.then, e.change) for e in found.lines]
    assert ("Stock value", "360.00", "300.00", "−60.00") in [(e.what, e.now, e.then, e.change) for e in found.lines]
    done = restored(shop, path, folders)
    assert done.broken == () and "All " in done.said()
    assert rows(shop) == before
    assert all(each.holds for each in check.prove(shop))
    kept = backups_folder.at(Path(done.kept))
    assert kept.why == "before restoring" and kept.manifest is not None
    assert kept.manifest.facts.rows["debtor"] == 3
    make.a_debtor(shop, "Next Motors", code="NEXT")  # and business goes on


@pytest.mark.file
def test_what_was_kept_can_be_restored_in_its_turn(shop: Counter, folders: Folders) -> None:
    path = backed_up(shop, folders)
    make.a_debtor(shop, "Later Motors", code="LATER")
    before = rows(shop)
    kept = restored(shop, path, folders).kept
    assert make.the_debtor(shop, "LATER") is None
    restored(shop, Path(kept), folders)
    assert rows(shop) == before


def test_not_while_somebody_else_has_it_open(shop: Counter, folders: Folders) -> None:
    path = backed_up(shop, folders)
    other = open_database(make.place_of(shop))
    assert db.revision(other) == db.latest_revision()
    said = refused(shop, path, folders)
    assert "open" in said and "Close Parts Counter" in said and "try again" in said
    other.close()


@pytest.mark.file
def test_who_may_not_is_refused(shop: Counter, folders: Folders) -> None:
    path = backed_up(shop, folders)
    backups_restore.may_restore(shop, path)
    with pytest.raises(Refused, match="Sam may not"):
        backups_restore.may_restore(make.somebody(shop, "Sam"), path)


# ──────────────────────────────────────────────────────────────────────────────────────────────── backups that are none


def test_a_damaged_backup_is_not_restored(shop: Counter, folders: Folders) -> None:
    path = backed_up(shop, folders)
    written = bytearray(path.read_bytes())
    written[-10] ^= 1
    path.write_bytes(written)
    assert "is not as it was written: it is damaged. Choose another backup." in refused(shop, path, folders)


@pytest.mark.file
def test_a_file_that_is_no_backup(shop: Counter, folders: Folders, tmp_path: Path) -> None:
    text_file, empty = folders.first / "letter.db", folders.first / "empty.db"
    text_file.write_text("Dear Sir or Madam", encoding="utf-8")
    sqlite3.connect(empty).close()
    assert "damaged" in refused(shop, text_file, folders)
    assert "is no backup of a shop" in refused(shop, empty, folders)
    assert "There is no file" in refused(shop, tmp_path / "none.db", folders)


@pytest.mark.file
def test_a_backup_of_a_newer_version(shop: Counter, folders: Folders) -> None:
    path = backed_up(shop, folders)
    bare = folders.first / "bare.db"
    shutil.copy(path, bare)
    newer = sqlite3.connect(bare, isolation_level=None)
    newer.execute("UPDATE alembic_version SET version_num = '9999'")
    newer.close()
    assert "is of a newer version of Parts Counter. Install that version" in refused(shop, bare, folders)


def test_a_backup_of_the_other_kind_of_store(shop: Counter, folders: Folders, tmp_path: Path) -> None:
    path = backed_up(shop, folders)
    other = make.a_shop(tmp_path / "other") if not shop.db.on_server else shop
    if shop.db.on_server:
        with make.shops_on("sqlite"):
            path = backed_up(make.a_shop(tmp_path / "other"), folders)
    else:
        path = path.rename(path.with_suffix(".dump"))
    assert paths.typed("move") in said_of(other, path)
    other.db.close()


def said_of(counter: Counter, path: Path) -> str:
    with pytest.raises(Refused) as fault:
        backups_restore.may_restore(counter, path)
    return fault.value.sentence


# ─────────────────────────────────────────────────────────────────────────────── shops that do not open any more


@pytest.mark.file
@pytest.mark.parametrize("damage", ["cut off", "rubbish", "a text"])
def test_a_damaged_shop_is_kept_beside(shop: Counter, folders: Folders, tmp_path: Path, damage: str) -> None:
    before = rows(shop)
    path = backed_up(shop, folders)
    shop.db.tidy()
    shop.db.close()
    place = tmp_path / "shop.db"
    whole = place.read_bytes()
    broken = {"cut off": whole[:20_000], "rubbish": whole[:4096] + b"\xa7" * 200_000, "a text": b"Dear Sir"}[damage]
    place.write_bytes(broken)
    found = backups_restore.compare_place(place, path)
    assert not found.now_is_read and "cannot be read; it is kept beside them" in found.said()
    done = backups_restore.restore(place, path, folders=folders)
    assert done is not None and Path(done.kept).read_bytes() == broken
    assert rows(shop) == before


@pytest.mark.file
def test_a_shop_that_is_gone(shop: Counter, folders: Folders, tmp_path: Path) -> None:
    before = rows(shop)
    path = backed_up(shop, folders)
    shop.db.close()
    (tmp_path / "shop.db").unlink()
    done = backups_restore.restore(tmp_path / "shop.db", path, folders=folders)
    assert done is not None and done.kept == ""
    assert rows(shop) == before


@pytest.mark.file
def test_a_cancelled_restore_changes_nothing(
    shop: Counter, folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups_restore, "PAGES", 20)
    path = backed_up(shop, folders)
    make.a_debtor(shop, "Later Motors", code="LATER")
    before = rows(shop)
    shop.db.close()
    seen: list[int] = []

    def half_way() -> bool:
        return sum(seen) > 0 and seen[-1] >= 100

    def progress(done: int, _of: int) -> None:
        seen.append(done)

    place = tmp_path / "shop.db"
    assert backups_restore.restore(place, path, folders=folders, progress=progress, cancelled=half_way) is None
    assert 100 <= seen[-1] < 200
    assert rows(shop) == before
    assert [each.name for each in tmp_path.iterdir() if "restoring" in each.name] == []


@pytest.mark.file
def test_without_room_for_a_backup_nothing_is_restored(shop: Counter, folders: Folders, tmp_path: Path) -> None:
    path = backed_up(shop, folders)
    said = refused(shop, path, Folders(tmp_path / "stick"))
    assert said.startswith("No backup of shop.db could be made first, so it was left as it is. There is no folder")


# ───────────────────────────────────────────────────────────────────────────────────────────────────── before an update


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A shop's file of an older version."""
    return older_shops.of_version("0002", tmp_path / "older.db")


@pytest.mark.file
def test_before_an_update_there_is_a_backup_that_can_be_restored(older: Path, folders: Folders) -> None:
    assert paths.backups_folder().exists() is False
    for _ in range(2):  # the second time there is nothing to bring up to date
        open_shop(older).close()
    (backup,) = backups_folder.listed(paths.backups_folder())
    assert (backup.why, backup.state) == ("before an update", "good")
    assert backup.manifest is not None
    assert (backup.manifest.revision, backup.manifest.shop) == ("0002", "Bayside Parts")
    done = backups_restore.restore(older, backup.path, folders=folders)
    assert done is not None
    assert backups_folder.at(Path(done.kept)).manifest.revision == db.latest_revision()  # type: ignore[union-attr]
    counter = setup.open_counter(open_shop(older))
    assert counter.operator.name == "Kim"
    counter.db.close()


@pytest.mark.file
def test_without_a_backup_there_is_no_update(older: Path) -> None:
    paths.backups_folder().parent.mkdir(parents=True)
    paths.backups_folder().write_text("in the way", encoding="utf-8")
    with pytest.raises(Refused, match="No backup of older.db could be made first, so it was left as it is"):
        open_shop(older)
    there = db.connect(older)
    assert db.revision(there) == "0002"
    there.close()
