"""Tables of credits: what was invoiced and is taken back, line by line; posted at once, never changed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.types import Key, Money, Quantity, Reference

_NO_MONEY = Decimal("0.00")
_NOTHING = Decimal("0.000")


class Credit(Base):
    """A credit (adjustment note) of one invoice; amounts are positive: what the customer gets back."""

    __tablename__ = "credit"
    __table_args__ = (CheckConstraint("total = amount + gst", name="total"),)

    id: Mapped[Key]
    draft_key: Mapped[str] = mapped_column(String(40), unique=True)
    number: Mapped[int] = mapped_column(unique=True)
    invoice_id: Mapped[Reference] = mapped_column(ForeignKey("invoice.id"), index=True)
    debtor_id: Mapped[Reference] = mapped_column(ForeignKey("debtor.id"), index=True)
    date: Mapped[dt.date]
    reason: Mapped[str] = mapped_column(String(200))
    amount: Mapped[Money]
    gst: Mapped[Money]
    total: Mapped[Money]
    refunded: Mapped[Money] = mapped_column(default=_NO_MONEY)
    """What of the total went back in money; the rest is on the debtor's account."""
    operator_id: Mapped[Reference] = mapped_column(ForeignKey("operator.id"))
    at: Mapped[dt.datetime]

    lines: Mapped[list[CreditLine]] = relationship(order_by="CreditLine.position", cascade="all, delete-orphan")


class CreditLine(Base):
    """So much of an invoice line taken back, at its own price, GST share and cost.

    A Deposit line gives back what is held of a cancelled backorder (a positive amount), or, where a fill lives again,
    takes back into the deposit what the fill had used of it (a negative one).
    """

    __tablename__ = "credit_line"
    __table_args__ = (
        CheckConstraint("kind IN ('part', 'charge', 'deposit')", name="kind"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("restored >= 0 AND restored <= quantity", name="restored"),
    )

    id: Mapped[Key]
    credit_id: Mapped[Reference] = mapped_column(ForeignKey("credit.id"), index=True)
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    invoice_line_id: Mapped[Reference] = mapped_column(ForeignKey("invoice_line.id"), index=True)
    quantity: Mapped[Quantity]
    back_to_stock: Mapped[bool] = mapped_column(default=False)
    restored: Mapped[Quantity] = mapped_column(default=_NOTHING)
    """How much of it the backorder waits for again."""
    amount: Mapped[Money]
    gst: Mapped[Money]
    cost: Mapped[Money] = mapped_column(default=_NO_MONEY)
    """What the goods were sold at cost for, and come back into stock at."""
