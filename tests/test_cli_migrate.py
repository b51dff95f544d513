"""The command `migrate`: tables, guards and the counters' role on a server, as its owner calls it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Thread

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, make_url, text

from app import paths
from app.__main__ import main
from app.db import connect, latest_revision, open_database, revision
from app.models import migrations
from app.rules.faults import Refused
from app.services import setup
from tests import postgres
from tests.make import a_part, a_shop, stock

pytestmark = pytest.mark.skipif(postgres.NAMED not in os.environ, reason="no PostgreSQL server is installed")

Capture = pytest.CaptureFixture[str]


def ask(database: str, statement: str) -> list[tuple[object, ...]]:
    """What the server answers its administrator."""
    url = make_url(postgres.address_of(database))
    with psycopg.connect(host=url.host, port=url.port, user=url.username, dbname=database, autocommit=True) as told:
        found = told.execute(statement)  # type: ignore[arg-type]
        return found.fetchall() if found.description else []


def as_role(database: str, role: str) -> str:
    return make_url(postgres.address_of(database)).set(username=role).render_as_string(hide_password=False)


@pytest.fixture
def empty() -> Iterator[str]:
    """An empty database, whose owner is an ordinary role with its name."""
    name = postgres.new_database()
    ask(name, f"CREATE ROLE {name}_owner LOGIN CREATEROLE")
    ask(name, f"ALTER DATABASE {name} OWNER TO {name}_owner")
    yield name
    postgres.drop(name)
    for (role,) in ask("postgres", f"SELECT rolname FROM pg_roles WHERE rolname LIKE '{name}%'"):
        ask("postgres", f"DROP ROLE {role}")


@pytest.fixture
def owner(empty: str) -> str:
    return as_role(empty, f"{empty}_owner")


def test_an_empty_database_gets_tables_and_a_role_that_can_work_and_not_tamper(
    empty: str, owner: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARTS_COUNTER_PASSWORD", "a blue door")
    counter_role = f"{empty}_counter"
    assert main(["migrate", "--database", owner, "--counter", counter_role]) == 0
    said = capsys.readouterr().out
    assert f"The tables of Parts Counter are made in {empty} at 127.0.0.1." in said
    assert f"The role {counter_role} is made" in said
    assert "a blue door" not in said
    ((kept,),) = ask(empty, f"SELECT rolpassword FROM pg_authid WHERE rolname = '{counter_role}'")
    assert str(kept).startswith("SCRAM-SHA-256$")

    db = open_database(as_role(empty, counter_role))
    try:
        assert setup.is_new(db)
        counter = setup.begin(db, setup.SetupFacts("Bayside Parts", operator_name="Kim"))
        part = a_part(counter, "CAB-220", on_hand=2)
        assert stock(counter, part)[0] == 2
    finally:
        db.close()
    with (
        psycopg.connect(host="127.0.0.1", port=make_url(owner).port, user=counter_role, dbname=empty) as tampering,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        tampering.execute("DELETE FROM stock_movement")


def test_a_second_time_changes_nothing_and_the_password_stays(
    empty: str, owner: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARTS_COUNTER_PASSWORD", "a blue door")
    role = f"{empty}_counter"
    main(["migrate", "--database", owner, "--counter", role])
    kept = ask(empty, f"SELECT rolpassword FROM pg_authid WHERE rolname = '{role}'")
    monkeypatch.setenv("PARTS_COUNTER_PASSWORD", "another")
    assert main(["migrate", "--database", owner, "--counter", role]) == 0
    assert "was there already, and keeps its password" in capsys.readouterr().out
    assert ask(empty, f"SELECT rolpassword FROM pg_authid WHERE rolname = '{role}'") == kept


def test_who_was_let_in_once_stays_let_in_without_being_named_again(
    empty: str, owner: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARTS_COUNTER_PASSWORD", "a blue door")
    role = f"{empty}_counter"
    main(["migrate", "--database", owner, "--counter", role])
    ask(empty, f"REVOKE SELECT ON setting FROM {role}")  # as a table that a new version brings
    assert main(["migrate", "--database", owner]) == 0
    assert f"Counters sign on as {role}" in capsys.readouterr().out
    assert ask(empty, f"SELECT has_table_privilege('{role}', 'setting', 'SELECT')") == [(True,)]


def test_an_owner_who_may_not_make_roles_is_told_the_line_and_has_the_tables(
    empty: str, owner: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARTS_COUNTER_PASSWORD", "a blue door")
    ask(empty, f"ALTER ROLE {empty}_owner NOCREATEROLE")
    assert main(["migrate", "--database", owner, "--counter", f"{empty}_counter"]) == 1
    assert f"CREATE ROLE {empty}_counter LOGIN PASSWORD '…';" in capsys.readouterr().err
    db = connect(owner)
    assert revision(db) == latest_revision()
    db.close()


def test_a_role_without_a_password_is_not_made(empty: str, owner: str, capsys: Capture) -> None:
    assert main(["migrate", "--database", owner, "--counter", f"{empty}_counter"]) == 1
    assert "to make it a password is needed" in capsys.readouterr().err
    assert ask(empty, f"SELECT 1 FROM pg_roles WHERE rolname = '{empty}_counter'") == []


def test_the_owner_is_no_role_for_counters(empty: str, owner: str, capsys: Capture) -> None:
    assert main(["migrate", "--database", owner, "--counter", f"{empty}_owner"]) == 1
    assert "is the owner of the tables" in capsys.readouterr().err


def test_without_a_role_it_says_what_is_still_missing(owner: str, capsys: Capture) -> None:
    assert main(["migrate", "--database", owner]) == 0
    assert "Run this again with --counter" in capsys.readouterr().out


def test_somebody_else_than_the_owner_is_refused(
    empty: str, owner: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARTS_COUNTER_PASSWORD", "a blue door")
    role = f"{empty}_counter"
    ask(empty, f"CREATE ROLE {role} LOGIN")
    assert main(["migrate", "--database", as_role(empty, role)]) == 1
    assert f"{role} may not make tables in {empty}" in capsys.readouterr().err
    main(["migrate", "--database", owner, "--counter", role])
    assert main(["migrate", "--database", as_role(empty, role)]) == 1
    assert f"belong to {empty}_owner" in capsys.readouterr().err


def test_an_older_version_is_upgraded_only_when_nobody_is_at_work(empty: str, owner: str, capsys: Capture) -> None:
    main(["migrate", "--database", owner])
    older = "0001"
    ask(empty, f"UPDATE alembic_version SET version_num = '{older}'")
    with pytest.raises(Refused, match=rf"was made by an older version .* “{re.escape(paths.typed('migrate'))}”"):
        open_database(owner)
    capsys.readouterr()
    with psycopg.connect(host="127.0.0.1", port=make_url(owner).port, user="postgres", dbname=empty):
        assert main(["migrate", "--database", owner]) == 1
    assert "Somebody is at work in" in capsys.readouterr().err
    assert ask(empty, "SELECT version_num FROM alembic_version") == [(older,)]


def test_an_older_shop_is_backed_up_and_brought_to_this_version_with_its_rows(
    empty: str, owner: str, capsys: Capture, home: Path
) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent).replace("%", "%%"))
    engine = create_engine(owner)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(text("INSERT INTO operator (code, name) VALUES ('KIM', 'Kim')"))
    engine.dispose()
    assert main(["migrate", "--database", owner]) == 0
    said = capsys.readouterr().out
    assert f"A backup is made, and the tables of {empty} at 127.0.0.1 are brought from version 0001 to" in said
    assert any(file.stat().st_size for file in home.rglob("*") if file.is_file())
    assert ask(empty, "SELECT code, name, role, active FROM operator") == [("KIM", "Kim", "owner", True)]
    open_database(owner).close()


def test_a_newer_version_is_left_alone_by_the_owner_and_by_counters(empty: str, owner: str, capsys: Capture) -> None:
    main(["migrate", "--database", owner])
    ask(empty, "UPDATE alembic_version SET version_num = '9999'")
    assert main(["migrate", "--database", owner]) == 1
    assert "Install that version on this computer too." in capsys.readouterr().err
    with pytest.raises(Refused, match="newer version"):
        open_database(owner)


def test_tables_of_another_program_are_left_alone(empty: str, owner: str, capsys: Capture) -> None:
    ask(empty, "CREATE TABLE recipe (name text)")
    assert main(["migrate", "--database", owner]) == 1
    assert "is a database of another program. Choose an empty one." in capsys.readouterr().err


def test_a_counter_that_meets_no_tables_says_who_makes_them(owner: str) -> None:
    with pytest.raises(Refused, match="has no tables yet"):
        open_database(owner)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql+psycopg://kim:pear@127.0.0.1", "no database that several counters can share"),
        ("mysql://kim:pear@server/parts", "no database that several counters can share"),
        ("postgresql://kim:pear@server:port/parts", "no address of a database"),
    ],
)
def test_an_address_that_is_none_is_refused_without_its_password(address: str, said: str, capsys: Capture) -> None:
    assert main(["migrate", "--database", address]) == 1
    told = capsys.readouterr().err
    assert said in told and "pear" not in told


def test_a_file_is_brought_up_to_date_too(tmp_path: Path, capsys: Capture) -> None:
    a_shop(tmp_path).db.close()
    assert main(["migrate", "--database", str(tmp_path / "shop.db")]) == 0
    assert "are of this version" in capsys.readouterr().out
    assert main(["migrate", "--database", str(tmp_path / "shop.db"), "--counter"]) == 1
    assert "is a file of this computer" in capsys.readouterr().err


def test_of_two_counters_that_open_the_same_empty_database_one_finds_a_shop(owner: str) -> None:
    main(["migrate", "--database", owner])
    ends: list[str] = []
    ready = Barrier(2)

    def begin(name: str) -> None:
        db = open_database(owner)
        ready.wait()
        try:
            setup.begin(db, setup.SetupFacts(name))
            ends.append("begun")
        except Refused as refused:
            ends.append(refused.sentence)
        finally:
            db.close()

    both = [Thread(target=begin, args=(name,)) for name in ("Bayside Parts", "Riverside Spares")]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(end[:16] for end in ends) == ["There is a shop ", "begun"]
