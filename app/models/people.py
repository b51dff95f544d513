"""Tables of those the shop trades with: debtors with their terms, prices and ledger, creditors with theirs."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.types import Cost, Key, Money, Quantity, Rate, Reference


class Debtor(Base):
    """Somebody who buys. `version` grows with every change of the master record."""

    __tablename__ = "debtor"
    __table_args__ = (
        CheckConstraint("kind IN ('account', 'cash')", name="kind"),
        CheckConstraint("backorder_mode IN ('ask', 'automatic')", name="backorder_mode"),
        CheckConstraint("ship_rule IN ('any', 'complete lines', 'complete order')", name="ship_rule"),
        CheckConstraint("charge_deposits IN ('never', 'ask', 'always')", name="charge_deposits"),
        CheckConstraint("statement_by IN ('print', 'email', 'none')", name="statement_by"),
    )

    id: Mapped[Key]
    version: Mapped[int] = mapped_column(default=1)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    kind: Mapped[str] = mapped_column(String(10), default="account")
    contact: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(60), default="")
    phone_key: Mapped[str] = mapped_column(String(60), default="", index=True)
    email: Mapped[str] = mapped_column(String(200), default="")
    abn: Mapped[str] = mapped_column(String(20), default="", index=True)
    address: Mapped[str] = mapped_column(Text, default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    active: Mapped[bool] = mapped_column(default=True)

    use_backorders: Mapped[bool] = mapped_column(default=False)
    backorder_mode: Mapped[str] = mapped_column(String(10), default="ask")
    ship_rule: Mapped[str] = mapped_column(String(20), default="any")
    price_at_filling: Mapped[str | None] = mapped_column(String(20))
    """Overrides the shop's setting of the same name."""
    charge_deposits: Mapped[str | None] = mapped_column(String(10))
    """Overrides the shop's setting of the same name."""
    structure_id: Mapped[Reference | None] = mapped_column(ForeignKey("pricing_structure.id"))
    credit_limit: Mapped[Money | None]
    stop_credit: Mapped[bool] = mapped_column(default=False)
    terms_days: Mapped[int] = mapped_column(default=30)
    invoice_by: Mapped[str] = mapped_column(String(10), default="print")
    statement_by: Mapped[str] = mapped_column(String(10), default="print")

    delivery_addresses: Mapped[list[DeliveryAddress]] = relationship(
        order_by="DeliveryAddress.position", cascade="all, delete-orphan"
    )


class DeliveryAddress(Base):
    """A place where a debtor's goods may go."""

    __tablename__ = "delivery_address"

    id: Mapped[Key]
    debtor_id: Mapped[Reference] = mapped_column(ForeignKey("debtor.id"), index=True)
    position: Mapped[int]
    address: Mapped[str] = mapped_column(Text)


