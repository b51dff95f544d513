"""The table of what a file may say of a part, a debtor, a creditor and opening stock; it must not know any file.

A field's `read` makes a value of a cell that is not empty, or raises Refused; an empty cell is not its matter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.exchange import cells
from app.exchange.amounts import DecimalMark, amount, shortened_by_a_spreadsheet
from app.rules import codes, words
from app.rules.entry import LARGEST_AMOUNT, LARGEST_PRICE, LARGEST_QUANTITY, one_line, quoted
from app.rules.faults import Refused
from app.rules.money import COST_PLACES, MONEY_PLACES, QUANTITY_PLACES, ZERO, rounded
from app.rules.rows import ImportKind

Read = Callable[[str, DecimalMark], Any]

DATE_MADE_OF_A_NUMBER = re.compile(r"\d{1,2} [A-Z][a-z]{2} \d{4}(?: \d\d:\d\d)?", re.ASCII)
_EXCEL_TEXT = re.compile(r'="(.*)"', re.DOTALL)
_DAYS = re.compile(r"(\d{1,3})(?:\s*(?:d|days?|net))?(?:\s+net)?", re.IGNORECASE | re.ASCII)
_LONGEST_TERMS = 365
SMALLEST = Decimal("0.001")
"""Of a quantity that must be more than nothing."""
_YES = frozenset(("yes", "y", "true", "t", "1", "x", "on", "✓", "✔"))
_NO = frozenset(("no", "n", "false", "f", "0", "off", "-", "–"))
_GST = frozenset(("gst", "taxable", "10", "10%", "10.0", "10.00", "10 %", "inc", "ex"))
_NO_GST = frozenset(("fre", "free", "gst free", "gst-free", "exempt", "none", "nt", "n-t", "0%", "0.0", "0.00", "0 %"))


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a column may hold. `aliases` are headings that other programs write above it."""

    name: str
    label: str
    read: Read
    aliases: tuple[str, ...] = ()
    required: bool = False
    is_amount: bool = False
    has_lines: bool = False
    """Whether line breaks within a cell are kept."""


def fields_of(kind: ImportKind) -> tuple[Field, ...]:
    """What a file of this kind may hold, the required ones first."""
    return _FIELDS[kind]


# ---- reading one cell ----


def _text(label: str, longest: int) -> Read:
    def read(text: str, _mark: DecimalMark) -> str:
        return _fitting(_cleaned(text), label, longest)

    return read


def _note(label: str, longest: int) -> Read:
    """Text that may have several lines."""

    def read(text: str, _mark: DecimalMark) -> str:
        lines = (" ".join(line.split()) for line in cells.read(text.strip()).splitlines())
        return _fitting("\n".join(line for line in lines if line), label, longest)

    return read


def _code(label: str, longest: int) -> Read:
    """A number or code that identifies something: what a spreadsheet has made of it cannot be guessed back."""

    def read(text: str, _mark: DecimalMark) -> str:
        code = _fitting(_cleaned(text), label, longest)
        if shortened_by_a_spreadsheet(code):
            raise Refused(
                f"{quoted(code)} is no {label}: a spreadsheet has shortened a long number. "
                "Format that column as text there, type the number again and save."
            )
        if DATE_MADE_OF_A_NUMBER.fullmatch(code):
            raise Refused(
                f"{quoted(code)} is no {label}: a spreadsheet has made a date of it. "
                "Format that column as text there, type it again and save."
            )
        return code

    return read


def is_ruined(text: str) -> bool:
    """Whether a spreadsheet has made something else of the number that stood in this cell."""
    code = _cleaned(text)
    return shortened_by_a_spreadsheet(code) or DATE_MADE_OF_A_NUMBER.fullmatch(code) is not None


def _cleaned(text: str) -> str:
    text = text.strip()
    if excel := _EXCEL_TEXT.fullmatch(text):
        text = excel[1]
    return " ".join(cells.read(text).split())


def _fitting(text: str, label: str, longest: int) -> str:
    if len(text) > longest:
        raise Refused(f"The {label} is {len(text):,} characters long; {longest} fit. Shorten it.")
    if "\0" in text:
        raise Refused(f"The {label} has a NUL character in it. Save the file anew from the program it comes from.")
    if "\ufffd" in text:
        raise Refused(f"The {label} {quoted(text)} has lost letters. Save the file anew, in UTF-8.")
    if any(letter < " " and letter != "\n" for letter in text):
        raise Refused(f"The {label} {quoted(text)} has control characters in it. Take them out.")
    return text if text.isprintable() else "\n".join(one_line(line) for line in text.split("\n"))


