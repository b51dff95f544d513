"""Tables of buying: stock orders to creditors, and the creditors' invoices that bring the goods."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.types import Cost, Key, Money, Quantity, Rate, Reference

_NO_MONEY = Decimal("0.00")
_NOTHING = Decimal("0.000")


class StockOrder(Base):
    """An order to a creditor; finalised means sent, and counts as on order."""

    __tablename__ = "stock_order"
    __table_args__ = (
        CheckConstraint("status IN ('saved', 'finalised', 'complete', 'closed short', 'deleted')", name="status"),
        CheckConstraint("(status IN ('saved', 'deleted')) = (number IS NULL)", name="numbered_when_finalised"),
        Index(None, "creditor_id", "status"),
    )

    id: Mapped[Key]
    version: Mapped[int] = mapped_column(default=1)
    draft_key: Mapped[str] = mapped_column(String(40), unique=True)
    status: Mapped[str] = mapped_column(String(15))
    reference: Mapped[int]
    number: Mapped[int | None] = mapped_column(unique=True)
    creditor_id: Mapped[Reference] = mapped_column(ForeignKey("creditor.id"))
    date: Mapped[dt.date]
    their_reference: Mapped[str] = mapped_column(String(60), default="")
    expected: Mapped[dt.date | None]
    delivery: Mapped[str] = mapped_column(Text, default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    operator_id: Mapped[Reference] = mapped_column(ForeignKey("operator.id"))
    saved_at: Mapped[dt.datetime]
    finalised_at: Mapped[dt.datetime | None]

    lines: Mapped[list[StockOrderLine]] = relationship(order_by="StockOrderLine.position", cascade="all, delete-orphan")


class StockOrderLine(Base):
    """A part on a stock order: quantity = received + closed + outstanding."""

    __tablename__ = "stock_order_line"
    __table_args__ = (
        CheckConstraint("quantity = received + closed + outstanding", name="quantity"),
        CheckConstraint("received >= 0 AND closed >= 0 AND outstanding >= 0", name="not_negative"),
        Index(
            "ix_stock_order_line_part_outstanding",
            "part_id",
            sqlite_where=text("outstanding > 0"),
            postgresql_where=text("outstanding > 0"),
        ),
    )

    id: Mapped[Key]
    order_id: Mapped[Reference] = mapped_column(ForeignKey("stock_order.id"), index=True)
    position: Mapped[int]
    part_id: Mapped[Reference] = mapped_column(ForeignKey("part.id"))
    supplier_number: Mapped[str] = mapped_column(String(60), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    quantity: Mapped[Quantity]
    received: Mapped[Quantity] = mapped_column(default=_NOTHING)
    closed: Mapped[Quantity] = mapped_column(default=_NOTHING)
    outstanding: Mapped[Quantity]
    cost: Mapped[Cost]

    meant_for: Mapped[list[MeantFor]] = relationship(cascade="all, delete-orphan", order_by="MeantFor.id")


class MeantFor(Base):
    """An order line was written for this backorder; `delivered` is what it was given of that while it was tied."""

    __tablename__ = "meant_for"
    __table_args__ = (
        UniqueConstraint("order_line_id", "backorder_id"),
        CheckConstraint("delivered >= 0 AND delivered <= quantity", name="delivered"),
    )

    id: Mapped[Key]
    order_line_id: Mapped[Reference] = mapped_column(ForeignKey("stock_order_line.id"))
    backorder_id: Mapped[Reference] = mapped_column(ForeignKey("backorder.id"), index=True)
    quantity: Mapped[Quantity]
    delivered: Mapped[Quantity] = mapped_column(default=_NOTHING)


class CreditorInvoice(Base):
    """A creditor's invoice: processing it receives the goods and records the bill in one step."""

    __tablename__ = "creditor_invoice"
    __table_args__ = (
        CheckConstraint("status IN ('saved', 'processed', 'deleted', 'undone')", name="status"),
        CheckConstraint("(status IN ('processed', 'undone')) = (number IS NOT NULL)", name="numbered_when_processed"),
        Index(
            "uq_creditor_invoice_their_key",
            "creditor_id",
            "their_key",
            unique=True,
            sqlite_where=text("status NOT IN ('deleted', 'undone')"),
            postgresql_where=text("status NOT IN ('deleted', 'undone')"),
        ),
    )

    id: Mapped[Key]
    version: Mapped[int] = mapped_column(default=1)
    draft_key: Mapped[str] = mapped_column(String(40), unique=True)
    status: Mapped[str] = mapped_column(String(10))
    reference: Mapped[int]
    number: Mapped[int | None] = mapped_column(unique=True)
    creditor_id: Mapped[Reference] = mapped_column(ForeignKey("creditor.id"))
    their_number: Mapped[str] = mapped_column(String(60))
    their_key: Mapped[str] = mapped_column(String(60))
    date: Mapped[dt.date]
    due: Mapped[dt.date | None]
    freight: Mapped[Money] = mapped_column(default=_NO_MONEY)
    gst: Mapped[Money] = mapped_column(default=_NO_MONEY)
    """GST as billed."""
    gst_rounding: Mapped[Money] = mapped_column(default=_NO_MONEY)
    """What was billed less what we work out, at most 5 c either way."""
    total: Mapped[Money] = mapped_column(default=_NO_MONEY)
    """The document total: lines + freight + GST as billed."""
    operator_id: Mapped[Reference] = mapped_column(ForeignKey("operator.id"))
    saved_at: Mapped[dt.datetime]
    processed_at: Mapped[dt.datetime | None]

    lines: Mapped[list[CreditorInvoiceLine]] = relationship(
        order_by="CreditorInvoiceLine.position", cascade="all, delete-orphan"
    )


class CreditorInvoiceLine(Base):
    """What was billed and what was received of a part, apart from each other."""

    __tablename__ = "creditor_invoice_line"
    __table_args__ = (CheckConstraint("billed >= 0 AND received >= 0", name="not_negative"),)

    id: Mapped[Key]
    invoice_id: Mapped[Reference] = mapped_column(ForeignKey("creditor_invoice.id"), index=True)
    position: Mapped[int]
    part_id: Mapped[Reference] = mapped_column(ForeignKey("part.id"), index=True)
    order_line_id: Mapped[Reference | None] = mapped_column(ForeignKey("stock_order_line.id"), index=True)
    description: Mapped[str] = mapped_column(Text, default="")
    billed: Mapped[Quantity]
    received: Mapped[Quantity]
    cost: Mapped[Cost]
    discount: Mapped[Rate] = mapped_column(default=Decimal("0.00"))
    gst_rate: Mapped[Rate] = mapped_column(default=Decimal("0.00"))
    new_list_price: Mapped[Cost | None]
    close_remainder: Mapped[bool] = mapped_column(default=False)
    applied: Mapped[Quantity] = mapped_column(default=_NOTHING)
    """How much of the order line's outstanding it received, and below, how much it closed: an undo gives both back."""
    closed: Mapped[Quantity] = mapped_column(default=_NOTHING)
    amount: Mapped[Money] = mapped_column(default=_NO_MONEY)
    """As billed, ex GST."""
    freight: Mapped[Money] = mapped_column(default=_NO_MONEY)
    """This line's share of the freight that goes into cost."""
    stock_value: Mapped[Money] = mapped_column(default=_NO_MONEY)
    """What the goods are worth as they come in, freight included."""
    claim: Mapped[Money] = mapped_column(default=_NO_MONEY)
    """Billed and not received: to be had back from the supplier."""
