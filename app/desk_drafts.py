"""What is typed at this desk and stands on no books yet, kept in a small file; it must not know window, draft or Qt.

One file belongs to one running program for as long as it runs: it holds SQLite's exclusive lock, which the system
takes back when the program is gone, however it went. So no lock has ever to be cleared by hand, two programs on one
desk never take each other's drafts, and what a dead program left is free for the next one. Files are never deleted: a
program that has just claimed an empty one must not lose it. What is typed is on the disk before the next key (WAL,
synchronous=FULL: a power cut takes nothing); where the cursor is may be lost with the power, so it does not wait for
the disk.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import astuple, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from app.rules.faults import Unavailable

_VERSION: Final = 1
_MOST_PROGRAMS: Final = 64
"""So many programs on one desk would each have a file of their own; more of them keep no drafts."""
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS draft (
    tab TEXT PRIMARY KEY, window TEXT NOT NULL, payload TEXT NOT NULL, told TEXT NOT NULL,
    cursor TEXT NOT NULL, place INTEGER NOT NULL, front INTEGER NOT NULL, shop TEXT NOT NULL)
"""
_NO_DATABASE: Final = frozenset({sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT})
_OF_ANOTHER: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_WHY: Final = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "it cannot be written",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened",
    sqlite3.SQLITE_PERM: "it cannot be written",
    sqlite3.SQLITE_IOERR: "its disk does not answer",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """What is typed in one tab. `told` says it in words, for the day when `payload` cannot be read any more."""

    tab: str
    """A name of its own, the same for as long as the tab lives."""
    window: str
    payload: str
    told: str
    cursor: str = ""
    place: int = 0
    """Among the tabs, from the left."""
    front: bool = False
    shop: str = ""
    """Where the shop's database lay when it was typed."""


