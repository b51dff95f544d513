"""Sales invoices and bills in the columns of Xero's import templates; it must not know where the documents are kept.

Sources: the templates SalesInvoiceTemplate.csv and BillTemplate.csv that Xero offers under Import, to be brought in as
*tax exclusive*. A document whose amounts are below zero becomes a credit note there. TaxAmount is the stored share of
GST, so that the cents agree whatever way Xero would round.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from app.exchange.handover.tables import address_lines, amount, csv_bytes, day, number_of, plain, text, units
from app.rules.money import ZERO
from app.rules.posted import Bill, BillLine, Documents, OutFile, Party, Sale, SaleLine

SALES_HEADING: Final = (
    "*ContactName", "EmailAddress", "POAddressLine1", "POAddressLine2", "POAddressLine3", "POAddressLine4", "POCity",
    "PORegion", "POPostalCode", "POCountry", "*InvoiceNumber", "Reference", "*InvoiceDate", "*DueDate", "Total",
    "InventoryItemCode", "*Description", "*Quantity", "*UnitAmount", "Discount", "*AccountCode", "*TaxType",
    "TaxAmount", "TrackingName1", "TrackingOption1", "TrackingName2", "TrackingOption2", "Currency", "BrandingTheme",
)  # fmt: skip
BILLS_HEADING: Final = (
    "*ContactName", "EmailAddress", "POAddressLine1", "POAddressLine2", "POAddressLine3", "POAddressLine4", "POCity",
    "PORegion", "POPostalCode", "POCountry", "*InvoiceNumber", "*InvoiceDate", "*DueDate", "Total",
    "InventoryItemCode", "Description", "*Quantity", "*UnitAmount", "*AccountCode", "*TaxType", "TaxAmount",
    "TrackingName1", "TrackingOption1", "TrackingName2", "TrackingOption2", "Currency",
)  # fmt: skip

GST_ON_INCOME: Final = "GST on Income"
GST_FREE_INCOME: Final = "GST Free Income"
GST_ON_EXPENSES: Final = "GST on Expenses"
GST_FREE_EXPENSES: Final = "GST Free Expenses"
NO_GST: Final = "BAS Excluded"
_CURRENCY: Final = "AUD"


def files(documents: Documents, stem: str) -> tuple[OutFile, ...]:
    """The sales and the bills, each in a file of its own whose name begins with `stem`; none for what there is none."""
    made = []
    if documents.sales:
        rows = [row for sale in documents.sales for row in _sale_rows(sale)]
        made.append(OutFile(f"{stem}-sales.csv", csv_bytes(SALES_HEADING, rows)))
    if documents.bills:
        rows = [row for bill in documents.bills for row in _bill_rows(bill)]
        made.append(OutFile(f"{stem}-bills.csv", csv_bytes(BILLS_HEADING, rows)))
    return tuple(made)


def _sale_rows(sale: Sale) -> list[list[str]]:
    sign = 1 if sale.kind == "invoice" else -1
    return [_sale_row(sale, line, sign) for line in sale.lines]


def _sale_row(sale: Sale, line: SaleLine, sign: int) -> list[str]:
    quantity, price, discount, description = units(line)
    return _row(
        SALES_HEADING,
        {
            **_contact(sale.buyer),
            "*InvoiceNumber": text(number_of(sale)),
            "Reference": text(sale.reference),
            "*InvoiceDate": day(sale.dated),
            "*DueDate": day(sale.due),
            "Total": amount(sign * sale.total),
            "InventoryItemCode": text(line.number),
            "*Description": text(description),
            "*Quantity": plain(quantity),
            "*UnitAmount": plain(sign * price),
            "Discount": plain(discount) if discount else "",
            "*AccountCode": text(line.account),
            "*TaxType": _sale_tax(line),
            "TaxAmount": amount(sign * line.gst),
            "Currency": _CURRENCY,
        },
    )


def _sale_tax(line: SaleLine) -> str:
    if line.security:
        return NO_GST
    return GST_ON_INCOME if line.gst_rate or line.gst else GST_FREE_INCOME


def _bill_rows(bill: Bill) -> list[list[str]]:
    sign = 1 if bill.kind == "bill" else -1
    return [
        _row(
            BILLS_HEADING,
            {
                **_contact(bill.seller),
                "*InvoiceNumber": text(bill.number),
                "*InvoiceDate": day(bill.dated),
                "*DueDate": day(bill.due),
                "Total": amount(sign * bill.total),
                "InventoryItemCode": text(line.number),
                "Description": text(_bill_words(line)),
                "*Quantity": "1",
                "*UnitAmount": amount(sign * line.amount),
                "*AccountCode": text(line.account),
                "*TaxType": _bill_tax(line),
                "TaxAmount": amount(sign * line.gst),
                "Currency": _CURRENCY,
            },
        )
        for line in bill.lines
    ]


def _bill_words(line: BillLine) -> str:
    return (
        f"{plain(line.quantity)} × {line.description}" if line.quantity not in (ZERO, Decimal(1)) else line.description
    )


def _bill_tax(line: BillLine) -> str:
    if line.kind == "rounding":
        return NO_GST
    return GST_ON_EXPENSES if line.gst_rate or line.gst else GST_FREE_EXPENSES


def _contact(party: Party) -> dict[str, str]:
    lines = address_lines(party.address, 4)
    places = {f"POAddressLine{at}": line for at, line in enumerate(lines, start=1)}
    return {"*ContactName": text(party.name or party.code), "EmailAddress": text(party.email), **places}


def _row(heading: Sequence[str], cells: dict[str, str]) -> list[str]:
    return [cells.get(column, "") for column in heading]
