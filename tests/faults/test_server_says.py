"""Whatever a server answers is a sentence for a person, and says whether it is worth another try."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url, text

from app.db import connect, open_database, server
from app.db.said_by_server import fault_of
from app.rules.faults import Refused, Unavailable
from app.services import again, lookup
from app.services.counter import Counter
from app.services.upkeep import backups
from app.services.upkeep.backups_folder import Folders
from app.services.within import shelf
from tests import make
from tests.faults.own_server import OwnServer
from tests.services.test_at_once import all_at_once

HERE = "parts at 127.0.0.1"


@pytest.fixture
def counter(own: OwnServer) -> Iterator[Counter]:
    made = own.counter()
    yield made
    made.db.close()


def not_opened(place: str) -> str:
    with pytest.raises((Refused, Unavailable)) as told:
        open_database(place)
    return told.value.sentence


def with_user(own: OwnServer, user: str, password: str | None = None, database: str = "parts") -> str:
    url = make_url(own.place).set(username=user, password=password, database=database)
    return url.render_as_string(hide_password=False)


@pytest.mark.parametrize(
    ("error", "said", "again_"),
    [
        (psycopg.errors.DeadlockDetected, "Somebody else changed the same things", True),
        (psycopg.errors.SerializationFailure, "Somebody else changed the same things", True),
        (psycopg.errors.LockNotAvailable, "is being written by somebody else. Try again in a moment.", False),
        (psycopg.errors.DiskFull, "The disk of the server of parts is full. Nothing was saved", False),
        (psycopg.errors.OutOfMemory, "has no memory left", False),
        (psycopg.errors.TooManyConnections, "serves as many desks as it may", False),
        (psycopg.errors.QueryCanceled, "took too long", False),
        (psycopg.errors.ReadOnlySqlTransaction, "can only be read", False),
        (psycopg.errors.InsufficientPrivilege, "may not do that in parts", False),
        (psycopg.errors.UndefinedTable, "is damaged: a table is missing. Restore the last backup.", False),
        (psycopg.errors.DataCorrupted, "is damaged. Restore the last backup.", False),
        (psycopg.errors.IoError, "The disk of the server of parts is failing", False),
        (psycopg.errors.AdminShutdown, "does not answer. Nothing was saved", True),
        (psycopg.errors.CrashShutdown, "does not answer. Nothing was saved", True),
        (psycopg.errors.IdleInTransactionSessionTimeout, "does not answer. Nothing was saved", True),
        (psycopg.errors.ConnectionFailure, "does not answer. Nothing was saved", True),
        (psycopg.OperationalError, "does not answer. Nothing was saved", True),
    ],
)
def test_each_state_of_a_server_has_its_sentence(error: type[psycopg.Error], said: str, again_: bool) -> None:
    fault = fault_of(error("whatever it says, in whatever language"), "parts")
    assert fault is not None
    assert said in fault.sentence and fault.again is again_ and not fault.unknown


@pytest.mark.parametrize("error", [psycopg.errors.UniqueViolation, psycopg.errors.SyntaxError, psycopg.DataError])
def test_a_bug_stays_a_bug(error: type[psycopg.Error]) -> None:
    assert fault_of(error("duplicate key"), "parts") is None


def test_what_the_server_answered_during_the_commit_is_known(own: OwnServer) -> None:
    deadlock = fault_of(psycopg.errors.DeadlockDetected("x"), "parts", saving=True)
    lost = fault_of(psycopg.OperationalError("x"), "parts", saving=True)
    assert deadlock is not None and deadlock.again and not deadlock.unknown
    assert lost is not None and lost.unknown and lost.gone and not lost.again


def test_who_is_not_let_in_is_told_why(own: OwnServer) -> None:
    own.tell("CREATE ROLE kim LOGIN PASSWORD 'secret'", "CREATE ROLE many LOGIN CONNECTION LIMIT 0")
    own.let_in("host all kim 127.0.0.1/32 scram-sha-256", "host all stranger 127.0.0.1/32 reject")
    assert not_opened(with_user(own, "kim", "wrong")) == (
        f"The server of {HERE} does not know this user with this password. Check both."
    )
    assert not_opened(with_user(own, "kim")) == f"The server of {HERE} wants a password. Type it."
    assert not_opened(with_user(own, "nobody")) == f"The server of {HERE} does not know this user. Check the name."
    assert "does not let this desk in: “" in not_opened(with_user(own, "stranger"))
    assert "serves as many desks as it may" in not_opened(with_user(own, "many"))
    assert not_opened(with_user(own, "postgres", database="shop")) == (
        "There is no database shop at 127.0.0.1. Check its name, or make it on the server first."
    )
    nowhere = make_url(own.place).set(port=1).render_as_string(hide_password=False)
    assert not_opened(nowhere).startswith(f"The server of {HERE} does not answer.")


def test_the_password_is_asked_for_when_it_is_missing_or_wrong(own: OwnServer) -> None:
    own.tell("CREATE ROLE lee LOGIN PASSWORD 'secret'")
    own.let_in("host all lee 127.0.0.1/32 scram-sha-256")
    for password in (None, "wrong"):
        with pytest.raises(Unavailable) as told:
            open_database(with_user(own, "lee", password))
        assert told.value.password
        assert "secret" not in told.value.sentence and "wrong" not in told.value.sentence


def test_a_user_without_rights_is_told_who_gives_them(own: OwnServer, counter: Counter) -> None:
    own.tell("CREATE ROLE poor LOGIN")
    poor = Counter(connect(with_user(own, "poor")), counter.operator)
    with pytest.raises(Unavailable, match="This desk's user may not do that in parts at 127.0.0.1"):
        lookup.find_debtors(poor, "MILLER")
    poor.db.close()


def test_a_server_that_can_only_be_read_is_read(own: OwnServer, counter: Counter) -> None:
    own.tell("ALTER DATABASE parts SET default_transaction_read_only = on")
    try:
        counter.db.engine.dispose()
        assert make.the_debtor(counter, "NOBODY") is None
        with pytest.raises(Unavailable, match="can only be read at the moment. Nothing was saved"):
            make.a_debtor(counter)
    finally:
        own.tell("ALTER DATABASE parts RESET default_transaction_read_only")


def test_what_somebody_else_writes_is_waited_for_and_then_told(
    own: OwnServer, counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = make.a_part(counter, "LOCKED", on_hand=1)
    monkeypatch.setitem(server.DEAD_AFTER, "lock_timeout", "100ms")  # nobody waits five seconds in a test
    hasty = own.counter()

    def lock() -> None:
        with hasty.db.work() as session:
            shelf.lock(session, [part.id])

    with counter.db.work() as held:
        shelf.lock(held, [part.id])
        with pytest.raises(Unavailable, match="is being written by somebody else. Try again in a moment."):
            lock()
    lock()
    hasty.db.close()


def test_a_deadlock_is_run_again_and_both_get_through(own: OwnServer, counter: Counter) -> None:
    first, second = make.a_part(counter, "ONE", on_hand=1), make.a_part(counter, "TWO", on_hand=1)
    tries: list[int] = []

    def both(one: int, other: int) -> None:
        def call() -> None:
            tries.append(one)
            with counter.db.work() as session:
                for part_id in (one, other):
                    session.execute(text("UPDATE part SET version = version + 1 WHERE id = :id"), {"id": part_id})
                    session.execute(text("SELECT pg_sleep(0.05)"))

        again.while_it_may_help(call)

    assert all_at_once([lambda: both(first.id, second.id), lambda: both(second.id, first.id)]) == []
    assert len(tries) > 2, "nobody met anybody"


def test_a_row_that_two_make_at_once_is_made_once(own: OwnServer, counter: Counter) -> None:
    insert = text("INSERT INTO setting (name, value) VALUES ('only once', '1')")
    there = text("SELECT count(*) FROM setting WHERE name = 'only once'")

    def once() -> None:
        with counter.db.work() as session:
            if not session.execute(there).scalar_one():
                session.execute(text("SELECT pg_sleep(0.05)"))
                session.execute(insert)

    assert all_at_once([lambda: again.while_it_may_help(once)] * 4) == []
    with counter.db.work() as session:
        assert session.execute(there).scalar_one() == 1
        session.execute(text("DELETE FROM setting WHERE name = 'only once'"))


def test_who_is_let_into_the_shop_alone_makes_a_backup_all_the_same(
    own: OwnServer, counter: Counter, tmp_path: Path
) -> None:
    own.tell("CREATE ROLE keeper LOGIN SUPERUSER")
    own.let_in("host postgres keeper 127.0.0.1/32 reject")
    keeper = own.counter(with_user(own, "keeper"))
    done = backups.make(keeper, folders=Folders(tmp_path))
    assert done is not None and done.backup.state == "good" and done.remarks == ()
    keeper.db.close()
