"""The command `move`: a shop carried from a file to a server and back is the same shop, row by row, or none."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url

from app import cli_demo, paths
from app.__main__ import main
from app.db import connect, migrate, open_database
from app.models import search_index
from app.services import setup
from app.services.upkeep import moving
from app.services.within import moving_rows
from tests import postgres
from tests.make import a_debtor, a_part, a_shop, stock
from tests.services import all_kinds

pytestmark = pytest.mark.skipif(postgres.NAMED not in os.environ, reason="no PostgreSQL server is installed")

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def migrated() -> Iterator[str]:
    """A migrated database in which nothing is ever written."""
    name = postgres.new_database()
    db = connect(postgres.address_of(name))
    migrate(db)
    db.close()
    yield name
    postgres.drop(name)


@pytest.fixture
def empty(migrated: str) -> Iterator[str]:
    """The address of an empty, migrated database."""
    name = postgres.new_database(migrated)
    yield postgres.address_of(name)
    postgres.drop(name)


@pytest.fixture
def shop(tmp_path: Path) -> str:
    """The file of a small shop with a part that was sold from, and words of every kind."""
    counter = a_shop(tmp_path)
    a_part(counter, "CAB-220", on_hand=2, description="Câble\t“Ω” \\N\\. 🚗 \\x41 Ж")
    a_debtor(counter, "O'Brien & Söhne\\")
    counter.db.close()
    return str(tmp_path / "shop.db")


def rows_in(file: str | Path) -> dict[str, list[tuple[Any, ...]]]:
    """Everything in a file, as SQLite itself tells it, with the kind of each value."""
    with sqlite3.connect(file) as connection:
        named = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        tables = [name for (name,) in named if not search_index.is_part_of_it(name)]
        found = {
            name: [
                tuple((type(value), value) for value in row)
                for row in connection.execute(
                    f'SELECT * FROM "{name}" ORDER BY 1, 2'
                    if name != "alembic_version"
                    else "SELECT * FROM alembic_version"
                )
            ]
            for name in tables
        }
    connection.close()
    return found


def rows_on_server(address: str) -> int:
    db = connect(address)
    with db.engine.connect() as connection:
        found = moving_rows.count(connection)
    db.close()
    return found


def move(source: str | Path, target: str | Path) -> int:
    return main(["move", "--from", str(source), "--to", str(target), "--quiet"])


def some_days(folder: Path) -> Path:
    """A shop in which every kind of document was posted."""
    counter = a_shop(folder)
    all_kinds.everything(counter)
    counter.db.close()
    return folder / "shop.db"


def the_demo_shop(folder: Path) -> Path:
    cli_demo.make(folder / "demo.db", date(2026, 11, 16))
    return folder / "demo.db"


@pytest.mark.parametrize("make", [some_days, pytest.param(the_demo_shop, marks=pytest.mark.long)])
def test_a_shop_goes_to_a_server_and_back_and_is_the_same_row_by_row(
    empty: str, tmp_path: Path, capsys: Capture, make: Callable[[Path], Path]
) -> None:
    there, back = make(tmp_path), tmp_path / "back.db"
    assert move(there, empty) == 0
    assert move(empty, back) == 0
    was, now = rows_in(there), rows_in(back)
    assert now == was
    of = sum(len(rows) for rows in was.values()) - len(was["alembic_version"])
    said = capsys.readouterr().out
    assert said.count(f"{of:,} rows of {len(was) - 1} tables, every one of them compared") == 2
    assert said.count("the chain of who did what is whole") == 2
    assert main(["check", "--database", str(back)]) == 0


def test_a_moved_shop_goes_on_where_it_stood(shop: str, empty: str) -> None:
    assert move(shop, empty) == 0
    db = open_database(empty)
    try:
        counter = setup.open_counter(db)
        part = a_part(counter, "CAB-221", on_hand=3)
        assert stock(counter, part)[0] == 3
    finally:
        db.close()


def test_what_is_there_is_never_moved_over(shop: str, empty: str, tmp_path: Path, capsys: Capture) -> None:
    assert move(shop, empty) == 0
    rows = rows_on_server(empty)
    assert move(shop, empty) == 1
    assert "There is a shop in" in capsys.readouterr().err
    assert rows_on_server(empty) == rows
    file = tmp_path / "letter.txt"
    file.write_text("Dear Sir or Madam", encoding="utf-8")
    assert move(empty, file) == 1
    assert "nothing is ever moved over it" in capsys.readouterr().err
    assert file.read_text(encoding="utf-8") == "Dear Sir or Madam"


def test_to_the_same_place_is_refused(shop: str, empty: str, capsys: Capture) -> None:
    assert move(shop, f"sqlite:///{shop}") == 1
    assert move(empty, str(make_url(empty).set(username="somebody"))) == 1
    assert capsys.readouterr().err.count("Name two different databases.") == 2


def test_nobody_may_be_at_work_in_the_old_books(shop: str, empty: str, tmp_path: Path, capsys: Capture) -> None:
    db = open_database(shop)
    with db.engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1 FROM part")
    assert move(shop, empty) == 1
    assert "Somebody is at work in shop.db. Close Parts Counter there" in capsys.readouterr().err
    db.close()
    assert move(shop, empty) == 0
    url = make_url(empty)
    with psycopg.connect(host=url.host, port=url.port, user=url.username, dbname=url.database):
        assert move(empty, tmp_path / "back.db") == 1
    assert "Somebody is at work in" in capsys.readouterr().err
    assert not (tmp_path / "back.db").exists()


def test_while_it_moves_nobody_gets_into_the_old_books(shop: str, tmp_path: Path) -> None:
    met: list[str] = []

    def try_to_write(_what: str, _done: int, _of: int) -> None:
        with sqlite3.connect(shop, timeout=0) as other:
            try:
                other.execute("SELECT * FROM part").fetchone()
            except sqlite3.OperationalError as fault:
                met.append(str(fault))
        other.close()

    moving.move(shop, str(tmp_path / "new.db"), try_to_write)
    assert met and set(met) == {"database is locked"}


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE part SET description = 'a' || char(0) WHERE id = 1", "part: description has a NUL sign in it"),
        ("UPDATE debtor SET name = replace(hex(zeroblob(500)), '0', 'x') WHERE id = 1", "letters long, more than"),
        ("UPDATE debtor SET terms_days = 3000000000 WHERE id = 1", "terms_days is 3,000,000,000"),
        ("UPDATE debtor SET terms_days = 'soon' WHERE id = 1", "terms_days is “soon”"),
        ("UPDATE stock_movement SET at = 'yesterday'", "The table stock movement holds something that cannot be read"),
    ],
    ids=["a NUL", "too long", "too large", "no number", "no moment"],
)
def test_what_a_server_cannot_keep_is_said_before_anything_is_written(
    shop: str, empty: str, capsys: Capture, statement: str, said: str
) -> None:
    with sqlite3.connect(shop) as tampering:
        for (name,) in tampering.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            tampering.execute(f'DROP TRIGGER "{name}"')
        tampering.execute("PRAGMA ignore_check_constraints = ON")
        tampering.execute(statement)
    tampering.close()
    assert move(shop, empty) == 1
    assert said in capsys.readouterr().err
    assert rows_on_server(empty) == 1


def test_books_that_do_not_hold_are_not_moved(shop: str, empty: str, capsys: Capture) -> None:
    with sqlite3.connect(shop) as tampering:
        tampering.execute("UPDATE stock SET on_hand = on_hand + 1000 WHERE on_hand > 0")
    tampering.close()
    assert move(shop, empty) == 1
    assert "do not hold: on hand is the sum of the movements (CAB-220:" in capsys.readouterr().err
    assert rows_on_server(empty) == 1


def test_a_broken_chain_of_who_did_what_is_not_moved(shop: str, empty: str, capsys: Capture) -> None:
    with sqlite3.connect(shop) as tampering:
        tampering.execute("DROP TRIGGER guard_audit_update")
        tampering.execute("UPDATE audit SET name = 'Somebody else' WHERE id = 2")
    tampering.close()
    assert move(shop, empty) == 1
    assert "The chain of who did what is broken: Row 2" in capsys.readouterr().err
    assert rows_on_server(empty) == 1


def test_an_empty_database_is_no_shop_to_move(empty: str, tmp_path: Path, capsys: Capture) -> None:
    assert move(empty, tmp_path / "shop.db") == 1
    assert "there is nothing to move" in capsys.readouterr().err


def test_a_server_without_tables_says_who_makes_them(shop: str, capsys: Capture) -> None:
    name = postgres.new_database()
    try:
        assert move(shop, postgres.address_of(name)) == 1
    finally:
        postgres.drop(name)
    refused = f"has no tables yet. Whoever looks after it runs “{paths.typed('migrate')}” once."
    assert refused in capsys.readouterr().err


def stopped(_what: str, done: int, of: int) -> None:
    if _what.startswith("Comparing") and done == of:
        raise KeyboardInterrupt


@pytest.mark.parametrize("to_server", [True, False], ids=["server", "file"])
def test_stopped_at_the_very_end_nothing_is_there(
    shop: str, empty: str, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, to_server: bool
) -> None:
    real: Callable[..., moving.Moved] = moving.move
    monkeypatch.setattr(moving, "move", lambda source, target, _watch: real(source, target, stopped))
    target = empty if to_server else str(tmp_path / "new.db")
    before = set(tmp_path.iterdir())
    assert move(shop, target) == 1
    assert "Stopped. Nothing is moved." in capsys.readouterr().err
    assert rows_on_server(empty) == 1
    assert {path.name for path in set(tmp_path.iterdir()) - before} <= {"shop.db-wal", "shop.db-shm"}


@pytest.mark.parametrize(
    "tamper",
    [
        "UPDATE part SET list_price = list_price + 1 WHERE id = 1",
        "DELETE FROM role_right",
        "UPDATE debtor SET notes=''",
    ],
)
def test_a_row_that_differs_would_be_found(shop: str, tmp_path: Path, tamper: str) -> None:
    other = tmp_path / "other.db"
    with sqlite3.connect(shop) as connection:
        connection.execute("INSERT INTO role_right VALUES ('counter', 'x', 1)")
        connection.execute("UPDATE debtor SET notes = 'Ring twice'")
    connection.close()
    other.write_bytes(Path(shop).read_bytes())
    with sqlite3.connect(other) as connection:
        connection.execute(tamper)
    connection.close()
    here, there = open_database(shop), open_database(other)
    with (
        here.engine.connect() as ours,
        there.engine.connect() as theirs,
        pytest.raises(moving_rows.Unavailable, match="has not arrived as it was"),
    ):
        moving_rows.compare(ours, theirs, lambda _done: None)
    here.close()
    there.close()
