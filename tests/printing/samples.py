"""A sample of every sheet, from the plainest to the worst that anybody types."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from app.printing.sheets import Facts
from app.rules.facts import (
    BackorderLineFacts,
    BackorderNoteFacts,
    BuyerFacts,
    CreditorFacts,
    InvoiceFacts,
    InvoiceLineFacts,
    ListColumnFacts,
    ListFacts,
    PackingLineFacts,
    PackingSlipFacts,
    PickLineFacts,
    PickListFacts,
    SellerFacts,
    StockOrderFacts,
    StockOrderLineFacts,
    TenderFacts,
)
from app.rules.key_facts import KeySheetFacts
from app.rules.money import rounded

SELLER = SellerFacts(
    name="Fairway Truck & Trailer Parts",
    abn="51824753556",
    address="14 Foundry Road\nWagga Wagga NSW 2650",
    phone="02 5550 1234",
    email="counter@fairwayparts.example",
    website="fairwayparts.example",
    how_to_pay="Bank transfer: BSB 062-000, account 1234 5678, with the invoice number.",
    foot="Goods may be returned within 14 days, unused and in their packing. Thank you for your order.",
)
BUYER = BuyerFacts(
    name="Riverina Haulage Pty Ltd",
    code="RIVHAUL",
    address="Lot 7, Depot Lane\nGriffith NSW 2680",
    phone="02 5550 8800",
    abn="83914571673",
)
CREDITOR = CreditorFacts(
    name="Continental Bearing Supplies",
    code="CONBEA",
    address="220 Industrial Drive\nDandenong South VIC 3175",
    phone="03 5550 4400",
    email="orders@conbea.example",
    our_account="FTT-0042",
)
DAY = date(2026, 11, 21)

_GOODS = (
    ("BRK-1042", "Brake pad set, front axle", "84.50", 2),
    ("FLT-88/3", "Oil filter, spin-on 3/4-16 UNF", "18.9525", 6),
    ("CAB-220", "Cab mount rubber with sleeve and washer", "42.00", 4),
    ("HOSE-19", "Heater hose 19 mm, by the metre", "7.85", 3),
    ("6205-2RS-C3", "Bearing, deep groove, sealed both sides", "14.20", 8),
    (
        "KIT-CLUTCH-430-HD",
        "Clutch kit 430 mm heavy duty: cover plate, driven plate, release bearing, pilot",
        "1289.00",
        1,
    ),
)

WORST = "a\u0000b\u202egnol\u202c " + "Interminable-description/without-mercy " * 260
RIGHT_TO_LEFT = "מסנן שמן למנוע דיזל עם אטם كفرات الشاحنة " * 40
MARKS = "Z\u0301" + "\u0301\u0327" * 200 + "algo"


def a_line(place: int, supplied: int | None = None) -> InvoiceLineFacts:
    """The line at `place` of a long invoice."""
    number, description, price, quantity = _GOODS[place % len(_GOODS)]
    ordered = Decimal(quantity)
    taken = ordered if supplied is None else Decimal(supplied)
    discount = Decimal("10") if place % 3 == 1 else Decimal(0)
    amount = rounded(Decimal(price) * taken * (100 - discount) / 100)
    return InvoiceLineFacts(
        number=number,
        description=description,
        ordered=ordered,
        supplied=taken,
        backordered=ordered - taken,
        unit_price=Decimal(price),
        discount=discount,
        amount=amount,
        gst=rounded(amount / 10),
        note="Fits cabs built from March 2019." if place == 2 else "",
    )


def an_invoice(lines: tuple[InvoiceLineFacts, ...], **more: object) -> InvoiceFacts:
    """An account debtor's invoice over these lines; its totals are what they come to."""
    ex = sum((line.amount for line in lines), Decimal("0.00"))
    gst = sum((line.gst for line in lines), Decimal("0.00"))
    facts: dict[str, object] = {
        "seller": SELLER,
        "buyer": BUYER,
        "number": "10023",
        "dated": DAY,
        "lines": lines,
        "ex": ex,
        "gst": gst,
        "inc": ex + gst,
        "customer_order": "PO 7741",
        "delivery_address": "Riverina Haulage\nWorkshop gate 3, Kidman Way\nGriffith NSW 2680",
        "salesperson": "Pat",
        "terms": "30 days",
        "due": date(2026, 12, 21),
    }
    return InvoiceFacts(**{**facts, **more})  # type: ignore[arg-type]


