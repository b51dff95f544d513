"""The folders with a desk's backups: names, what stands beside each, which of them count; it makes no backup itself."""

from __future__ import annotations

import errno
import hashlib
import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from cattrs import BaseValidationError, Converter

from app import desk_settings, paths
from app.db import Database
from app.rules.backups import LASTING, Kind, Manifest, State, Why
from app.rules.faults import Refused, Unavailable
from app.rules.rotation import Dated, Rotation, thrown_away
from app.services.within.upkeep import backup_file

ENDINGS: Final = {"file": ".db", "server": ".dump"}
_MANIFEST: Final = ".json"
UNFINISHED: Final = ".part"
_CHUNK: Final = 1 << 20
_OF_THE_DISK: Final = ("database or disk is full", "disk I/O error", "unable to open", "readonly")


@dataclass(frozen=True, slots=True)
class Folders:
    """Where this desk keeps its backups, and where it copies them to; `made` is a folder of the program's own."""

    first: Path
    second: Path | None = None
    made: bool = False


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup as it lies in a folder. Without a `manifest` nothing but its name is known of it."""

    path: Path
    at: datetime
    size: int
    state: State
    manifest: Manifest | None = None

    @property
    def why(self) -> str:
        """What it was made for; empty when nobody knows."""
        return self.manifest.why if self.manifest else ""

    @property
    def kind(self) -> Kind:
        """Of a file, or of a server's database."""
        return "server" if self.path.suffix == ENDINGS["server"] else "file"


def of_this_desk() -> Folders:
    """The folders that this desk has chosen; the usual one when it has chosen none."""
    desk = desk_settings.load(paths.desk_settings_file())
    second = Path(desk.backup_second_folder) if desk.backup_second_folder else None
    if desk.backup_folder:
        return Folders(Path(desk.backup_folder), second)
    return Folders(paths.backups_folder(), second, made=True)


def place_of(db: Database) -> str:
    """The store that a backup is taken of: the file, or server and database; never with a user or a password."""
    url = db.engine.url
    if not db.on_server:
        return str(Path(str(url.database)).resolve())
    return f"{url.host or 'this computer'}:{url.port or 5432}/{url.database}"


def ready(folder: Path, *, make: bool) -> None:
    """The folder can take a backup. Raises Refused with the next step when it is not there."""
    if make:
        folder.mkdir(parents=True, exist_ok=True)
    if not folder.is_dir():
        raise Refused(
            f"There is no folder {folder}. Put the stick in, connect the drive, or choose another folder.",
            field="folder",
        )


def new_name(folder: Path, db: Database, at: datetime, why: Why) -> str:
    """A name that says shop, day, time and reason, and that no other backup in the folder has."""
    name = re.sub(r"[^A-Za-z0-9]+", "-", Path(db.name).stem if not db.on_server else db.name).strip("-") or "shop"
    stem = f"{name}-{at.astimezone():%Y-%m-%d-%H%M}-{why.replace(' ', '-')}"
    ending = ENDINGS["server" if db.on_server else "file"]
    free, number = f"{stem}{ending}", 1
    while (folder / free).exists() or (folder / f"{free}{_MANIFEST}").exists():
        number += 1
        free = f"{stem}-{number}{ending}"
    return free


def listed(folder: Path, place: str = "") -> tuple[Backup, ...]:
    """The backups in this folder, the newest first; of one store only when `place` names it.

    What has no manifest is listed too, because it may be all there is. Raises Unavailable.
    """
    found = []
    with said(folder):
        if not folder.is_dir():
            return ()
        for path in folder.iterdir():
            if path.suffix in ENDINGS.values() and path.is_file():
                backup = at(path)
                if not place or backup.manifest is None or backup.manifest.place == place:
                    found.append(backup)
    return tuple(sorted(found, key=lambda each: (each.at, each.path.name), reverse=True))


def at(path: Path) -> Backup:
    """The backup at this place, as far as a look can tell; `proved` reads it to its end. Raises OSError."""
    about = path.stat()
    manifest = _manifest_of(path)
    if manifest is None:
        return Backup(path, datetime.fromtimestamp(int(about.st_mtime), UTC), about.st_size, "not proved")
    state: State = "books do not agree" if manifest.broken else "good"
    if manifest.size != about.st_size:
        state = "damaged"
    return Backup(path, manifest.at, about.st_size, state, manifest)


