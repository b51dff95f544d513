"""Puts a backup in the place of what is there, all of it or nothing; it must not know who asks for it.

The books of now are backed up first. The backup is brought to this version and proved beside them, and only then
changes places with them: from one moment to the next, so that whatever breaks in between leaves one or the other whole.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import uuid4

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from app import paths
from app.db import Database, connect, is_server, latest_revision, migrate
from app.db.sqlite_file import identity
from app.rules import words
from app.rules.backups import Difference, Facts, differences, lost, unlike
from app.rules.dates import USUAL, Dates
from app.rules.faults import Refused, Unavailable
from app.rules.rights import Right
from app.services import check, setup
from app.services.counter import Counter
from app.services.upkeep import backups, backups_folder
from app.services.upkeep.backups_folder import Backup, Folders
from app.services.within import entitled, owning
from app.services.within.upkeep import backup_facts, backup_file, backup_server, restoring_note
from app.services.within.upkeep.backup_file import Cancelled, Progress, Stopped
from app.services.within.upkeep.restoring_note import UnderWay

_MARK: Final = b"SQLite format 3\x00"
PAGES: Final = 500
"""So many pages are written between two looks whether to go on."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A backup beside the books of now: every figure, and in a sentence what restoring would take away."""

    backup: Backup
    lines: tuple[Difference, ...]
    lost: str
    now_is_read: bool

    def said(self, dates: Dates = USUAL) -> str:
        """What is at stake."""
        when = self.backup.at.astimezone()
        begins = f"The books would be those of {dates.full_day(when.date())}, {when:%H:%M}"
        if not self.now_is_read:
            return f"{begins}. What is there now cannot be read; it is kept beside them."
        if self.lost:
            return f"{begins}: {self.lost} would be missing. A backup of what is there now is made first."
        if any(each.differs for each in self.lines):
            return f"{begins}. Nothing would be missing, but figures differ. A backup of now is made first."
        return f"{begins}, which have the very same figures as now."


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done; `kept` is where the books lie that were there before, empty when there were none."""

    at: datetime
    kept: str
    statements: int
    broken: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    def said(self, dates: Dates = USUAL) -> str:
        """What a person is told."""
        when = self.at.astimezone()
        done = f"The books are those of {dates.full_day(when.date())}, {when:%H:%M}."
        holds = f"All {self.statements} statements hold." if not self.broken else f"{words.some(self.broken, 1)}."
        kept = f"What was there before is kept as {Path(self.kept).name}." if self.kept else ""
        return " ".join(part for part in (done, holds, kept, *self.remarks) if part)


def compare(counter: Counter, path: Path) -> Compared:
    """The backup beside the books of this moment; it is read to its end. Raises Refused, Unavailable."""
    return _compared(_looked_at(path), backup_facts.of_now(counter.db))


def compare_place(place: str | Path, path: Path) -> Compared:
    """The backup beside a shop that nobody has open, or that cannot be opened. Raises Refused, Unavailable."""
    found = _looked_at(path)
    try:
        db = connect(place)
    except Refused:
        return _compared(found, None)
    try:
        now = backup_facts.of_now(db)
    except Unavailable:
        return _compared(found, None)
    finally:
        db.close()
    return _compared(found, now)


def may_restore(counter: Counter, path: Path) -> bool:
    """True; raises Refused unless this person may, and this backup can take the place of these books."""
    with counter.db.read() as session:
        entitled.need(session, counter, Right.RESTORE_BACKUP)
    with backups_folder.said(path.parent):
        _refuse_another_kind(counter.db, backups_folder.at(path))
    if counter.db.on_server:
        with counter.db.read() as session:
            _refuse_without_right(session.connection(), counter.db, path)
    return True


def restore(
    place: str | Path,
    path: Path,
    *,
    folders: Folders | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Restored | None:
    """Put the backup in the place of the shop at `place`, which nobody may have open; None when `cancelled`.

    Raises Refused with the reason when somebody has it open, when the backup is damaged, of a newer version or of the
    other kind of store, and Unavailable; the shop is then as it was.
    """
    progress, cancelled = progress or (lambda _done, _of: None), cancelled or (lambda: False)
    found, folders = _looked_at(path), folders or backups_folder.of_this_desk()
    try:
        if not is_server(place) and _is_no_database(Path(place)):
            _refuse_for_a_file(found.backup)
            return _restore_file(None, Path(place), found, folders, progress, cancelled)
        with closing(connect(place)) as db:
            _refuse_another_kind(db, found.backup)
            if db.on_server:
                return _restore_on_server(db, found, folders, cancelled)
            return _restore_file(db, Path(str(db.engine.url.database)), found, folders, progress, cancelled)
    except Stopped:
        return None


# ------------------------------------------------------------------------------------------------------ the backup


@dataclass(frozen=True, slots=True)
class _Found:
    """A backup that was read to its end, with what is in it."""

    backup: Backup
    facts: Facts
    revision: str


def _looked_at(path: Path) -> _Found:
    """Raises Refused when the backup is damaged or of a newer version, or is none."""
    with backups_folder.said(path.parent):
        if not path.is_file():
            raise Refused(f"There is no file {path}. Choose another backup.")
        backup = backups_folder.proved(path)
        if backup.state == "damaged":
            raise Refused(f"{path.name} is not as it was written: it is damaged. Choose another backup.")
        if backup.kind == "server":
            read = backup_server.read_through(path)
            found = _Found(backup, read.facts, read.revision)
        else:
            backup_file.refuse_a_damaged(path)
            found = _Found(backup, backup_file.facts_of(path), backup_file.revision_of(path))
    if not found.revision or not found.facts.rows.get("operator"):
        raise Refused(f"{path.name} is no backup of a shop. Choose another file.")
    if found.revision > latest_revision():
        raise Refused(
            f"{path.name} is of a newer version of Parts Counter. Install that version on this computer first."
        )
    return found


def _compared(found: _Found, now: Facts | None) -> Compared:
    missing = lost(now, found.facts) if now is not None else ""
    return Compared(found.backup, differences(now, found.facts), missing, now is not None)


def _refuse_another_kind(db: Database, backup: Backup) -> None:
    if db.on_server and backup.kind == "file":
        raise Refused(
            f"{backup.path.name} is of a shop in a file, and this one is on a server. Restore it into a file, and "
            f"bring that over with “{paths.typed('move')}”."
        )
    if not db.on_server:
        _refuse_for_a_file(backup)


def _refuse_for_a_file(backup: Backup) -> None:
    if backup.kind == "server":
        raise Refused(
            f"{backup.path.name} is of a shop on a server, and this one is a file. Restore it there, and bring that "
            f"over with “{paths.typed('move')}”."
        )


# ------------------------------------------------------------------------------------------------------ in a file


def _is_no_database(place: Path) -> bool:
    """Whether there is a file that has even lost the mark of a database."""
    with backups_folder.said(place.parent):
        if not place.is_file():
            return False
        with place.open("rb") as file:
            begins = file.read(len(_MARK))
    return bool(begins) and begins != _MARK


def _restore_file(
    db: Database | None, place: Path, found: _Found, folders: Folders, progress: Progress, cancelled: Cancelled
) -> Restored:
    made = place.with_name(f"{place.name}.{uuid4().hex[:8]}.restoring")
    with ExitStack() as stack:
        note = _noted(stack, str(place.resolve()), found, str(made))
        stack.callback(backup_file.away_with, made)
        with backups_folder.said(place.parent):
            shutil.copyfile(found.backup.path, made)
        proved = _brought_up_to_date(made, found.facts)
        kept, readable = _kept(db, place, folders)
        with backups_folder.said(place.parent):
            backup_file.settled(made)
            note.changes_places(str(identity(str(made))))
            if readable:
                _written_over(made, place, progress, cancelled)
            else:
                kept = _put_aside(made, place)
    return _restored(found, kept, proved)


def _noted(stack: ExitStack, place: str, found: _Found, beside: str) -> UnderWay:
    """A start after a crash knows what was going on; the note is gone when the stack is. Raises Unavailable."""
    with backups_folder.said(paths.data_folder()):
        return stack.enter_context(restoring_note.noted(place, found.backup.at, beside))


def _brought_up_to_date(made: Path, facts: Facts) -> tuple[check.Proved, ...]:
    """The copy is what was looked at, and then of this version; what holds of it."""
    if unlike(facts, backup_file.facts_of(made)):
        raise Unavailable("The backup cannot be copied whole beside the books. Try again.")
    copy = connect(made, create=False)
    try:
        migrate(copy)
        proved = check.prove(setup.open_counter(copy))
        copy.tidy()
    finally:
        copy.close()
    with closing(sqlite3.connect(made)) as alone:
        alone.execute("PRAGMA journal_mode=DELETE")
    return proved


def _kept(db: Database | None, place: Path, folders: Folders) -> tuple[str, bool]:
    """Back up what is there now; the backup's place, and whether what is there could be read at all."""
    if db is None or not place.exists() or not place.stat().st_size:
        return "", False
    try:
        if not backup_facts.of_now(db).rows:
            return "", True
        return str(backups.keep_what_is_there(db, folders).path), True
    except Unavailable:
        return "", False
    finally:
        db.close()