COMMENT = InvoiceLineFacts(kind="comment", description="Brake parts for fleet number 14, as agreed with Chris.")
SHORT = InvoiceLineFacts(
    number="CAB-220",
    description="Cab mount rubber with sleeve and washer",
    ordered=Decimal(5),
    supplied=Decimal(2),
    backordered=Decimal(3),
    unit_price=Decimal("100.00"),
    amount=Decimal("200.00"),
    gst=Decimal("20.00"),
)
AWFUL = InvoiceLineFacts(
    number="PN-" + "0123456789" * 30,
    description=WORST,
    ordered=Decimal("999999.999"),
    supplied=Decimal("999999.999"),
    unit_price=Decimal("99999.1234"),
    discount=Decimal("33.33"),
    amount=Decimal("9999999999.99"),
    gst=Decimal("999999999.99"),
    note=RIGHT_TO_LEFT + MARKS + WORST,
)

ONE_LINE = an_invoice((a_line(0),), delivery_address="")
LONG = an_invoice(tuple(a_line(place) for place in range(120)))
BRACKETS = an_invoice((COMMENT, SHORT, a_line(1), a_line(2, 0), a_line(5)), show_unsupplied=True)
CASH = an_invoice(
    (a_line(0), a_line(3)),
    buyer=BuyerFacts(),
    customer_order="",
    delivery_address="",
    terms="",
    due=None,
    tenders=(TenderFacts("cash", Decimal("220.00")),),
    rounding=Decimal("-0.01"),
    change=Decimal("8.20"),
)
NAMELESS = an_invoice((a_line(5),), buyer=BuyerFacts(), terms="", due=None, customer_order="", delivery_address="")
QUOTE = an_invoice(
    tuple(a_line(place) for place in range(6)), kind="quote", number="Q 318", terms="", due=None,
    valid_until=date(2026, 12, 5), note="Prices ex our counter. Clutch kit ex Melbourne, three working days.",
)  # fmt: skip
SAVED = an_invoice((SHORT, a_line(4)), kind="saved order", number="412", due=None, show_unsupplied=True)
DREADFUL = an_invoice(
    (AWFUL, COMMENT, AWFUL, InvoiceLineFacts(kind="comment", description=WORST)),
    buyer=BuyerFacts(name=WORST, code=WORST[:300], address="\n".join([WORST] * 30), phone=WORST, abn=WORST),
    seller=SellerFacts(WORST, WORST, WORST, WORST, WORST, WORST, WORST, WORST),
    number=WORST, customer_order=RIGHT_TO_LEFT, delivery_address=MARKS + WORST, salesperson=WORST, terms=WORST,
    note="\n".join([WORST] * 30), show_unsupplied=True, copy=True,
)  # fmt: skip
DEPOSIT = InvoiceLineFacts(
    kind="deposit", description="Deposit: 3 × CAB-220 Cab mount rubber with sleeve and washer",
    amount=Decimal("300.00"), gst=Decimal("30.00"),
)  # fmt: skip
APPLIED = InvoiceLineFacts(
    kind="deposit", description="Deposit applied: 3 × CAB-220 Cab mount rubber, from Invoice 10023",
    amount=Decimal("-300.00"), gst=Decimal("-30.00"),
)  # fmt: skip
DEPOSITED = an_invoice((DEPOSIT, SHORT), show_unsupplied=True)
"""The table of domain 5: 5 ordered, 2 supplied, a deposit for 3."""
FINAL = an_invoice((replace(SHORT, ordered=Decimal(3), supplied=Decimal(3), backordered=Decimal(0),
                            amount=Decimal("300.00"), gst=Decimal("30.00")), APPLIED))  # fmt: skip
