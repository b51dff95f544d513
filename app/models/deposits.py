"""The table of deposits: money taken for goods that were not in stock, and what became of it."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base
from app.models.types import Key, Money, Quantity, Rate, Reference

_NO_MONEY = Decimal("0.00")
_NOTHING = Decimal("0.000")


class Deposit(Base):
    """What was taken for a backorder when the invoice that it began on was finalised (domain 5).

    Ex and GST are apart: taken = applied + refunded + held, both to the cent. Of a *security* deposit the two are the
    shares in which its gross amount is used up; GST is only owed then. Units: quantity ≥ applied + refunded.
    """

    __tablename__ = "deposit"
    __table_args__ = (
        CheckConstraint("treatment IN ('prepayment', 'security')", name="treatment"),
        CheckConstraint("taken = applied + refunded + held", name="taken"),
        CheckConstraint("taken_gst = applied_gst + refunded_gst + held_gst", name="taken_gst"),
        CheckConstraint("applied >= 0 AND refunded >= 0 AND held >= 0", name="not_negative"),
        CheckConstraint("applied_gst >= 0 AND refunded_gst >= 0 AND held_gst >= 0", name="gst_not_negative"),
        CheckConstraint("applied_quantity >= 0 AND refunded_quantity >= 0", name="quantities_not_negative"),
        CheckConstraint("applied_quantity + refunded_quantity <= quantity", name="quantity"),
    )

    id: Mapped[Key]
    backorder_id: Mapped[Reference] = mapped_column(ForeignKey("backorder.id"), unique=True)
    treatment: Mapped[str] = mapped_column(String(12))
    percent: Mapped[Rate]
    """Of the price that it was taken for."""
    gst_rate: Mapped[Rate]
    quantity: Mapped[Quantity]
    """How many units it was taken for."""
    applied_quantity: Mapped[Quantity] = mapped_column(default=_NOTHING)
    refunded_quantity: Mapped[Quantity] = mapped_column(default=_NOTHING)
    taken: Mapped[Money]
    taken_gst: Mapped[Money]
    applied: Mapped[Money] = mapped_column(default=_NO_MONEY)
    applied_gst: Mapped[Money] = mapped_column(default=_NO_MONEY)
    refunded: Mapped[Money] = mapped_column(default=_NO_MONEY)
    refunded_gst: Mapped[Money] = mapped_column(default=_NO_MONEY)
    held: Mapped[Money]
    held_gst: Mapped[Money]
