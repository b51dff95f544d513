"""The file of drafts: whose it is, what a dead program leaves, and what becomes of a file or disk that is broken."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.desk_drafts import DeskDrafts, Kept
from app.rules.faults import Unavailable

ANOTHER = """
import sys
from pathlib import Path
from app.desk_drafts import DeskDrafts
drafts = DeskDrafts(Path(sys.argv[1]))
drafts.open()
for tab in sys.argv[2:]:
    drafts.keep(tab, "parts_invoicing", "{}", f"told of {tab}")
print("typed", flush=True)
sys.stdin.read()
"""


class Program:
    """Another running program on the same desk."""

    def __init__(self, folder: Path, *tabs: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", ANOTHER, str(folder), *tabs],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "typed\n"

    def dies(self) -> None:
        self._process.kill()
        self.ends()

    def ends(self) -> None:
        self._process.communicate()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "drafts"


@pytest.fixture
def drafts(folder: Path) -> Iterator[DeskDrafts]:
    made = DeskDrafts(folder)
    assert made.open() == ()
    yield made
    made.close()


def tabs(drafts: DeskDrafts) -> list[str]:
    return [each.tab for each in drafts.all()]


def keep(drafts: DeskDrafts, *names: str) -> None:
    for name in names:
        drafts.keep(name, "parts_invoicing", "{}", f"told of {name}")


def reopened(drafts: DeskDrafts, folder: Path) -> tuple[DeskDrafts, tuple[str, ...]]:
    drafts.close()
    made = DeskDrafts(folder)
    return made, made.open()


# ──────────────────────────────────────────────────────────────────────────────────────────────────── what is kept


def test_what_was_kept_last_of_a_tab_is_there_again(drafts: DeskDrafts, folder: Path) -> None:
    drafts.keep("a", "parts_invoicing", "{}", "one line", place=2)
    drafts.keep("b", "stock_order", "{}", "an order", place=1)
    drafts.keep("a", "parts_invoicing", '{"kind":"quote"}', "two lines \x00 and a \ud800 that is no letter", place=2)
    drafts.point("a", '{"at":"Lines"}')
    drafts.arrange(["b", "a"], "a")
    again, said = reopened(drafts, folder)
    assert said == ()
    assert again.all() == (
        Kept("b", "stock_order", "{}", "an order", "", 0, False),
        Kept("a", "parts_invoicing", '{"kind":"quote"}', "two lines \x00 and a ? that is no letter",
             '{"at":"Lines"}', 1, True),
    )  # fmt: skip
    again.close()


def test_where_the_shop_lay_is_kept_with_it(drafts: DeskDrafts, folder: Path) -> None:
    keep(drafts, "a", "b")
    drafts.close()
    moved = DeskDrafts(folder, "parts at server")
    moved.open()
    keep(moved, "b")
    assert [(each.tab, each.shop) for each in moved.all()] == [("a", ""), ("b", "parts at server")]
    moved.close()


def test_what_is_forgotten_is_gone(drafts: DeskDrafts, folder: Path) -> None:
    keep(drafts, "a", "b")
    drafts.forget("a")
    again, _ = reopened(drafts, folder)
    assert tabs(again) == ["b"]
    again.close()


def test_the_cursor_of_a_tab_that_is_not_kept_is_nothing(drafts: DeskDrafts) -> None:
    drafts.point("a", "{}")
    assert drafts.all() == ()


# ───────────────────────────────────────────────────────────────────────────────────────────── several programs


def test_the_drafts_of_a_living_program_are_its_own(drafts: DeskDrafts, folder: Path) -> None:
    other = Program(folder, "x", "y")
    keep(drafts, "a")
    again, said = reopened(drafts, folder)
    assert (tabs(again), said) == (["a"], ())
    again.close()
    other.ends()


def test_a_killed_program_leaves_its_drafts_to_the_next(folder: Path) -> None:
    first, second = Program(folder, "x"), Program(folder, "y", "z")
    first.dies()
    drafts = DeskDrafts(folder)
    assert drafts.open() == ()
    assert tabs(drafts) == ["x"]
    second.dies()
    keep(drafts, "a")
    third = DeskDrafts(folder)
    third.open()
    assert (tabs(third), tabs(drafts)) == (["y", "z"], ["x", "a"])
    third.close()
    drafts.close()


def test_what_several_dead_programs_left_is_taken_together_and_once(folder: Path) -> None:
    programs = [Program(folder, name, "the same") for name in ("x", "y", "z")]
    for program in programs:
        program.dies()
    drafts = DeskDrafts(folder)
    drafts.open()
    assert sorted(tabs(drafts)) == ["the same", "x", "y", "z"]
    again, _ = reopened(drafts, folder)
    assert sorted(tabs(again)) == ["the same", "x", "y", "z"]
    again.close()


def test_a_program_that_goes_as_it_should_leaves_its_drafts_too(folder: Path) -> None:
    Program(folder, "x").ends()
    drafts = DeskDrafts(folder)
    drafts.open()
    assert tabs(drafts) == ["x"]
    drafts.close()


TYPIST = """
import sys
from itertools import count
from pathlib import Path
from app.desk_drafts import DeskDrafts
drafts = DeskDrafts(Path(sys.argv[1]))
drafts.open()
for number in count(1 + max((int(each.told) for each in drafts.all()), default=0)):
    drafts.keep("the tab", "parts_invoicing", str(number) * 3000, str(number))
    drafts.point("the tab", str(number))
    print(number, flush=True)