LONG_NAMES = an_invoice(
    tuple(
        InvoiceLineFacts(
            f"MERITOR-R955318-{place:03}-LH", f"{name} {name.lower()}", Decimal(12), Decimal(12), Decimal(0),
            Decimal("1049.3333"), Decimal("12.5"), Decimal("11018.00"), Decimal("1101.80"),
        )
        for place, name in enumerate((
            "Automatic slack adjuster, left hand, 28 spline, 6 inch arm with clevis kit and instructions",
            "Suspension bush, trailing arm, bonded rubber to steel, outside diameter 87 mm, to suit air suspension",
        ))
    ),
    buyer=BuyerFacts(
        "The Trustee for the Murrumbidgee Irrigation Area Transport and Agricultural Cooperative Superannuation Trust",
        "MURRIRRCOOP",
        "Building 14, Former Cannery Complex, corner Banna Avenue and Jondaryan Road\nGriffith NSW 2680",
        "02 5550 8800", "83914571673",
    ),
    delivery_address="Site office behind the weighbridge, ask for the storeman between 6 and 14 h\nGriffith NSW 2680",
    customer_order="WORKSHOP/2026/11/000417-REV-B", copy=True,
)  # fmt: skip

PICK = PickListFacts(
    seller=SELLER, buyer=BUYER, document="Invoice 10023", dated=DAY, customer_order="PO 7741",
    delivery_address="Workshop gate 3, Kidman Way\nGriffith NSW 2680", salesperson="Pat",
    lines=(
        PickLineFacts("CAB-220", "Cab mount rubber with sleeve and washer", Decimal(2), "B-10-2", "each"),
        PickLineFacts("HOSE-19", "Heater hose 19 mm, by the metre", Decimal("3.5"), "A-12", "m", "Cut in one piece."),
        PickLineFacts("BRK-1042", "Brake pad set, front axle", Decimal(2), "A-2", "each"),
        PickLineFacts("KIT-CLUTCH-430-HD", "Clutch kit 430 mm heavy duty", Decimal(1), "", "each"),
    ),
)  # fmt: skip
PACKING = PackingSlipFacts(
    seller=SELLER, buyer=BUYER, document="Invoice 10023", dated=DAY, customer_order="PO 7741",
    delivery_address="Workshop gate 3, Kidman Way\nGriffith NSW 2680",
    lines=(
        PackingLineFacts("CAB-220", "Cab mount rubber with sleeve and washer", Decimal(5), Decimal(2), Decimal(3)),
        PackingLineFacts("BRK-1042", "Brake pad set, front axle", Decimal(2), Decimal(2)),
        PackingLineFacts("", "Leave with the storeman.", Decimal(0), Decimal(0), kind="comment"),
    ),
)  # fmt: skip
NOTE = BackorderNoteFacts(
    seller=SELLER, buyer=BUYER, document="Invoice 10023", dated=DAY, customer_order="PO 7741",
    lines=(
        BackorderLineFacts(
            "CAB-220", "Cab mount rubber with sleeve and washer", Decimal(5), Decimal(3), Decimal(1),
            Decimal("100.00"), date(2026, 11, 28), "on order",
        ),
        BackorderLineFacts("GASK-7", "Rocker cover gasket", Decimal(1), Decimal(1), state="waiting"),
    ),
)  # fmt: skip


