"""Tables of parts invoices and quotes with their lines, and of sales that were lost."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.types import Cost, Key, Money, Quantity, Rate, Reference

_NO_MONEY = Decimal("0.00")
_NOTHING = Decimal("0.000")


class Invoice(Base):
    """A parts invoice or a quote; `saved` may be recalled and changed, `finalised` never changes again."""

    __tablename__ = "invoice"
    __table_args__ = (
        UniqueConstraint("kind", "number"),
        CheckConstraint("kind IN ('invoice', 'quote')", name="kind"),
        CheckConstraint("status IN ('saved', 'finalised', 'deleted', 'invoiced')", name="status"),
        CheckConstraint("(status = 'finalised') = (number IS NOT NULL)", name="numbered_when_finalised"),
        CheckConstraint("total = amount + gst", name="total"),
        Index(None, "debtor_id", "status"),
        Index(None, "status", "kind"),
        Index(None, "date"),
    )

    id: Mapped[Key]
    version: Mapped[int] = mapped_column(default=1)
    draft_key: Mapped[str] = mapped_column(String(40), unique=True)
    """The draft it was written from: the same draft never makes a second document."""
    kind: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(10))
    reference: Mapped[int]
    """Of the order on the books; gaps are allowed."""
    number: Mapped[int | None]
    """Of the posted document; without gap or repeat."""
    debtor_id: Mapped[Reference] = mapped_column(ForeignKey("debtor.id"))
    date: Mapped[dt.date]
    due: Mapped[dt.date | None]
    expires: Mapped[dt.date | None]
    name: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(60), default="")
    address: Mapped[str] = mapped_column(Text, default="")
    abn: Mapped[str] = mapped_column(String(20), default="")
    customer_order: Mapped[str] = mapped_column(String(60), default="")
    delivery_address: Mapped[str] = mapped_column(Text, default="")
    salesperson: Mapped[str] = mapped_column(String(80), default="")
    gst_per_line: Mapped[bool] = mapped_column(default=False)
    """How GST was rounded on this document (domain 6)."""
    amount: Mapped[Money] = mapped_column(default=_NO_MONEY)
    gst: Mapped[Money] = mapped_column(default=_NO_MONEY)
    total: Mapped[Money] = mapped_column(default=_NO_MONEY)
    operator_id: Mapped[Reference] = mapped_column(ForeignKey("operator.id"))
    saved_at: Mapped[dt.datetime]
    finalised_at: Mapped[dt.datetime | None]

    lines: Mapped[list[InvoiceLine]] = relationship(order_by="InvoiceLine.position", cascade="all, delete-orphan")


class InvoiceLine(Base):
    """A line: ordered = supplied + backordered + cancelled, by the table's own constraint.

    `filled_here` is how much of `supplied` was moved there from Back Order while the order was on the books.
    A struck line was taken off a saved order but stays, because a backorder began on it.
    """

    __tablename__ = "invoice_line"
    __table_args__ = (
        CheckConstraint("ordered = supplied + backordered + cancelled", name="ordered"),
        CheckConstraint("supplied >= 0 AND backordered >= 0 AND cancelled >= 0", name="not_negative"),
        CheckConstraint("filled_here >= 0 AND filled_here <= supplied", name="filled_here"),
        CheckConstraint("kind IN ('part', 'charge', 'comment', 'deposit')", name="kind"),
        CheckConstraint("(kind IN ('comment', 'deposit')) = (part_id IS NULL)", name="words_have_no_part"),
        CheckConstraint("(kind = 'deposit') = (deposit_id IS NOT NULL)", name="deposit_is_named"),
        CheckConstraint("fills_id IS NULL OR (backordered = 0 AND cancelled = 0)", name="fill_is_supplied"),
    )

    id: Mapped[Key]
    invoice_id: Mapped[Reference] = mapped_column(ForeignKey("invoice.id"), index=True)
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    part_id: Mapped[Reference | None] = mapped_column(ForeignKey("part.id"), index=True)
    number: Mapped[str] = mapped_column(String(60), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    unit: Mapped[str] = mapped_column(String(20), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    struck: Mapped[bool] = mapped_column(default=False)
    ordered: Mapped[Quantity] = mapped_column(default=_NOTHING)
    supplied: Mapped[Quantity] = mapped_column(default=_NOTHING)
    backordered: Mapped[Quantity] = mapped_column(default=_NOTHING)
    cancelled: Mapped[Quantity] = mapped_column(default=_NOTHING)
    filled_here: Mapped[Quantity] = mapped_column(default=_NOTHING)
    lost_because: Mapped[str] = mapped_column(String(20), default="")
    """Why the cancelled rest was lost, as it was said when the order was saved."""
    price: Mapped[Cost] = mapped_column(default=Decimal("0.0000"))
    discount: Mapped[Rate] = mapped_column(default=Decimal("0.00"))
    price_from: Mapped[str] = mapped_column(String(30), default="")
    price_was: Mapped[Cost | None]
    """What the price would have been without the override, for who wants to know later."""
    priced_by_id: Mapped[Reference | None] = mapped_column(ForeignKey("operator.id"))
    gst_rate: Mapped[Rate] = mapped_column(default=Decimal("0.00"))
    amount: Mapped[Money] = mapped_column(default=_NO_MONEY)
    gst: Mapped[Money] = mapped_column(default=_NO_MONEY)
    """The line's share of the document's GST."""
    cost: Mapped[Money] = mapped_column(default=_NO_MONEY)
    """What the goods took from the stock value at finalise."""
    begins_id: Mapped[Reference | None] = mapped_column(ForeignKey("backorder.id"), unique=True)
    """The backorder that began on this line."""
    fills_id: Mapped[Reference | None] = mapped_column(ForeignKey("backorder.id"), index=True)
    deposit_id: Mapped[Reference | None] = mapped_column(ForeignKey("deposit.id"), index=True)
    """Of a Deposit line: the deposit that it takes (a positive amount) or uses up (a negative one)."""
    deposit_of: Mapped[int | None]
    """Of a Deposit line: the position of the line of goods that it belongs to."""
    deposited: Mapped[Quantity] = mapped_column(default=_NOTHING)
    """Of a Deposit line: how many units it is for."""
    gst_inside: Mapped[Money] = mapped_column(default=_NO_MONEY)
    """Of the Deposit line of a security deposit: how much of its amount pays for GST, without its sign."""


class LostSale(Base):
    """Somebody wanted it and did not get it: *no stock* counts as demand, *price* does not."""

    __tablename__ = "lost_sale"

    id: Mapped[Key]
    part_id: Mapped[Reference] = mapped_column(ForeignKey("part.id"), index=True)
    debtor_id: Mapped[Reference | None] = mapped_column(ForeignKey("debtor.id"), index=True)
    invoice_id: Mapped[Reference | None] = mapped_column(ForeignKey("invoice.id"))
    quantity: Mapped[Quantity]
    price: Mapped[Cost]
    reason: Mapped[str] = mapped_column(String(20))
    operator_id: Mapped[Reference] = mapped_column(ForeignKey("operator.id"))
    at: Mapped[dt.datetime]
