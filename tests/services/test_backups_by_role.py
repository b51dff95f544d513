"""A backup of a server's shop by who may not make databases there: it is made and compared all the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from app import paths
from app.db import open_database
from app.rules.faults import Refused
from app.services import setup
from app.services.counter import Counter
from app.services.upkeep import backups, backups_folder, backups_restore
from app.services.upkeep.backups_folder import Folders
from tests import make
from tests.services.counters_role import in_the_role

OWNER = "owner_without_createdb"


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    (tmp_path / "backups").mkdir()
    return Folders(tmp_path / "backups")


@pytest.fixture
def as_role(counter: Counter, store: make.Store) -> Iterator[Counter]:
    if store == "sqlite":
        pytest.skip("a file has no roles")
    with in_the_role(counter) as made:
        yield made


@pytest.fixture
def as_owner(counter: Counter, store: make.Store) -> Iterator[Counter]:
    """The shop as the owner of its tables works in it, who may not make a database."""
    if store == "sqlite":
        pytest.skip("a file has no roles")
    with counter.db.engine.begin() as connection:
        was = connection.execute(text("SELECT current_user")).scalar_one()
        connection.execute(text(f"CREATE ROLE {OWNER} LOGIN"))
        connection.execute(text(f"GRANT CREATE ON SCHEMA public TO {OWNER}"))
        tables = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars().all()
        for table in tables:
            connection.execute(text(f'ALTER TABLE "{table}" OWNER TO {OWNER}'))
    db = open_database(make_url(make.place_of(counter)).set(username=OWNER).render_as_string(hide_password=False))
    yield setup.open_counter(db, counter.clock)
    db.close()
    with counter.db.engine.begin() as connection:
        connection.execute(text(f'REASSIGN OWNED BY {OWNER} TO "{was}"'))
        connection.execute(text(f"DROP OWNED BY {OWNER}"))
        connection.execute(text(f"DROP ROLE {OWNER}"))


def made_and_compared(counter: Counter, folders: Folders) -> Path:
    make.a_debtor(counter, code="MILLER")
    make.a_part(counter, "CAB-220", on_hand=5)
    done = backups.make(counter, folders=folders)
    assert done is not None and done.remarks == ()
    found = backups_folder.proved(done.backup.path)
    assert found.state == "good" and found.manifest is not None
    compared = backups_restore.compare(counter, done.backup.path)
    # that it was made is noted after it
    assert [each.what for each in compared.lines if each.differs] in ([], ["Backups made"])
    return done.backup.path


def why_not(counter: Counter, path: Path) -> str:
    with pytest.raises(Refused) as fault:
        backups_restore.may_restore(counter, path)
    return fault.value.sentence


def test_a_counter_makes_one_and_is_told_who_restores(as_role: Counter, folders: Folders) -> None:
    path = made_and_compared(as_role, folders)
    command = paths.typed(f"restore {path.name} --database …")
    assert f"“{command}” with the owner's address" in why_not(as_role, path)


def test_an_owner_without_the_right_makes_one_and_is_told_what_restoring_needs(
    as_owner: Counter, folders: Folders
) -> None:
    said = why_not(as_owner, made_and_compared(as_owner, folders))
    assert f"ALTER ROLE {OWNER} CREATEDB;" in said and "administrator" in said
