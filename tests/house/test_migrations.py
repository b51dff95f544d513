"""The migrations make the very tables that the models describe."""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect

from app.db import latest_revision, open_database
from app.models import Base


def constraints(engine: Engine) -> dict[str, dict[str, str]]:
    """The checks of every table by name, which a comparison of the columns does not see."""
    look = inspect(engine)
    return {
        table: {str(check["name"]): " ".join(check["sqltext"].split()) for check in look.get_check_constraints(table)}
        for table in look.get_table_names()
        if table != "alembic_version"
    }


def test_migrated_tables_are_those_of_the_models(tmp_path: Path) -> None:
    database = open_database(tmp_path / "shop.db")
    try:
        assert database.revision() == latest_revision()
        with database.engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
        described = create_engine("sqlite://")
        Base.metadata.create_all(described)
        assert constraints(database.engine) == constraints(described)
        described.dispose()
    finally:
        database.close()
