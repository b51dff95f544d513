"""Tables of money that moves: tenders, debtors' receipts, payments to creditors, the end of the day."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.types import Key, Money, Reference


class Tender(Base):
    """What came into the till (positive) or went out of it; `rounding` is what cash rounding to 5 c took or gave.

    One document pays with as many as it likes: a cash invoice, a credit that is refunded, a debtor's receipt, a
    creditor paid out of the till. `amount` − `rounding` is what it does to that document.
    """

    __tablename__ = "tender"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN invoice_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN credit_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN receipt_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN creditor_payment_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_document",
        ),
    )

    id: Mapped[Key]
    invoice_id: Mapped[Reference | None] = mapped_column(ForeignKey("invoice.id"), index=True)
    credit_id: Mapped[Reference | None] = mapped_column(ForeignKey("credit.id"), index=True)
    receipt_id: Mapped[Reference | None] = mapped_column(ForeignKey("debtor_receipt.id"), index=True)
    creditor_payment_id: Mapped[Reference | None] = mapped_column(ForeignKey("creditor_payment.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    amount: Mapped[Money]
    given: Mapped[Money]
    """What was handed over, before change."""
    rounding: Mapped[Money] = mapped_column(default=Decimal("0.00"))
    operator_id: Mapped[Reference] = mapped_column(ForeignKey("operator.id"))
    at: Mapped[dt.datetime]


class DebtorReceipt(Base):
    """Money that a debtor paid on account; its entry is matched to open items by settlements."""

    __tablename__ = "debtor_receipt"
    __table_args__ = (CheckConstraint("amount > 0", name="amount"),)

    id: Mapped[Key]
    draft_key: Mapped[str] = mapped_column(String(40), unique=True)
    number: Mapped[int] = mapped_column(unique=True)
    debtor_id: Mapped[Reference] = mapped_column(ForeignKey("debtor.id"), index=True)
    date: Mapped[dt.date]
    amount: Mapped[Money]
    note: Mapped[str] = mapped_column(String(200), default="")
    operator_id: Mapped[Reference] = mapped_column(ForeignKey("operator.id"))
    at: Mapped[dt.datetime]


class CreditorPayment(Base):
    """Money that went to a creditor; paid in cash it comes out of the till, else from the bank account."""

    __tablename__ = "creditor_payment"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("paid_by IN ('bank transfer', 'cheque', 'cash')", name="paid_by"),
    )

    id: Mapped[Key]
    draft_key: Mapped[str] = mapped_column(String(40), unique=True)
    number: Mapped[int] = mapped_column(unique=True)
    creditor_id: Mapped[Reference] = mapped_column(ForeignKey("creditor.id"), index=True)
    date: Mapped[dt.date]
    amount: Mapped[Money]
    paid_by: Mapped[str] = mapped_column(String(20))
    reference: Mapped[str] = mapped_column(String(60), default="")
    operator_id: Mapped[Reference] = mapped_column(ForeignKey("operator.id"))
    at: Mapped[dt.datetime]


class DayEnd(Base):
    """The till was counted and closed; which tenders it closed stands in `DayEndTender`."""

    __tablename__ = "day_end"

    id: Mapped[Key]
    draft_key: Mapped[str] = mapped_column(String(40), unique=True)
    number: Mapped[int] = mapped_column(unique=True)
    date: Mapped[dt.date]
    operator_id: Mapped[Reference] = mapped_column(ForeignKey("operator.id"))
    at: Mapped[dt.datetime]

    counts: Mapped[list[DayEndCount]] = relationship(order_by="DayEndCount.id", cascade="all, delete-orphan")


class DayEndCount(Base):
    """Of one kind of tender: what was taken, what was counted, and why they differ."""

    __tablename__ = "day_end_count"
    __table_args__ = (UniqueConstraint("day_end_id", "kind"),)

    id: Mapped[Key]
    day_end_id: Mapped[Reference] = mapped_column(ForeignKey("day_end.id"))
    kind: Mapped[str] = mapped_column(String(20))
    taken: Mapped[Money]
    counted: Mapped[Money]
    reason: Mapped[str] = mapped_column(String(200), default="")


class DayEndTender(Base):
    """This tender was counted at that end of day; each is counted once."""

    __tablename__ = "day_end_tender"

    tender_id: Mapped[Reference] = mapped_column(ForeignKey("tender.id"), primary_key=True)
    day_end_id: Mapped[Reference] = mapped_column(ForeignKey("day_end.id"), index=True)
