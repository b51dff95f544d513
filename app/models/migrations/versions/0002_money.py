"""Money: deposits, credits, receipts and payments, the journal, counts of stock, the hand-over and e-mail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_REFERENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the new tables, then bring the old ones and their rows to the new form."""
    _new_tables()
    _debtors()
    _ledgers()
    _invoice_lines()
    _creditor_invoices()
    _tenders()
    _backorders()


def _debtors() -> None:
    with op.batch_alter_table("debtor") as debtor:
        debtor.add_column(sa.Column("charge_deposits", sa.String(10)))
        debtor.add_column(sa.Column("statement_by", sa.String(10), nullable=False, server_default="print"))
        _checks(
            debtor,
            new={
                "ck_debtor_charge_deposits": "charge_deposits IN ('never', 'ask', 'always')",
                "ck_debtor_statement_by": "statement_by IN ('print', 'email', 'none')",
            },
        )


def _ledgers() -> None:
    _names("debtor_entry", credit_id="credit", receipt_id="debtor_receipt")
    _names("settlement", receipt_id="debtor_receipt")
    _names("creditor_entry", creditor_credit_id="creditor_credit", creditor_payment_id="creditor_payment")
    with op.batch_alter_table("creditor_entry") as entry:
        entry.add_column(sa.Column("reference", sa.String(60), nullable=False, server_default=""))


def _names(table: str, **columns: str) -> None:
    """Columns that may name a row of another table, each with an index."""
    with op.batch_alter_table(table) as batch:
        for column, other in columns.items():
            batch.add_column(sa.Column(column, _REFERENCE))
            batch.create_foreign_key(f"fk_{table}_{column}", other, [column], ["id"])
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def _invoice_lines() -> None:
    with op.batch_alter_table("invoice_line") as line:
        line.add_column(sa.Column("deposit_id", _REFERENCE))
        line.add_column(sa.Column("deposit_of", sa.Integer()))
        line.add_column(sa.Column("deposited", sa.BigInteger(), nullable=False, server_default="0"))
        line.add_column(sa.Column("gst_inside", sa.BigInteger(), nullable=False, server_default="0"))
        line.create_foreign_key("fk_invoice_line_deposit_id", "deposit", ["deposit_id"], ["id"])
        _checks(
            line,
            gone=("ck_invoice_line_kind", "ck_invoice_line_comment_has_no_part"),
            new={
                "ck_invoice_line_kind": "kind IN ('part', 'charge', 'comment', 'deposit')",
                "ck_invoice_line_words_have_no_part": "(kind IN ('comment', 'deposit')) = (part_id IS NULL)",
                "ck_invoice_line_deposit_is_named": "(kind = 'deposit') = (deposit_id IS NOT NULL)",
            },
        )
    op.create_index("ix_invoice_line_deposit_id", "invoice_line", ["deposit_id"])


