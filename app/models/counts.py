"""Tables of stock that is corrected: adjustments with their reason, and stocktakes with what was counted."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.types import Key, Money, Quantity, Reference

_NOTHING = Decimal("0.000")


class StockAdjustment(Base):
    """Stock was found or lost: posted at once, never changed. A stocktake posts its variances as one."""

    __tablename__ = "stock_adjustment"

    id: Mapped[Key]
    draft_key: Mapped[str] = mapped_column(String(40), unique=True)
    number: Mapped[int] = mapped_column(unique=True)
    stocktake_id: Mapped[Reference | None] = mapped_column(ForeignKey("stocktake.id"), unique=True)
    account_id: Mapped[Reference] = mapped_column(ForeignKey("account.id"))
    """Where the value goes to, or comes from."""
    date: Mapped[dt.date]
    reason: Mapped[str] = mapped_column(String(200))
    operator_id: Mapped[Reference] = mapped_column(ForeignKey("operator.id"))
    at: Mapped[dt.datetime]

    lines: Mapped[list[StockAdjustmentLine]] = relationship(
        order_by="StockAdjustmentLine.position", cascade="all, delete-orphan"
    )


class StockAdjustmentLine(Base):
    """So many were found (positive) or lost, and what that did to the stock value."""

    __tablename__ = "stock_adjustment_line"
    __table_args__ = (CheckConstraint("quantity <> 0", name="quantity"),)

    id: Mapped[Key]
    adjustment_id: Mapped[Reference] = mapped_column(ForeignKey("stock_adjustment.id"), index=True)
    position: Mapped[int]
    part_id: Mapped[Reference] = mapped_column(ForeignKey("part.id"), index=True)
    quantity: Mapped[Quantity]
    value: Mapped[Money]
    note: Mapped[str] = mapped_column(String(200), default="")


class Stocktake(Base):
    """A count of some or all bins: what was on hand when its sheets were made, and what was counted."""

    __tablename__ = "stocktake"
    __table_args__ = (CheckConstraint("status IN ('counting', 'posted', 'abandoned')", name="status"),)

    id: Mapped[Key]
    draft_key: Mapped[str] = mapped_column(String(40), unique=True)
    number: Mapped[int] = mapped_column(unique=True)
    status: Mapped[str] = mapped_column(String(10))
    about: Mapped[str] = mapped_column(String(200), default="")
    """Which bins it counts, for a person."""
    started_at: Mapped[dt.datetime]
    posted_at: Mapped[dt.datetime | None]
    operator_id: Mapped[Reference] = mapped_column(ForeignKey("operator.id"))

    lines: Mapped[list[StocktakeLine]] = relationship(order_by="StocktakeLine.id", cascade="all, delete-orphan")


class StocktakeLine(Base):
    """A part on the count sheets; its variance is counted − snapshot."""

    __tablename__ = "stocktake_line"
    __table_args__ = (UniqueConstraint("stocktake_id", "part_id"),)

    id: Mapped[Key]
    stocktake_id: Mapped[Reference] = mapped_column(ForeignKey("stocktake.id"))
    part_id: Mapped[Reference] = mapped_column(ForeignKey("part.id"), index=True)
    bin: Mapped[str] = mapped_column(String(30), default="")
    snapshot: Mapped[Quantity] = mapped_column(default=_NOTHING)
    """On hand when the sheets were made, or when the part came onto them or was to be counted again."""
    counted: Mapped[Quantity | None]
    counted_at: Mapped[dt.datetime | None]
