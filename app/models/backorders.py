"""Tables of backorders: who waits for what, and everything that happened to the waiting."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base
from app.models.types import Cost, Key, Quantity, Rate, Reference

_NOTHING = Decimal("0.000")


class Backorder(Base):
    """A promise to a debtor: quantity = filled + cancelled + open, and never more allocated than open.

    The invoice line that it began on names it (`InvoiceLine.begins_id`), and so do the lines that fill it.
    """

    __tablename__ = "backorder"
    __table_args__ = (
        CheckConstraint("quantity = filled + cancelled + open", name="quantity"),
        CheckConstraint("filled >= 0 AND cancelled >= 0 AND open >= 0", name="not_negative"),
        CheckConstraint("allocated >= 0 AND allocated <= open", name="allocated"),
        Index("ix_backorder_part_open", "part_id", sqlite_where=text("open > 0"), postgresql_where=text("open > 0")),
        Index(
            "ix_backorder_debtor_open", "debtor_id", sqlite_where=text("open > 0"), postgresql_where=text("open > 0")
        ),
        Index(
            "ix_backorder_oldest_open",
            "queue_date",
            "id",
            sqlite_where=text("open > 0"),
            postgresql_where=text("open > 0"),
        ),
        Index(
            "ix_backorder_promised_open",
            "promised",
            "id",
            sqlite_where=text("open > 0"),
            postgresql_where=text("open > 0"),
        ),
    )

    id: Mapped[Key]
    version: Mapped[int] = mapped_column(default=1)
    debtor_id: Mapped[Reference] = mapped_column(ForeignKey("debtor.id"))
    part_id: Mapped[Reference] = mapped_column(ForeignKey("part.id"))
    quantity: Mapped[Quantity]
    filled: Mapped[Quantity] = mapped_column(default=_NOTHING)
    cancelled: Mapped[Quantity] = mapped_column(default=_NOTHING)
    open: Mapped[Quantity]
    allocated: Mapped[Quantity] = mapped_column(default=_NOTHING)
    price: Mapped[Cost]
    discount: Mapped[Rate]
    customer_order: Mapped[str] = mapped_column(String(60), default="")
    delivery_address: Mapped[str] = mapped_column(Text, default="")
    queue_date: Mapped[dt.datetime]
    priority: Mapped[int] = mapped_column(default=0)
    """Larger is more urgent."""
    held: Mapped[bool] = mapped_column(default=False)
    hold_reason: Mapped[str] = mapped_column(String(200), default="")
    promised: Mapped[dt.date | None]
    special_order: Mapped[bool] = mapped_column(default=False)
    """Bought for this customer: what is ordered for it is tied to it until it closes."""
    ordered_as: Mapped[str] = mapped_column(String(60), default="")
    """The number that was ordered, when the backorder went over to the part that has superseded it; else empty."""


class Allocation(Base):
    """Stock was given to a backorder or taken back, and why; append-only. The sum per backorder is `allocated`."""

    __tablename__ = "allocation"
    __table_args__ = (Index(None, "backorder_id", "id"),)

    id: Mapped[Key]
    backorder_id: Mapped[Reference] = mapped_column(ForeignKey("backorder.id"))
    quantity: Mapped[Quantity]
    """Positive: given; negative: taken back or used by a fill."""
    rule: Mapped[str] = mapped_column(String(40))
    rank: Mapped[int] = mapped_column(default=0)
    """The place in the queue at that moment, from 1; 0 where there was no queue."""
    others: Mapped[int] = mapped_column(default=0)
    """How many other backorders waited for the part."""
    document_kind: Mapped[str] = mapped_column(String(30), default="")
    document_id: Mapped[Reference | None]
    reason: Mapped[str] = mapped_column(String(200), default="")
    operator_id: Mapped[Reference] = mapped_column(ForeignKey("operator.id"))
    at: Mapped[dt.datetime]


class BackorderEvent(Base):
    """Something was done to a backorder: held, released, cancelled, told, promised, given another priority."""

    __tablename__ = "backorder_event"
    __table_args__ = (Index(None, "backorder_id", "id"),)

    id: Mapped[Key]
    backorder_id: Mapped[Reference] = mapped_column(ForeignKey("backorder.id"))
    kind: Mapped[str] = mapped_column(String(20))
    quantity: Mapped[Quantity] = mapped_column(default=_NOTHING)
    reason: Mapped[str] = mapped_column(String(200), default="")
    operator_id: Mapped[Reference] = mapped_column(ForeignKey("operator.id"))
    at: Mapped[dt.datetime]
    draft_key: Mapped[str | None] = mapped_column(String(40), unique=True, index=True)
    """Of a cancel that must not be done twice."""
