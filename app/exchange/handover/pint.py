"""An e-invoice or credit note as Peppol PINT A-NZ (UBL 2.1); it must not know where the document is kept.

Sources: PINT A-NZ Billing, OASIS UBL 2.1 (the order of elements), A-NZ guidance note 11 (tax categories in Australia).
Amounts are the stored ones: the tax of a category is the sum of its lines' stored shares of GST.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from stdnum.au import abn

from app.exchange.handover.ubl import CAC, CBC, CREDIT_NOTE, INVOICE, Element, add, document, party, to_bytes, unit_code
from app.rules import words
from app.rules.dates import USUAL
from app.rules.facts import SellerFacts
from app.rules.faults import Refused
from app.rules.money import ZERO, rounded
from app.rules.posted import OutFile, Party, Sale, SaleLine

CUSTOMIZATION: Final = "urn:peppol:pint:billing-1@aunz-1"
PROFILE: Final = "urn:peppol:bis:billing"
CURRENCY: Final = "AUD"
_TYPE_CODES: Final = {"invoice": "380", "credit": "381"}
_NOTHING: Final = rounded(ZERO)
SECURITY_REASON: Final = "Security deposit: no supply yet (GST Act Division 99)"

Category = tuple[str, Decimal]
"""A tax category of UNCL 5305 and its rate in per cent."""


def shop_refusal(shop: SellerFacts) -> str:
    """Why this shop cannot send e-invoices at all, in a sentence; nothing when it can."""
    if not abn.is_valid(shop.abn):
        return "The shop has no ABN, so it cannot send e-invoices. Type it in Setup, Settings, page Shop."
    return ""


def refusal(sale: Sale) -> str:
    """Why there can be no e-invoice of this document, in a sentence; nothing when there can."""
    name = f"{sale.kind.capitalize()} {sale.number}"
    if not abn.is_valid(sale.buyer.abn):
        who = sale.buyer.name or sale.buyer.code
        return f"{name}: {who} has no ABN, so no e-invoice can reach them. Type it in Debtor Master File, Details."
    if not sale.lines:
        return f"{name} has no lines, so there is nothing to send."
    return ""


def e_document(sale: Sale, shop: SellerFacts) -> OutFile:
    """The document as one XML file. Raises Refused where there can be none, the shop's or the buyer's ABN missing."""
    if why_not := shop_refusal(shop) or refusal(sale):
        raise Refused(why_not)
    credit = sale.kind == "credit"
    root = document("CreditNote", CREDIT_NOTE) if credit else document("Invoice", INVOICE)
    _head(root, sale)
    add(root, CAC, "AccountingSupplierParty").append(_seller(shop))
    add(root, CAC, "AccountingCustomerParty").append(party(sale.buyer))
    if not credit:
        terms = ". ".join(filter(None, (f"Due {USUAL.full_day(sale.due)}", shop.how_to_pay)))
        add(add(root, CAC, "PaymentTerms"), CBC, "Note", terms)
    _tax(root, sale)
    _totals(root, sale)
    for position, line in enumerate(sale.lines, start=1):
        _line(root, line, position, "CreditNote" if credit else "Invoice")
    return OutFile(f"{sale.key}.xml", to_bytes(root))


def category(line: SaleLine) -> Category:
    """S what is taxed, Z what is GST-free, E what is no supply: O may not stand beside others on one document."""
    if line.security:
        return "E", ZERO
    return ("S", line.gst_rate) if line.gst_rate else ("Z", ZERO)


def _head(root: Element, sale: Sale) -> None:
    credit = sale.kind == "credit"
    add(root, CBC, "CustomizationID", CUSTOMIZATION)
    add(root, CBC, "ProfileID", PROFILE)
    add(root, CBC, "ID", sale.number)
    add(root, CBC, "IssueDate", sale.dated.isoformat())
    if not credit:
        add(root, CBC, "DueDate", sale.due.isoformat())
    add(root, CBC, "CreditNoteTypeCode" if credit else "InvoiceTypeCode", _TYPE_CODES[sale.kind])
    if credit and sale.reference:
        add(root, CBC, "Note", sale.reference)
    add(root, CBC, "DocumentCurrencyCode", CURRENCY)
    order = "" if credit else sale.reference
    if order:
        add(add(root, CAC, "OrderReference"), CBC, "ID", order)
    else:
        add(root, CBC, "BuyerReference", sale.buyer.code or sale.buyer.name)
    if credit and sale.adjusts:
        reference = add(add(root, CAC, "BillingReference"), CAC, "InvoiceDocumentReference")
        add(reference, CBC, "ID", sale.adjusts)
        if sale.adjusts_dated:
            add(reference, CBC, "IssueDate", sale.adjusts_dated.isoformat())


def _seller(shop: SellerFacts) -> Element:
    return party(Party(shop.name, address=shop.address, email=shop.email, phone=shop.phone, abn=shop.abn), seller=True)


def _tax(root: Element, sale: Sale) -> None:
    total = add(root, CAC, "TaxTotal")
    _money(total, "TaxAmount", sale.gst)
    for (code, rate), (taxable, tax) in _by_category(sale.lines).items():
        subtotal = add(total, CAC, "TaxSubtotal")
        _money(subtotal, "TaxableAmount", taxable)
        _money(subtotal, "TaxAmount", tax)
        _category(subtotal, "TaxCategory", code, rate, SECURITY_REASON if code == "E" else "")


def _by_category(lines: Sequence[SaleLine]) -> Mapping[Category, tuple[Decimal, Decimal]]:
    sums: dict[Category, tuple[Decimal, Decimal]] = {}
    for line in lines:
        taxable, tax = sums.get(category(line), (_NOTHING, _NOTHING))
        sums[category(line)] = taxable + line.amount, tax + line.gst
    return sums


def _category(above: Element, name: str, code: str, rate: Decimal, reason: str = "") -> None:
    each = add(above, CAC, name)
    add(each, CBC, "ID", code)
    add(each, CBC, "Percent", words.percent(rate))
    if reason:
        add(each, CBC, "TaxExemptionReason", reason)
    add(add(each, CAC, "TaxScheme"), CBC, "ID", "GST")


def _totals(root: Element, sale: Sale) -> None:
    totals = add(root, CAC, "LegalMonetaryTotal")
    _money(totals, "LineExtensionAmount", sale.amount)
    _money(totals, "TaxExclusiveAmount", sale.amount)
    _money(totals, "TaxInclusiveAmount", sale.total)
    if sale.paid:
        _money(totals, "PrepaidAmount", sale.paid)
    _money(totals, "PayableAmount", sale.total - sale.paid)


def _line(root: Element, line: SaleLine, position: int, kind: str) -> None:
    row = add(root, CAC, f"{kind}Line")
    add(row, CBC, "ID", str(position))
    many = line.quantity if line.quantity or not line.amount else Decimal(1)
    quantity = -many if line.amount < ZERO else many
    name = "CreditedQuantity" if kind == "CreditNote" else "InvoicedQuantity"
    add(row, CBC, name, words.quantity(quantity).replace(",", ""), unitCode=unit_code(line.unit))
    _money(row, "LineExtensionAmount", line.amount)
    item = add(row, CAC, "Item")
    add(item, CBC, "Name", line.description or line.number or line.kind.capitalize())
    if line.number:
        add(add(item, CAC, "SellersItemIdentification"), CBC, "ID", line.number)
    code, rate = category(line)
    _category(item, "ClassifiedTaxCategory", code, rate)
    price = add(row, CAC, "Price")
    if line.by_units or not many:
        add(price, CBC, "PriceAmount", f"{line.net_price:f}", currencyID=CURRENCY)
    else:
        # a price for the whole quantity: it comes to the very amount, which no unit price might
        add(price, CBC, "PriceAmount", f"{abs(line.amount):f}", currencyID=CURRENCY)
        add(price, CBC, "BaseQuantity", words.quantity(many).replace(",", ""), unitCode=unit_code(line.unit))


def _money(above: Element, name: str, amount: Decimal) -> None:
    add(above, CBC, name, f"{amount:.2f}", currencyID=CURRENCY)