def _price(label: str) -> Read:
    """Dollars ex GST; more than four decimals are noise of a spreadsheet and are rounded."""

    def read(text: str, mark: DecimalMark) -> Decimal:
        return rounded(_sound(amount(text, mark), label, words.price, LARGEST_PRICE), COST_PLACES)

    return read


def _money(label: str) -> Read:
    def read(text: str, mark: DecimalMark) -> Decimal:
        return rounded(_sound(amount(text, mark), label, words.money, LARGEST_AMOUNT), MONEY_PLACES)

    return read


def _quantity(label: str, *, smallest: Decimal = ZERO) -> Read:
    def read(text: str, mark: DecimalMark) -> Decimal:
        number = _sound(amount(text, mark), label, words.quantity, LARGEST_QUANTITY)
        if number < smallest or (smallest and not number):
            raise Refused(f"The {label} is {quoted(text)}; it must be more than nothing.")
        if rounded(number, QUANTITY_PLACES) != number:
            raise Refused(f"The {label} is {quoted(text)}: three decimals at most.")
        return rounded(number, QUANTITY_PLACES)

    return read


def _sound(number: Decimal, label: str, show: Callable[[Decimal], str], largest: Decimal) -> Decimal:
    if number < 0:
        raise Refused(f"The {label} is {show(number)}, less than nothing.")
    if number > largest:
        raise Refused(f"The {label} is more than {show(largest)}.")
    return number


def _yes_or_no(label: str) -> Read:
    def read(text: str, _mark: DecimalMark) -> bool:
        word = text.strip().casefold()
        if word in _YES or word in _NO:
            return word in _YES
        raise Refused(f"{quoted(text)} is neither yes nor no ({label}).")

    return read


def _gst(text: str, _mark: DecimalMark) -> bool:
    word = " ".join(text.split()).casefold()
    if word in _YES or word in _GST:
        return True
    if word in _NO or word in _NO_GST:
        return False
    raise Refused(f"{quoted(text)} does not say whether there is GST. Write GST or free.")


def _one_of(label: str, choices: dict[str, str]) -> Read:
    def read(text: str, _mark: DecimalMark) -> str:
        found = choices.get(text.strip().casefold())
        if found is None:
            listed = ", ".join(dict.fromkeys(choices.values()))
            raise Refused(f"{quoted(text)} is no {label}. There are: {listed}.")
        return found

    return read


def _days(label: str) -> Read:
    def read(text: str, _mark: DecimalMark) -> int:
        word = text.strip()
        if word.casefold() in ("cod", "cash", "c.o.d."):
            return 0
        match = _DAYS.fullmatch(word)
        if match is None:
            raise Refused(f"{quoted(text)} is no number of days ({label}). Write for instance 30.")
        if int(match[1]) > _LONGEST_TERMS:
            raise Refused(f"The {label} are {int(match[1])} days; {_LONGEST_TERMS} is the most.")
        return int(match[1])

    return read


def _abn(text: str, _mark: DecimalMark) -> str:
    return codes.checked_abn(_cleaned(text))


def _email(text: str, _mark: DecimalMark) -> str:
    address = _fitting(_cleaned(text), "e-mail address", 200)
    if not codes.is_email(address):
        raise Refused(f"{quoted(address)} is no e-mail address. Write one only, for instance office@miller.com.au.")
    return address


# ---- the tables ----

_KINDS_OF_PART = {
    "stock": "stock",
    "inventory": "stock",
    "s": "stock",
    "charge": "charge",
    "service": "charge",
    "labour": "charge",
    "non-stock": "charge",
    "catalogue": "catalogue",
    "catalog": "catalogue",
    "catalogue only": "catalogue",
}
_KINDS_OF_DEBTOR = {"account": "account", "credit": "account", "cash": "cash", "cod": "cash"}

_PART_NUMBER = Field(
    "number",
    "Part number",
    _code("part number", 60),
    ("part", "part no", "partno", "part_number", "part code", "number", "no", "item", "item no", "item number",
     "item code", "item id", "code", "sku", "stock code", "stock no", "stock number", "product", "product code",
     "product no", "product number", "product id", "article", "article number", "mpn", "artikelnummer", "teilenummer"),
    required=True,
)  # fmt: skip


