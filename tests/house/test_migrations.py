"""The migrations make the very tables that the models describe, and carry the rows of a shop over."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Boolean, Column, Date, DateTime, Engine, Integer, MetaData, create_engine, func, inspect, select

from app import db
from app.db import latest_revision, open_database
from app.models import Base, migrations, search_index
from app.rules.faults import Unavailable

FIRST = "0001"
MIGRATIONS = Path(migrations.__file__).parent
NEXT_STEP = """
from alembic import op

revision, down_revision, branch_labels, depends_on = "9999", {head!r}, None, None


def upgrade() -> None:
    op.execute({statement!r})
"""


def constraints(engine: Engine) -> dict[str, dict[str, str]]:
    """The checks of every table by name, which a comparison of the columns does not see."""
    look = inspect(engine)
    return {
        table: {str(check["name"]): " ".join(check["sqltext"].split()) for check in look.get_check_constraints(table)}
        for table in look.get_table_names()
        if table != "alembic_version" and not search_index.is_part_of_it(table)
    }


def is_of_the_models(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "table" or not search_index.is_part_of_it(name or "")


def test_migrated_tables_are_those_of_the_models(tmp_path: Path) -> None:
    database = open_database(tmp_path / "shop.db")
    try:
        assert db.revision(database) == latest_revision()
        with database.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"include_name": is_of_the_models})
            assert compare_metadata(context, Base.metadata) == []
        described = create_engine("sqlite://")
        Base.metadata.create_all(described)
        assert constraints(database.engine) == constraints(described)
        described.dispose()
    finally:
        database.close()


def a_row(table: str, engine: Engine, columns: list[Column[Any]]) -> dict[str, Any]:
    """Values that the table takes: whatever refers to something refers to the first row of that."""
    checks = " AND ".join(str(check["sqltext"]) for check in inspect(engine).get_check_constraints(table))
    allowed = dict(re.findall(r"(\w+) IN \('([^']*)'", checks))
    above_zero = set(re.findall(r"(\w+) > 0", checks)) - {"on_hand"}
    row: dict[str, Any] = {}
    for column in columns:
        if (column.primary_key and isinstance(column.type, Integer)) or column.foreign_keys:
            row[column.name] = 1
        elif column.nullable:
            row[column.name] = None
        elif isinstance(column.type, Boolean):
            row[column.name] = False
        elif isinstance(column.type, DateTime):
            row[column.name] = dt.datetime(2026, 11, 16, 9, 30)  # noqa: DTZ001 – as it lies in the table
        elif isinstance(column.type, Date):
            row[column.name] = dt.date(2026, 11, 16)
        elif isinstance(column.type, Integer):
            row[column.name] = int(column.name in above_zero)
        else:
            row[column.name] = allowed.get(column.name, "x")
    return row


def filled_at_the_first_revision(place: Path) -> dict[str, int]:
    """A file of the first revision with a row in each table; how many rows each has."""
    engine = create_engine(f"sqlite:///{place}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, FIRST)
    tables = MetaData()
    tables.reflect(engine)
    with engine.begin() as connection:
        for table in tables.tables.values():
            if table.name != "alembic_version":
                connection.execute(table.insert().values(a_row(table.name, engine, list(table.columns))))
    engine.dispose()
    return dict.fromkeys(tables.tables, 1)


def rows_in(engine: Engine) -> dict[str, int]:
    tables = MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        return {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in tables.tables.items()
            if not search_index.is_part_of_it(name)
        }


def rows_of(tables: Iterable[str], engine: Engine) -> dict[str, int | None]:
    now = rows_in(engine)
    return {name: now.get(name) for name in tables}


def test_a_row_of_each_first_table_comes_through_all_migrations(tmp_path: Path) -> None:
    there = filled_at_the_first_revision(tmp_path / "shop.db")
    database = open_database(tmp_path / "shop.db")
    try:
        assert db.revision(database) == latest_revision()
        assert rows_of(there, database.engine) == there
    finally:
        database.close()


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO debtor SELECT * FROM debtor",
        "INSERT INTO debtor (shoe_size) VALUES (1)",
    ],
    ids=["the rows break a constraint", "the tables are others"],
)
def test_a_migration_that_fails_says_so_and_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    there = filled_at_the_first_revision(tmp_path / "shop.db")
    open_database(tmp_path / "shop.db").close()
    newer = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, newer, ignore=shutil.ignore_patterns("__pycache__"))
    step = NEXT_STEP.format(head=latest_revision(), statement=statement)
    (newer / "versions" / "9999_the_next.py").write_text(step, encoding="utf-8")
    was = latest_revision()
    with monkeypatch.context() as patched:
        patched.setattr(db.schema, "_MIGRATIONS", newer)
        with pytest.raises(Unavailable, match=r"shop\.db could not be brought to this version"):
            open_database(tmp_path / "shop.db")
    database = open_database(tmp_path / "shop.db")
    try:
        assert db.revision(database) == was
        assert rows_of(there, database.engine) == there
    finally:
        database.close()