def a_stock_order(lines: int, **more: object) -> StockOrderFacts:
    """An order to the supplier over so many lines."""
    found = tuple(
        StockOrderLineFacts(
            number=_GOODS[place % 6][0],
            description=_GOODS[place % 6][1],
            quantity=Decimal(12 * (place % 4 + 1)),
            suppliers_number=f"CB{place * 37 + 1204:06}" if place % 5 != 4 else "",
            pack=Decimal(12 if place % 2 else 1),
            cost=Decimal("9.125"),
            total=rounded(Decimal("9.125") * 12 * (place % 4 + 1)),
        )
        for place in range(lines)
    )
    facts: dict[str, object] = {
        "seller": SELLER, "creditor": CREDITOR, "number": "2041", "dated": DAY, "lines": found,
        "ex": sum((line.total for line in found), Decimal("0.00")), "their_reference": "Quote 88-2",
        "expected": date(2026, 11, 28), "ordered_by": "Pat", "note": "Please send short lines with the next run.",
    }  # fmt: skip
    return StockOrderFacts(**{**facts, **more})  # type: ignore[arg-type]


STOCK_ORDER = a_stock_order(9)
LIST = ListFacts(
    heading="Backorders Ready to Invoice – ALL DEBTORS",
    columns=(
        ListColumnFacts("Debtor"), ListColumnFacts("Phone"), ListColumnFacts("Document"), ListColumnFacts("Part"),
        ListColumnFacts("Description"), ListColumnFacts("Ordered", "right"), ListColumnFacts("Ready", "right"),
        ListColumnFacts("Value inc", "right"), ListColumnFacts("Days", "right"),
    ),
    rows=tuple(
        ("Riverina Haulage Pty Ltd", "02 5550 8800", f"Invoice {10023 + place}", _GOODS[place % 6][0],
         _GOODS[place % 6][1], "5", "3", "1,330.00", str(place)) for place in range(70)
    ),
    shop=SELLER.name, dated=DAY, about="Filter: brake · sorted by days waiting",
    totals=("Total", "", "", "", "", "", "", "93,100.00", ""),
)  # fmt: skip
NARROW_LIST = ListFacts(
    "Lost sales", (ListColumnFacts("Part"), ListColumnFacts("Reason"), ListColumnFacts("Quantity", "right")),
    (("CAB-220", "no stock", "3"), ("GASK-7", "price", "1")), SELLER.name, DAY,
)  # fmt: skip
WIDE_LIST = ListFacts(
    "Stock on hand",
    tuple(ListColumnFacts(f"Heading {place}", "right" if place % 2 else "left") for place in range(16)),
    tuple(tuple("12,345.00" if place % 2 else "Bearing, sealed" for place in range(16)) for _ in range(60)),
    SELLER.name, DAY,
)  # fmt: skip
AWFUL_LIST = ListFacts(
    WORST, tuple(ListColumnFacts(WORST[:50 + place]) for place in range(30)),
    tuple(tuple(WORST for _ in range(30)) for _ in range(3)), WORST, DAY, WORST, (WORST,) * 30,
)  # fmt: skip
EMPTY_LIST = ListFacts("Lost sales", (ListColumnFacts("Part"),), ())
KEY_SHEET = KeySheetFacts(
    "Keys – Autosoft-like",
    (
        ("Everywhere", tuple((f"Ctrl+Shift+{place}", f"Thing {place} that is done") for place in range(40))),
        ("In windows", tuple((f"F{place}", WORST) for place in range(200))),
        ("Nothing", ()),
    ),
    SELLER.name,
)

SAMPLES: dict[str, Facts] = {
    "one line": ONE_LINE, "120 lines": LONG, "brackets": BRACKETS, "cash": CASH, "nameless": NAMELESS,
    "long names": LONG_NAMES, "dreadful": DREADFUL, "quote": QUOTE, "saved order": SAVED, "pick list": PICK,
    "packing slip": PACKING, "backorder note": NOTE, "stock order": STOCK_ORDER,
    "long stock order": a_stock_order(90),
    "list": LIST, "narrow list": NARROW_LIST, "wide list": WIDE_LIST, "awful list": AWFUL_LIST,
    "empty list": EMPTY_LIST, "deposit": DEPOSITED, "keys": KEY_SHEET, "final invoice": FINAL,
}  # fmt: skip