def _address_fields() -> tuple[Field, ...]:
    """What is joined to one address (app/exchange/rows.py)."""
    return (
        Field("address", "Address", _note("address", 400),
              ("street", "address 1", "address line 1", "street address", "postal address", "addr"), has_lines=True),
        Field("address_2", "Address, second line", _note("second line of the address", 200),
              ("address 2", "address line 2", "street 2"), has_lines=True),
        Field("suburb", "Suburb", _text("suburb", 100), ("city", "town", "locality")),
        Field("state", "State", _text("state", 60), ("region", "province")),
        Field("postcode", "Postcode", _code("postcode", 20), ("post code", "postal code", "zip", "zip code", "pcode")),
        Field("country", "Country", _text("country", 60)),
    )  # fmt: skip


def _reached_by() -> tuple[Field, ...]:
    """How a person or firm is reached."""
    return (
        Field("contact", "Contact", _text("contact", 200), ("contact name", "contact person", "attention", "attn")),
        Field("phone", "Phone", _code("phone", 60),
              ("telephone", "phone no", "phone number", "tel", "ph", "phone 1", "mobile")),
        Field("email", "E-mail", _email, ("email address", "e mail", "mail")),
        Field("abn", "ABN", _abn, ("abn no", "abn number", "tax number", "tax id", "business number")),
        *_address_fields(),
    )  # fmt: skip


BREAKS = 5
"""So many quantity breaks one row may have."""


def _breaks() -> Iterator[Field]:
    """What is joined to quantity breaks (app/exchange/rows.py)."""
    for at in range(1, BREAKS + 1):
        yield Field(f"break_{at}_quantity", f"Break {at}: from", _quantity("quantity of a break", smallest=SMALLEST),
                    (f"qty break {at}", f"break {at} qty", f"break qty {at}", f"qty {at}", f"quantity {at}"),
                    is_amount=True)  # fmt: skip
        yield Field(f"break_{at}_price", f"Break {at}: price", _price("price of a break"),
                    (f"break price {at}", f"price break {at}", f"price {at}"), is_amount=True)  # fmt: skip


