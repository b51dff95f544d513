"""Tables of what goes back to creditors: their credits, and creditor invoices that were undone."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.types import Key, Money, Quantity, Rate, Reference

_NO_MONEY = Decimal("0.00")
_NOTHING = Decimal("0.000")


class CreditorCredit(Base):
    """A creditor's credit: for claims, for goods that went back, or for something else; posted at once."""

    __tablename__ = "creditor_credit"
    __table_args__ = (
        UniqueConstraint("creditor_id", "their_key"),
        CheckConstraint("total = amount + gst", name="total"),
    )

    id: Mapped[Key]
    draft_key: Mapped[str] = mapped_column(String(40), unique=True)
    number: Mapped[int] = mapped_column(unique=True)
    creditor_id: Mapped[Reference] = mapped_column(ForeignKey("creditor.id"))
    their_number: Mapped[str] = mapped_column(String(60))
    their_key: Mapped[str] = mapped_column(String(60))
    date: Mapped[dt.date]
    reason: Mapped[str] = mapped_column(String(200), default="")
    amount: Mapped[Money]
    gst: Mapped[Money]
    total: Mapped[Money]
    operator_id: Mapped[Reference] = mapped_column(ForeignKey("operator.id"))
    at: Mapped[dt.datetime]

    lines: Mapped[list[CreditorCreditLine]] = relationship(
        order_by="CreditorCreditLine.position", cascade="all, delete-orphan"
    )


class CreditorCreditLine(Base):
    """*claim*: settles what was billed and not received; *goods*: went back, at what they were worth; *other*: neither.

    `amount` is what the creditor credits ex GST, `stock_value` what the goods took from the stock value.
    """

    __tablename__ = "creditor_credit_line"
    __table_args__ = (
        CheckConstraint("kind IN ('claim', 'goods', 'other')", name="kind"),
        CheckConstraint("(kind = 'claim') = (creditor_invoice_line_id IS NOT NULL)", name="claim_is_named"),
        CheckConstraint("kind <> 'goods' OR part_id IS NOT NULL", name="goods_have_a_part"),
    )

    id: Mapped[Key]
    credit_id: Mapped[Reference] = mapped_column(ForeignKey("creditor_credit.id"), index=True)
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    creditor_invoice_line_id: Mapped[Reference | None] = mapped_column(
        ForeignKey("creditor_invoice_line.id"), index=True
    )
    part_id: Mapped[Reference | None] = mapped_column(ForeignKey("part.id"), index=True)
    description: Mapped[str] = mapped_column(Text, default="")
    quantity: Mapped[Quantity] = mapped_column(default=_NOTHING)
    amount: Mapped[Money]
    gst_rate: Mapped[Rate]
    gst: Mapped[Money] = mapped_column(default=_NO_MONEY)
    stock_value: Mapped[Money] = mapped_column(default=_NO_MONEY)


class CreditorInvoiceUndo(Base):
    """A processed creditor invoice was undone in one step: its goods left again, and nothing is owed for it."""

    __tablename__ = "creditor_invoice_undo"

    id: Mapped[Key]
    creditor_invoice_id: Mapped[Reference] = mapped_column(ForeignKey("creditor_invoice.id"), unique=True)
    number: Mapped[int] = mapped_column(unique=True)
    date: Mapped[dt.date]
    reason: Mapped[str] = mapped_column(String(200))
    operator_id: Mapped[Reference] = mapped_column(ForeignKey("operator.id"))
    at: Mapped[dt.datetime]
