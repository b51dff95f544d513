"""Posted documents for the tests of the hand-over: the figures of deposits, part fills, credits, in every kind."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.rules.facts import SellerFacts
from app.rules.posted import (
    Bill,
    BillLine,
    Documents,
    Ledger,
    LedgerAccount,
    LedgerEntry,
    LedgerLine,
    Party,
    Sale,
    SaleLine,
)

D = Decimal
SHOP = SellerFacts(
    "Bayside Parts", "51824753556", "1 Bay St\nSandgate QLD 4017", "07 5550 1234", "parts@bayside.example"
)
MILLER = Party(
    "Miller & Söhne Pty Ltd", "MILLER", "12 Mill Rd\nUnit 4\nRear\nYandina QLD 4561", "", "0400", "53004085616"
)
REPCO = Party("Repco Wholesale", "REPCO", "9 Trade Ct, Rocklea QLD 4106", "ap@repco.example", "", "")


def goods(quantity: str, price: str, amount: str, gst: str, number: str = "CAB-220", **more: object) -> SaleLine:
    facts = {"kind": "part", "gst_rate": D("10.00"), "account": "4-1000", "discount": D("0.00"), **more}
    return SaleLine(
        number=number,
        description=f"Part {number}",
        quantity=D(quantity),
        price=D(price),
        amount=D(amount),
        gst=D(gst),
        **facts,  # type: ignore[arg-type]
    )


def deposit(quantity: str, amount: str, gst: str, words: str = "Deposit", *, security: bool = False) -> SaleLine:
    return SaleLine(
        kind="deposit",
        number="CAB-220",
        description=f"{words}: {quantity} × CAB-220",
        quantity=D(quantity),
        price=D("0.0000"),
        amount=D(amount),
        gst=D(gst),
        gst_rate=D("0.00") if security else D("10.00"),
        account="2-1200",
        security=security,
    )


def sale(number: int, *lines: SaleLine, kind: str = "invoice", **more: object) -> Sale:
    amount = sum((line.amount for line in lines), D("0.00"))
    gst = sum((line.gst for line in lines), D("0.00"))
    facts: dict[str, object] = {
        "kind": kind,
        "key": f"{kind}-{number}",
        "number": str(number),
        "dated": date(2026, 11, 16),
        "due": date(2026, 12, 16),
        "buyer": MILLER,
        **more,
    }
    return Sale(lines=lines, amount=amount, gst=gst, total=amount + gst, **facts)  # type: ignore[arg-type]


PLAIN = sale(10001, goods("2.000", "100.0000", "200.00", "20.00"), reference="PO 7")
WITH_DEPOSIT = sale(10002, goods("2.000", "100.0000", "200.00", "20.00"), deposit("3.000", "300.00", "30.00"))
FILL = sale(
    10003,
    goods("3.000", "100.0000", "300.00", "30.00"),
    deposit("3.000", "-300.00", "-30.00", "Deposit applied"),
)
SECURITY = sale(10004, goods("2.000", "100.0000", "200.00", "20.00"), deposit("3.000", "330.00", "0.00", security=True))
SECURITY_FILL = sale(
    10005,
    goods("3.000", "100.0000", "300.00", "30.00"),
    deposit("3.000", "-330.00", "0.00", "Deposit applied", security=True),
)
ODD_SHARE = sale(10006, goods("1.000", "33.3333", "33.34", "3.33"), deposit("1.000", "-33.34", "-3.33"))
MIXED = sale(
    10007,
    goods("1.500", "12.3456", "17.59", "1.76", "HOSE", discount=D("5.00"), unit="metre"),
    goods("1.000", "40.0000", "40.00", "0.00", "BOOK", gst_rate=D("0.00")),
    goods("1.000", "9.9900", "9.99", "1.00", "FREIGHT", kind="charge", account="4-2000"),
)
CREDIT = sale(
    10001,
    goods("1.000", "100.0000", "100.00", "10.00"),
    deposit("3.000", "300.00", "30.00", "Deposit given back"),
    kind="credit",
    reference="Wrong part",
    adjusts="10002",
    adjusts_dated=date(2026, 11, 16),
)
RESTORED = sale(
    10002,
    goods("3.000", "100.0000", "300.00", "30.00"),
    deposit("3.000", "-300.00", "-30.00", "Deposit held again"),
    kind="credit",
    reference="Void",
    adjusts="10003",
    adjusts_dated=date(2026, 11, 16),
)
SALES = (PLAIN, WITH_DEPOSIT, FILL, SECURITY, SECURITY_FILL, ODD_SHARE, MIXED, CREDIT, RESTORED)

BILL = Bill(
    kind="bill",
    key="creditor-invoice-10001",
    number="SI-88",
    dated=date(2026, 11, 16),
    due=date(2026, 12, 16),
    seller=REPCO,
    lines=(
        BillLine("goods", "CAB-220", "Part CAB-220", D("5.000"), D("300.00"), D("30.00"), D("10.00"), "1-1300"),
        BillLine("claim", "CAB-220", "Not received: Part", D("1.000"), D("60.00"), D("6.00"), D("10.00"), "1-1400"),
        BillLine("freight", "", "Freight", D(1), D("12.00"), D("1.21"), D("10.00"), "5-2000"),
    ),
    amount=D("372.00"),
    gst=D("37.21"),
    total=D("409.21"),
)
LEDGER = Ledger(
    (
        LedgerAccount("1-1200", "Trade debtors", "asset"),
        LedgerAccount("2-1200", 'Customer "deposits"; held: (all)', "liability"),
        LedgerAccount("2.1200", "Customer deposits held all", "liability"),
        LedgerAccount("4-1000", "Sales  of\nparts", "income"),
        LedgerAccount("6-1", "Über-short", "expense"),
        LedgerAccount("3-1", "Opening", "equity"),
    ),
    (
        LedgerEntry(
            "opening",
            date(2026, 11, 1),
            "Opening stock",
            (LedgerLine("1-1200", D("5.00")), LedgerLine("3-1", D("-5.00"))),
        ),
        LedgerEntry(
            "invoice-10001",
            date(2026, 11, 16),
            'Invoice 10001, "Bob\'s" | Parts; & \\ Söhne\n(Pty)',
            (
                LedgerLine("1-1200", D("1220.00")),
                LedgerLine("4-1000", D("-1000.00")),
                LedgerLine("2-1200", D("-200.00")),
                LedgerLine("2.1200", D("-20.05")),
                LedgerLine("6-1", D("0.05")),
            ),
        ),
    ),
)
DOCUMENTS = Documents(SHOP, SALES, (BILL,), LEDGER)
