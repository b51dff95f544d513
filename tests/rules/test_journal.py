"""The entries of the journal: every figure of the specification, and that none is ever out of balance."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import journal
from app.rules.journal import (
    CLEARING,
    CONTROL_ROLES,
    DEFAULT_CHART,
    Bought,
    Counted,
    GoneBack,
    Line,
    Moved,
    Role,
    Sold,
    Tendered,
)
from app.rules.questions import TENDERS

D = Decimal

cents = st.integers(-10_000_000, 10_000_000).map(lambda units: D(units).scaleb(-2))
positive = st.integers(0, 10_000_000).map(lambda units: D(units).scaleb(-2))
moves = st.builds(Moved, cents, positive)
tenders = st.lists(
    st.builds(Tendered, st.sampled_from(TENDERS), cents, st.integers(-2, 2).map(lambda n: D(n).scaleb(-2)))
)


def said(lines: tuple[Line, ...]) -> dict[object, Decimal]:
    assert sum(line.amount for line in lines) == 0
    assert len({line.account for line in lines}) == len(lines)
    return {line.account: line.amount for line in lines}


def sold(
    goods: str, gst: str, *, charges: str = "0.00", deposits: str = "0.00", cost: str = "0.00", **more: object
) -> Sold:
    total = D(goods) + D(charges) + D(deposits) + D(gst)
    return Sold(D(goods), D(charges), D(deposits), D(gst), total, Moved(-D(cost)), **more)  # type: ignore[arg-type]


def test_a_sale_with_a_deposit_owes_it_until_the_goods_are_supplied() -> None:
    # domain 5: 5 ordered at 100.00, 2 supplied; the deposit for 3 is a liability, not a sale
    assert said(journal.invoice(sold("200.00", "50.00", deposits="300.00", cost="120.00"))) == {
        Role.DEBTORS: D("550.00"),
        Role.SALES: D("-200.00"),
        Role.DEPOSITS: D("-300.00"),
        Role.GST_COLLECTED: D("-50.00"),
        Role.COST_OF_SALES: D("120.00"),
        Role.STOCK: D("-120.00"),
    }
    assert said(journal.invoice(sold("300.00", "0.00", deposits="-300.00", cost="180.00"))) == {
        Role.SALES: D("-300.00"),
        Role.DEPOSITS: D("300.00"),
        Role.COST_OF_SALES: D("180.00"),
        Role.STOCK: D("-180.00"),
    }


def test_a_security_deposit_is_gross_and_its_gst_comes_with_the_goods() -> None:
    assert said(journal.invoice(sold("200.00", "20.00", deposits="330.00")))[Role.DEPOSITS] == D("-330.00")
    fill = said(journal.invoice(sold("300.00", "30.00", deposits="-330.00")))
    assert (fill[Role.DEPOSITS], fill[Role.GST_COLLECTED]) == (D("330.00"), D("-30.00"))
    assert Role.DEBTORS not in fill


def test_cash_is_rounded_in_the_till_and_the_document_is_paid_in_full() -> None:
    paid = (Tendered("EFTPOS", D("20.00")), Tendered("cash", D("22.95"), D("-0.02")))
    entry = said(journal.invoice(sold("39.06", "3.91", tenders=paid)))
    assert entry[Role.CASH] == D("22.95")
    assert entry[Role.EFTPOS] == D("20.00")
    assert entry[Role.CASH_ROUNDING] == D("0.02")
    assert Role.DEBTORS not in entry


def test_freight_and_labour_are_not_sales_of_parts() -> None:
    assert said(journal.invoice(sold("0.00", "1.00", charges="10.00")))[Role.CHARGES] == D("-10.00")


def test_a_refunded_credit_mirrors_the_sale() -> None:
    back = Sold(
        D("100.00"), D("0.00"), D("0.00"), D("10.00"), D("110.00"), Moved(D("60.00")), (Tendered("cash", D("-110.00")),)
    )
    assert said(journal.credit(back)) == {
        Role.SALES: D("100.00"),
        Role.GST_COLLECTED: D("10.00"),
        Role.COST_OF_SALES: D("-60.00"),
        Role.STOCK: D("60.00"),
        Role.CASH: D("-110.00"),
    }


def test_a_voided_fill_gives_the_deposit_its_money_again() -> None:
    there = said(journal.invoice(sold("300.00", "0.00", deposits="-300.00", cost="180.00")))
    back = Sold(D("300.00"), D("0.00"), D("-300.00"), D("0.00"), D("0.00"), Moved(D("180.00")))
    assert said(journal.credit(back)) == {account: -amount for account, amount in there.items()}


def test_a_receipt_pays_what_is_owed() -> None:
    assert said(journal.receipt([Tendered("cheque", D("80.00"))])) == {
        Role.CHEQUE: D("80.00"),
        Role.DEBTORS: D("-80.00"),
    }


def test_a_bill_for_goods_that_were_sold_before_they_came() -> None:
    # domain 4: 20 at 10.00 onto −10 is 100.00 to cost of sales, and value 100.00; two more were billed and never came
    bought = Bought(D("20.00"), D("5.00"), D("22.51"), D("0.01"), D("247.51"), Moved(D("100.00"), D("100.00")))
    assert said(journal.creditor_invoice(bought)) == {
        Role.STOCK: D("100.00"),
        Role.COST_OF_SALES: D("100.00"),
        Role.CLAIMS: D("20.00"),
        Role.FREIGHT: D("5.00"),
        Role.GST_PAID: D("22.50"),
        Role.GST_ROUNDING: D("0.01"),
        Role.CREDITORS: D("-247.51"),
    }


def test_undone_at_another_average_the_rest_is_variance() -> None:
    bought = Bought(D("0.00"), D("0.00"), D("50.00"), D("0.00"), D("550.00"), Moved(D("-400.00")))
    assert said(journal.creditor_invoice_undo(bought)) == {
        Role.STOCK: D("-400.00"),
        Role.GST_PAID: D("-50.00"),
        Role.CREDITORS: D("550.00"),
        Role.VARIANCE: D("-100.00"),
    }


def test_goods_back_to_the_supplier_leave_at_the_average() -> None:
    back = GoneBack(claims=D("20.00"), gst=D("8.00"), total=D("88.00"), moved=Moved(D("-55.00")))
    assert said(journal.creditor_credit(back)) == {
        Role.CREDITORS: D("88.00"),
        Role.CLAIMS: D("-20.00"),
        Role.GST_PAID: D("-8.00"),
        Role.STOCK: D("-55.00"),
        Role.VARIANCE: D("-5.00"),
    }


def test_a_creditor_is_paid_from_the_bank_or_out_of_the_till() -> None:
    assert said(journal.creditor_payment(D("42.97"), [])) == {Role.CREDITORS: D("42.97"), Role.BANK: D("-42.97")}
    assert said(journal.creditor_payment(D("42.97"), [Tendered("cash", D("-42.95"), D("0.02"))])) == {
        Role.CREDITORS: D("42.97"),
        Role.CASH: D("-42.95"),
        Role.CASH_ROUNDING: D("-0.02"),
    }


def test_found_goods_go_against_the_account_that_was_named() -> None:
    assert said(journal.stock_adjustment(Moved(D("-60.00")), 7)) == {Role.STOCK: D("-60.00"), 7: D("60.00")}
    assert said(journal.stock_adjustment(Moved(D("20.00"), D("40.00")), 7)) == {
        Role.STOCK: D("20.00"),
        Role.COST_OF_SALES: D("40.00"),
        7: D("-60.00"),
    }


def test_only_what_a_till_is_out_by_is_posted_at_the_end_of_a_day() -> None:
    counts = [Counted("cash", D("310.00"), D("305.00")), Counted("EFTPOS", D("90.00"), D("90.00"))]
    assert said(journal.day_end(counts)) == {Role.CASH: D("-5.00"), Role.OVER_SHORT: D("5.00")}
    assert journal.day_end(counts[1:]) == ()


def test_opening_stock_names_the_account_of_stock_first() -> None:
    assert journal.opening(D("120.00")) == (Line(Role.STOCK, D("120.00")), Line(Role.OPENING, D("-120.00")))


def test_an_entry_out_of_balance_is_a_bug() -> None:
    with pytest.raises(ValueError, match="out of balance by 1.00"):
        journal.invoice(Sold(D("100.00"), D("0.00"), D("0.00"), D("10.00"), D("111.00")))
    with pytest.raises(ValueError, match="out of balance"):
        journal.creditor_invoice(Bought(D("0.00"), D("0.00"), D("5.00"), D("0.00"), D("56.00"), Moved(D("50.00"))))


@given(cents, cents, cents, cents, moves, tenders)
def test_no_sale_and_no_credit_is_ever_out_of_balance(
    goods: Decimal, charges: Decimal, deposits: Decimal, gst: Decimal, moved: Moved, paid: list[Tendered]
) -> None:
    document = Sold(goods, charges, deposits, gst, goods + charges + deposits + gst, moved, tuple(paid))
    entry, back = said(journal.invoice(document)), said(journal.credit(document))
    takes = sum(each.amount - each.rounding for each in paid)
    assert entry.get(Role.DEBTORS, 0) == document.total - takes
    assert back.get(Role.DEBTORS, 0) == -document.total - takes
    assert entry.get(Role.STOCK, 0) == back.get(Role.STOCK, 0) == moved.value


@given(positive, positive, positive, st.integers(-5, 5).map(lambda n: D(n).scaleb(-2)), moves, moves)
def test_a_bill_and_its_undo_leave_only_stock_cost_and_variance(
    claims: Decimal, freight: Decimal, gst: Decimal, off: Decimal, moved: Moved, away: Moved
) -> None:
    total = claims + freight + gst + moved.value + moved.settled
    came = said(journal.creditor_invoice(Bought(claims, freight, gst, off, total, moved)))
    went = said(journal.creditor_invoice_undo(Bought(claims, freight, gst, off, total, away)))
    left = {account: came.get(account, D(0)) + went.get(account, D(0)) for account in {*came, *went}}
    assert {account for account, amount in left.items() if amount} <= {Role.STOCK, Role.COST_OF_SALES, Role.VARIANCE}


@given(st.lists(st.builds(Counted, st.sampled_from(TENDERS), cents, cents), max_size=5))
def test_what_is_over_or_short_is_the_sum_of_the_differences(counts: list[Counted]) -> None:
    entry = said(journal.day_end(counts))
    assert entry.get(Role.OVER_SHORT, 0) == sum(each.taken - each.counted for each in counts)


def test_the_first_chart_has_one_account_for_every_role() -> None:
    assert [row.role for row in DEFAULT_CHART] == list(dict.fromkeys(row.role for row in DEFAULT_CHART))
    assert {row.role for row in DEFAULT_CHART} == set(Role)
    assert len({row.code for row in DEFAULT_CHART}) == len(DEFAULT_CHART)
    assert set(CLEARING) == set(TENDERS)
    assert not CONTROL_ROLES & set(CLEARING.values())
    assert all(len(role) <= 30 for role in Role)