class DebtorEntry(Base):
    """A line of a debtor's open-item ledger: charges are positive, payments negative; never changed."""

    __tablename__ = "debtor_entry"
    __table_args__ = (Index(None, "debtor_id", "date", "id", "amount"),)

    id: Mapped[Key]
    debtor_id: Mapped[Reference] = mapped_column(ForeignKey("debtor.id"))
    invoice_id: Mapped[Reference | None] = mapped_column(ForeignKey("invoice.id"), index=True)
    credit_id: Mapped[Reference | None] = mapped_column(ForeignKey("credit.id"), index=True)
    receipt_id: Mapped[Reference | None] = mapped_column(ForeignKey("debtor_receipt.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    """*invoice* and *refund* are charges; *payment* (with the invoice), *credit* and *receipt* take off."""
    date: Mapped[dt.date]
    due: Mapped[dt.date | None]
    amount: Mapped[Money]
    reference: Mapped[str] = mapped_column(String(60), default="")


class Settlement(Base):
    """So much of a charge is paid by so much of a payment."""

    __tablename__ = "settlement"
    __table_args__ = (CheckConstraint("amount > 0", name="amount"),)

    id: Mapped[Key]
    charge_id: Mapped[Reference] = mapped_column(ForeignKey("debtor_entry.id"), index=True)
    payment_id: Mapped[Reference] = mapped_column(ForeignKey("debtor_entry.id"), index=True)
    receipt_id: Mapped[Reference | None] = mapped_column(ForeignKey("debtor_receipt.id"), index=True)
    """The receipt that it was matched with; none where it was matched without new money."""
    amount: Mapped[Money]


class Creditor(Base):
    """Somebody whom the shop buys from."""

    __tablename__ = "creditor"

    id: Mapped[Key]
    version: Mapped[int] = mapped_column(default=1)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    contact: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(60), default="")
    phone_key: Mapped[str] = mapped_column(String(60), default="", index=True)
    email: Mapped[str] = mapped_column(String(200), default="")
    abn: Mapped[str] = mapped_column(String(20), default="")
    address: Mapped[str] = mapped_column(Text, default="")
    our_account: Mapped[str] = mapped_column(String(60), default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    active: Mapped[bool] = mapped_column(default=True)
    terms_days: Mapped[int] = mapped_column(default=30)
    lead_days: Mapped[int] = mapped_column(default=7)
    """How long goods usually take: proposes the expected date of a stock order."""


class CreditorEntry(Base):
    """A line of a creditor's ledger: what we owe is positive, what we paid negative; never changed."""

    __tablename__ = "creditor_entry"
    __table_args__ = (Index(None, "creditor_id", "date", "id", "amount"),)

    id: Mapped[Key]
    creditor_id: Mapped[Reference] = mapped_column(ForeignKey("creditor.id"))
    creditor_invoice_id: Mapped[Reference | None] = mapped_column(ForeignKey("creditor_invoice.id"), index=True)
    creditor_credit_id: Mapped[Reference | None] = mapped_column(ForeignKey("creditor_credit.id"), index=True)
    creditor_payment_id: Mapped[Reference | None] = mapped_column(ForeignKey("creditor_payment.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    """*invoice* is owed; *undo* (of an invoice), *credit* and *payment* take off."""
    date: Mapped[dt.date]
    due: Mapped[dt.date | None]
    amount: Mapped[Money]
    reference: Mapped[str] = mapped_column(String(60), default="")


class CreditorSettlement(Base):
    """So much of what is owed to a creditor is paid by so much of a payment or a credit."""

    __tablename__ = "creditor_settlement"
    __table_args__ = (CheckConstraint("amount > 0", name="amount"),)

    id: Mapped[Key]
    charge_id: Mapped[Reference] = mapped_column(ForeignKey("creditor_entry.id"), index=True)
    payment_id: Mapped[Reference] = mapped_column(ForeignKey("creditor_entry.id"), index=True)
    creditor_payment_id: Mapped[Reference | None] = mapped_column(ForeignKey("creditor_payment.id"), index=True)
    """The payment that it was matched with; none where it was matched without new money."""
    amount: Mapped[Money]


class PriceGroup(Base):
    """Parts that are priced alike."""

    __tablename__ = "price_group"

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(200), default="")


class PricingStructure(Base):
    """A named set of prices that debtors may have, for instance *Trade*."""

    __tablename__ = "pricing_structure"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(80), unique=True)

    rules: Mapped[list[PricingRule]] = relationship(cascade="all, delete-orphan")


class PricingRule(Base):
    """For one price group of a structure: a discount off list, or a mark-up on cost."""

    __tablename__ = "pricing_rule"
    __table_args__ = (
        UniqueConstraint("structure_id", "price_group_id"),
        CheckConstraint("basis IN ('list', 'cost')", name="basis"),
    )

    id: Mapped[Key]
    structure_id: Mapped[Reference] = mapped_column(ForeignKey("pricing_structure.id"))
    price_group_id: Mapped[Reference] = mapped_column(ForeignKey("price_group.id"))
    basis: Mapped[str] = mapped_column(String(10))
    percent: Mapped[Rate]


class SpecialPrice(Base):
    """One debtor's price for one part; it wins over everything else."""

    __tablename__ = "special_price"
    __table_args__ = (UniqueConstraint("debtor_id", "part_id"),)

    id: Mapped[Key]
    debtor_id: Mapped[Reference] = mapped_column(ForeignKey("debtor.id"))
    part_id: Mapped[Reference] = mapped_column(ForeignKey("part.id"), index=True)
    price: Mapped[Cost]


class QuantityBreak(Base):
    """From this quantity on, a part costs this much."""

    __tablename__ = "quantity_break"
    __table_args__ = (UniqueConstraint("part_id", "minimum"),)

    id: Mapped[Key]
    part_id: Mapped[Reference] = mapped_column(ForeignKey("part.id"))
    minimum: Mapped[Quantity]
    price: Mapped[Cost]
