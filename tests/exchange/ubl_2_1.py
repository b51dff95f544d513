"""A strict schema of what the e-invoices use of UBL 2.1, as one holds the published standard beside them.

OASIS UBL 2.1 gives every aggregate a sequence; below stand, for each aggregate that is used here, its elements in the
order of the standard. Whatever is not used is left out, so a document that is valid here has nothing but elements of
the standard, in its order and number, with its types: amounts are decimals with a currency, days are days.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import xmlschema

_BASE: Final = "urn:oasis:names:specification:ubl:schema:xsd:"
CAC: Final = f"{_BASE}CommonAggregateComponents-2"
CBC: Final = f"{_BASE}CommonBasicComponents-2"

ONE, MAYBE, MANY, SOME = (1, 1), (0, 1), (0, None), (1, None)
Sequence = tuple[tuple[str, tuple[int, int | None]], ...]

AMOUNTS: Final = (
    "TaxAmount", "TaxableAmount", "LineExtensionAmount", "TaxExclusiveAmount", "TaxInclusiveAmount", "PrepaidAmount",
    "PayableAmount", "PriceAmount",
)  # fmt: skip
QUANTITIES: Final = ("InvoicedQuantity", "CreditedQuantity", "BaseQuantity")
DAYS: Final = ("IssueDate", "DueDate")
NUMBERS: Final = ("Percent",)
IDENTIFIERS: Final = (
    "ID", "CustomizationID", "ProfileID", "EndpointID", "CompanyID", "InvoiceTypeCode", "CreditNoteTypeCode",
    "DocumentCurrencyCode", "IdentificationCode",
)  # fmt: skip
TEXTS: Final = (
    "Note", "BuyerReference", "Name", "StreetName", "AdditionalStreetName", "CityName", "PostalZone",
    "CountrySubentity", "Line", "RegistrationName", "Telephone", "ElectronicMail", "TaxExemptionReason",
)  # fmt: skip

_PARTIES: Final[Sequence] = (("cac:AccountingSupplierParty", ONE), ("cac:AccountingCustomerParty", ONE))
_END: Final[Sequence] = (("cac:PaymentTerms", MANY), ("cac:TaxTotal", MANY), ("cac:LegalMonetaryTotal", ONE))
_LINE: Final[Sequence] = (("cbc:LineExtensionAmount", ONE), ("cac:Item", ONE), ("cac:Price", MAYBE))
_TAX: Final[Sequence] = (
    ("cbc:ID", MAYBE),
    ("cbc:Percent", MAYBE),
    ("cbc:TaxExemptionReason", MANY),
    ("cac:TaxScheme", ONE),
)
_HEAD: Final[Sequence] = (
    ("cbc:CustomizationID", MAYBE),
    ("cbc:ProfileID", MAYBE),
    ("cbc:ID", ONE),
    ("cbc:IssueDate", ONE),
)
_REFERENCES: Final[Sequence] = (
    ("cbc:DocumentCurrencyCode", MAYBE),
    ("cbc:BuyerReference", MAYBE),
    ("cac:OrderReference", MAYBE),
    ("cac:BillingReference", MANY),
)

DOCUMENTS: Final[dict[str, Sequence]] = {
    "Invoice": (
        *_HEAD,
        ("cbc:DueDate", MAYBE),
        ("cbc:InvoiceTypeCode", MAYBE),
        ("cbc:Note", MANY),
        *_REFERENCES,
        *_PARTIES,
        *_END,
        ("cac:InvoiceLine", SOME),
    ),
    "CreditNote": (
        *_HEAD,
        ("cbc:CreditNoteTypeCode", MAYBE),
        ("cbc:Note", MANY),
        *_REFERENCES,
        *_PARTIES,
        *_END,
        ("cac:CreditNoteLine", SOME),
    ),
}
AGGREGATES: Final[dict[str, Sequence]] = {
    "OrderReference": (("cbc:ID", ONE),),
    "BillingReference": (("cac:InvoiceDocumentReference", MAYBE),),
    "InvoiceDocumentReference": (("cbc:ID", ONE), ("cbc:IssueDate", MAYBE)),
    "AccountingSupplierParty": (("cac:Party", MAYBE),),
    "AccountingCustomerParty": (("cac:Party", MAYBE),),
    "Party": (
        ("cbc:EndpointID", MAYBE),
        ("cac:PartyName", MANY),
        ("cac:PostalAddress", MAYBE),
        ("cac:PartyTaxScheme", MANY),
        ("cac:PartyLegalEntity", MANY),
        ("cac:Contact", MAYBE),
    ),
    "PartyName": (("cbc:Name", ONE),),
    "PostalAddress": (
        ("cbc:StreetName", MAYBE),
        ("cbc:AdditionalStreetName", MAYBE),
        ("cbc:CityName", MAYBE),
        ("cbc:PostalZone", MAYBE),
        ("cbc:CountrySubentity", MAYBE),
        ("cac:AddressLine", MANY),
        ("cac:Country", MAYBE),
    ),
    "AddressLine": (("cbc:Line", ONE),),
    "Country": (("cbc:IdentificationCode", MAYBE),),
    "PartyTaxScheme": (("cbc:CompanyID", MAYBE), ("cac:TaxScheme", ONE)),
    "TaxScheme": (("cbc:ID", MAYBE),),
    "PartyLegalEntity": (("cbc:RegistrationName", MAYBE), ("cbc:CompanyID", MAYBE)),
    "Contact": (("cbc:Telephone", MAYBE), ("cbc:ElectronicMail", MAYBE)),
    "PaymentTerms": (("cbc:Note", MANY),),
    "TaxTotal": (("cbc:TaxAmount", ONE), ("cac:TaxSubtotal", MANY)),
    "TaxSubtotal": (("cbc:TaxableAmount", MAYBE), ("cbc:TaxAmount", ONE), ("cac:TaxCategory", ONE)),
    "TaxCategory": _TAX,
    "ClassifiedTaxCategory": _TAX,
    "LegalMonetaryTotal": (
        ("cbc:LineExtensionAmount", MAYBE),
        ("cbc:TaxExclusiveAmount", MAYBE),
        ("cbc:TaxInclusiveAmount", MAYBE),
        ("cbc:PrepaidAmount", MAYBE),
        ("cbc:PayableAmount", ONE),
    ),
    "InvoiceLine": (("cbc:ID", ONE), ("cbc:InvoicedQuantity", MAYBE), *_LINE),
    "CreditNoteLine": (("cbc:ID", ONE), ("cbc:CreditedQuantity", MAYBE), *_LINE),
    "Item": (("cbc:Name", MAYBE), ("cac:SellersItemIdentification", MAYBE), ("cac:ClassifiedTaxCategory", MANY)),
    "SellersItemIdentification": (("cbc:ID", ONE),),
    "Price": (("cbc:PriceAmount", ONE), ("cbc:BaseQuantity", MAYBE)),
}


@cache
def schema(document: str) -> xmlschema.XMLSchema:
    """The schema of an Invoice or a CreditNote."""
    own = _schema(f"{_BASE}{document}-2", [_aggregate(document, DOCUMENTS[document])])
    return xmlschema.XMLSchema([own, _aggregates(), _basics()])


def _schema(namespace: str, parts: list[str]) -> str:
    imports = "".join(f'<xs:import namespace="{each}"/>' for each in (CAC, CBC) if each != namespace)
    return (
        f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:cac="{CAC}" xmlns:cbc="{CBC}" '
        f'targetNamespace="{namespace}" elementFormDefault="qualified">{imports}{"".join(parts)}</xs:schema>'
    )


def _aggregates() -> str:
    return _schema(CAC, [_aggregate(name, children) for name, children in AGGREGATES.items()])


def _aggregate(name: str, children: Sequence) -> str:
    rows = "".join(
        f'<xs:element ref="{child}" minOccurs="{least}" maxOccurs="{"unbounded" if most is None else most}"/>'
        for child, (least, most) in children
    )
    return f'<xs:element name="{name}"><xs:complexType><xs:sequence>{rows}</xs:sequence></xs:complexType></xs:element>'


def _basics() -> str:
    currency = '<xs:attribute name="currencyID" type="xs:normalizedString" use="required"/>'
    unit = '<xs:attribute name="unitCode" type="xs:normalizedString"/>'
    scheme = '<xs:attribute name="schemeID" type="xs:normalizedString"/>'
    parts = [_basic(name, "decimal", currency) for name in AMOUNTS]
    parts += [_basic(name, "decimal", unit) for name in QUANTITIES]
    parts += [_basic(name, "date") for name in DAYS]
    parts += [_basic(name, "decimal") for name in NUMBERS]
    parts += [_basic(name, "normalizedString", scheme) for name in IDENTIFIERS]
    parts += [_basic(name, "string") for name in TEXTS]
    return _schema(CBC, parts)


def _basic(name: str, kind: str, attributes: str = "") -> str:
    inner = f'<xs:simpleContent><xs:extension base="xs:{kind}">{attributes}</xs:extension></xs:simpleContent>'
    return f'<xs:element name="{name}"><xs:complexType>{inner}</xs:complexType></xs:element>'
