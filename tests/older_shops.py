"""Shops as older versions of the program have left them."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from app.db import schema


def of_version(version: str, place: Path) -> Path:
    """A new file at `place` with a shop of this version of the tables, in which Kim works."""
    config = Config()
    config.set_main_option("script_location", str(schema._MIGRATIONS).replace("%", "%%"))
    engine = create_engine(f"sqlite:///{place}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        connection.execute(text("INSERT INTO operator (id, code, name) VALUES (1, 'KIM', 'Kim')"))
        connection.execute(text("INSERT INTO setting (name, value) VALUES ('shop_name', 'Bayside Parts')"))
    engine.dispose()
    return place