"""


def killed_while_typing(folder: Path, times: int) -> int:
    """So many programs one after the other, each killed at a random moment; returns how often something was kept.

    What the program was told is kept must be there, and nothing half written.
    """
    number = 0
    for _ in range(times):
        with subprocess.Popen(
            [sys.executable, "-c", TYPIST, str(folder)], stdout=subprocess.PIPE, text=True
        ) as program:
            assert program.stdout is not None
            for _ in range(random.randint(1, 40)):
                number = int(program.stdout.readline())
            program.kill()
            number = max([number, *map(int, program.stdout.read().split())])
        drafts = DeskDrafts(folder)
        assert drafts.open() == ()
        (kept,) = drafts.all()
        drafts.close()
        assert int(kept.told) in (number, number + 1)
        assert kept.payload == kept.told * 3000
    return number


def test_killed_at_any_moment_what_was_kept_is_there(folder: Path) -> None:
    assert killed_while_typing(folder, 4) > 4


@pytest.mark.long
def test_killed_two_hundred_times_what_was_kept_is_there(folder: Path) -> None:
    assert killed_while_typing(folder, 200) > 200


# ─────────────────────────────────────────────────────────────────────────────────────────── what the world does


@pytest.mark.parametrize("content", [b"This is no database. " * 300, b"SQLite format 3\x00" + b"\xff" * 8000])
def test_a_file_that_is_no_database_is_put_aside_and_told(folder: Path, content: bytes) -> None:
    folder.mkdir()
    (folder / "01.db").write_bytes(content)
    drafts = DeskDrafts(folder)
    (said,) = drafts.open()
    (away,) = folder.glob("*.set-aside")
    assert said == f"The file of unfinished documents could not be read. It was put aside as {away}."
    assert away.read_bytes() == content
    keep(drafts, "a")
    assert tabs(drafts) == ["a"]
    drafts.close()


def test_of_a_damaged_file_what_can_be_read_goes_on(drafts: DeskDrafts, folder: Path) -> None:
    for number in range(40):
        drafts.keep(f"{number:02}", "parts_invoicing", "x" * 2000, "told", place=number)
    drafts.close()
    damaged = bytearray((folder / "01.db").read_bytes())
    damaged[len(damaged) // 2 :] = b"\xee" * (len(damaged) - len(damaged) // 2)
    (folder / "01.db").write_bytes(damaged)
    again = DeskDrafts(folder)
    (said,) = again.open()
    assert "was put aside" in said
    keep(again, "new")
    assert {"00", "01", "new"} <= set(tabs(again))
    assert len(list(folder.glob("*.set-aside"))) == 1
    again.close()


@pytest.mark.parametrize("part", [0.0, 0.3, 0.5, 0.9])
def test_a_truncated_file_never_stops_the_start(drafts: DeskDrafts, folder: Path, part: float) -> None:
    for number in range(20):
        drafts.keep(str(number), "parts_invoicing", "x" * 2000, "told")
    drafts.close()
    file = folder / "01.db"
    with file.open("r+b") as cut:
        cut.truncate(int(file.stat().st_size * part))
    again = DeskDrafts(folder)
    said = again.open()
    assert len(said) == (part > 0)
    keep(again, "new")
    assert "new" in tabs(again)
    again.close()


def test_a_file_of_a_newer_program_is_left_whole(drafts: DeskDrafts, folder: Path) -> None:
    keep(drafts, "a")
    drafts.close()
    newer = sqlite3.connect(folder / "01.db")
    newer.execute("PRAGMA user_version = 9")
    newer.close()
    again = DeskDrafts(folder)
    (said,) = again.open()
    assert "was put aside" in said
    assert tabs(again) == []
    again.close()


def test_a_full_disk_is_told_and_what_was_kept_before_stays(drafts: DeskDrafts) -> None:
    keep(drafts, "a")
    room(drafts, 5)
    with pytest.raises(Unavailable, match="the disk is full"):
        drafts.keep("a", "parts_invoicing", "x" * 100_000, "too much")
    assert [each.payload for each in drafts.all()] == ["{}"]
    room(drafts, 1000)
    drafts.keep("a", "parts_invoicing", "x" * 100_000, "there is room again")
    assert [each.told for each in drafts.all()] == ["there is room again"]


def test_where_no_folder_can_be_made_it_is_told_until_there_can(folder: Path) -> None:
    folder.write_text("a file lies where the folder should be")
    drafts = DeskDrafts(folder)
    for attempt in (drafts.open, lambda: keep(drafts, "a"), drafts.all):
        with pytest.raises(Unavailable, match="is not being kept on this computer") as fault:
            attempt()
        assert str(folder) in fault.value.sentence
    folder.unlink()
    keep(drafts, "a")
    assert tabs(drafts) == ["a"]
    drafts.close()


def test_what_cannot_be_taken_up_goes_into_a_file_for_a_person(drafts: DeskDrafts) -> None:
    drafts.keep("a", "parts_invoicing", '{"x":1}', "Parts Invoicing – MILLER: 2 CAB-220")
    drafts.keep("b", "parts_invoicing", "{}", "Parts Invoicing")
    first, second = drafts.all()
    paths = {drafts.set_aside(each, "It is of another version.") for each in (first, second)}
    assert len(paths) == 2
    said = "".join(path.read_text(encoding="utf-8") for path in paths)
    for piece in ("It is of another version.", "Parts Invoicing – MILLER: 2 CAB-220", '{"x":1}'):
        assert piece in said
    assert drafts.all() == ()


def room(drafts: DeskDrafts, pages: int) -> None:
    """So many pages the disk has for this file, as SQLite finds it."""
    file = drafts._file
    assert file is not None
    file.execute(f"PRAGMA max_page_count = {pages}")