_FIELDS: dict[ImportKind, tuple[Field, ...]] = {
    "parts": (
        _PART_NUMBER,
        Field("description", "Description", _text("description", 500),
              ("desc", "name", "part name", "part description", "item name", "item description", "product name",
               "product description", "title", "details", "bezeichnung", "beschreibung")),
        Field("creditor", "Creditor", _code("creditor", 20),
              ("creditor code", "supplier", "supplier code", "vendor", "vendor code", "main supplier")),
        Field("supplier_number", "Supplier's number", _code("supplier's number", 60),
              ("supplier number", "suppliers number", "supplier part number", "supplier part no",
               "suppliers part number", "supplier part", "supplier item number", "vendor part number", "vendor part no",
               "manufacturer number", "manufacturer part number", "oem", "oem number")),
        Field("old_number", "Old number", _code("old number", 60),
              ("old part number", "superseded number", "supersedes", "previous number", "replaces")),
        Field("barcode", "Barcode", _code("barcode", 60), ("bar code", "ean", "ean13", "gtin", "upc")),
        Field("price_group", "Price group", _code("price group", 20),
              ("group", "product group", "pricing group", "discount group", "discount code", "category")),
        Field("list_price", "List price ex GST", _price("list price"),
              ("list", "price", "list price", "list ex", "price ex", "price ex gst", "sell", "sell price", "sell ex",
               "selling price", "retail", "retail price", "retail ex", "rrp", "rrp ex", "unit price", "rrp ex gst",
               "sale price", "preis"), is_amount=True),
        Field("cost", "Cost ex GST", _price("cost"),
              ("cost price", "cost ex", "unit cost", "last cost", "buy", "buy price", "buy ex", "purchase price",
               "trade cost", "net cost"), is_amount=True),
        Field("bin", "Bin", _text("bin", 30), ("bin location", "location", "shelf", "bin no")),
        Field("minimum", "Minimum", _quantity("minimum"),
              ("min", "min qty", "minimum stock", "min stock", "min level", "reorder level", "reorder point"),
              is_amount=True),
        Field("maximum", "Maximum", _quantity("maximum"),
              ("max", "max qty", "maximum stock", "max stock", "max level"), is_amount=True),
        Field("pack", "Pack", _quantity("pack", smallest=SMALLEST),
              ("pack size", "pack qty", "order multiple", "pack quantity", "carton qty"), is_amount=True),
        Field("unit", "Unit", _text("unit", 20), ("uom", "unit of measure", "units")),
        Field("kind", "Kind", _one_of("kind of part", _KINDS_OF_PART), ("part kind", "type", "part type", "item type")),
        Field("gst", "GST", _gst, ("tax", "tax code", "gst code", "taxable")),
        Field("whole_units", "Whole units only", _yes_or_no("whole units only"), ("whole units",)),
        Field("no_backorders", "No backorders", _yes_or_no("no backorders"), ("barred from backorders",)),
        Field("notes", "Notes", _note("note", 10_000), ("note", "comment", "comments", "remarks"), has_lines=True),
        Field("superseded_by", "Superseded by", _code("number that supersedes it", 60),
              ("superseded to", "supersession", "superseding number", "superseding part", "replaced by", "new number",
               "new part number", "successor", "replacement", "replacement part")),
        *_breaks(),
    ),
    "debtors": (
        Field("code", "Code", _code("code", 20),
              ("debtor", "debtor code", "debtor no", "debtor number", "customer", "customer code", "customer no",
               "customer number", "customer id", "account", "account code", "account no", "account number", "no",
               "number", "id", "card id"), required=True),
        Field("name", "Name", _text("name", 200),
              ("debtor name", "customer name", "company", "company name", "business name", "trading name",
               "account name")),
        Field("kind", "Kind", _one_of("kind of debtor", _KINDS_OF_DEBTOR),
              ("debtor kind", "type", "account type", "debtor type", "customer type")),
        *_reached_by(),
        Field("use_backorders", "Use Backorders", _yes_or_no("Use Backorders"),
              ("backorders", "back orders", "backorder", "allow backorders", "use back orders")),
        Field("credit_limit", "Credit limit", _money("credit limit"), ("limit",), is_amount=True),
        Field("stop_credit", "Stop credit", _yes_or_no("stop credit"), ("on stop", "on hold", "credit hold", "stop")),
        Field("terms_days", "Terms (days)", _days("terms of payment"),
              ("terms", "payment terms", "credit days", "days")),
        Field("structure", "Pricing structure", _text("pricing structure", 80),
              ("price structure", "price level", "pricing", "price list")),
        Field("notes", "Notes", _note("note", 10_000), ("note", "comment", "comments", "remarks"), has_lines=True),
    ),
    "creditors": (
        Field("code", "Code", _code("code", 20),
              ("creditor", "creditor code", "creditor no", "creditor number", "supplier", "supplier code",
               "supplier no", "supplier number", "supplier id", "vendor", "vendor code", "vendor id", "no", "number",
               "id", "card id", "account code"), required=True),
        Field("name", "Name", _text("name", 200),
              ("creditor name", "supplier name", "vendor name", "company", "company name", "business name",
               "trading name")),
        *_reached_by(),
        Field("our_account", "Our account", _code("our account", 60),
              ("our account no", "our account number", "account number", "account no", "our customer number")),
        Field("terms_days", "Terms (days)", _days("terms of payment"), ("terms", "payment terms", "credit days")),
        Field("lead_days", "Lead time (days)", _days("days of lead time"), ("lead time", "lead days", "delivery days")),
        Field("notes", "Notes", _note("note", 10_000), ("note", "comment", "comments", "remarks"), has_lines=True),
    ),
    "stock": (
        _PART_NUMBER,
        Field("quantity", "On hand", _quantity("quantity on hand"),
              ("quantity", "qty", "qoh", "soh", "stock", "stock on hand", "qty on hand", "quantity on hand", "in stock",
               "units in stock", "count", "counted", "opening stock"), required=True, is_amount=True),
        Field("cost", "Unit cost ex GST", _price("unit cost"),
              ("cost", "cost price", "cost ex", "cost each", "unit cost", "average cost", "avg cost", "last cost"),
              is_amount=True),
        Field("value", "Value ex GST", _money("value"),
              ("stock value", "total value", "total cost", "value ex", "extended cost"), is_amount=True),
    ),
}  # fmt: skip
