"""The table formats of accounting systems: read back, their figures are those of the documents."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exchange.handover import formats, myob, quickbooks, tables, xero
from app.rules import gst
from app.rules.money import rounded
from app.rules.posted import Documents, OutFile, Party, Sale, SaleLine, with_reversals_apart
from tests.exchange import posted
from tests.exchange.posted import BILL, CREDIT, DOCUMENTS, FILL, RESTORED, SALES, SECURITY, SHOP, WITH_DEPOSIT

D = Decimal
Row = dict[str, str]


def read(file: OutFile, delimiter: str = ",") -> list[Row]:
    text = file.content.decode("cp1252" if delimiter == "\t" else "utf-8")
    assert "\r\n" in text and "\n" not in text.replace("\r\n", "")
    lines = [line for line in text.split("\r\n") if line]
    return list(csv.DictReader(lines, delimiter=delimiter))


def file(made: Sequence[OutFile], name: str) -> OutFile:
    return next(each for each in made if each.name == name)


def of(rows: Sequence[Row], column: str, number: str) -> list[Row]:
    return [row for row in rows if row[column] == number]


def comes_to(row: Row, quantity: str, price: str, discount: str = "") -> Decimal:
    """What the system that reads the row works out for its line, ex GST."""
    less = D(row[discount] or 0) if discount else D(0)
    return rounded(D(row[quantity]) * D(row[price]) * (100 - less) / 100)


def xero_sales(sales: Sequence[Sale]) -> list[Row]:
    return read(file(xero.files(Documents(SHOP, tuple(sales)), "x"), "x-sales.csv"))


@pytest.mark.parametrize("sale", SALES, ids=lambda sale: sale.key)
def test_every_sale_comes_to_its_cents_in_xero(sale: Sale) -> None:
    sign = 1 if sale.kind == "invoice" else -1
    rows = xero_sales([sale])
    assert [comes_to(row, "*Quantity", "*UnitAmount", "Discount") for row in rows] == [
        sign * line.amount for line in sale.lines
    ]
    assert sum(D(row["TaxAmount"]) for row in rows) == sign * sale.gst
    assert {row["Total"] for row in rows} == {f"{sign * sale.total:.2f}"}
    assert {row["*InvoiceNumber"] for row in rows} == {sale.number if sign == 1 else f"CR{sale.number}"}


def test_the_columns_of_xero_are_those_of_its_template() -> None:
    made = xero.files(DOCUMENTS, "xero-10001")
    assert [each.name for each in made] == ["xero-10001-sales.csv", "xero-10001-bills.csv"]
    heading = made[0].content.decode().split("\r\n")[0]
    assert heading.startswith("*ContactName,EmailAddress,POAddressLine1,")
    assert heading.endswith(
        "*InvoiceNumber,Reference,*InvoiceDate,*DueDate,Total,InventoryItemCode,*Description,*Quantity,*UnitAmount,"
        "Discount,*AccountCode,*TaxType,TaxAmount,TrackingName1,TrackingOption1,TrackingName2,TrackingOption2,Currency,"
        "BrandingTheme"
    )
    bills = made[1].content.decode().split("\r\n")[0]
    assert "*InvoiceNumber,*InvoiceDate,*DueDate,Total,InventoryItemCode,Description,*Quantity" in bills


def test_goods_and_deposit_are_lines_of_their_own_on_their_accounts() -> None:
    goods, held = xero_sales([WITH_DEPOSIT])
    assert (goods["InventoryItemCode"], goods["*AccountCode"], goods["*TaxType"]) == (
        "CAB-220",
        "4-1000",
        "GST on Income",
    )
    assert (held["*AccountCode"], held["*UnitAmount"], held["*TaxType"]) == ("2-1200", "300", "GST on Income")
    assert goods["*InvoiceDate"] == "16/11/2026" and goods["*DueDate"] == "16/12/2026"


def test_tax_types_name_what_has_no_gst() -> None:
    _, secured = xero_sales([SECURITY])
    assert (secured["*TaxType"], secured["TaxAmount"], secured["*UnitAmount"]) == ("BAS Excluded", "0.00", "330")
    types = [row["*TaxType"] for row in xero_sales([posted.MIXED])]
    assert types == ["GST on Income", "GST Free Income", "GST on Income"]


def test_a_bill_in_xero_comes_to_what_was_billed() -> None:
    rows = read(file(xero.files(DOCUMENTS, "x"), "x-bills.csv"))
    assert [row["*AccountCode"] for row in rows] == ["1-1300", "1-1400", "5-2000"]
    assert sum(comes_to(row, "*Quantity", "*UnitAmount") + D(row["TaxAmount"]) for row in rows) == BILL.total
    assert rows[0]["Description"] == "5 × Part CAB-220"
    undone = Documents(SHOP, bills=(replace(BILL, kind="credit"),))
    back = read(file(xero.files(undone, "x"), "x-bills.csv"))
    assert sum(comes_to(row, "*Quantity", "*UnitAmount") + D(row["TaxAmount"]) for row in back) == -BILL.total


@pytest.mark.parametrize("sale", SALES, ids=lambda sale: sale.key)
def test_every_sale_comes_to_its_cents_in_quickbooks(sale: Sale) -> None:
    made = quickbooks.files(Documents(SHOP, (sale,)), "q")
    assert [each.name for each in made] == [f"q-{sale.kind}s.csv"]
    rows = read(made[0])
    assert [D(row["*ItemAmount"]) for row in rows] == [line.amount for line in sale.lines]
    assert [comes_to(row, "ItemQuantity", "ItemRate") for row in rows] == [line.amount for line in sale.lines]
    assert sum(D(row["ItemTaxAmount"]) for row in rows) == sale.gst
    assert [row["Item(Product/Service)"] for row in rows if "Deposit" in row["ItemDescription"]] == [
        "Deposit" for line in sale.lines if line.kind == "deposit"
    ]


@pytest.mark.parametrize("sale", SALES, ids=lambda sale: sale.key)
def test_every_sale_comes_to_its_cents_in_myob(sale: Sale) -> None:
    sign = 1 if sale.kind == "invoice" else -1
    (made,) = myob.files(Documents(SHOP, (sale,)), "m")
    rows = read(made, "\t")
    assert [comes_to(row, "Quantity", "Price", "Discount") for row in rows] == [
        sign * line.amount for line in sale.lines
    ]
    assert all(D(row["Price"]) >= 0 for row in rows)
    assert sum(D(row["Inc-Tax Total"]) for row in rows) == sign * sale.total
    assert rows[0]["Co./Last Name"] == "Miller & Söhne Pty Ltd"


def test_an_empty_line_parts_the_documents_of_myob() -> None:
    (made,) = myob.files(Documents(SHOP, (posted.PLAIN, FILL)), "m")
    blocks = made.content.decode("cp1252").split("\r\n\r\n")
    assert [len(block.strip().split("\r\n")) for block in blocks] == [2, 2]


def test_what_is_below_zero_goes_as_a_credit_note_of_its_own() -> None:
    apart = with_reversals_apart(SALES)
    assert all(line.amount >= 0 and line.gst >= 0 for sale in apart for line in sale.lines)
    signed = {"invoice": 1, "credit": -1}
    for sums in (lambda sale: sale.total, lambda sale: sale.gst, lambda sale: sale.amount):
        assert sum(signed[s.kind] * sums(s) for s in apart) == sum(signed[s.kind] * sums(s) for s in SALES)
    numbers = [(sale.kind, sale.number, sale.total) for sale in with_reversals_apart([FILL, RESTORED])]
    assert numbers == [
        ("invoice", "10003", D("330.00")),
        ("credit", "10003-D", D("330.00")),
        ("credit", "10002", D("330.00")),
        ("invoice", "10002-D", D("330.00")),
    ]
    assert with_reversals_apart([WITH_DEPOSIT, CREDIT]) == (WITH_DEPOSIT, CREDIT)


@pytest.mark.parametrize("name", ["xero", "myob", "quickbooks"])
def test_the_setting_concerns_the_table_formats(name: formats.Format) -> None:
    documents = Documents(SHOP, (FILL,))
    together, apart = (formats.files(name, documents, "f", reversals_apart=how) for how in (False, True))
    assert together != apart
    assert b"10003-D" not in together[0].content
    assert any(b"10003-D" in each.content for each in apart)


DANGEROUS = ('=HYPERLINK("http://x")', "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", " \n=1")


@pytest.mark.parametrize("words", DANGEROUS)
@pytest.mark.parametrize("name", ["xero", "myob", "quickbooks"])
def test_no_cell_is_a_formula(name: formats.Format, words: str) -> None:
    line = replace(posted.PLAIN.lines[0], number=words, description=words)
    sale = replace(posted.PLAIN, lines=(line,), reference=words, buyer=Party(words, words, words, words, words))
    bill = replace(BILL, number=words, seller=Party(words), lines=(replace(BILL.lines[0], description=words),))
    for made in formats.files(name, Documents(SHOP, (sale,), (bill,)), "f"):
        for row in read(made, "\t" if name == "myob" else ","):
            for cell in row.values():
                assert not cell.lstrip().startswith(("=", "@", "+")), cell
                assert not cell.startswith("-") or D(cell) <= 0


@given(
    quantity=st.decimals("0.001", "999", places=3),
    price=st.decimals("0", "9999", places=4),
    discount=st.decimals("0", "100", places=2),
    odd=st.integers(-3, 3),
)
def test_any_line_comes_to_its_very_amount(quantity: D, price: D, discount: D, odd: int) -> None:
    amount = gst.line_amount(quantity, price, discount) + D(odd) / 100
    line = SaleLine("part", "X", "X", quantity, price, amount, D("0.00"), D("10.00"), "4", discount)
    many, each, less, _ = tables.units(line)
    assert gst.line_amount(many, each, less) == amount


@pytest.mark.parametrize(
    ("address", "cells"),
    [
        ("", ["", "", ""]),
        ("1 A St\n\n B QLD 4000 ", ["1 A St", "B QLD 4000", ""]),
        ("1\n2\n3\n4\n5", ["1", "2", "3, 4, 5"]),
    ],
)
def test_an_address_takes_as_many_cells_as_there_are(address: str, cells: list[str]) -> None:
    assert tables.address_lines(address, 3) == cells


def test_a_table_is_read_as_it_was_written() -> None:
    content = tables.csv_bytes(["a", "b"], [['x "y", z', "ü"]])
    assert list(csv.reader(io.StringIO(content.decode(), newline=""))) == [["a", "b"], ['x "y", z', "ü"]]


@pytest.mark.parametrize("name", ["xero", "myob", "quickbooks", "beancount", "hledger", "pint"])
def test_of_nothing_there_is_no_file(name: formats.Format) -> None:
    made: Callable[[], tuple[OutFile, ...]] = lambda: formats.files(name, Documents(SHOP), "f")  # noqa: E731
    assert made() == ()