def proved(path: Path) -> Backup:
    """The backup at this place, read to its end: damaged when a single bit of it is not as it was. Raises OSError."""
    backup = at(path)
    if backup.manifest is None or backup.state == "damaged":
        return backup
    return backup if digest(path) == backup.manifest.sha256 else replace(backup, state="damaged")


def digest(path: Path) -> str:
    """The SHA-256 of a file. Raises OSError."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


def put(unfinished: Path, manifest: Manifest) -> Path:
    """Give a proved backup its name, and lay what is known of it beside it. Raises OSError."""
    path = unfinished.with_name(manifest.file)
    beside = path.with_name(f"{path.name}{_MANIFEST}")
    writing = beside.with_name(f"{beside.name}{UNFINISHED}")
    facts = {**asdict(manifest), "at": manifest.at.isoformat()}
    try:
        writing.write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        backup_file.settled(writing)
        unfinished.replace(path)
        writing.replace(beside)
        backup_file.settle_names(path.parent)
    finally:
        writing.unlink(missing_ok=True)
    return path


def copied(backup: Path, manifest: Manifest, folder: Path) -> Path:
    """A second copy of a backup, read again and found the same. Raises Refused, Unavailable."""
    unfinished = folder / f"{manifest.file}{UNFINISHED}"
    with said(folder):
        ready(folder, make=False)
        try:
            shutil.copyfile(backup, unfinished)
            backup_file.settled(unfinished)
            if digest(unfinished) != manifest.sha256:
                raise Unavailable(f"What was copied to {folder} is not what was written. Use another stick or drive.")
            return put(unfinished, manifest)
        finally:
            unfinished.unlink(missing_ok=True)


def rotate(folder: Path, place: str, rotation: Rotation, today: date) -> int:
    """Take away the backups of this store that may go; how many. Those of books that do not agree count apart.

    What is damaged or was never proved is left for a person, and takes nobody's place. Raises Unavailable.
    """
    there = [each for each in listed(folder, place) if each.manifest is not None]
    gone = 0
    with said(folder):
        for state in ("good", "books do not agree"):
            those = [each for each in there if each.state == state]
            dated = [Dated(each.path.name, each.at.astimezone(), each.why in LASTING) for each in those]
            for name in thrown_away(dated, rotation, today):
                (folder / name).unlink(missing_ok=True)
                (folder / f"{name}{_MANIFEST}").unlink(missing_ok=True)
                gone += 1
    return gone


@contextmanager
def said(folder: Path) -> Iterator[None]:
    """Turn what the world does to a folder into a sentence. Raises Unavailable."""
    try:
        yield
    except OSError as fault:
        raise Unavailable(_sentence(fault, folder)) from fault
    except sqlite3.Error as fault:
        if not any(sign in str(fault) for sign in _OF_THE_DISK):
            raise
        full = f"The disk of {folder} is full or failing. Make room, or choose another folder for the backups."
        raise Unavailable(full if folder.is_dir() else _gone(folder)) from fault


def _sentence(fault: OSError, folder: Path) -> str:
    if fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"The disk of {folder} is full. Make room, or choose another folder for the backups."
    if fault.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{folder} cannot be written: it is read-only. Choose another folder for the backups."
    if fault.errno == errno.ENOENT:
        return _gone(folder)
    return f"{folder} cannot be written or read ({fault.strerror}). Choose another folder for the backups."


def _gone(folder: Path) -> str:
    return f"{folder} is not there any more. Put the stick in, connect the drive, or choose another folder."


def _manifest_of(path: Path) -> Manifest | None:
    """What lies beside a backup; None when nothing does, or nothing that can be understood."""
    try:
        read = json.loads(path.with_name(f"{path.name}{_MANIFEST}").read_text(encoding="utf-8"))
        manifest = _reading.structure(read, Manifest)
    except (OSError, ValueError, BaseValidationError):
        return None
    return manifest if manifest.at.tzinfo else None


_reading: Final = Converter(forbid_extra_keys=False)
_reading.register_structure_hook(datetime, lambda written, _kind: datetime.fromisoformat(written))
