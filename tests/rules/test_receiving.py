"""What a creditor's invoice comes to: billed and received, claims, freight, GST as billed, and what stays on order."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.costing import FREIGHT_INTO_COST, FreightIntoCost
from app.rules.faults import Refused
from app.rules.money import rounded
from app.rules.receiving import (
    BilledLine,
    DocumentSums,
    document_sums,
    line_sums,
    out_of_balance,
    receipt_on_order,
    refuse_wrong_gst,
)
from tests.rules.amounts import cents, discounts, gst_rates, prices, quantities_or_none

D = Decimal
TEN = D("10.00")


@pytest.mark.parametrize(
    ("billed", "received", "amount", "goods", "claim"),
    [
        ("5", "5", "50.00", "50.00", "0.00"),
        ("5", "3", "50.00", "30.00", "20.00"),
        ("5", "0", "50.00", "0.00", "50.00"),
        ("3", "5", "30.00", "30.00", "0.00"),
        ("0", "5", "0.00", "0.00", "0.00"),
    ],
)
def test_billed_and_received_are_apart(billed: str, received: str, amount: str, goods: str, claim: str) -> None:
    sums = line_sums(D(billed), D(received), D("10.0000"))
    assert (sums.amount, sums.goods, sums.claim) == (D(amount), D(goods), D(claim))


@given(quantities_or_none, quantities_or_none, prices, discounts)
def test_what_is_billed_is_in_the_goods_or_in_the_claim(
    billed: Decimal, received: Decimal, cost: Decimal, discount: Decimal
) -> None:
    sums = line_sums(billed, received, cost, discount)
    assert sums.goods + sums.claim == sums.amount
    assert sums.goods >= 0
    assert sums.claim >= 0
    if billed <= received:
        assert sums.claim == 0
    if not received:
        assert sums.goods == 0


def sums_of(*lines: BilledLine, freight: str = "0.00", gst: str | None = None) -> DocumentSums:
    return document_sums(lines, D(freight), None if gst is None else D(gst), TEN, "by value")


def test_a_document_with_freight() -> None:
    sums = sums_of(
        BilledLine(D(5), D(5), D("10.0000"), gst_rate=TEN), BilledLine(D(5), D(3), D("20.0000"), gst_rate=TEN),
        freight="11.00",
    )  # fmt: skip
    assert (sums.amount, sums.freight, sums.gst, sums.total) == (D("150.00"), D("11.00"), D("16.10"), D("177.10"))
    assert [line.freight for line in sums.lines] == [D("5.00"), D("6.00")]
    assert [line.stock_value for line in sums.lines] == [D("55.00"), D("66.00")]
    assert sums.claim == D("40.00")
    assert sums.freight_expense == 0


def test_gst_free_goods_with_taxed_freight() -> None:
    sums = sums_of(BilledLine(D(1), D(1), D("100.0000")), freight="5.00")
    assert (sums.gst, sums.total) == (D("0.50"), D("105.50"))


@pytest.mark.parametrize(
    ("gst", "rounding", "agrees"),
    [
        (None, "0.00", True),
        ("10.05", "0.05", True),
        ("9.95", "-0.05", True),
        ("10.06", "0.06", False),
        ("9.94", "-0.06", False),
        ("0.00", "-10.00", False),
    ],
)
def test_gst_as_billed_may_be_5_cents_off(gst: str | None, rounding: str, agrees: bool) -> None:
    sums = sums_of(BilledLine(D(1), D(1), D("100.0000"), gst_rate=TEN), gst=gst)
    assert (sums.gst_rounding, sums.gst_agrees) == (D(rounding), agrees)
    assert sums.total == D("100.00") + sums.gst
    if agrees:
        refuse_wrong_gst(sums)
    else:
        with pytest.raises(Refused, match=f"GST is billed as {gst}, the lines and freight come to 10.00") as refused:
            refuse_wrong_gst(sums)
        assert refused.value.field == "gst"


billed_lines = st.lists(
    st.builds(BilledLine, quantities_or_none, quantities_or_none, prices, discounts, gst_rates), max_size=6
)


@given(billed_lines, cents, st.none() | cents, st.sampled_from(FREIGHT_INTO_COST), st.booleans())
def test_all_that_is_billed_ends_in_one_place(
    lines: list[BilledLine], freight: Decimal, gst: Decimal | None, how: FreightIntoCost, per_line: bool
) -> None:
    sums = document_sums(lines, freight, gst, TEN, how, per_line)
    stock = sum((line.stock_value for line in sums.lines), D(0))
    assert stock + sums.claim + sums.freight_expense + sums.gst_reckoned + sums.gst_rounding == sums.total
    assert out_of_balance(sums.total, sums.amount, sums.freight, sums.gst) == 0
    assert sums.total == rounded(sums.total)
    for line, of in zip(lines, sums.lines, strict=True):
        assert line.received or of.stock_value == 0


def test_out_of_balance_says_by_how_much_and_which_way() -> None:
    assert out_of_balance(D("170.00"), D("150.00"), D("11.00"), D("16.10")) == D("-7.10")
    assert out_of_balance(D("180.00"), D("150.00"), D("11.00"), D("16.10")) == D("2.90")


@pytest.mark.parametrize(
    ("outstanding", "received", "close", "after"),
    [
        ("10", "10", False, ("10", "0", "0", "0")),
        ("10", "4", False, ("4", "0", "6", "0")),
        ("10", "4", True, ("4", "6", "0", "0")),
        ("10", "13", False, ("10", "0", "0", "3")),
        ("10", "13", True, ("10", "0", "0", "3")),
        ("10", "0", True, ("0", "10", "0", "0")),
        ("0", "2", False, ("0", "0", "0", "2")),
    ],
)
def test_a_receipt_on_an_order(outstanding: str, received: str, close: bool, after: tuple[str, ...]) -> None:
    receipt = receipt_on_order(D(outstanding), D(received), close)
    assert (receipt.applied, receipt.closed, receipt.outstanding, receipt.over) == tuple(map(D, after))


@given(quantities_or_none, quantities_or_none, st.booleans())
def test_an_order_line_stays_whole_and_never_below_zero(outstanding: Decimal, received: Decimal, close: bool) -> None:
    receipt = receipt_on_order(outstanding, received, close)
    assert receipt.applied + receipt.closed + receipt.outstanding == outstanding
    assert receipt.applied + receipt.over == received
    assert min(receipt.applied, receipt.closed, receipt.outstanding, receipt.over) >= 0


@given(quantities_or_none, quantities_or_none, quantities_or_none)
def test_two_deliveries_are_as_one(outstanding: Decimal, first: Decimal, second: Decimal) -> None:
    one = receipt_on_order(outstanding, first, close=False)
    two = receipt_on_order(one.outstanding, second, close=False)
    both = receipt_on_order(outstanding, first + second, close=False)
    assert (one.applied + two.applied, two.outstanding, one.over + two.over) == (
        both.applied,
        both.outstanding,
        both.over,
    )
