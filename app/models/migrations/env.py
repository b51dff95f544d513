"""Runs the migrations on the connection that app/db.py hands over; it must not open one itself."""

from typing import Any, Literal

from alembic import context
from sqlalchemy.types import TypeDecorator

from app.models import Base


def _render(kind: str, item: Any, _autogenerate: Any) -> str | Literal[False]:
    # a step says how a column lies in the table, not how this version of the program reads it
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=_render,
)
context.run_migrations()
