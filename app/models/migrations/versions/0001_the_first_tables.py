"""the first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "creditor",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=60), nullable=False),
        sa.Column("phone_key", sa.String(length=60), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("abn", sa.String(length=20), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("our_account", sa.String(length=60), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("terms_days", sa.Integer(), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_creditor")),
        sa.UniqueConstraint("code", name=op.f("uq_creditor_code")),
    )
    with op.batch_alter_table("creditor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_creditor_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_creditor_phone_key"), ["phone_key"], unique=False)

    op.create_table(
        "next_number",
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("next", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_next_number")),
    )
    op.create_table(
        "operator",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operator")),
        sa.UniqueConstraint("code", name=op.f("uq_operator_code")),
    )
    op.create_table(
        "price_group",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_group")),
        sa.UniqueConstraint("code", name=op.f("uq_price_group_code")),
    )
    op.create_table(
        "pricing_structure",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pricing_structure")),
        sa.UniqueConstraint("name", name=op.f("uq_pricing_structure_name")),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "answer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("document_kind", sa.String(length=30), nullable=False),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("question", sa.String(length=60), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_answer_operator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_answer_document_kind_document_id"), ["document_kind", "document_id"], unique=False
        )

    op.create_table(
        "creditor_invoice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("draft_key", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("reference", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("creditor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("their_number", sa.String(length=60), nullable=False),
        sa.Column("their_key", sa.String(length=60), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("freight", sa.BigInteger(), nullable=False),
        sa.Column("gst", sa.BigInteger(), nullable=False),
        sa.Column("gst_rounding", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("processed_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(status = 'processed') = (number IS NOT NULL)", name=op.f("ck_creditor_invoice_numbered_when_processed")
        ),
        sa.CheckConstraint("status IN ('saved', 'processed', 'deleted')", name=op.f("ck_creditor_invoice_status")),
        sa.ForeignKeyConstraint(["creditor_id"], ["creditor.id"], name=op.f("fk_creditor_invoice_creditor_id")),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_creditor_invoice_operator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_creditor_invoice")),
        sa.UniqueConstraint("draft_key", name=op.f("uq_creditor_invoice_draft_key")),
        sa.UniqueConstraint("number", name=op.f("uq_creditor_invoice_number")),
    )
    with op.batch_alter_table("creditor_invoice", schema=None) as batch_op:
        batch_op.create_index(
            "uq_creditor_invoice_their_key",
            ["creditor_id", "their_key"],
            unique=True,
            sqlite_where=sa.text("status <> 'deleted'"),
            postgresql_where=sa.text("status <> 'deleted'"),
        )

    op.create_table(
        "debtor",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=60), nullable=False),
        sa.Column("phone_key", sa.String(length=60), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("abn", sa.String(length=20), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("use_backorders", sa.Boolean(), nullable=False),
        sa.Column("backorder_mode", sa.String(length=10), nullable=False),
        sa.Column("ship_rule", sa.String(length=20), nullable=False),
        sa.Column("price_at_filling", sa.String(length=20), nullable=True),
        sa.Column("structure_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("credit_limit", sa.BigInteger(), nullable=True),
        sa.Column("stop_credit", sa.Boolean(), nullable=False),
        sa.Column("terms_days", sa.Integer(), nullable=False),
        sa.Column("invoice_by", sa.String(length=10), nullable=False),
        sa.CheckConstraint("backorder_mode IN ('ask', 'automatic')", name=op.f("ck_debtor_backorder_mode")),
        sa.CheckConstraint("kind IN ('account', 'cash')", name=op.f("ck_debtor_kind")),
        sa.CheckConstraint(
            "ship_rule IN ('any', 'complete lines', 'complete order')", name=op.f("ck_debtor_ship_rule")
        ),
        sa.ForeignKeyConstraint(["structure_id"], ["pricing_structure.id"], name=op.f("fk_debtor_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debtor")),
        sa.UniqueConstraint("code", name=op.f("uq_debtor_code")),
    )
    with op.batch_alter_table("debtor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_debtor_abn"), ["abn"], unique=False)
        batch_op.create_index(batch_op.f("ix_debtor_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_debtor_phone_key"), ["phone_key"], unique=False)

    op.create_table(
        "paper_run",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("document_kind", sa.String(length=30), nullable=False),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sheet", sa.String(length=30), nullable=False),
        sa.Column("how", sa.String(length=30), nullable=False),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_paper_run_operator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_run")),
    )
    with op.batch_alter_table("paper_run", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_paper_run_document_kind_document_id"), ["document_kind", "document_id"], unique=False
        )

    op.create_table(
        "part",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("creditor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("price_group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("list_price", sa.BigInteger(), nullable=False),
        sa.Column("gst_free", sa.Boolean(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("whole_units", sa.Boolean(), nullable=False),
        sa.Column("no_backorders", sa.Boolean(), nullable=False),
        sa.Column("bin", sa.String(length=30), nullable=False),
        sa.Column("minimum", sa.BigInteger(), nullable=False),
        sa.Column("maximum", sa.BigInteger(), nullable=False),
        sa.Column("pack", sa.BigInteger(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind IN ('stock', 'charge', 'catalogue')", name=op.f("ck_part_kind")),
        sa.ForeignKeyConstraint(["creditor_id"], ["creditor.id"], name=op.f("fk_part_creditor_id")),
        sa.ForeignKeyConstraint(["price_group_id"], ["price_group.id"], name=op.f("fk_part_price_group_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part")),
        sa.UniqueConstraint("number", name=op.f("uq_part_number")),
    )
    with op.batch_alter_table("part", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_part_creditor_id"), ["creditor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_part_description"), ["description"], unique=False)
        batch_op.create_index(batch_op.f("ix_part_key"), ["key"], unique=False)

    op.create_table(
        "pricing_rule",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("structure_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("price_group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("basis", sa.String(length=10), nullable=False),
        sa.Column("percent", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("basis IN ('list', 'cost')", name=op.f("ck_pricing_rule_basis")),
        sa.ForeignKeyConstraint(["price_group_id"], ["price_group.id"], name=op.f("fk_pricing_rule_price_group_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["pricing_structure.id"], name=op.f("fk_pricing_rule_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pricing_rule")),
        sa.UniqueConstraint("structure_id", "price_group_id", name=op.f("uq_pricing_rule_structure_id_price_group_id")),
    )
    op.create_table(
        "stock_order",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("draft_key", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=15), nullable=False),
        sa.Column("reference", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("creditor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("their_reference", sa.String(length=60), nullable=False),
        sa.Column("expected", sa.Date(), nullable=True),
        sa.Column("delivery", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("finalised_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(status IN ('saved', 'deleted')) = (number IS NULL)", name=op.f("ck_stock_order_numbered_when_finalised")
        ),
        sa.CheckConstraint(
            "status IN ('saved', 'finalised', 'complete', 'closed short', 'deleted')",
            name=op.f("ck_stock_order_status"),
        ),
        sa.ForeignKeyConstraint(["creditor_id"], ["creditor.id"], name=op.f("fk_stock_order_creditor_id")),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_stock_order_operator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_order")),
        sa.UniqueConstraint("draft_key", name=op.f("uq_stock_order_draft_key")),
        sa.UniqueConstraint("number", name=op.f("uq_stock_order_number")),
    )
    with op.batch_alter_table("stock_order", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stock_order_creditor_id_status"), ["creditor_id", "status"], unique=False)

    op.create_table(
        "backorder",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("debtor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("part_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("filled", sa.BigInteger(), nullable=False),
        sa.Column("cancelled", sa.BigInteger(), nullable=False),
        sa.Column("open", sa.BigInteger(), nullable=False),
        sa.Column("allocated", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("customer_order", sa.String(length=60), nullable=False),
        sa.Column("delivery_address", sa.Text(), nullable=False),
        sa.Column("queue_date", sa.DateTime(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("hold_reason", sa.String(length=200), nullable=False),
        sa.Column("promised", sa.Date(), nullable=True),
        sa.Column("special_order", sa.Boolean(), nullable=False),
        sa.CheckConstraint("allocated >= 0 AND allocated <= open", name=op.f("ck_backorder_allocated")),
        sa.CheckConstraint("filled >= 0 AND cancelled >= 0 AND open >= 0", name=op.f("ck_backorder_not_negative")),
        sa.CheckConstraint("quantity = filled + cancelled + open", name=op.f("ck_backorder_quantity")),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtor.id"], name=op.f("fk_backorder_debtor_id")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_backorder_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backorder")),
    )
    with op.batch_alter_table("backorder", schema=None) as batch_op:
        batch_op.create_index(
            "ix_backorder_debtor_open",
            ["debtor_id"],
            unique=False,
            sqlite_where=sa.text("open > 0"),
            postgresql_where=sa.text("open > 0"),
        )
        batch_op.create_index(
            "ix_backorder_part_open",
            ["part_id"],
            unique=False,
            sqlite_where=sa.text("open > 0"),
            postgresql_where=sa.text("open > 0"),
        )

    op.create_table(
        "creditor_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("creditor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("creditor_invoice_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["creditor_id"], ["creditor.id"], name=op.f("fk_creditor_entry_creditor_id")),
        sa.ForeignKeyConstraint(
            ["creditor_invoice_id"], ["creditor_invoice.id"], name=op.f("fk_creditor_entry_creditor_invoice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_creditor_entry")),
    )
    with op.batch_alter_table("creditor_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_creditor_entry_creditor_id"), ["creditor_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_creditor_entry_creditor_invoice_id"), ["creditor_invoice_id"], unique=False
        )

    op.create_table(
        "delivery_address",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("debtor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtor.id"], name=op.f("fk_delivery_address_debtor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_address")),
    )
    with op.batch_alter_table("delivery_address", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_address_debtor_id"), ["debtor_id"], unique=False)

    op.create_table(
        "invoice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("draft_key", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("reference", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("debtor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("expires", sa.Date(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=60), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("abn", sa.String(length=20), nullable=False),
        sa.Column("customer_order", sa.String(length=60), nullable=False),
        sa.Column("delivery_address", sa.Text(), nullable=False),
        sa.Column("salesperson", sa.String(length=80), nullable=False),
        sa.Column("gst_per_line", sa.Boolean(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("gst", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("finalised_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(status = 'finalised') = (number IS NOT NULL)", name=op.f("ck_invoice_numbered_when_finalised")
        ),
        sa.CheckConstraint("kind IN ('invoice', 'quote')", name=op.f("ck_invoice_kind")),
        sa.CheckConstraint("status IN ('saved', 'finalised', 'deleted', 'invoiced')", name=op.f("ck_invoice_status")),
        sa.CheckConstraint("total = amount + gst", name=op.f("ck_invoice_total")),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtor.id"], name=op.f("fk_invoice_debtor_id")),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_invoice_operator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sa.UniqueConstraint("draft_key", name=op.f("uq_invoice_draft_key")),
        sa.UniqueConstraint("kind", "number", name=op.f("uq_invoice_kind_number")),
    )
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invoice_debtor_id_status"), ["debtor_id", "status"], unique=False)
        batch_op.create_index(batch_op.f("ix_invoice_status_kind"), ["status", "kind"], unique=False)

    op.create_table(
        "part_number",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("part_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.CheckConstraint("kind IN ('old', 'supplier', 'customer', 'barcode')", name=op.f("ck_part_number_kind")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_part_number_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_number")),
        sa.UniqueConstraint("part_id", "kind", "number", name=op.f("uq_part_number_part_id_kind_number")),
    )
    with op.batch_alter_table("part_number", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_part_number_key"), ["key"], unique=False)

    op.create_table(
        "quantity_break",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("part_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("minimum", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_quantity_break_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quantity_break")),
        sa.UniqueConstraint("part_id", "minimum", name=op.f("uq_quantity_break_part_id_minimum")),
    )
    op.create_table(
        "special_price",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("debtor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("part_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtor.id"], name=op.f("fk_special_price_debtor_id")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_special_price_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_special_price")),
        sa.UniqueConstraint("debtor_id", "part_id", name=op.f("uq_special_price_debtor_id_part_id")),
    )
    with op.batch_alter_table("special_price", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_special_price_part_id"), ["part_id"], unique=False)

    op.create_table(
        "stock",
        sa.Column("part_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("on_hand", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("committed", sa.BigInteger(), nullable=False),
        sa.Column("allocated", sa.BigInteger(), nullable=False),
        sa.Column("on_order", sa.BigInteger(), nullable=False),
        sa.Column("last_cost", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("allocated >= 0", name=op.f("ck_stock_allocated")),
        sa.CheckConstraint("committed >= 0", name=op.f("ck_stock_committed")),
        sa.CheckConstraint("on_hand > 0 OR value = 0", name=op.f("ck_stock_empty_shelf_has_no_value")),
        sa.CheckConstraint("on_order >= 0", name=op.f("ck_stock_on_order")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_stock_part_id")),
        sa.PrimaryKeyConstraint("part_id", name=op.f("pk_stock")),
    )
    op.create_table(
        "stock_movement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("part_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("document_kind", sa.String(length=30), nullable=False),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_stock_movement_operator_id")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_stock_movement_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_movement")),
    )
    with op.batch_alter_table("stock_movement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_stock_movement_document_kind_document_id"), ["document_kind", "document_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_stock_movement_part_id_id"), ["part_id", "id"], unique=False)

    op.create_table(
        "stock_order_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supplier_number", sa.String(length=60), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("closed", sa.BigInteger(), nullable=False),
        sa.Column("outstanding", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity = received + closed + outstanding", name=op.f("ck_stock_order_line_quantity")),
        sa.CheckConstraint(
            "received >= 0 AND closed >= 0 AND outstanding >= 0", name=op.f("ck_stock_order_line_not_negative")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["stock_order.id"], name=op.f("fk_stock_order_line_order_id")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_stock_order_line_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_order_line")),
    )
    with op.batch_alter_table("stock_order_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stock_order_line_order_id"), ["order_id"], unique=False)
        batch_op.create_index(
            "ix_stock_order_line_part_outstanding",
            ["part_id"],
            unique=False,
            sqlite_where=sa.text("outstanding > 0"),
            postgresql_where=sa.text("outstanding > 0"),
        )

    op.create_table(
        "allocation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("backorder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("others", sa.Integer(), nullable=False),
        sa.Column("document_kind", sa.String(length=30), nullable=False),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["backorder_id"], ["backorder.id"], name=op.f("fk_allocation_backorder_id")),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_allocation_operator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation")),
    )
    with op.batch_alter_table("allocation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_allocation_backorder_id_id"), ["backorder_id", "id"], unique=False)

    op.create_table(
        "backorder_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("backorder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["backorder_id"], ["backorder.id"], name=op.f("fk_backorder_event_backorder_id")),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_backorder_event_operator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backorder_event")),
    )
    with op.batch_alter_table("backorder_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_backorder_event_backorder_id_id"), ["backorder_id", "id"], unique=False)

    op.create_table(
        "creditor_invoice_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("invoice_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("billed", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("gst_rate", sa.BigInteger(), nullable=False),
        sa.Column("new_list_price", sa.BigInteger(), nullable=True),
        sa.Column("close_remainder", sa.Boolean(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("freight", sa.BigInteger(), nullable=False),
        sa.Column("stock_value", sa.BigInteger(), nullable=False),
        sa.Column("claim", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("billed >= 0 AND received >= 0", name=op.f("ck_creditor_invoice_line_not_negative")),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["creditor_invoice.id"], name=op.f("fk_creditor_invoice_line_invoice_id")
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["stock_order_line.id"], name=op.f("fk_creditor_invoice_line_order_line_id")
        ),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_creditor_invoice_line_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_creditor_invoice_line")),
    )
    with op.batch_alter_table("creditor_invoice_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_creditor_invoice_line_invoice_id"), ["invoice_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_creditor_invoice_line_order_line_id"), ["order_line_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_creditor_invoice_line_part_id"), ["part_id"], unique=False)

    op.create_table(
        "debtor_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("debtor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("invoice_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtor.id"], name=op.f("fk_debtor_entry_debtor_id")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_debtor_entry_invoice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debtor_entry")),
    )
    with op.batch_alter_table("debtor_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_debtor_entry_debtor_id"), ["debtor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_debtor_entry_invoice_id"), ["invoice_id"], unique=False)

    op.create_table(
        "invoice_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("invoice_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("part_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("struck", sa.Boolean(), nullable=False),
        sa.Column("ordered", sa.BigInteger(), nullable=False),
        sa.Column("supplied", sa.BigInteger(), nullable=False),
        sa.Column("backordered", sa.BigInteger(), nullable=False),
        sa.Column("cancelled", sa.BigInteger(), nullable=False),
        sa.Column("filled_here", sa.BigInteger(), nullable=False),
        sa.Column("lost_because", sa.String(length=20), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("price_from", sa.String(length=30), nullable=False),
        sa.Column("price_was", sa.BigInteger(), nullable=True),
        sa.Column("priced_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("gst_rate", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("gst", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("begins_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("fills_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("(kind = 'comment') = (part_id IS NULL)", name=op.f("ck_invoice_line_comment_has_no_part")),
        sa.CheckConstraint("kind IN ('part', 'charge', 'comment')", name=op.f("ck_invoice_line_kind")),
        sa.CheckConstraint("filled_here >= 0 AND filled_here <= supplied", name=op.f("ck_invoice_line_filled_here")),
        sa.CheckConstraint(
            "fills_id IS NULL OR (backordered = 0 AND cancelled = 0)", name=op.f("ck_invoice_line_fill_is_supplied")
        ),
        sa.CheckConstraint("ordered = supplied + backordered + cancelled", name=op.f("ck_invoice_line_ordered")),
        sa.CheckConstraint(
            "supplied >= 0 AND backordered >= 0 AND cancelled >= 0", name=op.f("ck_invoice_line_not_negative")
        ),
        sa.ForeignKeyConstraint(["begins_id"], ["backorder.id"], name=op.f("fk_invoice_line_begins_id")),
        sa.ForeignKeyConstraint(["fills_id"], ["backorder.id"], name=op.f("fk_invoice_line_fills_id")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_line_invoice_id")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_invoice_line_part_id")),
        sa.ForeignKeyConstraint(["priced_by_id"], ["operator.id"], name=op.f("fk_invoice_line_priced_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_line")),
        sa.UniqueConstraint("begins_id", name=op.f("uq_invoice_line_begins_id")),
    )
    with op.batch_alter_table("invoice_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invoice_line_fills_id"), ["fills_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invoice_line_invoice_id"), ["invoice_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invoice_line_part_id"), ["part_id"], unique=False)

    op.create_table(
        "lost_sale",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("part_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("debtor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("invoice_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtor.id"], name=op.f("fk_lost_sale_debtor_id")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_lost_sale_invoice_id")),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_lost_sale_operator_id")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_lost_sale_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lost_sale")),
    )
    with op.batch_alter_table("lost_sale", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lost_sale_debtor_id"), ["debtor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lost_sale_part_id"), ["part_id"], unique=False)

    op.create_table(
        "meant_for",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("backorder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("delivered", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("delivered >= 0 AND delivered <= quantity", name=op.f("ck_meant_for_delivered")),
        sa.ForeignKeyConstraint(["backorder_id"], ["backorder.id"], name=op.f("fk_meant_for_backorder_id")),
        sa.ForeignKeyConstraint(["order_line_id"], ["stock_order_line.id"], name=op.f("fk_meant_for_order_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meant_for")),
        sa.UniqueConstraint("order_line_id", "backorder_id", name=op.f("uq_meant_for_order_line_id_backorder_id")),
    )
    with op.batch_alter_table("meant_for", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meant_for_backorder_id"), ["backorder_id"], unique=False)

    op.create_table(
        "tender",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("invoice_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("given", sa.BigInteger(), nullable=False),
        sa.Column("rounding", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_tender_invoice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tender")),
    )
    with op.batch_alter_table("tender", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tender_invoice_id"), ["invoice_id"], unique=False)

    op.create_table(
        "settlement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("charge_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("payment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_settlement_amount")),
        sa.ForeignKeyConstraint(["charge_id"], ["debtor_entry.id"], name=op.f("fk_settlement_charge_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["debtor_entry.id"], name=op.f("fk_settlement_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement")),
    )
    with op.batch_alter_table("settlement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_settlement_charge_id"), ["charge_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_settlement_payment_id"), ["payment_id"], unique=False)


def downgrade() -> None:
    """Take them away."""
    with op.batch_alter_table("settlement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_settlement_payment_id"))
        batch_op.drop_index(batch_op.f("ix_settlement_charge_id"))

    op.drop_table("settlement")
    with op.batch_alter_table("tender", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tender_invoice_id"))

    op.drop_table("tender")
    with op.batch_alter_table("meant_for", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meant_for_backorder_id"))

    op.drop_table("meant_for")
    with op.batch_alter_table("lost_sale", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lost_sale_part_id"))
        batch_op.drop_index(batch_op.f("ix_lost_sale_debtor_id"))

    op.drop_table("lost_sale")
    with op.batch_alter_table("invoice_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invoice_line_part_id"))
        batch_op.drop_index(batch_op.f("ix_invoice_line_invoice_id"))
        batch_op.drop_index(batch_op.f("ix_invoice_line_fills_id"))

    op.drop_table("invoice_line")
    with op.batch_alter_table("debtor_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_debtor_entry_invoice_id"))
        batch_op.drop_index(batch_op.f("ix_debtor_entry_debtor_id"))

    op.drop_table("debtor_entry")
    with op.batch_alter_table("creditor_invoice_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_creditor_invoice_line_part_id"))
        batch_op.drop_index(batch_op.f("ix_creditor_invoice_line_order_line_id"))
        batch_op.drop_index(batch_op.f("ix_creditor_invoice_line_invoice_id"))

    op.drop_table("creditor_invoice_line")
    with op.batch_alter_table("backorder_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_backorder_event_backorder_id_id"))

    op.drop_table("backorder_event")
    with op.batch_alter_table("allocation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_allocation_backorder_id_id"))

    op.drop_table("allocation")
    with op.batch_alter_table("stock_order_line", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_stock_order_line_part_outstanding",
            sqlite_where=sa.text("outstanding > 0"),
            postgresql_where=sa.text("outstanding > 0"),
        )
        batch_op.drop_index(batch_op.f("ix_stock_order_line_order_id"))

    op.drop_table("stock_order_line")
    with op.batch_alter_table("stock_movement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stock_movement_part_id_id"))
        batch_op.drop_index(batch_op.f("ix_stock_movement_document_kind_document_id"))

    op.drop_table("stock_movement")
    op.drop_table("stock")
    with op.batch_alter_table("special_price", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_special_price_part_id"))

    op.drop_table("special_price")
    op.drop_table("quantity_break")
    with op.batch_alter_table("part_number", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_part_number_key"))

    op.drop_table("part_number")
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invoice_status_kind"))
        batch_op.drop_index(batch_op.f("ix_invoice_debtor_id_status"))

    op.drop_table("invoice")
    with op.batch_alter_table("delivery_address", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delivery_address_debtor_id"))

    op.drop_table("delivery_address")
    with op.batch_alter_table("creditor_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_creditor_entry_creditor_invoice_id"))
        batch_op.drop_index(batch_op.f("ix_creditor_entry_creditor_id"))

    op.drop_table("creditor_entry")
    with op.batch_alter_table("backorder", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_backorder_part_open", sqlite_where=sa.text("open > 0"), postgresql_where=sa.text("open > 0")
        )
        batch_op.drop_index(
            "ix_backorder_debtor_open", sqlite_where=sa.text("open > 0"), postgresql_where=sa.text("open > 0")
        )

    op.drop_table("backorder")
    with op.batch_alter_table("stock_order", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stock_order_creditor_id_status"))

    op.drop_table("stock_order")
    op.drop_table("pricing_rule")
    with op.batch_alter_table("part", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_part_key"))
        batch_op.drop_index(batch_op.f("ix_part_description"))
        batch_op.drop_index(batch_op.f("ix_part_creditor_id"))

    op.drop_table("part")
    with op.batch_alter_table("paper_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paper_run_document_kind_document_id"))

    op.drop_table("paper_run")
    with op.batch_alter_table("debtor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_debtor_phone_key"))
        batch_op.drop_index(batch_op.f("ix_debtor_name"))
        batch_op.drop_index(batch_op.f("ix_debtor_abn"))

    op.drop_table("debtor")
    with op.batch_alter_table("creditor_invoice", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_creditor_invoice_their_key",
            sqlite_where=sa.text("status <> 'deleted'"),
            postgresql_where=sa.text("status <> 'deleted'"),
        )

    op.drop_table("creditor_invoice")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_document_kind_document_id"))

    op.drop_table("answer")
    op.drop_table("setting")
    op.drop_table("pricing_structure")
    op.drop_table("price_group")
    op.drop_table("operator")
    op.drop_table("next_number")
    with op.batch_alter_table("creditor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_creditor_phone_key"))
        batch_op.drop_index(batch_op.f("ix_creditor_name"))

    op.drop_table("creditor")
