"""Reads e-invoices back and holds them against UBL 2.1 and the rules of PINT A-NZ that concern a parts counter."""

from __future__ import annotations

from decimal import Decimal
from xml.etree import ElementTree as ET

from app.rules.posted import OutFile, Sale
from tests.exchange.ubl_2_1 import CAC, CBC, schema

D = Decimal
NAMES = {"cac": CAC, "cbc": CBC}


def read(file: OutFile) -> ET.Element:
    return ET.fromstring(file.content)


def text(element: ET.Element, path: str) -> str:
    found = element.find(path, NAMES)
    assert found is not None and found.text, f"{path} is missing"
    return found.text


def amount(element: ET.Element, path: str) -> Decimal:
    return D(text(element, path))


def texts(element: ET.Element, path: str) -> list[str]:
    return [each.text or "" for each in element.findall(path, NAMES)]


def document(root: ET.Element) -> str:
    return root.tag.rpartition("}")[2]


def lines(root: ET.Element) -> list[ET.Element]:
    return root.findall(f"cac:{document(root)}Line", NAMES)


def valid(file: OutFile) -> ET.Element:
    """The document; fails unless it is valid UBL and keeps the rules of PINT A-NZ that are named here."""
    root = read(file)
    schema(document(root)).validate(ET.tostring(root, encoding="unicode"))
    assert [each.tag for each in root.iter() if not (each.text or "").strip() and not len(each)] == [], "empty elements"
    _identity(root)
    _taxes(root)
    for line in lines(root):
        _line(line)
    totals = root.find("cac:LegalMonetaryTotal", NAMES)
    assert totals is not None
    assert amount(totals, "cbc:LineExtensionAmount") == sum(
        amount(line, "cbc:LineExtensionAmount") for line in lines(root)
    )
    ex, inc = amount(totals, "cbc:TaxExclusiveAmount"), amount(totals, "cbc:TaxInclusiveAmount")
    assert inc == ex + amount(root, "cac:TaxTotal/cbc:TaxAmount")
    prepaid = sum((D(each) for each in texts(totals, "cbc:PrepaidAmount")), D(0))
    assert amount(totals, "cbc:PayableAmount") == inc - prepaid
    return root


def agrees(file: OutFile, sale: Sale) -> None:
    """The cents of the e-invoice are those of the document."""
    root = valid(file)
    assert text(root, "cbc:ID") == sale.number
    assert amount(root, "cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount") == sale.amount
    assert amount(root, "cac:TaxTotal/cbc:TaxAmount") == sale.gst
    assert amount(root, "cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount") == sale.total
    assert [amount(line, "cbc:LineExtensionAmount") for line in lines(root)] == [line.amount for line in sale.lines]


def _identity(root: ET.Element) -> None:
    """aligned-ibrp-001/002/003, aligned-ibr-001/004: who, to whom, by which specification."""
    assert text(root, "cbc:CustomizationID") == "urn:peppol:pint:billing-1@aunz-1"
    assert text(root, "cbc:ProfileID") == "urn:peppol:bis:billing"
    assert root.find("cbc:BuyerReference", NAMES) is not None or root.find("cac:OrderReference", NAMES) is not None
    for side in ("AccountingSupplierParty", "AccountingCustomerParty"):
        party = root.find(f"cac:{side}/cac:Party", NAMES)
        assert party is not None
        assert text(party, "cac:PostalAddress/cac:Country/cbc:IdentificationCode") == "AU"
        for path in ("cbc:EndpointID", "cac:PartyLegalEntity/cbc:CompanyID"):
            found = party.find(path, NAMES)
            assert found is not None and found.get("schemeID") == "0151" and len(found.text or "") == 11
    if document(root) == "Invoice":
        assert text(root, "cbc:InvoiceTypeCode") == "380" and text(root, "cbc:DueDate")
    else:
        assert text(root, "cbc:CreditNoteTypeCode") == "381"
        assert text(root, "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID")


def _taxes(root: ET.Element) -> None:
    """aligned-ibrp-s/e/z-01, -05, -08, -09 and cl-01: one subtotal of each category, which is the sum of its lines."""
    sums: dict[tuple[str, str], Decimal] = {}
    for line in lines(root):
        key = _category(line, "cac:Item/cac:ClassifiedTaxCategory")
        sums[key] = sums.get(key, D(0)) + amount(line, "cbc:LineExtensionAmount")
    taxed = D(0)
    for subtotal in root.findall("cac:TaxTotal/cac:TaxSubtotal", NAMES):
        code, rate = _category(subtotal, "cac:TaxCategory")
        taxable, tax = amount(subtotal, "cbc:TaxableAmount"), amount(subtotal, "cbc:TaxAmount")
        assert sums.pop((code, rate)) == taxable
        assert code in ("S", "Z", "E")
        assert (D(rate) > 0) is (code == "S")
        assert abs(abs(tax) - abs(taxable) * D(rate) / 100) <= 1, "the rule's own slack"
        assert code == "S" or tax == 0
        assert (subtotal.find("cac:TaxCategory/cbc:TaxExemptionReason", NAMES) is not None) is (code == "E")
        taxed += tax
    assert not sums
    assert taxed == amount(root, "cac:TaxTotal/cbc:TaxAmount")


def _category(element: ET.Element, path: str) -> tuple[str, str]:
    assert text(element, f"{path}/cac:TaxScheme/cbc:ID") == "GST"
    return text(element, f"{path}/cbc:ID"), text(element, f"{path}/cbc:Percent")


def _line(line: ET.Element) -> None:
    """aligned-ibrp-053 and ibr-027: quantity × price is the amount to two cents, and no price is below zero."""
    quantity = D((texts(line, "cbc:InvoicedQuantity") + texts(line, "cbc:CreditedQuantity"))[0])
    price = amount(line, "cac:Price/cbc:PriceAmount")
    base = D((texts(line, "cac:Price/cbc:BaseQuantity") or ["1"])[0])
    assert price >= 0 and base > 0
    assert abs(quantity * price / base - amount(line, "cbc:LineExtensionAmount")) <= D("0.02")
