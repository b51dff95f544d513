"""Tables of parts: what they are, their numbers, how much lies on the shelf and how it came and went.

What a part is searched by (`key`, `words`) follows from its number and description by itself.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.models.base import Base
from app.models.types import Cost, Key, Money, Quantity, Reference
from app.rules import codes
from app.rules.standing import CATALOGUE

_NO_MONEY = Decimal("0.00")
_NO_COST = Decimal("0.0000")
_NOTHING = Decimal("0.000")
SUPERSEDED = "superseded_by <> ''"
"""The condition of the partial index by which the predecessors of a part are found."""


class Part(Base):
    """Something that is sold. `key` is the number as it is searched (app/rules/codes.py); two parts may share it.

    `superseded_by` is the number of the part that takes its place; that one may not be in the books (yet).
    """

    __tablename__ = "part"
    __table_args__ = (
        CheckConstraint("kind IN ('stock', 'charge', 'catalogue')", name="kind"),
        Index(None, "standing", "key"),
        Index(None, "superseded_by", sqlite_where=text(SUPERSEDED), postgresql_where=text(SUPERSEDED)),
    )

    id: Mapped[Key]
    version: Mapped[int] = mapped_column(default=1)
    number: Mapped[str] = mapped_column(String(60), unique=True)
    key: Mapped[str] = mapped_column(String(60), index=True)
    description: Mapped[str] = mapped_column(String(500), index=True)
    words: Mapped[str] = mapped_column(Text, default="")
    """The words of the description as they are searched, parted by single spaces."""
    standing: Mapped[int] = mapped_column(SmallInteger, default=CATALOGUE)
    """What its shelf says (`Stock.standing`), here for the index; the store itself keeps it the same."""
    superseded_by: Mapped[str] = mapped_column(String(60), default="")
    kind: Mapped[str] = mapped_column(String(10), default="stock")
    creditor_id: Mapped[Reference | None] = mapped_column(ForeignKey("creditor.id"), index=True)
    price_group_id: Mapped[Reference | None] = mapped_column(ForeignKey("price_group.id"))
    list_price: Mapped[Cost] = mapped_column(default=_NO_COST)
    gst_free: Mapped[bool] = mapped_column(default=False)
    unit: Mapped[str] = mapped_column(String(20), default="each")
    whole_units: Mapped[bool] = mapped_column(default=True)
    no_backorders: Mapped[bool] = mapped_column(default=False)
    bin: Mapped[str] = mapped_column(String(30), default="")
    minimum: Mapped[Quantity] = mapped_column(default=_NOTHING)
    maximum: Mapped[Quantity] = mapped_column(default=_NOTHING)
    pack: Mapped[Quantity] = mapped_column(default=Decimal("1.000"))
    notes: Mapped[str] = mapped_column(Text, default="")
    active: Mapped[bool] = mapped_column(default=True)

    numbers: Mapped[list[PartNumber]] = relationship(cascade="all, delete-orphan", order_by="PartNumber.id")
    stock: Mapped[Stock] = relationship(cascade="all, delete-orphan")

    @validates("number", "description")
    def _searched_by(self, name: str, value: Any) -> Any:
        if name == "number":
            self.key = codes.part_key(value)
        else:
            self.words = " ".join(codes.words_of(value))
        return value


class PartNumber(Base):
    """Another number of a part: an old one, the supplier's, a customer's or a barcode."""

    __tablename__ = "part_number"
    __table_args__ = (
        UniqueConstraint("part_id", "kind", "number"),
        CheckConstraint("kind IN ('old', 'supplier', 'customer', 'barcode')", name="kind"),
    )

    id: Mapped[Key]
    part_id: Mapped[Reference] = mapped_column(ForeignKey("part.id"))
    kind: Mapped[str] = mapped_column(String(10))
    number: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(60), index=True)

    @validates("number")
    def _searched_by(self, _name: str, value: Any) -> Any:
        self.key = codes.part_key(value)
        return value


class Stock(Base):
    """The shelf of one part. Locked before it is read for a write; `check` proves every figure from its documents."""

    __tablename__ = "stock"
    __table_args__ = (
        CheckConstraint("committed >= 0", name="committed"),
        CheckConstraint("allocated >= 0", name="allocated"),
        CheckConstraint("on_order >= 0", name="on_order"),
        CheckConstraint("on_hand > 0 OR value = 0", name="empty_shelf_has_no_value"),
    )

    part_id: Mapped[Reference] = mapped_column(ForeignKey("part.id"), primary_key=True)
    on_hand: Mapped[Quantity] = mapped_column(default=_NOTHING)
    value: Mapped[Money] = mapped_column(default=_NO_MONEY)
    committed: Mapped[Quantity] = mapped_column(default=_NOTHING)
    allocated: Mapped[Quantity] = mapped_column(default=_NOTHING)
    on_order: Mapped[Quantity] = mapped_column(default=_NOTHING)
    last_cost: Mapped[Cost] = mapped_column(default=_NO_COST)
    standing: Mapped[int] = mapped_column(SmallInteger, default=CATALOGUE)
    """Where the part stands among those that a search finds (app/rules/standing.py)."""


class StockMovement(Base):
    """So much came or went, with its value and why; append-only. A value-only movement has quantity 0."""

    __tablename__ = "stock_movement"
    __table_args__ = (Index(None, "part_id", "id"), Index(None, "document_kind", "document_id"))

    id: Mapped[Key]
    part_id: Mapped[Reference] = mapped_column(ForeignKey("part.id"))
    kind: Mapped[str] = mapped_column(String(20))
    quantity: Mapped[Quantity]
    value: Mapped[Money]
    document_kind: Mapped[str] = mapped_column(String(30), default="")
    document_id: Mapped[Reference | None]
    reason: Mapped[str] = mapped_column(String(200), default="")
    operator_id: Mapped[Reference] = mapped_column(ForeignKey("operator.id"))
    at: Mapped[datetime]
