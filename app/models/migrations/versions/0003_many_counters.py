"""Operators with PIN and role, and the chain of who did what."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Who worked here before is an owner without a PIN; the chain begins now."""
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    with op.batch_alter_table("operator") as operator:
        operator.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        operator.add_column(sa.Column("role", sa.String(length=20), nullable=False, server_default="owner"))
        operator.add_column(sa.Column("pin", sa.String(length=200), nullable=False, server_default=""))
        operator.add_column(sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true()))
        operator.create_check_constraint(
            op.f("ck_operator_role"), "role IN ('counter', 'parts manager', 'office', 'owner')"
        )
    op.create_table(
        "role_right",
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("right_to", sa.String(length=60), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("role", "right_to", name=op.f("pk_role_right")),
    )
    op.create_table(
        "audit",
        sa.Column("id", key, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("operator_id", key, nullable=False),
        sa.Column("what", sa.String(length=10), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("subject_key", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("before", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.CheckConstraint("what IN ('posted', 'made', 'changed', 'removed')", name=op.f("ck_audit_what")),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_audit_operator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_subject_subject_key_id"), "audit", ["subject", "subject_key", "id"], unique=False)
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", key, nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.bulk_insert(head, [{"id": 1, "last": 0, "seal": ""}])
    op.create_table(
        "backup_made",
        sa.Column("id", key, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.Column("file", sa.String(length=300), nullable=False),
        sa.Column("desk", sa.String(length=200), nullable=False),
        sa.Column("operator_id", key, nullable=False),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_backup_made_operator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup_made")),
    )
    op.create_index(op.f("ix_backup_made_day"), "backup_made", ["day"], unique=False)


def downgrade() -> None:
    """There is no way back: who did what is not thrown away."""
    raise NotImplementedError("who did what is not taken away again; restore the backup that was made before")