class DeskDrafts:
    """The drafts of one shop at this desk, in `folder`; `shop` is where its database lies. Not for several threads."""

    def __init__(self, folder: Path, shop: str = "") -> None:
        self._folder, self.shop = folder, shop
        self._file: sqlite3.Connection | None = None

    def open(self) -> tuple[str, ...]:
        """Take a file of one's own, and into it what programs left that are gone; returns what a person should know.

        Raises Unavailable when nothing can be kept here; `keep` tries again then.
        """
        said: list[str] = []
        with self._said_for_a_person():
            self._folder.mkdir(parents=True, exist_ok=True)
            for path in self._candidates():
                said += self._claim(path)
        return tuple(said)

    def keep(self, tab: str, window: str, payload: str, told: str, place: int = 0) -> None:
        """Keep what is typed in this tab instead of what was kept of it before; it is on the disk when this returns.

        Raises Unavailable when that cannot be done; what was kept before is still kept then.
        """
        self._write(
            "INSERT INTO draft VALUES (?, ?, ?, ?, '', ?, 0, ?) ON CONFLICT (tab) DO UPDATE SET "
            "payload = excluded.payload, told = excluded.told, place = excluded.place, shop = excluded.shop",
            (tab, window, payload, told.encode("utf-8", "replace").decode("utf-8"), place, self.shop),
        )

    def point(self, tab: str, cursor: str) -> None:
        """Keep where the cursor of a kept tab is; raises Unavailable when that cannot be done."""
        self._write("UPDATE draft SET cursor = ? WHERE tab = ?", (cursor, tab), durable=False)

    def arrange(self, tabs: Sequence[str], front: str) -> None:
        """Keep in which order these tabs lie, and which of them is in front; raises Unavailable."""
        for place, tab in enumerate(tabs):
            self._write(
                "UPDATE draft SET place = ?1, front = ?2 WHERE tab = ?3 AND (place <> ?1 OR front <> ?2)",
                (place, tab == front, tab),
                durable=False,
            )

    def forget(self, tab: str) -> None:
        """What was typed in this tab is on the books, or nobody wants it; raises Unavailable."""
        self._write("DELETE FROM draft WHERE tab = ?", (tab,))

    def all(self) -> tuple[Kept, ...]:
        """What is kept, in the order of its tabs; raises Unavailable."""
        with self._said_for_a_person():
            return tuple(sorted(_rows(self._mine()), key=lambda kept: kept.place))

    def set_aside(self, kept: Kept, why: str) -> Path:
        """Write what cannot be taken up any more into a text file that a person can read, and forget it.

        Returns the file. Raises Unavailable when it cannot be written; then the draft is still kept.
        """
        with self._said_for_a_person():
            path = _free(self._folder, f"{_now()} {kept.window}", ".txt")
            path.write_text(f"{why}\n\n{kept.told}\n\n{kept.payload}\n", encoding="utf-8")
        self.forget(kept.tab)
        return path

    def close(self) -> None:
        """Give the file back; what is kept in it is for the next program that opens this shop."""
        if self._file is not None:
            self._file.close()
            self._file = None

    # ── inside ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _write(self, statement: str, values: tuple[object, ...], *, durable: bool = True) -> None:
        with self._said_for_a_person():
            file = self._mine()
            file.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            file.execute(statement, values)

    def _mine(self) -> sqlite3.Connection:
        """The file of this program; where there was no place for one before, there may be one now."""
        if self._file is None:
            self.open()
        assert self._file is not None
        return self._file

    def _candidates(self) -> Iterator[Path]:
        """The files that are there, then one that is not, until this program has a file of its own."""
        there = sorted(self._folder.glob("*.db"))
        yield from there
        for number in range(1, _MOST_PROGRAMS + 1):
            if self._file is not None:
                return
            path = self._folder / f"{number:02}.db"
            if path not in there:
                yield path
        if self._file is None:
            raise OSError(f"all of its {_MOST_PROGRAMS} files are in use")

    def _claim(self, path: Path) -> list[str]:
        """Make this file one's own, or take over what is in it; nothing when another program has it."""
        try:
            file = _locked(path)
        except sqlite3.DatabaseError as fault:
            if fault.sqlite_errorcode in _OF_ANOTHER:
                return []
            if fault.sqlite_errorcode in _NO_DATABASE:
                return [self._put_away(path)]
            raise
        left: list[Kept] = []
        try:
            left.extend(_rows(file))
        except sqlite3.DatabaseError as fault:
            file.close()
            if fault.sqlite_errorcode not in _NO_DATABASE and "no such column" not in str(fault):
                raise
            said = self._put_away(path)
            self._take_over(left)
            return [said]
        except BaseException:
            file.close()
            raise
        if self._file is None:
            self._file = file
            return []
        with closing(file):
            self._take_over(left)
            file.execute("DELETE FROM draft")
        return []

    def _take_over(self, left: Sequence[Kept]) -> None:
        """What a program left that is gone. Taken over twice, as this one was killed meanwhile, it is there once."""
        if left:
            with self._mine() as file:
                file.execute("BEGIN")
                file.executemany("INSERT OR IGNORE INTO draft VALUES (?, ?, ?, ?, ?, ?, ?, ?)", map(astuple, left))

    def _put_away(self, path: Path) -> str:
        """Nobody can read this file; it stays under another name, in case somebody can mend it."""
        away = _free(self._folder, f"{path.stem} unreadable {_now()}", ".set-aside")
        path.rename(away)
        for ending in ("-wal", "-shm"):
            beside = path.with_name(f"{path.name}{ending}")
            with suppress(FileNotFoundError):
                beside.rename(away.with_name(f"{away.name}{ending}"))
        return f"The file of unfinished documents could not be read. It was put aside as {away}."

    @contextmanager
    def _said_for_a_person(self) -> Iterator[None]:
        try:
            yield
        except OSError as fault:
            raise Unavailable(self._not_kept(fault.strerror or str(fault))) from fault
        except sqlite3.Error as fault:
            code = getattr(fault, "sqlite_errorcode", 0) & 0xFF
            if code in _NO_DATABASE:
                self.close()
            raise Unavailable(self._not_kept(_WHY.get(code, str(fault)))) from fault

    def _not_kept(self, why: str) -> str:
        return (
            f"What is typed is not being kept on this computer: {self._folder} – {why[:1].lower()}{why[1:]}. "
            "Save it before you leave."
        )


def _locked(path: Path) -> sqlite3.Connection:
    """The file at this path, with its lock for as long as it is open; raises OperationalError when it is taken."""
    file = sqlite3.connect(path, isolation_level=None, timeout=0)
    try:
        file.execute("PRAGMA locking_mode = EXCLUSIVE")
        file.execute("PRAGMA journal_mode = WAL")
        file.execute("PRAGMA synchronous = FULL")
        file.execute("BEGIN EXCLUSIVE")
        (version,) = file.execute("PRAGMA user_version").fetchone()
        if version > _VERSION:
            fault = sqlite3.DatabaseError("of a newer program")
            fault.sqlite_errorcode = sqlite3.SQLITE_NOTADB
            raise fault
        file.execute(_TABLE)
        file.execute(f"PRAGMA user_version = {_VERSION}")
        file.execute("COMMIT")
    except BaseException:
        file.close()
        raise
    return file


def _rows(file: sqlite3.Connection) -> Iterator[Kept]:
    """Row by row, so that what can be read of a damaged file has been given out."""
    statement = "SELECT tab, window, payload, told, cursor, shop, place, front FROM draft"
    for *texts, place, front in file.execute(statement):
        tab, window, payload, told, cursor, shop = map(str, texts)
        yield Kept(tab, window, payload, told, cursor, int(place), bool(front), shop)


def _free(folder: Path, name: str, ending: str) -> Path:
    """A file of this name that is not there yet."""
    path, number = folder / f"{name}{ending}", 1
    while path.exists():
        number += 1
        path = folder / f"{name} {number}{ending}"
    return path


def _now() -> str:
    return datetime.now().astimezone().strftime("%Y-%m-%d %H%M%S")
