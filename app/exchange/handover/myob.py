"""Item sales as MYOB AccountRight imports them; it must not know where the documents are kept.

Source: MYOB's help, *Import and export fields*, Item sales: tab-delimited text, the headings in its first line, an
empty line between documents, GST exclusive. The item numbers must be known to AccountRight; a Deposit line has the
item *DEPOSIT*, to be set up there as an item that is sold to the account for customer deposits. A credit is a sale
whose quantities are below zero.
"""

from __future__ import annotations

from typing import Final

from app.exchange.handover.tables import address_lines, amount, day, number_of, plain, text, units
from app.rules.posted import Documents, OutFile, Sale, SaleLine

HEADING: Final = (
    "Co./Last Name", "First Name", "Addr 1 - Line 1", "- Line 2", "- Line 3", "- Line 4", "Inclusive", "Invoice No.",
    "Date", "Customer PO", "Ship Via", "Delivery Status", "Item Number", "Quantity", "Description", "Price",
    "Discount", "Total", "Inc-Tax Total", "Job", "Comment", "Journal Memo", "Salesperson Last Name",
    "Salesperson First Name", "Shipping Date", "Tax Code", "Tax Amount", "Sale Status", "Terms - Payment is Due",
    "- Balance Due Days", "Card ID",
)  # fmt: skip

DEPOSIT: Final = "DEPOSIT"
GST: Final = "GST"
GST_FREE: Final = "FRE"
NO_GST: Final = "N-T"
_LONGEST_MEMO: Final = 255
_DAYS_AFTER_DATE: Final = "2"
"""MYOB's number for *in a given number of days*."""


def files(documents: Documents, stem: str) -> tuple[OutFile, ...]:
    """The sales in one file; none when there are none."""
    if not documents.sales:
        return ()
    blocks = ["".join("\t".join(_row(sale, line)) + "\r\n" for line in sale.lines) for sale in documents.sales]
    written = "\t".join(HEADING) + "\r\n" + "\r\n".join(blocks)
    # AccountRight reads the letters of Western Windows; what they lack becomes a question mark
    return (OutFile(f"{stem}-sales.txt", written.encode("cp1252", errors="replace")),)


def _row(sale: Sale, line: SaleLine) -> list[str]:
    sign = 1 if sale.kind == "invoice" else -1
    quantity, price, discount, description = units(line)
    if price < 0:
        quantity, price = -quantity, -price
    address = address_lines(sale.buyer.address, 4)
    cells = {
        "Co./Last Name": text(sale.buyer.name or sale.buyer.code),
        **{f"{'Addr 1 ' if at == 1 else ''}- Line {at}": words for at, words in enumerate(address, start=1)},
        "Invoice No.": text(number_of(sale)),
        "Date": day(sale.dated),
        "Customer PO": text(sale.reference)[:20],
        "Item Number": DEPOSIT if line.kind == "deposit" else text(line.number)[:30],
        "Quantity": plain(sign * quantity),
        "Description": text(description)[:_LONGEST_MEMO],
        "Price": plain(price),
        "Discount": plain(discount) if discount else "",
        "Total": amount(sign * line.amount),
        "Inc-Tax Total": amount(sign * line.inc),
        "Journal Memo": text(f"{sale.kind.capitalize()} {sale.number}; {sale.buyer.name}")[:_LONGEST_MEMO],
        "Tax Code": _tax(line),
        "Tax Amount": amount(sign * line.gst),
        "Sale Status": "I",
        "Terms - Payment is Due": _DAYS_AFTER_DATE,
        "- Balance Due Days": str(max((sale.due - sale.dated).days, 0)),
        "Card ID": text(sale.buyer.code),
    }
    return [cells.get(column, "") for column in HEADING]


def _tax(line: SaleLine) -> str:
    if line.security:
        return NO_GST
    return GST if line.gst_rate or line.gst else GST_FREE
