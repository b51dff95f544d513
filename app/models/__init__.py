"""The tables: columns, constraints, relationships; no queries and no rules."""

from app.models.backorders import Allocation, Backorder, BackorderEvent
from app.models.base import Base
from app.models.invoices import Invoice, InvoiceLine, LostSale
from app.models.parts import Part, PartNumber, Stock, StockMovement
from app.models.people import (
    Creditor,
    CreditorEntry,
    Debtor,
    DebtorEntry,
    DeliveryAddress,
    PriceGroup,
    PricingRule,
    PricingStructure,
    QuantityBreak,
    Settlement,
    SpecialPrice,
)
from app.models.purchases import (
    CreditorInvoice,
    CreditorInvoiceLine,
    MeantFor,
    StockOrder,
    StockOrderLine,
)
from app.models.shop import NextNumber, Operator, PaperRun, Setting, StoredAnswer, Tender

__all__ = [
    "Allocation",
    "Backorder",
    "BackorderEvent",
    "Base",
    "Creditor",
    "CreditorEntry",
    "CreditorInvoice",
    "CreditorInvoiceLine",
    "Debtor",
    "DebtorEntry",
    "DeliveryAddress",
    "Invoice",
    "InvoiceLine",
    "LostSale",
    "MeantFor",
    "NextNumber",
    "Operator",
    "PaperRun",
    "Part",
    "PartNumber",
    "PriceGroup",
    "PricingRule",
    "PricingStructure",
    "QuantityBreak",
    "Setting",
    "Settlement",
    "SpecialPrice",
    "Stock",
    "StockMovement",
    "StockOrder",
    "StockOrderLine",
    "StoredAnswer",
    "Tender",
]