def _creditor_invoices() -> None:
    live = sa.text("status NOT IN ('deleted', 'undone')")
    op.drop_index("uq_creditor_invoice_their_key", "creditor_invoice")
    with op.batch_alter_table("creditor_invoice") as invoice:
        _checks(
            invoice,
            gone=("ck_creditor_invoice_status", "ck_creditor_invoice_numbered_when_processed"),
            new={
                "ck_creditor_invoice_status": "status IN ('saved', 'processed', 'deleted', 'undone')",
                "ck_creditor_invoice_numbered_when_processed": (
                    "(status IN ('processed', 'undone')) = (number IS NOT NULL)"
                ),
            },
        )
    op.create_index(
        "uq_creditor_invoice_their_key",
        "creditor_invoice",
        ["creditor_id", "their_key"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )
    with op.batch_alter_table("creditor_invoice_line") as line:
        line.add_column(sa.Column("applied", sa.BigInteger(), nullable=False, server_default="0"))
        line.add_column(sa.Column("closed", sa.BigInteger(), nullable=False, server_default="0"))
    # what came beyond the order was not kept apart: of the order's own figures no more is given back than it received
    op.execute(
        """UPDATE creditor_invoice_line SET
               applied = (SELECT CASE WHEN o.received < creditor_invoice_line.received
                                      THEN o.received ELSE creditor_invoice_line.received END
                          FROM stock_order_line o WHERE o.id = creditor_invoice_line.order_line_id),
               closed = (SELECT CASE WHEN creditor_invoice_line.close_remainder THEN o.closed ELSE 0 END
                         FROM stock_order_line o WHERE o.id = creditor_invoice_line.order_line_id)
           WHERE order_line_id IS NOT NULL
             AND invoice_id IN (SELECT id FROM creditor_invoice WHERE status = 'processed')"""
    )


def _tenders() -> None:
    with op.batch_alter_table("tender") as tender:
        tender.alter_column("invoice_id", existing_type=_REFERENCE, nullable=True)
        tender.add_column(sa.Column("credit_id", _REFERENCE))
        tender.add_column(sa.Column("receipt_id", _REFERENCE))
        tender.add_column(sa.Column("creditor_payment_id", _REFERENCE))
        tender.add_column(sa.Column("operator_id", _REFERENCE))
        tender.add_column(sa.Column("at", sa.DateTime()))
        tender.create_foreign_key("fk_tender_credit_id", "credit", ["credit_id"], ["id"])
        tender.create_foreign_key("fk_tender_receipt_id", "debtor_receipt", ["receipt_id"], ["id"])
        tender.create_foreign_key("fk_tender_creditor_payment_id", "creditor_payment", ["creditor_payment_id"], ["id"])
        tender.create_foreign_key("fk_tender_operator_id", "operator", ["operator_id"], ["id"])
    op.execute(
        """UPDATE tender SET
               operator_id = (SELECT i.operator_id FROM invoice i WHERE i.id = tender.invoice_id),
               at = (SELECT coalesce(i.finalised_at, i.saved_at) FROM invoice i WHERE i.id = tender.invoice_id)"""
    )
    with op.batch_alter_table("tender") as tender:
        tender.alter_column("operator_id", existing_type=_REFERENCE, nullable=False)
        tender.alter_column("at", existing_type=sa.DateTime(), nullable=False)
        tender.create_check_constraint(
            op.f("ck_tender_one_document"),
            "(CASE WHEN invoice_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN credit_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN receipt_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN creditor_payment_id IS NULL THEN 0 ELSE 1 END) = 1",
        )
    for column in ("credit_id", "receipt_id", "creditor_payment_id"):
        op.create_index(f"ix_tender_{column}", "tender", [column])


def _backorders() -> None:
    op.add_column("backorder_event", sa.Column("draft_key", sa.String(40)))
    op.create_index("ix_backorder_event_draft_key", "backorder_event", ["draft_key"], unique=True)


def _checks(batch: BatchOperations, new: dict[str, str], gone: tuple[str, ...] = ()) -> None:
    for name in gone:
        batch.drop_constraint(op.f(name), type_="check")
    for name, condition in new.items():
        batch.create_check_constraint(op.f(name), condition)


def _new_tables() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('asset', 'liability', 'equity', 'income', 'expense')", name=op.f("ck_account_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("code", name=op.f("uq_account_code")),
        sa.UniqueConstraint("role", name=op.f("uq_account_role")),
    )
    op.create_table(
        "handover",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("document_kind", sa.String(length=30), nullable=False),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        sa.UniqueConstraint("document_kind", "document_id", name=op.f("uq_handover_document_kind_document_id")),
        sa.UniqueConstraint("key", name=op.f("uq_handover_key")),
    )
    op.create_index(op.f("ix_handover_date"), "handover", ["date"], unique=False)
    op.create_table(
        "creditor_credit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("draft_key", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("creditor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("their_number", sa.String(length=60), nullable=False),
        sa.Column("their_key", sa.String(length=60), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("gst", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("total = amount + gst", name=op.f("ck_creditor_credit_total")),
        sa.ForeignKeyConstraint(["creditor_id"], ["creditor.id"], name=op.f("fk_creditor_credit_creditor_id")),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_creditor_credit_operator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_creditor_credit")),
        sa.UniqueConstraint("creditor_id", "their_key", name=op.f("uq_creditor_credit_creditor_id_their_key")),
        sa.UniqueConstraint("draft_key", name=op.f("uq_creditor_credit_draft_key")),
        sa.UniqueConstraint("number", name=op.f("uq_creditor_credit_number")),
    )
    op.create_table(
        "creditor_payment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("draft_key", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("creditor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("paid_by", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("paid_by IN ('bank transfer', 'cheque', 'cash')", name=op.f("ck_creditor_payment_paid_by")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_creditor_payment_amount")),
        sa.ForeignKeyConstraint(["creditor_id"], ["creditor.id"], name=op.f("fk_creditor_payment_creditor_id")),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_creditor_payment_operator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_creditor_payment")),
        sa.UniqueConstraint("draft_key", name=op.f("uq_creditor_payment_draft_key")),
        sa.UniqueConstraint("number", name=op.f("uq_creditor_payment_number")),
    )
    op.create_index(op.f("ix_creditor_payment_creditor_id"), "creditor_payment", ["creditor_id"], unique=False)
    op.create_table(
        "day_end",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("draft_key", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_day_end_operator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_end")),
        sa.UniqueConstraint("draft_key", name=op.f("uq_day_end_draft_key")),
        sa.UniqueConstraint("number", name=op.f("uq_day_end_number")),
    )
    op.create_table(
        "handover_batch",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("format", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_handover_batch_operator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_batch")),
        sa.UniqueConstraint("format", "number", name=op.f("uq_handover_batch_format_number")),
    )
    op.create_table(
        "journal_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("document_kind", sa.String(length=30), nullable=False),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("narrative", sa.String(length=200), nullable=False),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_journal_entry_operator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entry")),
        sa.UniqueConstraint("document_kind", "document_id", name=op.f("uq_journal_entry_document_kind_document_id")),
    )
    op.create_index(op.f("ix_journal_entry_date"), "journal_entry", ["date"], unique=False)
    op.create_table(
        "mail",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column("document_kind", sa.String(length=30), nullable=False),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("document", sa.String(length=80), nullable=False),
        sa.Column("sheet", sa.String(length=30), nullable=False),
        sa.Column("to", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("said", sa.String(length=500), nullable=False),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("taken_at", sa.DateTime(), nullable=True),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'failed', 'refused', 'unknown', 'withdrawn')",
            name=op.f("ck_mail_state"),
        ),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_mail_operator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("message_id", name=op.f("uq_mail_message_id")),
    )
    op.create_index(op.f("ix_mail_document_kind_document_id"), "mail", ["document_kind", "document_id"], unique=False)
    op.create_index(op.f("ix_mail_state"), "mail", ["state"], unique=False)
    op.create_table(
        "stocktake",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("draft_key", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("about", sa.String(length=200), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("posted_at", sa.DateTime(), nullable=True),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("status IN ('counting', 'posted', 'abandoned')", name=op.f("ck_stocktake_status")),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_stocktake_operator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stocktake")),
        sa.UniqueConstraint("draft_key", name=op.f("uq_stocktake_draft_key")),
        sa.UniqueConstraint("number", name=op.f("uq_stocktake_number")),
    )
    op.create_table(
        "creditor_invoice_undo",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("creditor_invoice_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["creditor_invoice_id"], ["creditor_invoice.id"], name=op.f("fk_creditor_invoice_undo_creditor_invoice_id")
        ),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_creditor_invoice_undo_operator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_creditor_invoice_undo")),
        sa.UniqueConstraint("creditor_invoice_id", name=op.f("uq_creditor_invoice_undo_creditor_invoice_id")),
        sa.UniqueConstraint("number", name=op.f("uq_creditor_invoice_undo_number")),
    )
    op.create_table(
        "day_end_count",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day_end_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("taken", sa.BigInteger(), nullable=False),
        sa.Column("counted", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["day_end_id"], ["day_end.id"], name=op.f("fk_day_end_count_day_end_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_end_count")),
        sa.UniqueConstraint("day_end_id", "kind", name=op.f("uq_day_end_count_day_end_id_kind")),
    )
    op.create_table(
        "debtor_receipt",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("draft_key", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("debtor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_debtor_receipt_amount")),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtor.id"], name=op.f("fk_debtor_receipt_debtor_id")),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_debtor_receipt_operator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debtor_receipt")),
        sa.UniqueConstraint("draft_key", name=op.f("uq_debtor_receipt_draft_key")),
        sa.UniqueConstraint("number", name=op.f("uq_debtor_receipt_number")),
    )
    op.create_index(op.f("ix_debtor_receipt_debtor_id"), "debtor_receipt", ["debtor_id"], unique=False)
    op.create_table(
        "handover_file",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["handover_batch.id"], name=op.f("fk_handover_file_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_file")),
        sa.UniqueConstraint("batch_id", "name", name=op.f("uq_handover_file_batch_id_name")),
    )
    op.create_table(
        "handover_item",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("handover_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("format", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "state = 'refused' OR batch_id IS NOT NULL", name=op.f("ck_handover_item_sent_with_a_batch")
        ),
        sa.CheckConstraint("state IN ('sent', 'refused')", name=op.f("ck_handover_item_state")),
        sa.ForeignKeyConstraint(["batch_id"], ["handover_batch.id"], name=op.f("fk_handover_item_batch_id")),
        sa.ForeignKeyConstraint(["handover_id"], ["handover.id"], name=op.f("fk_handover_item_handover_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_item")),
        sa.UniqueConstraint("handover_id", "format", name=op.f("uq_handover_item_handover_id_format")),
    )
    op.create_index(op.f("ix_handover_item_batch_id"), "handover_item", ["batch_id"], unique=False)
    op.create_table(
        "journal_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_journal_line_amount")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_journal_line_account_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entry.id"], name=op.f("fk_journal_line_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_line")),
    )
    op.create_index(op.f("ix_journal_line_account_id"), "journal_line", ["account_id"], unique=False)
    op.create_index(op.f("ix_journal_line_entry_id"), "journal_line", ["entry_id"], unique=False)
    op.create_table(
        "mail_attempt",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("mail_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("said", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["mail_id"], ["mail.id"], name=op.f("fk_mail_attempt_mail_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_attempt")),
    )
    op.create_index(op.f("ix_mail_attempt_mail_id"), "mail_attempt", ["mail_id"], unique=False)
    op.create_table(
        "mail_file",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("mail_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=60), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["mail_id"], ["mail.id"], name=op.f("fk_mail_file_mail_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_file")),
    )
    op.create_index(op.f("ix_mail_file_mail_id"), "mail_file", ["mail_id"], unique=False)
    op.create_table(
        "stock_adjustment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("draft_key", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stocktake_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_stock_adjustment_account_id")),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_stock_adjustment_operator_id")),
        sa.ForeignKeyConstraint(["stocktake_id"], ["stocktake.id"], name=op.f("fk_stock_adjustment_stocktake_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_adjustment")),
        sa.UniqueConstraint("draft_key", name=op.f("uq_stock_adjustment_draft_key")),
        sa.UniqueConstraint("number", name=op.f("uq_stock_adjustment_number")),
        sa.UniqueConstraint("stocktake_id", name=op.f("uq_stock_adjustment_stocktake_id")),
    )
    op.create_table(
        "stocktake_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stocktake_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("part_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("bin", sa.String(length=30), nullable=False),
        sa.Column("snapshot", sa.BigInteger(), nullable=False),
        sa.Column("counted", sa.BigInteger(), nullable=True),
        sa.Column("counted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_stocktake_line_part_id")),
        sa.ForeignKeyConstraint(["stocktake_id"], ["stocktake.id"], name=op.f("fk_stocktake_line_stocktake_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stocktake_line")),
        sa.UniqueConstraint("stocktake_id", "part_id", name=op.f("uq_stocktake_line_stocktake_id_part_id")),
    )
    op.create_index(op.f("ix_stocktake_line_part_id"), "stocktake_line", ["part_id"], unique=False)
    op.create_table(
        "credit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("draft_key", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("invoice_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("debtor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("gst", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("refunded", sa.BigInteger(), nullable=False),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("total = amount + gst", name=op.f("ck_credit_total")),
        sa.ForeignKeyConstraint(["debtor_id"], ["debtor.id"], name=op.f("fk_credit_debtor_id")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_credit_invoice_id")),
        sa.ForeignKeyConstraint(["operator_id"], ["operator.id"], name=op.f("fk_credit_operator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit")),
        sa.UniqueConstraint("draft_key", name=op.f("uq_credit_draft_key")),
        sa.UniqueConstraint("number", name=op.f("uq_credit_number")),
    )
    op.create_index(op.f("ix_credit_debtor_id"), "credit", ["debtor_id"], unique=False)
    op.create_index(op.f("ix_credit_invoice_id"), "credit", ["invoice_id"], unique=False)
    op.create_table(
        "creditor_settlement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("charge_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("payment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("creditor_payment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_creditor_settlement_amount")),
        sa.ForeignKeyConstraint(
            ["creditor_payment_id"], ["creditor_payment.id"], name=op.f("fk_creditor_settlement_creditor_payment_id")
        ),
        sa.ForeignKeyConstraint(["charge_id"], ["creditor_entry.id"], name=op.f("fk_creditor_settlement_charge_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["creditor_entry.id"], name=op.f("fk_creditor_settlement_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_creditor_settlement")),
    )
    op.create_index(op.f("ix_creditor_settlement_charge_id"), "creditor_settlement", ["charge_id"], unique=False)
    op.create_index(
        op.f("ix_creditor_settlement_creditor_payment_id"), "creditor_settlement", ["creditor_payment_id"], unique=False
    )
    op.create_index(op.f("ix_creditor_settlement_payment_id"), "creditor_settlement", ["payment_id"], unique=False)
    op.create_table(
        "deposit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("backorder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("treatment", sa.String(length=12), nullable=False),
        sa.Column("percent", sa.BigInteger(), nullable=False),
        sa.Column("gst_rate", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("applied_quantity", sa.BigInteger(), nullable=False),
        sa.Column("refunded_quantity", sa.BigInteger(), nullable=False),
        sa.Column("taken", sa.BigInteger(), nullable=False),
        sa.Column("taken_gst", sa.BigInteger(), nullable=False),
        sa.Column("applied", sa.BigInteger(), nullable=False),
        sa.Column("applied_gst", sa.BigInteger(), nullable=False),
        sa.Column("refunded", sa.BigInteger(), nullable=False),
        sa.Column("refunded_gst", sa.BigInteger(), nullable=False),
        sa.Column("held", sa.BigInteger(), nullable=False),
        sa.Column("held_gst", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("treatment IN ('prepayment', 'security')", name=op.f("ck_deposit_treatment")),
        sa.CheckConstraint("applied >= 0 AND refunded >= 0 AND held >= 0", name=op.f("ck_deposit_not_negative")),
        sa.CheckConstraint(
            "applied_gst >= 0 AND refunded_gst >= 0 AND held_gst >= 0", name=op.f("ck_deposit_gst_not_negative")
        ),
        sa.CheckConstraint("applied_quantity + refunded_quantity <= quantity", name=op.f("ck_deposit_quantity")),
        sa.CheckConstraint(
            "applied_quantity >= 0 AND refunded_quantity >= 0", name=op.f("ck_deposit_quantities_not_negative")
        ),
        sa.CheckConstraint("taken = applied + refunded + held", name=op.f("ck_deposit_taken")),
        sa.CheckConstraint("taken_gst = applied_gst + refunded_gst + held_gst", name=op.f("ck_deposit_taken_gst")),
        sa.ForeignKeyConstraint(["backorder_id"], ["backorder.id"], name=op.f("fk_deposit_backorder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deposit")),
        sa.UniqueConstraint("backorder_id", name=op.f("uq_deposit_backorder_id")),
    )
    op.create_table(
        "stock_adjustment_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("adjustment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.CheckConstraint("quantity <> 0", name=op.f("ck_stock_adjustment_line_quantity")),
        sa.ForeignKeyConstraint(
            ["adjustment_id"], ["stock_adjustment.id"], name=op.f("fk_stock_adjustment_line_adjustment_id")
        ),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_stock_adjustment_line_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_adjustment_line")),
    )
    op.create_index(
        op.f("ix_stock_adjustment_line_adjustment_id"), "stock_adjustment_line", ["adjustment_id"], unique=False
    )
    op.create_index(op.f("ix_stock_adjustment_line_part_id"), "stock_adjustment_line", ["part_id"], unique=False)
    op.create_table(
        "creditor_credit_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("credit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("creditor_invoice_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("part_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("gst_rate", sa.BigInteger(), nullable=False),
        sa.Column("gst", sa.BigInteger(), nullable=False),
        sa.Column("stock_value", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'claim') = (creditor_invoice_line_id IS NOT NULL)",
            name=op.f("ck_creditor_credit_line_claim_is_named"),
        ),
        sa.CheckConstraint(
            "kind <> 'goods' OR part_id IS NOT NULL", name=op.f("ck_creditor_credit_line_goods_have_a_part")
        ),
        sa.CheckConstraint("kind IN ('claim', 'goods', 'other')", name=op.f("ck_creditor_credit_line_kind")),
        sa.ForeignKeyConstraint(["credit_id"], ["creditor_credit.id"], name=op.f("fk_creditor_credit_line_credit_id")),
        sa.ForeignKeyConstraint(
            ["creditor_invoice_line_id"],
            ["creditor_invoice_line.id"],
            name=op.f("fk_creditor_credit_line_creditor_invoice_line_id"),
        ),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name=op.f("fk_creditor_credit_line_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_creditor_credit_line")),
    )
    op.create_index(op.f("ix_creditor_credit_line_credit_id"), "creditor_credit_line", ["credit_id"], unique=False)
    op.create_index(
        op.f("ix_creditor_credit_line_creditor_invoice_line_id"),
        "creditor_credit_line",
        ["creditor_invoice_line_id"],
        unique=False,
    )
    op.create_index(op.f("ix_creditor_credit_line_part_id"), "creditor_credit_line", ["part_id"], unique=False)
    op.create_table(
        "credit_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("credit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("invoice_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("back_to_stock", sa.Boolean(), nullable=False),
        sa.Column("restored", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("gst", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('part', 'charge', 'deposit')", name=op.f("ck_credit_line_kind")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_credit_line_quantity")),
        sa.CheckConstraint("restored >= 0 AND restored <= quantity", name=op.f("ck_credit_line_restored")),
        sa.ForeignKeyConstraint(["credit_id"], ["credit.id"], name=op.f("fk_credit_line_credit_id")),
        sa.ForeignKeyConstraint(["invoice_line_id"], ["invoice_line.id"], name=op.f("fk_credit_line_invoice_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_line")),
    )
    op.create_index(op.f("ix_credit_line_credit_id"), "credit_line", ["credit_id"], unique=False)
    op.create_index(op.f("ix_credit_line_invoice_line_id"), "credit_line", ["invoice_line_id"], unique=False)
    op.create_table(
        "day_end_tender",
        sa.Column("tender_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day_end_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["day_end_id"], ["day_end.id"], name=op.f("fk_day_end_tender_day_end_id")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_day_end_tender_tender_id")),
        sa.PrimaryKeyConstraint("tender_id", name=op.f("pk_day_end_tender")),
    )
    op.create_index(op.f("ix_day_end_tender_day_end_id"), "day_end_tender", ["day_end_id"], unique=False)


def downgrade() -> None:
    """There is no way back: what was posted is not thrown away."""
    raise NotImplementedError("the tables of money are not taken away again; restore the backup that was made before")
