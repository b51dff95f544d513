"""Makes the shop's backups: each opened and compared before it counts as good; it must not know who asks for one.

A backup is taken of one moment, while everybody goes on working. Its figures are taken of the very same moment, and it
gets its name only when it has been read again and has them too.
"""

from __future__ import annotations

import platform
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from app import __version__, paths
from app.db import Database, latest_revision, revision, revision_in
from app.db.world import said_for_a_person
from app.models import Audit, BackupMade, DayEnd
from app.rules import words
from app.rules.backups import Facts, Manifest, Why, unlike
from app.rules.faults import Refused, Unavailable
from app.rules.rotation import Rotation
from app.services import check
from app.services.counter import Counter
from app.services.upkeep import backups_folder as folder_of
from app.services.upkeep.backups_folder import Backup, Folders
from app.services.within import shop
from app.services.within.upkeep import backup_facts, backup_file, backup_server
from app.services.within.upkeep.backup_file import Cancelled, Progress, Stopped
from app.settings import ShopSettings

OLD: Final = timedelta(days=2)
"""After so long without a good backup the desk says so."""


@dataclass(frozen=True, slots=True)
class BackupDone:
    """What has become of it; `remarks` are what did not go as it should although there is a good backup."""

    backup: Backup
    copied_to: Path | None = None
    remarks: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """What a person is told."""
        where = f" and {self.copied_to.parent}" if self.copied_to else ""
        done = f"{self.backup.path.name} is made, opened and compared; it is in {self.backup.path.parent}{where}."
        return " ".join((done, *self.remarks))


@dataclass(frozen=True, slots=True)
class LastMade:
    """The newest backup of this shop that any desk has made."""

    at: datetime
    why: str
    file: str
    desk: str


