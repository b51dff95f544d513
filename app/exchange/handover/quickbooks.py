"""Invoices and credit notes in the columns of QuickBooks Online's import; it must not know where they are kept.

Sources: the sample files of Settings, Import data, Invoices and Credit notes (editions outside the United States), to
be brought in with GST *exclusive*. An account is not named there: each product carries its own in QuickBooks, so a
Deposit line has the product *Deposit*, to be set up there with the account for customer deposits.
"""

from __future__ import annotations

from typing import Final

from app.exchange.handover.tables import amount, csv_bytes, day, number_of, plain, text, units
from app.rules.posted import Documents, OutFile, Sale, SaleLine

INVOICES_HEADING: Final = (
    "*InvoiceNo", "*Customer", "*InvoiceDate", "*DueDate", "Terms", "Location", "Memo", "Item(Product/Service)",
    "ItemDescription", "ItemQuantity", "ItemRate", "*ItemAmount", "*ItemTaxCode", "ItemTaxAmount", "Currency",
    "Service Date",
)  # fmt: skip
CREDITS_HEADING: Final = (
    "*CreditNoteNo", "*Customer", "*CreditNoteDate", "Location", "Memo", "Item(Product/Service)", "ItemDescription",
    "ItemQuantity", "ItemRate", "*ItemAmount", "*ItemTaxCode", "ItemTaxAmount", "Currency", "Service Date",
)  # fmt: skip

DEPOSIT: Final = "Deposit"
GST: Final = "GST"
GST_FREE: Final = "GST free"
NO_GST: Final = "Out of Scope"
_CURRENCY: Final = "AUD"


def files(documents: Documents, stem: str) -> tuple[OutFile, ...]:
    """The invoices and the credits, each in a file of its own whose name begins with `stem`."""
    made = []
    for kind, heading in (("invoice", INVOICES_HEADING), ("credit", CREDITS_HEADING)):
        rows = [_row(sale, line, heading) for sale in documents.sales if sale.kind == kind for line in sale.lines]
        if rows:
            made.append(OutFile(f"{stem}-{kind}s.csv", csv_bytes(heading, rows)))
    return tuple(made)


def _row(sale: Sale, line: SaleLine, heading: tuple[str, ...]) -> list[str]:
    quantity, price, discount, description = units(line)
    if discount:
        price = line.net_price
    cells = {
        "*InvoiceNo": text(number_of(sale)),
        "*CreditNoteNo": text(number_of(sale)),
        "*Customer": text(sale.buyer.name or sale.buyer.code),
        "*InvoiceDate": day(sale.dated),
        "*CreditNoteDate": day(sale.dated),
        "*DueDate": day(sale.due),
        "Memo": text(sale.reference),
        "Item(Product/Service)": DEPOSIT if line.kind == "deposit" else text(line.number),
        "ItemDescription": text(description),
        "ItemQuantity": plain(quantity),
        "ItemRate": plain(price),
        "*ItemAmount": amount(line.amount),
        "*ItemTaxCode": _tax(line),
        "ItemTaxAmount": amount(line.gst),
        "Currency": _CURRENCY,
        "Service Date": day(sale.dated),
    }
    return [cells.get(column, "") for column in heading]


def _tax(line: SaleLine) -> str:
    if line.security:
        return NO_GST
    return GST if line.gst_rate or line.gst else GST_FREE
