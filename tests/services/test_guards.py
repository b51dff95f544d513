"""The store's own guards: what is posted stays, whoever asks; on a server a counter's role has the rights it needs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from app.models import Base, guards
from app.rules.faults import Refused
from app.services import check
from app.services.counter import Counter
from app.services.sales import invoicing
from app.services.upkeep import verifying
from tests import make, postgres
from tests.make import a_debtor, a_part
from tests.services.counters_role import ROLE, in_the_role
from tests.services.money import an_order_of
from tests.services.test_check import a_day, some_money

NEVER = "never changes"
OTHER_VALUE = {
    "invoice": "customer_order = 'another'",
    "invoice_line": "description = 'another'",
    "stock_order": "notes = 'another'",
    "stock_order_line": "description = 'another'",
    "creditor_invoice": "their_number = 'another'",
    "creditor_invoice_line": "description = 'another'",
    "creditor_credit_line": "description = 'another'",
}


def refused(connection: Connection, statement: str) -> str:
    """What the store says to a statement; "" when it does it."""
    place = connection.begin_nested()
    try:
        connection.execute(text(statement))
    except DBAPIError as fault:
        return str(fault.orig)
    finally:
        place.rollback()
    return ""


def posted_where(table: str) -> str:
    posted = guards.POSTED[table]
    return f"{posted.key} IN (SELECT CAST(subject_key AS INTEGER) FROM audit WHERE subject = '{posted.kind}')"


def need_posted_rows_to_stay(counter: Counter) -> None:
    """Something has been posted of every kind: none of it can be changed or taken away, and the rest can."""
    assert set(OTHER_VALUE) == set(guards.POSTED)
    with counter.db.engine.begin() as connection:
        for table in sorted(guards.APPENDED):
            if connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one():
                key = next(iter(Base.metadata.tables[table].primary_key)).name
                assert NEVER in refused(connection, f"UPDATE {table} SET {key} = {key}"), table
                assert NEVER in refused(connection, f"DELETE FROM {table}"), table
        for table, change in OTHER_VALUE.items():
            where = posted_where(table)
            assert connection.execute(text(f"SELECT count(*) FROM {table} WHERE {where}")).scalar_one(), table
            assert NEVER in refused(connection, f"UPDATE {table} SET {change} WHERE {where}"), table
            assert NEVER in refused(connection, f"DELETE FROM {table} WHERE {where}"), table
        assert refused(connection, "UPDATE invoice SET customer_order = 'X' WHERE status = 'saved'") == ""
        assert refused(connection, "UPDATE invoice_line SET description = description") == ""
        assert refused(connection, "UPDATE stock_order SET version = version + 1") == ""


def test_put_in_place_again_they_are_the_same(counter: Counter, store: make.Store) -> None:
    if store == "postgresql":
        postgres.as_its_owner()
    with counter.db.engine.begin() as connection:
        before = guards.in_place(connection)
        guards.apply(connection)
        assert guards.in_place(connection) == before
        guards.lift(connection)
        assert guards.in_place(connection) == []
        guards.apply(connection)
        assert guards.in_place(connection) == before
    assert len(before) >= 2 * len(guards.POSTED) + len(guards.APPENDED)


# ---- a counter's role on a server


@pytest.fixture
def at_work(counter: Counter, request: pytest.FixtureRequest) -> Counter:
    """A counter as it works: on a server with a counter's rights, in a file as whoever has opened it."""
    return request.getfixturevalue("as_role") if counter.db.on_server else counter


def test_a_whole_day_works_and_what_was_posted_in_it_stays(at_work: Counter, counter: Counter) -> None:
    a_day(at_work)
    some_money(at_work)
    assert [(each.says, each.broken) for each in check.prove(at_work) if not each.holds] == []
    assert verifying.verify(at_work.db).broken == ""
    need_posted_rows_to_stay(counter)


@pytest.fixture
def as_role(counter: Counter, store: make.Store) -> Iterator[Counter]:
    """The counter of a new shop as it works on a server: with the rights that `migrate` gives, and no more."""
    if store == "sqlite":
        pytest.skip("a file has no roles")
    with in_the_role(counter) as made:
        yield made


def test_a_counters_rights_do_not_reach_what_is_posted(as_role: Counter, counter: Counter) -> None:
    part, debtor = a_part(as_role, "CAB-220", on_hand=5), a_debtor(as_role)
    invoicing.finalise(as_role, an_order_of(as_role, debtor, part, 1, 1), {})
    with as_role.db.engine.begin() as connection:
        for table in sorted(guards.APPENDED):
            key = next(iter(Base.metadata.tables[table].primary_key)).name
            for statement in (f"UPDATE {table} SET {key} = {key}", f"DELETE FROM {table}", f"TRUNCATE {table}"):
                said = NEVER if table in guards.LOCKED and statement.startswith("UPDATE") else "permission denied"
                assert said in refused(connection, statement), statement
        for table in guards.POSTED:
            assert "permission denied" in refused(connection, f"TRUNCATE {table} CASCADE")
        assert NEVER in refused(connection, "UPDATE invoice SET customer_order = 'another'")
        assert NEVER in refused(connection, "DELETE FROM invoice_line")
        for statement in (
            "CREATE TABLE mine (id int)",
            "ALTER TABLE audit DISABLE TRIGGER ALL",
            "DROP TRIGGER guard_audit ON audit",
            "DELETE FROM audit_head",
            "DELETE FROM debtor",
            "UPDATE alembic_version SET version_num = 'x'",
            "CREATE OR REPLACE FUNCTION guard_written() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        ):
            said = refused(connection, statement)
            assert "permission denied" in said or "must be owner" in said, statement
    with counter.db.engine.begin() as owner:
        owner.execute(text(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {ROLE}"))
    with as_role.db.engine.begin() as connection:
        for table in ("audit", "invoice", "invoice_line", "stock_movement", "journal_line", "debtor_entry"):
            assert NEVER in refused(connection, f"DELETE FROM {table}"), table
        assert NEVER in refused(connection, "UPDATE journal_line SET amount = amount + 1")
        assert NEVER in refused(connection, "TRUNCATE audit")


def test_a_table_in_front_of_the_chain_fools_no_guard(as_role: Counter) -> None:
    part, debtor = a_part(as_role, "CAB-220", on_hand=5), a_debtor(as_role)
    invoicing.finalise(as_role, an_order_of(as_role, debtor, part, 1, 1), {})
    with as_role.db.engine.begin() as connection:
        connection.execute(text("CREATE TEMPORARY TABLE audit (subject text, subject_key text, what text)"))
        assert NEVER in refused(connection, "UPDATE invoice SET customer_order = 'another'")


def test_a_role_that_is_not_there_is_told(counter: Counter, store: make.Store) -> None:
    if store == "sqlite":
        pytest.skip("a file has no roles")
    postgres.as_its_owner()
    with counter.db.engine.begin() as connection, pytest.raises(Refused, match="There is no role nobody_knows on this"):
        guards.apply(connection, "nobody_knows")
