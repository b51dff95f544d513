"""The tables: columns, constraints, relationships; no queries and no rules."""

from app.models.audit import Audit, AuditHead
from app.models.backorders import Allocation, Backorder, BackorderEvent
from app.models.base import Base
from app.models.counts import StockAdjustment, StockAdjustmentLine, Stocktake, StocktakeLine
from app.models.credits import Credit, CreditLine
from app.models.deposits import Deposit
from app.models.handover import Handover, HandoverBatch, HandoverFile, HandoverItem
from app.models.invoices import Invoice, InvoiceLine, LostSale
from app.models.journal import Account, JournalEntry, JournalLine
from app.models.mail import Mail, MailAttempt, MailFile
from app.models.money import CreditorPayment, DayEnd, DayEndCount, DayEndTender, DebtorReceipt, Tender
from app.models.parts import Part, PartNumber, Stock, StockMovement
from app.models.people import (
    Creditor,
    CreditorEntry,
    CreditorSettlement,
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
from app.models.price_files import PriceImport, PriceImportChange, PriceImportMade, PriceMatching
from app.models.purchases import (
    CreditorInvoice,
    CreditorInvoiceLine,
    MeantFor,
    StockOrder,
    StockOrderLine,
)
from app.models.shop import NextNumber, Operator, PaperRun, RoleRight, Setting, StoredAnswer
from app.models.supplier_credits import CreditorCredit, CreditorCreditLine, CreditorInvoiceUndo
from app.models.upkeep import BackupMade

__all__ = [
    "Account",
    "Allocation",
    "Audit",
    "AuditHead",
    "Backorder",
    "BackorderEvent",
    "BackupMade",
    "Base",
    "Credit",
    "CreditLine",
    "Creditor",
    "CreditorCredit",
    "CreditorCreditLine",
    "CreditorEntry",
    "CreditorInvoice",
    "CreditorInvoiceLine",
    "CreditorInvoiceUndo",
    "CreditorPayment",
    "CreditorSettlement",
    "DayEnd",
    "DayEndCount",
    "DayEndTender",
    "Debtor",
    "DebtorEntry",
    "DebtorReceipt",
    "DeliveryAddress",
    "Deposit",
    "Handover",
    "HandoverBatch",
    "HandoverFile",
    "HandoverItem",
    "Invoice",
    "InvoiceLine",
    "JournalEntry",
    "JournalLine",
    "LostSale",
    "Mail",
    "MailAttempt",
    "MailFile",
    "MeantFor",
    "NextNumber",
    "Operator",
    "PaperRun",
    "Part",
    "PartNumber",
    "PriceGroup",
    "PriceImport",
    "PriceImportChange",
    "PriceImportMade",
    "PriceMatching",
    "PricingRule",
    "PricingStructure",
    "QuantityBreak",
    "RoleRight",
    "Setting",
    "Settlement",
    "SpecialPrice",
    "Stock",
    "StockAdjustment",
    "StockAdjustmentLine",
    "StockMovement",
    "StockOrder",
    "StockOrderLine",
    "Stocktake",
    "StocktakeLine",
    "StoredAnswer",
    "Tender",
]
