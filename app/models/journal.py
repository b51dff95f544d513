"""Tables of the general ledger: the chart of accounts, and a balanced entry for every posted document."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.types import Key, Money, Reference


class Account(Base):
    """An account of the chart; `role` says which of the program's postings go to it (app/rules/journal.py)."""

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("kind IN ('asset', 'liability', 'equity', 'income', 'expense')", name="kind"),)

    id: Mapped[Key]
    version: Mapped[int] = mapped_column(default=1)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(10))
    role: Mapped[str | None] = mapped_column(String(30), unique=True)
    active: Mapped[bool] = mapped_column(default=True)


class JournalEntry(Base):
    """What one posted document did to the accounts; its lines sum to zero, and it is never changed."""

    __tablename__ = "journal_entry"
    __table_args__ = (UniqueConstraint("document_kind", "document_id"), Index(None, "date"))

    id: Mapped[Key]
    document_kind: Mapped[str] = mapped_column(String(30))
    document_id: Mapped[Reference | None]
    """None for opening stock, which comes in without a document."""
    date: Mapped[dt.date]
    narrative: Mapped[str] = mapped_column(String(200))
    operator_id: Mapped[Reference] = mapped_column(ForeignKey("operator.id"))
    at: Mapped[dt.datetime]

    lines: Mapped[list[JournalLine]] = relationship(order_by="JournalLine.position", cascade="all, delete-orphan")


class JournalLine(Base):
    """A debit (positive) or a credit (negative) of one account."""

    __tablename__ = "journal_line"
    __table_args__ = (CheckConstraint("amount <> 0", name="amount"),)

    id: Mapped[Key]
    entry_id: Mapped[Reference] = mapped_column(ForeignKey("journal_entry.id"), index=True)
    position: Mapped[int]
    account_id: Mapped[Reference] = mapped_column(ForeignKey("account.id"), index=True)
    amount: Mapped[Money]