def _written_over(made: Path, place: Path, progress: Progress, cancelled: Cancelled) -> None:
    """Write the new books over the old ones as one transaction of the file itself: all of it or nothing."""

    def told(_status: int, remaining: int, total: int) -> None:
        if remaining and cancelled():
            raise Stopped
        progress(total - remaining, total)

    with closing(sqlite3.connect(place, isolation_level=None, timeout=0)) as target:
        try:
            # goes through only for whoever is alone with the file
            target.execute("PRAGMA locking_mode=EXCLUSIVE")
            (mode,) = target.execute("PRAGMA journal_mode=DELETE").fetchone()
        except sqlite3.OperationalError as fault:
            raise _somebody_has(place) from fault
        if mode != "delete":
            raise _somebody_has(place)
        target.execute("PRAGMA synchronous=FULL")
        with closing(sqlite3.connect(made)) as source:
            source.backup(target, pages=PAGES, progress=told)


def _somebody_has(place: Path) -> Refused:
    return Refused(
        f"Another program has {place.name} open. Close Parts Counter everywhere on this computer, and try again."
    )


def _put_aside(made: Path, place: Path) -> str:
    """Keep what cannot be read under another name, and put the new books in its place; that name."""
    aside = place.with_name(f"{place.stem}-damaged-{datetime.now(UTC).astimezone():%Y-%m-%d-%H%M%S}{place.suffix}")
    there = place.exists()
    for ending in backup_file.BESIDE:
        beside = place.with_name(f"{place.name}{ending}")
        if beside.exists():
            beside.replace(aside.with_name(f"{aside.name}{ending}"))
    if there:
        try:
            os.link(place, aside)
        except OSError:  # not every disk can give a file two names
            shutil.copyfile(place, aside)
    made.replace(place)
    backup_file.settle_names(place.parent)
    return str(aside) if there else ""


