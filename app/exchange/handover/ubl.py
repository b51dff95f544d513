"""The parts that UBL 2.1 documents are made of: elements, parties, addresses, units; it must not know any document."""

from __future__ import annotations

import re
from typing import Final
from xml.etree import ElementTree as ET

from app.rules.entry import one_line
from app.rules.posted import Party

INVOICE: Final = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
CREDIT_NOTE: Final = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"
CAC: Final = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC: Final = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
ABN_SCHEME: Final = "0151"
"""The Australian Business Number among the identifier schemes of ISO 6523."""

Element = ET.Element

ET.register_namespace("cac", CAC)
ET.register_namespace("cbc", CBC)

_NOT_IN_XML: Final = re.compile("[\ufffe\uffff]")
_STATES: Final = "ACT|NSW|NT|QLD|SA|TAS|VIC|WA"
_PLACE: Final = re.compile(rf"(?P<city>.*?)[\s,]+(?P<state>{_STATES})[\s,]+(?P<post>\d{{4}})", re.IGNORECASE)
_EACH: Final = "EA"
_UNITS: Final = {
    "each": _EACH,
    "ea": _EACH,
    "m": "MTR",
    "metre": "MTR",
    "meter": "MTR",
    "l": "LTR",
    "litre": "LTR",
    "liter": "LTR",
    "kg": "KGM",
    "hour": "HUR",
    "hr": "HUR",
    "pair": "PR",
    "set": "SET",
}


def document(name: str, namespace: str) -> Element:
    """The root of a document, whose namespace is the one without a prefix."""
    return ET.Element(name, {"xmlns": namespace})


def add(above: Element, namespace: str, name: str, text: str | None = None, **attributes: str) -> Element:
    """A new element at the end of `above`, with what XML cannot hold taken out of its text."""
    element = ET.SubElement(above, f"{{{namespace}}}{name}", attributes)
    if text is not None:
        element.text = _NOT_IN_XML.sub("", one_line(text))
    return element


def to_bytes(root: Element) -> bytes:
    """The document as UTF-8, one element in each line."""
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written + b"\n"


def unit_code(unit: str) -> str:
    """The code of UN/ECE recommendation 20 for a unit as the shop writes it; *each* for one that is not known."""
    return _UNITS.get(unit.strip().casefold().removesuffix("s"), _UNITS.get(unit.strip().casefold(), _EACH))


def party(whom: Party, *, seller: bool = False) -> Element:
    """A party with its ABN as address of delivery, as legal number and, of the seller, as number for GST."""
    element = ET.Element(f"{{{CAC}}}Party")
    add(element, CBC, "EndpointID", whom.abn, schemeID=ABN_SCHEME)
    name = whom.name or whom.code
    add(add(element, CAC, "PartyName"), CBC, "Name", name)
    _address(element, whom.address)
    if seller:
        tax = add(element, CAC, "PartyTaxScheme")
        add(tax, CBC, "CompanyID", whom.abn)
        add(add(tax, CAC, "TaxScheme"), CBC, "ID", "GST")
    legal = add(element, CAC, "PartyLegalEntity")
    add(legal, CBC, "RegistrationName", name)
    add(legal, CBC, "CompanyID", whom.abn, schemeID=ABN_SCHEME)
    if whom.phone or whom.email:
        contact = add(element, CAC, "Contact")
        if whom.phone:
            add(contact, CBC, "Telephone", whom.phone)
        if whom.email:
            add(contact, CBC, "ElectronicMail", whom.email)
    return element


def _address(above: Element, address: str) -> None:
    place = add(above, CAC, "PostalAddress")
    lines = [line.strip() for line in address.splitlines() if line.strip()]
    last = _PLACE.fullmatch(lines[-1]) if lines else None
    streets = lines[:-1] if last else lines
    if last and not streets and last["city"].rpartition(",")[0]:
        street, _, city = last["city"].rpartition(",")
        streets, found = [street.strip()], city.strip()
    else:
        found = last["city"].strip() if last else ""
    for name, line in zip(("StreetName", "AdditionalStreetName"), streets, strict=False):
        add(place, CBC, name, line)
    if found:
        add(place, CBC, "CityName", found)
    if last:
        add(place, CBC, "PostalZone", last["post"])
        add(place, CBC, "CountrySubentity", last["state"].upper())
    if len(streets) > 2:
        add(add(place, CAC, "AddressLine"), CBC, "Line", ", ".join(streets[2:]))
    add(add(place, CAC, "Country"), CBC, "IdentificationCode", "AU")
