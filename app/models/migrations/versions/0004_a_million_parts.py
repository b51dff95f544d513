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
    with op.batch_alter_table("backorder") as backorder:
        backorder.add_column(sa.Column("ordered_as", sa.String(length=60), nullable=False, server_default=""))
    with op.batch_alter_table("stock") as stock:
        stock.add_column(sa.Column("standing", sa.SmallInteger(), nullable=False, server_default="3"))
    _searched_by()
    _standing()
    op.create_index(op.f("ix_part_standing_key"), "part", ["standing", "key"], unique=False)
    op.create_index(op.f("ix_invoice_date"), "invoice", ["date"], unique=False)
    op.create_index(
        op.f("ix_part_superseded_by"),
        "part",
        ["superseded_by"],
        unique=False,
        sqlite_where=_SUPERSEDED,
        postgresql_where=_SUPERSEDED,
    )
    _long_lists()
    _price_files()


def _long_lists() -> None:
    """A ledger is read, and its balance told, in its index alone; what waits or was promised lies in its order."""
    for owner in ("debtor", "creditor"):
        op.drop_index(op.f(f"ix_{owner}_entry_{owner}_id"), table_name=f"{owner}_entry")
        columns = [f"{owner}_id", "date", "id", "amount"]
        op.create_index(op.f(f"ix_{owner}_entry_{'_'.join(columns)}"), f"{owner}_entry", columns, unique=False)
    for name, column in (("oldest", "queue_date"), ("promised", "promised")):
        op.create_index(
            f"ix_backorder_{name}_open",
            "backorder",
            [column, "id"],
            unique=False,
            sqlite_where=sa.text("open > 0"),
            postgresql_where=sa.text("open > 0"),
        )


def _price_files() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "price_import",
        sa.Column("id", key, nullable=False),
        sa.Column("creditor_id", key, nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("matching", sa.Text(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("undoes_id", key, nullable=True),
        sa.Column("operator_id", key, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["creditor_id"], ["creditor.id"], name=op.f("fk_price_import_creditor_id")),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_price_import_operator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_import")),
    )
    for column in ("creditor_id", "undoes_id"):
        op.create_index(op.f(f"ix_price_import_{column}"), "price_import", [column], unique=False)
    op.create_table(
        "price_import_change",
        sa.Column("import_id", key, nullable=False),
        sa.Column("part_id", key, autoincrement=False, nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["price_import.id"], name=op.f("fk_price_import_change_import_id")),
        sa.PrimaryKeyConstraint("import_id", "part_id", name=op.f("pk_price_import_change")),
    )
    op.create_index(op.f("ix_price_import_change_part_id"), "price_import_change", ["part_id"], unique=False)
    op.create_table(
        "price_import_made",
        sa.Column("import_id", key, nullable=False),
        sa.Column("first_part_id", key, autoincrement=False, nullable=False),
        sa.Column("last_part_id", key, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["price_import.id"], name=op.f("fk_price_import_made_import_id")),
        sa.PrimaryKeyConstraint("import_id", "first_part_id", name=op.f("pk_price_import_made")),
    )
    op.create_table(
        "price_matching",
        sa.Column("creditor_id", key, autoincrement=False, nullable=False),
        sa.Column("matching", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["creditor_id"], ["creditor.id"], name=op.f("fk_price_matching_creditor_id")),
        sa.PrimaryKeyConstraint("creditor_id", name=op.f("pk_price_matching")),
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
        "WHERE active AND EXISTS (SELECT 1 FROM stock WHERE stock.part_id = part.id)"
    )


def downgrade() -> None:
    """There is no way back; restore the backup that was made before."""
    raise NotImplementedError("the numbers of parts are searched otherwise now; restore the backup made before")
