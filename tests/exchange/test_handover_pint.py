"""E-invoices: valid against UBL 2.1, by the rules of PINT A-NZ, and to the cent what the document says."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
import xmlschema

from app.exchange.handover import pint, ubl
from app.rules.facts import SellerFacts
from app.rules.faults import Refused
from app.rules.posted import OutFile, Sale
from tests.exchange import e_invoices, posted
from tests.exchange.e_invoices import amount, lines, text, texts
from tests.exchange.posted import CREDIT, FILL, PLAIN, SALES, SECURITY, SECURITY_FILL, SHOP

D = Decimal


@pytest.mark.parametrize("sale", SALES, ids=lambda sale: sale.key)
def test_every_document_is_valid_and_agrees_to_the_cent(sale: Sale) -> None:
    e_invoices.agrees(pint.e_document(sale, SHOP), sale)


def test_the_final_invoice_of_a_full_deposit_comes_to_nothing() -> None:
    root = e_invoices.valid(pint.e_document(FILL, SHOP))
    goods, applied = lines(root)
    assert (text(goods, "cbc:InvoicedQuantity"), text(applied, "cbc:InvoicedQuantity")) == ("3", "-3")
    assert amount(applied, "cbc:LineExtensionAmount") == D("-300.00")
    assert amount(root, "cac:LegalMonetaryTotal/cbc:PayableAmount") == 0
    assert amount(root, "cac:TaxTotal/cbc:TaxAmount") == 0


def test_a_security_deposit_is_no_supply() -> None:
    taken, used = (e_invoices.valid(pint.e_document(sale, SHOP)) for sale in (SECURITY, SECURITY_FILL))
    for root, taxable in ((taken, "330.00"), (used, "-330.00")):
        assert texts(root, "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:ID") == ["S", "E"]
        assert texts(root, "cac:TaxTotal/cac:TaxSubtotal/cbc:TaxableAmount")[1] == taxable
    assert amount(used, "cac:TaxTotal/cbc:TaxAmount") == D("30.00")
    assert amount(used, "cac:LegalMonetaryTotal/cbc:PayableAmount") == 0


def test_a_credit_names_the_invoice_and_the_reason() -> None:
    root = e_invoices.valid(pint.e_document(CREDIT, SHOP))
    assert e_invoices.document(root) == "CreditNote"
    reference = "cac:BillingReference/cac:InvoiceDocumentReference"
    assert (text(root, f"{reference}/cbc:ID"), text(root, f"{reference}/cbc:IssueDate")) == ("10002", "2026-11-16")
    assert text(root, "cbc:Note") == "Wrong part"
    assert root.find("cbc:DueDate", e_invoices.NAMES) is None


def test_what_was_paid_at_the_till_is_not_to_be_paid_again() -> None:
    root = e_invoices.valid(pint.e_document(replace(PLAIN, paid=D("220.00")), SHOP))
    assert amount(root, "cac:LegalMonetaryTotal/cbc:PrepaidAmount") == D("220.00")
    assert amount(root, "cac:LegalMonetaryTotal/cbc:PayableAmount") == 0


def test_an_order_number_goes_before_a_buyers_code() -> None:
    with_order, without = (e_invoices.read(pint.e_document(sale, SHOP)) for sale in (PLAIN, FILL))
    assert texts(with_order, "cac:OrderReference/cbc:ID") == ["PO 7"]
    assert texts(with_order, "cbc:BuyerReference") == []
    assert texts(without, "cbc:BuyerReference") == ["MILLER"]


@pytest.mark.parametrize(
    ("sale", "shop", "words"),
    [
        (replace(PLAIN, buyer=replace(posted.MILLER, abn="")), SHOP, "Miller & Söhne Pty Ltd has no ABN"),
        (replace(PLAIN, buyer=replace(posted.MILLER, abn="51824753557")), SHOP, "has no ABN"),
        (PLAIN, replace(SHOP, abn=""), "The shop has no ABN"),
        (replace(PLAIN, lines=()), SHOP, "has no lines"),
    ],
)
def test_what_cannot_be_sent_is_refused_in_a_sentence(sale: Sale, shop: SellerFacts, words: str) -> None:
    with pytest.raises(Refused, match=words):
        pint.e_document(sale, shop)


def test_texts_that_xml_cannot_hold_do_no_harm() -> None:
    nasty = "A\x00\x0b<b>&amp; \ufffe ]]> “é”\n\tB"
    line = replace(PLAIN.lines[0], description=nasty, number=nasty)
    sale = replace(PLAIN, lines=(line,), buyer=replace(posted.MILLER, name=nasty, address=f"{nasty}\n{nasty}"))
    root = e_invoices.valid(pint.e_document(sale, SHOP))
    assert text(lines(root)[0], "cac:Item/cbc:Name").startswith("A <b>&amp;")


@pytest.mark.parametrize(
    ("address", "street", "city", "post"),
    [
        ("12 Mill Rd\nYandina QLD 4561", ["12 Mill Rd"], ["Yandina"], ["4561"]),
        ("9 Trade Ct, Rocklea QLD 4106", ["9 Trade Ct"], ["Rocklea"], ["4106"]),
        ("PO Box 9\nSomewhere else", ["PO Box 9"], [], []),
        ("", [], [], []),
    ],
)
def test_an_address_is_taken_apart_as_far_as_it_is_understood(
    address: str, street: list[str], city: list[str], post: list[str]
) -> None:
    party = ubl.party(replace(posted.MILLER, address=address))
    place = "cac:PostalAddress/cbc:"
    assert texts(party, f"{place}StreetName") == street
    assert texts(party, f"{place}CityName") == city
    assert texts(party, f"{place}PostalZone") == post


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (b'currencyID="AUD">220.00', b'currency="AUD">220.00'),
        (b"<cbc:IssueDate>2026-11-16", b"<cbc:IssueDate>16/11/2026"),
        (b"<cbc:ProfileID>urn:peppol:bis:billing</cbc:ProfileID>\n", b""),
        (b"<cbc:Percent>10</cbc:Percent>", b"<cbc:Rate>10</cbc:Rate>"),
        (b"<cbc:ID>10001</cbc:ID>\n", b""),
    ],
)
def test_the_schema_would_complain(was: bytes, becomes: bytes) -> None:
    good = pint.e_document(PLAIN, SHOP).content
    assert was in good
    with pytest.raises((xmlschema.XMLSchemaValidationError, AssertionError)):
        e_invoices.valid(OutFile("x", good.replace(was, becomes)))


def test_elements_out_of_order_are_no_ubl() -> None:
    root = e_invoices.read(pint.e_document(PLAIN, SHOP))
    root.insert(0, root[5])
    with pytest.raises(xmlschema.XMLSchemaValidationError):
        e_invoices.valid(OutFile("x", e_invoices.ET.tostring(root)))


@pytest.mark.parametrize(
    ("unit", "code"), [("each", "EA"), ("Metres", "MTR"), ("hour", "HUR"), ("box", "EA"), ("l", "LTR")]
)
def test_units_have_their_codes(unit: str, code: str) -> None:
    assert ubl.unit_code(unit) == code


def test_where_nothing_was_supplied_the_lines_are_of_nothing() -> None:
    sale = posted.sale(10009, posted.goods("0.000", "100.0000", "0.00", "0.00"))
    file = pint.e_document(sale, SHOP)
    e_invoices.agrees(file, sale)
    assert text(lines(e_invoices.read(file))[0], "cbc:InvoicedQuantity") == "0"