def make(
    counter: Counter,
    why: Why = "asked for",
    *,
    folders: Folders | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> BackupDone | None:
    """Make a backup now and let the rotation take away what may go; None when `cancelled`.

    `progress(done, of)` counts what is copied. Nothing half is left when anything is raised: Refused when the folder or
    the server's own programs are missing, Unavailable when the disk or the store does not do its part.
    """
    folders = folders or folder_of.of_this_desk()
    try:
        backup = _made(
            counter.db,
            why,
            folders,
            counter.now(),
            counter.operator.name,
            progress or (lambda _done, _of: None),
            cancelled or (lambda: False),
        )
    except Stopped:
        return None
    manifest = backup.manifest
    assert manifest is not None
    remarks = [_said_of_broken(manifest)] if manifest.broken else []
    copied = None
    if folders.second is not None:
        try:
            copied = folder_of.copied(backup.path, manifest, folders.second)
        except (Refused, Unavailable) as fault:
            remarks.append(f"The second copy is missing: {fault.sentence}")
    try:
        _note(counter, manifest)
        _rotate(counter, folders, copied)
    except Unavailable as fault:
        remarks.append(fault.sentence)
    return BackupDone(backup, copied, tuple(remarks))


def may_make(counter: Counter, folders: Folders | None = None) -> bool:
    """True; raises Refused when there is no folder for a backup, or no program that could make it."""
    folders = folders or folder_of.of_this_desk()
    with folder_of.said(folders.first):
        folder_of.ready(folders.first, make=folders.made)
    if counter.db.on_server:
        backup_server.program("pg_dump")
        backup_server.program("pg_restore")
    return True


def make_if_due(
    counter: Counter, *, folders: Folders | None = None, cancelled: Cancelled | None = None
) -> BackupDone | None:
    """The backup that is due, unless none is or another desk is making it: then None.

    Desks agree by a lock of the server's, which a desk that dies takes with it. A desk without the server's own
    programs leaves it to one that has them. Raises like `make`.
    """
    if due(counter) is None or (counter.db.on_server and not backup_server.are_programs_here()):
        return None
    with _only_here(counter.db) as mine:
        why = due(counter) if mine else None
        return make(counter, why, folders=folders, cancelled=cancelled) if why else None


def due(counter: Counter) -> Why | None:
    """Which backup the shop wants now: the day's, or one after a day was closed. Raises Unavailable."""
    with counter.db.read() as session:
        if not shop.settings(session).back_up_daily:
            return None
        last = session.scalar(select(func.max(BackupMade.at)))
        closed = session.scalar(select(func.max(DayEnd.at)))
        if closed is not None and (last is None or closed > last):
            return "day end"
        today = select(BackupMade.id).where(BackupMade.day == counter.today()).limit(1)
        return "daily" if session.scalar(today) is None else None


def last_made(counter: Counter) -> LastMade | None:
    """The newest good backup of this shop, by whichever desk. Raises Unavailable."""
    newest = select(BackupMade).order_by(BackupMade.at.desc(), BackupMade.id.desc()).limit(1)
    with counter.db.read() as session:
        row = session.scalar(newest)
        return LastMade(row.at, row.why, row.file, row.desk) if row else None


def listed(counter: Counter) -> tuple[Backup, ...]:
    """The backups of this shop in this desk's folder, the newest first. Raises Unavailable."""
    return folder_of.listed(folder_of.of_this_desk().first, folder_of.place_of(counter.db))


def figures(counter: Counter) -> Facts:
    """The figures of the books at this moment, as every backup has those of its own. Raises Unavailable."""
    return backup_facts.of_now(counter.db)


def concern(counter: Counter) -> str:
    """What is to be said while there is no good backup of the last two days, or nothing. Raises Unavailable."""
    made = last_made(counter)
    last, now = made.at if made else None, counter.now()
    if last is not None and now - last <= OLD:
        return ""
    # books that were restored do not know of the backups that were made after them, but the folder does
    last = max([each.at for each in listed(counter) if each.state == "good"] + ([last] if last else []), default=None)
    if last is None:
        with counter.db.read() as session:
            began = session.scalar(select(Audit.at).order_by(Audit.id).limit(1))
        young = began is not None and now - began <= OLD
        return "" if young else "There is no backup of this shop yet. Setup ▸ Backups makes one: F12 there."
    age = now - last
    if age <= OLD:
        return ""
    when, dates = last.astimezone(), settings(counter).dates
    return (
        f"The last good backup is {words.counted(age.days, 'day')} old ({dates.full_day(when.date())}, {when:%H:%M}). "
        "Setup ▸ Backups makes one: F12 there."
    )


def settings(counter: Counter) -> ShopSettings:
    """How this shop wants its backups kept. Raises Unavailable."""
    with counter.db.read() as session:
        return shop.settings(session)


def before_migration(db: Database) -> None:
    """A backup of a store that is about to be brought to a new version. Raises Refused when there can be none.

    For `open_database(…, before_migration=…)` and whoever migrates a server's database. An empty store needs none.
    """
    if revision(db) is None:
        return
    _kept_first(db, "before an update", folder_of.of_this_desk())


def keep_what_is_there(db: Database, folders: Folders) -> Backup:
    """A backup of books that are about to be replaced. Raises Refused when there can be none."""
    return _kept_first(db, "before restoring", folders)


# ------------------------------------------------------------------------------------------------------------- inside


def _kept_first(db: Database, why: Why, folders: Folders) -> Backup:
    """Nothing is changed that was not backed up before."""
    try:
        return _made(db, why, folders, datetime.now(UTC), "", lambda _done, _of: None, lambda: False)
    except (Refused, Unavailable) as fault:
        raise Refused(
            f"No backup of {db.name} could be made first, so it was left as it is. {fault.sentence}", field="database"
        ) from fault


def _made(
    db: Database, why: Why, folders: Folders, at: datetime, by: str, progress: Progress, cancelled: Cancelled
) -> Backup:
    """A backup that has been opened and compared, under its name. Raises Refused, Unavailable and Stopped."""
    folder = folders.first
    with folder_of.said(folder):
        folder_of.ready(folder, make=folders.made)
        name = folder_of.new_name(folder, db, at, why)
        unfinished = folder / f"{name}{folder_of.UNFINISHED}"
        try:
            with _one_moment(db) as moment:
                manifest = _about(db, moment, name, why, at, by)
                with folder_of.said(folder):
                    if db.on_server:
                        backup_server.dump(moment, unfinished, cancelled)
                    else:
                        backup_file.copy(moment, unfinished, progress, cancelled)
                proves_by_restoring = (
                    db.on_server and backup_server.may_make_databases(moment) and backup_server.reaches_the_server(db)
                )
            wrong = unlike(manifest.facts, _facts_of(db, unfinished, at, cancelled, proves_by_restoring))
            if wrong:
                raise Unavailable(
                    f"The backup in {folder} is not what was in the books ({words.some(wrong)}), so it was thrown "
                    "away. Try again, or choose a folder on another disk."
                )
            backup_file.settled(unfinished)
            manifest = replace(manifest, size=unfinished.stat().st_size, sha256=folder_of.digest(unfinished))
            return folder_of.at(folder_of.put(unfinished, manifest))
        finally:
            unfinished.unlink(missing_ok=True)
            unfinished.with_name(f"{unfinished.name}-journal").unlink(missing_ok=True)


def _facts_of(db: Database, file: Path, at: datetime, cancelled: Cancelled, by_restoring: bool) -> Facts:
    """The figures of a new backup, read out of it. Raises Refused when it cannot be read to its end."""
    if not db.on_server:
        backup_file.refuse_a_damaged(file)
        return backup_file.facts_of(file)
    if by_restoring:
        with backup_server.restored_for_proof(db, file, at.date(), cancelled) as connection:
            return backup_facts.taken(connection)
    return backup_server.read_through(file).facts


def _about(db: Database, moment: Connection, name: str, why: Why, at: datetime, by: str) -> Manifest:
    """What is known of the backup before it is made, all of this one moment; size and digest come later."""
    version = revision_in(moment) or ""
    with Session(moment) as session:
        # what must hold is said of the tables of this version
        proved = check.books_in(session) if version == latest_revision() else ()
        broken = tuple(f"{each.says}: {each.broken[0]}" for each in proved if not each.holds)
        return Manifest(
            file=name,
            kind="server" if db.on_server else "file",
            place=folder_of.place_of(db),
            shop=backup_facts.shop_name(session),
            at=at,
            why=why,
            by=by,
            version=__version__,
            revision=version,
            size=0,
            sha256="",
            facts=backup_facts.taken(moment),
            broken=broken,
        )


@contextmanager
def _one_moment(db: Database) -> Iterator[Connection]:
    """A transaction that sees the store as it is now, however long it lasts; nobody waits for it."""
    engine = db.engine
    if db.on_server:
        engine = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with said_for_a_person(db.name), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def _only_here(db: Database) -> Iterator[bool]:
    """Whether no other desk is making a backup; none begins while this lasts. A file has one desk."""
    if not db.on_server:
        yield True
        return
    with said_for_a_person(db.name), db.engine.connect() as connection, connection.begin():
        yield backup_server.nobody_else_is_at_it(connection)


def _note(counter: Counter, manifest: Manifest) -> None:
    """Tell every desk that there is a backup."""
    with counter.work() as session:
        session.add(
            BackupMade(
                at=manifest.at,
                day=counter.today(),
                why=manifest.why,
                file=manifest.file,
                desk=platform.node()[:200],
                operator_id=counter.operator.id,
            )
        )


def _rotate(counter: Counter, folders: Folders, copied: Path | None) -> None:
    kept = settings(counter)
    rotation = Rotation(kept.backup_days, kept.backup_weeks, kept.backup_months)
    place = folder_of.place_of(counter.db)
    folder_of.rotate(folders.first, place, rotation, counter.today())
    if copied is not None:
        folder_of.rotate(copied.parent, place, rotation, counter.today())


def _said_of_broken(manifest: Manifest) -> str:
    return (
        f"But the books do not agree: {words.some(manifest.broken, 1)}. “{paths.typed('check')}” names every row; "
        "older backups are kept."
    )