# ---------------------------------------------------------------------------------------------------- on a server


def _restore_on_server(db: Database, found: _Found, folders: Folders, cancelled: Cancelled) -> Restored:
    with db.read() as session:
        _refuse_without_right(session.connection(), db, found.backup.path)
        empty = not backup_facts.taken(session.connection()).rows
    _refuse_while_others_work(db)
    kept = "" if empty else str(backups.keep_what_is_there(db, folders).path)
    new = f"{backup_server.RESTORING}_{datetime.now(UTC):%Y%m%d}_{uuid4().hex[:8]}"
    with ExitStack() as stack:
        note = _noted(stack, backups_folder.place_of(db), found, new)
        backup_server.restore_beside(db, found.backup.path, new, cancelled)
        try:
            engine = create_engine(db.engine.url.set(database=new), poolclass=NullPool)
            beside = Database(engine, new)
            if unlike(found.facts, backup_facts.of_now(beside)):
                raise Unavailable("The server has not taken the backup in whole. Try again.")
            migrate(beside)
            proved = check.prove(setup.open_counter(beside))
            with backups_folder.said(paths.data_folder()):
                note.changes_places(backup_server.identity(beside))
            beside.close()
            _refuse_while_others_work(db)
            old = f"{str(db.engine.url.database)[:40]}_before_{datetime.now(UTC).astimezone():%Y%m%d_%H%M%S}"
            backup_server.switch(db, new, old)
        except BaseException:
            backup_server.drop(db, new)
            raise
    remark = f"The database of before is still there as {old}; the server's owner drops it when all is well."
    return _restored(found, kept, proved, remark)


def _refuse_without_right(connection: Connection, db: Database, path: Path) -> None:
    if backup_server.may_make_databases(connection):
        return
    owner = backup_server.owner_at_work(connection)
    if owner:
        raise Refused(
            f"{owner} may not make a database on the server of {db.name}, and restoring needs one. "
            f"Let an administrator of the server say\n    ALTER ROLE {owning.quoted(owner)} CREATEDB;\n"
            "and then try again."
        )
    raise Refused(
        f"This counter's user may not make a database on the server of {db.name}. Whoever looks after it runs "
        f"“{paths.typed(f'restore {path.name} --database …')}” with the owner's address."
    )


def _refuse_while_others_work(db: Database) -> None:
    others = backup_server.others_connected(db)
    if others:
        raise Refused(
            f"Others have {db.name} open: {words.some(others)}. Close Parts Counter at every counter, and try again."
        )


def _restored(found: _Found, kept: str, proved: tuple[check.Proved, ...], *remarks: str) -> Restored:
    broken = tuple(f"Not everything holds of them: {each.says}: {each.broken[0]}" for each in proved if not each.holds)
    return Restored(found.backup.at, kept, len(proved), broken, remarks)
