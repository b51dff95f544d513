"""A sample of every sheet about money and counts, from the plainest to the worst that anybody types."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from app.printing.sheets import Facts
from app.rules.facts import BuyerFacts, CreditorFacts, SellerFacts, TenderFacts
from app.rules.money import rounded
from app.rules.money_facts import (
    AgeingFacts,
    CountLineFacts,
    CountSheetFacts,
    CreditFacts,
    CreditLineFacts,
    DayEndCountFacts,
    DayEndDocumentsFacts,
    DayEndFacts,
    PaidItemFacts,
    ReceiptFacts,
    RemittanceFacts,
    StatementFacts,
    StatementLineFacts,
)
from tests.printing.samples import BUYER, CREDITOR, DAY, LONG_NAMES, MARKS, RIGHT_TO_LEFT, SELLER, WORST

_MOST = Decimal("9999999999.99")
_AWFUL_SELLER = SellerFacts(WORST, WORST, WORST, WORST, WORST, WORST, WORST, WORST)
_AWFUL_BUYER = BuyerFacts(WORST, WORST[:300], "\n".join([WORST] * 30), WORST, WORST)
_AWFUL_CREDITOR = CreditorFacts(WORST, WORST, WORST, WORST, WORST, WORST)


def a_credit(count: int, **more: object) -> CreditFacts:
    """An adjustment note over so many lines of 3 at 42.00; half of it is refunded."""
    found = tuple(
        CreditLineFacts(
            number=f"CAB-220-{place:03}", description="Cab mount rubber with sleeve and washer", quantity=Decimal(3),
            unit_price=Decimal("42.00"), amount=Decimal("126.00"), gst=Decimal("12.60"),
        )
        for place in range(count)
    )  # fmt: skip
    ex = Decimal("126.00") * count
    inc = rounded(ex * Decimal("1.1"))
    facts: dict[str, object] = {
        "seller": SELLER, "buyer": BUYER, "number": "10004", "dated": DAY, "invoice": "10023",
        "invoiced": date(2026, 11, 3), "reason": "Wrong part: they fit cabs built before 2019.", "lines": found,
        "ex": ex, "gst": inc - ex, "inc": inc, "on_account": inc, "customer_order": "PO 7741", "served_by": "Pat",
    }  # fmt: skip
    return CreditFacts(**{**facts, **more})  # type: ignore[arg-type]


CREDIT = a_credit(2)
REFUND = a_credit(
    1, buyer=BuyerFacts("Kim Lee"), on_account=Decimal(0),
    tenders=(TenderFacts("EFTPOS", Decimal("100.00")), TenderFacts("cash", Decimal("38.60"))),
)  # fmt: skip
CANCELLED = replace(
    a_credit(0), ex=Decimal("300.00"), gst=Decimal("30.00"), inc=Decimal("330.00"), on_account=Decimal("330.00"),
    reason="Cancelled by the customer", lines=(
        CreditLineFacts(
            description="Deposit: 3 × CAB-220 Cab mount rubber with sleeve and washer", quantity=Decimal(3),
            amount=Decimal("300.00"), gst=Decimal("30.00"), kind="deposit",
        ),
    ),
)  # fmt: skip
AWFUL_CREDIT = a_credit(
    0, seller=_AWFUL_SELLER, buyer=_AWFUL_BUYER, number=WORST, invoice=WORST, reason=RIGHT_TO_LEFT + WORST,
    lines=(
        CreditLineFacts(WORST, WORST, Decimal("999999.999"), Decimal("99999.1234"), Decimal("33.33"), _MOST,
                        Decimal("999999999.99"), MARKS + WORST),
    ),
    ex=_MOST, gst=_MOST, inc=_MOST, on_account=_MOST, tenders=(TenderFacts(WORST, _MOST),), served_by=WORST,
    customer_order=WORST, copy=True,
)  # fmt: skip


def paid_items(count: int) -> tuple[PaidItemFacts, ...]:
    """So many documents of 440.00; the last is paid in part."""
    return tuple(
        PaidItemFacts(f"Invoice {10023 + place}", DAY - timedelta(days=count - place), Decimal("440.00"),
                      Decimal("440.00") if place < count - 1 else Decimal("100.00"),
                      Decimal("0.00") if place < count - 1 else Decimal("340.00"))
        for place in range(count)
    )  # fmt: skip


RECEIPT = ReceiptFacts(
    SELLER, BUYER, "10007", DAY, Decimal("990.02"), paid_items(3), Decimal("10.02"),
    (TenderFacts("cheque", Decimal("500.00")), TenderFacts("cash", Decimal("500.00"))), Decimal("-0.02"),
    Decimal("10.00"), Decimal("1340.00"), "Paid by Chris at the counter.", "Pat",
)  # fmt: skip
EARLY = ReceiptFacts(
    SELLER, BUYER, "10008", DAY, Decimal("50.00"), (), Decimal("50.00"),
    (TenderFacts("EFTPOS", Decimal("50.00")),), balance=Decimal("-50.00"),
)  # fmt: skip
LONG_RECEIPT = replace(RECEIPT, buyer=LONG_NAMES.buyer, lines=paid_items(90), copy=True)
AWFUL_RECEIPT = ReceiptFacts(
    _AWFUL_SELLER, _AWFUL_BUYER, WORST, DAY, _MOST, (PaidItemFacts(WORST, DAY, _MOST, _MOST, _MOST),), _MOST,
    (TenderFacts(WORST, _MOST),), _MOST, _MOST, -_MOST, WORST, WORST, copy=True,
)  # fmt: skip


def a_statement(lines: int, **more: object) -> StatementFacts:
    """A statement over so many invoices of 440.00, each third one followed by a receipt of 300.00."""
    found = []
    balance = Decimal("0.00")
    for place in range(lines):
        paid = place % 3 == 2
        amount = Decimal("-300.00") if paid else Decimal("440.00")
        balance += amount
        found.append(
            StatementLineFacts(
                DAY - timedelta(days=2 * (lines - place)), f"{'Receipt' if paid else 'Invoice'} {10023 + place}",
                "" if paid else f"PO {7741 + place}",
                None if paid else DAY + timedelta(days=30 - 2 * (lines - place)),
                Decimal(0) if paid else amount, -amount if paid else Decimal(0), balance,
            )
        )  # fmt: skip
    facts: dict[str, object] = {
        "seller": SELLER, "buyer": BUYER, "dated": DAY, "lines": tuple(found), "total": balance,
        "ageing": AgeingFacts(balance - Decimal("320.00"), Decimal("200.00"), Decimal("100.00"), Decimal("20.00")),
        "terms": "30 days",
    }  # fmt: skip
    return StatementFacts(**{**facts, **more})  # type: ignore[arg-type]


STATEMENT = a_statement(6)
SINCE = a_statement(
    2, since=date(2026, 11, 1), brought_forward=Decimal("-20.00"), unallocated=Decimal("20.00"), buyer=LONG_NAMES.buyer
)
NOTHING_OWED = a_statement(0, ageing=AgeingFacts(), total=Decimal("0.00"))
AWFUL_STATEMENT = StatementFacts(
    _AWFUL_SELLER, _AWFUL_BUYER, DAY, (StatementLineFacts(DAY, WORST, WORST, DAY, _MOST, _MOST, -_MOST),),
    AgeingFacts(_MOST, _MOST, _MOST, _MOST), _MOST, _MOST, DAY, _MOST, WORST, copy=True,
)  # fmt: skip

REMITTANCE = RemittanceFacts(
    SELLER, CREDITOR, "10002", DAY, Decimal("980.00"), "bank transfer",
    (PaidItemFacts("CB-88120", date(2026, 10, 2), Decimal("880.00"), Decimal("880.00")),
     PaidItemFacts("CB-88344", date(2026, 10, 9), Decimal("550.00"), Decimal("100.00"), Decimal("450.00"))),
    reference="FTT 21 NOV",
)  # fmt: skip
ON_ACCOUNT = replace(REMITTANCE, lines=(), unallocated=Decimal("980.00"), paid_by="cash", reference="", copy=True)
AWFUL_REMITTANCE = RemittanceFacts(
    _AWFUL_SELLER, _AWFUL_CREDITOR, WORST, DAY, _MOST, WORST, (PaidItemFacts(WORST, DAY, _MOST, _MOST, _MOST),) * 3,
    _MOST, WORST, copy=True,
)  # fmt: skip

_KINDS = (
    "Invoices", "Credits", "Receipts", "Payments to creditors", "Creditor invoices", "Creditor credits",
    "Creditor invoices undone", "Stock adjustments",
)  # fmt: skip
_EVENING = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)
DAY_END = DayEndFacts(
    SELLER, "10011", DAY, _EVENING, "Pat",
    (DayEndCountFacts("cash", Decimal("844.55"), Decimal("839.55"), "A five-dollar note short in the change."),
     DayEndCountFacts("EFTPOS", Decimal("2210.40"), Decimal("2210.40")),
     DayEndCountFacts("cheque", Decimal("-20.00"), Decimal("-20.00"))),
    tuple(DayEndDocumentsFacts(kind, 10001 + place, 10001 + place * 3, place * 2 + 1, Decimal("40.00"),
                               Decimal("440.00")) for place, kind in enumerate(_KINDS)),
    Decimal("300.00"), Decimal("300.00"),
)  # fmt: skip
QUIET_DAY = replace(DAY_END, counts=(), documents=(), copy=True)
AWFUL_DAY_END = DayEndFacts(
    _AWFUL_SELLER, WORST, DAY, _EVENING, WORST, (DayEndCountFacts(WORST, _MOST, -_MOST, WORST),) * 6,
    (DayEndDocumentsFacts(WORST, 10**9, 10**9 + 1, 10**6, _MOST, _MOST),) * 3, _MOST, -_MOST, copy=True,
)  # fmt: skip


def count_sheets(lines: int, *, on_hand: bool) -> CountSheetFacts:
    """The sheets of a stocktake over so many parts; one of them was counted already."""
    return CountSheetFacts(
        SELLER, "10003", DAY,
        tuple(
            CountLineFacts(
                f"BRK-{1042 + place}", "Brake pad set, front axle, with wear indicator and fitting kit",
                f"A-{place % 12 + 1}" if place % 7 else "", "each", Decimal(place), Decimal(4) if place == 3 else None,
            )
            for place in range(lines)
        ),
        "All bins that begin with A", on_hand,
    )  # fmt: skip


COUNT_SHEETS = count_sheets(90, on_hand=False)
AWFUL_COUNT = CountSheetFacts(
    _AWFUL_SELLER, WORST, DAY,
    (CountLineFacts(WORST, WORST, WORST, WORST, Decimal("999999.999"), Decimal("999999.999")),) * 2, WORST, True, True,
)  # fmt: skip

MONEY_SAMPLES: dict[str, Facts] = {
    "credit": CREDIT, "refund": REFUND, "cancelled deposit": CANCELLED,
    "long credit": a_credit(90, buyer=LONG_NAMES.buyer, reason="Damaged in transit; the crate was open. " * 5),
    "awful credit": AWFUL_CREDIT, "receipt": RECEIPT, "receipt on account": EARLY, "long receipt": LONG_RECEIPT,
    "awful receipt": AWFUL_RECEIPT, "statement": STATEMENT, "long statement": a_statement(90),
    "statement since": SINCE, "nothing owed": NOTHING_OWED, "awful statement": AWFUL_STATEMENT,
    "remittance": REMITTANCE, "remittance on account": ON_ACCOUNT,
    "long remittance": replace(REMITTANCE, lines=paid_items(90)), "awful remittance": AWFUL_REMITTANCE,
    "day end": DAY_END, "quiet day": QUIET_DAY, "awful day end": AWFUL_DAY_END, "count sheets": COUNT_SHEETS,
    "count with on hand": count_sheets(5, on_hand=True), "nothing to count": replace(COUNT_SHEETS, lines=()),
    "awful count": AWFUL_COUNT,
}  # fmt: skip
