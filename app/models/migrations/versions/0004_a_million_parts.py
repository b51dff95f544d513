"""What parts are searched by, which part takes the place of which, and price files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.rules import codes

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_AT_ONCE = 5_000
_PART = sa.table("part", sa.column("id"), sa.column("number"), sa.column("description"), sa.column("key"),
                 sa.column("words"))  # fmt: skip
_NUMBER = sa.table("part_number", sa.column("id"), sa.column("number"), sa.column("key"))
_SUPERSEDED = sa.text("superseded_by <> ''")
_YEAR_AGO = {"sqlite": "datetime('now', '-365 days')", "postgresql": "now() AT TIME ZONE 'UTC' - INTERVAL '365 days'"}


def upgrade() -> None:
    """Every part gets the words it is found by, its key anew (leading zeros are forgiven now), and its standing."""
    with op.batch_alter_table("part") as part:
        part.add_column(sa.Column("words", sa.Text(), nullable=False, server_default=""))
        part.add_column(sa.Column("standing", sa.SmallInteger(), nullable=False, server_default="3"))
        part.add_column(sa.Column("superseded_by", sa.String(length=60), nullable=False, server_default=""))
    with op.batch_alter_table("stock") as stock:
        stock.add_column(sa.Column("standing", sa.SmallInteger(), nullable=False, server_default="3"))
    _searched_by()
    _standing()
    op.create_index(op.f("ix_part_standing_key"), "part", ["standing", "key"], unique=False)
    op.create_index(
        op.f("ix_part_superseded_by"),
        "part",
        ["superseded_by"],
        unique=False,
        sqlite_where=_SUPERSEDED,
        postgresql_where=_SUPERSEDED,
    )


def _searched_by() -> None:
    connection = op.get_bind()
    done = 0
    of_some = sa.select(_PART.c.id, _PART.c.number, _PART.c.description).order_by(_PART.c.id).limit(_AT_ONCE)
    while rows := connection.execute(of_some.where(_PART.c.id > done)).all():
        connection.execute(
            sa.update(_PART)
            .where(_PART.c.id == sa.bindparam("part_id"))
            .values(key=sa.bindparam("new_key"), words=sa.bindparam("new_words")),
            [
                {"part_id": key, "new_key": codes.part_key(number), "new_words": " ".join(codes.words_of(description))}
                for key, number, description in rows
            ],
        )
        done = rows[-1].id
    with_zeros = sa.select(_NUMBER.c.id, _NUMBER.c.number).where(_NUMBER.c.key.like("0%"))
    changes = [{"number_id": key, "new_key": codes.part_key(number)} for key, number in connection.execute(with_zeros)]
    if changes:
        connection.execute(
            sa.update(_NUMBER).where(_NUMBER.c.id == sa.bindparam("number_id")).values(key=sa.bindparam("new_key")),
            changes,
        )


def _standing() -> None:
    """In stock first, then sold lately: 0 both, 1 in stock, 2 sold lately, 3 neither."""
    year_ago = _YEAR_AGO[op.get_bind().dialect.name]
    sold = (
        "EXISTS (SELECT 1 FROM stock_movement m "
        f"WHERE m.part_id = stock.part_id AND m.kind = 'sale' AND m.at >= {year_ago})"
    )
    op.execute(
        f"UPDATE stock SET standing = CASE WHEN on_hand > 0 THEN CASE WHEN {sold} THEN 0 ELSE 1 END "
        f"WHEN {sold} THEN 2 ELSE 3 END"
    )
    op.execute(
        "UPDATE part SET standing = (SELECT stock.standing FROM stock WHERE stock.part_id = part.id) "
        "WHERE EXISTS (SELECT 1 FROM stock WHERE stock.part_id = part.id)"
    )


def downgrade() -> None:
    """There is no way back; restore the backup that was made before."""
    raise NotImplementedError("the numbers of parts are searched otherwise now; restore the backup made before")
